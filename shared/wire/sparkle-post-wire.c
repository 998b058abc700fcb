/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-wire.h"

#include "sparkle-limits.h"

/* The rows of both tables stand in the order of SPARKLE_POST_HAS_…. */
const SparkleField sparkle_post_create_fields[] = {
  { "id", SPARKLE_FIELD_STRING, 0, G_STRUCT_OFFSET (SparklePostDraft, id), sparkle_validate_uuid },
  { "title", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostDraft, title), sparkle_validate_title },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED | SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparklePostDraft, content), sparkle_validate_content },
  { "tags", SPARKLE_FIELD_STRV, SPARKLE_FIELD_UNIQUE, G_STRUCT_OFFSET (SparklePostDraft, tags), sparkle_validate_tag, 0, SPARKLE_TAGS_MAX },
  { "category", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostDraft, category), sparkle_validate_category },
  { "youtube_video_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostDraft, youtube_video_id), sparkle_validate_youtube_id },
  { "kind", SPARKLE_FIELD_STRING, 0, G_STRUCT_OFFSET (SparklePostDraft, kind), sparkle_validate_post_kind },
  { "publish_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostDraft, publish_at) },
  { NULL }
};

const SparkleField sparkle_post_edit_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostDraft, id), sparkle_validate_uuid },
  { "title", SPARKLE_FIELD_STRING, 0, G_STRUCT_OFFSET (SparklePostDraft, title), sparkle_validate_title },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparklePostDraft, content), sparkle_validate_content },
  { "tags", SPARKLE_FIELD_STRV, SPARKLE_FIELD_UNIQUE, G_STRUCT_OFFSET (SparklePostDraft, tags), sparkle_validate_tag, 0, SPARKLE_TAGS_MAX },
  { "category", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostDraft, category), sparkle_validate_category },
  { "youtube_video_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostDraft, youtube_video_id), sparkle_validate_youtube_id },
  { "kind", SPARKLE_FIELD_STRING, 0, G_STRUCT_OFFSET (SparklePostDraft, kind), sparkle_validate_post_kind },
  { "publish_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostDraft, publish_at) },
  { NULL }
};

static const SparkleField reactions_fields[] = {
  { "like", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparklePostRecord, reactions[SPARKLE_REACTION_LIKE]) },
  { "love", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparklePostRecord, reactions[SPARKLE_REACTION_LOVE]) },
  { "fire", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparklePostRecord, reactions[SPARKLE_REACTION_FIRE]) },
  { "sparkle", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparklePostRecord, reactions[SPARKLE_REACTION_SPARKLE]) },
  { "mind_blown", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparklePostRecord, reactions[SPARKLE_REACTION_MIND_BLOWN]) },
  { NULL }
};

static const SparkleField counts_fields[] = {
  { "comments", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, n_comments) },
  { "views", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparklePostRecord, n_views) },
  { "reactions", SPARKLE_FIELD_OBJECT, 0, 0, .sub = reactions_fields },
  { NULL }
};

static const SparkleField record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, rev) },
  { "version", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, version) },
  { "author_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, author_id) },
  { "kind", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, kind) },
  { "title", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, title) },
  { "slug", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, slug) },
  { "excerpt", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, excerpt) },
  { "content", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, content) },
  { "tags", SPARKLE_FIELD_STRV, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, tags) },
  { "category", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostRecord, category) },
  { "youtube_video_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostRecord, youtube_video_id) },
  { "featured", SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (SparklePostRecord, featured) },
  { "state", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, state) },
  { "reading_minutes", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostRecord, reading_minutes) },
  { "created_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparklePostRecord, created_at) },
  { "published_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostRecord, published_at) },
  { "edited_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostRecord, edited_at) },
  { "publish_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparklePostRecord, publish_at) },
  { "counts", SPARKLE_FIELD_OBJECT, 0, 0, .sub = counts_fields },
  { NULL }
};

/**
 * sparkle_post_draft_decode:
 * @object: data of post.create, or of post.edit
 * @edit: which of the two
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what was written
 */
SparklePostDraft *
sparkle_post_draft_decode (JsonNode  *object,
                           gboolean   edit,
                           GError   **error)
{
  guint64 present = 0;
  SparklePostDraft *self;

  self = sparkle_fields_decode_new (object, edit ? sparkle_post_edit_fields : sparkle_post_create_fields,
                                    SPARKLE_DECODE_STRICT, sizeof (SparklePostDraft), &present, error);
  if (self != NULL)
    self->present = present;
  return self;
}

/**
 * sparkle_post_draft_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_post_draft_free (SparklePostDraft *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_post_create_fields, self);
  g_free (self);
}

/**
 * sparkle_post_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a post. Counts that are missing are 0.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparklePostRecord *
sparkle_post_record_decode (JsonNode  *object,
                            GError   **error)
{
  return sparkle_fields_decode_new (object, record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparklePostRecord), NULL, error);
}

/**
 * sparkle_post_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_post_record_free (SparklePostRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (record_fields, self);
  g_free (self);
}
