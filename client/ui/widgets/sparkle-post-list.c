/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-list.h"

#include <glib/gi18n.h>

#include "sparkle-post-list-private.h"
#include "sparkle-reactions.h"

/* Rows furnished before the first frame on each side of where the reader is. */
#define AT_ONCE 5
/* Height of a card that was never seen: that of a post with two lines of title and excerpt. */
#define LIKELY_HEIGHT 196
/* In rows beyond those in sight, on each side: what is furnished in the frame; in pages: what is in idle time, and from where on
 * cards are taken away. */
#define AHEAD_IN_FRAME 2
#define PAGES_IN_IDLE  1
#define PAGES_KEPT     2
/* Cards that wait for a row. */
#define MAX_SPARE 24

G_DEFINE_FINAL_TYPE (SparklePostList, sparkle_post_list, ADW_TYPE_BIN)

/* ---- rows ------------------------------------------------------------------- */

static void
choose_reaction_cb (SparklePostCard *card,
                    GtkWidget       *button,
                    SparklePostList *self)
{
  SparklePost *post = sparkle_post_card_get_post (card);

  if (post == NULL)
    return;
  if (self->popover == NULL)
    {
      self->popover = sparkle_reaction_popover_new ();
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  sparkle_reaction_popover_popup (self->popover, button, "post", sparkle_post_get_id (post), sparkle_post_get_my_reactions (post));
}

/* GTK lays out what is in sight only, the rows beyond are counted. FALSE: nothing is in sight. */
static gboolean
find_sight (SparklePostList *self,
            int             *ret_first,
            int             *ret_last)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->view)), index = 0;

  *ret_first = *ret_last = -1;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child), index++)
    {
      graphene_rect_t bounds;

      if (sparkle_post_list_row_of (child) == NULL || !sparkle_post_list_bounds_of (self, child, &bounds) ||
          bounds.origin.y >= height || bounds.origin.y + bounds.size.height <= 0)
        continue;
      if (*ret_first < 0)
        *ret_first = index;
      *ret_last = index;
    }
  return *ret_first >= 0;
}

static void
furnish (SparklePostList *self,
         SparklePostRow  *row)
{
  SparklePostCard *card;

  if (self->spare->len > 0)
    card = g_ptr_array_steal_index (self->spare, self->spare->len - 1);
  else
    {
      card = SPARKLE_POST_CARD (g_object_ref_sink (sparkle_post_card_new ()));
      g_signal_connect_object (card, "choose-reaction", G_CALLBACK (choose_reaction_cb), self, 0);
    }
  sparkle_post_row_furnish (row, card);
}

/* Not where the focus is: it would be lost. */
static void
strip (SparklePostList *self,
       SparklePostRow  *row)
{
  SparklePostCard *card;
  int height = sparkle_post_row_get_height (row);

  if (gtk_widget_get_focus_child (GTK_WIDGET (row)) != NULL)
    return;
  card = sparkle_post_row_take_card (row);
  if (card == NULL)
    return;
  if (height > 0)
    self->likely = (7 * self->likely + height) / 8;
  if (self->spare->len < MAX_SPARE)
    g_ptr_array_add (self->spare, card);
  else
    g_object_unref (card);
}

/* Gives cards to the rows in sight and around it, having taken them from those that are far away. Returns whether any was given. */
static gboolean
furnish_around (SparklePostList *self,
                gboolean         idle)
{
  int first, last, page, index = 0;
  gboolean any = FALSE;

  if (!find_sight (self, &first, &last))
    return FALSE;
  page = last - first + 1;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child), index++)
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);

      if (row != NULL && (index < first - PAGES_KEPT * page || index > last + PAGES_KEPT * page))
        strip (self, row);
    }
  index = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child), index++)
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);
      int ahead = idle ? PAGES_IN_IDLE * page : AHEAD_IN_FRAME;

      if (row == NULL || sparkle_post_row_is_furnished (row) || index < first - ahead || index > last + ahead)
        continue;
      furnish (self, row);
      any = TRUE;
    }
  return any;
}

