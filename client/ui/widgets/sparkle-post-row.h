/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-post.h"

G_BEGIN_DECLS

/* One post in a list. A list builds about 205 rows at once, so a row begins as an empty place of a likely height and
 * is furnished when it is needed: sparkle_post_row_furnish().
 *
 * Signal ::choose-reaction (GtkWidget *button): the person wants to pick a reaction. */
#define SPARKLE_TYPE_POST_ROW (sparkle_post_row_get_type ())
G_DECLARE_FINAL_TYPE (SparklePostRow, sparkle_post_row, SPARKLE, POST_ROW, GtkWidget)

GtkWidget   *sparkle_post_row_new          (void);
void         sparkle_post_row_set_post     (SparklePostRow *self, SparklePost *post);
SparklePost *sparkle_post_row_get_post     (SparklePostRow *self); /* (nullable) transfer none */
void         sparkle_post_row_furnish      (SparklePostRow *self);
gboolean     sparkle_post_row_is_furnished (SparklePostRow *self);
gboolean     sparkle_post_row_is_stale     (SparklePostRow *self);
/* Says the age again; now is µs since 1970 UTC. */
void         sparkle_post_row_update_time  (SparklePostRow *self, gint64 now);

G_END_DECLS
