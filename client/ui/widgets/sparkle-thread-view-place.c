/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a thread is scrolled to, what holds still, and how one gets from comment to comment. */
#include <math.h>

#include "sparkle-post-view.h"
#include "sparkle-thread-view-private.h"

/* Frames in which a place that was asked for is corrected while heights settle. */
#define PLACE_FRAMES 12
/* … and how often in each. */
#define PLACE_TRIES 2
#define GLOW_MS 2200

/* ---- rows of the list --------------------------------------------------------- */

static unsigned
rows_before (SparkleThreadView *self)
{
  return self->post != NULL ? 1 : 0;
}

/* The list's own children hold the rows; one without an item is waiting to be used again. (nullable) */
SparkleCommentRow *
sparkle_thread_view_row_of (GtkWidget *item_widget)
{
  GtkWidget *row = gtk_widget_get_first_child (item_widget);

  return SPARKLE_IS_COMMENT_ROW (row) && sparkle_comment_row_get_comment (SPARKLE_COMMENT_ROW (row)) != NULL ? SPARKLE_COMMENT_ROW (row) : NULL;
}

static gboolean
is_post (SparkleThreadView *self,
         GtkWidget         *item_widget)
{
  return self->post != NULL && SPARKLE_IS_POST_VIEW (gtk_widget_get_first_child (item_widget));
}

/* A list keeps rows that are far away (that of the focus, say) without giving them a place: their bounds mean nothing. */
gboolean
sparkle_thread_view_bounds_of (SparkleThreadView *self,
                               GtkWidget         *item_widget,
                               graphene_rect_t   *bounds)
{
  return gtk_widget_get_child_visible (item_widget) && gtk_widget_compute_bounds (item_widget, GTK_WIDGET (self->view), bounds);
}

static GtkWidget *
find_item_widget (SparkleThreadView *self,
                  gpointer           item)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);

      if (row != NULL ? (gpointer) sparkle_comment_row_get_comment (row) == item : item == self->post && is_post (self, child))
        return child;
    }
  return NULL;
}

int
sparkle_thread_view_page_height (SparkleThreadView *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self->view));
}

/* FALSE: not in the list (now). */
static gboolean
find_position (SparkleThreadView *self,
               SparkleComment    *comment,
               unsigned          *ret_position)
{
  if (!sparkle_thread_find (self->thread, sparkle_comment_get_id (comment), ret_position))
    return FALSE;
  *ret_position += rows_before (self);
  return TRUE;
}

/* ---- places ------------------------------------------------------------------- */

/* The list holds the row that is at some point of the page; what is above that point moves when something comes in between. The
 * eye holds on to the first row that it sees whole, so that is made the one: scrolling to what is in sight already scrolls
 * nothing and anchors the list there. */
void
sparkle_thread_view_hold_top (SparkleThreadView *self)
{
  int height = sparkle_thread_view_page_height (self);
  SparkleCommentRow *top = NULL;
  float top_y = height;
  unsigned position;

  if (self->leading || self->place_tick != 0)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);
      graphene_rect_t bounds;

      if (row == NULL || !sparkle_thread_view_bounds_of (self, child, &bounds) || bounds.origin.y < 0 || bounds.origin.y + bounds.size.height > height ||
          bounds.origin.y >= top_y)
        continue;
      top = row;
      top_y = bounds.origin.y;
    }
  if (top != NULL && find_position (self, sparkle_comment_row_get_comment (top), &position))
    gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_NONE, NULL);
}

void
sparkle_thread_view_end_approach (SparkleThreadView *self)
{
  if (self->place_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->place_tick);
  self->place_tick = 0;
  if (self->place_clock != NULL)
    g_clear_signal_handler (&self->place_handler, self->place_clock);
  g_clear_object (&self->place_clock);
  g_clear_object (&self->place_item);
}

/* What was gone to stays where it is while rows around it are furnished. */
static void
hold (SparkleThreadView *self,
      gpointer           item)
{
  GtkWidget *item_widget = find_item_widget (self, item);
  graphene_rect_t bounds;
  unsigned position;

  if (item_widget != NULL && SPARKLE_IS_COMMENT (item) && sparkle_thread_view_bounds_of (self, item_widget, &bounds) &&
      bounds.origin.y >= 0 && bounds.origin.y + bounds.size.height <= sparkle_thread_view_page_height (self) &&
      find_position (self, item, &position))
    gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_NONE, NULL);
}

