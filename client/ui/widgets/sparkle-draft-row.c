/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-draft-row.h"

#include <glib/gi18n.h>

#include "sparkle-relative-time.h"

/* As much of the text as may be shown; the label cuts it further. */
#define EXCERPT_CHARS 200

struct _SparkleDraftRow
{
  GtkBox parent_instance;

  SparkleDraft *draft; /* (owned) (nullable) */
  gulong        handler;

  GtkWidget *title;
  GtkWidget *excerpt;
  GtkWidget *meta;
};

G_DEFINE_FINAL_TYPE (SparkleDraftRow, sparkle_draft_row, GTK_TYPE_BOX)

static void
update (SparkleDraftRow *self)
{
  const char *title = sparkle_draft_get_title (self->draft);
  const char *content = sparkle_draft_get_content (self->draft);
  g_autofree char *head = g_utf8_substring (content, 0, MIN (EXCERPT_CHARS, g_utf8_strlen (content, -1)));
  g_autofree char *age = sparkle_relative_time (sparkle_draft_get_updated_at (self->draft), g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (sparkle_draft_get_updated_at (self->draft));
  g_autofree char *edit = g_strdup_printf (_("%s · change of a post"), age);

  g_strdelimit (head, "\n", ' ');
  gtk_label_set_label (GTK_LABEL (self->title), *title != '\0' ? title : _("Untitled"));
  gtk_label_set_label (GTK_LABEL (self->excerpt), head);
  gtk_widget_set_visible (self->excerpt, *head != '\0');
  gtk_label_set_label (GTK_LABEL (self->meta), sparkle_draft_get_post_id (self->draft) != NULL ? edit : age);
  gtk_widget_set_tooltip_text (self->meta, exact);
}

static void
history_clicked_cb (SparkleDraftRow *self)
{
  if (self->draft != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.draft-history", "s", sparkle_draft_get_id (self->draft));
}

static void
delete_clicked_cb (SparkleDraftRow *self)
{
  if (self->draft != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.delete-draft", "s", sparkle_draft_get_id (self->draft));
}

static void
sparkle_draft_row_dispose (GObject *object)
{
  sparkle_draft_row_set_draft (SPARKLE_DRAFT_ROW (object), NULL);

  G_OBJECT_CLASS (sparkle_draft_row_parent_class)->dispose (object);
}

static void
sparkle_draft_row_class_init (SparkleDraftRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_draft_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "draft-row");
}

static void
sparkle_draft_row_init (SparkleDraftRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *history = gtk_button_new_from_icon_name ("document-open-recent-symbolic");
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "heading");
  self->excerpt = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->excerpt), 0);
  gtk_label_set_wrap (GTK_LABEL (self->excerpt), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->excerpt), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (self->excerpt), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (self->excerpt), 2);
  self->meta = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->meta), 0);
  gtk_widget_add_css_class (self->meta, "caption");
  gtk_widget_add_css_class (self->meta, "sparkle-dim");

  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), self->excerpt);
  gtk_box_append (GTK_BOX (lines), self->meta);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _("Delete the draft"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Delete the draft"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (delete_clicked_cb), self);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_box_append (GTK_BOX (self), lines);
  gtk_widget_add_css_class (history, "flat");
  gtk_widget_set_valign (history, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (history, _("History of the draft"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (history), GTK_ACCESSIBLE_PROPERTY_LABEL, _("History of the draft"), -1);
  g_signal_connect_swapped (history, "clicked", G_CALLBACK (history_clicked_cb), self);
  gtk_box_append (GTK_BOX (self), history);
  gtk_box_append (GTK_BOX (self), button);
}

/**
 * sparkle_draft_row_new:
 *
 * Returns: (transfer floating): a row without a draft
 */
GtkWidget *
sparkle_draft_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_DRAFT_ROW, NULL);
}

/**
 * sparkle_draft_row_set_draft:
 * @draft: (nullable): what is shown
 */
void
sparkle_draft_row_set_draft (SparkleDraftRow *self,
                             SparkleDraft    *draft)
{
  g_return_if_fail (SPARKLE_IS_DRAFT_ROW (self));

  if (self->draft == draft)
    return;
  if (self->draft != NULL)
    g_clear_signal_handler (&self->handler, self->draft);
  g_set_object (&self->draft, draft);
  if (draft == NULL)
    return;
  self->handler = g_signal_connect_swapped (draft, "notify", G_CALLBACK (update), self);
  update (self);
}
