/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

/* What is known of a video on YouTube. */
typedef enum
{
  SPARKLE_VIDEO_UNKNOWN,        /* not asked yet, or no answer; also: a state that is not known here */
  SPARKLE_VIDEO_OK,
  SPARKLE_VIDEO_NOT_EMBEDDABLE, /* its owner wants it to be seen on YouTube only */
  SPARKLE_VIDEO_PRIVATE,
  SPARKLE_VIDEO_GONE,
} SparkleVideoState;

const char        *sparkle_video_state_to_string   (SparkleVideoState state);
SparkleVideoState  sparkle_video_state_from_string (const char *name); /* (nullable) */

typedef struct
{
  char    *id;               /* 11 characters */
  gint64   rev;
  char    *state;            /* of SparkleVideoState */
  char    *title;            /* (nullable), as are the two that follow */
  char    *channel;
  char    *channel_url;
  gint64   duration_seconds; /* -1: not known */
  gboolean thumbnail;        /* whether /videos/{id}/thumbnail has a picture */
  gint64   fetched_at;       /* µs; 0: never */
} SparkleVideoRecord;

SparkleVideoRecord *sparkle_video_record_decode (JsonNode *object, GError **error);
void                sparkle_video_record_free   (SparkleVideoRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleVideoRecord, sparkle_video_record_free)

G_END_DECLS
