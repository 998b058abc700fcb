/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-page.h"

#include <glib/gi18n.h>

#include "sparkle-comment-row.h"
#include "sparkle-error.h"
#include "sparkle-list-states.h"
#include "sparkle-post-view.h"
#include "sparkle-reactions.h"
#include "sparkle-session-comments.h"
#include "sparkle-thread.h"
#include "sparkle-settings-holder.h"
#include "sparkle-thread-writer.h"

struct _SparkleThreadPage
{
  AdwNavigationPage parent_instance;

  SparkleSession     *session;  /* (owned) */
  SparkleThread      *thread;   /* (owned) */
  SparklePost        *post;     /* (owned) */
  GSimpleActionGroup *actions;  /* (owned) */
  char               *glow_id;  /* (nullable) */
  gboolean            filling;

  GtkToggleButton    *bookmark_button;
  GtkToggleButton    *keep_button;
  SparkleListStates  *states;
  GtkWidget          *content;
  GtkListView        *view;
  GtkWidget          *popover;  /* (nullable): child of this widget */
  SparkleThreadWriter *writer;
};

G_DEFINE_FINAL_TYPE (SparkleThreadPage, sparkle_thread_page, ADW_TYPE_NAVIGATION_PAGE)

/* ---- writing ---------------------------------------------------------------- */

static void
reply_cb (SparkleCommentRow *row,
          SparkleThreadPage *self)
{
  SparkleComment *comment = sparkle_comment_row_get_comment (row);

  if (comment != NULL)
    sparkle_thread_writer_reply (self->writer, comment);
}

static void
edit_cb (SparkleCommentRow *row,
         SparkleThreadPage *self)
{
  SparkleComment *comment = sparkle_comment_row_get_comment (row);

  if (comment != NULL)
    sparkle_thread_writer_edit (self->writer, comment);
}

static void
update_account (SparkleThreadPage *self)
{
  const char *reader = sparkle_session_get_account_id (self->session);
  gboolean own = reader != NULL && g_strcmp0 (sparkle_post_get_author_id (self->post), reader) == 0;

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "edit")), own);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "delete")), own);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "video")),
                               sparkle_post_get_youtube_video_id (self->post) != NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (SPARKLE_IS_COMMENT_ROW (gtk_widget_get_first_child (child)))
      sparkle_comment_row_set_people (SPARKLE_COMMENT_ROW (gtk_widget_get_first_child (child)), reader,
                                      sparkle_post_get_author_id (self->post));
}

/* ---- rows ------------------------------------------------------------------- */

static void
choose_reaction_cb (SparkleCommentRow *row,
                    GtkWidget         *button,
                    SparkleThreadPage *self)
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

/* The comment of that level that this one hangs below: the nearest above it. */
static void
collapse_cb (SparkleCommentRow *row,
             unsigned           level,
             SparkleThreadPage *self)
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
          sparkle_thread_set_collapsed (self->thread, sparkle_comment_get_id (other), !sparkle_comment_get_collapsed (other));
          return;
        }
    }
}

static void
bind_comment (SparkleThreadPage *self,
              GtkListItem       *item,
              SparkleComment    *comment)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (!SPARKLE_IS_COMMENT_ROW (row))
    {
      row = sparkle_comment_row_new ();
      g_signal_connect_object (row, "choose-reaction", G_CALLBACK (choose_reaction_cb), self, 0);
      g_signal_connect_object (row, "reply", G_CALLBACK (reply_cb), self, 0);
      g_signal_connect_object (row, "edit", G_CALLBACK (edit_cb), self, 0);
      g_signal_connect_object (row, "collapse", G_CALLBACK (collapse_cb), self, 0);
      gtk_list_item_set_child (item, row);
    }
  sparkle_comment_row_set_people (SPARKLE_COMMENT_ROW (row), sparkle_session_get_account_id (self->session),
                                  sparkle_post_get_author_id (self->post));
  sparkle_comment_row_set_comment (SPARKLE_COMMENT_ROW (row), comment);
  sparkle_comment_row_glow (SPARKLE_COMMENT_ROW (row), g_strcmp0 (self->glow_id, sparkle_comment_get_id (comment)) == 0);
}

static void
bind_cb (SparkleThreadPage *self,
         GtkListItem       *item)
{
  gpointer object = gtk_list_item_get_item (item);
  GtkWidget *view = gtk_list_item_get_child (item);

  if (SPARKLE_IS_COMMENT (object))
    {
      bind_comment (self, item, object);
      return;
    }
  if (!SPARKLE_IS_POST_VIEW (view))
    {
      view = sparkle_post_view_new ();
      gtk_list_item_set_child (item, view);
    }
  sparkle_post_view_set_post (SPARKLE_POST_VIEW (view), object);
}

