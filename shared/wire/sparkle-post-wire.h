/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"
#include "sparkle-reaction.h"

G_BEGIN_DECLS

/* What a person writes: data of post.create and post.edit. */
typedef struct
{
  char    *id;               /* (nullable) */
  char    *title;
  char    *content;
  char   **tags;             /* (nullable) */
  char    *category;         /* (nullable) */
  char    *youtube_video_id; /* (nullable) */
  char    *kind;             /* (nullable) */
  gint64   publish_at;       /* µs; 0: at once. Only of a post that is not published yet */
  guint64  present;          /* SPARKLE_POST_HAS_… */
} SparklePostDraft;

enum
{
  SPARKLE_POST_HAS_ID = 1 << 0,
  SPARKLE_POST_HAS_TITLE = 1 << 1,
  SPARKLE_POST_HAS_CONTENT = 1 << 2,
  SPARKLE_POST_HAS_TAGS = 1 << 3,
  SPARKLE_POST_HAS_CATEGORY = 1 << 4,
  SPARKLE_POST_HAS_YOUTUBE_VIDEO_ID = 1 << 5,
  SPARKLE_POST_HAS_KIND = 1 << 6,
  SPARKLE_POST_HAS_PUBLISH_AT = 1 << 7,
};

extern const SparkleField sparkle_post_create_fields[];
extern const SparkleField sparkle_post_edit_fields[];

SparklePostDraft *sparkle_post_draft_decode (JsonNode *object, gboolean edit, GError **error);
void              sparkle_post_draft_free   (SparklePostDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparklePostDraft, sparkle_post_draft_free)

/* The record, as clients read it. */
typedef struct
{
  char    *id;
  gint64   rev;
  gint64   version;
  char    *author_id;
  char    *kind;
  char    *title;
  char    *slug;
  char    *excerpt;
  char    *content;
  char   **tags;
  char    *category;         /* (nullable) */
  char    *youtube_video_id; /* (nullable) */
  gboolean featured;
  char    *state;
  gint64   reading_minutes;
  gint64   created_at;       /* µs; 0: none */
  gint64   published_at;
  gint64   edited_at;
  gint64   publish_at;       /* µs; of one that waits, else 0 */
  gint64   n_comments;
  gint64   n_views;     /* 0 from a server that does not count */
  gint64   reactions[SPARKLE_N_REACTIONS];
} SparklePostRecord;

SparklePostRecord *sparkle_post_record_decode (JsonNode *object, GError **error);
void               sparkle_post_record_free   (SparklePostRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparklePostRecord, sparkle_post_record_free)

G_END_DECLS
