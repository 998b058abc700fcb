/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification-actions.h"

#include <glib/gi18n.h>

#include "sparkle-session-notifications.h"
#include "sparkle-window-toasts.h"

/* As long as the server is not told: sparkle-writer-enqueue.c. */
#define UNDO_SECONDS 8

static void
open_notification_action (GtkWidget  *widget,
                          const char *name,
                          GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleSession *session = sparkle_window_get_session (self);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr(SparkleNotification) notification = NULL;
  const char *post_id, *comment_id;
  g_autoptr(GError) error = NULL;

  if (sparkle_session_get_state (session) == SPARKLE_SESSION_STATE_STARTING)
    return;
  notification = sparkle_entities_get_notification (sparkle_session_get_entities (session), id);
  post_id = sparkle_notification_get_post_id (notification);
  comment_id = sparkle_notification_get_comment_id (notification);
  if (!sparkle_session_read_notification (session, id, &error))
    sparkle_window_present_error (self, error);
  if (post_id != NULL && comment_id != NULL)
    gtk_widget_activate_action (widget, "win.open-comment", "(ss)", post_id, comment_id);
  else if (post_id != NULL)
    gtk_widget_activate_action (widget, "win.open-post", "s", post_id);
  else if (sparkle_notification_get_username (notification) != NULL)
    gtk_widget_activate_action (widget, "win.open-profile", "s", sparkle_notification_get_username (notification));
  else
    sparkle_window_show_list (self, "notifications", "");
}

static void
read_notifications_action (GtkWidget  *widget,
                           const char *name,
                           GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *id = sparkle_session_read_notifications (sparkle_window_get_session (self), &error);
  AdwToast *toast;

  if (error != NULL)
    sparkle_window_present_error (self, error);
  if (id == NULL)
    return;
  toast = adw_toast_new (_("All marked as read"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.unread-notifications");
  adw_toast_set_action_target_value (toast, g_variant_new_string (id));
  adw_toast_overlay_add_toast (sparkle_window_get_toasts (self), toast);
}

static void
unread_notifications_action (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  sparkle_session_outbox_discard (sparkle_window_get_session (SPARKLE_WINDOW (widget)), g_variant_get_string (parameter, NULL));
}

/**
 * sparkle_notification_actions_install: (skip)
 * @widget_class: of the window
 *
 * `win.open-notification` (id) leads to what it is about, `win.read-notifications` marks all as read, and
 * `win.unread-notifications` (id of the mutation) takes that back.
 */
void
sparkle_notification_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-notification", "s", open_notification_action);
  gtk_widget_class_install_action (widget_class, "win.read-notifications", NULL, read_notifications_action);
  gtk_widget_class_install_action (widget_class, "win.unread-notifications", "s", unread_notifications_action);
}
