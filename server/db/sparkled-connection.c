/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sparkled-db"

#include "sparkled-connection.h"

#include "sparkled-command.h"
#include "sparkled-connect.h"
#include "sparkled-db-error.h"
#include "sparkle-error.h"

/* The server's own statement_timeout should speak first; a server that says nothing for this
 * much longer is taken for dead. */
#define DEADLINE_GRACE_US (500 * G_TIME_SPAN_MILLISECOND)
#define DEAD_GRACE_US     (3 * G_TIME_SPAN_SECOND)
/* A new epoch rewrites the change table before a session is usable. */
#define PREPARE_US        (60 * G_TIME_SPAN_SECOND)
#define BACKOFF_LEAST_MS  100
#define BACKOFF_MOST_MS   5000

/* The first statement of a session. Its name in the log, too. */
static const char SETTINGS[] =
  "SELECT (SELECT max (version) FROM schema_version), set_config ('statement_timeout', $1, false),"
  " set_config ('idle_in_transaction_session_timeout', '5000', false), set_config ('timezone', 'UTC', false),"
  " set_config ('datestyle', 'ISO', false), set_config ('jit', 'off', false),"
  " set_config ('pg_trgm.word_similarity_threshold', '0.19', false),"
  /* every statement is written for one plan: planning costs more than most of them */
  " set_config ('plan_cache_mode', 'force_generic_plan', false), epoch_check ()";

typedef struct
{
  GSource             source;
  SparkledConnection *connection; /* (not owned) destroys the source before it dies */
} ConnectionSource;

struct _SparkledConnection
{
  grefcount                 refs;
  SparkledConnectionShared *shared;      /* (not owned) NULL once stopped */
  SparkledConnectionState   state;
  PGconn                   *pg;          /* (owned) (nullable) */
  GSource                  *source;      /* (owned) (nullable) polls the socket */
  gpointer                  fd_tag;
  gboolean                  flush_wanted;
  gboolean                  flush_failed;
  gboolean                  wants_out;   /* the socket is full */
  gboolean                  owned;       /* by a transaction */
  gboolean                  ends;        /* an answer said that the session is of no use any more */
  unsigned                  session;
  unsigned                  backoff_ms;
  GSource                  *retry;       /* (owned) (nullable) */
  DexFuture                *connecting;  /* (owned) (nullable) the thread */
  GQueue                    commands;    /* (element-type Command) */
};

static void connection_fail    (SparkledConnection *self, GError *error);
static void connection_connect (SparkledConnection *self);

static void
connection_changed (SparkledConnection *self,
                    const GError       *error)
{
  if (self->shared != NULL)
    self->shared->changed (self, error, self->shared->data);
}

/* ---- Answers ---- */

static void
connection_finish (SparkledConnection *self,
                   SparkledCommand    *command)
{
  if (!sparkled_command_finish (command) && self->shared != NULL)
    self->shared->n_errors++;
}

/* An answer to the preparation is in; after the last one the session is usable. */
static void
connection_prepared (SparkledConnection *self,
                     SparkledCommand    *command)
{
  if (self->state != SPARKLED_CONNECTION_PREPARING)
    return;
  if (command->name == SETTINGS)
    sparkled_command_check_schema (command);
  if (command->error != NULL)
    {
      connection_fail (self, g_steal_pointer (&command->error));
      return;
    }
  if (!command->sync)
    return;
  self->state = SPARKLED_CONNECTION_READY;
  self->backoff_ms = 0;
  connection_changed (self, NULL);
}

/* Hands out everything that has arrived. Returns FALSE when the connection is gone. */
static gboolean
connection_process (SparkledConnection *self)
{
  unsigned session = self->session;
  gboolean finished = FALSE;
  SparkledCommand *command;

  PQisBusy (self->pg); /* takes notices apart even when nothing is asked */
  while ((command = g_queue_peek_head (&self->commands)) != NULL && !PQisBusy (self->pg))
    {
      PGresult *result = PQgetResult (self->pg);

      if (PQstatus (self->pg) == CONNECTION_BAD)
        {
          g_clear_pointer (&result, PQclear);
          connection_fail (self, sparkled_db_error_lost (NULL));
          return FALSE;
        }
      if (result != NULL && PQresultStatus (result) == PGRES_PIPELINE_SYNC)
        PQclear (result);
      else if (result != NULL)
        {
          self->ends |= !sparkled_command_take_result (command, result);
          continue;
        }
      else if (command->in_sync)
        continue; /* the end of an error that came with the sync itself */
      else if (command->sync)
        {
          command->in_sync = TRUE;
          continue;
        }

      g_queue_pop_head (&self->commands);
      finished = TRUE;
      if (command->prepares)
        connection_prepared (self, command);
      else
        connection_finish (self, command);
      sparkled_command_free (command);
      if (self->session != session || self->pg == NULL)
        return FALSE;
    }

  if (self->ends && g_queue_is_empty (&self->commands))
    {
      connection_fail (self, sparkled_db_error_lost (NULL));
      return FALSE;
    }
  if (finished && self->state == SPARKLED_CONNECTION_READY)
    connection_changed (self, NULL);
  return self->session == session && self->pg != NULL;
}

