/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include <sys/random.h>
#include <sys/socket.h>

#include "sparkle-error.h"

#define CACHE_BYTES (16 * 1024 * 1024)
#define CACHE_ENTRIES 1024
#define CACHE_MS 5000
#define MORE_SIZE (sizeof (SparkledMetricsFunc) + sizeof (gpointer))
#define DRAIN_POLL_MS 50

G_DEFINE_FINAL_TYPE (SparkledHttp, sparkled_http, G_TYPE_OBJECT)

static void
got_headers_cb (SoupServerMessage *msg,
                gpointer           user_data)
{
  /* libsoup may have found fault with the address already */
  if (soup_server_message_get_status (msg) == 0)
    sparkled_admit_head (user_data);
}

static void
got_chunk_cb (SoupServerMessage *msg,
              GBytes            *chunk,
              gpointer           user_data)
{
  sparkled_admit_chunk (user_data, g_bytes_get_size (chunk));
}

static void
log_request (SparkledRequest   *request,
             SoupServerMessage *msg,
             unsigned           status,
             gint64             duration)
{
  g_autofree char *status_text = g_strdup_printf ("%u", status);
  g_autofree char *duration_text = g_strdup_printf ("%" G_GINT64_FORMAT, duration);
  GUri *uri = soup_server_message_get_uri (msg);

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO,
                    "REQUEST_ID", request->id,
                    "METHOD", soup_server_message_get_method (msg),
                    "PATH", uri != NULL ? g_uri_get_path (uri) : "",
                    "STATUS", status_text,
                    "DURATION_US", duration_text,
                    "ADDRESS", request->address != NULL ? request->address : "",
                    "ACCOUNT", request->account != NULL ? request->account->id : "",
                    "MESSAGE", "%s %s %u", soup_server_message_get_method (msg), uri != NULL ? g_uri_get_path (uri) : "", status);
}

static void
finished_cb (SoupServerMessage *msg,
             gpointer           user_data)
{
  SparkledRequest *request = user_data;
  SparkledHttp *http = request->http;
  SparkledPeer *peer = sparkled_request_get_peer (request);
  unsigned status = soup_server_message_get_status (msg);
  gint64 duration = g_get_monotonic_time () - request->started;

  /* libsoup makes it a 500 when the client leaves before it has all */
  if (request->has_head && status != request->status)
    status = 0;
  sparkled_metrics_count (http->metrics, request->route, status, duration);
  if (http->options.log_requests)
    log_request (request, msg, status, duration);
  if (peer != NULL)
    {
      sparkled_peer_set_state (peer, SPARKLED_PEER_IDLE, http->options.idle_seconds);
      if (http->draining)
        sparkled_peer_set_state (peer, SPARKLED_PEER_IDLE, 1);
    }
  sparkled_request_detach (request);
}

static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *msg,
                    gpointer           user_data)
{
  SparkledHttp *self = user_data;
  SparkledRequest *request = sparkled_request_new (self, msg);
  SparkledPeer *peer = sparkled_request_get_peer (request);

  if (peer != NULL)
    sparkled_peer_set_state (peer, SPARKLED_PEER_HEAD, self->options.head_seconds);
  g_signal_connect (msg, "got-headers", G_CALLBACK (got_headers_cb), request);
  g_signal_connect (msg, "got-chunk", G_CALLBACK (got_chunk_cb), request);
  g_signal_connect (msg, "finished", G_CALLBACK (finished_cb), request);
}

static void
handler_cb (SoupServer        *server,
            SoupServerMessage *msg,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  SparkledHttp *self = user_data;
  SparkledRequest *request = g_hash_table_lookup (self->requests, msg);

  if (request != NULL)
    sparkled_dispatch (request);
}

static void
accept_cb (GIOStream    *stream,
           SparkledPeer *peer,
           gpointer      user_data)
{
  SparkledHttp *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!soup_server_accept_iostream (self->server, stream, sparkled_acceptor_get_local (self->acceptor), peer->remote, &error))
    g_message ("A connection could not be taken: %s", error->message);
}

