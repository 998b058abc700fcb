/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-plain.h"

#include <string.h>

static void
end_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
}

static void
begin_block (GString                   *out,
             const SparkleMarkdownNode *node)
{
  switch ((SparkleMarkdownType) node->type)
    {
    case SPARKLE_MARKDOWN_CELL:
      if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append (out, ", ");
      break;
    case SPARKLE_MARKDOWN_PARAGRAPH:
      /* The first of an item stands behind its mark. */
      if (!g_str_has_suffix (out->str, "• "))
        end_line (out);
      break;
    case SPARKLE_MARKDOWN_ITEM:
      end_line (out);
      if (node->flags & SPARKLE_MARKDOWN_TASK)
        g_string_append (out, node->flags & SPARKLE_MARKDOWN_DONE ? "☑ " : "☐ ");
      g_string_append (out, "• ");
      break;
    case SPARKLE_MARKDOWN_QUOTE:
    case SPARKLE_MARKDOWN_LIST:
    case SPARKLE_MARKDOWN_RULE:
    case SPARKLE_MARKDOWN_HEADING:
    case SPARKLE_MARKDOWN_CODE_BLOCK:
    case SPARKLE_MARKDOWN_HTML_BLOCK:
    case SPARKLE_MARKDOWN_VERBATIM:
    case SPARKLE_MARKDOWN_TABLE:
    case SPARKLE_MARKDOWN_ROW:
      end_line (out);
      break;
    case SPARKLE_MARKDOWN_DOCUMENT:
    case SPARKLE_MARKDOWN_TEXT:
    case SPARKLE_MARKDOWN_SOFT_BREAK:
    case SPARKLE_MARKDOWN_LINE_BREAK:
    case SPARKLE_MARKDOWN_EMPHASIS:
    case SPARKLE_MARKDOWN_STRONG:
    case SPARKLE_MARKDOWN_STRIKE:
    case SPARKLE_MARKDOWN_CODE:
    case SPARKLE_MARKDOWN_LINK:
    case SPARKLE_MARKDOWN_IMAGE:
    case SPARKLE_MARKDOWN_HTML:
    case SPARKLE_MARKDOWN_MENTION:
    case SPARKLE_MARKDOWN_TAG:
    case SPARKLE_MARKDOWN_TIME:
    case SPARKLE_MARKDOWN_SPOILER:
      break;
    }
}

/* Appends what a node itself says. */
static void
append_node (GString                   *out,
             SparkleMarkdown           *self,
             const SparkleMarkdownNode *node)
{
  const char *text = sparkle_markdown_get_text (self, node);

  switch ((SparkleMarkdownType) node->type)
    {
    case SPARKLE_MARKDOWN_TEXT:
    case SPARKLE_MARKDOWN_CODE:
    case SPARKLE_MARKDOWN_HTML:
    case SPARKLE_MARKDOWN_TIME:
    case SPARKLE_MARKDOWN_CODE_BLOCK:
    case SPARKLE_MARKDOWN_HTML_BLOCK:
    case SPARKLE_MARKDOWN_VERBATIM:
      g_string_append (out, text);
      break;
    case SPARKLE_MARKDOWN_MENTION:
      g_string_append_printf (out, "@%s", text);
      break;
    case SPARKLE_MARKDOWN_TAG:
      g_string_append_printf (out, "#%s", text);
      break;
    case SPARKLE_MARKDOWN_SOFT_BREAK:
      g_string_append_c (out, ' ');
      break;
    case SPARKLE_MARKDOWN_LINE_BREAK:
      g_string_append_c (out, '\n');
      break;
    case SPARKLE_MARKDOWN_DOCUMENT:
    case SPARKLE_MARKDOWN_QUOTE:
    case SPARKLE_MARKDOWN_LIST:
    case SPARKLE_MARKDOWN_ITEM:
    case SPARKLE_MARKDOWN_RULE:
    case SPARKLE_MARKDOWN_HEADING:
    case SPARKLE_MARKDOWN_PARAGRAPH:
    case SPARKLE_MARKDOWN_TABLE:
    case SPARKLE_MARKDOWN_ROW:
    case SPARKLE_MARKDOWN_CELL:
    case SPARKLE_MARKDOWN_EMPHASIS:
    case SPARKLE_MARKDOWN_STRONG:
    case SPARKLE_MARKDOWN_STRIKE:
    case SPARKLE_MARKDOWN_LINK:
    case SPARKLE_MARKDOWN_IMAGE:
    case SPARKLE_MARKDOWN_SPOILER:
      break;
    }
}

/**
 * sparkle_markdown_to_plain:
 * @spoiler: what stands for something hidden
 * @picture: what stands for a picture; its description follows
 * @bytes_max: where to stop
 *
 * The text without its markup, a line a block, as it is read aloud. What a spoiler hides is not in it.
 *
 * Returns: (transfer full): text
 */
char *
sparkle_markdown_to_plain (SparkleMarkdown *self,
                           const char      *spoiler,
                           const char      *picture,
                           gsize            bytes_max)
{
  GString *out = g_string_new (NULL);
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (self, &n_nodes);

  for (unsigned i = 0; i < n_nodes && out->len <= bytes_max; i++)
    {
      begin_block (out, &nodes[i]);
      append_node (out, self, &nodes[i]);
      if (nodes[i].type == SPARKLE_MARKDOWN_IMAGE)
        g_string_append_printf (out, "%s ", picture);
      if (nodes[i].type == SPARKLE_MARKDOWN_SPOILER)
        {
          g_string_append (out, spoiler);
          i = nodes[i].end - 1;
        }
    }
  while (out->len > 0 && g_ascii_isspace (out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
  if (out->len > bytes_max)
    {
      g_string_truncate (out, g_utf8_find_prev_char (out->str, out->str + bytes_max + 1) - out->str);
      g_string_append (out, "…");
    }
  return g_string_free (out, FALSE);
}
