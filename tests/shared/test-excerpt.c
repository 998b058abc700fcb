/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-excerpt.h"

#include <string.h>

#include "sparkle-slug.h"
#include "sparkle-uuid.h"

static void
test_plain_text (void)
{
  static const struct { const char *markdown, *plain; } cases[] = {
    { "", "" },
    { "Hello", "Hello" },
    { "# Hello **world**", "Hello world" },
    { "## Title ##\n\nText", "Title ## Text" },
    { "a *b* _c_ ~~d~~ `e`", "a b c d e" },
    { "snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4" },
    { "[a link](https://example.org \"t\") and ![a picture](x.png)", "a link and a picture" },
    { "[ref][1] but [1] stays", "ref but [1] stays" },
    { "<https://example.org>", "https://example.org" },
    { "<b>bold</b> and 1 < 2 > 0", "bold and 1 < 2 > 0" },
    { "<a title=\"x > y\">z</a><!-- gone -->!", "z!" },
    { "> quoted\n> again", "quoted again" },
    { "- one\n* two\n+ three\n1. four\n2) five", "one two three four five" },
    { "- [x] done\n- [ ] not", "done not" },
    { "above\n\n---\n\nbelow\n***\n", "above below" },
    { "Title\n=====\ntext", "Title text" },
    { "```c\nint *a = **b;\n```\nafter", "int *a = **b; after" },
    { "\\*not emphasis\\*", "*not emphasis*" },
    { "he is ||dead||, Jim", "he is [spoiler], Jim" },
    { "a || b", "a || b" },
    { "many \t\n\n  spaces\r\n here ", "many spaces here" },
    { "\xef\xbb\xbf" "bom", "bom" },
    { "2:31 is the best, @nova #fire", "2:31 is the best, @nova #fire" },
    { "#nospace", "#nospace" },
    { "unclosed **bold and [link](", "unclosed bold and [link](" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = sparkle_plain_text (cases[i].markdown);
      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static char *
repeat (const char *text,
        guint       n)
{
  GString *out = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (out, text);
  return g_string_free (out, FALSE);
}

static void
test_length (void)
{
  static const struct { const char *unit; guint n; guint length; gboolean cut; } cases[] = {
    { "a", 200, 200, FALSE }, { "a", 201, 200, TRUE }, { "é", 200, 200, FALSE }, { "😀", 200, 200, FALSE },
    { "😀", 201, 200, TRUE }, { "漢", 50000, 200, TRUE }, { "**", 5000, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].unit, cases[i].n);
      g_autofree char *excerpt = sparkle_excerpt (text);

      g_assert_true (g_utf8_validate (excerpt, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (excerpt, -1), ==, cases[i].length);
      g_assert_true (g_str_has_suffix (excerpt, "...") == cases[i].cut);
    }
}

/* What would be slow or crash if it recursed or looked ahead without a bound. */
static void
test_hostile (void)
{
  static const char * const units[] = {
    "<a ", "[", "![", "(", "**", "> ", "||", "`", "\\", "<", "[a](", "[a][", "- ", "1. ", "#", "_a", "~~~\n", "&",
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *text = repeat (units[i], 50000 / strlen (units[i]));
      g_autofree char *excerpt = NULL;
      gint64 start = g_get_monotonic_time ();

      excerpt = sparkle_excerpt (text);
      g_assert_cmpint (g_utf8_strlen (excerpt, -1), <=, 200);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
    }
}

static void
test_reading_minutes (void)
{
  g_autofree char *one = repeat ("word ", 225);
  g_autofree char *two = repeat ("word ", 226);
  g_autofree char *han = repeat ("漢", 900);

  g_assert_cmpuint (sparkle_reading_minutes (""), ==, 1);
  g_assert_cmpuint (sparkle_reading_minutes (one), ==, 1);
  g_assert_cmpuint (sparkle_reading_minutes (two), ==, 2);
  g_assert_cmpuint (sparkle_reading_minutes (han), ==, 2);
}

static void
test_slug (void)
{
  static const struct { const char *title, *slug; } cases[] = {
    { "Hello, World!", "hello-world" }, { "  --A--  ", "a" }, { "2:31 is best", "2-31-is-best" }, { "Ünïcode", "n-code" },
    { "漢字", "post" }, { "!!!", "post" }, { "", "post" }, { "ABC", "abc" },
  };
  g_autofree char *uuid = sparkle_uuid_new ();
  g_autofree char *of_uuid = sparkle_slug (uuid);
  g_autofree char *title = repeat ("ab ", 300);
  g_autofree char *slug = sparkle_slug (title);
  g_autofree char *numbered = sparkle_slug_numbered (slug, 12);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *made = sparkle_slug (cases[i].title);
      g_assert_cmpstr (made, ==, cases[i].slug);
      g_assert_true (sparkle_slug_is_valid (made));
    }
  g_assert_true (g_str_has_prefix (of_uuid, "post-"));
  g_assert_cmpuint (strlen (slug), <=, 200);
  g_assert_cmpuint (strlen (numbered), <=, 200);
  g_assert_true (sparkle_slug_is_valid (numbered));
  g_assert_true (g_str_has_suffix (numbered, "-12"));
  g_assert_false (sparkle_slug_is_valid ("-a"));
  g_assert_false (sparkle_slug_is_valid ("a--b"));
  g_assert_false (sparkle_slug_is_valid ("a-"));
  g_assert_false (sparkle_slug_is_valid ("A"));
  g_assert_false (sparkle_slug_is_valid (""));
  g_assert_false (sparkle_slug_is_valid (NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/excerpt/plain-text", test_plain_text);
  g_test_add_func ("/shared/excerpt/length", test_length);
  g_test_add_func ("/shared/excerpt/hostile", test_hostile);
  g_test_add_func ("/shared/excerpt/reading-minutes", test_reading_minutes);
  g_test_add_func ("/shared/excerpt/slug", test_slug);
  return g_test_run ();
}
