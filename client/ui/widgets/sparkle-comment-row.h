/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-comment.h"

G_BEGIN_DECLS

/* One comment of a thread, indented by its depth. It begins as an empty place of a likely height.
 *
 * Signals: ::choose-reaction (GtkWidget *button), ::reply, ::edit, ::menu (GtkWidget *button), ::opened: a long text is shown
 * whole; ::collapse (unsigned level): the hair line of that level was pressed (its own depth: the button of its own replies). */
#define SPARKLE_TYPE_COMMENT_ROW (sparkle_comment_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommentRow, sparkle_comment_row, SPARKLE, COMMENT_ROW, GtkWidget)

GtkWidget      *sparkle_comment_row_new         (void);
void            sparkle_comment_row_set_comment (SparkleCommentRow *self, SparkleComment *comment);
SparkleComment *sparkle_comment_row_get_comment (SparkleCommentRow *self); /* (nullable) transfer none */
void            sparkle_comment_row_set_post_author (SparkleCommentRow *self, const char *post_author_id); /* (nullable): gets a badge */
void            sparkle_comment_row_set_outbox  (SparkleCommentRow *self, GListModel *outbox); /* (nullable) of SparkleOutboxItem */
void            sparkle_comment_row_set_open    (SparkleCommentRow *self, gboolean open);
void            sparkle_comment_row_furnish     (SparkleCommentRow *self);
gboolean        sparkle_comment_row_is_furnished (SparkleCommentRow *self);
gboolean        sparkle_comment_row_is_ready    (SparkleCommentRow *self);
void            sparkle_comment_row_update_time (SparkleCommentRow *self);
/* The video that times in the thread lead into; (nullable). */
void            sparkle_comment_row_set_video_id (SparkleCommentRow *self, const char *video_id);
/* Glows once, to be found. */
void            sparkle_comment_row_glow        (SparkleCommentRow *self, gboolean on);

G_END_DECLS
