/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-listener.h"

#include <glib-unix.h>
#include <libpq-fe.h>

#include "sparkled-connect.h"

#define BACKOFF_FIRST_MS 250
#define BACKOFF_MOST_MS 10000
#define SETUP_SECONDS 10
#define QUEUE_MOST 256

static const char * const channel_names[SPARKLED_N_CHANNELS] = {
  [SPARKLED_CHANNEL_CHANGE] = "sparkle_change",
  [SPARKLED_CHANNEL_ACCOUNT] = "sparkle_account",
  [SPARKLED_CHANNEL_PRESENCE] = "sparkle_presence",
};

#define LISTEN_SQL "LISTEN sparkle_change; LISTEN sparkle_account; LISTEN sparkle_presence"

typedef struct
{
  SparkledChannel channel;
  char           *payload;
} Message;

struct _SparkledListener
{
  GObject parent_instance;

  char                 *conninfo;
  SparkledListenerState state;
  PGconn               *pg;         /* (owned) (nullable) */
  GSource              *readable;   /* (owned) (nullable) */
  GSource              *writable;   /* (owned) (nullable): while libpq has unsent bytes */
  GSource              *setup_timer; /* (owned) (nullable): while LISTENING */
  DexPromise           *lost;       /* (owned) (nullable): resolves when the session is over */
  DexPromise           *stopping;   /* (owned) (nullable): resolves when it shall stop */
  DexFuture            *running;    /* (owned) (nullable) */
  GQueue                queue;      /* of Message */
  gboolean              busy;       /* a command is in flight */
  unsigned              backoff_ms;
  guint64               n_sent;
};

G_DEFINE_FINAL_TYPE (SparkledListener, sparkled_listener, G_TYPE_OBJECT)

enum { SIGNAL_NOTIFIED, SIGNAL_READY, N_SIGNALS };
static guint signals[N_SIGNALS];

static void sparkled_listener_turn (SparkledListener *self);

