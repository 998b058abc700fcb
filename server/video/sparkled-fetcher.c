/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-fetcher.h"

#include <libdex.h>
#include <libsoup/soup.h>
#include <string.h>

#include "sparkle-error.h"

#define BODY_MAX      (1024 * 1024)
#define CHUNK         65536
#define SECONDS_MAX   10 /* a look-up, a connection, the answer and its redirects, all together */
#define CONNECT_SECONDS 5
#define REDIRECTS_MAX 2

struct _SparkledFetcher
{
  char        **hosts;   /* in lower case */
  GCancellable *stopped; /* (owned) */
};

/* ---- where it may go ---------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *network;
  unsigned    bits;
} Range;

/* What IANA keeps from the public internet (special-purpose address registries), and what wraps an IPv4 address. */
static const Range closed_ranges[] = {
  { "0.0.0.0", 8 }, { "10.0.0.0", 8 }, { "100.64.0.0", 10 }, { "127.0.0.0", 8 }, { "169.254.0.0", 16 }, { "172.16.0.0", 12 },
  { "192.0.0.0", 24 }, { "192.0.2.0", 24 }, { "192.88.99.0", 24 }, { "192.168.0.0", 16 }, { "198.18.0.0", 15 },
  { "198.51.100.0", 24 }, { "203.0.113.0", 24 }, { "224.0.0.0", 4 }, { "240.0.0.0", 4 },
  { "::", 96 }, { "::ffff:0:0", 96 }, { "64:ff9b::", 96 }, { "64:ff9b:1::", 48 }, { "100::", 64 }, { "2001::", 23 },
  { "2001:db8::", 32 }, { "2002::", 16 }, { "3fff::", 20 }, { "5f00::", 16 }, { "fc00::", 7 }, { "fe80::", 10 }, { "ff00::", 8 },
};

/**
 * sparkled_address_is_public:
 * @address: what a name led to
 *
 * Whether an address is one of the public internet: not of this machine, of a private or shared network, of documentation,
 * benchmarks or multicast, and not one that wraps such an address.
 *
 * Returns: %TRUE if it may be connected to
 */
gboolean
sparkled_address_is_public (GInetAddress *address)
{
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  for (unsigned i = 0; i < G_N_ELEMENTS (closed_ranges); i++)
    {
      g_autoptr(GInetAddress) network = g_inet_address_new_from_string (closed_ranges[i].network);
      g_autoptr(GInetAddressMask) mask = NULL;

      if (g_inet_address_get_family (network) != g_inet_address_get_family (address))
        continue;
      mask = g_inet_address_mask_new (network, closed_ranges[i].bits, NULL);
      if (mask != NULL && g_inet_address_mask_matches (mask, address))
        return FALSE;
    }
  return TRUE;
}

/**
 * sparkled_host_is_loopback:
 * @host: of an address
 *
 * Returns: whether it is this machine by its very name
 */
gboolean
sparkled_host_is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  address = g_inet_address_new_from_string (host);
  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
fail (GError     **error,
      int          code,
      const char  *format,
      ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError     **error,
      int          code,
      const char  *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, SPARKLE_ERROR, code, message);
  return FALSE;
}

static gboolean
check_uri (SparkledFetcher  *self,
           GUri             *uri,
           GError          **error)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *lower = host != NULL ? g_ascii_strdown (host, -1) : NULL;

  if (lower == NULL || !g_strv_contains ((const char * const *) self->hosts, lower))
    return fail (error, SPARKLE_ERROR_FORBIDDEN, "%s is none of the hosts that are asked", host != NULL ? host : "An empty host");
  if (!g_str_equal (g_uri_get_scheme (uri), "https") &&
      !(g_str_equal (g_uri_get_scheme (uri), "http") && sparkled_host_is_loopback (lower)))
    return fail (error, SPARKLE_ERROR_FORBIDDEN, "%s is only asked over https", host);
  return TRUE;
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(DexPromise) promise = user_data;
  GError *error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);
  GListStore *list;

  if (addresses == NULL)
    {
      dex_promise_reject (promise, error);
      return;
    }
  list = g_list_store_new (G_TYPE_INET_ADDRESS);
  for (GList *l = addresses; l != NULL; l = l->next)
    g_list_store_append (list, l->data);
  g_resolver_free_addresses (addresses);
  dex_promise_resolve_object (promise, list);
}

