/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-plain.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* A tree is whole, its texts are valid, and what the additions add is within what CommonMark gives. */
static void
check (SparkleMarkdown *markdown)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_assert_cmpuint (n_nodes, >, 0);
  g_assert_cmpuint (nodes[0].end, ==, n_nodes);
  for (unsigned i = 0; i < n_nodes; i++)
    {
      while (ends->len > 0 && g_array_index (ends, guint32, ends->len - 1) <= i)
        g_array_set_size (ends, ends->len - 1);
      g_assert_cmpuint (nodes[i].end, >, i);
      g_assert_true (ends->len == 0 || nodes[i].end <= g_array_index (ends, guint32, ends->len - 1));
      g_assert_true (nodes[i].type <= SPARKLE_MARKDOWN_SPOILER);
      g_assert_true (g_utf8_validate (sparkle_markdown_get_text (markdown, &nodes[i]), -1, NULL));
      g_assert_true (g_utf8_validate (sparkle_markdown_get_title (markdown, &nodes[i]), -1, NULL));
      if (nodes[i].flags & SPARKLE_MARKDOWN_OPENS)
        g_assert_true (sparkle_markdown_address_opens (sparkle_markdown_get_text (markdown, &nodes[i])));
      g_array_append_val (ends, nodes[i].end);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const SparkleMarkdownFlags flags[] = { SPARKLE_MARKDOWN_COMMONMARK, SPARKLE_MARKDOWN_TABLES, SPARKLE_MARKDOWN_FULL };

  for (unsigned i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr(SparkleMarkdown) markdown = sparkle_markdown_parse ((const char *) data, size, flags[i]);
      g_autofree char *plain = sparkle_markdown_to_plain (markdown, "[spoiler]", "Picture:", 1000);

      check (markdown);
      g_assert_true (g_utf8_validate (plain, -1, NULL));
    }
  return 0;
}
