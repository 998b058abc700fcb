/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-media-source.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* The pictures and the one player of a window: keeps the screen awake while something plays, and the page that it was opened on
 * takes it along when it goes. */
#define SPARKLE_TYPE_WINDOW_MEDIA (sparkle_window_media_get_type ())
G_DECLARE_FINAL_TYPE (SparkleWindowMedia, sparkle_window_media, SPARKLE, WINDOW_MEDIA, GObject)

SparkleWindowMedia *sparkle_window_media_new             (GtkWindow *window, SparkleSession *session);
SparkleThumbnails  *sparkle_window_media_get_thumbnails  (SparkleWindowMedia *self); /* transfer none */
SparklePlayer      *sparkle_window_media_get_player      (SparkleWindowMedia *self); /* transfer none */
/* Whoever leaves the page of a video, in these, ends it. */
void                sparkle_window_media_follow          (SparkleWindowMedia *self, AdwNavigationView *content, AdwNavigationSplitView *split);

/* win.play-video (su): the id, the second to begin at. */
void                sparkle_window_media_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
