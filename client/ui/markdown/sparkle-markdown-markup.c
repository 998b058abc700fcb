/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-markup.h"

#include <glib/gi18n.h>
#include <string.h>

/* Tints that stand on light and dark alike. */
#define CODE_OPEN    "<span face=\"monospace\" size=\"95%\" background=\"#808080\" background_alpha=\"14%\">"
#define CLOSE_LINK   "</span></a>"
#define SPOILER_OPEN "<span background=\"#ff6b6b\" background_alpha=\"22%\">"

typedef struct
{
  guint32     end;
  const char *close;
} Open;

typedef struct
{
  GString                  *out;
  SparkleMarkdown          *markdown;
  const SparkleMarkdownNode *nodes;
  const SparkleMarkupState *state;
  GArray                   *open;      /* Open */
  unsigned                  n_spoilers;
  unsigned                  in_link;
  gboolean                  has_links;
} Writer;

/* Letters that are one on the screen are laid out together, and the time that takes grows faster than their number: no script
 * and no emoji needs more than these. */
#define CLUSTER_MAX 24

static gboolean
goes_on (gunichar c)
{
  return g_unichar_ismark (c) || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0020 && c <= 0xe007f);
}

/* Copies what is not ASCII, up to the next ASCII letter; without the marks that nobody could see. Returns where that is. */
static const char *
append_wide (GString    *out,
             const char *p,
             const char *end)
{
  unsigned in_cluster = 0;
  gunichar before = 0;

  while (p < end && (*p & 0x80) != 0)
    {
      gunichar c = g_utf8_get_char (p);
      const char *next = g_utf8_next_char (p);

      in_cluster = goes_on (c) || before == 0x200d ? in_cluster + 1 : 0;
      if (in_cluster < CLUSTER_MAX || !goes_on (c))
        {
          g_string_append_len (out, p, next - p);
          before = c;
        }
      else
        {
          before = 0;
        }
      p = next;
    }
  return p;
}

/**
 * sparkle_markdown_append_text:
 * @out: markup
 * @text: from anybody, valid UTF-8
 * @length: in bytes
 *
 * Appends text as markup that shows it. Control characters are left out, and marks piled up beyond what any script needs.
 */
void
sparkle_markdown_append_text (GString    *out,
                              const char *text,
                              gsize       length)
{
  for (const char *p = text, *end = text + length; p < end;)
    {
      if ((*p & 0x80) != 0)
        {
          p = append_wide (out, p, end);
          continue;
        }
      switch (*p)
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
        case '\'':
          g_string_append (out, "&apos;");
          break;
        default:
          if ((*p >= 0x20 && *p != 0x7f) || *p == '\n' || *p == '\t')
            g_string_append_c (out, *p);
        }
      p++;
    }
}

static void
append (Writer     *self,
        const char *text)
{
  sparkle_markdown_append_text (self->out, text, strlen (text));
}

/* The title of a link becomes a tooltip, which takes markup again. */
static void
open_link (Writer     *self,
           const char *kind,
           const char *target,
           const char *title)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);

  g_string_append (self->out, "<a href=\"");
  g_string_append (self->out, kind);
  append (self, target);
  g_string_append (self->out, "\" title=\"");
  append (self, markup);
  /* Where a word leads is seen by its colour; an address is underlined. */
  g_string_append (self->out, *kind != '\0' ? "\"><span underline=\"none\">" : "\"><span>");
  self->has_links = TRUE;
}

static void
push (Writer     *self,
      guint32     end,
      const char *close)
{
  g_array_append_val (self->open, ((Open) { end, close }));
}

static void
close_until (Writer  *self,
             guint32  index)
{
  while (self->open->len > 0 && g_array_index (self->open, Open, self->open->len - 1).end <= index)
    {
      const char *close = g_array_index (self->open, Open, self->open->len - 1).close;

      self->in_link -= g_str_equal (close, CLOSE_LINK);
      g_string_append (self->out, close);
      g_array_set_size (self->open, self->open->len - 1);
    }
}

/* ---- nodes ---------------------------------------------------------------------------------------------------------- */

static void
write_word (Writer                    *self,
            const SparkleMarkdownNode *node)
{
  const char *text = sparkle_markdown_get_text (self->markdown, node);
  g_autofree char *target = NULL;
  g_autofree char *title = NULL;

  if (node->type == SPARKLE_MARKDOWN_TIME)
    {
      if (self->state->has_video)
        {
          target = g_strdup_printf ("%u", node->number);
          title = g_strdup_printf (_("Watch from %s"), text);
          open_link (self, "time:", target, title);
        }
      append (self, text);
      g_string_append (self->out, self->state->has_video ? CLOSE_LINK : "");
      return;
    }
  title = g_strdup_printf (node->type == SPARKLE_MARKDOWN_MENTION ? _("Profile of %s") : _("Posts about %s"), text);
  open_link (self, node->type == SPARKLE_MARKDOWN_MENTION ? "mention:" : "tag:", text, title);
  g_string_append_c (self->out, node->type == SPARKLE_MARKDOWN_MENTION ? '@' : '#');
  append (self, text);
  g_string_append (self->out, CLOSE_LINK);
}