/* ---- Deadlines ---- */

/* Fails waiters whose time is over. Their answers, when they come, are dropped. */
static void
connection_expire (SparkledConnection *self)
{
  gint64 now = g_get_monotonic_time ();
  SparkledCommand *head = g_queue_peek_head (&self->commands);
  gint64 next = -1;

  if (head != NULL && now >= head->deadline + DEAD_GRACE_US)
    {
      g_warning ("PostgreSQL has not answered for %u ms: connecting anew", self->shared->query_ms + (unsigned) (DEAD_GRACE_US / 1000));
      connection_fail (self, sparkled_db_error_lost (NULL));
      return;
    }
  if (head != NULL)
    next = head->deadline + DEAD_GRACE_US;

  for (GList *l = self->commands.head; l != NULL; l = l->next)
    {
      SparkledCommand *command = l->data;

      if (command->promise == NULL)
        continue;
      if (now < command->deadline)
        {
          next = MIN (next, command->deadline);
          break; /* they were sent in order, all with the same time to live */
        }
      if (command->error == NULL)
        command->error = sparkled_db_error_new ("57014", NULL, NULL, command->name);
      connection_finish (self, command);
      if (self->source == NULL)
        return;
    }
  g_source_set_ready_time (self->source, next);
}

/* ---- The source ---- */

