/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_READING_PREFERENCES (sparkle_reading_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SparkleReadingPreferences, sparkle_reading_preferences, SPARKLE, READING_PREFERENCES, AdwPreferencesPage)

void sparkle_reading_preferences_set_up (SparkleReadingPreferences *self, SparkleSettings *settings, SparkleSession *session);

G_END_DECLS
