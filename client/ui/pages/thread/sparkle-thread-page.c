/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-page.h"

#include <glib/gi18n.h>

#include "sparkle-limits.h"
#include "sparkle-list-states.h"
#include "sparkle-session-comments.h"
#include "sparkle-settings-holder.h"
#include "sparkle-thread-keys.h"
#include "sparkle-thread-presence.h"
#include "sparkle-thread-search.h"
#include "sparkle-thread-view.h"
#include "sparkle-thread-writer.h"

/* How often the place and what was seen are remembered while somebody reads. */
#define KEEP_SECONDS 5
/* So long an unknown post is looked for before it is said to be gone. */
#define LOOK_MS 1500
#define ORDER_SETTING "thread-order"

struct _SparkleThreadPage
{
  AdwNavigationPage parent_instance;

  SparkleSession     *session;    /* (owned) */
  SparkleThread      *thread;     /* (owned) */
  SparklePost        *post;       /* (owned) */
  GSimpleActionGroup *actions;    /* (owned) */
  char               *place_key;  /* (owned): under which the reader's place is remembered */
  char               *kept_id;    /* (nullable): the place that is remembered */
  double              kept_offset;
  unsigned            keep_id;
  unsigned            look_id;    /* set while an unknown post is looked for */
  gboolean            dirty;      /* something was seen that is not remembered */
  gboolean            filling;

  AdwHeaderBar          *header;
  AdwBanner             *banner;
  GtkToggleButton       *bookmark_button;
  GtkToggleButton       *keep_button;
  GtkWidget             *unread_button;
  GtkLabel              *unread_count;
  SparkleListStates     *states;
  GtkWidget             *writer_clamp;
  SparkleThreadPresence *presence;
  SparkleThreadWriter   *writer;
  SparkleThreadView     *view;
};

G_DEFINE_FINAL_TYPE (SparkleThreadPage, sparkle_thread_page, ADW_TYPE_NAVIGATION_PAGE)

static const char * const orders[] = { "oldest", "newest", "best", "video" };

static GSimpleAction *
action_named (SparkleThreadPage *self,
              const char        *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name));
}

/* ---- what is remembered ------------------------------------------------------- */

static void
keep_place (SparkleThreadPage *self)
{
  g_autofree char *id = NULL;
  double offset;

  if (sparkle_thread_view_get_place (self->view, &id, &offset) && (g_strcmp0 (id, self->kept_id) != 0 || offset != self->kept_offset))
    {
      g_set_str (&self->kept_id, id);
      self->kept_offset = offset;
      sparkle_session_set_reading_position (self->session, self->place_key, id, offset);
    }
  if (self->dirty)
    sparkle_session_save_visit (self->session, self->thread);
  self->dirty = FALSE;
}

static gboolean
keep_cb (gpointer data)
{
  keep_place (data);
  return G_SOURCE_CONTINUE;
}

static void
restore_place (SparkleThreadPage *self)
{
  g_autofree char *id = NULL;
  double offset;

  if (sparkle_session_find_reading_position (self->session, self->place_key, &id, &offset))
    sparkle_thread_view_set_place (self->view, id, offset);
}

/* ---- comments ----------------------------------------------------------------- */

static void
reply_cb (SparkleThreadPage *self,
          SparkleComment    *comment)
{
  sparkle_thread_writer_reply (self->writer, comment);
}

static void
edit_cb (SparkleThreadPage *self,
         SparkleComment    *comment)
{
  sparkle_thread_writer_edit (self->writer, comment);
}

