/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-draft-wire.h"

#include "sparkle-limits.h"

const SparkleField sparkle_draft_save_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleDraftDraft, id), sparkle_validate_uuid },
  { "title", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftDraft, title), sparkle_validate_draft_title },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleDraftDraft, content), sparkle_validate_draft_content },
  { "tags", SPARKLE_FIELD_STRV, SPARKLE_FIELD_NULLABLE | SPARKLE_FIELD_UNIQUE, G_STRUCT_OFFSET (SparkleDraftDraft, tags), sparkle_validate_tag, 0, SPARKLE_TAGS_MAX },
  { "category", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftDraft, category), sparkle_validate_category },
  { "youtube_video_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftDraft, youtube_video_id), sparkle_validate_youtube_id },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftDraft, post_id), sparkle_validate_uuid },
  { NULL }
};

static const SparkleField record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleDraftRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleDraftRecord, rev) },
  { "version", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleDraftRecord, version) },
  { "title", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftRecord, title) },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftRecord, content) },
  { "tags", SPARKLE_FIELD_STRV, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftRecord, tags) },
  { "category", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftRecord, category) },
  { "youtube_video_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftRecord, youtube_video_id) },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleDraftRecord, post_id) },
  { "updated_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleDraftRecord, updated_at) },
  { NULL }
};

/**
 * sparkle_draft_draft_decode:
 * @object: data of draft.save
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): the draft
 */
SparkleDraftDraft *
sparkle_draft_draft_decode (JsonNode  *object,
                            GError   **error)
{
  return sparkle_fields_decode_new (object, sparkle_draft_save_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleDraftDraft), NULL, error);
}

/**
 * sparkle_draft_draft_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_draft_draft_free (SparkleDraftDraft *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_draft_save_fields, self);
  g_free (self);
}

/**
 * sparkle_draft_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a draft.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleDraftRecord *
sparkle_draft_record_decode (JsonNode  *object,
                             GError   **error)
{
  return sparkle_fields_decode_new (object, record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleDraftRecord), NULL, error);
}

/**
 * sparkle_draft_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_draft_record_free (SparkleDraftRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (record_fields, self);
  g_free (self);
}
