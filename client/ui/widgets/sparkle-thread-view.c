/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-view.h"

#include <glib/gi18n.h>

#include "sparkle-comment-menu.h"
#include "sparkle-post-view.h"
#include "sparkle-reactions.h"
#include "sparkle-settings-holder.h"
#include "sparkle-thread-view-private.h"

/* Rows furnished at once on each side of where the reader is, and per idle turn after that. */
#define AT_ONCE 8
#define PER_TURN 4
/* What was in sight for so long is read. */
#define SEEN_MS 800

enum
{
  REPLY,
  EDIT,
  ELSEWHERE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleThreadView, sparkle_thread_view, ADW_TYPE_BIN)

/* ---- furnishing --------------------------------------------------------------- */

static void
furnish_visible (SparkleThreadView *self)
{
  int height = sparkle_thread_view_page_height (self);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);
      /* Bounds are those before the scrolling that is told: of the rows that cost little those of a page on each side. */
      int margin = row != NULL && sparkle_comment_row_is_ready (row) ? height : 0;
      graphene_rect_t bounds;

      if (row != NULL && !sparkle_comment_row_is_furnished (row) && sparkle_thread_view_bounds_of (self, child, &bounds) &&
          bounds.origin.y < height + margin && bounds.origin.y + bounds.size.height > -margin)
        sparkle_comment_row_furnish (row);
    }
}

static gboolean
furnish_idle_cb (gpointer data)
{
  SparkleThreadView *self = data;
  unsigned left = PER_TURN;

  furnish_visible (self);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);

      if (row == NULL || sparkle_comment_row_is_furnished (row))
        continue;
      if (left-- == 0)
        return G_SOURCE_CONTINUE;
      sparkle_comment_row_furnish (row);
    }
  if (left < PER_TURN)
    return G_SOURCE_CONTINUE;
  self->furnish_id = 0;
  return G_SOURCE_REMOVE;
}

void
sparkle_thread_view_elsewhere (SparkleThreadView *self,
                               const char        *comment_id)
{
  g_signal_emit (self, signals[ELSEWHERE], 0, comment_id);
}

/* ---- what rows ask for ------------------------------------------------------------ */

static void
choose_reaction_cb (SparkleCommentRow *row,
                    GtkWidget         *button,
                    SparkleThreadView *self)
{
  SparkleComment *comment = sparkle_comment_row_get_comment (row);

  if (comment == NULL)
    return;
  if (self->popover == NULL)
    {
      self->popover = sparkle_reaction_popover_new ();
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  sparkle_reaction_popover_popup (self->popover, button, "comment", sparkle_comment_get_id (comment),
                                  sparkle_comment_get_my_reactions (comment));
}

static void
menu_cb (SparkleCommentRow *row,
         GtkWidget         *button,
         SparkleThreadView *self)
{
  SparkleComment *comment = sparkle_comment_row_get_comment (row);

  if (comment == NULL)
    return;
  if (self->menu == NULL)
    {
      self->menu = sparkle_comment_menu_new ();
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  sparkle_comment_menu_popup (self->menu, button, comment, g_strcmp0 (sparkle_comment_get_author_id (comment), self->reader_id) == 0);
}

static void
reply_cb (SparkleCommentRow *row,
          SparkleThreadView *self)
{
  if (sparkle_comment_row_get_comment (row) != NULL)
    g_signal_emit (self, signals[REPLY], 0, sparkle_comment_row_get_comment (row));
}

static void
edit_cb (SparkleCommentRow *row,
         SparkleThreadView *self)
{
  if (sparkle_comment_row_get_comment (row) != NULL)
    g_signal_emit (self, signals[EDIT], 0, sparkle_comment_row_get_comment (row));
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SparkleThreadView *self = SPARKLE_THREAD_VIEW (widget);
  unsigned position;

  if (!sparkle_thread_find (self->thread, g_variant_get_string (parameter, NULL), &position))
    return;

  g_autoptr(SparkleComment) comment = g_list_model_get_item (G_LIST_MODEL (self->thread), position);

  g_signal_emit (self, signals[EDIT], 0, comment);
}

/* The comment of that level that this one hangs below: the nearest above it. */
static void
collapse_cb (SparkleCommentRow *row,
             unsigned           level,
             SparkleThreadView *self)
{
  SparkleComment *comment = sparkle_comment_row_get_comment (row);
  unsigned position;

  if (comment == NULL || !sparkle_thread_find (self->thread, sparkle_comment_get_id (comment), &position))
    return;

  for (unsigned i = position + 1; i-- > 0;)
    {
      g_autoptr(SparkleComment) other = g_list_model_get_item (G_LIST_MODEL (self->thread), i);

      if (sparkle_comment_get_depth (other) == level)
        {
          sparkle_thread_view_set_collapsed (self, other, !sparkle_comment_get_collapsed (other));
          return;
        }
    }
}

static void
opened_cb (SparkleCommentRow *row,
           SparkleThreadView *self)
{
  if (sparkle_comment_row_get_comment (row) != NULL)
    g_hash_table_add (self->opened, g_strdup (sparkle_comment_get_id (sparkle_comment_row_get_comment (row))));
}

/* ---- seen ------------------------------------------------------------------------- */

static gboolean
is_looked_at (SparkleThreadView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root));
}

