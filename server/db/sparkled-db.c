/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sparkled-db"

#include "sparkled-db.h"

#include "sparkled-connection.h"
#include "sparkled-db-error.h"
#include "sparkled-params.h"
#include "sparkled-transaction.h"
#include "sparkled-wait-list.h"
#include "sparkle-error.h"

/* How many statements may be in flight on one connection. Deep enough to keep PostgreSQL busy,
 * shallow enough that a slow statement does not hold up a crowd. */
#define PIPELINE_DEPTH 16
#define START_PATIENCE_MS 5000

struct _SparkledDb
{
  GObject                   parent_instance;
  SparkledDbOptions         options;
  char                     *conninfo;
  SparkledConnectionShared  shared;
  GPtrArray                *connections;   /* (owned) of SparkledConnection */
  SparkledWaitList          waiting;
  GSource                  *patience;      /* (owned) (nullable) of start */
  DexPromise               *started;       /* (owned) (nullable) */
  GError                   *last_error;    /* (owned) (nullable) why there is no connection */
  gboolean                  running;
};

G_DEFINE_FINAL_TYPE (SparkledDb, sparkled_db, G_TYPE_OBJECT)

/* ---- Choosing a connection ---- */

/* The connection with the least in flight that may take a statement or a new transaction. */
static SparkledConnection *
db_pick (SparkledDb *self,
         gboolean    for_transaction)
{
  SparkledConnection *best = NULL;
  unsigned n_owned = 0;

  for (guint i = 0; i < self->connections->len; i++)
    {
      SparkledConnection *connection = g_ptr_array_index (self->connections, i);

      if (sparkled_connection_get_state (connection) != SPARKLED_CONNECTION_READY)
        continue;
      if (sparkled_connection_is_owned (connection))
        {
          n_owned++;
          continue;
        }
      if (best == NULL || sparkled_connection_get_depth (connection) < sparkled_connection_get_depth (best))
        best = connection;
    }
  if (best == NULL || sparkled_connection_get_depth (best) >= PIPELINE_DEPTH)
    return NULL;
  /* Transactions leave one connection to single statements, which are short. */
  if (for_transaction && self->connections->len > 1 && n_owned >= self->connections->len - 1)
    return NULL;
  return best;
}

/* Gives what is free to those who wait. */
static void
db_pump (SparkledDb *self)
{
  SparkledConnection *connection;
  SparkledWaiter *waiter;

  while ((waiter = sparkled_wait_list_peek (&self->waiting, TRUE)) != NULL && (connection = db_pick (self, TRUE)) != NULL)
    {
      sparkled_wait_list_remove (&self->waiting, waiter);
      sparkled_connection_set_owned (connection, TRUE);
      waiter->connection = sparkled_connection_ref (connection);
      waiter->session = sparkled_connection_get_session (connection);
      dex_promise_resolve_boolean (waiter->promise, TRUE);
      sparkled_waiter_unref (waiter);
    }
  while ((waiter = sparkled_wait_list_peek (&self->waiting, FALSE)) != NULL && (connection = db_pick (self, FALSE)) != NULL)
    {
      sparkled_wait_list_remove (&self->waiting, waiter);
      sparkled_connection_send (connection, waiter->statement, (const char * const *) waiter->params, waiter->n_params, waiter->promise);
      sparkled_waiter_unref (waiter);
    }
}

void
sparkled_db_release (SparkledDb         *self,
                     SparkledConnection *connection,
                     unsigned            session)
{
  /* A connection that broke meanwhile has forgotten its owner. */
  if (sparkled_connection_get_session (connection) != session)
    return;
  sparkled_connection_set_owned (connection, FALSE);
  db_pump (self);
}

/* ---- Start and stop ---- */

