/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-markdown.h"

G_BEGIN_DECLS

/* Bounds of what is made of a text, whatever it says. */
#define SPARKLE_MARKDOWN_BLOCK_DEPTH  64
#define SPARKLE_MARKDOWN_INLINE_DEPTH 32
#define SPARKLE_MARKDOWN_NODES_MAX    (300 * 1000)
#define SPARKLE_MARKDOWN_ARENA_MAX    (8 * 1024 * 1024)

/* A tree in the making. */
typedef struct
{
  GArray  *nodes;   /* SparkleMarkdownNode */
  GArray  *open;    /* guint32: the nodes that are not yet closed */
  GString *arena;   /* every text of the tree, each with its NUL; empty at 0 */
} SparkleMarkdownTree;

void     sparkle_markdown_tree_init    (SparkleMarkdownTree *tree);
void     sparkle_markdown_tree_clear   (SparkleMarkdownTree *tree);
SparkleMarkdownNode *
         sparkle_markdown_tree_open    (SparkleMarkdownTree *tree,
                                        SparkleMarkdownType  type);
void     sparkle_markdown_tree_close   (SparkleMarkdownTree *tree);
guint32  sparkle_markdown_tree_keep    (SparkleMarkdownTree *tree,
                                        const char          *text,
                                        gsize                length);
gboolean sparkle_markdown_tree_is_full (SparkleMarkdownTree *tree);

/* What is heard of a paragraph until it ends. */
typedef enum
{
  SPARKLE_INLINE_ENTER,
  SPARKLE_INLINE_LEAVE,
  SPARKLE_INLINE_TEXT,
  SPARKLE_INLINE_LITERAL, /* text that means itself: "\@", "&#64;" */
  SPARKLE_INLINE_ATOM,    /* code, HTML, breaks */
  SPARKLE_INLINE_BARS,    /* "||", which may hide something */
} SparkleInlineKind;

typedef struct
{
  guint8  kind;
  guint8  type;    /* SparkleMarkdownType */
  guint8  hides;   /* bars: 1 begins, 2 ends a spoiler */
  guint32 start;   /* in the inline's text */
  guint32 length;
  guint32 title;   /* enter: in the arena */
  guint32 address; /* enter: in the arena */
} SparkleInlineEvent;

typedef struct
{
  GArray  *events; /* SparkleInlineEvent */
  GString *text;
} SparkleInline;

void     sparkle_inline_init           (SparkleInline       *self);
void     sparkle_inline_clear          (SparkleInline       *self);
void     sparkle_inline_reset          (SparkleInline       *self);
void     sparkle_inline_add_text       (SparkleInline       *self,
                                        gboolean             literal,
                                        const char          *text,
                                        gsize                length);
void     sparkle_inline_add            (SparkleInline       *self,
                                        SparkleInlineEvent   event);
void     sparkle_inline_emit           (SparkleInline       *self,
                                        SparkleMarkdownTree *tree,
                                        gboolean             additions);

void     sparkle_markdown_append_entity (GString    *out,
                                         const char *entity,
                                         gsize       length);
gboolean sparkle_markdown_read          (SparkleMarkdownTree  *tree,
                                         const char           *text,
                                         gsize                 length,
                                         SparkleMarkdownFlags  flags);

G_END_DECLS
