/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

/* Data of draft.save: always the whole draft; what is absent is empty. */
typedef struct
{
  char  *id;
  char  *title;            /* (nullable) */
  char  *content;          /* (nullable) */
  char **tags;             /* (nullable) */
  char  *category;         /* (nullable) */
  char  *youtube_video_id; /* (nullable) */
  char  *post_id;          /* (nullable): the post being edited */
} SparkleDraftDraft;

extern const SparkleField sparkle_draft_save_fields[];

SparkleDraftDraft *sparkle_draft_draft_decode (JsonNode *object, GError **error);
void               sparkle_draft_draft_free   (SparkleDraftDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleDraftDraft, sparkle_draft_draft_free)

typedef struct
{
  char  *id;
  gint64 rev;
  gint64 version;
  char  *title;
  char  *content;
  char **tags;
  char  *category;         /* (nullable) */
  char  *youtube_video_id; /* (nullable) */
  char  *post_id;          /* (nullable) */
  gint64 updated_at;
} SparkleDraftRecord;

SparkleDraftRecord *sparkle_draft_record_decode (JsonNode *object, GError **error);
void                sparkle_draft_record_free   (SparkleDraftRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleDraftRecord, sparkle_draft_record_free)

G_END_DECLS