static void
db_started (SparkledDb   *self,
            const GError *error)
{
  g_autoptr(DexPromise) started = g_steal_pointer (&self->started);

  if (self->patience != NULL)
    g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
  if (started == NULL)
    return;
  if (error != NULL)
    dex_promise_reject (started, g_error_copy (error));
  else
    dex_promise_resolve_boolean (started, TRUE);
}

static gboolean
db_patience_cb (gpointer data)
{
  SparkledDb *self = data;
  g_autoptr(GError) unknown = sparkled_db_error_lost ("no answer");

  db_started (self, self->last_error != NULL ? self->last_error : unknown);
  return G_SOURCE_REMOVE;
}

static void
db_connection_changed (SparkledConnection *connection,
                       const GError       *error,
                       gpointer            data)
{
  SparkledDb *self = data;

  if (error == NULL)
    {
      if (self->last_error != NULL)
        g_message ("The database is reachable again");
      g_clear_error (&self->last_error);
      db_started (self, NULL);
      db_pump (self);
      return;
    }

  /* One sentence per outage and reason, not one per connection and attempt. */
  if (!sparkled_db_is_ready (self) && (self->last_error == NULL || strcmp (self->last_error->message, error->message) != 0))
    g_message ("%s", error->message);
  if (sparkled_db_is_ready (self))
    return;
  g_clear_error (&self->last_error);
  self->last_error = g_error_copy (error);
  if (self->started == NULL)
    {
      g_autoptr(GError) lost = sparkled_db_error_lost (NULL);

      sparkled_wait_list_refuse_all (&self->waiting, lost);
    }
}

/**
 * sparkled_db_new:
 * @conninfo: a libpq connection string or URI
 * @options: sizes and times
 *
 * Makes a pool for the main context that is the thread's default when it starts.
 *
 * Returns: (transfer full): the pool, not yet connecting
 */
SparkledDb *
sparkled_db_new (const char              *conninfo,
                 const SparkledDbOptions *options)
{
  SparkledDb *self = g_object_new (SPARKLED_TYPE_DB, NULL);

  self->conninfo = g_strdup (conninfo);
  self->options = *options;
  self->options.size = CLAMP (options->size, 1, 100);
  self->options.query_ms = options->query_ms > 0 ? options->query_ms : 5000;
  self->shared.conninfo = self->conninfo;
  self->shared.query_ms = self->options.query_ms;
  self->shared.changed = db_connection_changed;
  self->shared.data = self;
  return self;
}

/**
 * sparkled_db_register:
 * @self: a pool that has not started
 * @statements: a static table, ended by a {NULL} row; the names must be unique
 *
 * Registers statements that every connection prepares.
 */
void
sparkled_db_register (SparkledDb              *self,
                      const SparkledStatement *statements)
{
  g_return_if_fail (!self->running);

  if (!g_ptr_array_find (self->shared.statements, statements, NULL))
    g_ptr_array_add (self->shared.statements, (gpointer) statements);
}

/**
 * sparkled_db_start:
 * @self: a pool
 *
 * Connects, and goes on trying for as long as the pool lives.
 *
 * Returns: (transfer full): resolves when the first connection stands; rejects with the reason when
 *   there is none after five seconds
 */
DexFuture *
sparkled_db_start (SparkledDb *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  g_return_val_if_fail (!self->running, NULL);

  self->running = TRUE;
  self->started = dex_promise_new ();
  self->patience = g_timeout_source_new (START_PATIENCE_MS);
  g_source_set_static_name (self->patience, "[sparkled] database start");
  g_source_set_callback (self->patience, db_patience_cb, self, NULL);
  g_source_attach (self->patience, context);

  sparkled_wait_list_start (&self->waiting, self->options.wait_limit, self->options.query_ms);
  for (unsigned i = 0; i < self->options.size; i++)
    {
      SparkledConnection *connection = sparkled_connection_new (&self->shared);

      g_ptr_array_add (self->connections, connection);
      sparkled_connection_start (connection);
    }
  return dex_ref (DEX_FUTURE (self->started));
}

