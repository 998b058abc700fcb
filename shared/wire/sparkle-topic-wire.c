/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-topic-wire.h"

static const SparkleField category_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCategoryRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCategoryRecord, rev) },
  { "name", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleCategoryRecord, name) },
  { "colour", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleCategoryRecord, colour) },
  { "position", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleCategoryRecord, position) },
  { NULL }
};

static const SparkleField tag_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleTagRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleTagRecord, rev) },
  { "posts", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleTagRecord, n_posts) },
  { NULL }
};

/**
 * sparkle_category_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a category.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleCategoryRecord *
sparkle_category_record_decode (JsonNode  *object,
                                GError   **error)
{
  return sparkle_fields_decode_new (object, category_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleCategoryRecord), NULL, error);
}

/**
 * sparkle_category_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_category_record_free (SparkleCategoryRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (category_fields, self);
  g_free (self);
}

/**
 * sparkle_tag_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a tag.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleTagRecord *
sparkle_tag_record_decode (JsonNode  *object,
                           GError   **error)
{
  return sparkle_fields_decode_new (object, tag_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleTagRecord), NULL, error);
}

/**
 * sparkle_tag_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_tag_record_free (SparkleTagRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (tag_fields, self);
  g_free (self);
}
