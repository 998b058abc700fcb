/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-grid.h"

#include <glib/gi18n.h>

#include "sparkle-markdown-label.h"
#include "sparkle-sideways.h"

/* A column is at least as wide as its longest text, but not wider than this before the table scrolls. */
#define CELL_CHARS 16
/* And lines within a cell are not longer than this. */
#define CELL_CHARS_MAX 40

struct _SparkleMarkdownGrid
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *grid;
};

G_DEFINE_FINAL_TYPE (SparkleMarkdownGrid, sparkle_markdown_grid, GTK_TYPE_WIDGET)

static float
cell_xalign (const SparkleMarkdownNode *cell)
{
  switch ((SparkleMarkdownAlign) cell->level)
    {
    case SPARKLE_MARKDOWN_ALIGN_CENTER:
      return 0.5f;
    case SPARKLE_MARKDOWN_ALIGN_RIGHT:
      return 1;
    case SPARKLE_MARKDOWN_ALIGN_NONE:
    case SPARKLE_MARKDOWN_ALIGN_LEFT:
      break;
    }
  return 0;
}

static void
add_cell (SparkleMarkdownGrid *self,
          SparkleMarkdown      *markdown,
          guint32               index,
          const char           *video_id,
          gboolean              head,
          int                   column,
          int                   row)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *cell = &sparkle_markdown_get_nodes (markdown, &n_nodes)[index];
  GtkWidget *widget = sparkle_markdown_label_new (FALSE);
  GtkLabel *label = sparkle_markdown_label_get_label (SPARKLE_MARKDOWN_LABEL (widget));

  sparkle_markdown_label_set_cell (SPARKLE_MARKDOWN_LABEL (widget), markdown, index, video_id);
  gtk_label_set_xalign (label, cell_xalign (cell));
  gtk_label_set_justify (label, cell->level == SPARKLE_MARKDOWN_ALIGN_CENTER ? GTK_JUSTIFY_CENTER
                                : cell->level == SPARKLE_MARKDOWN_ALIGN_RIGHT ? GTK_JUSTIFY_RIGHT : GTK_JUSTIFY_LEFT);
  gtk_label_set_width_chars (label, MIN (g_utf8_strlen (gtk_label_get_text (label), 4 * CELL_CHARS), CELL_CHARS));
  gtk_label_set_max_width_chars (label, CELL_CHARS_MAX);
  gtk_widget_add_css_class (widget, "cell");
  if (head)
    gtk_widget_add_css_class (widget, "head");
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_grid_attach (GTK_GRID (self->grid), widget, column, row, 1, 1);
}

static void
sparkle_markdown_grid_dispose (GObject *object)
{
  SparkleMarkdownGrid *self = SPARKLE_MARKDOWN_GRID (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_markdown_grid_parent_class)->dispose (object);
}

static void
sparkle_markdown_grid_class_init (SparkleMarkdownGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_markdown_grid_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "markdown-table");
}

static void
sparkle_markdown_grid_init (SparkleMarkdownGrid *self)
{
  self->grid = gtk_grid_new ();
  self->scroller = sparkle_sideways_new (self->grid, _("Table"), FALSE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * sparkle_markdown_grid_new:
 *
 * Returns: (transfer floating): a table without rows
 */
GtkWidget *
sparkle_markdown_grid_new (void)
{
  return g_object_new (SPARKLE_TYPE_MARKDOWN_GRID, NULL);
}

/**
 * sparkle_markdown_grid_set_part:
 * @markdown: the tree
 * @part: (transfer none): some rows of a table
 * @video_id: (nullable): the video whose times are named
 */
void
sparkle_markdown_grid_set_part (SparkleMarkdownGrid      *self,
                                 SparkleMarkdown           *markdown,
                                 const SparkleMarkdownPart *part,
                                 const char                *video_id)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);
  GtkWidget *child;
  int row = 0;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  for (guint32 i = part->from.node; i < part->to.node; i = nodes[i].end, row++)
    {
      int column = 0;

      for (guint32 cell = i + 1; cell < nodes[i].end; cell = nodes[cell].end)
        add_cell (self, markdown, cell, video_id, (nodes[i].flags & SPARKLE_MARKDOWN_HEAD) != 0, column++, row);
    }
}
