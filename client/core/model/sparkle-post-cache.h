/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-post.h"

G_BEGIN_DECLS

/* The posts of a list that were looked at last, by row number. */
typedef struct _SparklePostCache SparklePostCache;

SparklePostCache *sparkle_post_cache_new    (unsigned max);
void              sparkle_post_cache_free   (SparklePostCache *self);
SparklePost      *sparkle_post_cache_find   (SparklePostCache *self, gint64 row); /* transfer none, nullable; counts as looked at */
void              sparkle_post_cache_take   (SparklePostCache *self, gint64 row, SparklePost *post); /* transfer full */
void              sparkle_post_cache_forget (SparklePostCache *self, gint64 row);
void              sparkle_post_cache_clear  (SparklePostCache *self);

G_END_DECLS
