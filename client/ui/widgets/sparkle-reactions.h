/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-reaction.h"

G_BEGIN_DECLS

/* How the five reactions look and are called. */
const char *sparkle_reaction_emoji  (SparkleReactionType type);
const char *sparkle_reaction_title  (SparkleReactionType type); /* translated */

/* What is reacted to: "post" or "comment", its id, the flags of one's own reactions. */
GtkWidget  *sparkle_reaction_popover_new    (void);
void        sparkle_reaction_popover_popup  (GtkWidget  *popover,
                                             GtkWidget  *button,
                                             const char *target,
                                             const char *id,
                                             unsigned    mine);

G_END_DECLS
