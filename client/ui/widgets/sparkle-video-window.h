/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-player.h"

G_BEGIN_DECLS

/* What plays, on the whole screen; Escape leads back. */
void sparkle_video_window_present (GtkWindow *parent, SparklePlayer *player);

G_END_DECLS
