/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

/* The preferences; each page is a file of its own beside this one. */
#define SPARKLE_TYPE_PREFERENCES (sparkle_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SparklePreferences, sparkle_preferences, SPARKLE, PREFERENCES, AdwPreferencesDialog)

AdwDialog *sparkle_preferences_new (SparkleSettings *settings,
                                    SparkleSession  *session);

G_END_DECLS
