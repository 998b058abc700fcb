/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-window-actions.h"

#include <glib/gi18n.h>

#include "sparkle-bookmark-actions.h"
#include "sparkle-bookmarks-page.h"
#include "sparkle-composer-page.h"
#include "sparkle-relative-time.h"
#include "sparkle-link.h"
#include "sparkle-delete-actions.h"
#include "sparkle-feed-page.h"
#include "sparkle-keyboard-actions.h"
#include "sparkle-notification-actions.h"
#include "sparkle-outbox-actions.h"
#include "sparkle-profile-page.h"
#include "sparkle-schedule-actions.h"
#include "sparkle-search-actions.h"
#include "sparkle-sign-in.h"
#include "sparkle-thread-actions.h"
#include "sparkle-thread-page.h"
#include "sparkle-window-media.h"

/* Writing needs to know as whom. FALSE: the sign-in dialog is shown instead. */
static gboolean
need_account (SparkleWindow *self)
{
  if (sparkle_session_get_account_id (sparkle_window_get_session (self)) != NULL)
    return TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
  return FALSE;
}

static gboolean
is_open (SparkleWindow *self)
{
  return sparkle_session_is_open (sparkle_window_get_session (self));
}

/* ---- places ----------------------------------------------------------------- */

/* Whoever comes by a key goes on by keys: the first row, or what there is to do. Lists of posts move by themselves, and keep their
 * place; in the sidebar one goes on choosing. */
static void
focus_list (SparkleWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *sidebar = sparkle_window_get_page (self, SPARKLE_PANE_SIDEBAR);
  GtkWidget *list = sparkle_window_get_list (self);

  if (list == NULL || SPARKLE_IS_FEED_PAGE (list) || SPARKLE_IS_BOOKMARKS_PAGE (list) ||
      (focus != NULL && sidebar != NULL && gtk_widget_is_ancestor (focus, sidebar)))
    return;
  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
}

static void
show_list_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  const char *place, *arg;

  g_variant_get (parameter, "(&s&s)", &place, &arg);
  sparkle_window_show_list (SPARKLE_WINDOW (widget), place, arg);
  focus_list (SPARKLE_WINDOW (widget));
}

static void
open_post_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  if (!is_open (self))
    return;
  sparkle_window_mark_open (self, id);
  if (sparkle_window_get_thread (self, id) != NULL)
    sparkle_window_reveal_content (self);
  else
    sparkle_window_show_content (self, sparkle_thread_page_new (sparkle_window_get_session (self), id));
}

static void
open_profile_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);

  if (is_open (self))
    sparkle_window_push_content (self, sparkle_profile_page_new (sparkle_window_get_session (self), g_variant_get_string (parameter, NULL)));
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  sparkle_window_go_back (SPARKLE_WINDOW (widget));
}

/* On in the list of posts, and opens what is there: 1 for the next, -1 for the previous. */
static void
move (SparkleWindow *self,
      int            step)
{
  GtkWidget *page = sparkle_window_get_list (self);

  if (SPARKLE_IS_FEED_PAGE (page))
    sparkle_feed_page_move (SPARKLE_FEED_PAGE (page), step);
  else if (SPARKLE_IS_BOOKMARKS_PAGE (page))
    sparkle_bookmarks_page_move (SPARKLE_BOOKMARKS_PAGE (page), step);
  else if (page != NULL)
    gtk_widget_child_focus (page, step > 0 ? GTK_DIR_DOWN : GTK_DIR_UP);
}

static void
next_item_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  move (SPARKLE_WINDOW (widget), 1);
}

static void
previous_item_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  move (SPARKLE_WINDOW (widget), -1);
}

static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  sparkle_window_toast (SPARKLE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_uri_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  const char *uri = g_variant_get_string (parameter, NULL);
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  g_autoptr(GtkUriLauncher) launcher = NULL;

  if (sparkle_link_is_link (uri))
    {
      gtk_widget_activate_action (widget, "win.open-link", "s", uri);
      return;
    }
  /* Text from strangers opens nothing but the web and what is written here. */
  if (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0)
    return;
  launcher = gtk_uri_launcher_new (uri);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (widget), NULL, NULL, NULL);
}

