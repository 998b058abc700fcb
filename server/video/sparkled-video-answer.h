/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sparkle-video-wire.h"

G_BEGIN_DECLS

/* What an answer says of one video. */
typedef struct
{
  char              *id;       /* 11 characters */
  SparkleVideoState  state;    /* never UNKNOWN */
  char              *title;    /* (nullable), as are the two that follow */
  char              *channel;
  char              *channel_url;
  int                duration; /* seconds; -1: it does not say */
} SparkledVideoFacts;

void      sparkled_video_facts_free (SparkledVideoFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledVideoFacts, sparkled_video_facts_free)

/* NULL: it is no answer, ask again later. */
SparkledVideoFacts *sparkled_video_answer_oembed (const char *id, unsigned status, GBytes *body);
/* An array of SparkledVideoFacts, one for each id; NULL: as above. ret_spent: the day's units are spent. */
GPtrArray          *sparkled_video_answer_list   (const char * const *ids, unsigned status, GBytes *body, gboolean *ret_spent);
/* "PT1H2M3S" in seconds; -1: it is no length */
int                 sparkled_video_answer_duration (const char *text);
/* (nullable): the media type that a picture's first bytes tell */
const char         *sparkled_video_answer_media_type (GBytes *body);

G_END_DECLS
