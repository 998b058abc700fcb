/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-youtube-id.h"

#include <string.h>

#include "sparkle-limits.h"

#define MAX_OFFSET (24 * 60 * 60 - 1)

static gboolean
is_id_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

/**
 * sparkle_youtube_id_is_valid:
 * @id: (nullable): a text
 *
 * Returns: whether it has the form of a video's id: 11 of [A-Za-z0-9_-]
 */
gboolean
sparkle_youtube_id_is_valid (const char *id)
{
  gsize n = 0;

  if (id == NULL)
    return FALSE;
  while (n < SPARKLE_YOUTUBE_ID_LENGTH && is_id_char (id[n]))
    n++;
  return n == SPARKLE_YOUTUBE_ID_LENGTH && id[n] == '\0';
}

/* The id at the start of text, when nothing of an id follows it. */
static char *
take_id (const char *text)
{
  g_autofree char *id = g_strndup (text, SPARKLE_YOUTUBE_ID_LENGTH);

  if (!sparkle_youtube_id_is_valid (id) || is_id_char (text[SPARKLE_YOUTUBE_ID_LENGTH]))
    return NULL;
  return g_steal_pointer (&id);
}

static char *
id_from_query (const char *query)
{
  for (const char *p = query; p != NULL && *p != '\0' && *p != '#'; p = strpbrk (p, "&;"), p = p != NULL ? p + 1 : NULL)
    {
      if (g_str_has_prefix (p, "amp;"))
        p += strlen ("amp;");
      if (g_str_has_prefix (p, "v="))
        return take_id (p + 2);
      /* Links to share and to consent carry the true one escaped. */
      if (g_str_has_prefix (p, "u=") || g_str_has_prefix (p, "continue="))
        {
          const char *value = strchr (p, '=') + 1;
          g_autofree char *inner = g_uri_unescape_segment (value, value + strcspn (value, "&;#"), NULL);
          const char *question = inner != NULL ? strchr (inner, '?') : NULL;

          if (question != NULL && strlen (inner) < strlen (query))
            return id_from_query (question + 1);
        }
    }

  return NULL;
}

/* What follows name= in a query or fragment, up to the next parameter; NULL when it is not there. */
static char *
find_parameter (const char *text,
                const char *name)
{
  gsize length = strlen (name);

  for (const char *p = text; p != NULL && *p != '\0'; p = strpbrk (p, "?&;#"), p = p != NULL ? p + 1 : NULL)
    {
      if (g_str_has_prefix (p, "amp;"))
        p += strlen ("amp;");
      if (strncmp (p, name, length) == 0 && p[length] == '=')
        return g_strndup (p + length + 1, strcspn (p + length + 1, "&;#?"));
    }
  return NULL;
}

/* "90", "90s", "1m30s", "1h2m3s", each unit once and in that order. A day and more is no time in a video. */
static gboolean
parse_offset (const char *text,
              unsigned   *ret_seconds)
{
  static const struct { char unit; unsigned seconds; } units[] = { { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
  unsigned next = 0;
  guint64 total = 0;
  const char *p = text;

  while (*p != '\0')
    {
      char *end;
      guint64 number;

      if (!g_ascii_isdigit (*p))
        return FALSE;
      number = g_ascii_strtoull (p, &end, 10);
      if (number > MAX_OFFSET)
        return FALSE;
      while (next < G_N_ELEMENTS (units) && units[next].unit != (*end != '\0' ? g_ascii_tolower (*end) : 's'))
        next++;
      if (next == G_N_ELEMENTS (units))
        return FALSE;
      total += number * units[next++].seconds;
      p = *end != '\0' ? end + 1 : end;
    }
  if (p == text || total > MAX_OFFSET)
    return FALSE;
  *ret_seconds = (unsigned) total;
  return TRUE;
}

static gboolean
is_youtube_host (const char *host,
                 gsize       length)
{
  static const char * const hosts[] = { "youtube.com", "youtube-nocookie.com", NULL };
  g_autofree char *lower = g_ascii_strdown (host, length);

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      gsize tail = strlen (hosts[i]);

      if (g_str_has_suffix (lower, hosts[i]) && (length == tail || lower[length - tail - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

static char *
id_from_path (const char *path)
{
  static const char * const folders[] = { "/embed/", "/shorts/", "/live/", "/v/", "/e/", "/vi/", NULL };

  for (guint i = 0; folders[i] != NULL; i++)
    if (g_str_has_prefix (path, folders[i]))
      return take_id (path + strlen (folders[i]));

  return id_from_query (strchr (path, '?') != NULL ? strchr (path, '?') + 1 : NULL);
}

/**
 * sparkle_youtube_id_from_url:
 * @url: (nullable): an address, with or without "https://", or an id
 *
 * Finds the video that an address of YouTube is about: watch, youtu.be, embed, shorts, live, v, the mobile, music and
 * no-cookie hosts, and links that wrap one of these.
 *
 * Returns: (transfer full) (nullable): the id, or %NULL when it is no address of a video
 */
char *
sparkle_youtube_id_from_url (const char *url)
{
  g_autofree char *clean = NULL;
  const char *host, *scheme;
  gsize length;

  if (url == NULL || strlen (url) > 2048)
    return NULL;

  clean = g_strstrip (g_strdup (url));
  if (sparkle_youtube_id_is_valid (clean))
    return g_steal_pointer (&clean);

  scheme = strstr (clean, "://");
  if (scheme != NULL && scheme < clean + strcspn (clean, "/?#"))
    {
      if (g_ascii_strncasecmp (clean, "http://", 7) != 0 && g_ascii_strncasecmp (clean, "https://", 8) != 0)
        return NULL;
      host = scheme + 3;
    }
  else if (scheme != NULL && scheme[0] == ':' && g_ascii_strncasecmp (clean, "http", 4) == 0)
    host = scheme + 3;
  else
    host = g_str_has_prefix (clean, "//") ? clean + 2 : clean;

  length = strcspn (host, "/?#:");
  if ((length == 8 && g_ascii_strncasecmp (host, "youtu.be", 8) == 0) ||
      (length == 12 && g_ascii_strncasecmp (host, "www.youtu.be", 12) == 0))
    return host[length] == '/' ? take_id (host + length + 1) : NULL;
  if (!is_youtube_host (host, length))
    return NULL;
  return id_from_path (host + length);
}

/**
 * sparkle_youtube_start_from_url:
 * @url: (nullable): an address that sparkle_youtube_id_from_url() takes
 * @ret_seconds: (out): where the video is to begin
 *
 * Reads `t=`, `start=` and `time_continue=` of the query or the fragment: seconds, or hours, minutes and seconds ("1m30s").
 *
 * Returns: whether the address names a video and a second of it below a day
 */
gboolean
sparkle_youtube_start_from_url (const char *url,
                                unsigned   *ret_seconds)
{
  static const char * const names[] = { "t", "start", "time_continue" };
  g_autofree char *id = sparkle_youtube_id_from_url (url);
  g_autofree char *clean = id != NULL ? g_strstrip (g_strdup (url)) : NULL;
  const char *query = clean != NULL ? strpbrk (clean, "?#") : NULL;

  for (unsigned i = 0; query != NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = find_parameter (query + 1, names[i]);

      if (value != NULL && parse_offset (value, ret_seconds))
        return TRUE;
    }
  return FALSE;
}
