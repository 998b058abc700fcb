/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/* A bounded pool of pipelined libpq connections on one GMainContext. Everything here
 * runs on that context's thread; functions marked (fiber) await and so must be called
 * from a fiber. All parameters travel as text, NULL is SQL NULL. */

typedef struct
{
  const char *name; /* prepared under this name on every connection */
  const char *sql;
} SparkledStatement;

#define SPARKLED_TYPE_DB (sparkled_db_get_type ())
G_DECLARE_FINAL_TYPE (SparkledDb, sparkled_db, SPARKLED, DB, GObject)

#define SPARKLED_TYPE_ROWS (sparkled_rows_get_type ())
typedef struct _SparkledRows SparkledRows;  /* boxed, reference counted result */
typedef struct _SparkledTransaction SparkledTransaction; /* boxed; one connection until commit or roll back */

typedef enum
{
  SPARKLED_DB_READ,     /* autocommit single statements need no transaction; this is READ COMMITTED, READ ONLY */
  SPARKLED_DB_SNAPSHOT, /* REPEATABLE READ, READ ONLY */
  SPARKLED_DB_WRITE,    /* READ COMMITTED */
} SparkledDbMode;

typedef struct
{
  unsigned size;        /* connections */
  unsigned wait_limit;  /* waiters before SPARKLE_ERROR_UNAVAILABLE */
  unsigned query_ms;    /* deadline of one statement */
} SparkledDbOptions;

SparkledDb *sparkled_db_new       (const char *conninfo, const SparkledDbOptions *options);
DexFuture  *sparkled_db_start     (SparkledDb *self); /* resolves true when the first connection stands */
DexFuture  *sparkled_db_stop      (SparkledDb *self);
gboolean    sparkled_db_is_ready  (SparkledDb *self);
/* Counters for /metrics. */
typedef struct { unsigned size, busy, waiting; guint64 queries, errors, reconnects; } SparkledDbStats;
void        sparkled_db_get_stats (SparkledDb *self, SparkledDbStats *ret_stats);

/* (fiber) One statement outside a transaction; several may share one connection in the pipeline.
 * Params: n strings, each (nullable). Returns (transfer full), or NULL with an error of SPARKLE_ERROR:
 * UNAVAILABLE (no connection, pool full), TIMED_OUT, CONFLICT (unique), INTERNAL … The
 * SQLSTATE of a failed statement is kept: sparkled_db_error_sqlstate(). */
SparkledRows *sparkled_db_query   (SparkledDb *self, const SparkledStatement *statement, const char * const *params, unsigned n_params, GError **error);
/* (fiber) For convenience: the parameters as arguments, each const char*, exactly n of them. */
SparkledRows *sparkled_db_queryv  (SparkledDb *self, const SparkledStatement *statement, GError **error, unsigned n_params, ...);
/* Without awaiting: a future of SparkledRows (boxed), so that independent statements travel together. */
DexFuture    *sparkled_db_send    (SparkledDb *self, const SparkledStatement *statement, const char * const *params, unsigned n_params);
const char   *sparkled_db_error_sqlstate   (const GError *error); /* (nullable) "23505" */
const char   *sparkled_db_error_constraint (const GError *error); /* (nullable) "account_username" */

/* (fiber) A transaction. Freeing one that was not committed rolls it back. Serialization failures and
 * deadlocks come as SPARKLE_ERROR_UNAVAILABLE; the caller may run the whole again. */
SparkledTransaction *sparkled_db_begin             (SparkledDb *self, SparkledDbMode mode, GError **error);
SparkledRows        *sparkled_transaction_query    (SparkledTransaction *self, const SparkledStatement *statement, const char * const *params, unsigned n_params, GError **error);
SparkledRows        *sparkled_transaction_queryv   (SparkledTransaction *self, const SparkledStatement *statement, GError **error, unsigned n_params, ...);
/* Sends without awaiting: statements of one transaction run in the order they were sent. */
DexFuture           *sparkled_transaction_send     (SparkledTransaction *self, const SparkledStatement *statement, const char * const *params, unsigned n_params);
gboolean             sparkled_transaction_commit   (SparkledTransaction *self, GError **error);
/* (fiber) A savepoint, so that one mutation of a batch can fail alone. */
gboolean             sparkled_transaction_savepoint (SparkledTransaction *self, GError **error);
gboolean             sparkled_transaction_rollback_to_savepoint (SparkledTransaction *self, GError **error);
void                 sparkled_transaction_free     (SparkledTransaction *self);
/* Scopes that this transaction changes, published by whoever commits it. */
void                 sparkled_transaction_touch_scope (SparkledTransaction *self, const char *scope);
const char * const  *sparkled_transaction_get_scopes  (SparkledTransaction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledTransaction, sparkled_transaction_free)

GType         sparkled_rows_get_type (void);
SparkledRows *sparkled_rows_ref      (SparkledRows *self);
void          sparkled_rows_unref    (SparkledRows *self);
unsigned      sparkled_rows_get_n    (SparkledRows *self);
/* Text of a cell, NULL for SQL NULL; lives as long as the rows. */
const char   *sparkled_rows_get      (SparkledRows *self, unsigned row, unsigned column);
gsize         sparkled_rows_get_size (SparkledRows *self, unsigned row, unsigned column);
gint64        sparkled_rows_get_int  (SparkledRows *self, unsigned row, unsigned column);
gboolean      sparkled_rows_get_bool (SparkledRows *self, unsigned row, unsigned column);
guint64       sparkled_rows_get_affected (SparkledRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledRows, sparkled_rows_unref)

/* Registers statements to be prepared at connect; called before start, one table each. The
 * array ends in a {NULL} row and must be static. */
void          sparkled_db_register   (SparkledDb *self, const SparkledStatement *statements);

G_END_DECLS
