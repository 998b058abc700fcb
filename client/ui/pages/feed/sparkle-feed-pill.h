/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Floats over a list of posts: says how many new ones wait, then leads to the top and back to where the reader was.
 * Signals: show-new, to-top, go-back. */
#define SPARKLE_TYPE_FEED_PILL (sparkle_feed_pill_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFeedPill, sparkle_feed_pill, SPARKLE, FEED_PILL, AdwBin)

GtkWidget *sparkle_feed_pill_new       (void);
void       sparkle_feed_pill_set_count (SparkleFeedPill *self, unsigned count);
/* After a jump: offers the top (above: posts that are there) and the way back. */
void       sparkle_feed_pill_offer     (SparkleFeedPill *self, gboolean top, gboolean back);

G_END_DECLS
