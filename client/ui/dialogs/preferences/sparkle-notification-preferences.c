/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification-preferences.h"

#include "sparkle-preference-row.h"

/* Quiet hours are chosen by the half hour; a finer value from elsewhere is kept as it is and shown as the step before it. */
#define STEP 30

struct _SparkleNotificationPreferences
{
  AdwPreferencesPage parent_instance;

  GtkWidget *desktop_notifications;
  GtkWidget *quiet_hours;
  GtkWidget *quiet_from;
  GtkWidget *quiet_until;
};

G_DEFINE_FINAL_TYPE (SparkleNotificationPreferences, sparkle_notification_preferences, ADW_TYPE_PREFERENCES_PAGE)

static gboolean
minutes_to_index (GBinding     *binding,
                  const GValue *from,
                  GValue       *to,
                  gpointer      data)
{
  g_value_set_uint (to, (unsigned) g_value_get_int (from) / STEP);
  return TRUE;
}

static gboolean
index_to_minutes (GBinding     *binding,
                  const GValue *from,
                  GValue       *to,
                  gpointer      data)
{
  if (g_value_get_uint (from) == GTK_INVALID_LIST_POSITION)
    return FALSE;
  g_value_set_int (to, (int) g_value_get_uint (from) * STEP);
  return TRUE;
}

/* Every half hour of a day, as the locale writes times. */
static GtkStringList *
make_times (void)
{
  GtkStringList *times = gtk_string_list_new (NULL);

  for (int minutes = 0; minutes < 24 * 60; minutes += STEP)
    {
      g_autoptr(GDateTime) time = g_date_time_new_utc (2026, 1, 1, minutes / 60, minutes % 60, 0);
      g_autofree char *text = g_date_time_format (time, "%H:%M");

      gtk_string_list_append (times, text);
    }
  return times;
}

static void
bind_time (GtkWidget       *row,
           SparkleSettings *settings,
           SparkleSetting   setting)
{
  g_autoptr(GtkStringList) times = make_times ();

  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (times));
  g_object_bind_property_full (settings, sparkle_setting_get_key (setting), row, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, minutes_to_index, index_to_minutes, NULL, NULL);
}

static void
sparkle_notification_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_NOTIFICATION_PREFERENCES);

  G_OBJECT_CLASS (sparkle_notification_preferences_parent_class)->dispose (object);
}

static void
sparkle_notification_preferences_class_init (SparkleNotificationPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_notification_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-notification-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, desktop_notifications);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, quiet_hours);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, quiet_from);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, quiet_until);
}

static void
sparkle_notification_preferences_init (SparkleNotificationPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_notification_preferences_set_up:
 * @settings: what the rows show and change
 * @session: open
 */
void
sparkle_notification_preferences_set_up (SparkleNotificationPreferences *self,
                                         SparkleSettings                *settings,
                                         SparkleSession                 *session)
{
  g_return_if_fail (SPARKLE_IS_NOTIFICATION_PREFERENCES (self));

  sparkle_preference_row_bind (self->desktop_notifications, "active", settings, SPARKLE_SETTING_DESKTOP_NOTIFICATIONS);
  sparkle_preference_row_bind (self->quiet_hours, "active", settings, SPARKLE_SETTING_QUIET_HOURS);
  bind_time (self->quiet_from, settings, SPARKLE_SETTING_QUIET_FROM);
  bind_time (self->quiet_until, settings, SPARKLE_SETTING_QUIET_UNTIL);
}
