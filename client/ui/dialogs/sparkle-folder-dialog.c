/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-folder-dialog.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-session-bookmarks.h"

struct _SparkleFolderDialog
{
  AdwAlertDialog parent_instance;

  SparkleSession *session; /* (owned) */
  char           *folder;  /* (owned) */
  GtkEntry       *entry;
};

G_DEFINE_FINAL_TYPE (SparkleFolderDialog, sparkle_folder_dialog, ADW_TYPE_ALERT_DIALOG)

static char *
get_name (SparkleFolderDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static void
changed_cb (SparkleFolderDialog *self)
{
  g_autofree char *name = get_name (self);
  glong length = g_utf8_strlen (name, -1);

  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (self), "rename",
                                         length >= 1 && length <= SPARKLE_FOLDER_MAX && !g_str_equal (name, self->folder));
}

static void
sparkle_folder_dialog_response (AdwAlertDialog *dialog,
                                const char     *response)
{
  SparkleFolderDialog *self = SPARKLE_FOLDER_DIALOG (dialog);
  g_autofree char *name = get_name (self);
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "rename") || sparkle_session_rename_folder (self->session, self->folder, name, NULL, &error))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                              error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0 ? sparkle_error_get_detail (error, 0)->message
                                                                                                     : error->message);
}

static void
sparkle_folder_dialog_finalize (GObject *object)
{
  SparkleFolderDialog *self = SPARKLE_FOLDER_DIALOG (object);

  g_clear_object (&self->session);
  g_free (self->folder);

  G_OBJECT_CLASS (sparkle_folder_dialog_parent_class)->finalize (object);
}

static void
sparkle_folder_dialog_class_init (SparkleFolderDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_folder_dialog_finalize;
  ADW_ALERT_DIALOG_CLASS (klass)->response = sparkle_folder_dialog_response;
}

static void
sparkle_folder_dialog_init (SparkleFolderDialog *self)
{
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_activates_default (self->entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the folder"), -1);
  adw_alert_dialog_set_heading (ADW_ALERT_DIALOG (self), _("Rename folder"));
  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (self), _("The name of another folder puts both together."));
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (self), GTK_WIDGET (self->entry));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (self), "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (self), "rename", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (self), "rename");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (self), "cancel");
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sparkle_folder_dialog_new:
 * @session: open, with somebody signed in
 * @folder: its name so far
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_folder_dialog_new (SparkleSession *session,
                           const char     *folder)
{
  SparkleFolderDialog *self = g_object_new (SPARKLE_TYPE_FOLDER_DIALOG, NULL);

  self->session = g_object_ref (session);
  self->folder = g_strdup (folder);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), folder);
  changed_cb (self);
  return ADW_DIALOG (self);
}
