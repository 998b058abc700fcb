/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-player.h"

G_BEGIN_DECLS

/* What plays, for media keys and the desktop: MPRIS 2.2 on the session bus, as long as something is open. Without a bus it does
 * nothing. */
#define SPARKLE_TYPE_MPRIS (sparkle_mpris_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMpris, sparkle_mpris, SPARKLE, MPRIS, GObject)

SparkleMpris *sparkle_mpris_new       (SparklePlayer *player, GtkWindow *window);
/* (nullable): how the video is called, and by whom it is */
void          sparkle_mpris_set_names (SparkleMpris *self, const char *title, const char *artist);

G_END_DECLS
