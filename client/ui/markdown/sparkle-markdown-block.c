/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-block.h"

#include <glib/gi18n.h>

#include "sparkle-code-block.h"
#include "sparkle-markdown-grid.h"
#include "sparkle-markdown-label.h"
#include "sparkle-picture-card.h"

#define QUOTE_WIDTH 16
#define LIST_WIDTH  26
#define MARKER_GAP  8

struct _SparkleMarkdownBlock
{
  GtkWidget parent_instance;

  SparklePartKind kind;
  char            around[SPARKLE_PART_LEVELS + 1];
  int             marker_at;
  unsigned        joined;
  int             gap;

  GtkWidget *child;  /* (nullable) */
  GtkWidget *marker; /* (nullable): made when it is needed first */
};

G_DEFINE_FINAL_TYPE (SparkleMarkdownBlock, sparkle_markdown_block, GTK_TYPE_WIDGET)

/* ---- places --------------------------------------------------------------------------------------------------------- */

static int
level_width (SparkleMarkdownBlock *self,
             unsigned            level)
{
  int width = 0;

  if (self->around[level] == 'q')
    return QUOTE_WIDTH;
  if (self->marker != NULL && self->marker_at == (int) level)
    gtk_widget_measure (self->marker, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return MAX (LIST_WIDTH, width + MARKER_GAP);
}

static int
indent (SparkleMarkdownBlock *self,
        unsigned            levels)
{
  int width = 0;

  for (unsigned i = 0; i < levels && self->around[i] != '\0'; i++)
    width += level_width (self, i);
  return width;
}

static void
sparkle_markdown_block_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  SparkleMarkdownBlock *self = SPARKLE_MARKDOWN_BLOCK (widget);
  int side = indent (self, SPARKLE_PART_LEVELS), least;

  *minimum = *natural = 0;
  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least + side;
      *natural += side;
    }
  else
    {
      gtk_widget_measure (self->child, orientation, for_size < 0 ? -1 : MAX (for_size - side, least), minimum, natural, NULL, NULL);
      *natural = *minimum;
    }
}

static GtkSizeRequestMode
sparkle_markdown_block_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sparkle_markdown_block_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  SparkleMarkdownBlock *self = SPARKLE_MARKDOWN_BLOCK (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int side = indent (self, SPARKLE_PART_LEVELS), least;

  if (self->child != NULL)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      gtk_widget_size_allocate (self->child, &(GtkAllocation) { mirrored ? 0 : side, 0, MAX (width - side, least), height }, -1);
    }
  if (self->marker != NULL && gtk_widget_get_visible (self->marker))
    {
      int natural, tall, right = indent (self, self->marker_at + 1) - MARKER_GAP;

      gtk_widget_measure (self->marker, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      gtk_widget_measure (self->marker, GTK_ORIENTATION_VERTICAL, natural, NULL, &tall, NULL, NULL);
      gtk_widget_size_allocate (self->marker, &(GtkAllocation) { mirrored ? width - right : right - natural, 0, natural, tall }, -1);
    }
}

static void
sparkle_markdown_block_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  SparkleMarkdownBlock *self = SPARKLE_MARKDOWN_BLOCK (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget), x = 0;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  color.alpha *= 0.22f;
  for (unsigned i = 0; self->around[i] != '\0'; x += level_width (self, i), i++)
    {
      /* The bar runs on from the row above where that stands in the same quote. */
      int above = i < self->joined ? self->gap : 0;
      GskRoundedRect shape;

      if (self->around[i] != 'q')
        continue;
      gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (mirrored ? width - x - 3 : x, -above, 3, height + above), above > 0 ? 0 : 1.5f);
      gtk_snapshot_push_rounded_clip (snapshot, &shape);
      gtk_snapshot_append_color (snapshot, &color, &shape.bounds);
      gtk_snapshot_pop (snapshot);
    }
  GTK_WIDGET_CLASS (sparkle_markdown_block_parent_class)->snapshot (widget, snapshot);
}

