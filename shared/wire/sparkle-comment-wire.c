/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-wire.h"

#include "sparkle-limits.h"

const SparkleField sparkle_comment_create_fields[] = {
  { "id", SPARKLE_FIELD_STRING, 0, G_STRUCT_OFFSET (SparkleCommentDraft, id), sparkle_validate_uuid },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentDraft, post_id), sparkle_validate_uuid },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleCommentDraft, content), sparkle_validate_comment },
  { "parent_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleCommentDraft, parent_id), sparkle_validate_uuid },
  { "video_seconds", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleCommentDraft, video_seconds), NULL, 0, SPARKLE_VIDEO_SECONDS_MAX },
  { NULL }
};

const SparkleField sparkle_comment_edit_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentDraft, id), sparkle_validate_uuid },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleCommentDraft, content), sparkle_validate_comment },
  { NULL }
};

static const SparkleField reactions_fields[] = {
  { "like", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleCommentRecord, reactions[SPARKLE_REACTION_LIKE]) },
  { "love", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleCommentRecord, reactions[SPARKLE_REACTION_LOVE]) },
  { "fire", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleCommentRecord, reactions[SPARKLE_REACTION_FIRE]) },
  { "sparkle", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleCommentRecord, reactions[SPARKLE_REACTION_SPARKLE]) },
  { "mind_blown", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleCommentRecord, reactions[SPARKLE_REACTION_MIND_BLOWN]) },
  { NULL }
};

static const SparkleField counts_fields[] = {
  { "reactions", SPARKLE_FIELD_OBJECT, 0, 0, .sub = reactions_fields },
  { NULL }
};

static const SparkleField record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, rev) },
  { "version", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, version) },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, post_id) },
  { "author_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, author_id) },
  { "parent_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleCommentRecord, parent_id) },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, content) },
  { "video_seconds", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleCommentRecord, video_seconds) },
  { "created_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCommentRecord, created_at) },
  { "edited_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleCommentRecord, edited_at) },
  { "deleted", SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (SparkleCommentRecord, deleted) },
  { "counts", SPARKLE_FIELD_OBJECT, 0, 0, .sub = counts_fields },
  { NULL }
};

/**
 * sparkle_comment_draft_decode:
 * @object: data of comment.create, or of comment.edit
 * @edit: which of the two
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what was written
 */
SparkleCommentDraft *
sparkle_comment_draft_decode (JsonNode  *object,
                              gboolean   edit,
                              GError   **error)
{
  SparkleCommentDraft *self = g_new0 (SparkleCommentDraft, 1);

  self->video_seconds = -1;
  if (!sparkle_fields_decode (object, edit ? sparkle_comment_edit_fields : sparkle_comment_create_fields, self, error))
    g_clear_pointer (&self, g_free);
  return self;
}

/**
 * sparkle_comment_draft_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_comment_draft_free (SparkleCommentDraft *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_comment_create_fields, self);
  g_free (self);
}

/**
 * sparkle_comment_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a comment.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleCommentRecord *
sparkle_comment_record_decode (JsonNode  *object,
                               GError   **error)
{
  SparkleCommentRecord *self = g_new0 (SparkleCommentRecord, 1);

  self->video_seconds = -1;
  if (!sparkle_fields_decode_full (object, record_fields, SPARKLE_DECODE_TOLERANT, self, NULL, error))
    g_clear_pointer (&self, g_free);
  return self;
}

/**
 * sparkle_comment_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_comment_record_free (SparkleCommentRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (record_fields, self);
  g_free (self);
}
