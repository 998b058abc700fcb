/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_NOTIFICATION_PREFERENCES (sparkle_notification_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SparkleNotificationPreferences, sparkle_notification_preferences, SPARKLE, NOTIFICATION_PREFERENCES, AdwPreferencesPage)

void sparkle_notification_preferences_set_up (SparkleNotificationPreferences *self, SparkleSettings *settings, SparkleSession *session);

G_END_DECLS
