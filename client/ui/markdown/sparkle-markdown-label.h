/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-markdown-parts.h"

G_BEGIN_DECLS

/* A piece of running text: to be read, selected, and pressed where it leads somewhere. */
#define SPARKLE_TYPE_MARKDOWN_LABEL (sparkle_markdown_label_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMarkdownLabel, sparkle_markdown_label, SPARKLE, MARKDOWN_LABEL, GtkWidget)

GtkWidget      *sparkle_markdown_label_new      (gboolean                   heading);
void            sparkle_markdown_label_set_part (SparkleMarkdownLabel      *self,
                                                 SparkleMarkdown           *markdown,
                                                 const SparkleMarkdownPart *part,
                                                 const char                *video_id,
                                                 gboolean                   compact);
void            sparkle_markdown_label_set_cell (SparkleMarkdownLabel      *self,
                                                 SparkleMarkdown           *markdown,
                                                 guint32                    cell,
                                                 const char                *video_id);
GtkLabel       *sparkle_markdown_label_get_label (SparkleMarkdownLabel     *self);
GtkTextDirection sparkle_markdown_find_direction (SparkleMarkdown           *markdown,
                                                 guint32                    node);

G_END_DECLS
