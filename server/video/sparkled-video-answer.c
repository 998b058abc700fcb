/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-video-answer.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "sparkle-json.h"

#define TITLE_MAX       300
#define CHANNEL_MAX     200
#define CHANNEL_URL_MAX 400
/* A week: longer than any video. */
#define DURATION_MAX    (7 * 24 * 3600)

void
sparkled_video_facts_free (SparkledVideoFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->channel);
  g_free (self->channel_url);
  g_free (self);
}

static SparkledVideoFacts *
facts_new (const char        *id,
           SparkleVideoState  state)
{
  SparkledVideoFacts *self = g_new0 (SparkledVideoFacts, 1);

  self->id = g_strdup (id);
  self->state = state;
  self->duration = -1;
  return self;
}

static JsonObject *
parse (GBytes    *body,
       JsonNode **ret_node)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  *ret_node = sparkle_json_parse (data != NULL ? data : "", size, size, NULL);
  return *ret_node != NULL && JSON_NODE_HOLDS_OBJECT (*ret_node) ? json_node_get_object (*ret_node) : NULL;
}

/* One line of valid text without controls, cut where it is too long; NULL when nothing is left. */
static char *
take_line (JsonObject *object,
           const char *member,
           glong       most)
{
  const char *text = sparkle_json_get_string (object, member);
  GString *line;
  glong n = 0;

  if (text == NULL)
    return NULL;
  line = g_string_new (NULL);
  for (const char *p = text; *p != '\0' && n < most; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c))
        c = ' ';
      g_string_append_unichar (line, c);
      n++;
    }
  g_strstrip (line->str);
  line->len = strlen (line->str);
  return g_string_free (line, line->len == 0);
}

/* Only an address of YouTube itself is passed on. */
static char *
take_channel_url (JsonObject *object,
                  const char *member)
{
  char *url = take_line (object, member, CHANNEL_URL_MAX);

  if (url != NULL && !g_str_has_prefix (url, "https://www.youtube.com/"))
    g_clear_pointer (&url, g_free);
  return url;
}

/**
 * sparkled_video_answer_oembed:
 * @id: what was asked for
 * @status: of HTTP
 * @body: what came
 *
 * Reads an answer of oEmbed. 401 says that embedding is off, 403 and a text that is no JSON that it is private, 400 and 404 that
 * there is none.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL when it is no answer and has to be asked again
 */
SparkledVideoFacts *
sparkled_video_answer_oembed (const char *id,
                              unsigned    status,
                              GBytes     *body)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(SparkledVideoFacts) facts = NULL;
  JsonObject *object;

  switch (status)
    {
    case 200:
      break;
    case 401:
      return facts_new (id, SPARKLE_VIDEO_NOT_EMBEDDABLE);
    case 403:
      return facts_new (id, SPARKLE_VIDEO_PRIVATE);
    case 400:
    case 404:
    case 410:
      return facts_new (id, SPARKLE_VIDEO_GONE);
    default:
      return NULL;
    }
  object = parse (body, &node);
  if (object == NULL)
    {
      gsize size;
      const char *text = g_bytes_get_data (body, &size);

      /* "Forbidden", "Unauthorized"; any other text is some proxy's or an error page */
      if (size > 0 && size < 64 && (g_strstr_len (text, (gssize) size, "Forbidden") != NULL || g_strstr_len (text, (gssize) size, "Unauthorized") != NULL))
        return facts_new (id, SPARKLE_VIDEO_PRIVATE);
      return NULL;
    }
  facts = facts_new (id, SPARKLE_VIDEO_OK);
  facts->title = take_line (object, "title", TITLE_MAX);
  facts->channel = take_line (object, "author_name", CHANNEL_MAX);
  facts->channel_url = take_channel_url (object, "author_url");
  return facts->title != NULL ? g_steal_pointer (&facts) : NULL;
}

/**
 * sparkled_video_answer_duration:
 * @text: (nullable): a duration of ISO 8601 as the Data API gives it, "PT4M13S"
 *
 * Returns: seconds, or -1 when it is none
 */
int
sparkled_video_answer_duration (const char *text)
{
  static const struct { char unit; int seconds; gboolean time; } units[] = {
    { 'W', 7 * 24 * 3600, FALSE }, { 'D', 24 * 3600, FALSE }, { 'H', 3600, TRUE }, { 'M', 60, TRUE }, { 'S', 1, TRUE },
  };
  gint64 seconds = 0;
  gboolean time = FALSE, any = FALSE;
  unsigned next = 0;

  if (text == NULL || *text++ != 'P')
    return -1;
  while (*text != '\0')
    {
      guint64 number;
      char *end;

      if (*text == 'T' && !time)
        {
          time = TRUE;
          text++;
          continue;
        }
      if (!g_ascii_isdigit (*text))
        return -1;
      number = g_ascii_strtoull (text, &end, 10);
      while (next < G_N_ELEMENTS (units) && (units[next].unit != *end || units[next].time != time))
        next++;
      if (next == G_N_ELEMENTS (units) || number > DURATION_MAX)
        return -1;
      seconds += (gint64) number * units[next].seconds;
      any = TRUE;
      text = end + 1;
    }
  return any && seconds <= DURATION_MAX ? (int) seconds : -1;
}

