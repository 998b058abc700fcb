/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-reply-box.h"

#include <glib/gi18n.h>

#include "sparkle-limits.h"
#include "sparkle-video-time.h"

struct _SparkleReplyBox
{
  GtkBox parent_instance;

  GtkWidget *task_row;
  GtkWidget *task;
  GtkWidget *pin;
  GtkWidget *view; /* a SparkleEditor */
  GtkWidget *hint;
  GtkWidget *send;

  gint64     second; /* of the video, what the pin offers or holds; -1: none */
};

enum
{
  SEND,
  CHANGED,
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleReplyBox, sparkle_reply_box, GTK_TYPE_BOX)

static GtkTextBuffer *
buffer_of (SparkleReplyBox *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
}

static void
changed_cb (SparkleReplyBox *self)
{
  int length = gtk_text_buffer_get_char_count (buffer_of (self));

  gtk_widget_set_visible (self->hint, length == 0);
  gtk_widget_set_sensitive (self->send, length > 0 && length <= SPARKLE_COMMENT_MAX);
  gtk_widget_set_tooltip_text (self->send, length <= SPARKLE_COMMENT_MAX ? _("Send (Ctrl+Enter)") : _("The comment is too long"));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
send_cb (SparkleReplyBox *self)
{
  g_autofree char *text = sparkle_reply_box_get_text (self);

  g_strstrip (text);
  if (*text != '\0' && gtk_widget_get_sensitive (self->send))
    g_signal_emit (self, signals[SEND], 0, text);
}

static gboolean
send_shortcut_cb (GtkWidget *widget,
                  GVariant  *args,
                  gpointer   user_data)
{
  send_cb (SPARKLE_REPLY_BOX (widget));
  return TRUE;
}

static void
cancel_cb (SparkleReplyBox *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static gboolean
cancel_shortcut_cb (GtkWidget *widget,
                    GVariant  *args,
                    gpointer   user_data)
{
  SparkleReplyBox *self = SPARKLE_REPLY_BOX (widget);

  if (!gtk_widget_get_visible (self->task_row))
    return FALSE;
  cancel_cb (self);
  return TRUE;
}

static void
pin_toggled_cb (SparkleReplyBox *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_second (SparkleReplyBox *self,
             gint64           second)
{
  g_autofree char *time = NULL;
  g_autofree char *label = NULL;

  self->second = second;
  gtk_widget_set_visible (self->pin, second >= 0);
  if (second < 0)
    return;
  time = sparkle_video_time_format ((unsigned) second);
  /* Translators: a moment of a video that a comment is about, such as "2:31" */
  label = g_strdup_printf (_("At %s"), time);
  gtk_button_set_label (GTK_BUTTON (self->pin), label);
}

static void
make_pin (SparkleReplyBox *self)
{
  self->pin = gtk_toggle_button_new_with_label ("");
  gtk_widget_add_css_class (self->pin, "tag-pill");
  gtk_widget_add_css_class (self->pin, "tabular");
  gtk_widget_set_halign (self->pin, GTK_ALIGN_START);
  gtk_widget_set_margin_start (self->pin, 8);
  gtk_widget_set_margin_bottom (self->pin, 6);
  gtk_widget_set_tooltip_text (self->pin, _("Pin the comment to this moment of the video"));
  gtk_widget_set_visible (self->pin, FALSE);
  g_signal_connect_swapped (self->pin, "toggled", G_CALLBACK (pin_toggled_cb), self);
  gtk_box_append (GTK_BOX (self), self->pin);
  self->second = -1;
}

static void
make_task_row (SparkleReplyBox *self)
{
  GtkWidget *cancel = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->task_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->task = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->task), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->task), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->task, TRUE);
  gtk_widget_set_margin_start (self->task, 8);
  gtk_widget_add_css_class (self->task, "caption-heading");
  gtk_widget_add_css_class (cancel, "flat");
  gtk_widget_add_css_class (cancel, "circular");
  gtk_widget_set_tooltip_text (cancel, _("Cancel"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cancel), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Cancel"), -1);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (cancel_cb), self);
  gtk_box_append (GTK_BOX (self->task_row), self->task);
  gtk_box_append (GTK_BOX (self->task_row), cancel);
  gtk_widget_set_visible (self->task_row, FALSE);
  gtk_box_append (GTK_BOX (self), self->task_row);
}

static GtkWidget *
make_text (SparkleReplyBox *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();

  self->view = sparkle_editor_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Comment"), -1);
  g_signal_connect_swapped (buffer_of (self), "changed", G_CALLBACK (changed_cb), self);

  self->hint = gtk_label_new (_("Write a comment"));
  gtk_widget_add_css_class (self->hint, "sparkle-dim");
  gtk_widget_set_halign (self->hint, GTK_ALIGN_START);
  gtk_widget_set_valign (self->hint, GTK_ALIGN_START);
  gtk_widget_set_margin_start (self->hint, 12);
  gtk_widget_set_margin_top (self->hint, 8);
  gtk_widget_set_can_target (self->hint, FALSE);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 150);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_add_css_class (scroller, "reply-text");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->hint);
  gtk_widget_set_hexpand (overlay, TRUE);
  return overlay;
}

