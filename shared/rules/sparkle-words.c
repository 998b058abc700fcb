/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-words.h"

#include <string.h>

#define MAX_LETTERS 48 /* of words that are compared letter by letter */

/* Han, Kana, Thai, Lao, Myanmar, Khmer: written without spaces between words. */
static gboolean
is_unspaced (gunichar c)
{
  static const struct { gunichar from, to; } ranges[] = {
    { 0x0e00, 0x0eff }, { 0x1000, 0x109f }, { 0x1780, 0x17ff }, { 0x3005, 0x3007 }, { 0x3041, 0x30ff }, { 0x31f0, 0x31ff },
    { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xf900, 0xfaff }, { 0xff66, 0xff9f }, { 0x20000, 0x3ffff },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i].from && c <= ranges[i].to)
      return TRUE;
  return FALSE;
}

typedef enum { OTHER, LETTER, MARK, SINGLE } Kind;

static Kind
kind_of (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) ? LETTER : OTHER;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      return is_unspaced (c) ? SINGLE : LETTER;
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
      return MARK;
    case G_UNICODE_OTHER_SYMBOL:
      return c == 0xfffc || c == 0xfffd ? OTHER : SINGLE; /* stand for what is not there */
    default:
      return OTHER;
    }
}

/* Lower case, compatibility forms taken apart, marks left out. Hangul syllables stay whole. */
static void
append_folded (GString  *word,
               gunichar  c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n;

  if (word->len >= SPARKLE_WORD_MAX_BYTES - 6)
    return;
  if (c < 0x80)
    {
      g_string_append_c (word, g_ascii_tolower (c));
      return;
    }
  if (c >= 0xac00 && c <= 0xd7a3)
    {
      g_string_append_unichar (word, c);
      return;
    }
  n = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < MIN (n, G_N_ELEMENTS (parts)) && word->len < SPARKLE_WORD_MAX_BYTES - 6; i++)
    {
      Kind kind = kind_of (parts[i]);

      if (kind == LETTER || kind == SINGLE)
        g_string_append_unichar (word, g_unichar_tolower (parts[i]));
    }
}

void
sparkle_words_init (SparkleWords *self,
                    const char   *text)
{
  *self = (SparkleWords) { .next = text, .word = g_string_sized_new (SPARKLE_WORD_MAX_BYTES) };
}

void
sparkle_words_clear (SparkleWords *self)
{
  if (self->word != NULL)
    g_string_free (self->word, TRUE);
  self->word = NULL;
}

/* The run of letters, digits and marks that begins here. */
static void
take_run (SparkleWords *self)
{
  const char *p = self->start;

  for (;;)
    {
      gunichar c = (guchar) *p < 0x80 ? (gunichar) *p : g_utf8_get_char (p);
      Kind kind = kind_of (c);

      if (kind != LETTER && kind != MARK)
        break;
      append_folded (self->word, c);
      p = g_utf8_next_char (p);
    }
  self->end = self->next = p;
  self->whole = TRUE;
}

static void
take_single (SparkleWords *self,
             gunichar      c)
{
  const char *p = g_utf8_next_char (self->start);

  append_folded (self->word, c);
  while (*p != '\0' && kind_of (g_utf8_get_char (p)) == MARK)
    p = g_utf8_next_char (p);
  self->end = self->next = p;
  self->whole = FALSE;
}

/**
 * sparkle_words_next:
 *
 * Goes on to the next word.
 *
 * Returns: whether there is one
 */
gboolean
sparkle_words_next (SparkleWords *self)
{
  const char *p = self->next;

  while (*p != '\0')
    {
      gunichar c = (guchar) *p < 0x80 ? (gunichar) *p : g_utf8_get_char (p);
      Kind kind = kind_of (c);

      if (kind == LETTER || kind == SINGLE)
        {
          g_string_truncate (self->word, 0);
          self->start = p;
          if (kind == LETTER)
            take_run (self);
          else
            take_single (self, c);
          if (self->word->len > 0)
            return TRUE;
          p = self->next; /* nothing is left of it without its marks */
          continue;
        }
      p = g_utf8_next_char (p);
    }
  self->next = p;
  return FALSE;
}

/**
 * sparkle_words_fold:
 * @text: UTF-8
 *
 * Returns: (transfer full): what an index is fed with, and what is looked for in it
 */
char *
sparkle_words_fold (const char *text)
{
  g_auto (SparkleWords) words = { NULL };
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text) + 1);
  sparkle_words_init (&words, text);
  while (sparkle_words_next (&words))
    {
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append_len (out, words.word->str, words.word->len);
    }
  return g_string_free_and_steal (out);
}

/* ---- slips of the finger ------------------------------------------------------------------------------------------- */

static unsigned
letters_of (const char *word,
            gunichar   *letters)
{
  unsigned n = 0;

  for (; *word != '\0' && n < MAX_LETTERS; word = g_utf8_next_char (word))
    letters[n++] = g_utf8_get_char (word);
  return n;
}

/**
 * sparkle_words_distance:
 * @a: a folded word
 * @b: another one
 * @max: where counting ends
 *
 * The optimal string alignment distance (Damerau-Levenshtein in which no letter is touched twice), over the first 48 letters.
 *
 * Returns: the distance, @max + 1 when it is more than @max
 */
unsigned
sparkle_words_distance (const char *a,
                        const char *b,
                        unsigned    max)
{
  gunichar la[MAX_LETTERS], lb[MAX_LETTERS];
  unsigned na = letters_of (a, la), nb = letters_of (b, lb);
  unsigned rows[3][MAX_LETTERS + 1];

  if ((na > nb ? na - nb : nb - na) > max)
    return max + 1;
  for (unsigned j = 0; j <= nb; j++)
    rows[0][j] = j;
  for (unsigned i = 1; i <= na; i++)
    {
      unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
      unsigned least = row[0] = i;

      for (unsigned j = 1; j <= nb; j++)
        {
          unsigned cost = above[j - 1] + (la[i - 1] != lb[j - 1]);

          cost = MIN (cost, MIN (above[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && la[i - 1] == lb[j - 2] && la[i - 2] == lb[j - 1])
            cost = MIN (cost, before[j - 2] + 1);
          row[j] = cost;
          least = MIN (least, cost);
        }
      if (least > max)
        return max + 1;
    }
  return MIN (rows[na % 3][nb], max + 1);
}

unsigned
sparkle_words_edits (const char *word)
{
  glong letters = g_utf8_strlen (word, -1);

  return letters >= 6 ? 2 : letters >= 3 ? 1 : 0;
}

gboolean
sparkle_words_alike (const char *typed,
                     const char *word)
{
  unsigned edits = sparkle_words_edits (typed);

  return sparkle_words_distance (typed, word, edits) <= edits;
}
