/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-comment.h"

G_BEGIN_DECLS

/* Over a comment: who wrote it and when, whether it is new, whether it still waits to be sent. */
#define SPARKLE_TYPE_COMMENT_HEAD (sparkle_comment_head_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommentHead, sparkle_comment_head, SPARKLE, COMMENT_HEAD, GtkBox)

GtkWidget *sparkle_comment_head_new         (void);
/* comment: (nullable); post_author_id: (nullable): gets a badge */
void       sparkle_comment_head_set_comment (SparkleCommentHead *self, SparkleComment *comment, const char *post_author_id);
/* Before the comment: the video that its second is of; (nullable). */
void       sparkle_comment_head_set_video_id (SparkleCommentHead *self, const char *video_id);
/* Something but the author changed, or time went by. */
void       sparkle_comment_head_update      (SparkleCommentHead *self);

G_END_DECLS
