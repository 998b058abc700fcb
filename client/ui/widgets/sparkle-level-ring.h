/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* An avatar in a thin ring that shows the way to the next level. */
#define SPARKLE_TYPE_LEVEL_RING (sparkle_level_ring_get_type ())
G_DECLARE_FINAL_TYPE (SparkleLevelRing, sparkle_level_ring, SPARKLE, LEVEL_RING, GtkWidget)

GtkWidget *sparkle_level_ring_new         (int size);
void       sparkle_level_ring_set_name    (SparkleLevelRing *self, const char *name);
void       sparkle_level_ring_set_xp      (SparkleLevelRing *self, gint64 xp);
double     sparkle_level_ring_get_fraction (SparkleLevelRing *self);

G_END_DECLS
