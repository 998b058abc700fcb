/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_HIT_POST,
  SPARKLE_HIT_COMMENT,
  SPARKLE_HIT_USER,
  SPARKLE_HIT_TAG,
} SparkleHitKind;

/* Something that a search found, here or on the server; it never changes. Texts with marks: see sparkle-highlight.h. */
#define SPARKLE_TYPE_SEARCH_HIT (sparkle_search_hit_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearchHit, sparkle_search_hit, SPARKLE, SEARCH_HIT, GObject)

/* To make one: everything is copied. */
typedef struct
{
  SparkleHitKind  kind;
  const char     *id;
  const char     *post_id;
  const char     *title;
  const char     *fragment;
  const char     *author;
  const char     *username;
  gint64          at;
  gint64          count;
} SparkleHitData;

SparkleSearchHit *sparkle_search_hit_new          (const SparkleHitData *data);
SparkleHitKind    sparkle_search_hit_get_kind     (SparkleSearchHit *self);
const char       *sparkle_search_hit_get_id       (SparkleSearchHit *self); /* of a tag: its name */
const char       *sparkle_search_hit_get_post_id  (SparkleSearchHit *self); /* of a comment; else (nullable) */
const char       *sparkle_search_hit_get_title    (SparkleSearchHit *self); /* with marks; of a comment: its post's */
const char       *sparkle_search_hit_get_fragment (SparkleSearchHit *self); /* with marks; never NULL */
const char       *sparkle_search_hit_get_author   (SparkleSearchHit *self); /* name, never NULL */
const char       *sparkle_search_hit_get_username (SparkleSearchHit *self); /* never NULL */
gint64            sparkle_search_hit_get_at       (SparkleSearchHit *self); /* µs; 0: none */
gint64            sparkle_search_hit_get_count    (SparkleSearchHit *self); /* comments of a post, posts of a tag */
gboolean          sparkle_search_hit_equal        (SparkleSearchHit *a, SparkleSearchHit *b); /* the same thing */

G_END_DECLS