/* It is here, but in another list than this. */
static void
elsewhere_cb (SparkleThreadPage *self,
              const char        *comment_id)
{
  const char *post_id = sparkle_post_get_id (self->post);
  g_autofree char *branch = sparkle_thread_find_branch (self->thread, comment_id);

  if (branch != NULL && g_strcmp0 (branch, sparkle_thread_get_root_id (self->thread)) != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comment-in", "(sss)", post_id, branch, comment_id);
  else if (sparkle_thread_get_root_id (self->thread) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comment", "(ss)", post_id, comment_id);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("This comment is gone: it was deleted, or you may not see it."));
}

static void
update_unread (SparkleThreadPage *self)
{
  unsigned n_unread = sparkle_thread_get_n_unread (self->thread);
  gboolean shown = n_unread > 0 && sparkle_list_states_get_state (self->states) == SPARKLE_LIST_STATE_CONTENT;
  g_autofree char *count = g_strdup_printf (ngettext ("%u new", "%u new", n_unread), n_unread);
  g_autofree char *label = g_strdup_printf (ngettext ("Next new comment, %u new", "Next new comment, %u new", n_unread), n_unread);

  gtk_label_set_label (self->unread_count, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unread_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (self->unread_button, shown);
  g_simple_action_set_enabled (action_named (self, "next-unread"), n_unread > 0);
}

static void
unread_changed_cb (SparkleThreadPage *self)
{
  self->dirty = TRUE;
  update_unread (self);
}

/**
 * sparkle_thread_page_next_unread:
 *
 * Goes on to the next comment that came since the last visit.
 */
void
sparkle_thread_page_next_unread (SparkleThreadPage *self)
{
  g_return_if_fail (SPARKLE_IS_THREAD_PAGE (self));

  if (!sparkle_thread_view_next_unread (self->view))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

/**
 * sparkle_thread_page_show_comment:
 * @comment_id: of a comment of this thread
 *
 * Scrolls to it and lets it glow once; one that is on its way does so when it comes.
 */
void
sparkle_thread_page_show_comment (SparkleThreadPage *self,
                                  const char        *comment_id)
{
  g_return_if_fail (SPARKLE_IS_THREAD_PAGE (self));

  sparkle_thread_view_show_comment (self->view, comment_id, TRUE);
}

/* Who has written goes on writing: the focus stays. */
static void
sent_cb (SparkleThreadPage *self,
         const char        *comment_id)
{
  sparkle_thread_view_show_comment (self->view, comment_id, FALSE);
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
  g_return_if_fail (SPARKLE_IS_THREAD_PAGE (self));

  sparkle_thread_view_show_comment (self->view, comment_id, TRUE);
  sparkle_thread_search (GTK_WIDGET (self), self->session, sparkle_post_get_id (self->post), comment_id);
}

/* ---- the post ----------------------------------------------------------------- */

static gboolean
is_known (SparkleThreadPage *self)
{
  const char *root_id = sparkle_thread_get_root_id (self->thread);

  return sparkle_post_get_known (self->post) && (root_id == NULL || sparkle_thread_knows (self->thread, root_id));
}

/* The post is here, its comments were never fetched, and now they cannot be. */
static gboolean
lacks_comments (SparkleThreadPage *self)
{
  return sparkle_session_get_state (self->session) == SPARKLE_SESSION_STATE_OFFLINE && sparkle_post_get_n_comments (self->post) > 0 &&
         sparkle_thread_get_n_comments (self->thread) == 0;
}

static void
update_state (SparkleThreadPage *self)
{
  SparkleSessionState state = sparkle_session_get_state (self->session);

  if (is_known (self))
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_CONTENT);
  else if (state == SPARKLE_SESSION_STATE_OFFLINE)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_OFFLINE);
  else if (state == SPARKLE_SESSION_STATE_IDLE && self->look_id == 0)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
  else
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_LOADING);
  adw_banner_set_revealed (self->banner, is_known (self) && lacks_comments (self));
  update_unread (self);
}

static gboolean
looked_cb (gpointer data)
{
  SparkleThreadPage *self = data;

  self->look_id = 0;
  update_state (self);
  return G_SOURCE_REMOVE;
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
update_account (SparkleThreadPage *self)
{
  const char *reader = sparkle_session_get_account_id (self->session);
  gboolean own = reader != NULL && g_strcmp0 (sparkle_post_get_author_id (self->post), reader) == 0;
  const char *video_id = sparkle_post_get_youtube_video_id (self->post);

  g_simple_action_set_enabled (action_named (self, "edit"), own);
  g_simple_action_set_enabled (action_named (self, "delete"), own);
  g_simple_action_set_enabled (action_named (self, "video"), video_id != NULL);
  g_simple_action_set_enabled (action_named (self, "order-by-video"), video_id != NULL);
  sparkle_thread_writer_set_video_id (self->writer, video_id);
  sparkle_thread_view_set_reader (self->view, reader);
  sparkle_thread_view_update_author (self->view);
}

static void
update_title (SparkleThreadPage *self)
{
  if (*sparkle_post_get_title (self->post) != '\0')
    adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), sparkle_post_get_title (self->post));
}

