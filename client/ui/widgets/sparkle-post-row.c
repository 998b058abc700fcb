/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-row.h"

#include <adwaita.h>

struct _SparklePostRow
{
  GtkWidget parent_instance;

  SparklePost     *post;   /* (owned) (nullable) */
  int              likely; /* pixels, while there is no card */
  int              height; /* pixels that the card took, 0: none did */
  SparklePostCard *card;   /* (owned by the widget tree) (nullable) */
  GtkWidget       *line;   /* (owned by the widget tree) (nullable): above the card */
  GtkWidget       *end;    /* (owned by the widget tree) (nullable): below it */
};

G_DEFINE_FINAL_TYPE (SparklePostRow, sparkle_post_row, GTK_TYPE_WIDGET)

/* ---- layout ----------------------------------------------------------------- */

static int
height_of (GtkWidget *child,
           int        width)
{
  int natural = 0;

  if (child != NULL)
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static int
card_height (SparklePostRow *self,
             int             width)
{
  if (self->card != NULL)
    return height_of (GTK_WIDGET (self->card), width);
  return self->height > 0 ? self->height : self->likely;
}

static void
sparkle_post_row_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  SparklePostRow *self = SPARKLE_POST_ROW (widget);
  int width = for_size > 0 ? for_size : 400;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 400;
    }
  else
    {
      *minimum = *natural = height_of (self->line, width) + card_height (self, width) + height_of (self->end, width);
    }
}

static void
sparkle_post_row_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  SparklePostRow *self = SPARKLE_POST_ROW (widget);
  int above = height_of (self->line, width), below = height_of (self->end, width);

  if (self->line != NULL)
    gtk_widget_size_allocate (self->line, &(GtkAllocation) { 0, 0, width, above }, -1);
  if (self->card != NULL)
    {
      self->height = height - above - below;
      gtk_widget_size_allocate (GTK_WIDGET (self->card), &(GtkAllocation) { 0, above, width, self->height }, -1);
    }
  if (self->end != NULL)
    gtk_widget_size_allocate (self->end, &(GtkAllocation) { 0, height - below, width, below }, -1);
}

static GtkSizeRequestMode
sparkle_post_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* ---- furniture -------------------------------------------------------------- */

/**
 * sparkle_post_row_furnish:
 * @card: (transfer full): a card that is in no row
 *
 * Lets the card show the post.
 */
void
sparkle_post_row_furnish (SparklePostRow  *self,
                          SparklePostCard *card)
{
  g_return_if_fail (SPARKLE_IS_POST_ROW (self));
  g_return_if_fail (self->card == NULL && self->post != NULL);

  self->card = card;
  sparkle_post_card_set_post (card, self->post);
  gtk_widget_insert_after (GTK_WIDGET (card), GTK_WIDGET (self), self->line);
  g_object_unref (card);
}

/**
 * sparkle_post_row_take_card:
 *
 * The row keeps the height that it has.
 *
 * Returns: (transfer full) (nullable): the card, without a post
 */
SparklePostCard *
sparkle_post_row_take_card (SparklePostRow *self)
{
  SparklePostCard *card = self->card;

  if (card == NULL)
    return NULL;
  g_object_ref (card);
  self->card = NULL;
  gtk_widget_unparent (GTK_WIDGET (card));
  sparkle_post_card_set_post (card, NULL);
  return card;
}

gboolean
sparkle_post_row_is_furnished (SparklePostRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST_ROW (self), FALSE);

  return self->card != NULL;
}

int
sparkle_post_row_get_height (SparklePostRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST_ROW (self), 0);

  return self->height;
}

void
sparkle_post_row_update_time (SparklePostRow *self,
                              gint64          now)
{
  g_return_if_fail (SPARKLE_IS_POST_ROW (self));

  if (self->card != NULL)
    sparkle_post_card_update_time (self->card, now);
}

/**
 * sparkle_post_row_set_line:
 * @text: (nullable): what the line between new and old says
 */
void
sparkle_post_row_set_line (SparklePostRow *self,
                           const char     *text)
{
  GtkWidget *label;

  g_return_if_fail (SPARKLE_IS_POST_ROW (self));

  if ((text != NULL) == (self->line != NULL))
    return;
  if (text == NULL)
    {
      g_clear_pointer (&self->line, gtk_widget_unparent);
      return;
    }
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  label = gtk_label_new (text);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (self->line), label);
  gtk_widget_add_css_class (self->line, "new-line");
  gtk_widget_insert_after (self->line, GTK_WIDGET (self), NULL);
}

/**
 * sparkle_post_row_set_end:
 * @text: (nullable): what is said below the last post
 * @busy: whether it is under way
 */
void
sparkle_post_row_set_end (SparklePostRow *self,
                          const char     *text,
                          gboolean        busy)
{
  GtkWidget *label;

  g_return_if_fail (SPARKLE_IS_POST_ROW (self));

  if (text == NULL && self->end == NULL)
    return;
  g_clear_pointer (&self->end, gtk_widget_unparent);
  if (text == NULL)
    return;
  self->end = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_halign (self->end, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->end, "list-end");
  if (busy)
    gtk_box_append (GTK_BOX (self->end), adw_spinner_new ());
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (self->end), label);
  gtk_widget_insert_before (self->end, GTK_WIDGET (self), NULL);
}

/* ---- content ---------------------------------------------------------------- */

/**
 * sparkle_post_row_set_post:
 * @post: (nullable): whose place it is; %NULL: nobody's
 * @likely: pixels, how high a card probably is
 *
 * A row without a card takes another post for next to nothing: GTK gives some twenty rows a new post for every one that is scrolled,
 * nearly all of them out of sight. A card that is there shows the new post.
 */
void
sparkle_post_row_set_post (SparklePostRow *self,
                           SparklePost    *post,
                           int             likely)
{
  g_return_if_fail (SPARKLE_IS_POST_ROW (self));

  if (!g_set_object (&self->post, post))
    return;
  if (post == NULL)
    return;
  self->likely = likely;
  self->height = 0;
  if (self->card != NULL)
    sparkle_post_card_set_post (self->card, post);
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * sparkle_post_row_get_post:
 *
 * Returns: (transfer none) (nullable): whose place it is
 */
SparklePost *
sparkle_post_row_get_post (SparklePostRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST_ROW (self), NULL);

  return self->post;
}

static void
sparkle_post_row_dispose (GObject *object)
{
  SparklePostRow *self = SPARKLE_POST_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->post);
  self->card = NULL;
  self->line = NULL;
  self->end = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sparkle_post_row_parent_class)->dispose (object);
}

static void
sparkle_post_row_class_init (SparklePostRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_post_row_dispose;
  widget_class->measure = sparkle_post_row_measure;
  widget_class->size_allocate = sparkle_post_row_size_allocate;
  widget_class->get_request_mode = sparkle_post_row_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "post-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
sparkle_post_row_init (SparklePostRow *self)
{
}

/**
 * sparkle_post_row_new:
 *
 * Returns: (transfer floating): an empty place for a post
 */
GtkWidget *
sparkle_post_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_POST_ROW, NULL);
}
