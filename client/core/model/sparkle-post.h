/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-pending.h"
#include "sparkle-store-rows.h"
#include "sparkle-user.h"
#include "sparkle-video.h"

G_BEGIN_DECLS

/* One post; live: one object per id, changed in place. Properties (all read only, notify on change only):
 * id, author (SparkleUser), kind, title, slug, excerpt, content, tags (strv), category, youtube-video-id, state, featured,
 * reading-minutes, created-at, published-at, edited-at (µs), edited, version, n-comments, reactions (notify stands for every count),
 * my-reactions (flags), bookmarked, kept, unread, pending, local, known (FALSE: it is gone or was never here). */
#define SPARKLE_TYPE_POST (sparkle_post_get_type ())
G_DECLARE_FINAL_TYPE (SparklePost, sparkle_post, SPARKLE, POST, GObject)

const char          *sparkle_post_get_id               (SparklePost *self);
SparkleUser         *sparkle_post_get_author           (SparklePost *self); /* (nullable) */
const char          *sparkle_post_get_author_id        (SparklePost *self); /* (nullable) */
const char          *sparkle_post_get_kind             (SparklePost *self);
const char          *sparkle_post_get_title            (SparklePost *self); /* never NULL */
const char          *sparkle_post_get_slug             (SparklePost *self);
const char          *sparkle_post_get_excerpt          (SparklePost *self); /* never NULL */
const char          *sparkle_post_get_content          (SparklePost *self); /* never NULL */
const char * const  *sparkle_post_get_tags             (SparklePost *self); /* never NULL */
const char          *sparkle_post_get_category         (SparklePost *self); /* slug (nullable) */
const char          *sparkle_post_get_youtube_video_id (SparklePost *self); /* (nullable) */
SparkleVideo        *sparkle_post_get_video            (SparklePost *self); /* (nullable) */
const char          *sparkle_post_get_state            (SparklePost *self);
gboolean             sparkle_post_get_featured         (SparklePost *self);
unsigned             sparkle_post_get_reading_minutes  (SparklePost *self);
gint64               sparkle_post_get_created_at       (SparklePost *self);
gint64               sparkle_post_get_published_at     (SparklePost *self);
gint64               sparkle_post_get_edited_at        (SparklePost *self);
gint64               sparkle_post_get_publish_at       (SparklePost *self);
gboolean             sparkle_post_get_edited           (SparklePost *self);
gint64               sparkle_post_get_version          (SparklePost *self);
gint64               sparkle_post_get_n_comments       (SparklePost *self);
gint64               sparkle_post_get_n_reactions      (SparklePost *self, const char *type); /* NULL: of all types */
unsigned             sparkle_post_get_my_reactions     (SparklePost *self); /* flags, 1 << index */
gboolean             sparkle_post_has_my_reaction      (SparklePost *self, const char *type);
gboolean             sparkle_post_get_bookmarked       (SparklePost *self);
gboolean             sparkle_post_get_kept             (SparklePost *self);
gboolean             sparkle_post_get_unread           (SparklePost *self);
gboolean             sparkle_post_get_local            (SparklePost *self);
gboolean             sparkle_post_get_known            (SparklePost *self);
SparklePending       sparkle_post_get_pending          (SparklePost *self);

G_END_DECLS
