/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

/* Data of bookmark.set: a member that is left out leaves what is there, null takes it away. bookmark.unset has post_id and note_base. */
typedef struct
{
  char *post_id;
  char *folder; /* (nullable) */
  char *note;   /* (nullable) */
  char *note_base; /* (nullable) the note that this one was written over */
} SparkleBookmarkDraft;

extern const SparkleField sparkle_bookmark_set_fields[];
extern const SparkleField sparkle_bookmark_unset_fields[];

SparkleBookmarkDraft *sparkle_bookmark_draft_decode (JsonNode *object, GError **error);
void                  sparkle_bookmark_draft_free   (SparkleBookmarkDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleBookmarkDraft, sparkle_bookmark_draft_free)

typedef struct
{
  char  *id; /* the post's */
  gint64 rev;
  char  *post_id;
  char  *folder; /* (nullable) */
  char  *note;   /* (nullable) */
  gint64 created_at;
} SparkleBookmarkRecord;

SparkleBookmarkRecord *sparkle_bookmark_record_decode (JsonNode *object, GError **error);
void                   sparkle_bookmark_record_free   (SparkleBookmarkRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleBookmarkRecord, sparkle_bookmark_record_free)

G_END_DECLS
