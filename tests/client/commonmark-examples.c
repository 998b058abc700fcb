/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the specification, and our tree in two forms that can be compared: an outline, and HTML. */
#include "commonmark-examples.h"

#include <string.h>

#define FENCE "````````````````````````````````"

/* ---- the specification -------------------------------------------------------------------------------------------- */

static void
example_free (CommonmarkExample *self)
{
  g_free (self->markdown);
  g_free (self->html);
  g_free (self);
}

/* An arrow stands for a tab. */
static char *
take_lines (char     **lines,
            unsigned  *at,
            const char *end)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (; !g_str_equal (lines[*at], end); (*at)++)
    g_string_append_printf (text, "%s\n", lines[*at]);
  (*at)++;
  g_string_replace (text, "→", "\t", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* All of them, in order. */
GPtrArray *
commonmark_examples_load (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "commonmark", "spec.txt", NULL);
  g_autofree char *spec = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  GPtrArray *examples = g_ptr_array_new_with_free_func ((GDestroyNotify) example_free);

  g_file_get_contents (path, &spec, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (spec, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL && !g_str_equal (lines[i], "<!-- END TESTS -->");)
    {
      CommonmarkExample *example;

      if (!g_str_equal (lines[i++], FENCE " example"))
        continue;
      example = g_new0 (CommonmarkExample, 1);
      example->number = examples->len + 1;
      example->markdown = take_lines (lines, &i, ".");
      example->html = take_lines (lines, &i, FENCE);
      g_ptr_array_add (examples, example);
    }
  return examples;
}

/* ---- walking ------------------------------------------------------------------------------------------------------- */

typedef void (*Visit) (GString *out, SparkleMarkdown *markdown, const SparkleMarkdownNode *node, unsigned index, gboolean leaving);

static void
walk (SparkleMarkdown *markdown,
      GString         *out,
      Visit            visit)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);
  g_autoptr(GArray) open = g_array_new (FALSE, FALSE, sizeof (unsigned));

  for (unsigned i = 0; i <= n_nodes; i++)
    {
      while (open->len > 0 && nodes[g_array_index (open, unsigned, open->len - 1)].end <= i)
        {
          unsigned last = g_array_index (open, unsigned, open->len - 1);

          visit (out, markdown, &nodes[last], last, TRUE);
          g_array_set_size (open, open->len - 1);
        }
      if (i == n_nodes)
        break;
      visit (out, markdown, &nodes[i], i, FALSE);
      g_array_append_val (open, i);
    }
}

/* ---- the outline --------------------------------------------------------------------------------------------------- */

static const char * const names[] = {
  "document", "block_quote", "list", "item", "thematic_break", "heading", "paragraph", "code_block", "html_block",
  "table", "row", "cell", "verbatim", "text", "softbreak", "linebreak", "emph", "strong", "strike", "code", "link", "image",
  "html_inline", "mention", "tag", "time", "spoiler",
};

static void
outline_visit (GString                   *out,
               SparkleMarkdown           *markdown,
               const SparkleMarkdownNode *node,
               unsigned                   index,
               gboolean                   leaving)
{
  const char *text = sparkle_markdown_get_text (markdown, node);

  if (leaving)
    {
      g_string_append_c (out, ')');
      return;
    }
  g_string_append_printf (out, "(%s", names[node->type]);
  if (node->type == SPARKLE_MARKDOWN_HEADING)
    g_string_append_printf (out, " %u", node->level);
  else if (node->type == SPARKLE_MARKDOWN_LIST)
    g_string_append_printf (out, " %s%s", node->flags & SPARKLE_MARKDOWN_ORDERED ? "ordered" : "bullet",
                            node->flags & SPARKLE_MARKDOWN_TIGHT ? " tight" : "");
  if (node->type == SPARKLE_MARKDOWN_LIST && node->flags & SPARKLE_MARKDOWN_ORDERED)
    g_string_append_printf (out, " %u%c", node->number, node->level);
  if (*text != '\0')
    g_string_append_printf (out, " \"%s\"", text);
  if (node->title != 0)
    g_string_append_printf (out, " '%s'", sparkle_markdown_get_title (markdown, node));
}

/* Where a text ended that the next one goes on. */
static gsize text_end;

static void
append_text (GString    *out,
             const char *mark,
             const char *text)
{
  if (out->len == text_end)
    g_string_truncate (out, out->len - strlen ("\")"));
  else
    g_string_append (out, "(text \"");
  g_string_append_printf (out, "%s%s\")", mark, text);
  text_end = out->len;
}

