/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-video.h"

G_BEGIN_DECLS

/* Stands for a video, 16:9: its picture with a play mark and its length; until there is one, a colour made from the video's id. */
#define SPARKLE_TYPE_VIDEO_CARD (sparkle_video_card_get_type ())
G_DECLARE_FINAL_TYPE (SparkleVideoCard, sparkle_video_card, SPARKLE, VIDEO_CARD, GtkWidget)

GtkWidget    *sparkle_video_card_new       (void);
void          sparkle_video_card_set_video (SparkleVideoCard *self, SparkleVideo *video);
SparkleVideo *sparkle_video_card_get_video (SparkleVideoCard *self); /* (transfer none) (nullable) */

G_END_DECLS
