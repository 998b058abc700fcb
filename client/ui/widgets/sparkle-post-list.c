/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-list.h"

#include <glib/gi18n.h>

#include "sparkle-post-row.h"
#include "sparkle-reactions.h"

/* Rows furnished at once on each side of where the reader is, and per idle turn after that. */
#define AT_ONCE 6
#define PER_TURN 4
/* Frames in which a place that was asked for is corrected while heights settle. */
#define PLACE_FRAMES 12

struct _SparklePostList
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkListView       *view;
  GtkWidget         *popover;       /* (nullable): made on first use; child of this widget */
  char              *open_id;       /* (nullable) */
  unsigned           around;        /* position near which rows are furnished at once */
  unsigned           furnish_id;
  unsigned           minute_id;
  unsigned           place_tick;
  unsigned           place_position;
  double             place_offset;
  int                place_frames;
};

G_DEFINE_FINAL_TYPE (SparklePostList, sparkle_post_list, ADW_TYPE_BIN)

/* ---- rows ------------------------------------------------------------------- */

/* The list's own children hold the rows; a hidden one is waiting to be used again. */
static SparklePostRow *
row_of (GtkWidget *item_widget)
{
  GtkWidget *row = gtk_widget_get_first_child (item_widget);

  return SPARKLE_IS_POST_ROW (row) && sparkle_post_row_get_post (SPARKLE_POST_ROW (row)) != NULL ? SPARKLE_POST_ROW (row) : NULL;
}

/* A list keeps rows that are far away (that of the focus, say) without giving them a place: their bounds mean nothing. */
static gboolean
bounds_of (SparklePostList *self,
           GtkWidget       *item_widget,
           graphene_rect_t *bounds)
{
  return gtk_widget_get_child_visible (item_widget) && gtk_widget_compute_bounds (item_widget, GTK_WIDGET (self->view), bounds);
}

/* What is in sight, and of the rows that have widgets those of a page on each side: bounds are those before the scrolling
 * that is told. */
static void
furnish_visible (SparklePostList *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->view));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = row_of (child);
      int margin = row != NULL && sparkle_post_row_is_stale (row) ? height : 0;
      graphene_rect_t bounds;

      if (row != NULL && !sparkle_post_row_is_furnished (row) && bounds_of (self, child, &bounds) &&
          bounds.origin.y < height + margin && bounds.origin.y + bounds.size.height > -margin)
        sparkle_post_row_furnish (row);
    }
}

static gboolean
furnish_idle_cb (gpointer data)
{
  SparklePostList *self = data;
  unsigned left = PER_TURN;

  furnish_visible (self);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = row_of (child);

      if (row == NULL || sparkle_post_row_is_furnished (row) || sparkle_post_row_is_stale (row))
        continue;
      if (left-- == 0)
        return G_SOURCE_CONTINUE;
      sparkle_post_row_furnish (row);
    }

  /* Rows may have come in behind the loop: only a turn that found nothing to do is the last. */
  if (left < PER_TURN)
    return G_SOURCE_CONTINUE;

  self->furnish_id = 0;
  return G_SOURCE_REMOVE;
}

static void
scrolled_cb (SparklePostList *self)
{
  furnish_visible (self);
}

static void
choose_reaction_cb (SparklePostRow  *row,
                    GtkWidget       *button,
                    SparklePostList *self)
{
  SparklePost *post = sparkle_post_row_get_post (row);

  if (post == NULL)
    return;
  if (self->popover == NULL)
    {
      self->popover = sparkle_reaction_popover_new ();
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  sparkle_reaction_popover_popup (self->popover, button, "post", sparkle_post_get_id (post), sparkle_post_get_my_reactions (post));
}

static void
setup_cb (SparklePostList *self,
          GtkListItem     *item)
{
  GtkWidget *row = sparkle_post_row_new ();

  g_signal_connect_object (row, "choose-reaction", G_CALLBACK (choose_reaction_cb), self, 0);
  gtk_list_item_set_child (item, row);
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

  sparkle_post_row_set_post (row, post);
  gtk_list_item_set_accessible_label (item, sparkle_post_get_title (post));
  mark_open (self, row);
  if (sparkle_post_row_is_furnished (row))
    return;

  if (position + AT_ONCE >= self->around && position <= self->around + AT_ONCE)
    {
      sparkle_post_row_furnish (row);
      return;
    }
  if (self->furnish_id == 0)
    self->furnish_id = g_idle_add_full (G_PRIORITY_LOW, furnish_idle_cb, self, NULL);
}

static void
unbind_cb (SparklePostList *self,
           GtkListItem     *item)
{
  sparkle_post_row_set_post (SPARKLE_POST_ROW (gtk_list_item_get_child (item)), NULL);
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
      SparklePostRow *row = row_of (child);

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

  minute_cb (self);
  self->minute_id = g_timeout_add_seconds (60, minute_cb, self);
}

static void
sparkle_post_list_unmap (GtkWidget *widget)
{
  SparklePostList *self = SPARKLE_POST_LIST (widget);

  g_clear_handle_id (&self->minute_id, g_source_remove);

  GTK_WIDGET_CLASS (sparkle_post_list_parent_class)->unmap (widget);
}

/* ---- the place -------------------------------------------------------------- */

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

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = row_of (child);
      graphene_rect_t bounds;

      if (row == NULL || !bounds_of (self, child, &bounds) || bounds.origin.y > 0.5 || bounds.origin.y + bounds.size.height <= 0.5)
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

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = row_of (child);
      graphene_rect_t bounds;

      if (row == NULL || sparkle_post_row_get_post (row) != post || !bounds_of (self, child, &bounds))
        continue;

      double wrong = bounds.origin.y + self->place_offset;

      if (fabs (wrong) > 0.5)
        gtk_adjustment_set_value (vadjustment, gtk_adjustment_get_value (vadjustment) + wrong);
      break;
    }

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
static gboolean
wheel_cb (GtkEventControllerScroll *controller,
          double                    dx,
          double                    dy,
          SparklePostList          *self)
{
  self->place_frames = 0;
  return GDK_EVENT_PROPAGATE;
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

  G_OBJECT_CLASS (sparkle_post_list_parent_class)->dispose (object);
}

static void
sparkle_post_list_finalize (GObject *object)
{
  g_free (SPARKLE_POST_LIST (object)->open_id);

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
  g_signal_connect (wheel, "scroll", G_CALLBACK (wheel_cb), self);
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

  if (!g_set_str (&self->open_id, post_id))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparklePostRow *row = row_of (child);

      if (row != NULL)
        mark_open (self, row);
    }
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
      SparklePostRow *row = row_of (child);

      if (row == NULL)
        continue;
      rows++;
      furnished += sparkle_post_row_is_furnished (row) || sparkle_post_row_is_stale (row);
    }
  if (ret_rows != NULL)
    *ret_rows = rows;
  return furnished;
}
