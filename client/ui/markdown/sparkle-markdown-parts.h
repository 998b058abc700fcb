/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-markdown.h"

G_BEGIN_DECLS

/* How deep quotes and lists move to the side; what is deeper stays there. */
#define SPARKLE_PART_LEVELS 7

typedef enum
{
  SPARKLE_PART_TEXT,
  SPARKLE_PART_HEADING,
  SPARKLE_PART_CODE,
  SPARKLE_PART_TABLE,
  SPARKLE_PART_PICTURE,
  SPARKLE_PART_RULE,
  SPARKLE_PART_VERBATIM, /* raw HTML, or a text beyond the limits */
} SparklePartKind;

/* A place within the text of a paragraph. */
typedef struct
{
  guint32 node;
  guint32 offset; /* bytes into the node's text */
} SparklePartPlace;

/* What one row shows: a tree of any depth becomes a flat list of these, each with the quotes and lists it stands in. */
typedef struct
{
  guint8           kind;
  guint8           level;      /* of a heading */
  guint8           gap;        /* above, in pixels */
  gint8            marker_at;  /* the list whose mark stands here, as an index into around, or -1 */
  char             around[SPARKLE_PART_LEVELS + 1]; /* 'q' a quote, 'l' a list, from the outside */
  guint8           joined;     /* so many of them are the same as in the row above */
  guint8           flags;      /* SparkleMarkdownNodeFlags of the item */
  char             marker[16];
  guint32          node;       /* the block, or the picture */
  SparklePartPlace from;
  SparklePartPlace to;
  guint32          size;       /* about so many characters */
  guint64          hash;       /* equal for parts that look the same */
} SparkleMarkdownPart;

GArray *sparkle_markdown_parts_new (SparkleMarkdown *markdown,
                                    gboolean         compact);

G_END_DECLS
