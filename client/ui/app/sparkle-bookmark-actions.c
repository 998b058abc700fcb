/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmark-actions.h"

#include <glib/gi18n.h>

#include "sparkle-bookmark-dialog.h"
#include "sparkle-session-bookmarks.h"
#include "sparkle-storage-dialog.h"
#include "sparkle-window.h"

static gboolean
is_signed_in (SparkleWindow *self)
{
  if (sparkle_session_get_account_id (sparkle_window_get_session (self)) != NULL)
    return TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
  return FALSE;
}

/* Adding offers a folder and a note, taking away offers Undo. */
static void
bookmark_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  g_autoptr(GError) error = NULL;
  const char *id;
  gboolean on;

  g_variant_get (parameter, "(&sb)", &id, &on);
  if (!on)
    gtk_widget_activate_action (widget, "win.remove-bookmark", "s", id);
  else if (!is_signed_in (self))
    return;
  else if (sparkle_session_bookmark (sparkle_window_get_session (self), id, TRUE, &error))
    sparkle_window_toast_action (self, _("Bookmarked"), _("_Folder and note"), "win.edit-bookmark", g_variant_new_string (id));
  else
    sparkle_window_present_error (self, error);
}

static void
edit_bookmark_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);

  if (is_signed_in (self))
    adw_dialog_present (sparkle_bookmark_dialog_new (sparkle_window_get_session (self), g_variant_get_string (parameter, NULL)), widget);
}

/* At once; Undo puts it back with its folder and note. */
static void
remove_bookmark_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleSession *session = sparkle_window_get_session (self);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr(SparkleBookmark) bookmark = NULL;
  g_autoptr(GVariant) back = NULL;
  g_autoptr(GError) error = NULL;

  if (!is_signed_in (self))
    return;
  bookmark = sparkle_entities_get_bookmark (sparkle_session_get_entities (session), id);
  back = g_variant_ref_sink (g_variant_new ("(sss)", id, sparkle_bookmark_get_folder (bookmark), sparkle_bookmark_get_note (bookmark)));
  if (sparkle_session_bookmark (session, id, FALSE, &error))
    sparkle_window_toast_action (self, _("Bookmark removed"), _("_Undo"), "win.restore-bookmark", back);
  else
    sparkle_window_present_error (self, error);
}

static void
restore_bookmark_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *id, *folder, *note;
  g_autoptr(GError) error = NULL;

  g_variant_get (parameter, "(&s&s&s)", &id, &folder, &note);
  if (is_signed_in (self) &&
      !sparkle_session_edit_bookmark (sparkle_window_get_session (self), id, folder, note, note, &error))
    sparkle_window_present_error (self, error);
}

static void
keep_offline_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  const char *id;
  gboolean on;

  g_variant_get (parameter, "(&sb)", &id, &on);
  sparkle_session_keep_offline (sparkle_window_get_session (SPARKLE_WINDOW (widget)), id, on);
}

static void
show_kept_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  SparkleSession *session = sparkle_window_get_session (SPARKLE_WINDOW (widget));

  if (sparkle_session_get_state (session) != SPARKLE_SESSION_STATE_STARTING)
    adw_dialog_present (sparkle_storage_dialog_new (session), widget);
}

/**
 * sparkle_bookmark_actions_install: (skip)
 * @widget_class: of the window
 *
 * What can be done with bookmarks and with what is kept: `win.bookmark` (post id, whether), `win.edit-bookmark` (post id),
 * `win.remove-bookmark` (post id), `win.restore-bookmark` (post id, folder, note), `win.keep-offline` (post id, whether) and `win.show-kept`.
 */
void
sparkle_bookmark_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.bookmark", "(sb)", bookmark_action);
  gtk_widget_class_install_action (widget_class, "win.edit-bookmark", "s", edit_bookmark_action);
  gtk_widget_class_install_action (widget_class, "win.remove-bookmark", "s", remove_bookmark_action);
  gtk_widget_class_install_action (widget_class, "win.restore-bookmark", "(sss)", restore_bookmark_action);
  gtk_widget_class_install_action (widget_class, "win.keep-offline", "(sb)", keep_offline_action);
  gtk_widget_class_install_action (widget_class, "win.show-kept", NULL, show_kept_action);
}
