/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-markdown-parts.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean has_video; /* times lead somewhere */
  guint64  revealed;  /* spoilers that were opened, a bit each, counted within the part */
} SparkleMarkupState;

char    *sparkle_markdown_markup          (SparkleMarkdown          *markdown,
                                           guint32                   block,
                                           SparklePartPlace          from,
                                           SparklePartPlace          to,
                                           const SparkleMarkupState *state,
                                           gboolean                 *ret_has_links);
void     sparkle_markdown_append_text     (GString                  *out,
                                           const char               *text,
                                           gsize                     length);

G_END_DECLS
