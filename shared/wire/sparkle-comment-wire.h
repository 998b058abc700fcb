/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"
#include "sparkle-reaction.h"

G_BEGIN_DECLS

/* Data of comment.create and comment.edit. */
typedef struct
{
  char    *id;            /* (nullable) for create */
  char    *post_id;       /* (nullable) for edit */
  char    *content;
  char    *parent_id;     /* (nullable) */
  gint64   video_seconds; /* -1: none */
} SparkleCommentDraft;

extern const SparkleField sparkle_comment_create_fields[];
extern const SparkleField sparkle_comment_edit_fields[];

SparkleCommentDraft *sparkle_comment_draft_decode (JsonNode *object, gboolean edit, GError **error);
void                 sparkle_comment_draft_free   (SparkleCommentDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleCommentDraft, sparkle_comment_draft_free)

typedef struct
{
  char    *id;
  gint64   rev;
  gint64   version;
  char    *post_id;
  char    *author_id;
  char    *parent_id;     /* (nullable) */
  char    *content;
  gint64   video_seconds; /* -1: none */
  gint64   created_at;
  gint64   edited_at;     /* 0: never */
  gboolean deleted;
  gint64   reactions[SPARKLE_N_REACTIONS];
} SparkleCommentRecord;

SparkleCommentRecord *sparkle_comment_record_decode (JsonNode *object, GError **error);
void                  sparkle_comment_record_free   (SparkleCommentRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleCommentRecord, sparkle_comment_record_free)

G_END_DECLS
