/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-label.h"

#include <string.h>

#include "sparkle-markdown-markup.h"

/* A label that wraps asks for the width at which every word has a line of its own, and lays out its text so to find it. With a
 * width to begin from that costs an eighth (2,000 characters: 1.2 ms instead of 9.8). */
#define NARROWEST 10

struct _SparkleMarkdownLabel
{
  GtkWidget parent_instance;

  SparkleMarkdown    *markdown; /* (owned) (nullable) */
  guint32             block;
  SparklePartPlace    from;
  SparklePartPlace    to;
  SparkleMarkupState  state;
  char               *video_id; /* (nullable) */
  const char         *style;    /* (nullable): the class of its size */
  gboolean            has_links;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (SparkleMarkdownLabel, sparkle_markdown_label, GTK_TYPE_WIDGET)

static void
show_text (SparkleMarkdownLabel *self)
{
  g_autofree char *markup = sparkle_markdown_markup (self->markdown, self->block, self->from, self->to, &self->state, &self->has_links);

  gtk_label_set_markup (GTK_LABEL (self->label), markup);
  gtk_widget_set_direction (self->label, sparkle_markdown_find_direction (self->markdown, self->block));
}

static void
show_verbatim (SparkleMarkdownLabel *self)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (self->markdown, &n_nodes);
  const char *text = sparkle_markdown_get_text (self->markdown, &nodes[self->block]);
  g_autoptr(GString) markup = g_string_new (NULL);

  sparkle_markdown_append_text (markup, text + self->from.offset, self->to.offset - self->from.offset);
  while (markup->len > 0 && markup->str[markup->len - 1] == '\n')
    g_string_truncate (markup, markup->len - 1);
  gtk_label_set_markup (GTK_LABEL (self->label), markup->str);
  self->has_links = FALSE;
}

/* The text before it stays as it is, and so does the place of whoever goes from link to link. */
static void
reveal (SparkleMarkdownLabel *self,
        unsigned              spoiler)
{
  int start = 0, end = 0;

  gtk_label_get_selection_bounds (GTK_LABEL (self->label), &start, &end);
  self->state.revealed |= G_GUINT64_CONSTANT (1) << MIN (spoiler, 63);
  show_text (self);
  if (gtk_widget_is_focus (self->label))
    gtk_label_select_region (GTK_LABEL (self->label), start, start);
}

static gboolean
activate_link_cb (SparkleMarkdownLabel *self,
                  const char           *uri)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (g_str_has_prefix (uri, "spoiler:"))
    reveal (self, (unsigned) MIN (g_ascii_strtoull (uri + strlen ("spoiler:"), NULL, 10), 63));
  else if (g_str_has_prefix (uri, "mention:"))
    gtk_widget_activate_action (widget, "win.open-profile", "s", uri + strlen ("mention:"));
  else if (g_str_has_prefix (uri, "tag:"))
    gtk_widget_activate_action (widget, "win.show-list", "(ss)", "tag", uri + strlen ("tag:"));
  else if (g_str_has_prefix (uri, "time:"))
    gtk_widget_activate_action (widget, "win.play-video", "(su)", self->video_id,
                                (guint32) MIN (g_ascii_strtoull (uri + strlen ("time:"), NULL, 10), G_MAXUINT32));
  else
    gtk_widget_activate_action (widget, "win.open-uri", "s", uri);
  return TRUE;
}

static void
set_style (SparkleMarkdownLabel *self,
           const char           *style)
{
  if (g_strcmp0 (self->style, style) == 0)
    return;
  if (self->style != NULL)
    gtk_widget_remove_css_class (self->label, self->style);
  if (style != NULL)
    gtk_widget_add_css_class (self->label, style);
  self->style = style;
}

static void
take (SparkleMarkdownLabel *self,
      SparkleMarkdown      *markdown,
      const char           *video_id)
{
  if (self->markdown != markdown)
    {
      g_clear_pointer (&self->markdown, sparkle_markdown_unref);
      self->markdown = sparkle_markdown_ref (markdown);
    }
  g_set_str (&self->video_id, video_id);
  self->state = (SparkleMarkupState) { .has_video = video_id != NULL };
}

/* Text can always be clicked, selected and copied; it is a stop of the Tab key where something in it can be pressed. */
static gboolean
sparkle_markdown_label_focus (GtkWidget        *widget,
                              GtkDirectionType  direction)
{
  SparkleMarkdownLabel *self = SPARKLE_MARKDOWN_LABEL (widget);
  GtkLabel *label = GTK_LABEL (self->label);
  int from = direction == GTK_DIR_TAB_BACKWARD ? (int) g_utf8_strlen (gtk_label_get_text (label), -1) : 0;

  if (!self->has_links || gtk_widget_is_focus (self->label))
    return self->has_links && gtk_widget_child_focus (self->label, direction);
  if (!gtk_widget_child_focus (self->label, direction))
    return FALSE;
  /* A label selects all its text now, and does not know its links any more. */
  gtk_label_select_region (label, from, from);
  if (gtk_label_get_current_uri (label) == NULL)
    gtk_widget_child_focus (self->label, direction);
  return TRUE;
}

static void
sparkle_markdown_label_dispose (GObject *object)
{
  SparkleMarkdownLabel *self = SPARKLE_MARKDOWN_LABEL (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_markdown_label_parent_class)->dispose (object);
}