/* ---- writing ---------------------------------------------------------------- */

static void
composer_done_cb (SparkleWindow      *self,
                  const char         *post_id,
                  AdwNavigationPage  *page)
{
  SparkleSession *session = sparkle_window_get_session (self);
  gboolean online = sparkle_session_get_online (session);
  g_autoptr(SparklePost) post = sparkle_entities_get_post (sparkle_session_get_entities (session), post_id);
  gint64 at = MAX (sparkle_composer_page_get_publish_at (SPARKLE_COMPOSER_PAGE (page)), sparkle_post_get_publish_at (post));

  sparkle_window_leave_content (self, page);
  if (at > 0)
    {
      g_autofree char *when = sparkle_coming_time (at, g_get_real_time ());
      g_autofree char *text = g_strdup_printf (_("Publishes %s"), when);

      sparkle_window_toast_action (self, text, _("_Show"), "win.show-list", g_variant_new ("(ss)", "drafts", ""));
      return;
    }
  sparkle_window_toast_action (self, online ? _("Sent") : _("Waiting for network"), _("_Show"), "win.open-post",
                               g_variant_new_string (post_id));
}

/* Leaving never asks: what was typed is a draft. */
static void
composer_hidden_cb (SparkleWindow       *self,
                    SparkleComposerPage *page)
{
  if (sparkle_composer_page_get_published (page) || !sparkle_composer_page_save (page))
    return;
  sparkle_window_toast_action (self, _("Draft saved"), _("_Undo"), "win.edit-draft",
                               g_variant_new_string (sparkle_composer_page_get_draft_id (page)));
}

static void
show_composer (SparkleWindow     *self,
               AdwNavigationPage *page)
{
  g_signal_connect_object (page, "done", G_CALLBACK (composer_done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "hidden", G_CALLBACK (composer_hidden_cb), self, G_CONNECT_SWAPPED);
  sparkle_window_push_content (self, page);
}

static void
compose_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);

  if (is_open (self) && need_account (self))
    show_composer (self, sparkle_composer_page_new (sparkle_window_get_session (self), sparkle_window_get_categories (self)));
}

static void
edit_post_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleSession *session = sparkle_window_get_session (self);
  g_autoptr(SparklePost) post = NULL;

  if (!need_account (self))
    return;
  post = sparkle_entities_get_post (sparkle_session_get_entities (session), g_variant_get_string (parameter, NULL));
  show_composer (self, sparkle_composer_page_new_for_post (session, sparkle_window_get_categories (self), post));
}

static void
edit_draft_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleSession *session = sparkle_window_get_session (self);
  g_autoptr(SparkleDraft) draft = NULL;

  if (!need_account (self))
    return;
  draft = sparkle_entities_get_draft (sparkle_session_get_entities (session), g_variant_get_string (parameter, NULL));
  if (sparkle_draft_get_known (draft))
    show_composer (self, sparkle_composer_page_new_for_draft (session, sparkle_window_get_categories (self), draft));
}

static void
react_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *target, *id, *type;
  gboolean on;
  g_autoptr(GError) error = NULL;

  if (!need_account (self))
    return;
  g_variant_get (parameter, "(&s&s&sb)", &target, &id, &type, &on);
  if (!sparkle_session_set_reaction (sparkle_window_get_session (self),
                                     g_str_equal (target, "post") ? SPARKLE_TARGET_POST : SPARKLE_TARGET_COMMENT, id, type, on, &error))
    sparkle_window_present_error (self, error);
}

static void
follow_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *id;
  gboolean on;
  g_autoptr(GError) error = NULL;

  if (!need_account (self))
    return;
  g_variant_get (parameter, "(&sb)", &id, &on);
  if (!sparkle_session_follow (sparkle_window_get_session (self), id, on, &error))
    sparkle_window_present_error (self, error);
}

/* ---- account and network ----------------------------------------------------- */

