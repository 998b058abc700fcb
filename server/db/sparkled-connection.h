/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* One libpq connection in pipeline mode, private to the pool. It connects on a thread of its own (name
 * look-ups block), then lives on the pool's main context: one GSource polls its socket, writes are
 * gathered per turn of the loop, and answers are matched to a queue of commands. When it breaks,
 * everything in the queue fails and it connects again, later and later. */
typedef struct _SparkledConnection SparkledConnection;

typedef enum
{
  SPARKLED_CONNECTION_CONNECTING, /* a thread is in PQconnectdb */
  SPARKLED_CONNECTION_PREPARING,  /* settings and statements are on their way */
  SPARKLED_CONNECTION_READY,
  SPARKLED_CONNECTION_WAITING,    /* broken; will connect again */
  SPARKLED_CONNECTION_STOPPED,
} SparkledConnectionState;

typedef struct
{
  const char    *conninfo;   /* (not owned) outlives the connection, as all here */
  GPtrArray     *statements; /* (element-type SparkledStatement) tables, each ended by a {NULL} row */
  unsigned       query_ms;
  guint64        n_queries;
  guint64        n_errors;
  guint64        n_reconnects;
  /* The connection became ready, broke (with the reason), or has room again. */
  void         (*changed) (SparkledConnection *connection, const GError *error, gpointer data);
  gpointer       data;
} SparkledConnectionShared;

SparkledConnection     *sparkled_connection_new       (SparkledConnectionShared *shared);
SparkledConnection     *sparkled_connection_ref       (SparkledConnection *self);
void                    sparkled_connection_unref     (SparkledConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledConnection, sparkled_connection_unref)
void                    sparkled_connection_start     (SparkledConnection *self);
/* A future that ends when no thread of it runs any more. */
DexFuture              *sparkled_connection_stop      (SparkledConnection *self);

SparkledConnectionState sparkled_connection_get_state (SparkledConnection *self);
unsigned                sparkled_connection_get_depth (SparkledConnection *self); /* commands in flight */
/* Goes up with each new session, so that a transaction knows that its own is gone. */
unsigned                sparkled_connection_get_session (SparkledConnection *self);
gboolean                sparkled_connection_is_owned  (SparkledConnection *self);
void                    sparkled_connection_set_owned (SparkledConnection *self, gboolean owned);

/* Sends a prepared statement. promise (nullable) resolves with SparkledRows (boxed). */
void                    sparkled_connection_send      (SparkledConnection *self, const SparkledStatement *statement, const char * const *params, unsigned n_params, DexPromise *promise);
/* Sends SQL without parameters; sync: FALSE makes it share its fate with what is sent next. */
void                    sparkled_connection_send_sql  (SparkledConnection *self, const char *sql, gboolean sync, DexPromise *promise);

G_END_DECLS