/* (fiber) The one look-up. An answer with one bad address among good ones is a trick. */
static GSocketConnectable *
resolve (GUri         *uri,
         GCancellable *cancellable,
         GError      **error)
{
  const char *host = g_uri_get_host (uri);
  gboolean loopback = sparkled_host_is_loopback (host);
  int port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
  g_autoptr(GResolver) resolver = g_resolver_get_default ();
  g_autoptr(DexPromise) promise = dex_promise_new ();
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GInetAddress) first = NULL;

  g_resolver_lookup_by_name_async (resolver, host, cancellable, resolved_cb, dex_ref (promise));
  list = dex_await_object (dex_ref (DEX_FUTURE (promise)), error);
  if (list == NULL)
    return NULL;
  for (unsigned i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(GInetAddress) address = g_list_model_get_item (list, i);

      if (loopback ? !g_inet_address_get_is_loopback (address) : !sparkled_address_is_public (address))
        {
          fail (error, SPARKLE_ERROR_FORBIDDEN, "%s leads into a private network", host);
          return NULL;
        }
    }
  first = g_list_model_get_item (list, 0);
  return first != NULL ? G_SOCKET_CONNECTABLE (g_inet_socket_address_new (first, (guint16) port)) : NULL;
}

/* ---- one request -------------------------------------------------------------------------------------------------- */

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(DexPromise) promise = user_data;
  GError *error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, error);
}

static GBytes *
read_body (GInputStream  *stream,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GByteArray) body = g_byte_array_new ();

  for (;;)
    {
      /* a drop now and then keeps a connection from idling for ever: the whole has an end of its own */
      g_autoptr(GBytes) chunk = dex_await_boxed (dex_future_first (dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT),
                                                                   dex_cancellable_new_from_cancellable (cancellable), NULL), error);

      if (chunk == NULL)
        return NULL;
      if (g_bytes_get_size (chunk) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      if (body->len + g_bytes_get_size (chunk) > BODY_MAX)
        {
          fail (error, SPARKLE_ERROR_TOO_LARGE, "The answer is larger than 1 MiB");
          return NULL;
        }
      g_byte_array_append (body, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }
}

typedef struct
{
  SparkledFetcher *self;        /* (not owned): outlives the fiber, which is awaited */
  GUri            *uri;         /* (owned) */
  char            *header;      /* (nullable) */
  char            *value;       /* (nullable) */
  GCancellable    *cancellable; /* (owned) */
  unsigned         status;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_cancellable_cancel (request->cancellable);
  g_object_unref (request->cancellable);
  g_uri_unref (request->uri);
  g_free (request->header);
  g_free (request->value);
  g_atomic_rc_box_release (request);
}

/* (fiber) One step. A redirect replaces the address and says TRUE without a body. */
static gboolean
ask (Request  *request,
     GBytes  **ret_body,
     GError  **error)
{
  g_autoptr(GSocketConnectable) target = NULL;
  g_autoptr(SoupSession) session = NULL;
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(DexPromise) promise = dex_promise_new ();
  g_autoptr(GInputStream) stream = NULL;
  const char *location;

  if (!check_uri (request->self, request->uri, error))
    return FALSE;
  target = resolve (request->uri, request->cancellable, error);
  if (target == NULL)
    return FALSE;

  /* Everything of this session goes to the address that was looked at; TLS still asks for the name. No proxy of the environment. */
  session = soup_session_new_with_options ("remote-connectable", target, "proxy-resolver", NULL, "timeout", CONNECT_SECONDS,
                                           "user-agent", "SparkleUniverse ", NULL);
  message = soup_message_new_from_uri ("GET", request->uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  if (request->header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), request->header, request->value);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, request->cancellable, sent_cb, dex_ref (promise));
  stream = dex_await_object (dex_ref (DEX_FUTURE (promise)), error);
  if (stream == NULL)
    return FALSE;

  request->status = soup_message_get_status (message);
  location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  if (SOUP_STATUS_IS_REDIRECTION (request->status) && location != NULL)
    {
      GUri *next = g_uri_parse_relative (request->uri, location, SOUP_HTTP_URI_FLAGS, error);

      if (next == NULL)
        return FALSE;
      g_uri_unref (request->uri);
      request->uri = next;
      return TRUE;
    }
  if (soup_message_headers_get_content_length (soup_message_get_response_headers (message)) > BODY_MAX)
    return fail (error, SPARKLE_ERROR_TOO_LARGE, "The answer is larger than 1 MiB");
  *ret_body = read_body (stream, request->cancellable, error);
  return *ret_body != NULL;
}

