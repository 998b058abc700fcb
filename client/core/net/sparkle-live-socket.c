/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-live-socket.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "sparkle-backoff.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"

/* The server never has more than its window under way; the rest is room for one large record. */
#define INCOMING_MAX       (16 * SPARKLE_LIVE_WINDOW_BYTES)
#define PONG_SECONDS       60
/* A connection that lasted this long was a good one: the next failure starts the back-off anew. */
#define GOOD_CONNECTION_US (10 * G_TIME_SPAN_SECOND)

struct _SparkleLiveSocket
{
  GObject                  parent_instance;

  SparkleHttp             *http;        /* (owned) */
  SparkleLiveSocketOptions options;
  GRand                   *rand;        /* (owned) */
  GNetworkMonitor         *monitor;     /* (owned) */

  SparkleLiveState         state;
  GCancellable            *cancellable; /* (owned) (nullable) of the running loop */
  SoupWebsocketConnection *connection;  /* (owned) (nullable) */
  DexPromise              *ended;       /* (owned) (nullable) of the connection */
  DexPromise              *hurried;     /* (owned) (nullable) of the wait */
  unsigned                 attempt;
};

G_DEFINE_FINAL_TYPE (SparkleLiveSocket, sparkle_live_socket, G_TYPE_OBJECT)

enum
{
  OPENED,
  CLOSED,
  FRAME,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* The loop of one start() to its stop(). */
typedef struct
{
  SparkleLiveSocket *self;        /* (owned) */
  GCancellable      *cancellable; /* (owned) */
} Run;

static void
run_free (Run *run)
{
  g_clear_object (&run->self);
  g_clear_object (&run->cancellable);
  g_free (run);
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer user_data)
{
  SparkleLiveSocket *self = SPARKLE_LIVE_SOCKET (user_data);
  g_autoptr (SparkleLiveFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  if (type != SOUP_WEBSOCKET_DATA_TEXT || data == NULL)
    {
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, NULL);
      return;
    }
  frame = sparkle_live_frame_decode_down (data, size, &error);
  if (frame == NULL)
    {
      /* Frames build on one another: after one that cannot be read only a fresh start is safe. */
      g_debug ("Unreadable frame: %s", error->message);
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_BAD_DATA, NULL);
      return;
    }
  g_signal_emit (self, signals[FRAME], 0, frame, message);
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  SparkleLiveSocket *self = SPARKLE_LIVE_SOCKET (user_data);

  if (self->ended != NULL)
    dex_promise_resolve_boolean (self->ended, TRUE);
}

static void
drop_connection (SparkleLiveSocket *self)
{
  if (self->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->connection, self);
      if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      g_clear_object (&self->connection);
    }
  dex_clear (&self->ended);
}

static void
connect_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  if (connection != NULL)
    dex_promise_resolve_object (promise, connection);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/* (fiber) */
static SoupWebsocketConnection *
connect_once (Run *run, GError **error)
{
  SparkleLiveSocket *self = run->self;
  const char *protocols[] = { SPARKLE_LIVE_PROTOCOL, NULL };
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) failure = NULL;
  SoupWebsocketConnection *connection;
  DexPromise *promise;

  message = sparkle_http_new_message (self->http, "GET", "/api/v1/live", error);
  if (message == NULL)
    return NULL;
  /* Compression costs 98 kB for each idle socket. */
  soup_message_disable_feature (message, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);

  promise = dex_promise_new_cancellable ();
  soup_session_websocket_connect_async (sparkle_http_get_soup (self->http), message, NULL, (char **) protocols,
                                        G_PRIORITY_DEFAULT, dex_promise_get_cancellable (promise),
                                        connect_cb, dex_ref (promise));
  connection = dex_await_object (dex_future_first (DEX_FUTURE (promise),
                                                   dex_timeout_new_msec (self->options.connect_timeout_ms),
                                                   dex_cancellable_new_from_cancellable (run->cancellable), NULL),
                                 &failure);
  if (connection == NULL)
    {
      unsigned status = soup_message_get_status (message);

      if (status >= 400)
        g_propagate_error (error, sparkle_error_from_node (NULL, status));
      else
        g_propagate_error (error, sparkle_http_translate (failure));
    }
  return connection;
}