/* After the rows of this frame have their places and before it is painted: what is corrected here is never seen wrong. */
static void
layout_cb (SparkleThreadView *self)
{
  GtkWidget *item_widget = self->place_item != NULL ? find_item_widget (self, self->place_item) : NULL;
  GtkAdjustment *vadjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  gint64 frame = gdk_frame_clock_get_frame_counter (self->place_clock);
  graphene_rect_t bounds;

  /* A correction lays out again, within the same frame; where heights are still guessed that has no end, and goes on in the next. */
  if (frame != self->place_frame)
    self->place_tries = PLACE_TRIES;
  self->place_frame = frame;
  if (item_widget != NULL && sparkle_thread_view_bounds_of (self, item_widget, &bounds) && fabs (bounds.origin.y - self->place_y) > 0.5 &&
      self->place_tries-- > 0)
    gtk_adjustment_set_value (vadjustment, gtk_adjustment_get_value (vadjustment) + bounds.origin.y - self->place_y);
}

/* Heights are only known once rows are laid out: the place is approached over some frames. */
static gboolean
place_tick_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  SparkleThreadView *self = SPARKLE_THREAD_VIEW (widget);

  if (self->place_clock == NULL)
    {
      self->place_clock = g_object_ref (clock);
      self->place_handler = g_signal_connect_object (clock, "layout", G_CALLBACK (layout_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  if (self->place_frames-- > 0)
    return G_SOURCE_CONTINUE;
  self->place_tick = 0;
  hold (self, self->place_item);
  sparkle_thread_view_end_approach (self);
  return G_SOURCE_REMOVE;
}

/* Brings an item's row so many pixels below the edge. */
static void
approach (SparkleThreadView *self,
          gpointer           item,
          unsigned           position,
          double             y)
{
  g_set_object ((GObject **) &self->place_item, item);
  self->place_y = y;
  self->place_frames = PLACE_FRAMES;
  self->around = position;
  if (find_item_widget (self, item) == NULL)
    gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_NONE, NULL);
  if (self->place_tick == 0)
    self->place_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), place_tick_cb, NULL, NULL);
}

gboolean
sparkle_thread_view_get_place (SparkleThreadView  *self,
                               char              **ret_id,
                               double             *ret_offset)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD_VIEW (self), FALSE);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);
      graphene_rect_t bounds;

      if ((row == NULL && !is_post (self, child)) || !sparkle_thread_view_bounds_of (self, child, &bounds) || bounds.origin.y > 0.5 ||
          bounds.origin.y + bounds.size.height <= 0.5)
        continue;
      *ret_id = g_strdup (row != NULL ? sparkle_comment_get_id (sparkle_comment_row_get_comment (row)) : "post");
      *ret_offset = MAX (0, -bounds.origin.y);
      return TRUE;
    }
  return FALSE;
}

void
sparkle_thread_view_set_place (SparkleThreadView *self,
                               const char        *id,
                               double             offset)
{
  unsigned position;

  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self) && id != NULL);

  if (g_str_equal (id, "post"))
    {
      if (self->post != NULL)
        approach (self, self->post, 0, -offset);
      return;
    }
  if (!sparkle_thread_reveal (self->thread, id) || !sparkle_thread_find (self->thread, id, &position))
    return;

  g_autoptr(SparkleComment) comment = g_list_model_get_item (G_LIST_MODEL (self->thread), position);

  approach (self, comment, position + rows_before (self), -offset);
}

gboolean
sparkle_thread_view_get_row_y (SparkleThreadView *self,
                               const char        *comment_id,
                               double            *ret_y)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD_VIEW (self), FALSE);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);
      graphene_rect_t bounds;

      if (row == NULL || !g_str_equal (sparkle_comment_get_id (sparkle_comment_row_get_comment (row)), comment_id) ||
          !sparkle_thread_view_bounds_of (self, child, &bounds))
        continue;
      *ret_y = bounds.origin.y;
      return TRUE;
    }
  return FALSE;
}

/* ---- glowing and going ---------------------------------------------------------- */

static void
update_glow (SparkleThreadView *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);

      if (row != NULL)
        sparkle_comment_row_glow (row, !self->awaits && g_strcmp0 (sparkle_comment_get_id (sparkle_comment_row_get_comment (row)), self->glow_id) == 0);
    }
}

static gboolean
glow_ends_cb (gpointer data)
{
  SparkleThreadView *self = data;

  self->glow_source = 0;
  g_clear_pointer (&self->glow_id, g_free);
  update_glow (self);
  return G_SOURCE_REMOVE;
}

/* A list that has no focus only remembers which row would have it. */
static void
focus_row (SparkleThreadView *self,
           unsigned           position)
{
  gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_FOCUS, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
go_to (SparkleThreadView *self,
       SparkleComment    *comment)
{
  GtkWidget *item_widget = find_item_widget (self, comment);
  int height = sparkle_thread_view_page_height (self);
  graphene_rect_t bounds;
  unsigned position;

  if (!find_position (self, comment, &position))
    return;
  self->awaits = FALSE;
  g_clear_handle_id (&self->glow_source, g_source_remove);
  self->glow_source = g_timeout_add (GLOW_MS, glow_ends_cb, self);
  if (self->focuses)
    focus_row (self, position);
  else
    gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_NONE, NULL);
  if (item_widget == NULL || !sparkle_thread_view_bounds_of (self, item_widget, &bounds) || bounds.origin.y < 0 ||
      bounds.origin.y + bounds.size.height > height)
    approach (self, comment, position, height / 5);
  update_glow (self);
}

