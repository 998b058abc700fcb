/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-thread.h"
#include "sparkle-video.h"

G_BEGIN_DECLS

/* The video that a post is about: its picture, which plays when it is pressed, what it is called and by whom, and the way to
 * YouTube. */
#define SPARKLE_TYPE_VIDEO_PANEL (sparkle_video_panel_get_type ())
G_DECLARE_FINAL_TYPE (SparkleVideoPanel, sparkle_video_panel, SPARKLE, VIDEO_PANEL, GtkBox)

GtkWidget *sparkle_video_panel_new        (void);
void       sparkle_video_panel_set_video  (SparkleVideoPanel *self, SparkleVideo *video);
void       sparkle_video_panel_set_thread (SparkleVideoPanel *self, SparkleThread *thread);

G_END_DECLS
