/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmark-dialog.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-session-bookmarks.h"

#define SAVE_AFTER_MS 1000

struct _SparkleBookmarkDialog
{
  AdwDialog parent_instance;

  SparkleSession  *session;  /* (owned) */
  SparkleBookmark *bookmark; /* (owned) */
  SparkleFolders  *list;     /* (owned) */
  GPtrArray       *rows;     /* (owned): of the folders, in the group */
  GPtrArray       *checks;   /* (owned): in these rows, named after the folders */
  char            *seen;     /* (owned): the note as it was on screen before it was typed into */
  unsigned         save_id;
  gboolean         setting;

  GtkTextView         *note_view;
  GtkLabel            *note_count;
  GtkLabel            *note_error;
  AdwPreferencesGroup *folders;
  AdwEntryRow         *new_folder;
};

G_DEFINE_FINAL_TYPE (SparkleBookmarkDialog, sparkle_bookmark_dialog, ADW_TYPE_DIALOG)

/* ---- the note --------------------------------------------------------------- */

static char *
get_note (SparkleBookmarkDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->note_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
show_problem (SparkleBookmarkDialog *self,
              const GError          *error)
{
  const char *message = error == NULL ? NULL
                        : error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0 ? sparkle_error_get_detail (error, 0)->message
                        : error->message;

  gtk_label_set_label (self->note_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_error), message != NULL);
}

static void
save_note (SparkleBookmarkDialog *self)
{
  g_autofree char *note = get_note (self);
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (g_str_equal (note, self->seen))
    return;
  if (!sparkle_session_edit_bookmark (self->session, sparkle_bookmark_get_id (self->bookmark), NULL, note, self->seen, &error))
    {
      show_problem (self, error);
      return;
    }
  show_problem (self, NULL);
  g_set_str (&self->seen, note);
}

static void
save_once_cb (gpointer data)
{
  SparkleBookmarkDialog *self = data;

  self->save_id = 0;
  save_note (self);
}

static void
typed_cb (SparkleBookmarkDialog *self)
{
  g_autofree char *note = get_note (self);
  glong length = g_utf8_strlen (note, -1);
  g_autofree char *count = g_strdup_printf ("%ld/%d", length, SPARKLE_NOTE_MAX);

  gtk_label_set_label (self->note_count, count);
  if (length > SPARKLE_NOTE_MAX)
    gtk_widget_add_css_class (GTK_WIDGET (self->note_count), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note_count), "error");
  if (self->setting)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add_once (SAVE_AFTER_MS, save_once_cb, self);
}

/* Another device wrote into it; who is typing here keeps their text. */
static void
note_cb (SparkleBookmarkDialog *self)
{
  const char *now = sparkle_bookmark_get_note (self->bookmark);
  g_autofree char *typed = get_note (self);

  if (!g_str_equal (typed, self->seen) || g_str_equal (now, self->seen))
    return;
  g_set_str (&self->seen, now);
  self->setting = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note_view), now, -1);
  self->setting = FALSE;
}

/* ---- the folder ------------------------------------------------------------- */

static void
move_to (SparkleBookmarkDialog *self,
         const char            *folder)
{
  g_autoptr(GError) error = NULL;

  if (g_str_equal (folder, sparkle_bookmark_get_folder (self->bookmark)))
    return;
  if (!sparkle_session_edit_bookmark (self->session, sparkle_bookmark_get_id (self->bookmark), folder, NULL, NULL, &error))
    show_problem (self, error);
}

static void
row_activated_cb (SparkleBookmarkDialog *self,
                  GtkCheckButton        *check)
{
  if (!self->setting && gtk_check_button_get_active (check))
    move_to (self, gtk_widget_get_name (GTK_WIDGET (check)));
}

