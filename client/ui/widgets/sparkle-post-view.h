/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-post.h"
#include "sparkle-thread.h"

G_BEGIN_DECLS

/* One post in full, as it stands above its comments. */
#define SPARKLE_TYPE_POST_VIEW (sparkle_post_view_get_type ())
G_DECLARE_FINAL_TYPE (SparklePostView, sparkle_post_view, SPARKLE, POST_VIEW, GtkBox)

GtkWidget *sparkle_post_view_new        (void);
void       sparkle_post_view_set_post   (SparklePostView *self, SparklePost *post);
/* (nullable): the comments below it, for the timeline of its video */
void       sparkle_post_view_set_thread (SparklePostView *self, SparkleThread *thread);

G_END_DECLS