static void
sparkle_markdown_label_finalize (GObject *object)
{
  SparkleMarkdownLabel *self = SPARKLE_MARKDOWN_LABEL (object);

  g_clear_pointer (&self->markdown, sparkle_markdown_unref);
  g_free (self->video_id);

  G_OBJECT_CLASS (sparkle_markdown_label_parent_class)->finalize (object);
}

static void
sparkle_markdown_label_class_init (SparkleMarkdownLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_markdown_label_dispose;
  object_class->finalize = sparkle_markdown_label_finalize;
  widget_class->focus = sparkle_markdown_label_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NONE);
}

static void
sparkle_markdown_label_init (SparkleMarkdownLabel *self)
{
}

/**
 * sparkle_markdown_label_new:
 * @heading: whether it heads what follows
 *
 * Returns: (transfer floating): a label without a text
 */
GtkWidget *
sparkle_markdown_label_new (gboolean heading)
{
  SparkleMarkdownLabel *self = g_object_new (SPARKLE_TYPE_MARKDOWN_LABEL, NULL);

  self->label = g_object_new (GTK_TYPE_LABEL,
                              "accessible-role", heading ? GTK_ACCESSIBLE_ROLE_HEADING : GTK_ACCESSIBLE_ROLE_LABEL,
                              "wrap", TRUE,
                              "wrap-mode", PANGO_WRAP_WORD_CHAR,
                              "xalign", 0.0f,
                              "selectable", TRUE,
                              "width-chars", NARROWEST,
                              NULL);
  if (!heading)
    gtk_widget_add_css_class (self->label, "reading");
  g_signal_connect_swapped (self->label, "activate-link", G_CALLBACK (activate_link_cb), self);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static const char *
heading_style (unsigned level,
               gboolean compact)
{
  static const char * const styles[] = { "title-2", "title-3", "title-4", "heading" };

  /* The title of the post is the largest; a comment does not shout. */
  return styles[MIN (level - 1 + (compact ? 2 : 0), G_N_ELEMENTS (styles) - 1)];
}

static gboolean
is_html (SparkleMarkdown *markdown,
         guint32          node)
{
  unsigned n_nodes;

  return sparkle_markdown_get_nodes (markdown, &n_nodes)[node].type == SPARKLE_MARKDOWN_HTML_BLOCK;
}

/**
 * sparkle_markdown_label_set_part:
 * @markdown: the tree
 * @part: (transfer none): text, heading or verbatim
 * @video_id: (nullable): the video whose times are named
 * @compact: whether it stands in a comment
 */
void
sparkle_markdown_label_set_part (SparkleMarkdownLabel      *self,
                                 SparkleMarkdown           *markdown,
                                 const SparkleMarkdownPart *part,
                                 const char                *video_id,
                                 gboolean                   compact)
{
  take (self, markdown, video_id);
  self->block = part->node;
  self->from = part->from;
  self->to = part->to;
  if (part->kind == SPARKLE_PART_VERBATIM)
    {
      set_style (self, is_html (markdown, part->node) ? "html" : NULL);
      show_verbatim (self);
      return;
    }
  set_style (self, part->kind == SPARKLE_PART_HEADING ? heading_style (part->level, compact) : NULL);
  if (part->kind == SPARKLE_PART_HEADING)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) part->level, -1);
  show_text (self);
}

/**
 * sparkle_markdown_label_set_cell:
 * @markdown: the tree
 * @cell: a cell of a table
 * @video_id: (nullable): the video whose times are named
 */
void
sparkle_markdown_label_set_cell (SparkleMarkdownLabel *self,
                                 SparkleMarkdown      *markdown,
                                 guint32               cell,
                                 const char           *video_id)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);

  take (self, markdown, video_id);
  self->block = cell;
  self->from = (SparklePartPlace) { cell + 1, 0 };
  self->to = (SparklePartPlace) { nodes[cell].end, 0 };
  show_text (self);
}

/**
 * sparkle_markdown_label_get_label:
 *
 * Returns: (transfer none): what lays the text out
 */
GtkLabel *
sparkle_markdown_label_get_label (SparkleMarkdownLabel *self)
{
  g_return_val_if_fail (SPARKLE_IS_MARKDOWN_LABEL (self), NULL);

  return GTK_LABEL (self->label);
}

static gboolean
is_from_right (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
    case G_UNICODE_SCRIPT_NKO:
    case G_UNICODE_SCRIPT_SAMARITAN:
    case G_UNICODE_SCRIPT_MANDAIC:
    case G_UNICODE_SCRIPT_ADLAM:
    case G_UNICODE_SCRIPT_HANIFI_ROHINGYA:
    case G_UNICODE_SCRIPT_YEZIDI:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * sparkle_markdown_find_direction:
 * @markdown: a tree
 * @node: one of its blocks
 *
 * Returns: the direction of the first letter in the block, or %GTK_TEXT_DIR_NONE
 */
GtkTextDirection
sparkle_markdown_find_direction (SparkleMarkdown *markdown,
                                 guint32          node)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);

  for (guint32 i = node + 1; i < nodes[node].end; i++)
    {
      const char *text = nodes[i].type == SPARKLE_MARKDOWN_TEXT ? sparkle_markdown_get_text (markdown, &nodes[i]) : "";

      for (; *text != '\0'; text = g_utf8_next_char (text))
        if (g_unichar_isalpha (g_utf8_get_char (text)))
          return is_from_right (g_utf8_get_char (text)) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR;
    }
  return GTK_TEXT_DIR_NONE;
}
