/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-profile-editor.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

struct _SparkleProfileEditor
{
  AdwBin parent_instance;

  GtkEntry    *name_entry;
  GtkLabel    *name_count;
  GtkLabel    *name_error;
  GtkTextView *bio_view;
  GtkLabel    *bio_count;
  GtkLabel    *bio_error;
  gboolean     setting;   /* the text is set, not typed */
};

enum
{
  SAVE,
  CANCEL,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleProfileEditor, sparkle_profile_editor, ADW_TYPE_BIN)

static void
set_count (GtkLabel *label,
           glong     length,
           int       most)
{
  g_autofree char *text = g_strdup_printf ("%ld/%d", length, most);

  gtk_label_set_label (label, text);
  if (length > most)
    gtk_widget_add_css_class (GTK_WIDGET (label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
}

static void
set_problem (GtkLabel   *label,
             GtkWidget  *field,
             const char *message)
{
  gtk_label_set_label (label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (label), message != NULL);
  if (message != NULL)
    {
      gtk_widget_add_css_class (field, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (field, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
changed_cb (SparkleProfileEditor *self)
{
  g_autofree char *name = sparkle_profile_editor_get_name (self);
  g_autofree char *bio = sparkle_profile_editor_get_bio (self);

  set_count (self->name_count, g_utf8_strlen (name, -1), SPARKLE_DISPLAY_NAME_MAX);
  set_count (self->bio_count, g_utf8_strlen (bio, -1), SPARKLE_BIO_MAX);
  sparkle_profile_editor_set_error (self, NULL);
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
save_cb (SparkleProfileEditor *self)
{
  g_signal_emit (self, signals[SAVE], 0);
}

static void
cancel_cb (SparkleProfileEditor *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

static gboolean
save_shortcut_cb (GtkWidget *widget,
                  GVariant  *args,
                  gpointer   user_data)
{
  save_cb (SPARKLE_PROFILE_EDITOR (widget));
  return TRUE;
}

static gboolean
cancel_shortcut_cb (GtkWidget *widget,
                    GVariant  *args,
                    gpointer   user_data)
{
  cancel_cb (SPARKLE_PROFILE_EDITOR (widget));
  return TRUE;
}

static void
sparkle_profile_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_PROFILE_EDITOR);

  G_OBJECT_CLASS (sparkle_profile_editor_parent_class)->dispose (object);
}

static void
sparkle_profile_editor_class_init (SparkleProfileEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_profile_editor_dispose;
  signals[SAVE] = g_signal_new ("save", SPARKLE_TYPE_PROFILE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CANCEL] = g_signal_new ("cancel", SPARKLE_TYPE_PROFILE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", SPARKLE_TYPE_PROFILE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, save_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, save_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, cancel_shortcut_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/profile/sparkle-profile-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileEditor, name_entry);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileEditor, name_count);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileEditor, name_error);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileEditor, bio_view);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileEditor, bio_count);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileEditor, bio_error);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
sparkle_profile_editor_init (SparkleProfileEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->bio_view), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sparkle_profile_editor_set_text:
 * @name: the display name
 * @bio: the text
 *
 * What is to be changed.
 */
void
sparkle_profile_editor_set_text (SparkleProfileEditor *self,
                                 const char           *name,
                                 const char           *bio)
{
  g_return_if_fail (SPARKLE_IS_PROFILE_EDITOR (self));

  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), name);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->bio_view), bio, -1);
  changed_cb (self);
  self->setting = FALSE;
}

char *
sparkle_profile_editor_get_name (SparkleProfileEditor *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE_EDITOR (self), NULL);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));
}

char *
sparkle_profile_editor_get_bio (SparkleProfileEditor *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_val_if_fail (SPARKLE_IS_PROFILE_EDITOR (self), NULL);

  buffer = gtk_text_view_get_buffer (self->bio_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strchomp (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

/**
 * sparkle_profile_editor_set_error:
 * @error: (nullable): what is wrong; its details name fields
 */
void
sparkle_profile_editor_set_error (SparkleProfileEditor *self,
                                  const GError         *error)
{
  const char *name = NULL, *bio = NULL;

  g_return_if_fail (SPARKLE_IS_PROFILE_EDITOR (self));

  for (unsigned i = 0; error != NULL && error->domain == SPARKLE_ERROR && i < sparkle_error_n_details (error); i++)
    {
      const SparkleErrorDetail *detail = sparkle_error_get_detail (error, i);

      if (g_str_equal (detail->field, "display_name"))
        name = detail->message;
      else if (g_str_equal (detail->field, "bio"))
        bio = detail->message;
    }
  if (error != NULL && name == NULL && bio == NULL)
    bio = error->message;
  set_problem (self->name_error, GTK_WIDGET (self->name_entry), name);
  set_problem (self->bio_error, GTK_WIDGET (self->bio_view), bio);
  if (name != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  else if (bio != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->bio_view));
}

void
sparkle_profile_editor_focus (SparkleProfileEditor *self)
{
  g_return_if_fail (SPARKLE_IS_PROFILE_EDITOR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}
