/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-highlight.h"

#include <string.h>

#include "sparkle-words.h"

#define LEAD_IN 30 /* characters before the first mark of a fragment */

typedef struct { guint begin, end; } Range; /* bytes */

typedef struct
{
  Range      range;   /* in the text */
  guint      folded;  /* where its folded form begins */
} Word;

typedef struct
{
  GArray  *words;  /* of Word */
  GString *folded; /* of all words, each ended by NUL */
} Text;

static void
text_clear (Text *text)
{
  g_array_unref (text->words);
  g_string_free (text->folded, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Text, text_clear)

static void
text_read (Text       *text,
           const char *string)
{
  g_auto (SparkleWords) words = { NULL };

  text->words = g_array_new (FALSE, FALSE, sizeof (Word));
  text->folded = g_string_sized_new (strlen (string) + 16);
  sparkle_words_init (&words, string);
  while (sparkle_words_next (&words))
    {
      Word word = { { words.start - string, words.end - string }, text->folded->len };

      g_array_append_val (text->words, word);
      g_string_append_len (text->folded, words.word->str, words.word->len + 1);
    }
}

static const char *
folded_at (const Text *text,
           unsigned    i)
{
  return text->folded->str + g_array_index (text->words, Word, i).folded;
}

static gboolean
stands_at (const Text             *text,
           unsigned                i,
           const SparkleQueryTerm *term)
{
  for (unsigned j = 0; term->words[j] != NULL; j++)
    {
      gboolean open = term->prefix && term->words[j + 1] == NULL;

      if (i + j >= text->words->len)
        return FALSE;
      if (open ? !g_str_has_prefix (folded_at (text, i + j), term->words[j]) : strcmp (folded_at (text, i + j), term->words[j]) != 0)
        return FALSE;
    }
  return TRUE;
}

/* What is found: one range a place, in order and apart from one another. */
static GArray *
find_ranges (const Text          *text,
             const SparkleQuery  *query,
             const char * const  *alike)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));

  for (unsigned i = 0; i < text->words->len; i++)
    {
      unsigned length = alike != NULL && g_strv_contains (alike, folded_at (text, i)) ? 1 : 0;

      for (unsigned t = 0; t < query->terms->len; t++)
        {
          SparkleQueryTerm *term = query->terms->pdata[t];

          if (!term->exclude && stands_at (text, i, term))
            length = MAX (length, g_strv_length (term->words));
        }
      if (length > 0)
        {
          Range range = { g_array_index (text->words, Word, i).range.begin, g_array_index (text->words, Word, i + length - 1).range.end };

          g_array_append_val (ranges, range);
          i += length - 1;
        }
    }
  return ranges;
}

/* A text in which no mark is, and blanks are single ones. */
static char *
tidy (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));
  gboolean blank = TRUE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean space = g_unichar_isspace (c) || g_unichar_iscntrl (c);

      if (c == 0xe000 || c == 0xe001 || (space && blank))
        continue;
      blank = space;
      g_string_append_unichar (out, space ? ' ' : c);
    }
  return g_string_free_and_steal (out);
}

static char *
mark (const char   *text,
      Range         window,
      const GArray *ranges)
{
  GString *out = g_string_sized_new (window.end - window.begin + 64);
  guint at = window.begin;

  for (unsigned i = 0; i < ranges->len; i++)
    {
      const Range *range = &g_array_index (ranges, Range, i);

      if (range->begin < at || range->end > window.end)
        continue;
      g_string_append_len (out, text + at, range->begin - at);
      g_string_append (out, SPARKLE_MARK_BEGIN);
      g_string_append_len (out, text + range->begin, range->end - range->begin);
      g_string_append (out, SPARKLE_MARK_END);
      at = range->end;
    }
  g_string_append_len (out, text + at, window.end - at);
  return g_string_free_and_steal (out);
}

char *
sparkle_highlight_whole (const char          *text,
                         const SparkleQuery  *query,
                         const char * const  *alike,
                         gboolean            *ret_found)
{
  g_autofree char *tidied = NULL;
  g_autoptr (GArray) ranges = NULL;
  g_auto (Text) read = { NULL };

  g_return_val_if_fail (text != NULL && query != NULL, NULL);

  tidied = tidy (text);
  text_read (&read, tidied);
  ranges = find_ranges (&read, query, alike);
  if (ret_found != NULL)
    *ret_found = ranges->len > 0;
  return mark (tidied, (Range) { 0, strlen (tidied) }, ranges);
}

