/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-comment.h"

G_BEGIN_DECLS

/* Under a comment that could not be sent: why, and what can be done about it. */
#define SPARKLE_TYPE_COMMENT_FAILURE (sparkle_comment_failure_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommentFailure, sparkle_comment_failure, SPARKLE, COMMENT_FAILURE, GtkBox)

GtkWidget *sparkle_comment_failure_new (void);
/* comment NULL: hides. outbox: (nullable) of SparkleOutboxItem */
void       sparkle_comment_failure_set (SparkleCommentFailure *self, SparkleComment *comment, GListModel *outbox);

G_END_DECLS
