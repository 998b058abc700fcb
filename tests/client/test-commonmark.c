/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All examples of the CommonMark specification: our tree beside the one that cmark, the reference, makes. */
#include <cmark.h>
#include <string.h>

#include "commonmark-examples.h"

#define N_EXAMPLES 652

/* cmark 0.30 knows version 0.30 of the specification; these examples mean something else in 0.31. Their tree is compared with
 * the HTML that the specification itself gives, like that of all the others. The test fails when one of them agrees, too. */
static const unsigned changed_since_cmark[] = {
  354,      /* symbols as currency signs are punctuation */
  625, 626, /* what a comment is follows HTML 5 */
};

static gboolean
is_changed (unsigned number)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (changed_since_cmark); i++)
    if (changed_since_cmark[i] == number)
      return TRUE;
  return FALSE;
}

/* ---- cmark's tree, as the same outline -------------------------------------------------------------------------------- */

static void
append_quoted (GString    *out,
               const char *text,
               char        quote)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, " %c%s%c", quote, text, quote);
}

static void
append_enter (GString    *out,
              cmark_node *node)
{
  const char *type = cmark_node_get_type_string (node);

  g_string_append_printf (out, "(%s", type);
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_HEADING:
      g_string_append_printf (out, " %d", cmark_node_get_heading_level (node));
      break;
    case CMARK_NODE_LIST:
      g_string_append_printf (out, " %s%s", cmark_node_get_list_type (node) == CMARK_ORDERED_LIST ? "ordered" : "bullet",
                              cmark_node_get_list_tight (node) ? " tight" : "");
      if (cmark_node_get_list_type (node) == CMARK_ORDERED_LIST)
        g_string_append_printf (out, " %d%c", cmark_node_get_list_start (node),
                                cmark_node_get_list_delim (node) == CMARK_PAREN_DELIM ? ')' : '.');
      break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
      append_quoted (out, cmark_node_get_url (node), '"');
      append_quoted (out, cmark_node_get_title (node), '\'');
      break;
    case CMARK_NODE_CODE_BLOCK:
      append_quoted (out, cmark_node_get_literal (node), '"');
      append_quoted (out, cmark_node_get_fence_info (node), '\'');
      break;
    default:
      append_quoted (out, cmark_node_get_literal (node), '"');
    }
}

/* Tags that follow each other are two nodes there, and one here; and a text that its blanks were taken from may be empty. */
static gboolean
is_joined (cmark_node *node)
{
  cmark_node *before = cmark_node_previous (node);

  if (cmark_node_get_type (node) == CMARK_NODE_TEXT)
    return *cmark_node_get_literal (node) == '\0';
  return cmark_node_get_type (node) == CMARK_NODE_HTML_INLINE && before != NULL && cmark_node_get_type (before) == CMARK_NODE_HTML_INLINE;
}

static char *
reference_outline (const char *markdown)
{
  cmark_node *document = cmark_parse_document (markdown, strlen (markdown), CMARK_OPT_DEFAULT);
  cmark_iter *iter;
  cmark_event_type event;
  GString *out = g_string_new (NULL);

  cmark_consolidate_text_nodes (document);
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      gboolean leaf = cmark_node_get_type (node) == CMARK_NODE_THEMATIC_BREAK || cmark_node_get_type (node) == CMARK_NODE_CODE_BLOCK ||
                      cmark_node_get_type (node) == CMARK_NODE_HTML_BLOCK || cmark_node_get_type (node) == CMARK_NODE_TEXT ||
                      cmark_node_get_type (node) == CMARK_NODE_SOFTBREAK || cmark_node_get_type (node) == CMARK_NODE_LINEBREAK ||
                      cmark_node_get_type (node) == CMARK_NODE_CODE || cmark_node_get_type (node) == CMARK_NODE_HTML_INLINE;

      if (is_joined (node))
        {
          if (cmark_node_get_type (node) == CMARK_NODE_HTML_INLINE)
            {
              g_string_truncate (out, out->len - strlen ("\")"));
              g_string_append_printf (out, "%s\")", cmark_node_get_literal (node));
            }
          continue;
        }
      if (event == CMARK_EVENT_ENTER)
        append_enter (out, node);
      if (event == CMARK_EVENT_EXIT || leaf)
        g_string_append_c (out, ')');
    }
  cmark_iter_free (iter);
  cmark_node_free (document);
  return g_string_free (out, FALSE);
}

/* ---- tests --------------------------------------------------------------------------------------------------------- */

static void
test_reference (void)
{
  g_autoptr(GPtrArray) examples = commonmark_examples_load ();
  unsigned failed = 0;

  g_assert_cmpuint (examples->len, ==, N_EXAMPLES);
  for (unsigned i = 0; i < examples->len; i++)
    {
      CommonmarkExample *example = g_ptr_array_index (examples, i);
      g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse (example->markdown, -1, SPARKLE_MARKDOWN_COMMONMARK);
      g_autofree char *ours = commonmark_tree_to_text (markdown, FALSE);
      g_autofree char *theirs = reference_outline (example->markdown);

      if (g_str_equal (ours, theirs) != is_changed (example->number))
        continue;
      failed++;
      g_test_message ("example %u: %s\nours:  %s\ncmark: %s", example->number, example->markdown, ours, theirs);
    }
  g_assert_cmpuint (failed, ==, 0);
}

static void
test_specification (void)
{
  g_autoptr(GPtrArray) examples = commonmark_examples_load ();
  unsigned failed = 0;

  for (unsigned i = 0; i < examples->len; i++)
    {
      CommonmarkExample *example = g_ptr_array_index (examples, i);
      g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse (example->markdown, -1, SPARKLE_MARKDOWN_COMMONMARK);
      g_autofree char *html = commonmark_tree_to_html (markdown);

      if (g_str_equal (html, example->html))
        continue;
      failed++;
      g_test_message ("example %u: %s\nours: %s\nspec: %s", example->number, example->markdown, html, example->html);
    }
  g_assert_cmpuint (failed, ==, 0);
}

/* With our additions on, the same structure stands: names, tags, times and spoilers are within its texts. */
static void
test_additions (void)
{
  g_autoptr(GPtrArray) examples = commonmark_examples_load ();
  unsigned n_additions = 0;

  for (unsigned i = 0; i < examples->len; i++)
    {
      CommonmarkExample *example = g_ptr_array_index (examples, i);
      g_autofree char *seasoned = g_strconcat ("@ada #tag ||hid|| 2:31\n", example->markdown, NULL);
      const char *texts[] = { example->markdown, seasoned };

      for (unsigned j = 0; j < G_N_ELEMENTS (texts); j++)
        {
          g_autoptr(SparkleMarkdown) bare = sparkle_markdown_parse (texts[j], -1, SPARKLE_MARKDOWN_COMMONMARK);
          g_autoptr(SparkleMarkdown) rich = sparkle_markdown_parse (texts[j], -1, SPARKLE_MARKDOWN_ADDITIONS);
          g_autofree char *expected = commonmark_tree_to_text (bare, FALSE);
          g_autofree char *without = commonmark_tree_to_text (rich, TRUE);
          g_autofree char *with = commonmark_tree_to_text (rich, FALSE);

          g_assert_cmpstr (without, ==, expected);
          n_additions += !g_str_equal (with, expected);
        }
    }
  g_assert_cmpuint (n_additions, >, N_EXAMPLES / 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/commonmark/reference", test_reference);
  g_test_add_func ("/client/commonmark/specification", test_specification);
  g_test_add_func ("/client/commonmark/additions", test_additions);
  return g_test_run ();
}