/* ---- content -------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_child (SparklePartKind kind)
{
  switch (kind)
    {
    case SPARKLE_PART_TEXT:
    case SPARKLE_PART_HEADING:
    case SPARKLE_PART_VERBATIM:
      return sparkle_markdown_label_new (kind == SPARKLE_PART_HEADING);
    case SPARKLE_PART_CODE:
      return sparkle_code_block_new ();
    case SPARKLE_PART_TABLE:
      return sparkle_markdown_grid_new ();
    case SPARKLE_PART_PICTURE:
      return sparkle_picture_card_new ();
    case SPARKLE_PART_RULE:
      break;
    }
  return gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
}

static gboolean
same_child (SparklePartKind a,
            SparklePartKind b)
{
  return a == b || (a == SPARKLE_PART_TEXT && b == SPARKLE_PART_VERBATIM) || (a == SPARKLE_PART_VERBATIM && b == SPARKLE_PART_TEXT);
}

static void
set_marker (SparkleMarkdownBlock        *self,
            const SparkleMarkdownPart *part)
{
  gboolean task = (part->flags & SPARKLE_MARKDOWN_TASK) != 0;
  gboolean done = (part->flags & SPARKLE_MARKDOWN_DONE) != 0;

  self->marker_at = part->marker_at;
  if (part->marker_at < 0)
    {
      if (self->marker != NULL)
        gtk_widget_set_visible (self->marker, FALSE);
      return;
    }
  if (self->marker == NULL)
    {
      self->marker = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->marker, "marker");
      gtk_widget_insert_after (self->marker, GTK_WIDGET (self), NULL);
    }
  gtk_label_set_label (GTK_LABEL (self->marker), task ? (done ? "☑" : "☐") : part->marker);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->marker), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  task ? (done ? _("Done") : _("To do")) : part->marker, -1);
  gtk_widget_set_visible (self->marker, TRUE);
}

static void
set_direction (SparkleMarkdownBlock        *self,
               SparkleMarkdown           *markdown,
               const SparkleMarkdownPart *part)
{
  gboolean running = part->kind == SPARKLE_PART_TEXT || part->kind == SPARKLE_PART_HEADING || part->kind == SPARKLE_PART_TABLE;

  gtk_widget_set_direction (GTK_WIDGET (self), running ? sparkle_markdown_find_direction (markdown, part->node) : GTK_TEXT_DIR_NONE);
  if (self->child != NULL)
    gtk_widget_set_direction (self->child, gtk_widget_get_direction (GTK_WIDGET (self)));
}

static void
sparkle_markdown_block_dispose (GObject *object)
{
  SparkleMarkdownBlock *self = SPARKLE_MARKDOWN_BLOCK (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->marker, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_markdown_block_parent_class)->dispose (object);
}

static void
sparkle_markdown_block_class_init (SparkleMarkdownBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_markdown_block_dispose;
  widget_class->measure = sparkle_markdown_block_measure;
  widget_class->get_request_mode = sparkle_markdown_block_get_request_mode;
  widget_class->size_allocate = sparkle_markdown_block_size_allocate;
  widget_class->snapshot = sparkle_markdown_block_snapshot;
  gtk_widget_class_set_css_name (widget_class, "markdown-block");
}

static void
sparkle_markdown_block_init (SparkleMarkdownBlock *self)
{
  self->marker_at = -1;
}

/**
 * sparkle_markdown_block_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
sparkle_markdown_block_new (void)
{
  return g_object_new (SPARKLE_TYPE_MARKDOWN_BLOCK, NULL);
}

/**
 * sparkle_markdown_block_set_part:
 * @markdown: the tree
 * @part: (transfer none): what of it is shown
 * @video_id: (nullable): the video whose times are named
 * @compact: whether it stands in a comment
 */
void
sparkle_markdown_block_set_part (SparkleMarkdownBlock        *self,
                               SparkleMarkdown           *markdown,
                               const SparkleMarkdownPart *part,
                               const char                *video_id,
                               gboolean                   compact)
{
  g_return_if_fail (SPARKLE_IS_MARKDOWN_BLOCK (self));

  if (self->child == NULL || !same_child (self->kind, part->kind))
    {
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = make_child (part->kind);
      gtk_widget_set_parent (self->child, GTK_WIDGET (self));
    }
  self->kind = part->kind;
  self->joined = part->joined;
  self->gap = part->gap;
  memcpy (self->around, part->around, sizeof self->around);
  gtk_widget_set_margin_top (GTK_WIDGET (self), part->gap);
  set_marker (self, part);
  set_direction (self, markdown, part);

  switch (part->kind)
    {
    case SPARKLE_PART_TEXT:
    case SPARKLE_PART_HEADING:
    case SPARKLE_PART_VERBATIM:
      sparkle_markdown_label_set_part (SPARKLE_MARKDOWN_LABEL (self->child), markdown, part, video_id, compact);
      break;
    case SPARKLE_PART_CODE:
      sparkle_code_block_set_node (SPARKLE_CODE_BLOCK (self->child), markdown, part->node);
      break;
    case SPARKLE_PART_TABLE:
      sparkle_markdown_grid_set_part (SPARKLE_MARKDOWN_GRID (self->child), markdown, part, video_id);
      break;
    case SPARKLE_PART_PICTURE:
      sparkle_picture_card_set_node (SPARKLE_PICTURE_CARD (self->child), markdown, part->node);
      break;
    case SPARKLE_PART_RULE:
      break;
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * sparkle_markdown_block_get_kind:
 *
 * Returns: what it shows
 */
SparklePartKind
sparkle_markdown_block_get_kind (SparkleMarkdownBlock *self)
{
  g_return_val_if_fail (SPARKLE_IS_MARKDOWN_BLOCK (self), SPARKLE_PART_TEXT);

  return self->kind;
}