/* Additions as the text that they were typed as; texts that then follow each other are one. */
static void
plain_outline_visit (GString                   *out,
                     SparkleMarkdown           *markdown,
                     const SparkleMarkdownNode *node,
                     unsigned                   index,
                     gboolean                   leaving)
{
  const char *text = sparkle_markdown_get_text (markdown, node);

  if (node->type == SPARKLE_MARKDOWN_SPOILER)
    append_text (out, "||", "");
  else if (node->type >= SPARKLE_MARKDOWN_MENTION || (node->type == SPARKLE_MARKDOWN_TEXT && *text != '\0'))
    {
      if (!leaving)
        append_text (out, node->type == SPARKLE_MARKDOWN_MENTION ? "@" : node->type == SPARKLE_MARKDOWN_TAG ? "#" : "", text);
    }
  else
    outline_visit (out, markdown, node, index, leaving);
}

char *
commonmark_tree_to_text (SparkleMarkdown *markdown,
                         gboolean         without_additions)
{
  GString *out = g_string_new (NULL);

  text_end = G_MAXSIZE;
  walk (markdown, out, without_additions ? plain_outline_visit : outline_visit);
  return g_string_free (out, FALSE);
}

/* ---- HTML, as the specification writes it --------------------------------------------------------------------------- */

static void
append_escaped (GString    *out,
                const char *text)
{
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      case '"':
        g_string_append (out, "&quot;");
        break;
      default:
        g_string_append_c (out, *text);
      }
}

static void
append_address (GString    *out,
                const char *address)
{
  for (; *address != '\0'; address++)
    if (*address == '&')
      g_string_append (out, "&amp;");
    else if (g_ascii_isalnum (*address) || strchr ("-_.+!*(),%#@?=;:/$~'", *address) != NULL)
      g_string_append_c (out, *address);
    else
      g_string_append_printf (out, "%%%02X", (guchar) *address);
}

/* Alternative text has no tags: the number of pictures that are open. */
static unsigned in_image;
/* The lists that are open: whether each is tight. */
static GByteArray *tight;

static void
html_block (GString                   *out,
            SparkleMarkdown           *markdown,
            const SparkleMarkdownNode *node,
            gboolean                   leaving)
{
  const char *text = sparkle_markdown_get_text (markdown, node);
  gboolean ordered = (node->flags & SPARKLE_MARKDOWN_ORDERED) != 0;
  /* Blocks begin on a line of their own. */
  gboolean line = out->len == 0 || out->str[out->len - 1] == '\n';

  switch ((int) node->type)
    {
    case SPARKLE_MARKDOWN_QUOTE:
      g_string_append_printf (out, "%s%s", line ? "" : "\n", leaving ? "</blockquote>\n" : "<blockquote>\n");
      break;
    case SPARKLE_MARKDOWN_LIST:
      if (!leaving && ordered && node->number != 1)
        g_string_append_printf (out, "%s<ol start=\"%u\">\n", line ? "" : "\n", node->number);
      else
        g_string_append_printf (out, "%s<%s%s>\n", line ? "" : "\n", leaving ? "/" : "", ordered ? "ol" : "ul");
      break;
    case SPARKLE_MARKDOWN_ITEM:
      g_string_append (out, leaving ? "</li>\n" : "<li>");
      break;
    case SPARKLE_MARKDOWN_RULE:
      g_string_append (out, leaving ? "" : line ? "<hr />\n" : "\n<hr />\n");
      break;
    case SPARKLE_MARKDOWN_HEADING:
      g_string_append_printf (out, "%s<%sh%u>%s", leaving || line ? "" : "\n", leaving ? "/" : "", node->level, leaving ? "\n" : "");
      break;
    case SPARKLE_MARKDOWN_CODE_BLOCK:
      if (leaving)
        break;
      g_string_append (out, line ? "<pre><code" : "\n<pre><code");
      if (node->title != 0)
        {
          g_autofree char *language = g_strdup (sparkle_markdown_get_title (markdown, node));

          language[strcspn (language, " \t")] = '\0';
          g_string_append (out, " class=\"language-");
          append_escaped (out, language);
          g_string_append_c (out, '"');
        }
      g_string_append_c (out, '>');
      append_escaped (out, text);
      g_string_append (out, "</code></pre>\n");
      break;
    case SPARKLE_MARKDOWN_HTML_BLOCK:
      if (!leaving)
        g_string_append_printf (out, "%s%s", line ? "" : "\n", text);
      break;
    }
}

