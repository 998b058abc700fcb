/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A few sparkles that fly from a button when one's own reaction lands. Drawn by the widget that holds the button, beyond
 * the button's edges, so that nothing is laid out anew; with reduced motion nothing is drawn at all. Main thread. */
typedef struct _SparkleBurst SparkleBurst;

void          sparkle_burst_play       (SparkleBurst **burst,
                                        GtkWidget     *host,
                                        GtkWidget     *around);
gboolean      sparkle_burst_is_playing (SparkleBurst  *self);
void          sparkle_burst_snapshot   (SparkleBurst  *self,
                                        GtkSnapshot   *snapshot);
void          sparkle_burst_free       (SparkleBurst  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleBurst, sparkle_burst_free)

G_END_DECLS