/**
 * sparkled_db_stop:
 * @self: a pool
 *
 * Closes all connections; what is in flight or waits fails with UNAVAILABLE.
 *
 * Returns: (transfer full): resolves when no thread of the pool runs any more
 */
DexFuture *
sparkled_db_stop (SparkledDb *self)
{
  g_autoptr(GPtrArray) connections = g_steal_pointer (&self->connections);
  g_autoptr(GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr(GError) error = sparkled_db_error_lost ("the server is stopping");

  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkled_connection_unref);
  self->running = FALSE;
  db_started (self, error);
  sparkled_wait_list_stop (&self->waiting, error);
  for (guint i = 0; i < connections->len; i++)
    g_ptr_array_add (futures, sparkled_connection_stop (g_ptr_array_index (connections, i)));
  if (futures->len == 0)
    return dex_future_new_true ();
  return dex_future_allv ((DexFuture **) futures->pdata, futures->len);
}

/**
 * sparkled_db_is_ready:
 * @self: a pool
 *
 * Returns: %TRUE while at least one connection stands
 */
gboolean
sparkled_db_is_ready (SparkledDb *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    if (sparkled_connection_get_state (g_ptr_array_index (self->connections, i)) == SPARKLED_CONNECTION_READY)
      return TRUE;
  return FALSE;
}

/**
 * sparkled_db_get_stats:
 * @self: a pool
 * @ret_stats: (out): filled with the counters
 */
void
sparkled_db_get_stats (SparkledDb      *self,
                       SparkledDbStats *ret_stats)
{
  *ret_stats = (SparkledDbStats) {
    .waiting = sparkled_wait_list_get_length (&self->waiting),
    .queries = self->shared.n_queries,
    .errors = self->shared.n_errors,
    .reconnects = self->shared.n_reconnects,
  };
  for (guint i = 0; i < self->connections->len; i++)
    {
      SparkledConnection *connection = g_ptr_array_index (self->connections, i);

      if (sparkled_connection_get_state (connection) != SPARKLED_CONNECTION_READY)
        continue;
      ret_stats->size++;
      if (sparkled_connection_is_owned (connection) || sparkled_connection_get_depth (connection) > 0)
        ret_stats->busy++;
    }
}

/* ---- Statements and transactions ---- */

/**
 * sparkled_db_send:
 * @self: a pool
 * @statement: a registered statement
 * @params: (array length=n_params): texts, %NULL for SQL NULL
 * @n_params: how many
 *
 * Runs a statement outside a transaction, on the connection with the least to do.
 *
 * Returns: (transfer full): a future of SparkledRows, boxed
 */
DexFuture *
sparkled_db_send (SparkledDb              *self,
                  const SparkledStatement *statement,
                  const char * const      *params,
                  unsigned                 n_params)
{
  g_autoptr(DexPromise) promise = NULL;
  SparkledConnection *connection;
  SparkledWaiter *waiter;

  if (!sparkled_db_is_ready (self))
    return dex_future_new_for_error (sparkled_db_error_lost (NULL));

  if (sparkled_wait_list_peek (&self->waiting, FALSE) == NULL && (connection = db_pick (self, FALSE)) != NULL)
    {
      promise = dex_promise_new ();
      sparkled_connection_send (connection, statement, params, n_params, promise);
    }
  else
    {
      waiter = sparkled_waiter_new (statement, params, n_params);
      promise = dex_ref (waiter->promise);
      sparkled_wait_list_add (&self->waiting, waiter);
    }
  return DEX_FUTURE (g_steal_pointer (&promise));
}

/**
 * sparkled_db_query:
 * @self: a pool
 * @statement: a registered statement
 * @params: (array length=n_params): texts, %NULL for SQL NULL
 * @n_params: how many
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Runs a statement outside a transaction and awaits it.
 *
 * Returns: (transfer full): the rows, or %NULL with @error set
 */