static void
html_inline (GString                   *out,
             SparkleMarkdown           *markdown,
             const SparkleMarkdownNode *node,
             gboolean                   leaving)
{
  const char *text = sparkle_markdown_get_text (markdown, node);
  const char *title = sparkle_markdown_get_title (markdown, node);

  if (node->type == SPARKLE_MARKDOWN_TEXT || node->type == SPARKLE_MARKDOWN_CODE)
    {
      if (leaving)
        return;
      g_string_append (out, node->type == SPARKLE_MARKDOWN_CODE && in_image == 0 ? "<code>" : "");
      append_escaped (out, text);
      g_string_append (out, node->type == SPARKLE_MARKDOWN_CODE && in_image == 0 ? "</code>" : "");
    }
  else if (node->type == SPARKLE_MARKDOWN_IMAGE)
    {
      in_image += leaving ? -1 : 1;
      if (!leaving && in_image == 1)
        {
          g_string_append (out, "<img src=\"");
          append_address (out, text);
          g_string_append (out, "\" alt=\"");
        }
      if (!leaving || in_image > 0)
        return;
      g_string_append_c (out, '"');
      if (*title != '\0')
        {
          g_string_append (out, " title=\"");
          append_escaped (out, title);
          g_string_append_c (out, '"');
        }
      g_string_append (out, " />");
    }
  else if (in_image > 0)
    {
      if (!leaving && (node->type == SPARKLE_MARKDOWN_SOFT_BREAK || node->type == SPARKLE_MARKDOWN_LINE_BREAK))
        g_string_append_c (out, '\n');
    }
  else if (node->type == SPARKLE_MARKDOWN_LINK && !leaving)
    {
      g_string_append (out, "<a href=\"");
      append_address (out, text);
      g_string_append_c (out, '"');
      if (*title != '\0')
        {
          g_string_append (out, " title=\"");
          append_escaped (out, title);
          g_string_append_c (out, '"');
        }
      g_string_append_c (out, '>');
    }
  else if (node->type == SPARKLE_MARKDOWN_LINK)
    g_string_append (out, "</a>");
  else if (node->type == SPARKLE_MARKDOWN_EMPHASIS || node->type == SPARKLE_MARKDOWN_STRONG)
    g_string_append_printf (out, "<%s%s>", leaving ? "/" : "", node->type == SPARKLE_MARKDOWN_EMPHASIS ? "em" : "strong");
  else if (!leaving)
    g_string_append (out, node->type == SPARKLE_MARKDOWN_HTML ? text : node->type == SPARKLE_MARKDOWN_SOFT_BREAK ? "\n" : "<br />\n");
}

static void
html_visit (GString                   *out,
            SparkleMarkdown           *markdown,
            const SparkleMarkdownNode *node,
            unsigned                   index,
            gboolean                   leaving)
{
  if (node->type == SPARKLE_MARKDOWN_LIST)
    {
      guint8 flag = (node->flags & SPARKLE_MARKDOWN_TIGHT) != 0;

      if (leaving)
        g_byte_array_set_size (tight, tight->len - 1);
      else
        g_byte_array_append (tight, &flag, 1);
    }
  if (node->type == SPARKLE_MARKDOWN_QUOTE)
    {
      guint8 loose = 0;

      if (leaving)
        g_byte_array_set_size (tight, tight->len - 1);
      else
        g_byte_array_append (tight, &loose, 1);
    }
  if (node->type == SPARKLE_MARKDOWN_PARAGRAPH)
    {
      gboolean bare = tight->len > 0 && tight->data[tight->len - 1];

      if (!bare)
        g_string_append (out, leaving ? "</p>\n" : out->len > 0 && out->str[out->len - 1] != '\n' ? "\n<p>" : "<p>");
      else if (!leaving && out->len > 0 && !g_str_has_suffix (out->str, "<li>") && out->str[out->len - 1] != '\n')
        g_string_append_c (out, '\n');
    }
  else if (node->type > SPARKLE_MARKDOWN_DOCUMENT && node->type < SPARKLE_MARKDOWN_TEXT)
    html_block (out, markdown, node, leaving);
  else if (node->type != SPARKLE_MARKDOWN_DOCUMENT)
    html_inline (out, markdown, node, leaving);
}

char *
commonmark_tree_to_html (SparkleMarkdown *markdown)
{
  GString *out = g_string_new (NULL);

  in_image = 0;
  tight = g_byte_array_new ();
  walk (markdown, out, html_visit);
  g_clear_pointer (&tight, g_byte_array_unref);
  return g_string_free (out, FALSE);
}