static void
set_up_connection (SparkleLiveSocket *self, SoupWebsocketConnection *connection)
{
  g_set_object (&self->connection, connection);
  self->ended = dex_promise_new ();
  soup_websocket_connection_set_max_incoming_payload_size (connection, INCOMING_MAX);
  soup_websocket_connection_set_max_total_message_size (connection, INCOMING_MAX);
  soup_websocket_connection_set_keepalive_interval (connection, self->options.keepalive_seconds);
  if (self->options.keepalive_seconds > 0)
    soup_websocket_connection_set_keepalive_pong_timeout (connection, PONG_SECONDS);
  g_signal_connect_object (connection, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (connection, "closed", G_CALLBACK (closed_cb), self, 0);
}

/* (fiber) One connection from its opening to its end. Gives why it ended. */
static GError *
live_once (Run *run)
{
  SparkleLiveSocket *self = run->self;
  g_autoptr (SoupWebsocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began;

  self->state = SPARKLE_LIVE_STATE_CONNECTING;
  connection = connect_once (run, &error);
  if (g_cancellable_is_cancelled (run->cancellable))
    {
      if (connection != NULL)
        soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
    }
  if (connection == NULL)
    return g_steal_pointer (&error);

  set_up_connection (self, connection);
  self->state = SPARKLE_LIVE_STATE_OPEN;
  began = g_get_monotonic_time ();
  g_signal_emit (self, signals[OPENED], 0);
  if (!g_cancellable_is_cancelled (run->cancellable) && self->ended != NULL)
    dex_await (dex_future_first (dex_ref (self->ended),
                                 dex_cancellable_new_from_cancellable (run->cancellable), NULL), NULL);
  if (g_cancellable_is_cancelled (run->cancellable))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");

  if (g_get_monotonic_time () - began > GOOD_CONNECTION_US)
    self->attempt = 0;
  error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("The live connection ended (%u)"),
                       soup_websocket_connection_get_close_code (connection));
  drop_connection (self);
  return g_steal_pointer (&error);
}

static DexFuture *
run_fiber (gpointer user_data)
{
  Run *run = user_data;
  SparkleLiveSocket *self = run->self;

  while (!g_cancellable_is_cancelled (run->cancellable))
    {
      g_autoptr (GError) reason = live_once (run);
      unsigned wait;

      if (g_cancellable_is_cancelled (run->cancellable))
        break;
      self->state = SPARKLE_LIVE_STATE_WAITING;
      g_signal_emit (self, signals[CLOSED], 0, reason);
      if (g_cancellable_is_cancelled (run->cancellable))
        break;

      wait = sparkle_backoff (self->rand, self->attempt++, self->options.reconnect_min_ms,
                              self->options.reconnect_max_ms);
      wait = MAX (wait, sparkle_error_get_retry_after (reason) * 1000);
      dex_clear (&self->hurried);
      self->hurried = dex_promise_new ();
      dex_await (dex_future_first (dex_ref (self->hurried), dex_timeout_new_msec (wait),
                                   dex_cancellable_new_from_cancellable (run->cancellable), NULL), NULL);
    }
  return dex_future_new_true ();
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  if (available)
    sparkle_live_socket_hurry (SPARKLE_LIVE_SOCKET (user_data));
}

static void
sparkle_live_socket_dispose (GObject *object)
{
  SparkleLiveSocket *self = SPARKLE_LIVE_SOCKET (object);

  sparkle_live_socket_stop (self);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (sparkle_live_socket_parent_class)->dispose (object);
}

static void
sparkle_live_socket_finalize (GObject *object)
{
  SparkleLiveSocket *self = SPARKLE_LIVE_SOCKET (object);

  g_clear_pointer (&self->rand, g_rand_free);

  G_OBJECT_CLASS (sparkle_live_socket_parent_class)->finalize (object);
}

static void
sparkle_live_socket_class_init (SparkleLiveSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_live_socket_dispose;
  object_class->finalize = sparkle_live_socket_finalize;

  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[FRAME] = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BYTES);
}

static void
sparkle_live_socket_init (SparkleLiveSocket *self)
{
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, 0);
}

/**
 * sparkle_live_socket_new:
 * @http: the server, with the token to use
 * @options: waits and jitter
 *
 * Returns: (transfer full): a socket that is stopped
 */