static void
welcome_cb (SparkleWindow *self,
            const char    *account)
{
  g_autofree char *text = g_strdup_printf (_("Signed in as %s"), account);

  sparkle_window_toast (self, text);
}

static void
sign_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  AdwDialog *dialog;

  if (!is_open (SPARKLE_WINDOW (widget)) || adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (widget)) != NULL)
    return;
  dialog = sparkle_sign_in_new (sparkle_window_get_session (SPARKLE_WINDOW (widget)));
  g_signal_connect_object (dialog, "welcome", G_CALLBACK (welcome_cb), widget, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

static DexFuture *
signed_out_cb (DexFuture *future,
               gpointer   user_data)
{
  SparkleWindow *self = SPARKLE_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return dex_ref (future);
  if (dex_future_get_value (future, &error) == NULL)
    sparkle_window_present_error (self, error);
  else
    sparkle_window_toast (self, _("Signed out. Drafts and the outbox stay here for when you come back."));
  return dex_ref (future);
}

static void
sign_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  dex_future_disown (dex_future_finally (sparkle_session_logout (sparkle_window_get_session (SPARKLE_WINDOW (widget))),
                                         signed_out_cb, g_object_ref (widget), g_object_unref));
}

static DexFuture *
synced_cb (DexFuture *future,
           gpointer   user_data)
{
  SparkleWindow *self = SPARKLE_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  if (gtk_window_get_application (GTK_WINDOW (self)) != NULL && dex_future_get_value (future, &error) == NULL)
    sparkle_window_list_failed (self, error);
  return dex_ref (future);
}

static void
sync_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);

  if (!is_open (self))
    return;
  sparkle_window_refresh_list (self);
  dex_future_disown (dex_future_finally (sparkle_session_sync_now (sparkle_window_get_session (self)),
                                         synced_cb, g_object_ref (self), g_object_unref));
}

static void
work_offline_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  SparkleSession *session = sparkle_window_get_session (SPARKLE_WINDOW (widget));
  gboolean enabled = !sparkle_session_get_network_enabled (session);

  sparkle_session_set_network_enabled (session, enabled);
  sparkle_window_toast (SPARKLE_WINDOW (widget), enabled ? _("Working online again") : _("Working offline. What you write is sent later."));
}

/**
 * sparkle_window_install_actions: (skip)
 * @widget_class: of the window
 *
 * Everything that can be done in the window, by name.
 */
void
sparkle_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.show-list", "(ss)", show_list_action },
    { "win.open-post", "s", open_post_action },
    { "win.open-profile", "s", open_profile_action },
    { "win.open-uri", "s", open_uri_action },
    { "win.back", NULL, back_action },
    { "win.next-item", NULL, next_item_action },
    { "win.previous-item", NULL, previous_item_action },
    { "win.toast", "s", toast_action },
    { "win.compose", NULL, compose_action },
    { "win.edit-post", "s", edit_post_action },
    { "win.edit-draft", "s", edit_draft_action },
    { "win.react", "(sssb)", react_action },
    { "win.follow", "(sb)", follow_action },
    { "win.sign-in", NULL, sign_in_action },
    { "win.sign-out", NULL, sign_out_action },
    { "win.sync", NULL, sync_action },
    { "win.work-offline", NULL, work_offline_action },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
  sparkle_delete_actions_install (widget_class);
  sparkle_keyboard_actions_install (widget_class);
  sparkle_notification_actions_install (widget_class);
  sparkle_outbox_actions_install (widget_class);
  sparkle_bookmark_actions_install (widget_class);
  sparkle_schedule_actions_install (widget_class);
  sparkle_search_actions_install (widget_class);
  sparkle_thread_actions_install (widget_class);
  sparkle_window_media_install_actions (widget_class);
}

/**
 * sparkle_window_update_actions: (skip)
 *
 * What can be done depends on who is here.
 */
void
sparkle_window_update_actions (SparkleWindow *self)
{
  SparkleSession *session = sparkle_window_get_session (self);
  gboolean open = is_open (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sign-out", open && sparkle_session_get_account_id (session) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sign-in", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.compose", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sync", open);
}
