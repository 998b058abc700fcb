/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-post.h"

G_BEGIN_DECLS

/* A bookmark of the person who is signed in; live. Properties (read only, notify on change only): id (the post's), post (SparklePost,
 * never NULL), folder, note (never NULL), created-at (µs), pending, known (FALSE: not bookmarked any more). */
#define SPARKLE_TYPE_BOOKMARK (sparkle_bookmark_get_type ())
G_DECLARE_FINAL_TYPE (SparkleBookmark, sparkle_bookmark, SPARKLE, BOOKMARK, GObject)

const char     *sparkle_bookmark_get_id         (SparkleBookmark *self);
SparklePost    *sparkle_bookmark_get_post       (SparkleBookmark *self); /* transfer none */
const char     *sparkle_bookmark_get_folder     (SparkleBookmark *self); /* "": in none */
const char     *sparkle_bookmark_get_note       (SparkleBookmark *self);
gint64          sparkle_bookmark_get_created_at (SparkleBookmark *self);
gboolean        sparkle_bookmark_get_known      (SparkleBookmark *self);
SparklePending  sparkle_bookmark_get_pending    (SparkleBookmark *self);

G_END_DECLS
