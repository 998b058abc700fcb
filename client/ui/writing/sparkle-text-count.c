/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-text-count.h"

#include <string.h>

/* Silent reading of prose: 238 words a minute (Brysbaert 2019, a meta-analysis of 190 studies), and 260 characters a minute in Chinese
 * (the same). */
#define WORDS_PER_MINUTE 238
#define CHARACTERS_PER_MINUTE 260

static gboolean
is_unspaced (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return g_unichar_isalnum (c);
    default:
      return FALSE;
    }
}

/* What joins the parts of one word: don't, well-known, 3.14. */
static gboolean
is_joint (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == '-' || c == '.' || c == '_';
}

/**
 * sparkle_text_count:
 * @text: valid UTF-8, Markdown or plain
 * @ret_count: (out): what it is
 *
 * Counts what is read: runs of letters and digits. Marks of Markdown are none; the address of a link is passed over.
 * May be called from any thread.
 */
void
sparkle_text_count (const char       *text,
                    SparkleTextCount *ret_count)
{
  unsigned words = 0, characters = 0;
  gboolean in_word = FALSE;

  g_return_if_fail (text != NULL && ret_count != NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (p[0] == ']' && p[1] == '(')
        {
          gsize length = strcspn (p, ")\n");

          in_word = FALSE;
          p += length - (p[length] == ')' ? 0 : 1);
          continue;
        }
      if (is_unspaced (c))
        {
          characters++;
          in_word = FALSE;
        }
      else if (g_unichar_isalnum (c))
        {
          words += !in_word;
          in_word = TRUE;
        }
      else if (!(g_unichar_ismark (c) || (is_joint (c) && g_unichar_isalnum (g_utf8_get_char (g_utf8_next_char (p))))))
        {
          in_word = FALSE;
        }
    }
  ret_count->words = words + characters;
  ret_count->seconds = (unsigned) ((guint64) words * 60 / WORDS_PER_MINUTE + (guint64) characters * 60 / CHARACTERS_PER_MINUTE);
}
