/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the reader is in a list of posts: told and found again as a post and the pixels of it that are above the edge. */
#include "sparkle-post-list-private.h"

/* Frames in which a place that was asked for is corrected while heights settle. */
#define PLACE_FRAMES 12

/* The list's own children hold the rows; a hidden one is waiting to be used again. */
SparklePostRow *
sparkle_post_list_row_of (GtkWidget *item_widget)
{
  GtkWidget *row = gtk_widget_get_first_child (item_widget);

  return SPARKLE_IS_POST_ROW (row) && sparkle_post_row_get_post (SPARKLE_POST_ROW (row)) != NULL ? SPARKLE_POST_ROW (row) : NULL;
}

/* A list keeps rows that are far away (that of the focus, say) without giving them a place: their bounds mean nothing. */
gboolean
sparkle_post_list_bounds_of (SparklePostList *self,
           GtkWidget       *item_widget,
           graphene_rect_t *bounds)
{
  return gtk_widget_get_child_visible (item_widget) && gtk_widget_compute_bounds (item_widget, GTK_WIDGET (self->view), bounds);
}

/**
 * sparkle_post_list_get_place:
 * @ret_id: (out) (transfer full): the post that is on top
 * @ret_offset: (out): how many pixels of its row are above the edge
 *
 * Returns: %FALSE when no row is shown
 */
gboolean
sparkle_post_list_get_place (SparklePostList  *self,
                             char            **ret_id,
                             double           *ret_offset)
{
  g_return_val_if_fail (SPARKLE_IS_POST_LIST (self), FALSE);

  if (self->place_tick != 0 && self->place_frames > 0)
    {
      g_autoptr(SparklePost) post = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->view)), self->place_position);

      if (post == NULL)
        return FALSE;
      *ret_id = g_strdup (sparkle_post_get_id (post));
      *ret_offset = self->place_offset;
      return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);
      graphene_rect_t bounds;

      if (row == NULL || !sparkle_post_list_bounds_of (self, child, &bounds) || bounds.origin.y > 0.5 || bounds.origin.y + bounds.size.height <= 0.5)
        continue;
      *ret_id = g_strdup (sparkle_post_get_id (sparkle_post_row_get_post (row)));
      *ret_offset = MAX (0, -bounds.origin.y);
      return TRUE;
    }
  return FALSE;
}

/* Heights are only known once rows are laid out: the place is approached over some frames. */
static gboolean
place_tick_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  SparklePostList *self = SPARKLE_POST_LIST (widget);
  g_autoptr(SparklePost) post = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->view)), self->place_position);
  GtkAdjustment *vadjustment = sparkle_post_list_get_vadjustment (self);
  gboolean found = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);
      graphene_rect_t bounds;

      if (row == NULL || sparkle_post_row_get_post (row) != post || !sparkle_post_list_bounds_of (self, child, &bounds))
        continue;

      /* The row may be lower than it was: other width, other text size. */
      double wrong = bounds.origin.y + MIN (self->place_offset, MAX (0, bounds.size.height - 1));

      if (fabs (wrong) > 0.5)
        gtk_adjustment_set_value (vadjustment, gtk_adjustment_get_value (vadjustment) + wrong);
      found = TRUE;
      break;
    }

  /* What was asked for before the list had a size, or rows, is asked for again. */
  if (!found && post != NULL && self->place_frames > 0)
    gtk_list_view_scroll_to (self->view, self->place_position, GTK_LIST_SCROLL_NONE, NULL);

  if (--self->place_frames > 0 && post != NULL)
    return G_SOURCE_CONTINUE;
  self->place_tick = 0;
  return G_SOURCE_REMOVE;
}

/**
 * sparkle_post_list_set_place:
 * @position: which post to put on top
 * @offset: how many pixels of its row to hide above the edge
 *
 * Before there is a model this only tells which rows will be needed first.
 */
void
sparkle_post_list_set_place (SparklePostList *self,
                             unsigned         position,
                             double           offset)
{
  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  self->around = position;
  if (gtk_list_view_get_model (self->view) == NULL || position >= g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->view))))
    return;
  self->place_position = position;
  self->place_offset = offset;
  self->place_frames = PLACE_FRAMES;
  gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_NONE, NULL);
  if (self->place_tick == 0)
    self->place_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), place_tick_cb, NULL, NULL);
}

/**
 * sparkle_post_list_scroll_to_top:
 *
 * Goes to the first post.
 */
void
sparkle_post_list_scroll_to_top (SparklePostList *self)
{
  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  sparkle_post_list_set_place (self, 0, 0);
}

/**
 * sparkle_post_list_reveal:
 * @position: of a post
 *
 * Scrolls just far enough to see it and gives it the focus.
 */
void
sparkle_post_list_reveal (SparklePostList *self,
                          unsigned         position)
{
  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->view))))
    return;
  self->around = position;
  gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_FOCUS, NULL);
}

/* The reader's own scrolling ends any approach. */
gboolean
sparkle_post_list_wheel_cb (GtkEventControllerScroll *controller,
          double                    dx,
          double                    dy,
          SparklePostList          *self)
{
  self->place_frames = 0;
  return GDK_EVENT_PROPAGATE;
}
