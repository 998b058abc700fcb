/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-http.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-server-address.h"

#define CHUNK_SIZE           (64 * 1024)
/* Below this, taking JSON apart costs less than going to another thread for it. */
#define PARSE_INLINE_MAX     (16 * 1024)
#define PARSE_STACK          (512 * 1024)
#define CONNECTIONS_PER_HOST 6
#define IDLE_SECONDS         60
#define RETRY_AFTER_MAX      3600

struct _SparkleHttp
{
  GObject      parent_instance;

  SoupSession *soup;           /* (owned) */
  char        *address;        /* (owned) */
  char        *token;          /* (owned) (nullable) */
  unsigned     timeout_ms;
  gboolean     allow_insecure;
};

G_DEFINE_FINAL_TYPE (SparkleHttp, sparkle_http, G_TYPE_OBJECT)

/* One call on its way. */
typedef struct
{
  SparkleHttp  *http;        /* (owned) */
  SoupMessage  *message;     /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  gint64        deadline;    /* monotonic, µs */
  gboolean      raw;         /* the bytes of the answer are wanted, not its data */
} Call;

static void
call_free (Call *call)
{
  g_clear_object (&call->http);
  g_clear_object (&call->message);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static void
forget_secret (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static void
sparkle_http_dispose (GObject *object)
{
  SparkleHttp *self = SPARKLE_HTTP (object);

  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);

  G_OBJECT_CLASS (sparkle_http_parent_class)->dispose (object);
}

static void
sparkle_http_finalize (GObject *object)
{
  SparkleHttp *self = SPARKLE_HTTP (object);

  forget_secret (&self->token);
  g_clear_pointer (&self->address, g_free);

  G_OBJECT_CLASS (sparkle_http_parent_class)->finalize (object);
}

static void
sparkle_http_class_init (SparkleHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_http_dispose;
  object_class->finalize = sparkle_http_finalize;
}

static void
sparkle_http_init (SparkleHttp *self)
{
  /* Time is limited for each call as a whole, so the socket time-out of libsoup stays off: it would cut live sockets. */
  self->soup = soup_session_new_with_options ("max-conns", 2 * CONNECTIONS_PER_HOST,
                                              "max-conns-per-host", CONNECTIONS_PER_HOST,
                                              "timeout", 0,
                                              "idle-timeout", IDLE_SECONDS,
                                              "user-agent", "Sparkle/" SPARKLE_VERSION,
                                              NULL);
  if (!soup_session_has_feature (self->soup, SOUP_TYPE_CONTENT_DECODER))
    soup_session_add_feature_by_type (self->soup, SOUP_TYPE_CONTENT_DECODER);
}

/**
 * sparkle_http_new:
 * @address: a normalized address of a server
 * @allow_insecure: whether the token may travel in the clear to another machine
 * @timeout_ms: the time one call may take from its start to its last byte
 *
 * Makes a client of one server. It belongs to the thread that made it.
 *
 * Returns: (transfer full): a new client
 */
SparkleHttp *
sparkle_http_new (const char *address, gboolean allow_insecure, unsigned timeout_ms)
{
  SparkleHttp *self;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (timeout_ms > 0, NULL);

  self = g_object_new (SPARKLE_TYPE_HTTP, NULL);
  self->address = g_strdup (address);
  self->allow_insecure = allow_insecure;
  self->timeout_ms = timeout_ms;
  return self;
}

/**
 * sparkle_http_get_address:
 * @self: a client
 *
 * Returns: (transfer none): the address of the server
 */
const char *
sparkle_http_get_address (SparkleHttp *self)
{
  g_return_val_if_fail (SPARKLE_IS_HTTP (self), NULL);

  return self->address;
}

/**
 * sparkle_http_set_token:
 * @self: a client
 * @token: (nullable): the token of the signed-in account
 *
 * Calls that start from now on carry @token.
 */
void
sparkle_http_set_token (SparkleHttp *self, const char *token)
{
  g_return_if_fail (SPARKLE_IS_HTTP (self));

  if (g_strcmp0 (self->token, token) == 0)
    return;
  forget_secret (&self->token);
  self->token = g_strdup (token);
}

/**
 * sparkle_http_has_token:
 * @self: a client
 *
 * Returns: whether calls are made in somebody's name
 */
gboolean
sparkle_http_has_token (SparkleHttp *self)
{
  g_return_val_if_fail (SPARKLE_IS_HTTP (self), FALSE);

  return self->token != NULL;
}

/**
 * sparkle_http_get_soup:
 * @self: a client
 *
 * Returns: (transfer none): the session that makes the connections
 */
SoupSession *
sparkle_http_get_soup (SparkleHttp *self)
{
  g_return_val_if_fail (SPARKLE_IS_HTTP (self), NULL);

  return self->soup;
}

/**
 * sparkle_http_translate:
 * @error: any error of GIO, libsoup or libdex
 *
 * Every way in which a network can fail is one thing to a person: the server cannot be reached. A running out of time stays
 * apart, and a cancellation is not an error at all and keeps its code.
 *
 * Returns: (transfer full): the error in the terms of this project
 */
GError *
sparkle_http_translate (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == SPARKLE_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_FIBER_CANCELLED))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, error->message);
  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_TIMED_OUT, _("The server did not answer in time"));
  if (error->domain == G_TLS_ERROR)
    return g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE,
                        _("No secure connection to the server: %s"), error->message);
  return g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("The server cannot be reached: %s"), error->message);
}

