/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification-row.h"

#include <glib/gi18n.h>

#include "sparkle-notification-text.h"
#include "sparkle-relative-time.h"

struct _SparkleNotificationRow
{
  GtkBox parent_instance;

  SparkleNotification *notification; /* (owned) (nullable) */
  gulong               handler;

  GtkWidget *icon;
  GtkWidget *text;
  GtkWidget *title;
  GtkWidget *time;
  GtkWidget *dot;
};

G_DEFINE_FINAL_TYPE (SparkleNotificationRow, sparkle_notification_row, GTK_TYPE_BOX)

static void
update (SparkleNotificationRow *self)
{
  const char *title = sparkle_notification_get_title (self->notification);
  gint64 when = sparkle_notification_get_updated_at (self->notification);
  gboolean read = sparkle_notification_get_read (self->notification);
  g_autofree char *text = sparkle_notification_text (self->notification);
  g_autofree char *age = sparkle_relative_time (when, g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (when);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), sparkle_notification_icon (self->notification));
  gtk_label_set_label (GTK_LABEL (self->text), text);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_widget_set_visible (self->title, *title != '\0');
  gtk_label_set_label (GTK_LABEL (self->time), age);
  gtk_widget_set_tooltip_text (self->time, exact);
  /* its place stays, so that nothing moves when it is read */
  gtk_widget_set_opacity (self->dot, read ? 0 : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dot), GTK_ACCESSIBLE_PROPERTY_LABEL, read ? _("Read") : _("Unread"), -1);
  if (read)
    gtk_widget_add_css_class (GTK_WIDGET (self), "read");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "read");
}

static GtkWidget *
add_label (GtkWidget *lines, int n_lines, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (label), n_lines);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (lines), label);
  return label;
}

static void
sparkle_notification_row_dispose (GObject *object)
{
  sparkle_notification_row_set_notification (SPARKLE_NOTIFICATION_ROW (object), NULL);

  G_OBJECT_CLASS (sparkle_notification_row_parent_class)->dispose (object);
}

static void
sparkle_notification_row_class_init (SparkleNotificationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_notification_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "notification-row");
}

static void
sparkle_notification_row_init (SparkleNotificationRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "valign", GTK_ALIGN_START, NULL);
  gtk_widget_add_css_class (self->icon, "kind");
  gtk_box_append (GTK_BOX (self), self->icon);

  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (self), lines);
  self->text = add_label (lines, 3, NULL);
  self->title = add_label (lines, 2, "heading");
  self->time = add_label (lines, 1, "caption");
  gtk_widget_add_css_class (self->time, "sparkle-dim");

  self->dot = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_widget_add_css_class (self->dot, "unread-dot");
  gtk_box_append (GTK_BOX (self), self->dot);
}

/**
 * sparkle_notification_row_new:
 *
 * Returns: (transfer floating): a row without a notification
 */
GtkWidget *
sparkle_notification_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_NOTIFICATION_ROW, NULL);
}

/**
 * sparkle_notification_row_set_notification:
 * @notification: (nullable): what is shown
 */
void
sparkle_notification_row_set_notification (SparkleNotificationRow *self,
                                           SparkleNotification    *notification)
{
  g_return_if_fail (SPARKLE_IS_NOTIFICATION_ROW (self));

  if (self->notification == notification)
    return;
  if (self->notification != NULL)
    g_clear_signal_handler (&self->handler, self->notification);
  g_set_object (&self->notification, notification);
  if (notification == NULL)
    return;
  self->handler = g_signal_connect_swapped (notification, "notify", G_CALLBACK (update), self);
  update (self);
}
