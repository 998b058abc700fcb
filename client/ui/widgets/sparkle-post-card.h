/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-post.h"

G_BEGIN_DECLS

/* What is seen of a post in a list: author and age, title, excerpt, video, tags, buttons. Some twenty widgets: a list has no more of
 * them than it shows and hands them from row to row. Signal: choose-reaction (GtkWidget *button). */
#define SPARKLE_TYPE_POST_CARD (sparkle_post_card_get_type ())
G_DECLARE_FINAL_TYPE (SparklePostCard, sparkle_post_card, SPARKLE, POST_CARD, GtkWidget)

GtkWidget   *sparkle_post_card_new         (void);
void         sparkle_post_card_set_post    (SparklePostCard *self, SparklePost *post);
SparklePost *sparkle_post_card_get_post    (SparklePostCard *self); /* (nullable) transfer none */
/* now: microseconds since 1970 UTC */
void         sparkle_post_card_update_time (SparklePostCard *self, gint64 now);

G_END_DECLS
