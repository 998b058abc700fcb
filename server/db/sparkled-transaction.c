/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-transaction.h"

#include "sparkled-db-error.h"
#include "sparkled-params.h"
#include "sparkled-rows-private.h"
#include "sparkle-error.h"

/* BEGIN travels with the first statement, and the connection goes back to the pool as soon as
 * COMMIT or ROLLBACK has been sent: what others send comes after it anyway. */
struct _SparkledTransaction
{
  SparkledDb         *db;         /* (owned) */
  SparkledConnection *connection; /* (owned) */
  unsigned            session;    /* of the connection; another one means that it was lost */
  SparkledDbMode      mode;
  gboolean            begun;
  gboolean            done;
  gboolean            savepoint;
  GPtrArray          *scopes;     /* (owned) (nullable) of strings */
};

SparkledTransaction *
sparkled_transaction_new (SparkledDb         *db,
                          SparkledConnection *connection,
                          unsigned            session,
                          SparkledDbMode      mode)
{
  SparkledTransaction *self = g_new0 (SparkledTransaction, 1);

  self->db = g_object_ref (db);
  self->connection = sparkled_connection_ref (connection);
  self->session = session;
  self->mode = mode;
  return self;
}

static gboolean
transaction_stands (SparkledTransaction *self)
{
  return !self->done
      && sparkled_connection_get_session (self->connection) == self->session
      && sparkled_connection_get_state (self->connection) == SPARKLED_CONNECTION_READY;
}

static DexFuture *
transaction_lost (SparkledTransaction *self)
{
  if (self->done)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "The transaction is over");
  return dex_future_new_for_error (sparkled_db_error_lost (NULL));
}

static void
transaction_begin (SparkledTransaction *self)
{
  static const char * const begin[] = {
    [SPARKLED_DB_READ] = "BEGIN READ ONLY",
    [SPARKLED_DB_SNAPSHOT] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [SPARKLED_DB_WRITE] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
  };

  if (self->begun)
    return;
  self->begun = TRUE;
  sparkled_connection_send_sql (self->connection, begin[self->mode], FALSE, NULL);
}

static DexFuture *
transaction_send_sql (SparkledTransaction *self,
                      const char          *sql)
{
  DexPromise *promise = dex_promise_new ();

  sparkled_connection_send_sql (self->connection, sql, TRUE, promise);
  return DEX_FUTURE (promise);
}

static void
transaction_end (SparkledTransaction *self)
{
  self->done = TRUE;
  sparkled_db_release (self->db, self->connection, self->session);
}

/**
 * sparkled_transaction_send:
 * @self: a transaction
 * @statement: a registered statement
 * @params: (array length=n_params): texts, %NULL for SQL NULL
 * @n_params: how many
 *
 * Sends a statement without awaiting it. Statements run in the order in which they were sent.
 *
 * Returns: (transfer full): a future of SparkledRows, boxed
 */
DexFuture *
sparkled_transaction_send (SparkledTransaction     *self,
                           const SparkledStatement *statement,
                           const char * const      *params,
                           unsigned                 n_params)
{
  DexPromise *promise;

  if (!transaction_stands (self))
    return transaction_lost (self);
  transaction_begin (self);
  if (!transaction_stands (self)) /* sending failed */
    return transaction_lost (self);
  promise = dex_promise_new ();
  sparkled_connection_send (self->connection, statement, params, n_params, promise);
  return DEX_FUTURE (promise);
}

/**
 * sparkled_transaction_query:
 * @self: a transaction
 * @statement: a registered statement
 * @params: (array length=n_params): texts, %NULL for SQL NULL
 * @n_params: how many
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Runs a statement. After an error only going back to a savepoint or freeing the
 * transaction makes sense.
 *
 * Returns: (transfer full): the rows, or %NULL with @error set
 */
SparkledRows *
sparkled_transaction_query (SparkledTransaction     *self,
                            const SparkledStatement *statement,
                            const char * const      *params,
                            unsigned                 n_params,
                            GError                 **error)
{
  return dex_await_boxed (sparkled_transaction_send (self, statement, params, n_params), error);
}

/**
 * sparkled_transaction_queryv:
 * @self: a transaction
 * @statement: a registered statement
 * @error: return location of an error of SPARKLE_ERROR
 * @n_params: how many
 * @...: exactly @n_params strings
 *
 * (fiber) sparkled_transaction_query() with the parameters as arguments.
 *
 * Returns: (transfer full): the rows, or %NULL with @error set
 */
