/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-markdown-parts.h"

G_BEGIN_DECLS

/* Rows of a table; where it is too wide it scrolls sideways by itself. */
#define SPARKLE_TYPE_MARKDOWN_GRID (sparkle_markdown_grid_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMarkdownGrid, sparkle_markdown_grid, SPARKLE, MARKDOWN_GRID, GtkWidget)

GtkWidget *sparkle_markdown_grid_new      (void);
void       sparkle_markdown_grid_set_part (SparkleMarkdownGrid      *self,
                                            SparkleMarkdown           *markdown,
                                            const SparkleMarkdownPart *part,
                                            const char                *video_id);

G_END_DECLS
