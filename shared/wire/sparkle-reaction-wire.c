/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-reaction-wire.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

const SparkleField sparkle_reaction_fields[] = {
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleReactionDraft, post_id), sparkle_validate_uuid },
  { "comment_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleReactionDraft, comment_id), sparkle_validate_uuid },
  { "type", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionDraft, type), sparkle_validate_reaction },
  { NULL }
};

static const SparkleField record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, rev) },
  { "target", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, target) },
  { "target_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, target_id) },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, post_id) },
  { "type", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, type) },
  { "created_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleReactionRecord, created_at) },
  { NULL }
};

/**
 * sparkle_reaction_draft_decode:
 * @object: data of reaction.set or reaction.unset
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): which reaction to what, exactly one of a post and a comment
 */
SparkleReactionDraft *
sparkle_reaction_draft_decode (JsonNode  *object,
                               GError   **error)
{
  g_autoptr(SparkleReactionDraft) self = NULL;
  GError *problem = NULL;

  self = sparkle_fields_decode_new (object, sparkle_reaction_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleReactionDraft),
                                    NULL, error);
  if (self == NULL)
    return NULL;
  if ((self->post_id != NULL) == (self->comment_id != NULL))
    {
      sparkle_error_add_detail (&problem, "post_id", _("must be there when comment_id is not, and only then"));
      g_propagate_error (error, problem);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * sparkle_reaction_draft_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_reaction_draft_free (SparkleReactionDraft *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_reaction_fields, self);
  g_free (self);
}

/**
 * sparkle_reaction_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a reaction of the account.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleReactionRecord *
sparkle_reaction_record_decode (JsonNode  *object,
                                GError   **error)
{
  return sparkle_fields_decode_new (object, record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleReactionRecord), NULL, error);
}

/**
 * sparkle_reaction_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_reaction_record_free (SparkleReactionRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (record_fields, self);
  g_free (self);
}
