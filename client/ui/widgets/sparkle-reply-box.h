/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-editor.h"

G_BEGIN_DECLS

/* Where a comment is typed. Signals: ::send (char *text), ::changed, ::cancelled. */
#define SPARKLE_TYPE_REPLY_BOX (sparkle_reply_box_get_type ())
G_DECLARE_FINAL_TYPE (SparkleReplyBox, sparkle_reply_box, SPARKLE, REPLY_BOX, GtkBox)

GtkWidget *sparkle_reply_box_new        (void);
/* What it is for, e.g. "Replying to Ann"; NULL: a new comment. */
void       sparkle_reply_box_set_task   (SparkleReplyBox *self, const char *task);
char      *sparkle_reply_box_get_text   (SparkleReplyBox *self); /* transfer full */
void       sparkle_reply_box_set_text   (SparkleReplyBox *self, const char *text);
/* The moment of a video that the comment may be pinned to, in seconds; -1: none. */
void       sparkle_reply_box_offer_second (SparkleReplyBox *self, gint64 second);
gint64     sparkle_reply_box_get_second   (SparkleReplyBox *self);
void       sparkle_reply_box_set_second   (SparkleReplyBox *self, gint64 second);
SparkleEditor *sparkle_reply_box_get_editor (SparkleReplyBox *self); /* transfer none */
void       sparkle_reply_box_focus      (SparkleReplyBox *self);

G_END_DECLS
