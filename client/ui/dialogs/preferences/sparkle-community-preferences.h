/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_COMMUNITY_PREFERENCES (sparkle_community_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommunityPreferences, sparkle_community_preferences, SPARKLE, COMMUNITY_PREFERENCES, AdwPreferencesPage)

void sparkle_community_preferences_set_up (SparkleCommunityPreferences *self, SparkleSettings *settings, SparkleSession *session);

G_END_DECLS