static void
post_notify_cb (SparkleThreadPage *self,
                GParamSpec        *pspec)
{
  if (g_str_equal (pspec->name, "bookmarked") || g_str_equal (pspec->name, "kept"))
    update_toggles (self);
  else if (g_str_equal (pspec->name, "title"))
    update_title (self);
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
  const char *root_id = sparkle_thread_get_root_id (self->thread);

  if (g_str_equal (name, "edit") || g_str_equal (name, "delete"))
    gtk_widget_activate_action (GTK_WIDGET (self), *name == 'e' ? "win.edit-post" : "win.delete-post", "s", sparkle_post_get_id (self->post));
  else if (g_str_equal (name, "author") && author != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (author));
  else if (g_str_equal (name, "video"))
    open_video (self);
  else if (g_str_equal (name, "next-unread"))
    sparkle_thread_view_next_unread (self->view);
  else if (g_str_equal (name, "copy-link"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.copy-link", "(ss)", sparkle_post_get_id (self->post), root_id != NULL ? root_id : "");
}

/* ---- order --------------------------------------------------------------------- */

static void
set_order (SparkleThreadPage *self,
           const char        *name)
{
  if (g_strcmp0 (name, "video") == 0 && sparkle_post_get_youtube_video_id (self->post) == NULL)
    name = "oldest";
  for (unsigned i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_strcmp0 (orders[i], name) == 0)
      {
        /* Along the video is an action of its own, which is not there without one; the two are one choice. */
        g_simple_action_set_state (action_named (self, "order"), g_variant_new_string (name));
        g_simple_action_set_state (action_named (self, "order-by-video"), g_variant_new_string (name));
        sparkle_thread_set_order (self->thread, (SparkleThreadOrder) i);
      }
}

static void
order_cb (GSimpleAction *action,
          GVariant      *value,
          gpointer       user_data)
{
  SparkleThreadPage *self = user_data;

  set_order (self, g_variant_get_string (value, NULL));
  sparkle_session_set_setting (self->session, ORDER_SETTING, g_variant_get_string (value, NULL));
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_thread_page_map (GtkWidget *widget)
{
  SparkleThreadPage *self = SPARKLE_THREAD_PAGE (widget);

  GTK_WIDGET_CLASS (sparkle_thread_page_parent_class)->map (widget);

  self->keep_id = g_timeout_add_seconds (KEEP_SECONDS, keep_cb, self);
}

static void
sparkle_thread_page_unmap (GtkWidget *widget)
{
  SparkleThreadPage *self = SPARKLE_THREAD_PAGE (widget);

  g_clear_handle_id (&self->keep_id, g_source_remove);
  self->dirty = TRUE;
  keep_place (self);

  GTK_WIDGET_CLASS (sparkle_thread_page_parent_class)->unmap (widget);
}

static void
sparkle_thread_page_dispose (GObject *object)
{
  SparkleThreadPage *self = SPARKLE_THREAD_PAGE (object);

  g_clear_handle_id (&self->keep_id, g_source_remove);
  g_clear_handle_id (&self->look_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_THREAD_PAGE);
  g_clear_object (&self->view);
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

  g_free (self->place_key);
  g_free (self->kept_id);

  G_OBJECT_CLASS (sparkle_thread_page_parent_class)->finalize (object);
}

static void
sparkle_thread_page_class_init (SparkleThreadPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_thread_page_dispose;
  object_class->finalize = sparkle_thread_page_finalize;
  widget_class->map = sparkle_thread_page_map;
  widget_class->unmap = sparkle_thread_page_unmap;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  g_type_ensure (SPARKLE_TYPE_THREAD_PRESENCE);
  g_type_ensure (SPARKLE_TYPE_THREAD_WRITER);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/thread/sparkle-thread-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, header);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, bookmark_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, keep_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, unread_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, unread_count);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, states);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, writer_clamp);
  gtk_widget_class_bind_template_child (widget_class, SparkleThreadPage, presence);
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
    { .name = "next-unread", .activate = action_cb },
    { .name = "order", .parameter_type = "s", .state = "'oldest'", .change_state = order_cb },
    { .name = "order-by-video", .parameter_type = "s", .state = "'oldest'", .change_state = order_cb },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "thread", G_ACTION_GROUP (self->actions));

  self->view = g_object_ref_sink (SPARKLE_THREAD_VIEW (sparkle_thread_view_new ()));
  sparkle_list_states_set_content (self->states, GTK_WIDGET (self->view));
  sparkle_list_states_set_empty (self->states, "sparkle-comment-symbolic", _("This post is gone"),
                                 _("It was deleted, or you may not see it any more."), _("_Back"), "win.back");
  sparkle_reading_width_follow (self->writer_clamp);
}

