/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the community adds to CommonMark, what links are links, what bad input costs, and what is kept. */
#include <string.h>

#include "commonmark-examples.h"
#include "sparkle-markdown-cache.h"
#include "sparkle-markdown-plain.h"

static void
check (const char *text,
       const char *outline)
{
  g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse (text, -1, SPARKLE_MARKDOWN_FULL);
  g_autofree char *found = commonmark_tree_to_text (markdown, FALSE);
  g_autofree char *expected = g_strdup_printf ("(document(paragraph%s))", outline);

  g_assert_cmpstr (found, ==, expected);
}

/* ---- additions ------------------------------------------------------------------------------------------------------- */

static void
test_mentions (void)
{
  check ("@ada", "(mention \"ada\")");
  check ("Hi @ada_love, @Bob.", "(text \"Hi \")(mention \"ada_love\")(text \", \")(mention \"Bob\")(text \".\")");
  check ("(@ada)", "(text \"(\")(mention \"ada\")(text \")\")");
  check ("**@ada**", "(strong(mention \"ada\"))");
  /* Not an address, not a part of a word, not too short or long, not meant. */
  check ("ada@example.org", "(text \"ada@example.org\")");
  check ("@ad", "(text \"@ad\")");
  check ("@ada@example", "(text \"@ada@example\")");
  check ("@abcdefghijklmnopqrstuvwxyz_12345", "(text \"@abcdefghijklmnopqrstuvwxyz_12345\")");
  check ("@adaé", "(text \"@adaé\")");
  check ("谢谢@ada你好", "(text \"谢谢\")(mention \"ada\")(text \"你好\")");
  check ("é@ada .@ada", "(text \"é@ada .@ada\")");
  check ("*é*@ada", "(emph(text \"é\"))(mention \"ada\")");
  check ("&eacute;@ada", "(text \"é@ada\")");
  check ("\\@ada", "(text \"@ada\")");
  check ("&#64;ada", "(text \"@ada\")");
  check ("`@ada`", "(code \"@ada\")");
  check ("[@ada](https://a.b)", "(link \"https://a.b\"(text \"@ada\"))");
}

static void
test_tags (void)
{
  check ("#kpop", "(tag \"kpop\")");
  check ("see #gangnam-style.", "(text \"see \")(tag \"gangnam-style\")(text \".\")");
  check ("#日本", "(tag \"日本\")");
  check ("#2012film", "(tag \"2012film\")");
  check ("#1", "(text \"#1\")");
  check ("a#b", "(text \"a#b\")");
  check ("##b", "(text \"##b\")");
  check ("\\#kpop", "(text \"#kpop\")");
  check ("#abcdefghijklmnopqrstuvwxyz12345", "(text \"#abcdefghijklmnopqrstuvwxyz12345\")");
}

static void
test_times (void)
{
  g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse ("1:02:31", -1, SPARKLE_MARKDOWN_FULL);
  unsigned n_nodes;

  g_assert_cmpuint (sparkle_markdown_get_nodes (markdown, &n_nodes)[2].number, ==, 3751);
  check ("At 2:31, then 1:02:31!", "(text \"At \")(time \"2:31\")(text \", then \")(time \"1:02:31\")(text \"!\")");
  check ("0:05 0:06", "(time \"0:05\")(text \" \")(time \"0:06\")");
  check ("12:30:99 and v1:20", "(text \"12:30:99 and v1:20\")");
  check ("@ada 2:31 #tag 2:32", "(mention \"ada\")(text \" \")(time \"2:31\")(text \" \")(tag \"tag\")(text \" \")(time \"2:32\")");
  check ("`2:31`", "(code \"2:31\")");
}

