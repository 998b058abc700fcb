/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-store-rows.h"
#include "sparkle-user.h"

G_BEGIN_DECLS

/* One comment; live. Properties (read only but collapsed, notify on change only): id, post-id, parent-id, author (SparkleUser),
 * content, video-seconds (-1: none), created-at, edited-at (µs), edited, deleted, version, reactions, my-reactions, pending, local, known;
 * of its place in the thread: depth (0: answers the post), n-replies (all below it that are not deleted), collapsed, continues, unread. */
#define SPARKLE_TYPE_COMMENT (sparkle_comment_get_type ())
G_DECLARE_FINAL_TYPE (SparkleComment, sparkle_comment, SPARKLE, COMMENT, GObject)

const char      *sparkle_comment_get_id            (SparkleComment *self);
const char      *sparkle_comment_get_post_id       (SparkleComment *self);
const char      *sparkle_comment_get_parent_id     (SparkleComment *self); /* (nullable) */
SparkleUser     *sparkle_comment_get_author        (SparkleComment *self); /* (nullable) */
const char      *sparkle_comment_get_author_id     (SparkleComment *self); /* (nullable) */
const char      *sparkle_comment_get_content       (SparkleComment *self); /* never NULL */
gint64           sparkle_comment_get_video_seconds (SparkleComment *self);
gint64           sparkle_comment_get_created_at    (SparkleComment *self);
gint64           sparkle_comment_get_edited_at     (SparkleComment *self);
gboolean         sparkle_comment_get_edited        (SparkleComment *self);
gboolean         sparkle_comment_get_deleted       (SparkleComment *self);
gint64           sparkle_comment_get_version       (SparkleComment *self);
gint64           sparkle_comment_get_n_reactions   (SparkleComment *self, const char *type); /* NULL: of all types */
unsigned         sparkle_comment_get_my_reactions  (SparkleComment *self);
gboolean         sparkle_comment_has_my_reaction   (SparkleComment *self, const char *type);
gboolean         sparkle_comment_get_local         (SparkleComment *self);
gboolean         sparkle_comment_get_known         (SparkleComment *self);
SparklePending   sparkle_comment_get_pending       (SparkleComment *self);
unsigned         sparkle_comment_get_depth         (SparkleComment *self);
unsigned         sparkle_comment_get_n_replies     (SparkleComment *self);
gboolean         sparkle_comment_get_collapsed     (SparkleComment *self); /* set through the thread */
gboolean         sparkle_comment_get_continues     (SparkleComment *self); /* its replies are on a page of their own */
gboolean         sparkle_comment_get_unread        (SparkleComment *self); /* came since the last visit */

G_END_DECLS
