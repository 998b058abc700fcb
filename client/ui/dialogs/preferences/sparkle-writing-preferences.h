/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_WRITING_PREFERENCES (sparkle_writing_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SparkleWritingPreferences, sparkle_writing_preferences, SPARKLE, WRITING_PREFERENCES, AdwPreferencesPage)

void sparkle_writing_preferences_set_up (SparkleWritingPreferences *self, SparkleSettings *settings, SparkleSession *session);

G_END_DECLS