static void
unbind_cb (SparkleThreadPage *self,
           GtkListItem       *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (SPARKLE_IS_COMMENT_ROW (child))
    sparkle_comment_row_set_comment (SPARKLE_COMMENT_ROW (child), NULL);
  else if (SPARKLE_IS_POST_VIEW (child))
    sparkle_post_view_set_post (SPARKLE_POST_VIEW (child), NULL);
}

static void
setup_cb (SparkleThreadPage *self,
          GtkListItem       *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static GListModel *
make_model (SparkleThreadPage *self)
{
  g_autoptr(GListStore) top = g_list_store_new (SPARKLE_TYPE_POST);
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (top, self->post);
  g_list_store_append (parts, top);
  g_list_store_append (parts, self->thread);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
}

static void
make_view (SparkleThreadPage *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->view, factory);
  sparkle_list_states_set_content (self->states, self->content);
  sparkle_reading_width_follow (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->content)));
  sparkle_reading_width_follow (gtk_widget_get_parent (GTK_WIDGET (self->writer)));
}

/**
 * sparkle_thread_page_show_comment:
 * @comment_id: of a comment of this thread
 *
 * Scrolls to it and lets it glow once. Does nothing when it is not cached.
 */
void
sparkle_thread_page_show_comment (SparkleThreadPage *self,
                                  const char        *comment_id)
{
  unsigned position;

  g_return_if_fail (SPARKLE_IS_THREAD_PAGE (self));

  g_set_str (&self->glow_id, comment_id);
  if (sparkle_thread_find (self->thread, comment_id, &position))
    gtk_list_view_scroll_to (self->view, position + 1, GTK_LIST_SCROLL_NONE, NULL);
}

static DexFuture *
found_cb (DexFuture *future,
          gpointer   user_data)
{
  g_autoptr(SparkleThreadPage) self = g_weak_ref_get (user_data);
  g_autoptr(GError) error = NULL;

  if (self == NULL || dex_future_get_value (future, &error) != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return dex_ref (future);
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("This comment is not on this machine. It is shown when there is a connection."));
  else if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND) || g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_GONE))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("This comment is gone: it was deleted, or you may not see it."));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  return dex_ref (future);
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/**
 * sparkle_thread_page_find_comment:
 * @comment_id: of a comment of this thread, such as a link names
 *
 * Scrolls to it and lets it glow once, as soon as it is here: one that is not cached is fetched. When there is none it says so.
 */
void
sparkle_thread_page_find_comment (SparkleThreadPage *self,
                                  const char        *comment_id)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  sparkle_thread_page_show_comment (self, comment_id);
  dex_future_disown (dex_future_finally (sparkle_session_find_comment (self->session, comment_id), found_cb, weak, weak_free));
}

/* One's own comment enters the list a moment after it was sent. */
static void
items_changed_cb (SparkleThreadPage *self,
                  unsigned           position,
                  unsigned           removed,
                  unsigned           added)
{
  for (unsigned i = 0; self->glow_id != NULL && i < added; i++)
    {
      g_autoptr(SparkleComment) comment = g_list_model_get_item (G_LIST_MODEL (self->thread), position + i);

      if (g_str_equal (sparkle_comment_get_id (comment), self->glow_id))
        gtk_list_view_scroll_to (self->view, position + i + 1, GTK_LIST_SCROLL_NONE, NULL);
    }
}

/* ---- the post --------------------------------------------------------------- */

static void
update_state (SparkleThreadPage *self)
{
  SparkleSessionState state = sparkle_session_get_state (self->session);

  if (sparkle_post_get_known (self->post))
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_CONTENT);
  else if (state == SPARKLE_SESSION_STATE_OFFLINE)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_OFFLINE);
  else if (state == SPARKLE_SESSION_STATE_IDLE)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
  else
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_LOADING);
}

static void
update_toggles (SparkleThreadPage *self)
{
  gboolean bookmarked = sparkle_post_get_bookmarked (self->post);

  self->filling = TRUE;
  gtk_toggle_button_set_active (self->bookmark_button, bookmarked);
  gtk_button_set_icon_name (GTK_BUTTON (self->bookmark_button), bookmarked ? "sparkle-bookmark-filled-symbolic" : "sparkle-bookmark-symbolic");
  gtk_toggle_button_set_active (self->keep_button, sparkle_post_get_kept (self->post));
  self->filling = FALSE;
}

static void
post_notify_cb (SparkleThreadPage *self,
                GParamSpec        *pspec)
{
  if (g_str_equal (pspec->name, "bookmarked") || g_str_equal (pspec->name, "kept"))
    update_toggles (self);
  else if (g_str_equal (pspec->name, "title"))
    adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), sparkle_post_get_title (self->post));
  else if (g_str_equal (pspec->name, "known"))
    update_state (self);
  else if (g_str_equal (pspec->name, "author") || g_str_equal (pspec->name, "youtube-video-id"))
    update_account (self);
}

