/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-highlight.h"
#include "sparkle-words.h"

/* A query written out: words joined by +, * for unfinished, ! for excluded; filters behind a bar. */
static char *
describe (const SparkleQuery *query)
{
  static const char names[] = "atc";
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < query->terms->len; i++)
    {
      SparkleQueryTerm *term = query->terms->pdata[i];
      g_autofree char *words = g_strjoinv ("+", term->words);

      g_string_append_printf (out, "%s%s%s%s", i > 0 ? " " : "", term->exclude ? "!" : "", words, term->prefix ? "*" : "");
    }
  for (unsigned f = 0; f < SPARKLE_N_FILTERS; f++)
    {
      for (unsigned i = 0; i < query->wanted[f]->len; i++)
        g_string_append_printf (out, "|%c=%s", names[f], (char *) query->wanted[f]->pdata[i]);
      for (unsigned i = 0; i < query->unwanted[f]->len; i++)
        g_string_append_printf (out, "|%c!%s", names[f], (char *) query->unwanted[f]->pdata[i]);
    }
  if (query->after > 0)
    g_string_append_printf (out, "|>%" G_GINT64_FORMAT, query->after / G_USEC_PER_SEC);
  if (query->before > 0)
    g_string_append_printf (out, "|<%" G_GINT64_FORMAT, query->before / G_USEC_PER_SEC);
  if (query->has_video)
    g_string_append (out, "|v");
  return g_string_free_and_steal (out);
}

static void
test_parse (void)
{
  static const struct { const char *typed, *meant; } cases[] = {
    { "", "" },
    { "  \t\n ", "" },
    { "dragon", "dragon*" },
    { "dragon ", "dragon" },
    { "Two  WORDS", "two words*" },
    { "\"ride out\"", "ride+out" },
    { "\"ride out", "ride+out" },
    { "“ride out” «to war»", "ride+out to+war" },
    { "dragon -dawn", "dragon !dawn*" },
    { "dragon -\"at dawn\"", "dragon !at+dawn" },
    { "rock-n-roll it's C++ 2:31", "rock+n+roll it+s c 2+31*" },
    { "café Straße ＡＢＣ", "cafe straße abc*" },
    { "视频 好", "视+频 好*" },
    { "🔥🔥", "🔥+🔥*" },
    { "author:nova dragon", "dragon*|a=nova" },
    { "AUTHOR:@Nova tag:#Theory category:fan-art has:VIDEO", "|a=nova|t=theory|c=fan-art|v" },
    { "tag:\"season 2\" -tag:spoiler -author:kai", "|a!kai|t=season 2|t!spoiler" },
    { "tag:a tag:b", "|t=a|t=b" },
    { "after:2026 before:2026-03-15", "|>1767225600|<1773532800" },
    { "after:1970", "|>0" },
    { "author: tag: has: before:", "" },
    { "has:vi", "" },
    { "http://a.b/c who:knows", "http+a+b+c who+knows*" },
    { "\" \"\" - -- \"\" : * AND ( ) & | ! ^", "and" },
    { "\"-\" -\"\" -", "" },
    { "a\x01" "b \"c\x7f" "d\"", "a b c+d" },
    { "or or not", "or or not*" },
    { "\xff\xfe x", "x*" },
    { "́̂", "" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SparkleQuery) query = sparkle_query_parse (cases[i].typed, &error);
      g_autofree char *meant = NULL;

      g_assert_no_error (error);
      meant = describe (query);
      g_assert_cmpstr (meant, ==, cases[i].meant);
      g_assert_cmpint (sparkle_query_is_empty (query), ==, *meant == '\0');
    }
}

static void
test_wrong (void)
{
  static const struct { const char *typed, *part; } cases[] = {
    { "before:yesterday", "before:yesterday" }, { "after:2026-13", "after:2026-13" }, { "after:2026-02-30", "2026-02-30" },
    { "before:2026-1", "2026-1" }, { "before:1969", "1969" }, { "dragon has:wings", "has:wings" }, { "has:\"\x01x\"", "has:" },
    { "before:\"2026 or so\"", "2026 or so" },
  };
  g_autofree char *endless = g_strnfill (1000000, 'x');
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_clear_error (&error);
      g_assert_null (sparkle_query_parse (cases[i].typed, &error));
      g_assert_true (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED));
      g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "q");
      g_assert_nonnull (strstr (sparkle_error_get_detail (error, 0)->message, cases[i].part));
    }
  g_clear_error (&error);
  g_assert_null (sparkle_query_parse (endless, &error));
  g_assert_true (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED));
}

static void
test_many (void)
{
  g_autoptr (GString) typed = g_string_new (NULL);
  g_autoptr (SparkleQuery) query = NULL;

  for (int i = 0; i < 60; i++)
    g_string_append_printf (typed, "w%d ", i % 10);
  query = sparkle_query_parse (typed->str, NULL);
  g_assert_nonnull (query);
  g_assert_cmpuint (query->terms->len, ==, SPARKLE_QUERY_TERMS);
}

static void
test_texts (void)
{
  g_autoptr (SparkleQuery) query = sparkle_query_parse ("Dragon \"ride” “out\" -dawn author:x fir", NULL);
  g_autofree char *web = sparkle_query_to_websearch (query);
  g_autofree char *plain = sparkle_query_plain (query);

  g_assert_cmpstr (web, ==, "\"Dragon\" \"ride\" \"out\" -\"dawn\" \"fir\"");
  g_assert_cmpstr (plain, ==, "Dragon ride out fir");
}