static void
sparkle_reply_box_class_init (SparkleReplyBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, send_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, send_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, cancel_shortcut_cb, NULL);

  signals[SEND] = g_signal_new ("send", SPARKLE_TYPE_REPLY_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", SPARKLE_TYPE_REPLY_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CANCELLED] = g_signal_new ("cancelled", SPARKLE_TYPE_REPLY_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_reply_box_init (SparkleReplyBox *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "reply-box");
  make_task_row (self);
  make_pin (self);
  self->send = gtk_button_new_from_icon_name ("sparkle-send-symbolic");
  gtk_box_append (GTK_BOX (row), make_text (self));
  gtk_widget_set_valign (self->send, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->send, "circular");
  gtk_widget_add_css_class (self->send, "suggested-action");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Send"), -1);
  g_signal_connect_swapped (self->send, "clicked", G_CALLBACK (send_cb), self);
  gtk_box_append (GTK_BOX (row), self->send);
  gtk_box_append (GTK_BOX (self), row);
  changed_cb (self);
}

/**
 * sparkle_reply_box_new:
 *
 * Returns: (transfer floating): an empty box for a new comment
 */
GtkWidget *
sparkle_reply_box_new (void)
{
  return g_object_new (SPARKLE_TYPE_REPLY_BOX, NULL);
}

/**
 * sparkle_reply_box_set_task:
 * @task: (nullable): what is typed here, in words; %NULL for a new comment
 */
void
sparkle_reply_box_set_task (SparkleReplyBox *self,
                            const char      *task)
{
  g_return_if_fail (SPARKLE_IS_REPLY_BOX (self));

  gtk_label_set_label (GTK_LABEL (self->task), task != NULL ? task : "");
  gtk_widget_set_visible (self->task_row, task != NULL);
}

/**
 * sparkle_reply_box_get_text:
 *
 * Returns: (transfer full): what is typed
 */
char *
sparkle_reply_box_get_text (SparkleReplyBox *self)
{
  g_return_val_if_fail (SPARKLE_IS_REPLY_BOX (self), NULL);

  return sparkle_editor_get_text (SPARKLE_EDITOR (self->view));
}

/**
 * sparkle_reply_box_set_text:
 * @text: what to put there
 */
void
sparkle_reply_box_set_text (SparkleReplyBox *self,
                            const char      *text)
{
  g_return_if_fail (SPARKLE_IS_REPLY_BOX (self));

  sparkle_editor_set_text (SPARKLE_EDITOR (self->view), text);
}

/**
 * sparkle_reply_box_offer_second:
 * @second: of the video, where it is now; -1: none is open
 *
 * Offers to pin the comment to it. What is pinned stays as it is.
 */
void
sparkle_reply_box_offer_second (SparkleReplyBox *self,
                                gint64           second)
{
  g_return_if_fail (SPARKLE_IS_REPLY_BOX (self));

  if (self->second != second && sparkle_reply_box_get_second (self) < 0)
    show_second (self, second);
}

/**
 * sparkle_reply_box_get_second:
 *
 * Returns: the second of the video that the comment is pinned to; -1: none
 */
gint64
sparkle_reply_box_get_second (SparkleReplyBox *self)
{
  g_return_val_if_fail (SPARKLE_IS_REPLY_BOX (self), -1);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->pin)) ? self->second : -1;
}

/**
 * sparkle_reply_box_set_second:
 * @second: of the video, to pin the comment to; -1: none, and none is offered
 */
void
sparkle_reply_box_set_second (SparkleReplyBox *self,
                              gint64           second)
{
  g_return_if_fail (SPARKLE_IS_REPLY_BOX (self));

  show_second (self, second);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->pin), second >= 0);
}

/**
 * sparkle_reply_box_get_editor:
 *
 * Returns: (transfer none): where it is typed, for who knows names and languages
 */
SparkleEditor *
sparkle_reply_box_get_editor (SparkleReplyBox *self)
{
  g_return_val_if_fail (SPARKLE_IS_REPLY_BOX (self), NULL);

  return SPARKLE_EDITOR (self->view);
}

/**
 * sparkle_reply_box_focus:
 *
 * Puts the cursor there.
 */
void
sparkle_reply_box_focus (SparkleReplyBox *self)
{
  g_return_if_fail (SPARKLE_IS_REPLY_BOX (self));

  gtk_widget_grab_focus (self->view);
}
