/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mutation-dialog.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"

struct _SparkleMutationDialog
{
  AdwDialog parent_instance;

  SparkleSession    *session; /* (owned) */
  SparkleOutboxItem *item;    /* (owned) */

  AdwBanner   *banner;
  GtkEditable *title_entry;
  GtkTextView *mine_view;
  GtkWidget   *theirs_box;
  GtkLabel    *theirs_label;
};

G_DEFINE_FINAL_TYPE (SparkleMutationDialog, sparkle_mutation_dialog, ADW_TYPE_DIALOG)

static void
send_cb (SparkleMutationDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->mine_view);
  gboolean has_title = sparkle_outbox_item_get_mine (self->item, "title") != NULL;
  gboolean has_content = sparkle_outbox_item_get_mine (self->item, "content") != NULL;
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  content = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (!sparkle_session_outbox_replace_text (self->session, sparkle_outbox_item_get_id (self->item),
                                            has_title ? gtk_editable_get_text (self->title_entry) : NULL,
                                            has_content ? content : NULL, &error))
    {
      gboolean detailed = error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0;

      adw_banner_set_title (self->banner, detailed ? sparkle_error_get_detail (error, 0)->message : error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      return;
    }
  sparkle_session_outbox_retry (self->session, sparkle_outbox_item_get_id (self->item));
  adw_dialog_close (ADW_DIALOG (self));
}

/* One's own change is given up: the record then shows what the server has. */
static void
take_theirs_cb (SparkleMutationDialog *self)
{
  sparkle_session_outbox_discard (self->session, sparkle_outbox_item_get_id (self->item));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
sparkle_mutation_dialog_dispose (GObject *object)
{
  SparkleMutationDialog *self = SPARKLE_MUTATION_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_MUTATION_DIALOG);

  G_OBJECT_CLASS (sparkle_mutation_dialog_parent_class)->dispose (object);
}

static void
sparkle_mutation_dialog_class_init (SparkleMutationDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_mutation_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/sparkle-mutation-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleMutationDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleMutationDialog, title_entry);
  gtk_widget_class_bind_template_child (widget_class, SparkleMutationDialog, mine_view);
  gtk_widget_class_bind_template_child (widget_class, SparkleMutationDialog, theirs_box);
  gtk_widget_class_bind_template_child (widget_class, SparkleMutationDialog, theirs_label);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_theirs_cb);
}

static void
sparkle_mutation_dialog_init (SparkleMutationDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_mutation_dialog_new:
 * @session: open
 * @item: a write that failed or conflicts, with text
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_mutation_dialog_new (SparkleSession    *session,
                             SparkleOutboxItem *item)
{
  SparkleMutationDialog *self = g_object_new (SPARKLE_TYPE_MUTATION_DIALOG, NULL);
  const char *title = sparkle_outbox_item_get_mine (item, "title");
  const char *content = sparkle_outbox_item_get_mine (item, "content");
  const char *their_title = sparkle_outbox_item_get_theirs (item, "title");
  const char *their_content = sparkle_outbox_item_get_theirs (item, "content");
  g_autofree char *theirs = g_strjoin ("\n\n", their_title != NULL ? their_title : "", their_content != NULL ? their_content : "", NULL);

  self->session = g_object_ref (session);
  self->item = g_object_ref (item);
  gtk_editable_set_text (self->title_entry, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title_entry), title != NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->mine_view), content != NULL ? content : "", -1);
  gtk_label_set_label (self->theirs_label, g_strstrip (theirs));
  gtk_widget_set_visible (self->theirs_box, *theirs != '\0');
  return ADW_DIALOG (self);
}
