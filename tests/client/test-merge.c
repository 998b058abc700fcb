/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sparkle-merge.h"

typedef struct
{
  const char *base, *mine, *theirs, *merged; /* merged NULL: a conflict */
} Case;

static const Case cases[] = {
  { "", "", "", "" },
  { "a\n", "a\n", "b\n", "b\n" },
  { "a\n", "b\n", "a\n", "b\n" },
  { "a\n", "b\n", "b\n", "b\n" },
  { "a\n", "b\n", "c\n", NULL },
  { "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n" },
  { "a\nb\nc\n", "x\na\nb\nc\n", "a\nb\nc\ny\n", "x\na\nb\nc\ny\n" },
  { "a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n" },
  { "a\nb\nc\n", "a\nc\n", "a\nB\nc\n", NULL },
  { "a\nb\nc\n", "", "a\nb\nc\nd\n", NULL },
  { "a\nb\nc\nd\ne\n", "a\nB\nc\nd\ne\n", "a\nb\nc\nD\ne\n", "a\nB\nc\nD\ne\n" },
  { "", "mine\n", "theirs\n", NULL },
  { "", "same\n", "same\n", "same\n" },
  { "one", "one\ntwo", "zero\none", NULL }, /* the last line without its newline is another line */
  { "one\nlast", "ONE\nlast", "one\nlast\nmore", NULL },
  { "p\n\nq\n", "p1\n\nq\n", "p\n\nq1\n", "p1\n\nq1\n" },
  { "ä\nö\nü\n", "Ä\nö\nü\n", "ä\nö\nÜ\n", "Ä\nö\nÜ\n" },
};

static void
test_cases (void)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autofree char *merged = NULL;
      gboolean ok = sparkle_merge_text (c->base, c->mine, c->theirs, &merged);

      g_test_message ("case %u", i);
      g_assert_cmpint (ok, ==, c->merged != NULL);
      g_assert_cmpstr (merged, ==, c->merged);
    }
}

static char *
edit (GRand       *rand,
      char       **lines,
      unsigned     from,
      unsigned     to,
      const char  *word)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      unsigned what = i >= from && i < to ? g_rand_int_range (rand, 0, 4) : 3;

      if (what == 0)
        continue;
      if (what == 1)
        g_string_append_printf (text, "%s %u\n", word, i);
      else
        g_string_append_printf (text, "%s\n", lines[i]);
      if (what == 2)
        g_string_append_printf (text, "%s after %u\n", word, i);
    }
  return g_string_free_and_steal (text);
}

/* Edits of two halves with an untouched line between them always merge, to the same text whoever asks. */
static void
test_apart (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (unsigned round = 0; round < 500; round++)
    {
      unsigned n = g_rand_int_range (rand, 6, 40), middle = n / 2;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) lines = NULL;
      g_autofree char *joined = NULL, *base = NULL, *mine = NULL, *theirs = NULL, *merged = NULL, *other = NULL, *expected = NULL;

      for (unsigned i = 0; i < n; i++)
        g_strv_builder_take (builder, g_strdup_printf ("line %u of %u", i, round));
      lines = g_strv_builder_end (builder);
      joined = g_strjoinv ("\n", lines);
      base = g_strconcat (joined, "\n", NULL);
      mine = edit (rand, lines, 0, middle, "mine");
      theirs = edit (rand, lines, middle + 1, n, "theirs");
      g_assert_true (sparkle_merge_text (base, mine, theirs, &merged));
      g_assert_true (sparkle_merge_text (base, theirs, mine, &other));
      g_assert_cmpstr (merged, ==, other);
      {
        char *mine_middle = strstr (mine, lines[middle]), *theirs_middle = strstr (theirs, lines[middle]);

        *mine_middle = '\0';
        expected = g_strconcat (mine, theirs_middle, NULL);
      }
      g_assert_cmpstr (merged, ==, expected);
    }
}

