/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-follow-wire.h"

static const SparkleField record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleFollowRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleFollowRecord, rev) },
  { "follower_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleFollowRecord, follower_id) },
  { "followed_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleFollowRecord, followed_id) },
  { "created_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleFollowRecord, created_at) },
  { NULL }
};

/**
 * sparkle_follow_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads who follows whom.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleFollowRecord *
sparkle_follow_record_decode (JsonNode  *object,
                              GError   **error)
{
  return sparkle_fields_decode_new (object, record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleFollowRecord), NULL, error);
}

/**
 * sparkle_follow_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_follow_record_free (SparkleFollowRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (record_fields, self);
  g_free (self);
}