/**
 * sparkle_http_new_message:
 * @self: a client
 * @method: an HTTP method
 * @path: the rest of the address, from "/api/v1" on
 * @error: return location for an error
 *
 * Makes a message that carries the token. Redirects are not followed, for they could carry the token elsewhere.
 *
 * Returns: (transfer full) (nullable): the message
 */
SoupMessage *
sparkle_http_new_message (SparkleHttp *self, const char *method, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *bearer = NULL;
  SoupMessage *message;

  g_return_val_if_fail (SPARKLE_IS_HTTP (self), NULL);
  g_return_val_if_fail (path != NULL && *path == '/', NULL);

  if (self->token != NULL && !self->allow_insecure && !sparkle_server_address_is_private (self->address))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                   _("The connection to %s is not secure: nothing is sent in your name there"), self->address);
      return NULL;
    }

  text = g_strconcat (self->address, path, NULL);
  message = soup_message_new (method, text);
  if (message == NULL)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, _("“%s” is not an address"), text);
      return NULL;
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  if (self->token != NULL)
    {
      bearer = g_strconcat ("Bearer ", self->token, NULL);
      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
      explicit_bzero (bearer, strlen (bearer));
    }
  return message;
}

/* Awaits one step of a call, no longer than the call may take and not after its cancellation. */
static const GValue *
await_step (Call *call, DexFuture *step, DexFuture **ret_step, GError **error)
{
  g_autoptr (DexFuture) race = NULL;
  g_autoptr (GError) failure = NULL;

  *ret_step = step;
  if (call->cancellable != NULL)
    race = dex_future_first (dex_ref (step), dex_timeout_new_deadline (call->deadline),
                             dex_cancellable_new_from_cancellable (call->cancellable), NULL);
  else
    race = dex_future_first (dex_ref (step), dex_timeout_new_deadline (call->deadline), NULL);

  if (!dex_await (g_steal_pointer (&race), &failure))
    {
      g_propagate_error (error, sparkle_http_translate (failure));
      return NULL;
    }
  return dex_future_get_value (step, error);
}

static void
send_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  GInputStream *stream;

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

static DexFuture *
send_message (Call *call)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  soup_session_send_async (call->http->soup, call->message, G_PRIORITY_DEFAULT, dex_promise_get_cancellable (promise),
                           send_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* (fiber) The whole body, refused as soon as it is longer than any answer may be. */
static GBytes *
read_body (Call *call, GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  goffset length = soup_message_headers_get_content_length (soup_message_get_response_headers (call->message));

  while (length <= SPARKLE_HTTP_ANSWER_MAX && body->len <= SPARKLE_HTTP_ANSWER_MAX)
    {
      g_autoptr (DexFuture) step = NULL;
      const GValue *value;
      GBytes *chunk;

      value = await_step (call, dex_input_stream_read_bytes (stream, CHUNK_SIZE, G_PRIORITY_DEFAULT), &step, error);
      if (value == NULL)
        return NULL;
      chunk = g_value_get_boxed (value);
      if (g_bytes_get_size (chunk) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      g_byte_array_append (body, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }

  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server's answer is larger than %d MB"),
               SPARKLE_HTTP_ANSWER_MAX / 1024 / 1024);
  return NULL;
}

static JsonNode *
parse_body (GBytes *body, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  return sparkle_json_parse (data != NULL ? data : "", size, SPARKLE_HTTP_ANSWER_MAX, error);
}

static DexFuture *
parse_fiber (gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = parse_body (user_data, &error);

  if (node == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_boxed (JSON_TYPE_NODE, node);
}

/* (fiber) A page of five hundred posts takes milliseconds to parse: not on the thread that draws. */
static JsonNode *
parse_somewhere (GBytes *body, GError **error)
{
  if (g_bytes_get_size (body) <= PARSE_INLINE_MAX)
    return parse_body (body, error);
  return dex_await_boxed (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), PARSE_STACK,
                                               parse_fiber, g_bytes_ref (body), (GDestroyNotify) g_bytes_unref),
                          error);
}

static unsigned
get_retry_after (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) then = NULL;
  guint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return MIN (seconds, RETRY_AFTER_MAX);
  then = soup_date_time_new_from_http_string (text);
  if (then == NULL)
    return 0;
  return CLAMP (g_date_time_to_unix (then) - g_get_real_time () / G_USEC_PER_SEC, 0, RETRY_AFTER_MAX);
}