static void
test_spoilers (void)
{
  check ("||he dies||", "(spoiler(text \"he dies\"))");
  check ("a ||b *c* @ada|| d", "(text \"a \")(spoiler(text \"b \")(emph(text \"c\"))(text \" \")(mention \"ada\"))(text \" d\")");
  check ("||a||||b||", "(spoiler(text \"a\"))(spoiler(text \"b\"))");
  check ("|||a|||", "(text \"|||a|||\")");
  check ("||a|| ||b||", "(spoiler(text \"a\"))(text \" \")(spoiler(text \"b\"))");
  /* Not across what CommonMark put there, not nothing, not half. */
  check ("**a ||b** c||", "(strong(text \"a ||b\"))(text \" c||\")");
  check ("||||", "(text \"||||\")");
  check ("||a", "(text \"||a\")");
  check ("\\||a||", "(text \"||a||\")");
  check ("`||a||`", "(code \"||a||\")");
  check ("||a\nb||", "(spoiler(text \"a\")(softbreak)(text \"b\"))");
}

static void
test_tables (void)
{
  g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse ("| a | b |\n|---|--:|\n| @ada | x |\n\n- [x] done\n- [ ] not\n\n~~gone~~ www.a.org", -1,
                                                               SPARKLE_MARKDOWN_FULL);
  g_autofree char *outline = commonmark_tree_to_text (markdown, FALSE);

  g_assert_cmpstr (outline, ==, "(document(table(row(cell(text \"a\"))(cell(text \"b\")))(row(cell(mention \"ada\"))(cell(text \"x\"))))"
                                "(list bullet tight(item(paragraph(text \"done\")))(item(paragraph(text \"not\"))))"
                                "(paragraph(strike(text \"gone\"))(text \" \")(link \"http://www.a.org\"(text \"www.a.org\"))))");
}

/* ---- links ----------------------------------------------------------------------------------------------------------- */

static void
test_addresses (void)
{
  static const char * const good[] = {
    "https://example.org", "http://a.b/c?d=e#f", "HTTPS://EXAMPLE.ORG/", "https://example.org/ä", "https://example.org/@ada", "sparkle:post/1", "sparkle://post/1",
    "http://[::1]/x",
  };
  static const char * const bad[] = {
    "", "javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.c", "/relative", "relative", "//host",
    "https:example.org", "https://", "https:///x", "https://user:secret@example.org", "https://good.org@evil.org", "https://a.b/\x01", "https://a.b/\n",
    "https://a.b/ c", "https://a.b/\u202ecod.exe", "https://a.b/\u200b", "https://a.b/\u0085", "https://a.b\\@c.d", "sparkle:", "vbscript:x", "ftp://a.b",
    " https://a.b", "\thttps://a.b",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (sparkle_markdown_address_opens (good[i]));
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sparkle_markdown_address_opens (bad[i]));
}

/* ---- bounds ---------------------------------------------------------------------------------------------------------- */

static char *
repeat (const char *piece,
        gsize       bytes)
{
  GString *text = g_string_new (NULL);

  while (text->len + strlen (piece) <= bytes)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

/* A tree is whole: every node ends within its parent, every text is valid. */
static void
check_whole (SparkleMarkdown *markdown)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_assert_cmpuint (nodes[0].end, ==, n_nodes);
  for (unsigned i = 0; i < n_nodes; i++)
    {
      while (ends->len > 0 && g_array_index (ends, guint32, ends->len - 1) <= i)
        g_array_set_size (ends, ends->len - 1);
      g_assert_cmpuint (nodes[i].end, >, i);
      if (ends->len > 0)
        g_assert_cmpuint (nodes[i].end, <=, g_array_index (ends, guint32, ends->len - 1));
      g_array_append_val (ends, nodes[i].end);
      g_assert_true (g_utf8_validate (sparkle_markdown_get_text (markdown, &nodes[i]), -1, NULL));
    }
}

