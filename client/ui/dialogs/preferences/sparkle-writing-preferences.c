/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writing-preferences.h"

#include "sparkle-preference-row.h"

struct _SparkleWritingPreferences
{
  AdwPreferencesPage parent_instance;

  GtkWidget *tell_typing;
};

G_DEFINE_FINAL_TYPE (SparkleWritingPreferences, sparkle_writing_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
sparkle_writing_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_WRITING_PREFERENCES);

  G_OBJECT_CLASS (sparkle_writing_preferences_parent_class)->dispose (object);
}

static void
sparkle_writing_preferences_class_init (SparkleWritingPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_writing_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-writing-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleWritingPreferences, tell_typing);
}

static void
sparkle_writing_preferences_init (SparkleWritingPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_writing_preferences_set_up:
 * @settings: what the rows show and change
 * @session: open
 */
void
sparkle_writing_preferences_set_up (SparkleWritingPreferences *self,
                                    SparkleSettings           *settings,
                                    SparkleSession            *session)
{
  g_return_if_fail (SPARKLE_IS_WRITING_PREFERENCES (self));

  sparkle_preference_row_bind (self->tell_typing, "active", settings, SPARKLE_SETTING_TELL_TYPING);
}