/* What the server says went wrong; a proxy in between answers in HTML, and then the status says it all. */
static GError *
describe_failure (Call *call, JsonNode *answer)
{
  unsigned status = soup_message_get_status (call->message);
  unsigned retry_after = get_retry_after (call->message);
  gboolean agreed = answer != NULL && JSON_NODE_HOLDS_OBJECT (answer) &&
                    json_object_has_member (json_node_get_object (answer), "success");
  GError *failure = sparkle_error_from_node (agreed ? answer : NULL, status);

  if (retry_after > 0)
    sparkle_error_set_retry_after (failure, retry_after);
  return failure;
}

/* The data inside the agreed form of an answer. */
static JsonNode *
unwrap (Call *call, JsonNode *answer, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (answer) ? json_node_get_object (answer) : NULL;

  if (object != NULL && sparkle_json_get_bool (object, "success", FALSE) && json_object_has_member (object, "data"))
    return json_object_dup_member (object, "data");
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
               _("%s does not answer like a Sparkle server"), call->http->address);
  return NULL;
}

static DexFuture *
call_fiber (gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (DexFuture) sent = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *value;
  JsonNode *data;
  unsigned status;

  value = await_step (call, send_message (call), &sent, &error);
  if (value == NULL)
    return dex_future_new_for_error (sparkle_http_translate (error));
  stream = g_value_dup_object (value);

  body = read_body (call, stream, &error);
  if (body == NULL)
    return dex_future_new_for_error (sparkle_http_translate (error));

  status = soup_message_get_status (call->message);
  if (call->raw && status >= 200 && status < 300)
    return dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&body));

  answer = parse_somewhere (body, &error);
  if (status < 200 || status > 299)
    return dex_future_new_for_error (describe_failure (call, answer));
  if (answer == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                                  _("The server's answer is not readable: %s"), error->message);
  data = unwrap (call, answer, &error);
  if (data == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_boxed (JSON_TYPE_NODE, data);
}

static DexFuture *
start_call (SparkleHttp *self, const char *method, const char *path, GBytes *body, gboolean raw,
            GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  SoupMessage *message;
  Call *call;

  message = sparkle_http_new_message (self, method, path, &error);
  if (message == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "application/json");

  call = g_new0 (Call, 1);
  call->http = g_object_ref (self);
  call->message = message;
  call->deadline = g_get_monotonic_time () + self->timeout_ms * G_TIME_SPAN_MILLISECOND;
  call->raw = raw;
  g_set_object (&call->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, call_fiber, call, (GDestroyNotify) call_free);
}

/**
 * sparkle_http_call:
 * @self: a client
 * @method: an HTTP method
 * @path: path and query, from "/api/v1" on
 * @body: (nullable): what to send as JSON
 * @cancellable: (nullable): ends the call
 *
 * Calls the server. The answer is limited in size and time; an answer in the error form becomes the error it describes, with
 * the seconds of Retry-After.
 *
 * Returns: (transfer full): a future [struct@Json.Node], the `data` of the answer
 */
DexFuture *
sparkle_http_call (SparkleHttp *self, const char *method, const char *path, JsonNode *body, GCancellable *cancellable)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (SPARKLE_IS_HTTP (self), NULL);
  g_return_val_if_fail (method != NULL, NULL);

  if (body != NULL)
    {
      char *text = json_to_string (body, FALSE);

      bytes = g_bytes_new_take (text, strlen (text));
    }
  return start_call (self, method, path, bytes, FALSE, cancellable);
}

/**
 * sparkle_http_call_raw:
 * @self: a client
 * @method: an HTTP method
 * @path: path and query, from "/api/v1" on
 * @body: (nullable): JSON text to send
 * @cancellable: (nullable): ends the call
 *
 * Like [method@Http.call], for answers that another thread takes apart.
 *
 * Returns: (transfer full): a future [struct@GLib.Bytes], the whole text of a successful answer
 */
DexFuture *
sparkle_http_call_raw (SparkleHttp *self, const char *method, const char *path, GBytes *body, GCancellable *cancellable)
{
  g_return_val_if_fail (SPARKLE_IS_HTTP (self), NULL);
  g_return_val_if_fail (method != NULL, NULL);

  return start_call (self, method, path, body, TRUE, cancellable);
}