static SparkledVideoFacts *
read_item (JsonObject *item,
           const char *id)
{
  JsonObject *snippet = sparkle_json_get_object (item, "snippet");
  JsonObject *details = sparkle_json_get_object (item, "contentDetails");
  JsonObject *status = sparkle_json_get_object (item, "status");
  const char *privacy = status != NULL ? sparkle_json_get_string (status, "privacyStatus") : NULL;
  SparkledVideoFacts *facts = facts_new (id, SPARKLE_VIDEO_OK);

  if (g_strcmp0 (privacy, "private") == 0)
    {
      facts->state = SPARKLE_VIDEO_PRIVATE;
      return facts;
    }
  if (status != NULL && !sparkle_json_get_bool (status, "embeddable", TRUE))
    facts->state = SPARKLE_VIDEO_NOT_EMBEDDABLE;
  if (snippet != NULL)
    {
      const char *channel = sparkle_json_get_string (snippet, "channelId");

      facts->title = take_line (snippet, "title", TITLE_MAX);
      facts->channel = take_line (snippet, "channelTitle", CHANNEL_MAX);
      if (channel != NULL && strspn (channel, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == strlen (channel) &&
          *channel != '\0' && strlen (channel) < 100)
        facts->channel_url = g_strconcat ("https://www.youtube.com/channel/", channel, NULL);
    }
  if (details != NULL)
    facts->duration = sparkled_video_answer_duration (sparkle_json_get_string (details, "duration"));
  return facts;
}

static JsonObject *
find_item (JsonArray  *items,
           const char *id)
{
  for (unsigned i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);

      if (JSON_NODE_HOLDS_OBJECT (node) && g_strcmp0 (sparkle_json_get_string (json_node_get_object (node), "id"), id) == 0)
        return json_node_get_object (node);
    }
  return NULL;
}

/* {"error":{"errors":[{"reason":"quotaExceeded"}]}} */
static gboolean
is_spent (JsonObject *object)
{
  JsonObject *error = object != NULL ? sparkle_json_get_object (object, "error") : NULL;
  JsonArray *errors = error != NULL ? sparkle_json_get_array (error, "errors") : NULL;

  for (unsigned i = 0; errors != NULL && i < json_array_get_length (errors); i++)
    {
      JsonNode *node = json_array_get_element (errors, i);
      const char *reason = JSON_NODE_HOLDS_OBJECT (node) ? sparkle_json_get_string (json_node_get_object (node), "reason") : NULL;

      if (g_strcmp0 (reason, "quotaExceeded") == 0 || g_strcmp0 (reason, "dailyLimitExceeded") == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * sparkled_video_answer_list:
 * @ids: (array zero-terminated=1): what was asked for
 * @status: of HTTP
 * @body: what came
 * @ret_spent: (out): whether the day's units are spent, whatever was counted here
 *
 * Reads an answer of videos.list of the Data API v3. What it leaves out is not there (any more).
 *
 * Returns: (transfer full) (nullable): SparkledVideoFacts, one for each id; %NULL when it is no answer
 */
GPtrArray *
sparkled_video_answer_list (const char * const *ids,
                            unsigned            status,
                            GBytes             *body,
                            gboolean           *ret_spent)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object = parse (body, &node);
  JsonArray *items = object != NULL ? sparkle_json_get_array (object, "items") : NULL;
  GPtrArray *all;

  *ret_spent = status == 403 && is_spent (object);
  if (status != 200 || items == NULL)
    return NULL;
  all = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkled_video_facts_free);
  for (unsigned i = 0; ids[i] != NULL; i++)
    {
      JsonObject *item = find_item (items, ids[i]);

      g_ptr_array_add (all, item != NULL ? read_item (item, ids[i]) : facts_new (ids[i], SPARKLE_VIDEO_GONE));
    }
  return all;
}

/**
 * sparkled_video_answer_media_type:
 * @body: a file
 *
 * What a picture is, by its first bytes: whoever sends it may say anything.
 *
 * Returns: (transfer none) (nullable): "image/jpeg", "image/png" or "image/webp"
 */
const char *
sparkled_video_answer_media_type (GBytes *body)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);

  if (size >= 4 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (size >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "image/webp";
  return NULL;
}
