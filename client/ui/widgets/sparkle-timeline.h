/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-thread.h"

G_BEGIN_DECLS

/* A video as a line, with dots where people talk about it, the larger the more of them. It follows what plays; pressed, or with
 * the arrow keys and Enter, it leads to a dot. Without a known length, or without anybody talking, it is not visible. */
#define SPARKLE_TYPE_TIMELINE (sparkle_timeline_get_type ())
G_DECLARE_FINAL_TYPE (SparkleTimeline, sparkle_timeline, SPARKLE, TIMELINE, GtkWidget)

GtkWidget *sparkle_timeline_new          (void);
void       sparkle_timeline_set_thread   (SparkleTimeline *self, SparkleThread *thread);
/* Of which video, and how long it is in seconds; -1: not known. */
void       sparkle_timeline_set_video    (SparkleTimeline *self, const char *video_id, gint64 duration);
void       sparkle_timeline_set_position (SparkleTimeline *self, gint64 position);

G_END_DECLS