static void
message_free (gpointer data)
{
  Message *message = data;

  g_free (message->payload);
  g_free (message);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (GSource    *source,
        GSourceFunc func,
        gpointer    data,
        const char *name)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_set_static_name (source, name);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* The session is over; the fiber goes on from there. */
static void
lose (SparkledListener *self)
{
  clear_source (&self->readable);
  clear_source (&self->writable);
  clear_source (&self->setup_timer);
  g_clear_pointer (&self->pg, PQfinish);
  g_queue_clear_full (&self->queue, message_free);
  self->busy = FALSE;
  if (self->lost != NULL)
    {
      g_autoptr(DexPromise) lost = g_steal_pointer (&self->lost);

      dex_promise_resolve_boolean (lost, TRUE);
    }
}

/* libpq's messages have several lines. */
static void
tell (const GError *error)
{
  g_auto(GStrv) lines = g_strsplit (error->message, "\n", 2);

  g_message ("live: cannot listen for changes of other processes: %s", lines[0]);
}

static gboolean
setup_timeout_cb (gpointer data)
{
  SparkledListener *self = data;

  g_message ("live: PostgreSQL did not answer LISTEN within %d s", SETUP_SECONDS);
  lose (self);
  return G_SOURCE_REMOVE;
}

static gboolean
socket_cb (int          fd,
           GIOCondition condition,
           gpointer     data)
{
  g_autoptr(SparkledListener) self = g_object_ref (data);

  if (self->pg != NULL && !PQconsumeInput (self->pg))
    lose (self);
  if (self->pg != NULL)
    sparkled_listener_turn (self);
  return G_SOURCE_CONTINUE; /* a destroyed source stays destroyed */
}

static void
flush (SparkledListener *self)
{
  int left = PQflush (self->pg);

  if (left < 0)
    lose (self);
  else if (left == 0)
    clear_source (&self->writable);
  else if (self->writable == NULL)
    self->writable = attach (g_unix_fd_source_new (PQsocket (self->pg), G_IO_OUT),
                             G_SOURCE_FUNC (socket_cb), self, "[sparkled] listener writes");
}

/* Takes what answers there are. Returns FALSE while the command is still in flight or the session is lost. */
static gboolean
take_results (SparkledListener *self)
{
  while (self->busy && !PQisBusy (self->pg))
    {
      PGresult *result = PQgetResult (self->pg);

      if (result == NULL)
        {
          self->busy = FALSE;
          break;
        }
      if (PQresultStatus (result) == PGRES_FATAL_ERROR)
        {
          g_message ("live: the connection that listens is lost: %s", PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
          PQclear (result);
          lose (self);
          return FALSE;
        }
      PQclear (result);
    }
  return !self->busy;
}

static void
take_notifications (SparkledListener *self)
{
  PGnotify *notify;

  while (self->pg != NULL && (notify = PQnotifies (self->pg)) != NULL)
    {
      if (notify->be_pid != PQbackendPID (self->pg))
        for (unsigned i = 0; i < SPARKLED_N_CHANNELS; i++)
          if (g_str_equal (notify->relname, channel_names[i]))
            g_signal_emit (self, signals[SIGNAL_NOTIFIED], 0, i, notify->extra);
      PQfreemem (notify);
    }
}

static void
send_next (SparkledListener *self)
{
  Message *message = g_queue_pop_head (&self->queue);
  const char *params[2];

  if (message == NULL)
    return;

  params[0] = channel_names[message->channel];
  params[1] = message->payload;
  if (PQsendQueryParams (self->pg, "SELECT pg_notify($1, $2)", 2, NULL, params, NULL, NULL, 0))
    {
      self->busy = TRUE;
      self->n_sent++;
      flush (self);
    }
  else
    lose (self);
  message_free (message);
}

/* One turn over everything that the connection may want. */
static void
sparkled_listener_turn (SparkledListener *self)
{
  gboolean idle;

  flush (self);
  if (self->pg == NULL)
    return;
  idle = take_results (self);
  if (self->pg == NULL)
    return;
  take_notifications (self);
  if (self->pg == NULL || !idle)
    return;

  if (self->state == SPARKLED_LISTENER_LISTENING)
    {
      clear_source (&self->setup_timer);
      self->state = SPARKLED_LISTENER_READY;
      self->backoff_ms = BACKOFF_FIRST_MS;
      g_signal_emit (self, signals[SIGNAL_READY], 0);
    }
  if (self->pg != NULL && !self->busy)
    send_next (self);
}

static void
begin_session (SparkledListener *self,
               PGconn           *pg)
{
  self->pg = pg;
  self->state = SPARKLED_LISTENER_LISTENING;
  /* The pool's connections are pipelined; this one speaks in turns. */
  if (!PQexitPipelineMode (pg) || !PQsendQuery (pg, LISTEN_SQL))
    {
      lose (self);
      return;
    }
  self->busy = TRUE;
  self->readable = attach (g_unix_fd_source_new (PQsocket (pg), G_IO_IN | G_IO_ERR | G_IO_HUP),
                           G_SOURCE_FUNC (socket_cb), self, "[sparkled] listener reads");
  self->setup_timer = attach (g_timeout_source_new_seconds (SETUP_SECONDS), setup_timeout_cb, self, "[sparkled] listener setup");
  flush (self);
}

static DexFuture *
run_fiber (gpointer data)
{
  SparkledListener *self = data;
  gboolean told = FALSE;

  while (dex_future_is_pending (DEX_FUTURE (self->stopping)))
    {
      g_autoptr(DexFuture) connecting = sparkled_connect (self->conninfo);
      g_autoptr(GError) error = NULL;

      self->state = SPARKLED_LISTENER_CONNECTING;
      if (dex_await (dex_ref (connecting), &error))
        {
          PGconn *pg = sparkled_connect_steal (g_value_get_boxed (dex_future_get_value (connecting, NULL)));
          g_autoptr(DexFuture) lost = NULL;

          if (!dex_future_is_pending (DEX_FUTURE (self->stopping)))
            {
              PQfinish (pg);
              break;
            }
          self->lost = dex_promise_new ();
          lost = dex_ref (DEX_FUTURE (self->lost));
          begin_session (self, pg);
          dex_await (g_steal_pointer (&lost), NULL);
          told = FALSE;
        }
      else if (!told)
        {
          tell (error);
          told = TRUE;
        }

      self->state = SPARKLED_LISTENER_WAITING;
      dex_await (dex_future_first (dex_timeout_new_msec ((int) self->backoff_ms + g_random_int_range (0, (int) self->backoff_ms)),
                                   dex_ref (DEX_FUTURE (self->stopping)), NULL), NULL);
      self->backoff_ms = MIN (self->backoff_ms * 2, BACKOFF_MOST_MS);
    }
  self->state = SPARKLED_LISTENER_STOPPED;
  return dex_future_new_true ();
}

/**
 * sparkled_listener_start:
 *
 * Connects in the background, and again whenever the connection is lost.
 */
void
sparkled_listener_start (SparkledListener *self)
{
  g_return_if_fail (SPARKLED_IS_LISTENER (self));

  if (self->running != NULL)
    return;
  self->stopping = dex_promise_new ();
  self->running = dex_scheduler_spawn (NULL, 0, run_fiber, g_object_ref (self), g_object_unref);
}

/**
 * sparkled_listener_stop:
 *
 * Returns: (transfer full): resolves when the connection is closed
 */
DexFuture *
sparkled_listener_stop (SparkledListener *self)
{
  g_return_val_if_fail (SPARKLED_IS_LISTENER (self), NULL);

  if (self->running == NULL)
    return dex_future_new_true ();
  if (dex_future_is_pending (DEX_FUTURE (self->stopping)))
    dex_promise_resolve_boolean (self->stopping, TRUE);
  lose (self);
  return dex_ref (self->running);
}

SparkledListenerState
sparkled_listener_get_state (SparkledListener *self)
{
  return self->state;
}

guint64
sparkled_listener_get_sent (SparkledListener *self)
{
  return self->n_sent;
}

/**
 * sparkled_listener_send:
 * @payload: at most SPARKLED_NOTIFY_MAX_BYTES
 *
 * Returns: FALSE when the message is lost
 */
gboolean
sparkled_listener_send (SparkledListener *self,
                        SparkledChannel   channel,
                        const char       *payload)
{
  Message *message;

  g_return_val_if_fail (SPARKLED_IS_LISTENER (self), FALSE);
  g_return_val_if_fail (channel < SPARKLED_N_CHANNELS, FALSE);
  g_return_val_if_fail (strlen (payload) <= SPARKLED_NOTIFY_MAX_BYTES, FALSE);

  if (self->state != SPARKLED_LISTENER_READY || self->pg == NULL || self->queue.length >= QUEUE_MOST)
    return FALSE;

  message = g_new (Message, 1);
  message->channel = channel;
  message->payload = g_strdup (payload);
  g_queue_push_tail (&self->queue, message);
  if (!self->busy)
    send_next (self);
  return TRUE;
}

static void
sparkled_listener_finalize (GObject *object)
{
  SparkledListener *self = SPARKLED_LISTENER (object);

  lose (self);
  dex_clear (&self->stopping);
  dex_clear (&self->running);
  g_free (self->conninfo);
  G_OBJECT_CLASS (sparkled_listener_parent_class)->finalize (object);
}

static void
sparkled_listener_class_init (SparkledListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_listener_finalize;

  signals[SIGNAL_NOTIFIED] = g_signal_new ("notified", SPARKLED_TYPE_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_READY] = g_signal_new ("ready", SPARKLED_TYPE_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkled_listener_init (SparkledListener *self)
{
  self->backoff_ms = BACKOFF_FIRST_MS;
  g_queue_init (&self->queue);
}

SparkledListener *
sparkled_listener_new (const char *conninfo)
{
  SparkledListener *self;

  g_return_val_if_fail (conninfo != NULL, NULL);
  self = g_object_new (SPARKLED_TYPE_LISTENER, NULL);
  self->conninfo = g_strdup (conninfo);
  return self;
}
