/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-markdown.h"

G_BEGIN_DECLS

/* Trees of texts that were shown lately, found by what they say. Bounded in number and bytes; one thread. */
typedef struct _SparkleMarkdownCache SparkleMarkdownCache;

SparkleMarkdownCache *sparkle_markdown_cache_new    (unsigned              entries_max,
                                                     gsize                 bytes_max);
void                  sparkle_markdown_cache_free   (SparkleMarkdownCache *self);
SparkleMarkdown      *sparkle_markdown_cache_look   (SparkleMarkdownCache *self,
                                                     const char           *text);
void                  sparkle_markdown_cache_keep   (SparkleMarkdownCache *self,
                                                     const char           *text,
                                                     SparkleMarkdown      *markdown);
SparkleMarkdown      *sparkle_markdown_cache_read   (SparkleMarkdownCache *self,
                                                     const char           *text);
unsigned              sparkle_markdown_cache_length (SparkleMarkdownCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleMarkdownCache, sparkle_markdown_cache_free)

G_END_DECLS