static void
test_bounds (void)
{
  static const struct { const char *piece; gsize bytes; SparkleMarkdownLimit limit; } cases[] = {
    { ">", 10000, SPARKLE_MARKDOWN_TOO_DEEP }, { "> ", 20000, SPARKLE_MARKDOWN_TOO_DEEP }, { "1. ", 30000, SPARKLE_MARKDOWN_TOO_DEEP },
    { "- ", 60000, SPARKLE_MARKDOWN_WITHIN } /* a rule */, { "x", 1024 * 1024, SPARKLE_MARKDOWN_TOO_LONG },
    { "**a ", 200000, SPARKLE_MARKDOWN_WITHIN }, { "[", 200000, SPARKLE_MARKDOWN_WITHIN }, { "![[]()", 200000, SPARKLE_MARKDOWN_WITHIN },
    { "`a``b```", 200000, SPARKLE_MARKDOWN_WITHIN }, { "<a href=\"", 200000, SPARKLE_MARKDOWN_WITHIN }, { "<!--", 200000, SPARKLE_MARKDOWN_WITHIN },
    { "||a", 200000, SPARKLE_MARKDOWN_WITHIN }, { "@ada ", 200000, SPARKLE_MARKDOWN_WITHIN }, { "1:00:", 200000, SPARKLE_MARKDOWN_WITHIN },
    { "a\u0301\u0302\u0303", 200000, SPARKLE_MARKDOWN_WITHIN }, { "\u200d", 200000, SPARKLE_MARKDOWN_WITHIN }, { "\u202e\u05d0", 200000, SPARKLE_MARKDOWN_WITHIN },
    { "```\n", 200000, SPARKLE_MARKDOWN_WITHIN }, { "*a **b ", 200000, SPARKLE_MARKDOWN_WITHIN }, { "&copy;", 50000, SPARKLE_MARKDOWN_WITHIN },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].piece, cases[i].bytes);
      g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse (text, -1, SPARKLE_MARKDOWN_FULL);

      g_test_message ("%s", cases[i].piece);
      g_assert_cmpint (sparkle_markdown_get_limit (markdown), ==, cases[i].limit);
      check_whole (markdown);
      g_assert_cmpuint (sparkle_markdown_get_size (markdown), <, 100 * strlen (text) + 10000);
    }
}

/* A bar a line makes a row of 128 cells: the tree is given up before it fills the memory. */
static void
test_wide_table (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (unsigned line = 0; line < 2; line++)
    {
      for (unsigned i = 0; i < 128; i++)
        g_string_append (text, line == 0 ? "|a" : "|-");
      g_string_append_c (text, '\n');
    }
  while (text->len < 200000)
    g_string_append (text, "|\n");

  g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse (text->str, text->len, SPARKLE_MARKDOWN_FULL);

  g_assert_cmpint (sparkle_markdown_get_limit (markdown), ==, SPARKLE_MARKDOWN_TOO_MUCH);
  check_whole (markdown);
}

static void
test_nesting (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  /* Each line moves in by as much as it takes: deep without a long line. */
  for (unsigned depth = 0; depth < 300; depth++)
    g_string_append_printf (text, "%*s- a\n", (int) depth * 2, "");
  g_autoptr(SparkleMarkdown) deep = sparkle_markdown_parse (text->str, -1, SPARKLE_MARKDOWN_FULL);

  g_assert_cmpint (sparkle_markdown_get_limit (deep), ==, SPARKLE_MARKDOWN_TOO_DEEP);

  /* Emphasis deeper than anybody sees loses its marks, not its words. */
  g_string_truncate (text, 0);
  for (unsigned i = 0; i < 100; i++)
    g_string_append_printf (text, "%sw%u ", i % 2 ? "*" : "**", i);
  for (unsigned i = 100; i-- > 0;)
    g_string_append_printf (text, "e%s", i % 2 ? "*" : "**");
  g_autoptr(SparkleMarkdown) emphatic = sparkle_markdown_parse (text->str, -1, SPARKLE_MARKDOWN_FULL);
  g_autofree char *plain = sparkle_markdown_to_plain (emphatic, "", "", 10000);

  g_assert_cmpint (sparkle_markdown_get_limit (emphatic), ==, SPARKLE_MARKDOWN_WITHIN);
  g_assert_nonnull (strstr (plain, "w99"));
  check_whole (emphatic);
}

static void
test_bytes (void)
{
  static const char zeros[] = "a\0b `c\0d`";
  static const char broken[] = "a \xff\xf0\x9f b";
  g_autoptr(SparkleMarkdown) nul = sparkle_markdown_parse (zeros, sizeof zeros - 1, SPARKLE_MARKDOWN_FULL);
  g_autoptr(SparkleMarkdown) wrong = sparkle_markdown_parse (broken, -1, SPARKLE_MARKDOWN_FULL);
  g_autofree char *nul_plain = sparkle_markdown_to_plain (nul, "", "", 100);
  g_autofree char *wrong_plain = sparkle_markdown_to_plain (wrong, "", "", 100);

  g_assert_cmpstr (nul_plain, ==, "a\ufffdb c\ufffdd");
  g_assert_cmpstr (wrong_plain, ==, "a \ufffd\ufffd\ufffd b");
}