/* SoupServer keeps a connection open after an answer only while it believes that it listens. It gets
 * one end of a pair of sockets that never has anything to accept. */
static gboolean
drop_anchor (SparkledHttp  *self,
             GError       **error)
{
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "no more descriptors: %s", g_strerror (errno));
      return FALSE;
    }
  for (unsigned i = 0; i < 2; i++)
    {
      self->anchor[i] = g_socket_new_from_fd (ends[i], error);
      if (self->anchor[i] == NULL)
        {
          close (ends[i]);
          if (i == 0)
            close (ends[1]);
          return FALSE;
        }
    }

  return soup_server_listen_socket (self->server, self->anchor[0], 0, error);
}

/**
 * sparkled_http_new:
 * @services: what handlers need; outlives the server
 * @rate: (nullable): the limits shared with other workers; outlives the server
 * @options: copied
 *
 * Returns: (transfer full): a server that does not listen yet
 */
SparkledHttp *
sparkled_http_new (SparkledServices          *services,
                   SparkledRate              *rate,
                   const SparkledHttpOptions *options)
{
  SparkledHttp *self = g_object_new (SPARKLED_TYPE_HTTP, NULL);
  SparkledAcceptorOptions listener = {
    .max_connections = options->max_connections,
    .max_per_address = services->unlimited ? 0 : options->max_per_address,
    .head_seconds = options->head_seconds,
    .trusted_proxies = options->trusted_proxies,
  };

  self->services = services;
  self->options = *options;
  self->address = g_strdup (options->address);
  self->cors_origins = g_strdupv ((char **) options->cors_origins);
  self->trusted_proxies = g_strdupv ((char **) options->trusted_proxies);
  if (rate == NULL)
    rate = self->own_rate = sparkled_rate_new ();
  self->rate = rate;
  self->acceptor = sparkled_acceptor_new (&listener, accept_cb, self);
  self->gate = sparkled_auth_gate_new (services);
  if (getrandom (&self->request_prefix, sizeof self->request_prefix, 0) < 0)
    self->request_prefix = (guint64) g_get_real_time ();

  return self;
}

/**
 * sparkled_http_set_socket_handler:
 * @self: the server
 * @func: takes the live sockets
 * @user_data: for @func; outlives the server
 */
void
sparkled_http_set_socket_handler (SparkledHttp       *self,
                                  SparkledSocketFunc  func,
                                  gpointer            user_data)
{
  self->socket_func = func;
  self->socket_data = user_data;
}

/**
 * sparkled_http_listen:
 * @self: the server
 * @error: a sentence about why not
 *
 * Returns: whether it listens
 */
gboolean
sparkled_http_listen (SparkledHttp  *self,
                      GError       **error)
{
  if (self->rate == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "no memory for the rate limits");
      return FALSE;
    }

  return (self->anchor[0] != NULL || drop_anchor (self, error)) &&
         (self->options.activated_fd > 0 ? sparkled_acceptor_start_fd (self->acceptor, self->options.activated_fd, error)
                                         : sparkled_acceptor_start (self->acceptor, self->address, self->options.port, error));
}

/**
 * sparkled_http_get_port:
 * @self: the server
 *
 * Returns: the port it listens on
 */
unsigned
sparkled_http_get_port (SparkledHttp *self)
{
  return sparkled_acceptor_get_port (self->acceptor);
}

/**
 * sparkled_http_invalidate:
 * @self: the server
 * @scopes: (nullable) (array zero-terminated=1): the scopes that changed; NULL: any may have
 */
void
sparkled_http_invalidate (SparkledHttp       *self,
                          const char * const *scopes)
{
  sparkled_cache_invalidate (self->cache, scopes);
}

/**
 * sparkled_http_forget_account:
 * @self: the server
 * @account_id: (nullable): an account whose rights changed
 * @session_id: (nullable): a session that ended
 *
 * With neither, everything that is known of anybody is asked again.
 */
