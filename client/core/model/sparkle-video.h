/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-store-rows.h"
#include "sparkle-video-wire.h"

G_BEGIN_DECLS

/* A video that posts are about; live: one object per id, changed in place. One notify::state stands for whatever changed, as
 * whoever shows a video shows all of it. Properties (read only): id, state (SparkleVideoState). */
#define SPARKLE_TYPE_VIDEO (sparkle_video_get_type ())
G_DECLARE_FINAL_TYPE (SparkleVideo, sparkle_video, SPARKLE, VIDEO, GObject)

const char        *sparkle_video_get_id            (SparkleVideo *self);
SparkleVideoState  sparkle_video_get_state         (SparkleVideo *self);
const char        *sparkle_video_get_title         (SparkleVideo *self); /* (nullable) */
const char        *sparkle_video_get_channel       (SparkleVideo *self); /* (nullable) */
const char        *sparkle_video_get_channel_url   (SparkleVideo *self); /* (nullable) */
int                sparkle_video_get_duration      (SparkleVideo *self); /* seconds; -1: not known */
gboolean           sparkle_video_has_thumbnail     (SparkleVideo *self);
gboolean           sparkle_video_get_known         (SparkleVideo *self);

G_END_DECLS
