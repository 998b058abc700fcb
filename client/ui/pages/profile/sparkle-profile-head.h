/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-user.h"

G_BEGIN_DECLS

/* Who somebody is: ring, names, badge, since when, text, counts, and a button to follow them (win.follow) or, for oneself,
 * to change it. Signal: ::edit. */
#define SPARKLE_TYPE_PROFILE_HEAD (sparkle_profile_head_get_type ())
G_DECLARE_FINAL_TYPE (SparkleProfileHead, sparkle_profile_head, SPARKLE, PROFILE_HEAD, AdwBin)

void sparkle_profile_head_set_user    (SparkleProfileHead *self, SparkleUser *user);   /* (nullable) */
void sparkle_profile_head_set_own     (SparkleProfileHead *self, gboolean own);
/* Only the name and the button, to leave room for a list. */
void sparkle_profile_head_set_compact (SparkleProfileHead *self, gboolean compact);
/* Height that compact takes away, pixels. */
int  sparkle_profile_head_get_fold    (SparkleProfileHead *self);
void sparkle_profile_head_focus_edit  (SparkleProfileHead *self);

G_END_DECLS
