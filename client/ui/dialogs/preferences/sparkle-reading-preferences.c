/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-reading-preferences.h"

#include "sparkle-preference-row.h"

struct _SparkleReadingPreferences
{
  AdwPreferencesPage parent_instance;

  GtkWidget *color_scheme;
  GtkWidget *text_scale;
  GtkWidget *reading_width;
  GtkWidget *images;
  GtkWidget *letter_keys;
};

G_DEFINE_FINAL_TYPE (SparkleReadingPreferences, sparkle_reading_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
sparkle_reading_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_READING_PREFERENCES);

  G_OBJECT_CLASS (sparkle_reading_preferences_parent_class)->dispose (object);
}

static void
sparkle_reading_preferences_class_init (SparkleReadingPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_reading_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-reading-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleReadingPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, SparkleReadingPreferences, text_scale);
  gtk_widget_class_bind_template_child (widget_class, SparkleReadingPreferences, reading_width);
  gtk_widget_class_bind_template_child (widget_class, SparkleReadingPreferences, images);
  gtk_widget_class_bind_template_child (widget_class, SparkleReadingPreferences, letter_keys);
}

static void
sparkle_reading_preferences_init (SparkleReadingPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_reading_preferences_set_up:
 * @settings: what the rows show and change
 * @session: open
 */
void
sparkle_reading_preferences_set_up (SparkleReadingPreferences *self,
                                    SparkleSettings           *settings,
                                    SparkleSession            *session)
{
  g_return_if_fail (SPARKLE_IS_READING_PREFERENCES (self));

  sparkle_preference_row_bind (self->color_scheme, "selected", settings, SPARKLE_SETTING_COLOR_SCHEME);
  sparkle_preference_row_bind (self->text_scale, "value", settings, SPARKLE_SETTING_TEXT_SCALE);
  sparkle_preference_row_bind (self->reading_width, "value", settings, SPARKLE_SETTING_READING_WIDTH);
  sparkle_preference_row_bind (self->images, "selected", settings, SPARKLE_SETTING_IMAGES);
  sparkle_preference_row_bind (self->letter_keys, "active", settings, SPARKLE_SETTING_LETTER_KEYS);
}
