/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text of a post or comment for reading. Made for being given text after text: only what changed is changed. */
#define SPARKLE_TYPE_MARKDOWN_VIEW (sparkle_markdown_view_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMarkdownView, sparkle_markdown_view, SPARKLE, MARKDOWN_VIEW, GtkWidget)

GtkWidget  *sparkle_markdown_view_new          (gboolean             compact);
void        sparkle_markdown_view_set_text     (SparkleMarkdownView *self,
                                                const char          *text);
void        sparkle_markdown_view_set_video_id (SparkleMarkdownView *self,
                                                const char          *video_id);
const char *sparkle_markdown_view_get_plain    (SparkleMarkdownView *self);
gboolean    sparkle_markdown_view_is_complete  (SparkleMarkdownView *self);

G_END_DECLS