static void
test_distance (void)
{
  static const struct { const char *a, *b; unsigned distance; gboolean alike; } cases[] = {
    { "cat", "cat", 0, TRUE }, { "cat", "car", 1, TRUE }, { "cta", "cat", 1, TRUE }, { "ca", "cat", 1, FALSE }, { "cat", "dog", 3, FALSE },
    { "dargon", "dragon", 1, TRUE }, { "dragno", "dragon", 1, TRUE }, { "draggonn", "dragon", 2, TRUE }, { "dxxgon", "dragon", 2, TRUE },
    { "drgn", "dragon", 2, FALSE }, { "theroy", "theory", 1, TRUE }, { "", "ab", 2, FALSE }, { "über", "uber", 1, TRUE },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (sparkle_words_distance (cases[i].a, cases[i].b, 5), ==, cases[i].distance);
      g_assert_cmpint (sparkle_words_alike (cases[i].a, cases[i].b), ==, cases[i].alike);
    }
  g_assert_cmpuint (sparkle_words_distance ("aaaaaaaaaa", "bbbbbbbbbb", 2), ==, 3);
}

/* With [ ] for the marks. */
static char *
readable (char *marked)
{
  g_autofree char *taken = marked;
  g_autoptr (GString) text = g_string_new (marked);

  g_string_replace (text, SPARKLE_MARK_BEGIN, "[", 0);
  g_string_replace (text, SPARKLE_MARK_END, "]", 0);
  return g_strdup (text->str);
}

static void
test_highlight (void)
{
  static const struct { const char *typed, *text, *marked; } cases[] = {
    { "dra", "The Dragon, the DRAKE and dr.", "The [Dragon], the [DRAKE] and dr." },
    { "dra ", "The Dragon and dra", "The Dragon and [dra]" },
    { "\"ride out\"", "They ride out. Out they ride", "They [ride out]. Out they ride" },
    { "cafe", "Ein Café", "Ein [Café]" },
    { "视频", "我喜欢这个视频！频", "我喜欢这个[视频]！频" },
    { "x -y", "x y", "[x] y" },
    { "moon", "The " SPARKLE_MARK_BEGIN " moon\nis\t\tup", "The [moon] is up" },
    { "<b>", "a <b>bold</b> word", "a <[b]>[bold]</[b]> word" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SparkleQuery) query = sparkle_query_parse (cases[i].typed, NULL);
      gboolean found;
      g_autofree char *marked = readable (sparkle_highlight_whole (cases[i].text, query, NULL, &found));

      g_assert_true (found);
      g_assert_cmpstr (marked, ==, cases[i].marked);
    }
}

static void
test_alike (void)
{
  static const char * const alike[] = { "dragon", NULL };
  g_autoptr (SparkleQuery) query = sparkle_query_parse ("dargon", NULL);
  g_autofree char *marked = readable (sparkle_highlight_whole ("A dragon", query, alike, NULL));

  g_assert_cmpstr (marked, ==, "A [dragon]");
}

static void
test_fragment (void)
{
  g_autoptr (SparkleQuery) query = sparkle_query_parse ("lamp shadow", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *fragment = NULL, *plain = NULL, *beginning = NULL, *tail = NULL, *brief = NULL;
  g_autoptr (GArray) ranges = NULL;
  gboolean found;

  brief = readable (sparkle_highlight_fragment ("A lamp.", query, NULL, &found));
  g_assert_cmpstr (brief, ==, "A [lamp].");
  for (int i = 0; i < 100; i++)
    g_string_append (text, i == 10 ? "a lamp " : i == 60 ? "the shadow of the lamp moves " : "nothing at all ");
  fragment = sparkle_highlight_fragment (text->str, query, NULL, &found);
  g_assert_true (found);
  plain = sparkle_highlight_strip (fragment, &ranges);
  g_assert_cmpuint (ranges->len, ==, 4);
  g_assert_true (g_str_has_prefix (plain, "…") && g_str_has_suffix (plain, "…"));
  g_assert_nonnull (strstr (plain, "shadow of the lamp"));
  g_assert_cmpint (g_utf8_strlen (plain, -1), <=, SPARKLE_FRAGMENT_MAX + 2);

  g_string_assign (text, "");
  for (int i = 0; i < 50; i++)
    g_string_append (text, "Zürich ");
  beginning = sparkle_highlight_fragment (text->str, query, NULL, &found);
  g_assert_false (found);
  g_assert_true (g_str_has_prefix (beginning, "Zürich") && g_str_has_suffix (beginning, "Zürich…"));
  g_string_append (text, "lamp");
  tail = readable (sparkle_highlight_fragment (text->str, query, NULL, &found));
  g_assert_true (g_str_has_prefix (tail, "…Zürich") && g_str_has_suffix (tail, "Zürich [lamp]"));
}

static void
test_strip (void)
{
  g_autoptr (GArray) ranges = NULL;
  g_autofree char *text = sparkle_highlight_strip (SPARKLE_MARK_END "a" SPARKLE_MARK_BEGIN "b" SPARKLE_MARK_BEGIN "c" SPARKLE_MARK_END "d" SPARKLE_MARK_BEGIN "e", &ranges);

  g_assert_cmpstr (text, ==, "abcde");
  g_assert_cmpuint (ranges->len, ==, 2);
  g_assert_cmpuint (g_array_index (ranges, guint, 0), ==, 2);
  g_assert_cmpuint (g_array_index (ranges, guint, 1), ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/parse", test_parse);
  g_test_add_func ("/query/wrong", test_wrong);
  g_test_add_func ("/query/many", test_many);
  g_test_add_func ("/query/texts", test_texts);
  g_test_add_func ("/words/distance", test_distance);
  g_test_add_func ("/highlight/whole", test_highlight);
  g_test_add_func ("/highlight/alike", test_alike);
  g_test_add_func ("/highlight/fragment", test_fragment);
  g_test_add_func ("/highlight/strip", test_strip);
  return g_test_run ();
}
