/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-settings.h"

G_BEGIN_DECLS

/* Keys of one letter, and one after another as "g h": what the table of shortcuts says, and never while somebody types, a dialog or
 * a menu is open, or a modifier is held. They can be switched off in the preferences. */
#define SPARKLE_TYPE_KEYS (sparkle_keys_get_type ())
G_DECLARE_FINAL_TYPE (SparkleKeys, sparkle_keys, SPARKLE, KEYS, GObject)

SparkleKeys *sparkle_keys_new   (AdwApplicationWindow *window,
                                 SparkleSettings      *settings);
gboolean     sparkle_keys_press (SparkleKeys          *self,
                                 gunichar              key);

G_END_DECLS