SparkledRows *
sparkled_transaction_queryv (SparkledTransaction     *self,
                             const SparkledStatement *statement,
                             GError                 **error,
                             unsigned                 n_params,
                             ...)
{
  const char *params[SPARKLED_PARAMS_MAX];

  SPARKLED_COLLECT_PARAMS (params, n_params);
  return sparkled_transaction_query (self, statement, params, n_params, error);
}

/**
 * sparkled_transaction_commit:
 * @self: a transaction
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Commits. When the connection broke meanwhile it is unknown whether the commit happened
 * (UNAVAILABLE): the ledger of mutations answers that for whoever tries again.
 *
 * Returns: %TRUE if it is committed
 */
gboolean
sparkled_transaction_commit (SparkledTransaction *self,
                             GError             **error)
{
  g_autoptr(SparkledRows) rows = NULL;
  DexFuture *future;

  if (!transaction_stands (self))
    return dex_await (transaction_lost (self), error);
  if (!self->begun)
    {
      transaction_end (self);
      return TRUE;
    }
  future = transaction_send_sql (self, "COMMIT");
  transaction_end (self);
  rows = dex_await_boxed (future, error);
  if (rows == NULL)
    return FALSE;
  /* PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, not with an error. */
  if (g_str_equal (sparkled_rows_get_command (rows), "COMMIT"))
    return TRUE;
  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "The change failed and was taken back");
  return FALSE;
}

/**
 * sparkled_transaction_savepoint:
 * @self: a transaction
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Sets the savepoint, in place of an earlier one.
 *
 * Returns: %TRUE on success
 */
gboolean
sparkled_transaction_savepoint (SparkledTransaction *self,
                                GError             **error)
{
  DexFuture *future;

  if (!transaction_stands (self))
    return dex_await (transaction_lost (self), error);
  transaction_begin (self);
  if (self->savepoint && transaction_stands (self))
    sparkled_connection_send_sql (self->connection, "RELEASE SAVEPOINT here", FALSE, NULL);
  if (!transaction_stands (self))
    return dex_await (transaction_lost (self), error);
  self->savepoint = TRUE;
  future = transaction_send_sql (self, "SAVEPOINT here");
  return dex_await (future, error);
}

/**
 * sparkled_transaction_rollback_to_savepoint:
 * @self: a transaction
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Takes back everything since the savepoint; the transaction goes on, also after an error.
 *
 * Returns: %TRUE on success
 */
gboolean
sparkled_transaction_rollback_to_savepoint (SparkledTransaction *self,
                                            GError             **error)
{
  g_return_val_if_fail (self->savepoint, FALSE);

  if (!transaction_stands (self))
    return dex_await (transaction_lost (self), error);
  return dex_await (transaction_send_sql (self, "ROLLBACK TO SAVEPOINT here"), error);
}

/**
 * sparkled_transaction_free:
 * @self: (transfer full): a transaction
 *
 * Rolls back what was not committed, without awaiting it, and frees.
 */
void
sparkled_transaction_free (SparkledTransaction *self)
{
  if (!self->done)
    {
      if (self->begun && transaction_stands (self))
        sparkled_connection_send_sql (self->connection, "ROLLBACK", TRUE, NULL);
      transaction_end (self);
    }
  g_clear_pointer (&self->scopes, g_ptr_array_unref);
  sparkled_connection_unref (self->connection);
  g_object_unref (self->db);
  g_free (self);
}

/**
 * sparkled_transaction_touch_scope:
 * @self: a transaction
 * @scope: a scope
 *
 * Remembers a scope that the transaction changes, once, for whoever commits and publishes.
 */
void
sparkled_transaction_touch_scope (SparkledTransaction *self,
                                  const char          *scope)
{
  if (self->scopes == NULL)
    self->scopes = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  if (!g_ptr_array_find_with_equal_func (self->scopes, scope, g_str_equal, NULL))
    g_ptr_array_add (self->scopes, g_strdup (scope));
}

/**
 * sparkled_transaction_get_scopes:
 * @self: a transaction, committed or not
 *
 * Returns: (transfer none) (array zero-terminated=1): the scopes of sparkled_transaction_touch_scope()
 */
const char * const *
sparkled_transaction_get_scopes (SparkledTransaction *self)
{
  static const char * const none[] = { NULL };

  return self->scopes != NULL ? (const char * const *) self->scopes->pdata : none;
}
