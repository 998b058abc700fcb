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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/cases", test_cases);
  g_test_add_func ("/merge/apart", test_apart);
  g_test_add_func ("/merge/nothing-typed-is-lost", test_nothing_typed_is_lost);
  g_test_add_func ("/merge/bounds", test_bounds);
  return g_test_run ();
}
