/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-markdown.h"

G_BEGIN_DECLS

/* A piece of code: as typed, in the colours of GtkSourceView's scheme, to be copied. */
#define SPARKLE_TYPE_CODE_BLOCK (sparkle_code_block_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCodeBlock, sparkle_code_block, SPARKLE, CODE_BLOCK, GtkWidget)

GtkWidget *sparkle_code_block_new      (void);
void       sparkle_code_block_set_node (SparkleCodeBlock *self,
                                        SparkleMarkdown  *markdown,
                                        guint32           node);

G_END_DECLS