/* ---- read aloud ------------------------------------------------------------------------------------------------------ */

static void
test_plain (void)
{
  g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse ("# Title\n\nHello **you**, ||secret||.\n\n- one\n- [x] two\n\n> quoted\n\n![a cat](https://a.b/c)\n\n"
                                                               "| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x;\n```\n", -1, SPARKLE_MARKDOWN_FULL);
  g_autofree char *plain = sparkle_markdown_to_plain (markdown, "[spoiler]", "Picture:", 10000);
  g_autofree char *cut = sparkle_markdown_to_plain (markdown, "[spoiler]", "Picture:", 10);

  g_assert_cmpstr (plain, ==, "Title\nHello you, [spoiler].\n• one\n☑ • two\nquoted\nPicture: a cat\na, b\n1, 2\nint x;");
  g_assert_cmpstr (cut, ==, "Title\nHell…");
}

/* ---- what is kept ---------------------------------------------------------------------------------------------------- */

static void
test_cache (void)
{
  g_autoptr(SparkleMarkdownCache) cache = sparkle_markdown_cache_new (3, 100000);
  g_autoptr(SparkleMarkdown) first = sparkle_markdown_cache_read (cache, "one");
  g_autoptr(SparkleMarkdown) again = sparkle_markdown_cache_read (cache, "one");
  g_autofree char *large = repeat ("word ", 90000);

  g_assert_true (first == again);
  for (unsigned i = 0; i < 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i);
      g_autoptr(SparkleMarkdown) other = sparkle_markdown_cache_read (cache, text);
      g_autoptr(SparkleMarkdown) used = sparkle_markdown_cache_look (cache, "one");

      /* What is used stays. */
      g_assert_true (used == first);
    }
  g_assert_cmpuint (sparkle_markdown_cache_length (cache), ==, 3);

  /* One large text does not push out everything. */
  g_autoptr(SparkleMarkdown) heavy = sparkle_markdown_cache_read (cache, large);
  g_autoptr(SparkleMarkdown) gone = sparkle_markdown_cache_look (cache, large);

  g_assert_nonnull (heavy);
  g_assert_null (gone);
  g_assert_cmpuint (sparkle_markdown_cache_length (cache), ==, 3);
}

static void
test_aside (void)
{
  g_autofree char *text = repeat ("a *b* @ada\n", 100000);
  g_autoptr(DexFuture) future = sparkle_markdown_parse_aside (text);
  g_autoptr(SparkleMarkdown) here = sparkle_markdown_parse (text, -1, SPARKLE_MARKDOWN_FULL);
  const GValue *value;
  unsigned n_here, n_there;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (future, NULL);
  g_assert_nonnull (value);
  sparkle_markdown_get_nodes (g_value_get_boxed (value), &n_there);
  sparkle_markdown_get_nodes (here, &n_here);
  g_assert_cmpuint (n_here, ==, n_there);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/client/markdown/mentions", test_mentions);
  g_test_add_func ("/client/markdown/tags", test_tags);
  g_test_add_func ("/client/markdown/times", test_times);
  g_test_add_func ("/client/markdown/spoilers", test_spoilers);
  g_test_add_func ("/client/markdown/tables", test_tables);
  g_test_add_func ("/client/markdown/addresses", test_addresses);
  g_test_add_func ("/client/markdown/bounds", test_bounds);
  g_test_add_func ("/client/markdown/wide-table", test_wide_table);
  g_test_add_func ("/client/markdown/nesting", test_nesting);
  g_test_add_func ("/client/markdown/bytes", test_bytes);
  g_test_add_func ("/client/markdown/plain", test_plain);
  g_test_add_func ("/client/markdown/cache", test_cache);
  g_test_add_func ("/client/markdown/aside", test_aside);
  return g_test_run ();
}
