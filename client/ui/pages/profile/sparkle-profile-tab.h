/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_PROFILE_TAB_POSTS,
  SPARKLE_PROFILE_TAB_COMMENTS,
  SPARKLE_PROFILE_TAB_FOLLOWERS,
  SPARKLE_PROFILE_TAB_FOLLOWING,
  SPARKLE_N_PROFILE_TABS
} SparkleProfileTabKind;

/* One list of a profile with its states. Built when it is first shown; asks for older when its end is near.
 * Signal: ::scrolled (double value, double range), pixels. */
#define SPARKLE_TYPE_PROFILE_TAB (sparkle_profile_tab_get_type ())
G_DECLARE_FINAL_TYPE (SparkleProfileTab, sparkle_profile_tab, SPARKLE, PROFILE_TAB, AdwBin)

GtkWidget *sparkle_profile_tab_new (SparkleSession *session, SparkleProfile *profile, SparkleProfileTabKind kind);

G_END_DECLS
