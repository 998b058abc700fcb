/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-post-card.h"

G_BEGIN_DECLS

/* The place of one post in a list. A list builds about 205 rows whatever it shows, so a row is nothing but a place of a likely height
 * until a card is put into it, and again when the card is needed elsewhere. */
#define SPARKLE_TYPE_POST_ROW (sparkle_post_row_get_type ())
G_DECLARE_FINAL_TYPE (SparklePostRow, sparkle_post_row, SPARKLE, POST_ROW, GtkWidget)

GtkWidget       *sparkle_post_row_new          (void);
/* likely: pixels, how high it will probably be with its card */
void             sparkle_post_row_set_post     (SparklePostRow *self, SparklePost *post, int likely);
SparklePost     *sparkle_post_row_get_post     (SparklePostRow *self); /* (nullable) transfer none */
void             sparkle_post_row_furnish      (SparklePostRow *self, SparklePostCard *card);
SparklePostCard *sparkle_post_row_take_card    (SparklePostRow *self); /* (nullable) transfer full */
gboolean         sparkle_post_row_is_furnished (SparklePostRow *self);
int              sparkle_post_row_get_height   (SparklePostRow *self); /* of the card alone; 0: never laid out */
/* Says the age again; now is µs since 1970 UTC. */
void             sparkle_post_row_update_time  (SparklePostRow *self, gint64 now);
/* What stands above and below the post: the line between old and new, what becomes of the list. text NULL: nothing. */
void             sparkle_post_row_set_line     (SparklePostRow *self, const char *text);
void             sparkle_post_row_set_end      (SparklePostRow *self, const char *text, gboolean busy);

G_END_DECLS