/* In sight at two looks in a row is read. */
static gboolean
seen_cb (gpointer data)
{
  SparkleThreadView *self = data;
  g_autoptr(GHashTable) before = g_steal_pointer (&self->in_sight);
  g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func (g_free);
  int height = sparkle_thread_view_page_height (self);

  self->in_sight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);
      SparkleComment *comment = row != NULL ? sparkle_comment_row_get_comment (row) : NULL;
      graphene_rect_t bounds;

      if (comment == NULL || !sparkle_comment_get_unread (comment) || !sparkle_thread_view_bounds_of (self, child, &bounds) ||
          bounds.origin.y + MIN (bounds.size.height, 60) > height || bounds.origin.y + bounds.size.height < 60)
        continue;
      if (g_hash_table_contains (before, sparkle_comment_get_id (comment)))
        g_ptr_array_add (read, g_strdup (sparkle_comment_get_id (comment)));
      else if (is_looked_at (self))
        g_hash_table_add (self->in_sight, g_strdup (sparkle_comment_get_id (comment)));
    }
  for (unsigned i = 0; i < read->len; i++)
    sparkle_thread_mark_read (self->thread, read->pdata[i]);
  return G_SOURCE_CONTINUE;
}

/* Looks only while there is something unread and somebody to see it. */
static void
update_seen (SparkleThreadView *self)
{
  gboolean wanted = gtk_widget_get_mapped (GTK_WIDGET (self)) && self->thread != NULL && sparkle_thread_get_n_unread (self->thread) > 0;

  if (wanted && self->seen_id == 0)
    self->seen_id = g_timeout_add (SEEN_MS, seen_cb, self);
  else if (!wanted)
    g_clear_handle_id (&self->seen_id, g_source_remove);
}

static gboolean
minute_cb (gpointer data)
{
  SparkleThreadView *self = data;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);

      if (row != NULL)
        sparkle_comment_row_update_time (row);
    }
  return G_SOURCE_CONTINUE;
}

/* ---- the list --------------------------------------------------------------------- */

static GtkWidget *
make_row (SparkleThreadView *self)
{
  GtkWidget *row = sparkle_comment_row_new ();

  g_signal_connect_object (row, "choose-reaction", G_CALLBACK (choose_reaction_cb), self, 0);
  g_signal_connect_object (row, "menu", G_CALLBACK (menu_cb), self, 0);
  g_signal_connect_object (row, "reply", G_CALLBACK (reply_cb), self, 0);
  g_signal_connect_object (row, "edit", G_CALLBACK (edit_cb), self, 0);
  g_signal_connect_object (row, "collapse", G_CALLBACK (collapse_cb), self, 0);
  g_signal_connect_object (row, "opened", G_CALLBACK (opened_cb), self, 0);
  return row;
}

static void
bind_comment (SparkleThreadView *self,
              GtkListItem       *item,
              SparkleComment    *comment)
{
  unsigned position = gtk_list_item_get_position (item);
  SparkleCommentRow *row;

  if (!SPARKLE_IS_COMMENT_ROW (gtk_list_item_get_child (item)))
    gtk_list_item_set_child (item, make_row (self));
  row = SPARKLE_COMMENT_ROW (gtk_list_item_get_child (item));
  sparkle_comment_row_set_post_author (row, sparkle_post_get_author_id (sparkle_thread_get_post (self->thread)));
  sparkle_comment_row_set_outbox (row, self->outbox);
  sparkle_comment_row_set_video_id (row, sparkle_post_get_youtube_video_id (sparkle_thread_get_post (self->thread)));
  sparkle_comment_row_set_open (row, g_hash_table_contains (self->opened, sparkle_comment_get_id (comment)));
  sparkle_comment_row_set_comment (row, comment);
  sparkle_comment_row_glow (row, !self->awaits && g_strcmp0 (self->glow_id, sparkle_comment_get_id (comment)) == 0);
  if (sparkle_comment_row_is_furnished (row))
    return;
  if (position + AT_ONCE >= self->around && position <= self->around + AT_ONCE)
    sparkle_comment_row_furnish (row);
  else if (self->furnish_id == 0)
    self->furnish_id = g_idle_add_full (G_PRIORITY_LOW, furnish_idle_cb, self, NULL);
}