SparkledRows *
sparkled_db_query (SparkledDb              *self,
                   const SparkledStatement *statement,
                   const char * const      *params,
                   unsigned                 n_params,
                   GError                 **error)
{
  return dex_await_boxed (sparkled_db_send (self, statement, params, n_params), error);
}

/**
 * sparkled_db_queryv:
 * @self: a pool
 * @statement: a registered statement
 * @error: return location of an error of SPARKLE_ERROR
 * @n_params: how many
 * @...: exactly @n_params strings
 *
 * (fiber) sparkled_db_query() with the parameters as arguments.
 *
 * Returns: (transfer full): the rows, or %NULL with @error set
 */
SparkledRows *
sparkled_db_queryv (SparkledDb              *self,
                    const SparkledStatement *statement,
                    GError                 **error,
                    unsigned                 n_params,
                    ...)
{
  const char *params[SPARKLED_PARAMS_MAX];

  SPARKLED_COLLECT_PARAMS (params, n_params);
  return sparkled_db_query (self, statement, params, n_params, error);
}

/**
 * sparkled_db_begin:
 * @self: a pool
 * @mode: what the transaction may do
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Takes a connection for a transaction, waiting for one if need be. BEGIN itself travels
 * with the first statement. Do not await anything slow while holding one.
 *
 * Returns: (transfer full): the transaction, or %NULL with @error set
 */
SparkledTransaction *
sparkled_db_begin (SparkledDb     *self,
                   SparkledDbMode  mode,
                   GError        **error)
{
  SparkledTransaction *transaction = NULL;
  SparkledConnection *connection;
  SparkledWaiter *waiter;

  if (!sparkled_db_is_ready (self))
    {
      g_propagate_error (error, sparkled_db_error_lost (NULL));
      return NULL;
    }
  if (sparkled_wait_list_peek (&self->waiting, TRUE) == NULL && (connection = db_pick (self, TRUE)) != NULL)
    {
      sparkled_connection_set_owned (connection, TRUE);
      return sparkled_transaction_new (self, connection, sparkled_connection_get_session (connection), mode);
    }

  g_object_ref (self);
  waiter = sparkled_waiter_new (NULL, NULL, 0);
  sparkled_wait_list_add (&self->waiting, sparkled_waiter_ref (waiter));
  if (dex_await (dex_ref (DEX_FUTURE (waiter->promise)), error))
    transaction = sparkled_transaction_new (self, waiter->connection, waiter->session, mode);
  else if (waiter->link.data != NULL)
    {
      /* The fiber was cancelled while it stood in the list… */
      sparkled_wait_list_remove (&self->waiting, waiter);
      sparkled_waiter_unref (waiter);
    }
  else if (waiter->connection != NULL)
    sparkled_db_release (self, waiter->connection, waiter->session); /* …or between the grant and now. */
  sparkled_waiter_unref (waiter);
  g_object_unref (self);
  return transaction;
}

/* ---- The object ---- */

static void
sparkled_db_dispose (GObject *object)
{
  SparkledDb *self = SPARKLED_DB (object);

  dex_future_disown (sparkled_db_stop (self));
  G_OBJECT_CLASS (sparkled_db_parent_class)->dispose (object);
}

static void
sparkled_db_finalize (GObject *object)
{
  SparkledDb *self = SPARKLED_DB (object);

  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->shared.statements, g_ptr_array_unref);
  g_clear_pointer (&self->conninfo, g_free);
  g_clear_error (&self->last_error);
  G_OBJECT_CLASS (sparkled_db_parent_class)->finalize (object);
}

static void
sparkled_db_class_init (SparkledDbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkled_db_dispose;
  object_class->finalize = sparkled_db_finalize;
}

static void
sparkled_db_init (SparkledDb *self)
{
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkled_connection_unref);
  self->shared.statements = g_ptr_array_new ();
}
