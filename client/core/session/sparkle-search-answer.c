/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-excerpt.h"
#include "sparkle-highlight.h"
#include "sparkle-json.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"

#define ANSWER_MAX (4 * 1024 * 1024)
#define PAGE       20

static gint64
time_of (JsonObject *record,
         const char *member)
{
  const char *text = sparkle_json_get_string (record, member);
  gint64 at;

  return text != NULL && sparkle_time_parse (text, &at) ? at : 0;
}

static const char *
name_of (JsonObject *person)
{
  const char *name = person != NULL ? sparkle_json_get_string (person, "display_name") : NULL;

  if ((name == NULL || *name == '\0') && person != NULL)
    name = sparkle_json_get_string (person, "username");
  return name;
}

/* Marked here, as what is cached is: the record has the text, and a spoiler stays covered. */
static char *
fragment_of (JsonObject         *hit,
             JsonObject         *record,
             const char         *member,
             const SparkleQuery *query)
{
  const char *content = sparkle_json_get_string (record, member);
  g_autofree char *plain = content != NULL ? sparkle_plain_text (content) : NULL;

  return plain != NULL ? sparkle_highlight_fragment (plain, query, NULL, NULL) : g_strdup (sparkle_json_get_string (hit, "fragment"));
}

static SparkleSearchHit *
hit_of_writing (JsonObject         *hit,
                JsonObject         *record,
                gboolean            is_post,
                const SparkleQuery *query)
{
  JsonObject *author = sparkle_json_get_object (record, "author");
  JsonObject *counts = sparkle_json_get_object (record, "counts");
  const char *title = is_post ? sparkle_json_get_string (hit, "title_highlight") : sparkle_json_get_string (hit, "post_title");
  g_autofree char *fragment = fragment_of (hit, record, "content", query);
  SparkleHitData data = {
    .kind = is_post ? SPARKLE_HIT_POST : SPARKLE_HIT_COMMENT,
    .id = sparkle_json_get_string (record, "id"),
    .post_id = is_post ? NULL : sparkle_json_get_string (record, "post_id"),
    .title = title != NULL ? title : sparkle_json_get_string (record, "title"),
    .fragment = fragment,
    .author = name_of (author),
    .username = author != NULL ? sparkle_json_get_string (author, "username") : NULL,
    .at = time_of (record, is_post ? "published_at" : "created_at"),
    .count = counts != NULL ? sparkle_json_get_int (counts, "comments", 0) : 0,
  };

  if (data.id == NULL || !sparkle_uuid_is_valid (data.id) || (!is_post && (data.post_id == NULL || !sparkle_uuid_is_valid (data.post_id))))
    return NULL;
  return sparkle_search_hit_new (&data);
}

static SparkleSearchHit *
hit_of_user (JsonObject         *hit,
             JsonObject         *record,
             const SparkleQuery *query)
{
  const char *name = name_of (record);
  g_autofree char *title = sparkle_highlight_whole (name != NULL ? name : "", query, NULL, NULL);
  g_autofree char *fragment = fragment_of (hit, record, "bio", query);
  SparkleHitData data = {
    .kind = SPARKLE_HIT_USER,
    .id = sparkle_json_get_string (record, "id"),
    .title = title,
    .fragment = fragment,
    .username = sparkle_json_get_string (record, "username"),
  };

  return data.id != NULL && data.username != NULL ? sparkle_search_hit_new (&data) : NULL;
}

static SparkleSearchHit *
hit_of_tag (JsonObject         *record,
            const SparkleQuery *query)
{
  const char *name = sparkle_json_get_string (record, "id");
  g_autofree char *title = sparkle_highlight_whole (name != NULL ? name : "", query, NULL, NULL);
  SparkleHitData data = {
    .kind = SPARKLE_HIT_TAG,
    .id = name,
    .title = title,
    .count = sparkle_json_get_int (record, "posts", 0),
  };

  return name != NULL && *name != '\0' ? sparkle_search_hit_new (&data) : NULL;
}

static SparkleSearchHit *
read_hit (JsonNode           *node,
          const SparkleQuery *query)
{
  JsonObject *hit = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *record = hit != NULL ? sparkle_json_get_object (hit, "record") : NULL;
  const char *type = hit != NULL ? sparkle_json_get_string (hit, "type") : NULL;

  if (record == NULL || type == NULL)
    return NULL;
  if (g_str_equal (type, "post") || g_str_equal (type, "comment"))
    return hit_of_writing (hit, record, g_str_equal (type, "post"), query);
  if (g_str_equal (type, "user"))
    return hit_of_user (hit, record, query);
  return g_str_equal (type, "tag") ? hit_of_tag (record, query) : NULL;
}

SparkleSearchAnswer *
sparkle_search_answer_parse (GBytes              *bytes,
                             const SparkleQuery  *query,
                             GError             **error)
{
  g_autoptr (JsonNode) root = sparkle_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ANSWER_MAX, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *hits = object != NULL ? sparkle_json_get_array (object, "data") : NULL;
  SparkleSearchAnswer *self;

  if (hits == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server’s answer is not the result of a search"));
      return NULL;
    }
  self = g_new0 (SparkleSearchAnswer, 1);
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
  self->next = g_strdup (sparkle_json_get_string (object, "next"));
  for (unsigned i = 0; i < json_array_get_length (hits); i++)
    {
      SparkleSearchHit *hit = read_hit (json_array_get_element (hits, i), query);

      if (hit != NULL)
        g_ptr_array_add (self->hits, hit);
    }
  return self;
}

void
sparkle_search_answer_free (SparkleSearchAnswer *self)
{
  g_ptr_array_unref (self->hits);
  g_free (self->next);
  g_free (self);
}

char *
sparkle_search_path (const char       *text,
                     SparkleSearchFor  what,
                     const char       *cursor)
{
  static const char * const types[] = { NULL, "post", "comment", "user", "tag" };
  GString *path = g_string_new ("/api/v1/search?q=");

  g_string_append_uri_escaped (path, text, NULL, FALSE);
  g_string_append_printf (path, "&limit=%d", PAGE);
  if (types[what] != NULL)
    g_string_append_printf (path, "&type=%s", types[what]);
  if (cursor != NULL)
    {
      g_string_append (path, "&cursor=");
      g_string_append_uri_escaped (path, cursor, NULL, FALSE);
    }
  return g_string_free_and_steal (path);
}