static void
bookmark_toggled_cb (SparkleThreadPage *self)
{
  if (self->filling)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.bookmark", "(sb)", sparkle_post_get_id (self->post),
                              gtk_toggle_button_get_active (self->bookmark_button));
  update_toggles (self);
}

static void
keep_toggled_cb (SparkleThreadPage *self)
{
  gboolean on = gtk_toggle_button_get_active (self->keep_button);

  if (self->filling)
    return;
  sparkle_session_keep_offline (self->session, sparkle_post_get_id (self->post), on);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", on ? _("This thread stays here, also without a connection")
                                                                      : _("This thread may go when space is needed"));
}

static void
open_video (SparkleThreadPage *self)
{
  const char *id = sparkle_post_get_youtube_video_id (self->post);
  g_autofree char *uri = g_strconcat ("https://www.youtube.com/watch?v=", id, NULL);

  if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  SparkleThreadPage *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  SparkleUser *author = sparkle_post_get_author (self->post);

  if (g_str_equal (name, "edit") || g_str_equal (name, "delete"))
    gtk_widget_activate_action (GTK_WIDGET (self), *name == 'e' ? "win.edit-post" : "win.delete-post", "s", sparkle_post_get_id (self->post));
  else if (g_str_equal (name, "author") && author != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (author));
  else if (g_str_equal (name, "video"))
    open_video (self);
  else if (g_str_equal (name, "copy-link"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.copy-link", "(ss)", sparkle_post_get_id (self->post), "");
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_thread_page_dispose (GObject *object)
{
  SparkleThreadPage *self = SPARKLE_THREAD_PAGE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_THREAD_PAGE);
  g_clear_object (&self->actions);
  g_clear_object (&self->post);
  g_clear_object (&self->thread);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_thread_page_parent_class)->dispose (object);
}

static void
sparkle_thread_page_finalize (GObject *object)
{
  SparkleThreadPage *self = SPARKLE_THREAD_PAGE (object);

  g_free (self->glow_id);

  G_OBJECT_CLASS (sparkle_thread_page_parent_class)->finalize (object);
}

static void
sparkle_thread_page_class_init (SparkleThreadPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_thread_page_dispose;
  object_class->finalize = sparkle_thread_page_finalize;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  g_type_ensure (SPARKLE_TYPE_THREAD_WRITER);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/thread/sparkle-thread-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, bookmark_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, keep_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, states);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, content);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, view);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, writer);
  gtk_widget_class_bind_template_callback (widget_class, bookmark_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_toggled_cb);
}

static void
sparkle_thread_page_init (SparkleThreadPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "edit", .activate = action_cb },
    { .name = "delete", .activate = action_cb },
    { .name = "author", .activate = action_cb },
    { .name = "video", .activate = action_cb },
    { .name = "copy-link", .activate = action_cb },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "thread", G_ACTION_GROUP (self->actions));

  make_view (self);
  sparkle_list_states_set_empty (self->states, "sparkle-comment-symbolic", _("This post is gone"),
                                 _("It was deleted, or you may not see it any more."), _("_Back"), "win.back");
}

/**
 * sparkle_thread_page_new:
 * @session: open
 * @post_id: of the post
 *
 * Returns: (transfer floating): the thread as cached, kept fresh while it is open
 */
AdwNavigationPage *
sparkle_thread_page_new (SparkleSession *session,
                         const char     *post_id)
{
  SparkleThreadPage *self = g_object_new (SPARKLE_TYPE_THREAD_PAGE, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;

  self->session = g_object_ref (session);
  self->thread = sparkle_session_open_thread (session, post_id);
  self->post = g_object_ref (sparkle_thread_get_post (self->thread));
  if (*sparkle_post_get_title (self->post) != '\0')
    adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), sparkle_post_get_title (self->post));

  selection = gtk_no_selection_new (make_model (self));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->thread, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->post, "notify", G_CALLBACK (post_notify_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update_account), self, G_CONNECT_SWAPPED);
  sparkle_thread_writer_set_session (self->writer, session, post_id);
  g_signal_connect_object (self->writer, "sent", G_CALLBACK (sparkle_thread_page_show_comment), self, G_CONNECT_SWAPPED);
  update_account (self);
  update_toggles (self);
  update_state (self);
  sparkle_session_mark_read (session, post_id);
  return ADW_NAVIGATION_PAGE (self);
}

/**
 * sparkle_thread_page_get_post_id:
 *
 * Returns: (transfer none): of the post
 */
const char *
sparkle_thread_page_get_post_id (SparkleThreadPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD_PAGE (self), NULL);

  return sparkle_post_get_id (self->post);
}