static DexFuture *
get_fiber (gpointer data)
{
  Request *request = data;
  g_autoptr(GError) error = NULL;

  for (unsigned step = 0; step <= REDIRECTS_MAX; step++)
    {
      GBytes *body = NULL;

      if (!ask (request, &body, &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
      if (body != NULL)
        return dex_future_new_take_boxed (G_TYPE_BYTES, body);
    }
  return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "It leads from place to place");
}

/**
 * sparkled_fetcher_get:
 * @self: a fetcher
 * @uri: https, or http on the loopback
 * @header: (nullable): the name of one more header
 * @value: (nullable): its value; never logged
 * @ret_fetched: (out): status and body, whatever the status is
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Asks, in at most ten seconds, with at most 1 MiB of answer and two redirects. Must not be freed before it returns. (fiber)
 *
 * Returns: whether there is an answer; else %SPARKLE_ERROR_FORBIDDEN for where it may not go, %SPARKLE_ERROR_TOO_LARGE, or
 *   %SPARKLE_ERROR_UNAVAILABLE
 */
gboolean
sparkled_fetcher_get (SparkledFetcher  *self,
                      const char       *uri,
                      const char       *header,
                      const char       *value,
                      SparkledFetched  *ret_fetched,
                      GError          **error)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GError) local = NULL;
  g_autoptr(DexFuture) asked = NULL;
  Request *request;

  memset (ret_fetched, 0, sizeof *ret_fetched);
  if (parsed == NULL)
    return fail (error, SPARKLE_ERROR_FORBIDDEN, "“%s” is not an address", uri);

  request = g_atomic_rc_box_new0 (Request);
  request->self = self;
  request->uri = g_uri_ref (parsed);
  request->header = g_strdup (header);
  request->value = g_strdup (value);
  request->cancellable = g_cancellable_new ();
  g_atomic_rc_box_acquire (request);
  asked = dex_scheduler_spawn (NULL, 0, get_fiber, request, request_free);
  dex_await (dex_future_first (dex_ref (asked), dex_timeout_new_seconds (SECONDS_MAX), dex_cancellable_new_from_cancellable (self->stopped), NULL),
             NULL);
  if (dex_future_is_pending (asked))
    {
      /* the fiber ends soon, as everything that it waits for is cancelled; what it works with lives as long */
      g_cancellable_cancel (request->cancellable);
      dex_await (dex_ref (asked), NULL);
    }
  ret_fetched->body = dex_await_boxed (dex_ref (asked), &local);
  ret_fetched->status = request->status;
  g_atomic_rc_box_release (request);
  if (ret_fetched->body != NULL)
    return TRUE;
  if (local->domain == SPARKLE_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    fail (error, SPARKLE_ERROR_UNAVAILABLE, "%s", local->message);
  return FALSE;
}

void
sparkled_fetched_clear (SparkledFetched *fetched)
{
  g_clear_pointer (&fetched->body, g_bytes_unref);
}

/**
 * sparkled_fetcher_new:
 * @hosts: (array zero-terminated=1): the hosts that may be asked
 *
 * Returns: (transfer full): a way to them and to nobody else
 */
SparkledFetcher *
sparkled_fetcher_new (const char * const *hosts)
{
  SparkledFetcher *self = g_new0 (SparkledFetcher, 1);

  self->stopped = g_cancellable_new ();
  self->hosts = g_strdupv ((char **) hosts);
  for (unsigned i = 0; self->hosts[i] != NULL; i++)
    for (char *p = self->hosts[i]; *p != '\0'; p++)
      *p = g_ascii_tolower (*p);
  return self;
}

/**
 * sparkled_fetcher_free:
 * @self: (nullable) (transfer full): a fetcher
 */
void
sparkled_fetcher_free (SparkledFetcher *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->stopped);
  g_strfreev (self->hosts);
  g_free (self);
}

/**
 * sparkled_fetcher_stop:
 * @self: a fetcher
 *
 * For the end of the process: nobody is asked any more.
 */
void
sparkled_fetcher_stop (SparkledFetcher *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->stopped);
}