static gboolean
furnish_idle_cb (gpointer data)
{
  SparklePostList *self = data;

  self->furnish_id = 0;
  furnish_around (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
look_around_soon (SparklePostList *self)
{
  self->moved = TRUE;
  if (self->furnish_id == 0)
    self->furnish_id = g_idle_add_full (G_PRIORITY_LOW, furnish_idle_cb, self, NULL);
}

/* After rows have got their places and before they are drawn: no row is ever seen without its card. What is furnished here is laid
 * out in the same frame. */
static void
laid_out_cb (SparklePostList *self)
{
  if (self->moved)
    self->moved = furnish_around (self, FALSE);
}

static void
scrolled_cb (SparklePostList *self)
{
  look_around_soon (self);
}

static void
setup_cb (SparklePostList *self,
          GtkListItem     *item)
{
  gtk_list_item_set_child (item, sparkle_post_row_new ());
}

/* The line and the end belong to a place in the list, not to a post. */
static void
mark_edges (SparklePostList *self,
            SparklePostRow  *row)
{
  const char *id = sparkle_post_get_id (sparkle_post_row_get_post (row));
  gboolean last = self->last_id != NULL && g_str_equal (id, self->last_id);

  sparkle_post_row_set_line (row, self->line_id != NULL && g_str_equal (id, self->line_id) ? _("New since you left") : NULL);
  sparkle_post_row_set_end (row, last ? self->end : NULL, self->end_busy);
}

static void
for_each_row (SparklePostList *self,
              void           (*func) (SparklePostList *self, SparklePostRow *row))
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);

      if (row != NULL)
        func (self, row);
    }
}

static void
items_changed_cb (SparklePostList *self)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->view));
  unsigned n = model != NULL ? g_list_model_get_n_items (model) : 0;
  g_autoptr(SparklePost) last = n > 0 ? g_list_model_get_item (model, n - 1) : NULL;

  if (g_set_str (&self->last_id, last != NULL ? sparkle_post_get_id (last) : NULL))
    for_each_row (self, mark_edges);
  look_around_soon (self);
}

static void
mark_open (SparklePostList *self,
           SparklePostRow  *row)
{
  GtkWidget *item_widget = gtk_widget_get_parent (GTK_WIDGET (row));

  if (item_widget == NULL)
    return;
  if (self->open_id != NULL && g_str_equal (sparkle_post_get_id (sparkle_post_row_get_post (row)), self->open_id))
    gtk_widget_add_css_class (item_widget, "open");
  else
    gtk_widget_remove_css_class (item_widget, "open");
}

static void
bind_cb (SparklePostList *self,
         GtkListItem     *item)
{
  SparklePostRow *row = SPARKLE_POST_ROW (gtk_list_item_get_child (item));
  SparklePost *post = gtk_list_item_get_item (item);
  unsigned position = gtk_list_item_get_position (item);

  sparkle_post_row_set_post (row, post, self->likely);
  gtk_list_item_set_accessible_label (item, sparkle_post_get_title (post));
  mark_open (self, row);
  mark_edges (self, row);
  if (position + AT_ONCE >= self->around && position <= self->around + AT_ONCE && !sparkle_post_row_is_furnished (row))
    furnish (self, row);
  look_around_soon (self);
}

static void
unbind_cb (SparklePostList *self,
           GtkListItem     *item)
{
  SparklePostRow *row = SPARKLE_POST_ROW (gtk_list_item_get_child (item));

  strip (self, row);
  sparkle_post_row_set_line (row, NULL);
  sparkle_post_row_set_end (row, NULL, FALSE);
  sparkle_post_row_set_post (row, NULL, 0);
}

static void
activate_cb (SparklePostList *self,
             unsigned         position)
{
  g_autoptr(SparklePost) post = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->view)), position);

  if (post != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-post", "s", sparkle_post_get_id (post));
}

/* ---- ages ------------------------------------------------------------------- */

static gboolean
minute_cb (gpointer data)
{
  SparklePostList *self = data;
  gint64 now = g_get_real_time ();

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);

      if (row != NULL)
        sparkle_post_row_update_time (row, now);
    }
  return G_SOURCE_CONTINUE;
}