static void
connection_flush (SparkledConnection *self)
{
  int left = PQflush (self->pg);

  self->flush_wanted = FALSE;
  self->flush_failed = left < 0;
  /* Only when it changes: each call wakes the loop once more. */
  if (self->wants_out == (left > 0))
    return;
  self->wants_out = left > 0;
  g_source_modify_unix_fd (self->source, self->fd_tag, self->wants_out ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

/* Just before the loop sleeps: everything that was asked in this turn leaves in one write. */
static gboolean
connection_source_prepare (GSource *source,
                           int     *timeout)
{
  SparkledConnection *self = ((ConnectionSource *) source)->connection;

  *timeout = -1;
  if (self->flush_wanted)
    connection_flush (self);
  return self->flush_failed;
}

static gboolean
connection_source_check (GSource *source)
{
  SparkledConnection *self = ((ConnectionSource *) source)->connection;

  return self->flush_failed || g_source_query_unix_fd (source, self->fd_tag) != 0;
}

static gboolean
connection_source_dispatch (GSource     *source,
                            GSourceFunc  callback,
                            gpointer     data)
{
  g_autoptr(SparkledConnection) self = sparkled_connection_ref (((ConnectionSource *) source)->connection);
  GIOCondition condition = g_source_query_unix_fd (source, self->fd_tag);
  gint64 ready = g_source_get_ready_time (source);

  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    {
      if (!PQconsumeInput (self->pg))
        {
          connection_fail (self, sparkled_db_error_lost (NULL));
          return G_SOURCE_REMOVE;
        }
      if (!connection_process (self))
        return G_SOURCE_REMOVE;
      /* A server that shuts down says so (57P01) while nothing is asked. */
      if (PQstatus (self->pg) == CONNECTION_BAD)
        {
          connection_fail (self, sparkled_db_error_lost (NULL));
          return G_SOURCE_REMOVE;
        }
    }
  if ((condition & G_IO_OUT) != 0)
    connection_flush (self);
  if (self->flush_failed)
    {
      connection_fail (self, sparkled_db_error_lost (NULL));
      return G_SOURCE_REMOVE;
    }
  if (ready >= 0 && g_get_monotonic_time () >= ready)
    connection_expire (self);
  return self->source == source ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static GSourceFuncs connection_source_funcs = {
  .prepare = connection_source_prepare,
  .check = connection_source_check,
  .dispatch = connection_source_dispatch,
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* ---- Sending ---- */

static SparkledCommand *
connection_push (SparkledConnection *self,
                 const char         *name,
                 gboolean            sync,
                 DexPromise         *promise)
{
  SparkledCommand *command = sparkled_command_new (name, sync, promise);

  command->prepares = self->state == SPARKLED_CONNECTION_PREPARING;
  command->deadline = g_get_monotonic_time () + (command->prepares ? PREPARE_US : self->shared->query_ms * G_TIME_SPAN_MILLISECOND + DEADLINE_GRACE_US);
  g_queue_push_tail (&self->commands, command);
  if (g_source_get_ready_time (self->source) < 0 || g_source_get_ready_time (self->source) > command->deadline)
    g_source_set_ready_time (self->source, command->deadline);
  self->flush_wanted = TRUE;
  return command;
}

/* After a PQsend…: libpq said whether it took it. */
static void
connection_sent (SparkledConnection *self,
                 gboolean            taken,
                 gboolean            sync)
{
  if (taken && (!sync || PQsendPipelineSync (self->pg)))
    return;
  connection_fail (self, sparkled_db_error_lost (NULL));
}

void
sparkled_connection_send (SparkledConnection      *self,
                          const SparkledStatement *statement,
                          const char * const      *params,
                          unsigned                 n_params,
                          DexPromise              *promise)
{
  g_return_if_fail (self->state == SPARKLED_CONNECTION_READY);

  self->shared->n_queries++;
  connection_push (self, statement->name, TRUE, promise);
  connection_sent (self, PQsendQueryPrepared (self->pg, statement->name, (int) n_params, params, NULL, NULL, 0), TRUE);
}

void
sparkled_connection_send_sql (SparkledConnection *self,
                              const char         *sql,
                              gboolean            sync,
                              DexPromise         *promise)
{
  g_return_if_fail (self->state == SPARKLED_CONNECTION_READY);

  connection_push (self, sql, sync, promise);
  connection_sent (self, PQsendQueryParams (self->pg, sql, 0, NULL, NULL, NULL, NULL, 0), sync);
}

/* ---- Connecting ---- */

static gboolean
connection_retry_cb (gpointer data)
{
  SparkledConnection *self = data;

  clear_source (&self->retry);
  self->shared->n_reconnects++;
  connection_connect (self);
  return G_SOURCE_REMOVE;
}

static void
connection_retry_later (SparkledConnection *self)
{
  unsigned wait;

  self->state = SPARKLED_CONNECTION_WAITING;
  self->backoff_ms = CLAMP (self->backoff_ms * 2, BACKOFF_LEAST_MS, BACKOFF_MOST_MS);
  /* Many processes lose the same server in the same moment: they come back spread out. */
  wait = self->backoff_ms / 2 + (unsigned) g_random_int_range (0, (int) self->backoff_ms / 2 + 1);
  self->retry = g_timeout_source_new (wait);
  g_source_set_static_name (self->retry, "[sparkled] database reconnect");
  g_source_set_callback (self->retry, connection_retry_cb, self, NULL);
  g_source_attach (self->retry, g_main_context_get_thread_default ());
}

/* Ends the session and everything in flight; takes the error. */
static void
connection_close (SparkledConnection *self,
                  GError             *error)
{
  GQueue commands = self->commands;
  SparkledCommand *command;

  g_queue_init (&self->commands);
  clear_source (&self->source);
  g_clear_pointer (&self->pg, PQfinish);
  self->fd_tag = NULL;
  self->flush_wanted = FALSE;
  self->flush_failed = FALSE;
  self->wants_out = FALSE;
  self->ends = FALSE;
  self->owned = FALSE;
  self->session++;

  while ((command = g_queue_pop_head (&commands)) != NULL)
    {
      if (command->error == NULL)
        command->error = g_error_copy (error);
      connection_finish (self, command);
      sparkled_command_free (command);
    }
  g_error_free (error);
}

static void
connection_fail (SparkledConnection *self,
                 GError             *error)
{
  g_autoptr(GError) reason = g_error_copy (error);

  if (self->state == SPARKLED_CONNECTION_STOPPED)
    {
      g_error_free (error);
      return;
    }
  connection_retry_later (self);
  connection_close (self, error);
  connection_changed (self, reason);
}

/* The settings and the statements go out in one pipeline with one sync at the end. */
static void
connection_prepare (SparkledConnection *self)
{
  char timeout[16];
  const char *params[] = { timeout };
  gboolean taken;

  self->state = SPARKLED_CONNECTION_PREPARING;
  g_snprintf (timeout, sizeof timeout, "%u", self->shared->query_ms);
  connection_push (self, SETTINGS, FALSE, NULL);
  taken = PQsendQueryParams (self->pg, SETTINGS, 1, NULL, params, NULL, NULL, 0);

  for (unsigned i = 0; i < self->shared->statements->len; i++)
    for (const SparkledStatement *s = g_ptr_array_index (self->shared->statements, i); s->name != NULL; s++)
      {
        connection_push (self, s->name, FALSE, NULL);
        taken = taken && PQsendPrepare (self->pg, s->name, s->sql, 0, NULL);
      }

  connection_push (self, "ready", TRUE, NULL);
  taken = taken && PQsendQueryParams (self->pg, "SELECT", 0, NULL, NULL, NULL, NULL, 0);
  connection_sent (self, taken, TRUE);
}

static DexFuture *
connection_connected_cb (DexFuture *future,
                         gpointer   data)
{
  SparkledConnection *self = data;
  g_autoptr(GError) error = NULL;
  const GValue *value;
  PGconn *pg;

  dex_clear (&self->connecting);
  if (self->state == SPARKLED_CONNECTION_STOPPED)
    return NULL;

  value = dex_future_get_value (future, &error);
  if (value == NULL)
    {
      g_autoptr(GError) reason = sparkled_db_error_lost (error->message);

      connection_retry_later (self);
      connection_changed (self, reason);
      return NULL;
    }

  pg = sparkled_connect_steal (g_value_get_boxed (value));
  self->pg = pg;
  self->source = g_source_new (&connection_source_funcs, sizeof (ConnectionSource));
  ((ConnectionSource *) self->source)->connection = self;
  g_source_set_static_name (self->source, "[sparkled] database connection");
  self->fd_tag = g_source_add_unix_fd (self->source, PQsocket (pg), G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  connection_prepare (self);
  return NULL;
}

static void
connection_connect (SparkledConnection *self)
{
  self->state = SPARKLED_CONNECTION_CONNECTING;
  self->connecting = dex_future_finally (sparkled_connect (self->shared->conninfo), connection_connected_cb,
                                         sparkled_connection_ref (self), (GDestroyNotify) sparkled_connection_unref);
}

/* ---- The object ---- */

SparkledConnection *
sparkled_connection_new (SparkledConnectionShared *shared)
{
  SparkledConnection *self = g_new0 (SparkledConnection, 1);

  g_ref_count_init (&self->refs);
  self->shared = shared;
  self->state = SPARKLED_CONNECTION_WAITING;
  g_queue_init (&self->commands);
  return self;
}

SparkledConnection *
sparkled_connection_ref (SparkledConnection *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sparkled_connection_unref (SparkledConnection *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_assert (self->source == NULL && self->retry == NULL && self->pg == NULL);
  dex_clear (&self->connecting);
  g_free (self);
}

void
sparkled_connection_start (SparkledConnection *self)
{
  g_return_if_fail (self->state == SPARKLED_CONNECTION_WAITING && self->retry == NULL);

  connection_connect (self);
}

DexFuture *
sparkled_connection_stop (SparkledConnection *self)
{
  if (self->state != SPARKLED_CONNECTION_STOPPED)
    {
      self->state = SPARKLED_CONNECTION_STOPPED;
      clear_source (&self->retry);
      connection_close (self, sparkled_db_error_lost (NULL));
      self->shared = NULL;
    }
  return self->connecting != NULL ? dex_ref (self->connecting) : dex_future_new_true ();
}

SparkledConnectionState
sparkled_connection_get_state (SparkledConnection *self)
{
  return self->state;
}

unsigned
sparkled_connection_get_depth (SparkledConnection *self)
{
  return self->commands.length;
}

unsigned
sparkled_connection_get_session (SparkledConnection *self)
{
  return self->session;
}

gboolean
sparkled_connection_is_owned (SparkledConnection *self)
{
  return self->owned;
}

void
sparkled_connection_set_owned (SparkledConnection *self,
                               gboolean            owned)
{
  self->owned = owned;
}
