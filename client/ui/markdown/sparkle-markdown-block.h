/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-markdown-parts.h"

G_BEGIN_DECLS

/* One part of a text: a label, a piece of code, a table, a picture or a rule, with the bars of the quotes and the room
 * of the lists that it stands in. */
#define SPARKLE_TYPE_MARKDOWN_BLOCK (sparkle_markdown_block_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMarkdownBlock, sparkle_markdown_block, SPARKLE, MARKDOWN_BLOCK, GtkWidget)

GtkWidget       *sparkle_markdown_block_new      (void);
void             sparkle_markdown_block_set_part (SparkleMarkdownBlock        *self,
                                                SparkleMarkdown           *markdown,
                                                const SparkleMarkdownPart *part,
                                                const char                *video_id,
                                                gboolean                   compact);
SparklePartKind  sparkle_markdown_block_get_kind (SparkleMarkdownBlock        *self);

G_END_DECLS