void
sparkle_thread_view_show_comment (SparkleThreadView *self,
                                  const char        *comment_id,
                                  gboolean           focus)
{
  g_autoptr(SparkleComment) comment = NULL;
  unsigned position;

  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self) && comment_id != NULL);

  g_set_str (&self->glow_id, comment_id);
  self->awaits = TRUE;
  self->focuses = focus;
  self->leading = TRUE;
  if (!sparkle_thread_reveal (self->thread, comment_id) || !sparkle_thread_find (self->thread, comment_id, &position))
    {
      self->leading = FALSE;
      if (sparkle_thread_knows (self->thread, comment_id))
        sparkle_thread_view_elsewhere (self, comment_id);
      return;
    }
  self->leading = FALSE;
  comment = g_list_model_get_item (G_LIST_MODEL (self->thread), position);
  go_to (self, comment);
}

/* One's own comment, or one that is fetched, enters the list a moment after it was asked for. */
void
sparkle_thread_view_look_again (SparkleThreadView *self)
{
  if (self->awaits && self->glow_id != NULL && sparkle_thread_knows (self->thread, self->glow_id))
    {
      g_autofree char *id = g_strdup (self->glow_id);

      sparkle_thread_view_show_comment (self, id, self->focuses);
    }
}

/* ---- the focus ------------------------------------------------------------------- */

SparkleComment *
sparkle_thread_view_get_current (SparkleThreadView *self,
                                 gboolean          *ret_within)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *widget = focus;
  SparkleCommentRow *row;

  while (widget != NULL && gtk_widget_get_parent (widget) != GTK_WIDGET (self->view))
    widget = gtk_widget_get_parent (widget);
  row = widget != NULL ? sparkle_thread_view_row_of (widget) : NULL;
  if (ret_within != NULL)
    *ret_within = widget != focus;
  return row != NULL ? g_object_ref (sparkle_comment_row_get_comment (row)) : NULL;
}

/* The first comment in sight; the post is none. */
static gboolean
find_first_in_sight (SparkleThreadView *self,
                     unsigned          *ret_position)
{
  int height = sparkle_thread_view_page_height (self);
  gboolean found = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);
      graphene_rect_t bounds;
      unsigned position;

      if (row == NULL || !sparkle_thread_view_bounds_of (self, child, &bounds) || bounds.origin.y < -0.5 || bounds.origin.y >= height ||
          !find_position (self, sparkle_comment_row_get_comment (row), &position) || (found && position > *ret_position))
        continue;
      *ret_position = position;
      found = TRUE;
    }
  return found;
}

void
sparkle_thread_view_step (SparkleThreadView *self,
                          int                step)
{
  g_autoptr(SparkleComment) current = NULL;
  unsigned position, n_rows;

  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self));

  n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->thread)) + rows_before (self);
  current = sparkle_thread_view_get_current (self, NULL);
  if (current != NULL && find_position (self, current, &position))
    position = (unsigned) CLAMP ((int) position + step, 0, (int) n_rows - 1);
  else if (!find_first_in_sight (self, &position))
    position = rows_before (self);
  if (position >= n_rows)
    return;
  sparkle_thread_view_end_approach (self);
  self->around = position;
  focus_row (self, position);
}

gboolean
sparkle_thread_view_next_unread (SparkleThreadView *self)
{
  g_autoptr(SparkleComment) current = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (SPARKLE_IS_THREAD_VIEW (self), FALSE);

  current = sparkle_thread_view_get_current (self, NULL);
  id = sparkle_thread_next_unread (self->thread, current != NULL ? sparkle_comment_get_id (current) : NULL);
  if (id == NULL)
    return FALSE;
  sparkle_thread_view_show_comment (self, id, TRUE);
  sparkle_thread_mark_read (self->thread, id);
  return TRUE;
}

void
sparkle_thread_view_set_collapsed (SparkleThreadView *self,
                                   SparkleComment    *comment,
                                   gboolean           collapsed)
{
  const char *id = sparkle_comment_get_id (comment);
  unsigned position;
  double y;

  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self));

  if (!find_position (self, comment, &position))
    return;
  sparkle_thread_view_end_approach (self);
  /* Its replies may be all that is seen of it: then it comes into sight itself. */
  if (!sparkle_thread_view_get_row_y (self, id, &y) || y < 0 || y >= sparkle_thread_view_page_height (self))
    y = 0;
  self->leading = TRUE;
  self->around = position;
  gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_NONE, NULL);
  sparkle_thread_set_collapsed (self->thread, id, collapsed);
  self->leading = FALSE;
  approach (self, comment, position, y);
}

