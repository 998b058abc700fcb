/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-wire.h"

static const char * const state_names[] = {
  [SPARKLE_VIDEO_UNKNOWN] = "unknown",
  [SPARKLE_VIDEO_OK] = "ok",
  [SPARKLE_VIDEO_NOT_EMBEDDABLE] = "not_embeddable",
  [SPARKLE_VIDEO_PRIVATE] = "private",
  [SPARKLE_VIDEO_GONE] = "gone",
};

static const SparkleField video_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleVideoRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleVideoRecord, rev) },
  { "state", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleVideoRecord, state) },
  { "title", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleVideoRecord, title) },
  { "channel", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleVideoRecord, channel) },
  { "channel_url", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleVideoRecord, channel_url) },
  { "duration_seconds", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleVideoRecord, duration_seconds) },
  { "thumbnail", SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (SparkleVideoRecord, thumbnail) },
  { "fetched_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleVideoRecord, fetched_at) },
  { NULL }
};

/**
 * sparkle_video_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name on the wire
 */
const char *
sparkle_video_state_to_string (SparkleVideoState state)
{
  g_return_val_if_fail ((unsigned) state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

/**
 * sparkle_video_state_from_string:
 * @name: (nullable): a name of the wire
 *
 * Returns: the state; %SPARKLE_VIDEO_UNKNOWN for one that is not known here
 */
SparkleVideoState
sparkle_video_state_from_string (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (name, state_names[i]) == 0)
      return i;
  return SPARKLE_VIDEO_UNKNOWN;
}

/**
 * sparkle_video_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads what describes a video.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleVideoRecord *
sparkle_video_record_decode (JsonNode  *object,
                             GError   **error)
{
  SparkleVideoRecord *self = sparkle_fields_decode_new (object, video_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleVideoRecord), NULL, error);
  JsonObject *members;

  if (self == NULL)
    return NULL;
  /* zero seconds is a length, null is none */
  members = json_node_get_object (object);
  if (!json_object_has_member (members, "duration_seconds") || json_object_get_null_member (members, "duration_seconds"))
    self->duration_seconds = -1;
  return self;
}

/**
 * sparkle_video_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_video_record_free (SparkleVideoRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (video_fields, self);
  g_free (self);
}