static void
write_link (Writer                    *self,
            const SparkleMarkdownNode *node,
            guint32                    index)
{
  const char *address = sparkle_markdown_get_text (self->markdown, node);
  gboolean opens = (node->flags & SPARKLE_MARKDOWN_OPENS) != 0 && self->in_link == 0;

  if (opens)
    open_link (self, "", address, address);
  /* A picture in a line, or a link without a word, is called something. */
  if (node->end == index + 1)
    append (self, node->type == SPARKLE_MARKDOWN_IMAGE ? _("Picture") : address);
  self->in_link += opens;
  push (self, node->end, opens ? CLOSE_LINK : "");
}

/* Returns where to go on. */
static guint32
write_spoiler (Writer                    *self,
               const SparkleMarkdownNode *node,
               guint32                    index)
{
  unsigned number = MIN (self->n_spoilers, 63);

  self->n_spoilers++;
  if (self->state->revealed & (G_GUINT64_CONSTANT (1) << number))
    {
      g_string_append (self->out, SPOILER_OPEN);
      push (self, node->end, "</span>");
      return index + 1;
    }
  if (self->in_link == 0)
    {
      g_autofree char *target = g_strdup_printf ("%u", number);

      open_link (self, "spoiler:", target, _("Show what is hidden"));
    }
  g_string_append (self->out, SPOILER_OPEN "\u2002");
  append (self, _("Spoiler"));
  g_string_append (self->out, self->in_link == 0 ? "\u2002</span>" CLOSE_LINK : "\u2002</span>");
  return node->end;
}

static void
write_text (Writer                    *self,
            const SparkleMarkdownNode *node,
            guint32                    index,
            SparklePartPlace           from,
            SparklePartPlace           to)
{
  const char *text = sparkle_markdown_get_text (self->markdown, node);
  gsize begin = from.node == index ? from.offset : 0;
  gsize end = to.node == index ? to.offset : strlen (text);

  if (end > begin)
    sparkle_markdown_append_text (self->out, text + begin, end - begin);
}

/* Returns where to go on. */
static guint32
write_node (Writer           *self,
            guint32           index,
            SparklePartPlace  from,
            SparklePartPlace  to)
{
  const SparkleMarkdownNode *node = &self->nodes[index];

  switch ((int) node->type)
    {
    case SPARKLE_MARKDOWN_EMPHASIS:
      g_string_append (self->out, "<i>");
      push (self, node->end, "</i>");
      break;
    case SPARKLE_MARKDOWN_STRONG:
      g_string_append (self->out, "<b>");
      push (self, node->end, "</b>");
      break;
    case SPARKLE_MARKDOWN_STRIKE:
      g_string_append (self->out, "<s>");
      push (self, node->end, "</s>");
      break;
    case SPARKLE_MARKDOWN_LINK:
    case SPARKLE_MARKDOWN_IMAGE:
      write_link (self, node, index);
      break;
    case SPARKLE_MARKDOWN_SPOILER:
      return write_spoiler (self, node, index);
    case SPARKLE_MARKDOWN_MENTION:
    case SPARKLE_MARKDOWN_TAG:
    case SPARKLE_MARKDOWN_TIME:
      write_word (self, node);
      break;
    case SPARKLE_MARKDOWN_CODE:
      g_string_append (self->out, CODE_OPEN);
      write_text (self, node, index, from, to);
      g_string_append (self->out, "</span>");
      break;
    case SPARKLE_MARKDOWN_SOFT_BREAK:
    case SPARKLE_MARKDOWN_LINE_BREAK:
      /* People of a community press Enter where they want a new line. */
      g_string_append_c (self->out, '\n');
      break;
    default:
      write_text (self, node, index, from, to);
    }
  return index + 1;
}

/**
 * sparkle_markdown_markup:
 * @markdown: a tree
 * @block: the paragraph, heading or cell
 * @from: where in it to begin
 * @to: where to end
 * @state: what the reader has opened
 * @ret_has_links: (out) (optional): whether there is something to press
 *
 * Markup of Pango for a part of a paragraph. Links that may be opened are links to their address; names, tags, times and
 * spoilers are links to "mention:", "tag:", "time:" and "spoiler:".
 *
 * Returns: (transfer full): markup
 */
char *
sparkle_markdown_markup (SparkleMarkdown          *markdown,
                         guint32                   block,
                         SparklePartPlace          from,
                         SparklePartPlace          to,
                         const SparkleMarkupState *state,
                         gboolean                 *ret_has_links)
{
  unsigned n_nodes;
  Writer writer = {
    .out = g_string_new (NULL),
    .markdown = markdown,
    .nodes = sparkle_markdown_get_nodes (markdown, &n_nodes),
    .state = state,
    .open = g_array_new (FALSE, FALSE, sizeof (Open)),
  };
  guint32 end = to.offset > 0 ? to.node + 1 : to.node;

  for (guint32 i = block + 1; i < end;)
    {
      close_until (&writer, i);
      /* What ends before the beginning was shown by the part before. */
      if (i < from.node && writer.nodes[i].end <= from.node)
        i = writer.nodes[i].end;
      else
        i = write_node (&writer, i, from, to);
    }
  close_until (&writer, G_MAXUINT32);
  /* Blanks beside a picture, or where a part ends. */
  g_strchomp (writer.out->str);
  if (from.node != block + 1 || from.offset > 0)
    g_strchug (writer.out->str);
  g_array_unref (writer.open);
  if (ret_has_links != NULL)
    *ret_has_links = writer.has_links;
  return g_string_free (writer.out, FALSE);
}
