/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A place in the order of the change feed: everything up to and with it was seen. */
typedef struct
{
  guint64 xid;
  gint64  seq;
} SparkledPosition;

int sparkled_position_compare (const SparkledPosition *a, const SparkledPosition *b);

typedef enum
{
  SPARKLED_CURSOR_FOLLOW, /* changes after a position */
  SPARKLED_CURSOR_PAGE,   /* older records of a first pull, and the horizon to follow from afterwards */
} SparkledCursorKind;

/* What a client keeps per scope, opaque to it. It belongs to one scope and one epoch: another
 * scope's or a former epoch's cursor is well-formed and means a reset. */
typedef struct
{
  SparkledCursorKind kind;
  guint32            scope_hash;
  gint64             epoch;
  SparkledPosition   position;    /* page: the newest row at the first page */
  gint64             rank;        /* page: the last record that was served */
  char               collection[16];
  char               id[160];
} SparkledCursor;

guint32  sparkled_cursor_hash_scope (const char *scope);
char    *sparkled_cursor_encode     (const SparkledCursor *self);
/* FALSE when the text is no cursor at all. */
gboolean sparkled_cursor_decode     (const char *text, SparkledCursor *ret_cursor);
/* FALSE when it is not a follow cursor. */
gboolean sparkled_cursor_decode_follow (const char *text, SparkledPosition *ret_position);

G_END_DECLS
