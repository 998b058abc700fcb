/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-fold.h"

#include <glib/gi18n.h>

/* In lines: what is longer than MAX_LINES shows the first FOLDED_LINES; a fold that hides two lines would be a nuisance. */
#define MAX_LINES 24
#define FOLDED_LINES 16
#define LINE_HEIGHT 1.5

struct _SparkleFold
{
  GtkWidget parent_instance;

  GtkWidget *child;  /* (owned) */
  GtkWidget *button; /* (nullable): there once a tall child was expected */
  gboolean   open;
  gboolean   folded; /* as it was last measured */
};

enum
{
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleFold, sparkle_fold, GTK_TYPE_WIDGET)

static void
clicked_cb (SparkleFold *self)
{
  sparkle_fold_set_open (self, TRUE);
  g_signal_emit (self, signals[OPENED], 0);
}

/**
 * sparkle_fold_expect_tall:
 *
 * Makes what a tall child needs. Most never need it, so that it is not there from the beginning.
 */
void
sparkle_fold_expect_tall (SparkleFold *self)
{
  g_return_if_fail (SPARKLE_IS_FOLD (self));

  if (self->button != NULL)
    return;
  self->button = gtk_button_new_with_label (_("Show more"));
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "more");
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static int
line_height (SparkleFold *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = (int) (PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics)) * LINE_HEIGHT);

  pango_font_metrics_unref (metrics);
  return MAX (height, 1);
}

/* What is seen of the child at that width, and whether that is all. */
static int
visible_height (SparkleFold *self,
                int          width,
                gboolean    *ret_folded)
{
  int height, line;

  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  *ret_folded = FALSE;
  if (self->open || self->button == NULL)
    return height;
  line = line_height (self);
  if (height <= MAX_LINES * line)
    return height;
  *ret_folded = TRUE;
  return FOLDED_LINES * line;
}

static void
sparkle_fold_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  SparkleFold *self = SPARKLE_FOLD (widget);
  gboolean folded;
  int height, button = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);
      return;
    }
  height = visible_height (self, for_size, &folded);
  if (folded)
    gtk_widget_measure (self->button, orientation, -1, &button, NULL, NULL, NULL);
  *minimum = *natural = height + button;
}

static void
sparkle_fold_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  SparkleFold *self = SPARKLE_FOLD (widget);
  int shown = visible_height (self, width, &self->folded);
  int full = shown, button = 0;

  if (self->folded)
    gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &full, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->child, &(GtkAllocation) { 0, 0, width, self->folded ? full : MAX (height, full) }, -1);
  if (self->button == NULL)
    return;
  gtk_widget_set_child_visible (self->button, self->folded);
  if (!self->folded)
    return;
  gtk_widget_measure (self->button, GTK_ORIENTATION_VERTICAL, -1, &button, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->button, &(GtkAllocation) { 0, MAX (height - button, 0), width, button }, -1);
}

static void
sparkle_fold_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  SparkleFold *self = SPARKLE_FOLD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (!self->folded || self->button == NULL)
    {
      gtk_widget_snapshot_child (widget, self->child, snapshot);
      return;
    }

  int shown = height - gtk_widget_get_height (self->button), fade = MIN (shown, 3 * line_height (self));
  const GskColorStop stops[] = { { 0, { 0, 0, 0, 1 } }, { 1, { 0, 0, 0, 0 } } };

  /* The last lines fade, so that the cut is seen to be one. */
  gtk_snapshot_push_mask (snapshot, GSK_MASK_MODE_ALPHA);
  gtk_snapshot_append_color (snapshot, &stops[0].color, &GRAPHENE_RECT_INIT (0, 0, width, shown - fade));
  gtk_snapshot_append_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (0, shown - fade, width, fade),
                                       &GRAPHENE_POINT_INIT (0, shown - fade), &GRAPHENE_POINT_INIT (0, shown), stops, 2);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->child, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->button, snapshot);
}

static GtkSizeRequestMode
sparkle_fold_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sparkle_fold_dispose (GObject *object)
{
  SparkleFold *self = SPARKLE_FOLD (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_fold_parent_class)->dispose (object);
}

static void
sparkle_fold_class_init (SparkleFoldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_fold_dispose;
  widget_class->measure = sparkle_fold_measure;
  widget_class->size_allocate = sparkle_fold_size_allocate;
  widget_class->snapshot = sparkle_fold_snapshot;
  widget_class->get_request_mode = sparkle_fold_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "fold");

  signals[OPENED] = g_signal_new ("opened", SPARKLE_TYPE_FOLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_fold_init (SparkleFold *self)
{
  /* Marks that are stacked high do not reach into what is above and below. */
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * sparkle_fold_new:
 * @child: (transfer floating): what may be tall
 *
 * Returns: (transfer floating): the fold, closed
 */
GtkWidget *
sparkle_fold_new (GtkWidget *child)
{
  SparkleFold *self = g_object_new (SPARKLE_TYPE_FOLD, NULL);

  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

/**
 * sparkle_fold_set_open:
 * @open: whether all of the child is shown, however tall it is
 */
void
sparkle_fold_set_open (SparkleFold *self,
                       gboolean     open)
{
  g_return_if_fail (SPARKLE_IS_FOLD (self));

  if (self->open == open)
    return;
  self->open = open;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * sparkle_fold_is_folded:
 *
 * Returns: whether a part of the child is hidden, as it was laid out last
 */
gboolean
sparkle_fold_is_folded (SparkleFold *self)
{
  g_return_val_if_fail (SPARKLE_IS_FOLD (self), FALSE);

  return self->folded;
}
