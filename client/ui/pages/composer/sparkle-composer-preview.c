/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-composer-preview.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-markdown-view.h"

#define SHOW_AFTER_MS 150

struct _SparkleComposerPreview
{
  GtkWidget parent_instance;

  GtkEditable   *title; /* (owned) (nullable) */
  GtkTextBuffer *text;  /* (owned) (nullable) */
  unsigned       show_id;

  GtkWidget     *scroller;
  GtkLabel      *heading;
  GtkWidget     *view;
  GtkWidget     *hint;
};

G_DEFINE_FINAL_TYPE (SparkleComposerPreview, sparkle_composer_preview, GTK_TYPE_WIDGET)

/* The part that is being written stays in sight: as far down as the cursor is in the text. */
static void
follow_cursor (SparkleComposerPreview *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double room = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  int n = gtk_text_buffer_get_char_count (self->text);
  GtkTextIter cursor;

  gtk_text_buffer_get_iter_at_mark (self->text, &cursor, gtk_text_buffer_get_insert (self->text));
  if (room > 0 && n > 0)
    gtk_adjustment_set_value (adjustment, room * gtk_text_iter_get_offset (&cursor) / n);
}

static gboolean
show_cb (gpointer user_data)
{
  SparkleComposerPreview *self = user_data;
  const char *title = gtk_editable_get_text (self->title);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  self->show_id = 0;
  gtk_text_buffer_get_bounds (self->text, &start, &end);
  text = gtk_text_buffer_get_text (self->text, &start, &end, TRUE);
  gtk_label_set_label (self->heading, title);
  gtk_widget_set_visible (GTK_WIDGET (self->heading), *title != '\0');
  gtk_widget_set_visible (self->hint, *title == '\0' && *text == '\0');
  sparkle_markdown_view_set_text (SPARKLE_MARKDOWN_VIEW (self->view), text);
  follow_cursor (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SparkleComposerPreview *self)
{
  if (self->show_id == 0 && self->text != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->show_id = g_timeout_add (SHOW_AFTER_MS, show_cb, self);
}

static void
sparkle_composer_preview_map (GtkWidget *widget)
{
  SparkleComposerPreview *self = SPARKLE_COMPOSER_PREVIEW (widget);

  GTK_WIDGET_CLASS (sparkle_composer_preview_parent_class)->map (widget);
  if (self->text != NULL)
    {
      g_clear_handle_id (&self->show_id, g_source_remove);
      show_cb (self);
    }
}

static void
sparkle_composer_preview_dispose (GObject *object)
{
  SparkleComposerPreview *self = SPARKLE_COMPOSER_PREVIEW (object);

  g_clear_handle_id (&self->show_id, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->title);
  g_clear_object (&self->text);

  G_OBJECT_CLASS (sparkle_composer_preview_parent_class)->dispose (object);
}

static void
sparkle_composer_preview_class_init (SparkleComposerPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_composer_preview_dispose;
  widget_class->map = sparkle_composer_preview_map;

  gtk_widget_class_set_css_name (widget_class, "composer-preview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sparkle_composer_preview_init (SparkleComposerPreview *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->heading, TRUE);
  gtk_label_set_wrap_mode (self->heading, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->heading, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "title-1");
  self->hint = gtk_label_new (_("What you write is shown here as others will see it."));
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_widget_add_css_class (self->hint, "sparkle-dim");
  gtk_widget_set_margin_top (self->hint, 12);
  self->view = sparkle_markdown_view_new (FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (box), self->view);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 640);
  adw_clamp_set_unit (ADW_CLAMP (clamp), ADW_LENGTH_UNIT_SP);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Preview"), -1);
}

/**
 * sparkle_composer_preview_set_source:
 * @title: where the title is typed
 * @text: where the text is typed
 */
void
sparkle_composer_preview_set_source (SparkleComposerPreview *self,
                                     GtkEditable            *title,
                                     GtkTextView            *text)
{
  g_return_if_fail (SPARKLE_IS_COMPOSER_PREVIEW (self) && self->text == NULL);

  self->title = g_object_ref (title);
  self->text = g_object_ref (gtk_text_view_get_buffer (text));
  g_signal_connect_object (title, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}
