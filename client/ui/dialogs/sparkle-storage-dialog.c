/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-storage-dialog.h"

#include <glib/gi18n.h>

#include "sparkle-session-storage.h"

struct _SparkleStorageDialog
{
  AdwDialog parent_instance;

  SparkleSession *session; /* (owned) */
  GPtrArray      *rows;    /* (owned): of what is kept, in the group */
  gboolean        clearing;

  GtkLabel            *cache_label;
  GtkLabel            *journal_label;
  GtkWidget           *clear_row;
  AdwPreferencesGroup *kept_group;
};

G_DEFINE_FINAL_TYPE (SparkleStorageDialog, sparkle_storage_dialog, ADW_TYPE_DIALOG)

static void refresh (SparkleStorageDialog *self);

/* ---- what is kept ----------------------------------------------------------- */

static void
open_cb (SparkleStorageDialog *self,
         GtkWidget            *row)
{
  g_autofree char *id = g_strdup (gtk_widget_get_name (row));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-post", "s", id);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
forget_cb (SparkleStorageDialog *self,
           GtkWidget            *button)
{
  sparkle_session_keep_offline (self->session, gtk_widget_get_name (button), FALSE);
  refresh (self);
}

static void
add_kept (SparkleStorageDialog   *self,
          const SparkleStoreKept *kept)
{
  g_autoptr(SparklePost) post = sparkle_entities_get_post (sparkle_session_get_entities (self->session), kept->post_id);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *size = g_format_size (kept->bytes);
  g_autofree char *comments = g_strdup_printf (ngettext ("%u comment", "%u comments", kept->n_comments), kept->n_comments);
  /* Translators: how many comments, and about how many bytes */
  g_autofree char *detail = g_strdup_printf (_("%s · about %s"), comments, size);
  const char *title = sparkle_post_get_known (post) ? sparkle_post_get_title (post) : _("Not fetched yet");
  g_autofree char *label = g_strdup_printf (_("Do not keep “%s” offline"), title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_set_name (row, kept->post_id);
  gtk_widget_set_name (button, kept->post_id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Do not keep offline"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (forget_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->kept_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_kept (SparkleStorageDialog *self,
           GPtrArray            *kept)
{
  for (unsigned i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->kept_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (unsigned i = 0; i < kept->len; i++)
    add_kept (self, g_ptr_array_index (kept, i));
  if (kept->len == 0)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("No thread is kept yet"));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Choose “Keep offline” in a thread or at a bookmark."));
      adw_preferences_group_add (self->kept_group, row);
      g_ptr_array_add (self->rows, row);
    }
}

/* ---- measuring and clearing ------------------------------------------------- */

typedef struct
{
  GWeakRef        dialog;
  SparkleSession *session; /* (owned) */
  gboolean        clear;
} Work;

static void
work_free (Work *work)
{
  g_weak_ref_clear (&work->dialog);
  g_object_unref (work->session);
  g_free (work);
}

static void
show_room (SparkleStorageDialog   *self,
           const SparkleStoreRoom *room)
{
  g_autofree char *cache = g_format_size (room->cache);
  g_autofree char *journal = g_format_size (room->journal);

  gtk_label_set_label (self->cache_label, cache);
  gtk_label_set_label (self->journal_label, journal);
}

static void
tell_freed (SparkleStorageDialog *self,
            gint64                freed)
{
  g_autofree char *size = g_format_size ((guint64) freed);
  g_autofree char *text = g_strdup_printf (_("%s came free. What you typed, keep or bookmarked is still here."), size);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

/* (fiber) */
static DexFuture *
work_fiber (gpointer user_data)
{
  Work *work = user_data;
  g_autoptr(SparkleStorageDialog) self = NULL;
  g_autoptr(SparkleStoreRoom) room = NULL;
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GError) error = NULL;
  gint64 freed = work->clear ? dex_await_int64 (sparkle_session_clear_cache (work->session), &error) : 0;

  if (error == NULL)
    room = dex_await_boxed (sparkle_session_measure_storage (work->session), &error);
  if (error == NULL)
    kept = dex_await_boxed (sparkle_session_list_kept (work->session), &error);
  self = g_weak_ref_get (&work->dialog);
  if (self == NULL || self->rows == NULL)
    return dex_future_new_false ();
  if (work->clear)
    {
      self->clearing = FALSE;
      gtk_widget_set_sensitive (self->clear_row, TRUE);
    }
  if (error != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
      return dex_future_new_false ();
    }
  show_room (self, room);
  show_kept (self, kept);
  if (work->clear)
    tell_freed (self, freed);
  return dex_future_new_true ();
}

static void
start (SparkleStorageDialog *self,
       gboolean              clear)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->dialog, self);
  work->session = g_object_ref (self->session);
  work->clear = clear;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, work_fiber, work, (GDestroyNotify) work_free));
}

static void
refresh (SparkleStorageDialog *self)
{
  start (self, FALSE);
}

static void
clear_cb (SparkleStorageDialog *self)
{
  if (self->clearing)
    return;
  self->clearing = TRUE;
  gtk_widget_set_sensitive (self->clear_row, FALSE);
  start (self, TRUE);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_storage_dialog_dispose (GObject *object)
{
  SparkleStorageDialog *self = SPARKLE_STORAGE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_STORAGE_DIALOG);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_storage_dialog_parent_class)->dispose (object);
}

static void
sparkle_storage_dialog_class_init (SparkleStorageDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_storage_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/sparkle-storage-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleStorageDialog, cache_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleStorageDialog, journal_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleStorageDialog, clear_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleStorageDialog, kept_group);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
sparkle_storage_dialog_init (SparkleStorageDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
}

/**
 * sparkle_storage_dialog_new:
 * @session: open
 *
 * Returns: (transfer floating): the dialog, measuring
 */
AdwDialog *
sparkle_storage_dialog_new (SparkleSession *session)
{
  SparkleStorageDialog *self = g_object_new (SPARKLE_TYPE_STORAGE_DIALOG, NULL);

  self->session = g_object_ref (session);
  refresh (self);
  return ADW_DIALOG (self);
}
