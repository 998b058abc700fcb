/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-merge.h"
#include "sparkle-outbox-item.h"

G_BEGIN_DECLS

/* A write and what happened to its record meanwhile, as a person has to look at it: field by field, stretch by stretch. */
typedef enum
{
  SPARKLE_FIELD_LINE,  /* one line, such as a title */
  SPARKLE_FIELD_TEXT,  /* many lines */
  SPARKLE_FIELD_WORDS, /* several, separated by commas: tags */
} SparkleFieldKind;

typedef struct
{
  const char       *name;  /* as on the wire: "title", "content", … */
  SparkleFieldKind  kind;
  GPtrArray        *hunks; /* (owned) (element-type SparkleMergeHunk): of a line or words at most one */
} SparkleConflictField;

/* Only fields that this write changes. A copy: the write may change while somebody looks. */
GPtrArray  *sparkle_conflict_read         (SparkleOutboxItem *item); /* transfer full (element-type SparkleConflictField) */
void        sparkle_conflict_field_free   (SparkleConflictField *field);
unsigned    sparkle_conflict_count        (GPtrArray *fields); /* stretches that a person must decide */

G_END_DECLS
