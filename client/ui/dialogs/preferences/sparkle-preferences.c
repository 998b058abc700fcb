/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-preferences.h"

#include "sparkle-community-preferences.h"
#include "sparkle-notification-preferences.h"
#include "sparkle-reading-preferences.h"
#include "sparkle-writing-preferences.h"

struct _SparklePreferences
{
  AdwPreferencesDialog parent_instance;

  SparkleReadingPreferences      *reading;
  SparkleWritingPreferences      *writing;
  SparkleNotificationPreferences *notifications;
  SparkleCommunityPreferences    *community;
};

G_DEFINE_FINAL_TYPE (SparklePreferences, sparkle_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static void
sparkle_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_PREFERENCES);

  G_OBJECT_CLASS (sparkle_preferences_parent_class)->dispose (object);
}

static void
sparkle_preferences_class_init (SparklePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_preferences_dispose;
  g_type_ensure (SPARKLE_TYPE_READING_PREFERENCES);
  g_type_ensure (SPARKLE_TYPE_WRITING_PREFERENCES);
  g_type_ensure (SPARKLE_TYPE_NOTIFICATION_PREFERENCES);
  g_type_ensure (SPARKLE_TYPE_COMMUNITY_PREFERENCES);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SparklePreferences, reading);
  gtk_widget_class_bind_template_child (widget_class, SparklePreferences, writing);
  gtk_widget_class_bind_template_child (widget_class, SparklePreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, SparklePreferences, community);
}

static void
sparkle_preferences_init (SparklePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_preferences_new:
 * @settings: what is shown and changed, at once
 * @session: whose server and storage it is about
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_preferences_new (SparkleSettings *settings,
                         SparkleSession  *session)
{
  SparklePreferences *self = g_object_new (SPARKLE_TYPE_PREFERENCES, NULL);

  sparkle_reading_preferences_set_up (self->reading, settings, session);
  sparkle_writing_preferences_set_up (self->writing, settings, session);
  sparkle_notification_preferences_set_up (self->notifications, settings, session);
  sparkle_community_preferences_set_up (self->community, settings, session);
  return ADW_DIALOG (self);
}
