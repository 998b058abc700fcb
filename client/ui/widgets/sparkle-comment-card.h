/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-comment.h"
#include "sparkle-post.h"

G_BEGIN_DECLS

/* One comment away from its thread: under which post it stands, when, and how it begins. */
#define SPARKLE_TYPE_COMMENT_CARD (sparkle_comment_card_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommentCard, sparkle_comment_card, SPARKLE, COMMENT_CARD, GtkBox)

GtkWidget *sparkle_comment_card_new         (void);
void       sparkle_comment_card_set_comment (SparkleCommentCard *self, SparkleComment *comment, SparklePost *post); /* both NULL: none */

G_END_DECLS
