/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-comment.h"

G_BEGIN_DECLS

/* What is under a comment: react, reply, its replies, more. They wrap where there is no room.
 *
 * Signals: ::choose-reaction (GtkWidget *button), ::reply, ::collapse, ::menu (GtkWidget *button). */
#define SPARKLE_TYPE_COMMENT_BUTTONS (sparkle_comment_buttons_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCommentButtons, sparkle_comment_buttons, SPARKLE, COMMENT_BUTTONS, AdwBin)

GtkWidget *sparkle_comment_buttons_new    (void);
void       sparkle_comment_buttons_update (SparkleCommentButtons *self, SparkleComment *comment);

G_END_DECLS
