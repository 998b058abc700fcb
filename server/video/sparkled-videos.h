/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* Asks what the videos of posts are, in every process; leases in PostgreSQL see to it that each is asked for once. */
#define SPARKLED_TYPE_VIDEOS (sparkled_videos_get_type ())
G_DECLARE_FINAL_TYPE (SparkledVideos, sparkled_videos, SPARKLED, VIDEOS, GObject)

typedef struct
{
  const char *oembed_url;    /* https://www.youtube.com/oembed */
  const char *api_url;       /* https://www.googleapis.com/youtube/v3 */
  const char *thumbnail_url; /* https://i.ytimg.com/vi */
  const char *api_key;       /* (nullable): oEmbed alone */
  unsigned    daily_units;
} SparkledVideosOptions;

typedef struct
{
  guint64 asked;     /* requests that were made */
  guint64 failed;    /* of these: no answer */
  guint64 learned;   /* videos and pictures */
  guint64 units;     /* of the Data API, of all processes today, as far as this one knows */
  guint64 units_most;
} SparkledVideosStats;

/* services: outlives it. */
SparkledVideos *sparkled_videos_new       (SparkledServices *services, const SparkledVideosOptions *options);
void            sparkled_videos_start     (SparkledVideos *self);
/* Has to be awaited before the database stops. */
DexFuture      *sparkled_videos_stop      (SparkledVideos *self);
void            sparkled_videos_get_stats (SparkledVideos *self, SparkledVideosStats *ret_stats);

G_END_DECLS
