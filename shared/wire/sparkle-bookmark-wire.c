/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmark-wire.h"

const SparkleField sparkle_bookmark_set_fields[] = {
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleBookmarkDraft, post_id), sparkle_validate_uuid },
  { "folder", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleBookmarkDraft, folder), sparkle_validate_folder },
  { "note", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleBookmarkDraft, note), sparkle_validate_note },
  { "note_base", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleBookmarkDraft, note_base), sparkle_validate_note },
  { NULL }
};

const SparkleField sparkle_bookmark_unset_fields[] = {
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleBookmarkDraft, post_id), sparkle_validate_uuid },
  { "note_base", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleBookmarkDraft, note_base), sparkle_validate_note },
  { NULL }
};

static const SparkleField record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleBookmarkRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleBookmarkRecord, rev) },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleBookmarkRecord, post_id) },
  { "folder", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleBookmarkRecord, folder) },
  { "note", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleBookmarkRecord, note) },
  { "created_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleBookmarkRecord, created_at) },
  { NULL }
};

/**
 * sparkle_bookmark_draft_decode:
 * @object: data of bookmark.set or bookmark.unset
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what was sent
 */
SparkleBookmarkDraft *
sparkle_bookmark_draft_decode (JsonNode  *object,
                               GError   **error)
{
  return sparkle_fields_decode_new (object, sparkle_bookmark_set_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleBookmarkDraft), NULL, error);
}

/**
 * sparkle_bookmark_draft_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_bookmark_draft_free (SparkleBookmarkDraft *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_bookmark_set_fields, self);
  g_free (self);
}

/**
 * sparkle_bookmark_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a bookmark.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleBookmarkRecord *
sparkle_bookmark_record_decode (JsonNode  *object,
                                GError   **error)
{
  return sparkle_fields_decode_new (object, record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleBookmarkRecord), NULL, error);
}

/**
 * sparkle_bookmark_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_bookmark_record_free (SparkleBookmarkRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (record_fields, self);
  g_free (self);
}
