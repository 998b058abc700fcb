/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-time.h"

#include "sparkle-limits.h"

/* "m:ss", "mm:ss", "mmm:ss", "h:mm:ss" or "hh:mm:ss" at the start of text. */
static gboolean
take_time (const char *text,
           gsize      *ret_length,
           unsigned   *ret_seconds)
{
  unsigned parts[3] = { 0 };
  guint n_parts = 0;
  const char *p = text;
  unsigned seconds;

  for (;;)
    {
      guint digits = 0;

      while (g_ascii_isdigit (*p) && digits < 4)
        {
          parts[n_parts] = parts[n_parts] * 10 + (*p++ - '0');
          digits++;
        }
      if (digits == 0 || digits > (n_parts == 0 ? 3 : 2) || (n_parts > 0 && (digits != 2 || parts[n_parts] > 59)))
        return FALSE;
      n_parts++;
      if (n_parts == 3 || *p != ':' || !g_ascii_isdigit (p[1]))
        break;
      p++;
    }
  if (n_parts < 2 || (n_parts == 3 && p - text > 8))
    return FALSE;

  seconds = n_parts == 2 ? parts[0] * 60 + parts[1] : parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (seconds > SPARKLE_VIDEO_SECONDS_MAX)
    return FALSE;
  *ret_length = p - text;
  *ret_seconds = seconds;
  return TRUE;
}

/**
 * sparkle_video_time_parse:
 * @text: (nullable): "2:31" or "1:02:31"
 * @ret_seconds: (out) (optional): the second of the video
 *
 * Returns: whether all of the text is such a time
 */
gboolean
sparkle_video_time_parse (const char *text,
                          unsigned   *ret_seconds)
{
  gsize length;
  unsigned seconds;

  if (text == NULL || !take_time (text, &length, &seconds) || text[length] != '\0')
    return FALSE;
  if (ret_seconds != NULL)
    *ret_seconds = seconds;
  return TRUE;
}

/**
 * sparkle_video_time_format:
 * @seconds: a second of a video
 *
 * Returns: (transfer full): "2:31" or "1:02:31"
 */
char *
sparkle_video_time_format (unsigned seconds)
{
  if (seconds < 3600)
    return g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60);
  return g_strdup_printf ("%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/**
 * sparkle_video_time_find:
 * @text: running text
 * @ret_start: (out) (optional): where the time begins, in bytes
 * @ret_length: (out) (optional): its length
 * @ret_seconds: (out) (optional): what it says
 *
 * Finds the first time of a video that stands by itself: not a part of "12:30:99", "v1:20" or "1:20:".
 *
 * Returns: whether there is one
 */
gboolean
sparkle_video_time_find (const char *text,
                         gsize      *ret_start,
                         gsize      *ret_length,
                         unsigned   *ret_seconds)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p++)
    {
      gsize length;
      unsigned seconds;
      char before = p > text ? p[-1] : ' ';

      if (!g_ascii_isdigit (*p) || g_ascii_isalnum (before) || before == ':' || before == '.' || before == '_')
        continue;
      if (!take_time (p, &length, &seconds))
        continue;
      if (g_ascii_isalnum (p[length]) || p[length] == '_' ||
          ((p[length] == ':' || p[length] == '.') && g_ascii_isdigit (p[length + 1])))
        continue;
      if (ret_start != NULL)
        *ret_start = p - text;
      if (ret_length != NULL)
        *ret_length = length;
      if (ret_seconds != NULL)
        *ret_seconds = seconds;
      return TRUE;
    }

  return FALSE;
}

/**
 * sparkle_video_time_of:
 * @pinned: the second that a comment is pinned to; -1: none
 * @text: (nullable): what it says
 *
 * Returns: the second of the video that the comment is about: the pinned one, else the first in its text; -1: none
 */
gint64
sparkle_video_time_of (gint64      pinned,
                       const char *text)
{
  unsigned seconds;

  if (pinned >= 0)
    return pinned;
  return text != NULL && sparkle_video_time_find (text, NULL, NULL, &seconds) ? (gint64) seconds : -1;
}
