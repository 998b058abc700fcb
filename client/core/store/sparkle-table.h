/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "sparkle-json-reader.h"
#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* One description of each kind of row: from it come reading JSON, binding, reading columns, copying and freeing. */
typedef enum
{
  SPARKLE_COLUMN_TEXT,
  SPARKLE_COLUMN_INT,
  SPARKLE_COLUMN_OPTIONAL, /* integer; absent is -1 here and NULL in the database */
  SPARKLE_COLUMN_BOOL,
  SPARKLE_COLUMN_TIME,     /* text on the wire, µs here; absent is 0 */
  SPARKLE_COLUMN_STRV,     /* array of strings on the wire, JSON text in the database, char ** here */
  SPARKLE_COLUMN_REACTION, /* type name on the wire, index here */
  SPARKLE_COLUMN_WHOLE,    /* the whole record as it came */
} SparkleColumnType;

typedef struct
{
  const char        *name;   /* in the database */
  const char        *group;  /* object around the key: NULL, "counts", "reactions" (in counts) */
  const char        *key;    /* on the wire; NULL: of this machine */
  SparkleColumnType  type;
  gsize              offset; /* in the row */
} SparkleColumn;

typedef struct
{
  SparkleCollection    collection;
  const char          *name;
  const char          *schema;     /* "main" (cache) or "journal" */
  gboolean             foldable;   /* has a _truth table and columns pending, overlay, present */
  gsize                size;       /* of the row */
  const SparkleColumn *columns;
  unsigned             n_columns;
  unsigned             n_wire;     /* the first ones: those of the server */
} SparkleTable;

/* Rows that stay inside the store. */
typedef struct { char *id; gint64 rev; char *target_id; char *post_id; gint64 type; gint64 created_at; } SparkleReactionRow;
typedef struct { char *id; gint64 rev; char *follower_id; char *followed_id; gint64 created_at; } SparkleFollowRow;
typedef struct { char *id; gint64 rev; char *json; } SparkleAccountRow;

typedef union
{
  SparkleStorePost     post; /* first and largest: { 0 } empties only the first member */
  char                *id; /* every row begins with it … */
  struct { char *id; gint64 rev; } head; /* … and its rev */
  SparkleStoreUser     user;
  SparkleStoreComment  comment;
  SparkleStoreDraft    draft;
  SparkleStoreNotification notification;
  SparkleStoreVideo    video;
  SparkleStoreCategory category;
  SparkleStoreTag      tag;
  SparkleReactionRow   reaction;
  SparkleFollowRow     follow;
  SparkleStoreBookmark bookmark;
  SparkleAccountRow    account;
} SparkleAnyRow;

G_STATIC_ASSERT (sizeof (SparkleAnyRow) == sizeof (SparkleStorePost));

const SparkleTable *sparkle_table_get          (SparkleCollection collection); /* NULL: none */
const SparkleTable *sparkle_table_outbox       (void);
const SparkleTable *sparkle_table_scope        (void);

/* row: zeroed memory of table->size bytes */
gboolean            sparkle_table_decode       (const SparkleTable *table, gpointer row, SparkleJsonReader *reader, GError **error);
/* Parameters from first on, one a column. */
void                sparkle_table_bind         (const SparkleTable *table, gconstpointer row, unsigned n_columns, sqlite3_stmt *stmt, int first);
void                sparkle_table_read         (const SparkleTable *table, gpointer row, unsigned n_columns, sqlite3_stmt *stmt, int first);
void                sparkle_table_clear        (const SparkleTable *table, gpointer row);
void                sparkle_table_copy         (const SparkleTable *table, gconstpointer row, gpointer ret_row);
gboolean            sparkle_table_equal        (const SparkleTable *table, gconstpointer a, gconstpointer b);
/* "a, b, c" or with a prefix "p.a, p.b" */
char               *sparkle_table_column_list  (const SparkleTable *table, const char *prefix, unsigned n_columns);

char               *sparkle_strv_to_json       (char **strv);
char              **sparkle_strv_from_json     (const char *json); /* never NULL */

G_END_DECLS