SparkleLiveSocket *
sparkle_live_socket_new (SparkleHttp *http, const SparkleLiveSocketOptions *options)
{
  SparkleLiveSocket *self;

  g_return_val_if_fail (SPARKLE_IS_HTTP (http), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (SPARKLE_TYPE_LIVE_SOCKET, NULL);
  self->http = g_object_ref (http);
  self->options = *options;
  self->rand = options->seed != 0 ? g_rand_new_with_seed (options->seed ^ options->seed >> 32) : g_rand_new ();
  return self;
}

/**
 * sparkle_live_socket_start:
 * @self: a socket
 *
 * Connects, and connects again whenever the connection ends, until [method@LiveSocket.stop].
 */
void
sparkle_live_socket_start (SparkleLiveSocket *self)
{
  Run *run;

  g_return_if_fail (SPARKLE_IS_LIVE_SOCKET (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  self->attempt = 0;
  run = g_new0 (Run, 1);
  run->self = g_object_ref (self);
  run->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, run, (GDestroyNotify) run_free));
}

/**
 * sparkle_live_socket_stop:
 * @self: a socket
 *
 * Closes the connection. Nothing is emitted any more.
 */
void
sparkle_live_socket_stop (SparkleLiveSocket *self)
{
  g_return_if_fail (SPARKLE_IS_LIVE_SOCKET (self));

  self->state = SPARKLE_LIVE_STATE_STOPPED;
  drop_connection (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  dex_clear (&self->hurried);
}

/**
 * sparkle_live_socket_hurry:
 * @self: a socket
 *
 * There is reason to believe that the server can be reached again: ends the wait, if there is one.
 */
void
sparkle_live_socket_hurry (SparkleLiveSocket *self)
{
  g_return_if_fail (SPARKLE_IS_LIVE_SOCKET (self));

  if (self->state == SPARKLE_LIVE_STATE_WAITING && self->hurried != NULL &&
      dex_future_is_pending (DEX_FUTURE (self->hurried)))
    dex_promise_resolve_boolean (self->hurried, TRUE);
}

/**
 * sparkle_live_socket_get_state:
 * @self: a socket
 *
 * Returns: where the connection stands
 */
SparkleLiveState
sparkle_live_socket_get_state (SparkleLiveSocket *self)
{
  g_return_val_if_fail (SPARKLE_IS_LIVE_SOCKET (self), SPARKLE_LIVE_STATE_STOPPED);

  return self->state;
}

static gboolean
send_frame (SparkleLiveSocket *self, char *text)
{
  g_autofree char *frame = text;

  if (self->connection == NULL ||
      soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return FALSE;
  soup_websocket_connection_send_text (self->connection, frame);
  return TRUE;
}

/**
 * sparkle_live_socket_subscribe:
 * @self: a socket
 * @requests: (element-type SparkleScopeRequest): scopes and the cursors to follow from
 *
 * Returns: whether it was sent
 */
gboolean
sparkle_live_socket_subscribe (SparkleLiveSocket *self, GPtrArray *requests)
{
  g_return_val_if_fail (SPARKLE_IS_LIVE_SOCKET (self), FALSE);

  return send_frame (self, sparkle_live_frame_subscribe (requests));
}

/**
 * sparkle_live_socket_unsubscribe:
 * @self: a socket
 * @scope: a scope
 *
 * Returns: whether it was sent
 */
gboolean
sparkle_live_socket_unsubscribe (SparkleLiveSocket *self, const char *scope)
{
  const char *scopes[] = { scope, NULL };

  g_return_val_if_fail (SPARKLE_IS_LIVE_SOCKET (self), FALSE);

  return send_frame (self, sparkle_live_frame_unsubscribe (scopes));
}

/**
 * sparkle_live_socket_ack:
 * @self: a socket
 * @scope: a scope
 * @cursor: the cursor of the last frame that is in the store
 *
 * Returns: whether it was sent
 */
gboolean
sparkle_live_socket_ack (SparkleLiveSocket *self, const char *scope, const char *cursor)
{
  g_return_val_if_fail (SPARKLE_IS_LIVE_SOCKET (self), FALSE);

  return send_frame (self, sparkle_live_frame_ack (scope, cursor));
}

/**
 * sparkle_live_socket_typing:
 * @self: a socket
 * @scope: the scope of a thread
 * @typing: whether a comment is being typed there
 *
 * Returns: whether it was sent
 */
gboolean
sparkle_live_socket_typing (SparkleLiveSocket *self, const char *scope, gboolean typing)
{
  g_return_val_if_fail (SPARKLE_IS_LIVE_SOCKET (self), FALSE);

  return send_frame (self, sparkle_live_frame_typing (scope, typing));
}