/* Whatever the texts: either a conflict, or every line that one side added is there. */
static void
test_nothing_typed_is_lost (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (unsigned round = 0; round < 2000; round++)
    {
      g_auto (GStrv) lines = g_new0 (char *, 9);
      g_autofree char *joined = NULL, *base = NULL, *mine = NULL, *theirs = NULL, *merged = NULL;
      g_auto (GStrv) mine_lines = NULL, theirs_lines = NULL;

      for (unsigned i = 0; i < 8; i++)
        lines[i] = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 4)); /* many equal lines */
      joined = g_strjoinv ("\n", lines);
      base = g_strconcat (joined, "\n", NULL);
      mine = edit (rand, lines, 0, 8, "mine");
      theirs = edit (rand, lines, 0, 8, "theirs");
      if (!sparkle_merge_text (base, mine, theirs, &merged))
        continue;
      mine_lines = g_strsplit (mine, "\n", -1);
      theirs_lines = g_strsplit (theirs, "\n", -1);
      for (unsigned i = 0; mine_lines[i] != NULL; i++)
        if (g_str_has_prefix (mine_lines[i], "mine"))
          g_assert_nonnull (strstr (merged, mine_lines[i]));
      for (unsigned i = 0; theirs_lines[i] != NULL; i++)
        if (g_str_has_prefix (theirs_lines[i], "theirs"))
          g_assert_nonnull (strstr (merged, theirs_lines[i]));
    }
}

static void
test_bounds (void)
{
  g_autofree char *huge = g_strnfill (SPARKLE_MERGE_MAX + 1, 'x');
  g_autoptr (GString) one = g_string_new (NULL), other = g_string_new (NULL);
  g_autofree char *merged = NULL;

  g_assert_false (sparkle_merge_text (huge, "a", "b", &merged));
  for (unsigned i = 0; i < 20000; i++)
    {
      g_string_append_printf (one, "%u\n", i);
      g_string_append_printf (other, "x%u\n", i);
    }
  g_assert_false (sparkle_merge_text (one->str, other->str, "entirely\ndifferent\n", &merged));
  g_assert_null (merged);
}

/* ---- stretch by stretch ------------------------------------------------------------------------------------------- */

static char *
join (GPtrArray *hunks,
      gsize      offset)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < hunks->len; i++)
    g_string_append (text, G_STRUCT_MEMBER (char *, g_ptr_array_index (hunks, i), offset));
  return g_string_free_and_steal (text);
}

/* All stretches of a side are its text, byte by byte; and what merges is what the merge gives. */
static void
check_hunks (const char *base,
             const char *mine,
             const char *theirs)
{
  g_autoptr (GPtrArray) hunks = sparkle_merge_hunks (base, mine, theirs);
  g_autofree char *base_again = join (hunks, G_STRUCT_OFFSET (SparkleMergeHunk, base));
  g_autofree char *mine_again = join (hunks, G_STRUCT_OFFSET (SparkleMergeHunk, mine));
  g_autofree char *theirs_again = join (hunks, G_STRUCT_OFFSET (SparkleMergeHunk, theirs));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *merged = NULL;
  gboolean conflict = FALSE;

  g_assert_cmpstr (base_again, ==, base);
  g_assert_cmpstr (mine_again, ==, mine);
  g_assert_cmpstr (theirs_again, ==, theirs);
  for (unsigned i = 0; i < hunks->len; i++)
    {
      const SparkleMergeHunk *hunk = g_ptr_array_index (hunks, i);

      switch (hunk->kind)
        {
        case SPARKLE_HUNK_SAME:
          g_assert_cmpstr (hunk->base, ==, hunk->mine);
          g_assert_cmpstr (hunk->base, ==, hunk->theirs);
          break;
        case SPARKLE_HUNK_MINE:
          g_assert_cmpstr (hunk->base, ==, hunk->theirs);
          g_assert_cmpstr (hunk->base, !=, hunk->mine);
          break;
        case SPARKLE_HUNK_THEIRS:
          g_assert_cmpstr (hunk->base, ==, hunk->mine);
          g_assert_cmpstr (hunk->base, !=, hunk->theirs);
          break;
        case SPARKLE_HUNK_AGREED:
          g_assert_cmpstr (hunk->mine, ==, hunk->theirs);
          g_assert_cmpstr (hunk->base, !=, hunk->mine);
          break;
        case SPARKLE_HUNK_CONFLICT:
          g_assert_cmpstr (hunk->mine, !=, hunk->theirs);
          conflict = TRUE;
          break;
        }
      sparkle_merge_append (text, sparkle_merge_hunk_merged (hunk));
    }
  if (sparkle_merge_text (base, mine, theirs, &merged))
    {
      g_assert_false (conflict && strcmp (base, mine) != 0 && strcmp (base, theirs) != 0 && strcmp (mine, theirs) != 0);
      g_assert_cmpstr (text->str, ==, merged);
    }
  else
    {
      g_assert_true (conflict);
    }
}