void
sparkled_http_forget_account (SparkledHttp *self,
                              const char   *account_id,
                              const char   *session_id)
{
  sparkled_auth_gate_forget (self->gate, account_id, session_id);
}

static void
drain_peer (SparkledPeer *peer,
            gpointer      user_data)
{
  if (peer->state == SPARKLED_PEER_IDLE || peer->state == SPARKLED_PEER_HEAD)
    sparkled_peer_shut (peer);
}

typedef struct
{
  SparkledHttp *http; /* (owned) */
  unsigned      seconds;
} Drain;

static void
drain_free (gpointer data)
{
  Drain *drain = data;

  g_object_unref (drain->http);
  g_free (drain);
}

static void
shut_peer (SparkledPeer *peer,
           gpointer      user_data)
{
  sparkled_peer_shut (peer);
}

static DexFuture *
drain_fiber (gpointer user_data)
{
  Drain *drain = user_data;
  SparkledHttp *self = drain->http;
  gint64 until = g_get_monotonic_time () + (gint64) drain->seconds * G_USEC_PER_SEC;

  self->draining = TRUE;
  sparkled_acceptor_stop (self->acceptor);
  sparkled_acceptor_foreach (self->acceptor, drain_peer, NULL);
  while (sparkled_acceptor_get_n (self->acceptor) > 0 && g_get_monotonic_time () < until)
    {
      if (!dex_await (dex_timeout_new_msec (DRAIN_POLL_MS), NULL))
        sparkled_acceptor_foreach (self->acceptor, drain_peer, NULL);
    }
  if (sparkled_acceptor_get_n (self->acceptor) > 0)
    g_message ("%u connections did not end in time and are cut", sparkled_acceptor_get_n (self->acceptor));
  sparkled_acceptor_foreach (self->acceptor, shut_peer, NULL);

  return dex_future_new_true ();
}

/**
 * sparkled_http_drain:
 * @self: the server
 * @seconds: how long what has begun may go on
 *
 * Takes no more connections, finishes the requests at work. Live sockets belong to who took them.
 *
 * Returns: (transfer full): a future that resolves to true when all is quiet or the time is up
 */
DexFuture *
sparkled_http_drain (SparkledHttp *self,
                     unsigned      seconds)
{
  Drain *drain = g_new0 (Drain, 1);

  drain->http = g_object_ref (self);
  drain->seconds = seconds;

  return dex_scheduler_spawn (NULL, 0, drain_fiber, drain, drain_free);
}

static void
sparkled_http_finalize (GObject *object)
{
  SparkledHttp *self = SPARKLED_HTTP (object);

  soup_server_disconnect (self->server);
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_clear_object (&self->server);
  g_clear_object (&self->acceptor);
  g_clear_object (&self->anchor[0]);
  g_clear_object (&self->anchor[1]);
  g_clear_pointer (&self->router, sparkled_router_free);
  g_clear_pointer (&self->gate, sparkled_auth_gate_free);
  g_clear_pointer (&self->cache, sparkled_cache_free);
  g_clear_pointer (&self->metrics, sparkled_metrics_free);
  g_clear_pointer (&self->own_rate, sparkled_rate_free);
  g_clear_pointer (&self->more_metrics, g_array_unref);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->cors_origins, g_strfreev);
  g_clear_pointer (&self->trusted_proxies, g_strfreev);

  G_OBJECT_CLASS (sparkled_http_parent_class)->finalize (object);
}

static void
sparkled_http_class_init (SparkledHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_http_finalize;
}

static void
sparkled_http_init (SparkledHttp *self)
{
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_remove_websocket_extension (self->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  soup_server_add_handler (self->server, NULL, handler_cb, self, NULL);
  self->router = sparkled_router_new (sparkled_routes ());
  self->metrics = sparkled_metrics_new (sparkled_routes ());
  self->cache = sparkled_cache_new (CACHE_BYTES, CACHE_ENTRIES, CACHE_MS);
  self->more_metrics = g_array_new (FALSE, FALSE, MORE_SIZE);
  self->requests = g_hash_table_new (NULL, NULL);
}
