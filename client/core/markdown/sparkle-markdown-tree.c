/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-private.h"

void
sparkle_markdown_tree_init (SparkleMarkdownTree *tree)
{
  tree->nodes = g_array_new (FALSE, TRUE, sizeof (SparkleMarkdownNode));
  tree->open = g_array_new (FALSE, FALSE, sizeof (guint32));
  tree->arena = g_string_new (NULL);
  g_string_append_c (tree->arena, '\0');
}

void
sparkle_markdown_tree_clear (SparkleMarkdownTree *tree)
{
  g_clear_pointer (&tree->nodes, g_array_unref);
  g_clear_pointer (&tree->open, g_array_unref);
  if (tree->arena != NULL)
    g_string_free (g_steal_pointer (&tree->arena), TRUE);
}

/* The node is good until the next one is opened. */
SparkleMarkdownNode *
sparkle_markdown_tree_open (SparkleMarkdownTree *tree,
                            SparkleMarkdownType  type)
{
  guint32 index = tree->nodes->len;

  g_array_set_size (tree->nodes, index + 1);
  g_array_append_val (tree->open, index);
  g_array_index (tree->nodes, SparkleMarkdownNode, index).type = type;
  return &g_array_index (tree->nodes, SparkleMarkdownNode, index);
}

void
sparkle_markdown_tree_close (SparkleMarkdownTree *tree)
{
  guint32 index;

  if (tree->open->len == 0)
    return;
  index = g_array_index (tree->open, guint32, tree->open->len - 1);
  g_array_index (tree->nodes, SparkleMarkdownNode, index).end = tree->nodes->len;
  g_array_set_size (tree->open, tree->open->len - 1);
}

/* Keeps a text and returns where. */
guint32
sparkle_markdown_tree_keep (SparkleMarkdownTree *tree,
                            const char          *text,
                            gsize                length)
{
  guint32 at = tree->arena->len;

  if (length == 0 || length > SPARKLE_MARKDOWN_ARENA_MAX)
    return 0;
  g_string_append_len (tree->arena, text, length);
  g_string_append_c (tree->arena, '\0');
  return at;
}

gboolean
sparkle_markdown_tree_is_full (SparkleMarkdownTree *tree)
{
  return tree->nodes->len > SPARKLE_MARKDOWN_NODES_MAX || tree->arena->len > SPARKLE_MARKDOWN_ARENA_MAX;
}
