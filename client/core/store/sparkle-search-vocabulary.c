/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-run.h"

#include <string.h>

#include "sparkle-words.h"

/* The words of titles, names and tags, in memory: comparing a typed word with all of them costs less than any index would, because
 * nearly all are ruled out by length and a fingerprint of their letters. Trigrams would miss short words with one wrong letter.
 * Measured: 50,000 words in 0.6 ms. */

#define MAX_WORDS   200000
#define MAX_GUESSES 8
#define INFIX_MIN   3   /* letters that are looked for in the middle of a word */
#define BEGUN_MIN   4   /* letters after which the beginning of a word may be mistyped, too */

typedef struct
{
  guint64 letters; /* a bit for each letter that occurs, by its remainder */
  guint32 at;      /* in text */
  guint16 bytes;
  guint8  n;       /* letters */
} Entry;

struct _SparkleVocabulary
{
  GArray  *entries; /* of Entry */
  GString *text;    /* the words, each ended by NUL */
  gint64   last;    /* id of the last one */
};

SparkleVocabulary *
sparkle_vocabulary_new (void)
{
  SparkleVocabulary *self = g_new0 (SparkleVocabulary, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->text = g_string_new (NULL);
  return self;
}

void
sparkle_vocabulary_free (SparkleVocabulary *self)
{
  g_array_unref (self->entries);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static Entry
make_entry (const char *word)
{
  Entry entry = { 0 };

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p), entry.n++)
    entry.letters |= G_GUINT64_CONSTANT (1) << (g_utf8_get_char (p) % 61);
  entry.bytes = strlen (word);
  return entry;
}

gboolean
sparkle_vocabulary_load (SparkleVocabulary  *self,
                         SparkleDatabase    *db,
                         GError            **error)
{
  sqlite3_stmt *stmt = sparkle_database_query (db, error, "SELECT id, word FROM search_word WHERE id > ? ORDER BY id", "i", self->last);
  gboolean row;

  do
    {
      if (!sparkle_database_step (db, stmt, &row, error))
        return FALSE;
      if (row && self->entries->len < MAX_WORDS)
        {
          const char *word = (const char *) sqlite3_column_text (stmt, 1);
          Entry entry = make_entry (word);

          entry.at = self->text->len;
          g_string_append_len (self->text, word, entry.bytes + 1);
          g_array_append_val (self->entries, entry);
          self->last = sqlite3_column_int64 (stmt, 0);
        }
    }
  while (row);
  return TRUE;
}

typedef struct
{
  const char *word;
  unsigned    cost;  /* slips; more for what is merely contained */
  unsigned    n;
} Guess;

static int
compare_guesses (gconstpointer a,
                 gconstpointer b)
{
  const Guess *left = a, *right = b;

  if (left->cost != right->cost)
    return left->cost < right->cost ? -1 : 1;
  return left->n != right->n ? (left->n < right->n ? -1 : 1) : strcmp (left->word, right->word);
}

/* How far a known word is from what was typed; G_MAXUINT: too far. */
static unsigned
cost_of (const Entry *entry,
         const char  *word,
         const Entry *typed,
         const char  *text,
         unsigned     edits,
         gboolean     prefix)
{
  unsigned cost = G_MAXUINT;

  if ((unsigned) __builtin_popcountll (typed->letters & ~entry->letters) > edits)
    return G_MAXUINT;
  if (entry->n + edits >= typed->n && entry->n <= typed->n + edits)
    {
      cost = sparkle_words_distance (text, word, edits);
      if (cost <= edits)
        return cost;
    }
  if (prefix && typed->n >= BEGUN_MIN && entry->n > typed->n)
    {
      g_autofree char *begun = g_utf8_substring (word, 0, typed->n);

      cost = sparkle_words_distance (text, begun, edits);
      if (cost <= edits)
        return cost + 1;
    }
  if (typed->n >= INFIX_MIN && entry->n > typed->n && strstr (word, text) != NULL)
    return edits + 2;
  return G_MAXUINT;
}

/**
 * sparkle_vocabulary_guess:
 * @typed: a folded word
 * @prefix: whether it may be unfinished
 *
 * Words within the slips that are forgiven (sparkle_words_edits()), words that begin like that, and words in which the typed one stands.
 * The typed word itself is not among them.
 *
 * Returns: (transfer full): at most 8 words (owned by the vocabulary until it is loaded again), nearest first
 */
GPtrArray *
sparkle_vocabulary_guess (SparkleVocabulary *self,
                          const char        *typed,
                          gboolean           prefix)
{
  GPtrArray *words = g_ptr_array_new ();
  g_autoptr (GArray) guesses = g_array_new (FALSE, FALSE, sizeof (Guess));
  Entry sought = make_entry (typed);
  unsigned edits = sparkle_words_edits (typed);

  if (sought.n < INFIX_MIN)
    return words;
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      const char *word = self->text->str + entry->at;
      Guess guess = { word, cost_of (entry, word, &sought, typed, edits, prefix), entry->n };

      if (guess.cost != G_MAXUINT && strcmp (word, typed) != 0 && !(prefix && g_str_has_prefix (word, typed)))
        g_array_append_val (guesses, guess);
    }
  g_array_sort (guesses, compare_guesses);
  for (unsigned i = 0; i < MIN (guesses->len, MAX_GUESSES); i++)
    g_ptr_array_add (words, (char *) g_array_index (guesses, Guess, i).word);
  return words;
}
