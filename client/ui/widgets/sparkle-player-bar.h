/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-player.h"

G_BEGIN_DECLS

/* Below a picture, never on it: play, the time, sound, speed. Signal: ::fullscreen. */
#define SPARKLE_TYPE_PLAYER_BAR (sparkle_player_bar_get_type ())
G_DECLARE_FINAL_TYPE (SparklePlayerBar, sparkle_player_bar, SPARKLE, PLAYER_BAR, GtkBox)

GtkWidget *sparkle_player_bar_new        (void);
void       sparkle_player_bar_set_player (SparklePlayerBar *self, SparklePlayer *player); /* (nullable) */

G_END_DECLS
