/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-excerpt.h"

#include <string.h>

#include "sparkle-limits.h"

/* Markup and spaces may be many times the text, but not for ever: as much as one excerpt looks at. */
#define LOOK_AT_BYTES 16384

/**
 * sparkle_excerpt:
 * @markdown: CommonMark, valid UTF-8
 *
 * Makes the text under a title in lists: the markup stripped; when that is over 200 characters, its first 197
 * and "...". Both sides make the same.
 *
 * Returns: (transfer full): at most 200 Unicode characters
 */
char *
sparkle_excerpt (const char *markdown)
{
  g_autofree char *start = NULL;
  g_autofree char *plain = NULL;
  gsize length;

  g_return_val_if_fail (markdown != NULL, NULL);

  length = strlen (markdown);
  if (length > LOOK_AT_BYTES)
    {
      const char *end = g_utf8_find_prev_char (markdown, markdown + LOOK_AT_BYTES);

      start = g_strndup (markdown, end != NULL ? (gsize) (end - markdown) : 0);
      plain = sparkle_plain_text (start);
    }
  else
    plain = sparkle_plain_text (markdown);

  if (g_utf8_strlen (plain, -1) > SPARKLE_EXCERPT_MAX)
    {
      char *cut = g_utf8_offset_to_pointer (plain, SPARKLE_EXCERPT_CUT);

      *cut = '\0';
      return g_strconcat (plain, "...", NULL);
    }
  return g_steal_pointer (&plain);
}

static gboolean
is_written_without_spaces (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * sparkle_reading_minutes:
 * @markdown: a text, valid UTF-8
 *
 * Estimates how long reading takes, at 225 words a minute and rounded up. Two characters of Chinese or
 * Japanese count as a word, because these are written without spaces.
 *
 * Returns: minutes, at least 1
 */
unsigned
sparkle_reading_minutes (const char *markdown)
{
  gsize n_words = 0, n_dense = 0;
  gboolean in_word = FALSE;

  g_return_val_if_fail (markdown != NULL, 1);

  for (const char *p = markdown; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c > 0x2e00 && is_written_without_spaces (c))
        {
          n_dense++;
          in_word = FALSE;
        }
      else if (g_unichar_isspace (c))
        in_word = FALSE;
      else if (!in_word && g_unichar_isgraph (c))
        {
          n_words++;
          in_word = TRUE;
        }
    }
  n_words += (n_dense + 1) / 2;

  return MAX (1, (n_words + SPARKLE_WORDS_PER_MINUTE - 1) / SPARKLE_WORDS_PER_MINUTE);
}