/**
 * sparkle_thread_page_new_branch:
 * @session: open
 * @post_id: of the post
 * @root_id: (nullable): the comment that the page begins with; %NULL: the whole thread
 *
 * Returns: (transfer floating): the thread as cached, kept fresh while it is open
 */
AdwNavigationPage *
sparkle_thread_page_new_branch (SparkleSession *session,
                                const char     *post_id,
                                const char     *root_id)
{
  SparkleThreadPage *self = g_object_new (SPARKLE_TYPE_THREAD_PAGE, NULL);
  g_autofree char *order = sparkle_session_get_setting (session, ORDER_SETTING);

  self->session = g_object_ref (session);
  self->thread = sparkle_session_open_branch (session, post_id, root_id);
  self->post = g_object_ref (sparkle_thread_get_post (self->thread));
  self->place_key = root_id != NULL ? g_strconcat ("post/", post_id, "/", root_id, NULL) : g_strconcat ("post/", post_id, NULL);
  sparkle_thread_set_depth_max (self->thread, SPARKLE_COMMENT_DEPTH_MAX);
  set_order (self, order);
  update_title (self);
  if (root_id != NULL)
    {
      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _("Continued thread"));
      adw_header_bar_set_show_title (self->header, TRUE);
      gtk_widget_set_visible (GTK_WIDGET (self->bookmark_button), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->keep_button), FALSE);
    }

  sparkle_thread_view_set_thread (self->view, self->thread, G_LIST_MODEL (sparkle_session_get_outbox (session)));
  sparkle_thread_presence_set_session (self->presence, session, post_id);
  sparkle_thread_writer_set_session (self->writer, session, post_id);
  sparkle_thread_keys_install (GTK_WIDGET (self), self->view, self->post);
  g_signal_connect_object (self->view, "reply", G_CALLBACK (reply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "edit", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "elsewhere", G_CALLBACK (elsewhere_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->writer, "sent", G_CALLBACK (sent_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->thread, "notify::n-unread", G_CALLBACK (unread_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->thread, "notify::n-comments", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  if (root_id == NULL)
    g_signal_connect_object (self->post, "notify", G_CALLBACK (post_notify_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update_account), self, G_CONNECT_SWAPPED);
  self->look_id = g_timeout_add (LOOK_MS, looked_cb, self);
  update_account (self);
  update_toggles (self);
  update_state (self);
  restore_place (self);
  sparkle_session_mark_read (session, post_id);
  return ADW_NAVIGATION_PAGE (self);
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
  return sparkle_thread_page_new_branch (session, post_id, NULL);
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

/**
 * sparkle_thread_page_get_video:
 *
 * Returns: (transfer none) (nullable): the video that the post is about
 */
SparkleVideo *
sparkle_thread_page_get_video (SparkleThreadPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD_PAGE (self), NULL);

  return sparkle_post_get_video (self->post);
}

/**
 * sparkle_thread_page_get_root_id:
 *
 * Returns: (transfer none) (nullable): of the comment that a branch begins with
 */
const char *
sparkle_thread_page_get_root_id (SparkleThreadPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD_PAGE (self), NULL);

  return sparkle_thread_get_root_id (self->thread);
}
