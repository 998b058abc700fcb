/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-server-group.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-session-server.h"

struct _SparkleServerGroup
{
  AdwPreferencesGroup parent_instance;

  char     *address;   /* (nullable): the community that is open */
  unsigned  n_waiting; /* writes that wait for it */

  AdwEntryRow *entry;
  GtkLabel    *problem;
};

G_DEFINE_FINAL_TYPE (SparkleServerGroup, sparkle_server_group, ADW_TYPE_PREFERENCES_GROUP)

static void
set_problem (SparkleServerGroup *self,
             const char         *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  if (text != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      gtk_accessible_announce (GTK_ACCESSIBLE (self->entry), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
    }
}

static void
changed_cb (SparkleServerGroup *self)
{
  set_problem (self, NULL);
}

static void
change (SparkleServerGroup *self,
        const char         *address)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.change-server", "s", address);
}

static void
answered_cb (SparkleServerGroup *self,
             const char         *response,
             AdwAlertDialog     *dialog)
{
  g_autofree char *address = sparkle_session_normalize_server (gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL);

  if (g_str_equal (response, "go") && address != NULL)
    change (self, address);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), self->address);
}

/* Nothing would be lost; but who believes that all is sent should know. */
static void
ask (SparkleServerGroup *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_("Go to the other community?"), NULL);
  g_autofree char *body = g_strdup_printf (ngettext ("%u thing that you wrote still waits here. It is sent when you come back.",
                                                     "%u things that you wrote still wait here. They are sent when you come back.", self->n_waiting),
                                           self->n_waiting);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "stay", _("_Stay here"), "go", _("_Go there"), NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "stay");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
apply_cb (SparkleServerGroup *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *address = sparkle_session_normalize_server (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  if (address == NULL)
    {
      set_problem (self, sparkle_error_n_details (error) > 0 ? sparkle_error_get_detail (error, 0)->message : error->message);
      return;
    }
  if (g_strcmp0 (address, self->address) == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), address);
  else if (self->n_waiting > 0)
    ask (self);
  else
    change (self, address);
}

static void
sparkle_server_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_SERVER_GROUP);

  G_OBJECT_CLASS (sparkle_server_group_parent_class)->dispose (object);
}

static void
sparkle_server_group_finalize (GObject *object)
{
  g_free (SPARKLE_SERVER_GROUP (object)->address);

  G_OBJECT_CLASS (sparkle_server_group_parent_class)->finalize (object);
}

static void
sparkle_server_group_class_init (SparkleServerGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_server_group_dispose;
  object_class->finalize = sparkle_server_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleServerGroup, entry);
  gtk_widget_class_bind_template_child (widget_class, SparkleServerGroup, problem);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
sparkle_server_group_init (SparkleServerGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_server_group_new:
 *
 * Returns: (transfer floating): without an address yet
 */
GtkWidget *
sparkle_server_group_new (void)
{
  return g_object_new (SPARKLE_TYPE_SERVER_GROUP, NULL);
}

/**
 * sparkle_server_group_set_address:
 * @address: (nullable): the community that is open
 * @n_waiting: how many writes wait for it
 */
void
sparkle_server_group_set_address (SparkleServerGroup *self,
                                  const char         *address,
                                  unsigned            n_waiting)
{
  g_return_if_fail (SPARKLE_IS_SERVER_GROUP (self));

  g_set_str (&self->address, address);
  self->n_waiting = n_waiting;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), address != NULL ? address : "");
}
