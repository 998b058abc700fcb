/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-markdown.h"

G_BEGIN_DECLS

typedef struct
{
  unsigned number;
  char    *markdown;
  char    *html;
} CommonmarkExample;

GPtrArray *commonmark_examples_load (void);
char      *commonmark_tree_to_text  (SparkleMarkdown *markdown,
                                     gboolean         without_additions);
char      *commonmark_tree_to_html  (SparkleMarkdown *markdown);

G_END_DECLS
