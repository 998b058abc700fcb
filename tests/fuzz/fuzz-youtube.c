/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-youtube-id.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *id = sparkle_youtube_id_from_url (text);
  unsigned seconds = G_MAXUINT;
  gboolean starts = sparkle_youtube_start_from_url (text, &seconds);

  /* What was found is an id and stands in the text; a start is of a video and below a day. */
  g_assert_true (id == NULL || sparkle_youtube_id_is_valid (id));
  g_assert_true (!starts || (id != NULL && seconds < 24 * 60 * 60));
  g_assert_true (starts || seconds == G_MAXUINT);
  if (id != NULL)
    {
      g_autofree char *url = g_strconcat ("https://youtu.be/", id, "?t=5", NULL);
      g_autofree char *again = sparkle_youtube_id_from_url (url);

      g_assert_cmpstr (again, ==, id);
      g_assert_true (sparkle_youtube_start_from_url (url, &seconds));
      g_assert_cmpuint (seconds, ==, 5);
    }
  return 0;
}
