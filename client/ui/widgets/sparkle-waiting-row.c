/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-waiting-row.h"

#include <glib/gi18n.h>

#include "sparkle-relative-time.h"

struct _SparkleWaitingRow
{
  GtkBox parent_instance;

  SparklePost *post; /* (owned) (nullable) */
  gulong       handler;

  GtkWidget *title;
  GtkWidget *when;
  GtkWidget *buttons[4];
};

static const struct
{
  const char *icon;
  const char *label;
  const char *action;
} deeds[] = {
  { "sparkle-send-symbolic", N_("Publish now"), "win.publish-now" },
  { "alarm-symbolic", N_("Reschedule"), "win.reschedule" },
  { "document-edit-symbolic", N_("Edit"), "win.edit-post" },
  { "user-trash-symbolic", N_("Delete"), "win.delete-post" },
};

G_DEFINE_FINAL_TYPE (SparkleWaitingRow, sparkle_waiting_row, GTK_TYPE_BOX)

static void
update (SparkleWaitingRow *self)
{
  const char *title = sparkle_post_get_title (self->post);
  gint64 at = sparkle_post_get_publish_at (self->post);
  g_autofree char *when = sparkle_coming_time (at, g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (at);
  g_autofree char *text = g_strdup_printf (_("Publishes %s"), when);
  g_autofree char *unsent = g_strdup_printf (_("%s · waiting for network"), text);

  gtk_label_set_label (GTK_LABEL (self->title), *title != '\0' ? title : _("Untitled"));
  gtk_label_set_label (GTK_LABEL (self->when), sparkle_post_get_pending (self->post) == SPARKLE_PENDING_NONE ? text : unsent);
  gtk_widget_set_tooltip_text (self->when, exact);
}

static void
clicked_cb (SparkleWaitingRow *self,
            GtkWidget         *button)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (self->buttons[i] == button && self->post != NULL)
      {
        gtk_widget_activate_action (GTK_WIDGET (self), deeds[i].action, "s", sparkle_post_get_id (self->post));
        return;
      }
}

static void
sparkle_waiting_row_dispose (GObject *object)
{
  sparkle_waiting_row_set_post (SPARKLE_WAITING_ROW (object), NULL);

  G_OBJECT_CLASS (sparkle_waiting_row_parent_class)->dispose (object);
}

static void
sparkle_waiting_row_class_init (SparkleWaitingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_waiting_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "draft-row");
}

static void
sparkle_waiting_row_init (SparkleWaitingRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "heading");
  self->when = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->when), 0);
  gtk_label_set_wrap (GTK_LABEL (self->when), TRUE);
  gtk_widget_set_hexpand (self->when, TRUE);
  gtk_widget_add_css_class (self->when, "caption");
  gtk_widget_add_css_class (self->when, "sparkle-dim");
  gtk_box_append (GTK_BOX (line), self->when);
  for (unsigned i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      GtkWidget *button = self->buttons[i] = gtk_button_new_from_icon_name (deeds[i].icon);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (button, _(deeds[i].label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(deeds[i].label), -1);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), self);
      gtk_box_append (GTK_BOX (line), button);
    }
  gtk_box_append (GTK_BOX (self), self->title);
  gtk_box_append (GTK_BOX (self), line);
}

/**
 * sparkle_waiting_row_new:
 *
 * Returns: (transfer floating): a row without a post
 */
GtkWidget *
sparkle_waiting_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_WAITING_ROW, NULL);
}

/**
 * sparkle_waiting_row_set_post:
 * @post: (nullable): what is shown
 */
void
sparkle_waiting_row_set_post (SparkleWaitingRow *self,
                              SparklePost       *post)
{
  g_return_if_fail (SPARKLE_IS_WAITING_ROW (self));

  if (self->post == post)
    return;
  if (self->post != NULL)
    g_clear_signal_handler (&self->handler, self->post);
  g_set_object (&self->post, post);
  if (post == NULL)
    return;
  self->handler = g_signal_connect_swapped (post, "notify", G_CALLBACK (update), self);
  update (self);
}