static void
test_hunks (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree char *huge = g_strnfill (SPARKLE_MERGE_MAX + 1, 'x');

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    check_hunks (cases[i].base, cases[i].mine, cases[i].theirs);
  for (unsigned round = 0; round < 2000; round++)
    {
      g_auto (GStrv) lines = g_new0 (char *, 9);
      g_autofree char *base = NULL, *mine = NULL, *theirs = NULL;

      for (unsigned i = 0; i < 8; i++)
        lines[i] = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 4));
      base = g_strjoinv ("\n", lines); /* without a newline at its end */
      mine = edit (rand, lines, 0, 8, "mine");
      theirs = edit (rand, lines, 0, 8, round % 2 == 0 ? "theirs" : "mine");
      check_hunks (base, mine, theirs);
    }
  check_hunks (huge, "a", "b");
  check_hunks (huge, huge, "b");
}

/* ---- words -------------------------------------------------------------------------------------------------------- */

static void
check_words (const char *from,
             const char *to,
             const char *marked)
{
  g_autoptr (GArray) spans = sparkle_merge_changed_words (from, to);
  g_autoptr (GString) text = g_string_new (NULL);
  unsigned at = 0;

  for (unsigned i = 0; i < spans->len; i++)
    {
      const SparkleSpan *span = &g_array_index (spans, SparkleSpan, i);

      g_assert_cmpuint (span->start, >=, at);
      g_assert_cmpuint (span->length, >, 0);
      g_assert_true (g_utf8_validate (to + span->start, span->length, NULL));
      g_string_append_len (text, to + at, span->start - at);
      g_string_append_printf (text, "[%.*s]", (int) span->length, to + span->start);
      at = span->start + span->length;
    }
  g_assert_cmpuint (at, <=, strlen (to));
  g_string_append (text, to + at);
  if (marked != NULL)
    g_assert_cmpstr (text->str, ==, marked);
}

static void
test_words (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  static const char * const words[] = { "frog", "Über", "蛙", " ", ", ", "\n", "e\xcc\x81t\xc3\xa9", "🐸", "-" };

  check_words ("", "", "");
  check_words ("the old frog", "the new frog", "the [new] frog");
  check_words ("the frog", "the frog", "the frog");
  check_words ("", "frog", "[frog]");
  check_words ("frog", "", "");
  check_words ("three frogs, one sign", "three frogs; one sign", "three frogs[;] one sign");
  check_words ("Ä ö", "Ä ü", "Ä [ü]");
  for (unsigned round = 0; round < 500; round++)
    {
      g_autoptr (GString) one = g_string_new (NULL), other = g_string_new (NULL);

      for (unsigned i = 0; i < 30; i++)
        {
          const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];

          g_string_append (one, word);
          g_string_append (other, g_rand_int_range (rand, 0, 3) == 0 ? words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))] : word);
        }
      check_words (one->str, other->str, NULL);
      check_words (one->str, one->str, one->str);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/cases", test_cases);
  g_test_add_func ("/merge/apart", test_apart);
  g_test_add_func ("/merge/nothing-typed-is-lost", test_nothing_typed_is_lost);
  g_test_add_func ("/merge/bounds", test_bounds);
  g_test_add_func ("/merge/hunks", test_hunks);
  g_test_add_func ("/merge/words", test_words);
  return g_test_run ();
}