static GtkWidget *
add_folder_row (SparkleBookmarkDialog *self,
                const char            *name,
                GtkCheckButton        *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *name != '\0' ? name : _("No folder"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_name (check, name);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, *name != '\0' ? name : _("No folder"), -1);
  if (group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_str_equal (name, sparkle_bookmark_get_folder (self->bookmark)));
  g_signal_connect_object (check, "toggled", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->folders, row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
  return check;
}

/* Whether the rows are those of the folders that there are: then only the choice may be another, and the focus stays where it is. */
static gboolean
choose_row (SparkleBookmarkDialog *self)
{
  unsigned at = 1;

  for (unsigned i = 0; i < sparkle_folders_get_n (self->list); i++)
    {
      const char *name = sparkle_folders_get_name (self->list, i);

      if (*name == '\0')
        continue;
      if (at >= self->checks->len || !g_str_equal (gtk_widget_get_name (g_ptr_array_index (self->checks, at)), name))
        return FALSE;
      at++;
    }
  if (at != self->checks->len)
    return FALSE;
  self->setting = TRUE;
  for (unsigned i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->checks, i),
                                 g_str_equal (gtk_widget_get_name (g_ptr_array_index (self->checks, i)), sparkle_bookmark_get_folder (self->bookmark)));
  self->setting = FALSE;
  return TRUE;
}

static void
update_folders (SparkleBookmarkDialog *self)
{
  GtkWidget *group;

  if (choose_row (self))
    return;
  self->setting = TRUE;
  for (unsigned i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->folders, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->checks, 0);
  group = add_folder_row (self, "", NULL);
  for (unsigned i = 0; i < sparkle_folders_get_n (self->list); i++)
    if (*sparkle_folders_get_name (self->list, i) != '\0')
      add_folder_row (self, sparkle_folders_get_name (self->list, i), GTK_CHECK_BUTTON (group));
  self->setting = FALSE;
}

static void
new_folder_cb (SparkleBookmarkDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_folder))));

  if (*name == '\0')
    return;
  move_to (self, name);
  gtk_editable_set_text (GTK_EDITABLE (self->new_folder), "");
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_bookmark_dialog_closed (AdwDialog *dialog)
{
  SparkleBookmarkDialog *self = SPARKLE_BOOKMARK_DIALOG (dialog);

  new_folder_cb (self);
  save_note (self);
}

static void
sparkle_bookmark_dialog_dispose (GObject *object)
{
  SparkleBookmarkDialog *self = SPARKLE_BOOKMARK_DIALOG (object);

  if (self->save_id != 0)
    save_note (self);
  g_clear_handle_id (&self->save_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_BOOKMARK_DIALOG);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->bookmark);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_bookmark_dialog_parent_class)->dispose (object);
}

static void
sparkle_bookmark_dialog_finalize (GObject *object)
{
  g_free (SPARKLE_BOOKMARK_DIALOG (object)->seen);

  G_OBJECT_CLASS (sparkle_bookmark_dialog_parent_class)->finalize (object);
}

static void
sparkle_bookmark_dialog_class_init (SparkleBookmarkDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_bookmark_dialog_dispose;
  object_class->finalize = sparkle_bookmark_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = sparkle_bookmark_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/sparkle-bookmark-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarkDialog, note_view);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarkDialog, note_count);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarkDialog, note_error);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarkDialog, folders);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarkDialog, new_folder);
  gtk_widget_class_bind_template_callback (widget_class, new_folder_cb);
}

static void
sparkle_bookmark_dialog_init (SparkleBookmarkDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->checks = g_ptr_array_new ();
}

/**
 * sparkle_bookmark_dialog_new:
 * @session: open, with somebody signed in
 * @post_id: a bookmarked post; one that is not yet becomes it with the first change
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_bookmark_dialog_new (SparkleSession *session,
                             const char     *post_id)
{
  SparkleBookmarkDialog *self = g_object_new (SPARKLE_TYPE_BOOKMARK_DIALOG, NULL);

  self->session = g_object_ref (session);
  self->bookmark = sparkle_entities_get_bookmark (sparkle_session_get_entities (session), post_id);
  self->list = sparkle_session_open_folders (session);
  self->seen = g_strdup (sparkle_bookmark_get_note (self->bookmark));
  self->setting = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note_view), self->seen, -1);
  typed_cb (self);
  self->setting = FALSE;
  g_signal_connect_object (gtk_text_view_get_buffer (self->note_view), "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bookmark, "notify::note", G_CALLBACK (note_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bookmark, "notify::folder", G_CALLBACK (update_folders), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "changed", G_CALLBACK (update_folders), self, G_CONNECT_SWAPPED);
  update_folders (self);
  return ADW_DIALOG (self);
}