static void
bind_cb (SparkleThreadView *self,
         GtkListItem       *item)
{
  gpointer object = gtk_list_item_get_item (item);

  if (SPARKLE_IS_COMMENT (object))
    {
      bind_comment (self, item, object);
      return;
    }
  if (!SPARKLE_IS_POST_VIEW (gtk_list_item_get_child (item)))
    gtk_list_item_set_child (item, sparkle_post_view_new ());
  sparkle_post_view_set_post (SPARKLE_POST_VIEW (gtk_list_item_get_child (item)), object);
  sparkle_post_view_set_thread (SPARKLE_POST_VIEW (gtk_list_item_get_child (item)), self->thread);
}

static void
unbind_cb (SparkleThreadView *self,
           GtkListItem       *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (SPARKLE_IS_COMMENT_ROW (child))
    sparkle_comment_row_set_comment (SPARKLE_COMMENT_ROW (child), NULL);
  if (SPARKLE_IS_POST_VIEW (child))
    {
      sparkle_post_view_set_post (SPARKLE_POST_VIEW (child), NULL);
      sparkle_post_view_set_thread (SPARKLE_POST_VIEW (child), NULL);
    }
}

static void
setup_cb (SparkleThreadView *self,
          GtkListItem       *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

/* ---- life ------------------------------------------------------------------------- */

/* The reader's own scrolling ends any approach. */
static gboolean
wheel_cb (GtkEventControllerScroll *controller,
          double                    dx,
          double                    dy,
          SparkleThreadView        *self)
{
  sparkle_thread_view_end_approach (self);
  return GDK_EVENT_PROPAGATE;
}

static void
sparkle_thread_view_map (GtkWidget *widget)
{
  SparkleThreadView *self = SPARKLE_THREAD_VIEW (widget);

  GTK_WIDGET_CLASS (sparkle_thread_view_parent_class)->map (widget);

  if (self->thread != NULL)
    sparkle_thread_refresh (self->thread);
  minute_cb (self);
  self->minute_id = g_timeout_add_seconds (60, minute_cb, self);
  update_seen (self);
}

static void
sparkle_thread_view_unmap (GtkWidget *widget)
{
  SparkleThreadView *self = SPARKLE_THREAD_VIEW (widget);

  GTK_WIDGET_CLASS (sparkle_thread_view_parent_class)->unmap (widget);

  g_clear_handle_id (&self->minute_id, g_source_remove);
  g_clear_handle_id (&self->seen_id, g_source_remove);
}

static void
sparkle_thread_view_dispose (GObject *object)
{
  SparkleThreadView *self = SPARKLE_THREAD_VIEW (object);

  g_clear_handle_id (&self->furnish_id, g_source_remove);
  g_clear_handle_id (&self->minute_id, g_source_remove);
  g_clear_handle_id (&self->seen_id, g_source_remove);
  g_clear_handle_id (&self->glow_source, g_source_remove);
  sparkle_thread_view_end_approach (self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->thread);
  g_clear_object (&self->post);
  g_clear_object (&self->outbox);

  G_OBJECT_CLASS (sparkle_thread_view_parent_class)->dispose (object);
}

static void
sparkle_thread_view_finalize (GObject *object)
{
  SparkleThreadView *self = SPARKLE_THREAD_VIEW (object);

  g_hash_table_unref (self->opened);
  g_hash_table_unref (self->in_sight);
  g_free (self->reader_id);
  g_free (self->glow_id);

  G_OBJECT_CLASS (sparkle_thread_view_parent_class)->finalize (object);
}

static void
sparkle_thread_view_class_init (SparkleThreadViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_thread_view_dispose;
  object_class->finalize = sparkle_thread_view_finalize;
  widget_class->map = sparkle_thread_view_map;
  widget_class->unmap = sparkle_thread_view_unmap;
  gtk_widget_class_install_action (widget_class, "comment.edit", "s", edit_action);

  signals[REPLY] = g_signal_new ("reply", SPARKLE_TYPE_THREAD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SPARKLE_TYPE_COMMENT);
  signals[EDIT] = g_signal_new ("edit", SPARKLE_TYPE_THREAD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SPARKLE_TYPE_COMMENT);
  signals[ELSEWHERE] = g_signal_new ("elsewhere", SPARKLE_TYPE_THREAD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sparkle_thread_view_init (SparkleThreadView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkWidget *clamp = adw_clamp_scrollable_new ();

  self->opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->in_sight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_tab_behavior (self->view, GTK_LIST_TAB_ITEM);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "thread");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Post and comments"), -1);

  /* 68 characters of the interface's font, with the margins. */
  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 640);
  adw_clamp_scrollable_set_tightening_threshold (ADW_CLAMP_SCROLLABLE (clamp), 640);
  adw_clamp_scrollable_set_unit (ADW_CLAMP_SCROLLABLE (clamp), ADW_LENGTH_UNIT_SP);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), GTK_WIDGET (self->view));
  sparkle_reading_width_follow (clamp);

  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, clamp);
  gtk_widget_set_vexpand (GTK_WIDGET (self->scroller), TRUE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (wheel_cb), self);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), wheel);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed", G_CALLBACK (furnish_visible), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->scroller));
}