/* The character n characters away, at most as far as the text goes. */
static guint
step (const char *text,
      guint       from,
      int         n)
{
  const char *p = text + from;

  for (; n > 0 && *p != '\0'; n--)
    p = g_utf8_next_char (p);
  for (; n < 0 && p > text; n++)
    p = g_utf8_prev_char (p);
  return p - text;
}

/* Not in the middle of a word, when there is a blank near. */
static guint
settle (const char *text,
        guint       from,
        guint       limit)
{
  const char *blank = memchr (text + from, ' ', limit > from ? limit - from : 0);

  if (from == 0 || text[from - 1] == ' ' || blank == NULL)
    return from;
  return blank + 1 - text;
}

static Range
find_window (const char   *text,
             const GArray *ranges)
{
  guint best = 0, most = 0, begin, end;

  for (unsigned i = 0, j = 0; i < ranges->len; i++)
    {
      guint reach = g_array_index (ranges, Range, i).begin + SPARKLE_FRAGMENT_MAX - LEAD_IN; /* bytes: near enough */

      j = MAX (j, i);
      while (j < ranges->len && g_array_index (ranges, Range, j).end <= reach)
        j++;
      if (j - i > most)
        {
          most = j - i;
          best = g_array_index (ranges, Range, i).begin;
        }
    }
  begin = settle (text, step (text, best, -LEAD_IN), best);
  end = step (text, begin, SPARKLE_FRAGMENT_MAX);
  if (text[end] == '\0') /* the end of the text: as much of it as fits */
    begin = settle (text, step (text, end, -SPARKLE_FRAGMENT_MAX), MIN (best, end));
  else
    for (guint cut = end; cut > begin && end - cut < 24; cut--)
      if (text[cut] == ' ')
        {
          end = cut;
          break;
        }
  return (Range) { begin, end };
}

char *
sparkle_highlight_fragment (const char          *text,
                            const SparkleQuery  *query,
                            const char * const  *alike,
                            gboolean            *ret_found)
{
  g_autofree char *tidied = NULL;
  g_autofree char *marked = NULL;
  g_autoptr (GArray) ranges = NULL;
  g_auto (Text) read = { NULL };
  Range window;

  g_return_val_if_fail (text != NULL && query != NULL, NULL);

  tidied = tidy (text);
  text_read (&read, tidied);
  ranges = find_ranges (&read, query, alike);
  if (ret_found != NULL)
    *ret_found = ranges->len > 0;
  window = find_window (tidied, ranges);
  marked = mark (tidied, window, ranges);
  return g_strconcat (window.begin > 0 ? "…" : "", marked, tidied[window.end] != '\0' ? "…" : "", NULL);
}

/**
 * sparkle_highlight_strip:
 * @marked: a text with marks
 * @ret_ranges: (out) (optional) (transfer full): where marked text stands in what is returned, as pairs of guint (bytes)
 *
 * Marks that do not come in pairs mark nothing.
 *
 * Returns: (transfer full): the text as it is shown
 */
char *
sparkle_highlight_strip (const char  *marked,
                         GArray     **ret_ranges)
{
  GString *out = g_string_sized_new (strlen (marked));
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (guint));
  guint open = G_MAXUINT;

  for (const char *p = marked; *p != '\0';)
    {
      gboolean begins = g_str_has_prefix (p, SPARKLE_MARK_BEGIN);

      if (!begins && !g_str_has_prefix (p, SPARKLE_MARK_END))
        {
          g_string_append_c (out, *p++);
          continue;
        }
      p += strlen (SPARKLE_MARK_BEGIN);
      if (begins)
        open = out->len;
      else if (open != G_MAXUINT)
        {
          guint end = out->len;

          if (end > open)
            {
              g_array_append_val (ranges, open);
              g_array_append_val (ranges, end);
            }
          open = G_MAXUINT;
        }
    }
  if (ret_ranges != NULL)
    *ret_ranges = g_steal_pointer (&ranges);
  g_clear_pointer (&ranges, g_array_unref);
  return g_string_free_and_steal (out);
}
