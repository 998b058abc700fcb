/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* What a text says, as a tree: made once, never changed, shared by whoever shows it. From any thread. */
typedef struct _SparkleMarkdown SparkleMarkdown;

#define SPARKLE_TYPE_MARKDOWN (sparkle_markdown_get_type ())

/* Longer texts are shown as they were typed: four bytes for each of the 50,000 characters of a post, and some air. */
#define SPARKLE_MARKDOWN_BYTES_MAX (256 * 1024)
/* From here on a thread pays. */
#define SPARKLE_MARKDOWN_THREAD_BYTES (64 * 1024)

typedef enum
{
  SPARKLE_MARKDOWN_DOCUMENT,
  /* blocks */
  SPARKLE_MARKDOWN_QUOTE,
  SPARKLE_MARKDOWN_LIST,
  SPARKLE_MARKDOWN_ITEM,
  SPARKLE_MARKDOWN_RULE,
  SPARKLE_MARKDOWN_HEADING,
  SPARKLE_MARKDOWN_PARAGRAPH,
  SPARKLE_MARKDOWN_CODE_BLOCK,
  SPARKLE_MARKDOWN_HTML_BLOCK,
  SPARKLE_MARKDOWN_TABLE,
  SPARKLE_MARKDOWN_ROW,
  SPARKLE_MARKDOWN_CELL,
  SPARKLE_MARKDOWN_VERBATIM, /* a text beyond the limits, as it was typed */
  /* within paragraphs, headings and cells */
  SPARKLE_MARKDOWN_TEXT,
  SPARKLE_MARKDOWN_SOFT_BREAK,
  SPARKLE_MARKDOWN_LINE_BREAK,
  SPARKLE_MARKDOWN_EMPHASIS,
  SPARKLE_MARKDOWN_STRONG,
  SPARKLE_MARKDOWN_STRIKE,
  SPARKLE_MARKDOWN_CODE,
  SPARKLE_MARKDOWN_LINK,
  SPARKLE_MARKDOWN_IMAGE,
  SPARKLE_MARKDOWN_HTML,
  /* the community's additions */
  SPARKLE_MARKDOWN_MENTION,
  SPARKLE_MARKDOWN_TAG,
  SPARKLE_MARKDOWN_TIME,
  SPARKLE_MARKDOWN_SPOILER,
} SparkleMarkdownType;

typedef enum
{
  SPARKLE_MARKDOWN_COMMONMARK = 0,
  SPARKLE_MARKDOWN_TABLES     = 1 << 0, /* and task lists, strikethrough, bare addresses */
  SPARKLE_MARKDOWN_ADDITIONS  = 1 << 1,
  SPARKLE_MARKDOWN_FULL       = SPARKLE_MARKDOWN_TABLES | SPARKLE_MARKDOWN_ADDITIONS,
} SparkleMarkdownFlags;

typedef enum
{
  SPARKLE_MARKDOWN_TIGHT   = 1 << 0, /* list: no space between its items */
  SPARKLE_MARKDOWN_ORDERED = 1 << 1, /* list */
  SPARKLE_MARKDOWN_TASK    = 1 << 2, /* item */
  SPARKLE_MARKDOWN_DONE    = 1 << 3, /* item that is a task */
  SPARKLE_MARKDOWN_HEAD    = 1 << 4, /* row of a table */
  SPARKLE_MARKDOWN_FENCED  = 1 << 5, /* code block */
  SPARKLE_MARKDOWN_OPENS   = 1 << 6, /* link or image: the address is one that may be opened */
} SparkleMarkdownNodeFlags;

/* Why a text is not laid out. */
typedef enum
{
  SPARKLE_MARKDOWN_WITHIN,
  SPARKLE_MARKDOWN_TOO_LONG,
  SPARKLE_MARKDOWN_TOO_DEEP,
  SPARKLE_MARKDOWN_TOO_MUCH,
} SparkleMarkdownLimit;

typedef enum
{
  SPARKLE_MARKDOWN_ALIGN_NONE,
  SPARKLE_MARKDOWN_ALIGN_LEFT,
  SPARKLE_MARKDOWN_ALIGN_CENTER,
  SPARKLE_MARKDOWN_ALIGN_RIGHT,
} SparkleMarkdownAlign;

/* Nodes stand in reading order: the children of node i are i + 1, then the end of that one, up to the end of i. */
typedef struct
{
  guint8  type;    /* SparkleMarkdownType */
  guint8  level;   /* heading: 1..6; cell: its alignment; list: its mark or delimiter */
  guint16 flags;   /* SparkleMarkdownNodeFlags */
  guint32 end;     /* index behind the last node within this one */
  guint32 text;    /* where the text begins; address of a link or image; language line of a code block's fence is title */
  guint32 title;
  guint32 number;  /* list: first number; time: second of the video; table: columns */
} SparkleMarkdownNode;

GType                      sparkle_markdown_get_type      (void);
SparkleMarkdown           *sparkle_markdown_parse         (const char                *text,
                                                           gssize                     length,
                                                           SparkleMarkdownFlags       flags);
DexFuture                 *sparkle_markdown_parse_aside   (const char                *text);
SparkleMarkdown           *sparkle_markdown_ref           (SparkleMarkdown           *self);
void                       sparkle_markdown_unref         (SparkleMarkdown           *self);
const SparkleMarkdownNode *sparkle_markdown_get_nodes     (SparkleMarkdown           *self,
                                                           unsigned                  *ret_n_nodes);
const char                *sparkle_markdown_get_text      (SparkleMarkdown           *self,
                                                           const SparkleMarkdownNode *node);
const char                *sparkle_markdown_get_title     (SparkleMarkdown           *self,
                                                           const SparkleMarkdownNode *node);
SparkleMarkdownLimit       sparkle_markdown_get_limit     (SparkleMarkdown           *self);
gsize                      sparkle_markdown_get_size      (SparkleMarkdown           *self);

gboolean                   sparkle_markdown_address_opens (const char                *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleMarkdown, sparkle_markdown_unref)

G_END_DECLS