/**
 * sparkle_thread_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
sparkle_thread_view_new (void)
{
  return g_object_new (SPARKLE_TYPE_THREAD_VIEW, NULL);
}

static GListModel *
make_model (SparkleThreadView *self)
{
  g_autoptr(GListStore) top = NULL;
  GListStore *parts;

  if (self->post == NULL)
    return g_object_ref (G_LIST_MODEL (self->thread));
  top = g_list_store_new (SPARKLE_TYPE_POST);
  parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (top, self->post);
  g_list_store_append (parts, top);
  g_list_store_append (parts, self->thread);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
}

/**
 * sparkle_thread_view_set_thread:
 * @thread: what is shown; a branch is shown without its post
 * @outbox: (nullable): of SparkleOutboxItem: why something could not be sent
 *
 * Called once.
 */
void
sparkle_thread_view_set_thread (SparkleThreadView *self,
                                SparkleThread     *thread,
                                GListModel        *outbox)
{
  g_autoptr(GtkNoSelection) selection = NULL;

  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self) && self->thread == NULL);

  self->thread = g_object_ref (thread);
  g_set_object (&self->outbox, outbox);
  if (sparkle_thread_get_root_id (thread) == NULL)
    self->post = g_object_ref (sparkle_thread_get_post (thread));
  selection = gtk_no_selection_new (make_model (self));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (thread, "changing", G_CALLBACK (sparkle_thread_view_hold_top), self, G_CONNECT_SWAPPED);
  /* After the list has heard of it. */
  g_signal_connect_object (thread, "items-changed", G_CALLBACK (sparkle_thread_view_look_again), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (thread, "notify::n-unread", G_CALLBACK (update_seen), self, G_CONNECT_SWAPPED);
  update_seen (self);
}

/**
 * sparkle_thread_view_set_reader:
 * @reader_id: (nullable): who reads; may change own comments
 */
void
sparkle_thread_view_set_reader (SparkleThreadView *self,
                                const char        *reader_id)
{
  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self));

  g_set_str (&self->reader_id, reader_id);
}

/**
 * sparkle_thread_view_update_author:
 *
 * Who wrote the post is known now.
 */
void
sparkle_thread_view_update_author (SparkleThreadView *self)
{
  g_return_if_fail (SPARKLE_IS_THREAD_VIEW (self));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (SPARKLE_IS_COMMENT_ROW (gtk_widget_get_first_child (child)))
      sparkle_comment_row_set_post_author (SPARKLE_COMMENT_ROW (gtk_widget_get_first_child (child)),
                                           sparkle_post_get_author_id (sparkle_thread_get_post (self->thread)));
}

/**
 * sparkle_thread_view_count_furnished:
 * @ret_rows: (out) (optional): how many rows of comments there are
 *
 * Returns: how many of them have their widgets
 */
unsigned
sparkle_thread_view_count_furnished (SparkleThreadView *self,
                                     unsigned          *ret_rows)
{
  unsigned furnished = 0, rows = 0;

  g_return_val_if_fail (SPARKLE_IS_THREAD_VIEW (self), 0);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      SparkleCommentRow *row = sparkle_thread_view_row_of (child);

      rows += row != NULL;
      furnished += row != NULL && sparkle_comment_row_is_furnished (row);
    }
  if (ret_rows != NULL)
    *ret_rows = rows;
  return furnished;
}
