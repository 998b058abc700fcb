/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

/* Data of reaction.set and reaction.unset; exactly one of the ids. */
typedef struct
{
  char *post_id;    /* (nullable) */
  char *comment_id; /* (nullable) */
  char *type;
} SparkleReactionDraft;

extern const SparkleField sparkle_reaction_fields[];

SparkleReactionDraft *sparkle_reaction_draft_decode (JsonNode *object, GError **error);
void                  sparkle_reaction_draft_free   (SparkleReactionDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleReactionDraft, sparkle_reaction_draft_free)

typedef struct
{
  char  *id;        /* "<target_id>:<type>" */
  gint64 rev;
  char  *target;    /* "post" or "comment" */
  char  *target_id;
  char  *post_id;
  char  *type;
  gint64 created_at;
} SparkleReactionRecord;

SparkleReactionRecord *sparkle_reaction_record_decode (JsonNode *object, GError **error);
void                   sparkle_reaction_record_free   (SparkleReactionRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleReactionRecord, sparkle_reaction_record_free)

G_END_DECLS