static void
sparkle_post_list_map (GtkWidget *widget)
{
  SparklePostList *self = SPARKLE_POST_LIST (widget);

  GTK_WIDGET_CLASS (sparkle_post_list_parent_class)->map (widget);

  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  self->layout_id = g_signal_connect_data (self->clock, "layout", G_CALLBACK (laid_out_cb), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  look_around_soon (self);
  minute_cb (self);
  self->minute_id = g_timeout_add_seconds (60, minute_cb, self);
}

static void
sparkle_post_list_unmap (GtkWidget *widget)
{
  SparklePostList *self = SPARKLE_POST_LIST (widget);

  g_clear_handle_id (&self->minute_id, g_source_remove);
  g_clear_signal_handler (&self->layout_id, self->clock);
  g_clear_object (&self->clock);

  GTK_WIDGET_CLASS (sparkle_post_list_parent_class)->unmap (widget);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_post_list_dispose (GObject *object)
{
  SparklePostList *self = SPARKLE_POST_LIST (object);

  g_clear_handle_id (&self->furnish_id, g_source_remove);
  g_clear_handle_id (&self->minute_id, g_source_remove);
  if (self->place_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->place_tick);
  self->place_tick = 0;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_ptr_array_set_size (self->spare, 0);

  G_OBJECT_CLASS (sparkle_post_list_parent_class)->dispose (object);
}

static void
sparkle_post_list_finalize (GObject *object)
{
  SparklePostList *self = SPARKLE_POST_LIST (object);

  g_free (self->open_id);
  g_free (self->line_id);
  g_free (self->last_id);
  g_free (self->end);
  g_ptr_array_unref (self->spare);

  G_OBJECT_CLASS (sparkle_post_list_parent_class)->finalize (object);
}

static void
sparkle_post_list_class_init (SparklePostListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_post_list_dispose;
  object_class->finalize = sparkle_post_list_finalize;
  widget_class->map = sparkle_post_list_map;
  widget_class->unmap = sparkle_post_list_unmap;
}

static void
sparkle_post_list_init (SparklePostList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->likely = LIKELY_HEIGHT;
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Posts"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);

  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (GTK_WIDGET (self->scroller), TRUE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (sparkle_post_list_wheel_cb), self);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), wheel);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->scroller));
}

/**
 * sparkle_post_list_new:
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
sparkle_post_list_new (void)
{
  return g_object_new (SPARKLE_TYPE_POST_LIST, NULL);
}

/**
 * sparkle_post_list_set_model:
 * @posts: a list of SparklePost
 */
void
sparkle_post_list_set_model (SparklePostList *self,
                             GListModel      *posts)
{
  g_autoptr(GtkSelectionModel) selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (posts)));

  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  gtk_list_view_set_model (self->view, selection);
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self);
}

/**
 * sparkle_post_list_set_line:
 * @post_id: (nullable): the first post that is not new; the line stands above it
 */
void
sparkle_post_list_set_line (SparklePostList *self,
                            const char      *post_id)
{
  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  if (g_set_str (&self->line_id, post_id))
    for_each_row (self, mark_edges);
}

/**
 * sparkle_post_list_set_end:
 * @text: (nullable): what is said below the last post
 * @busy: whether it is under way
 */
void
sparkle_post_list_set_end (SparklePostList *self,
                           const char      *text,
                           gboolean         busy)
{
  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  if (!g_set_str (&self->end, text) && self->end_busy == busy)
    return;
  self->end_busy = busy;
  for_each_row (self, mark_edges);
}

/**
 * sparkle_post_list_get_vadjustment:
 *
 * Returns: (transfer none): where it is scrolled to
 */
GtkAdjustment *
sparkle_post_list_get_vadjustment (SparklePostList *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST_LIST (self), NULL);

  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

/**
 * sparkle_post_list_set_open:
 * @post_id: (nullable): the post that is being read beside the list
 */
void
sparkle_post_list_set_open (SparklePostList *self,
                            const char      *post_id)
{
  g_return_if_fail (SPARKLE_IS_POST_LIST (self));

  if (g_set_str (&self->open_id, post_id))
    for_each_row (self, mark_open);
}

/**
 * sparkle_post_list_count_furnished:
 * @ret_rows: (out) (optional): how many rows there are
 *
 * Returns: how many of them have their widgets
 */
unsigned
sparkle_post_list_count_furnished (SparklePostList *self,
                                   unsigned        *ret_rows)
{
  unsigned furnished = 0, rows = 0;

  g_return_val_if_fail (SPARKLE_IS_POST_LIST (self), 0);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = sparkle_post_list_row_of (child);

      if (row == NULL)
        continue;
      rows++;
      furnished += sparkle_post_row_is_furnished (row);
    }
  if (ret_rows != NULL)
    *ret_rows = rows;
  return furnished;
}
