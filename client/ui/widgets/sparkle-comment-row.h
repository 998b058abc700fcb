/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-comment.h"

G_BEGIN_DECLS

/* One comment of a thread, indented by its depth.
 *
 * Signals: ::choose-reaction (GtkWidget *button), ::reply, ::edit, ::collapse (unsigned level): the hair line of that
 * level was pressed (its own depth: the button of its own replies). */
#define SPARKLE_TYPE_COMMENT_ROW (sparkle_comment_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommentRow, sparkle_comment_row, SPARKLE, COMMENT_ROW, GtkWidget)

GtkWidget      *sparkle_comment_row_new         (void);
void            sparkle_comment_row_set_comment (SparkleCommentRow *self, SparkleComment *comment);
SparkleComment *sparkle_comment_row_get_comment (SparkleCommentRow *self); /* (nullable) transfer none */
/* Who reads (own comments can be changed) and who wrote the post (gets a badge); both (nullable). */
void            sparkle_comment_row_set_people  (SparkleCommentRow *self, const char *reader_id, const char *post_author_id);
/* Glows once, to be found. */
void            sparkle_comment_row_glow        (SparkleCommentRow *self, gboolean on);

G_END_DECLS
