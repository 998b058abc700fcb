/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Stands for a video, 16:9: a play mark on a colour made from the video's id. Fetches nothing. */
#define SPARKLE_TYPE_VIDEO_CARD (sparkle_video_card_get_type ())
G_DECLARE_FINAL_TYPE (SparkleVideoCard, sparkle_video_card, SPARKLE, VIDEO_CARD, GtkWidget)

GtkWidget  *sparkle_video_card_new      (void);
void        sparkle_video_card_set_id   (SparkleVideoCard *self, const char *video_id);
const char *sparkle_video_card_get_id   (SparkleVideoCard *self); /* (nullable) */

G_END_DECLS
