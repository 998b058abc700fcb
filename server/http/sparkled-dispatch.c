/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-uuid.h"

/* Parsing less than this takes well under a millisecond. */
#define PARSE_INLINE_TO (64 * 1024)

/* The work of a flight: everything a handler needs, apart from any one request. */
typedef struct
{
  SparkledHttp        *http;    /* (owned) */
  SparkledFlight      *flight;  /* (owned) until it lands */
  const SparkledRoute *route;
  GHashTable          *params;  /* (owned) (nullable) */
  GHashTable          *query;   /* (owned) (nullable) */
  char                *request_id;
} FlightWork;

static void
flight_work_free (gpointer data)
{
  FlightWork *work = data;

  g_object_unref (work->http);
  g_clear_pointer (&work->params, g_hash_table_unref);
  g_clear_pointer (&work->query, g_hash_table_unref);
  g_free (work->request_id);
  g_free (work);
}

/**
 * sparkled_dispatch_limit:
 * @request: a request that knows its account, if it has one
 * @limit: what is being done
 * @error: RATE_LIMITED
 *
 * Returns: whether the account, or for guests the address, has some of its share left
 */
gboolean
sparkled_dispatch_limit (SparkledRequest  *request,
                         SparkledLimit     limit,
                         GError          **error)
{
  g_autofree char *subject = NULL;

  if (request->http->services->unlimited)
    return TRUE;
  /* Whoever is not signed in yet is an address, also when a token came along. */
  if (request->account != NULL && limit != SPARKLED_LIMIT_SIGN_IN && limit != SPARKLED_LIMIT_REGISTER)
    return sparkled_rate_take (request->http->rate, request->account->id, limit, error);
  subject = sparkled_rate_subject_of_address (request->address);

  return sparkled_rate_take (request->http->rate, subject, limit, error);
}

/**
 * sparkled_dispatch_identify:
 * @request: a request with a token
 * @error: UNAUTHORIZED, RATE_LIMITED for an address that tries one token after the other, or UNAVAILABLE
 *
 * (fiber)
 *
 * Returns: whether the account is known now
 */
gboolean
sparkled_dispatch_identify (SparkledRequest  *request,
                            GError          **error)
{
  g_autoptr(GError) local = NULL;

  if (!request->has_token || request->account != NULL)
    return TRUE;
  request->account = sparkled_auth_gate_ask (request->http->gate, request->token_hash, &local);
  if (request->account != NULL)
    return TRUE;
  if (g_error_matches (local, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED) &&
      !sparkled_dispatch_limit (request, SPARKLED_LIMIT_GENERAL, error))
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static gboolean
charge (SparkledCall   *call,
        SparkledLimit   limit,
        GError        **error)
{
  return sparkled_dispatch_limit (call->charge_data, limit, error);
}

/* A handler is run, and whatever comes of it is an answer. */
static SparkledAnswer *
run_handler (SparkledCall *call,
             const char   *request_id)
{
  g_autoptr(GError) error = NULL;

  if (call->route->handler (call, &error))
    return sparkled_answer_new_for_call (call);
  if (error == NULL)
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "The call failed without saying why");
  if (error->domain != SPARKLE_ERROR || error->code == SPARKLE_ERROR_INTERNAL || error->code == SPARKLE_ERROR_UNAVAILABLE)
    g_log_structured (G_LOG_DOMAIN, error->code == SPARKLE_ERROR_UNAVAILABLE ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_WARNING,
                      "REQUEST_ID", request_id,
                      "OPERATION", call->route->operation,
                      "MESSAGE", "%s", error->message);

  return sparkled_answer_new_for_error (error);
}

typedef struct
{
  GBytes *bytes;
  gsize   cap;
} ParseWork;

static void
parse_work_free (gpointer data)
{
  ParseWork *work = data;

  g_bytes_unref (work->bytes);
  g_free (work);
}

static DexFuture *
parse_fiber (gpointer user_data)
{
  ParseWork *work = user_data;
  GError *error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (work->bytes, &size);
  JsonNode *node = sparkle_json_parse (data, size, work->cap, &error);

  if (node == NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_NODE, node);
}

/* (fiber) */
static gboolean
parse_body (SparkledRequest  *request,
            GBytes           *bytes,
            JsonNode        **ret_node,
            GError          **error)
{
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  ParseWork *work;

  if (size == 0)
    {
      if (request->route->request == NULL)
        return TRUE;
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "This call needs a body of JSON");
      return FALSE;
    }
  if (size <= PARSE_INLINE_TO)
    {
      *ret_node = sparkle_json_parse (g_bytes_get_data (bytes, NULL), size, request->route->body_cap, error);
      return *ret_node != NULL;
    }
  work = g_new0 (ParseWork, 1);
  work->bytes = g_bytes_ref (bytes);
  work->cap = request->route->body_cap;
  *ret_node = dex_await_boxed (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0,
                                                    parse_fiber, work, parse_work_free), error);

  return *ret_node != NULL;
}

static gboolean
is_cacheable (SparkledRequest *request)
{
  return request->route->cache_scope != NULL && strcmp (request->route->method, "GET") == 0;
}

/* The cache scope of the row with the parameters of the path in it; NULL when one is no UUID. */
static char *
expand_scope (SparkledRequest *request)
{
  const char *scope = request->route->cache_scope;
  const char *open = strchr (scope, '{');
  const char *close = open != NULL ? strchr (open, '}') : NULL;
  g_autofree char *name = NULL;
  const char *value;

  if (close == NULL)
    return g_strdup (scope);
  name = g_strndup (open + 1, close - open - 1);
  value = request->params != NULL ? g_hash_table_lookup (request->params, name) : NULL;
  if (value == NULL || !sparkle_uuid_is_valid (value))
    return NULL;

  return g_strdup_printf ("%.*s%s%s", (int) (open - scope), scope, value, close + 1);
}

static DexFuture *
flight_fiber (gpointer user_data)
{
  FlightWork *work = user_data;
  g_autoptr(SparkledCall) call = sparkled_call_new (work->http->services, work->route);
  g_autoptr(SparkledAnswer) answer = NULL;

  call->params = g_steal_pointer (&work->params);
  call->query = g_steal_pointer (&work->query);
  call->request_id = work->request_id;
  call->address = "";
  answer = run_handler (call, work->request_id);
  if (answer->status == 200)
    {
      answer->shared = TRUE;
      sparkled_answer_tag (answer);
    }
  sparkled_answer_compress (answer);
  sparkled_cache_land (work->http->cache, g_steal_pointer (&work->flight), answer);

  return NULL;
}

static void
landed_cb (SparkledAnswer *answer,
           gpointer        waiter)
{
  SparkledRequest *request = waiter;

  sparkled_request_answer (request, answer);
  sparkled_request_unref (request);
}

/* The short way: no fiber when the answer is there. FALSE when it has to go the long one. */
static gboolean
answer_from_cache (SparkledRequest *request)
{
  GUri *uri = soup_server_message_get_uri (request->msg);
  const char *path = g_uri_get_path (uri), *query = g_uri_get_query (uri);
  g_autofree char *key = NULL, *scope = NULL;
  g_autoptr(GHashTable) parsed = NULL;
  g_autoptr(GError) error = NULL;
  SparkledAnswer *known;
  SparkledFlight *flight;
  FlightWork *work;

  key = query != NULL ? g_strconcat (path, "?", query, NULL) : NULL;
  known = sparkled_cache_lookup (request->http->cache, key != NULL ? key : path);
  if (known != NULL)
    {
      sparkled_request_answer (request, known);
      return TRUE;
    }
  scope = expand_scope (request);
  if (scope == NULL)
    return FALSE;
  if (!sparkled_router_parse_query (request->route, query, &parsed, &error))
    {
      sparkled_request_fail (request, error);
      return TRUE;
    }

  sparkled_request_pause (request);
  sparkled_cache_board (request->http->cache, key != NULL ? key : path, scope,
                        landed_cb, sparkled_request_ref (request), &flight);
  if (flight == NULL)
    return TRUE;
  work = g_new0 (FlightWork, 1);
  work->http = g_object_ref (request->http);
  work->flight = flight;
  work->route = request->route;
  work->params = g_steal_pointer (&request->params);
  work->query = g_steal_pointer (&parsed);
  work->request_id = g_strdup (request->id);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, flight_fiber, work, flight_work_free));

  return TRUE;
}

/* (fiber) The long way: decode, handler, encode. */
static SparkledAnswer *
work_out (SparkledRequest  *request,
          GBytes           *body,
          const char       *query,
          GError          **error)
{
  g_autoptr(SparkledCall) call = sparkled_call_new (request->http->services, request->route);
  SparkledAnswer *answer;

  if (!sparkled_router_parse_query (request->route, query, &call->query, error) ||
      !parse_body (request, body, &call->body, error))
    return NULL;
  call->account = request->account;
  call->request_id = request->id;
  call->address = request->address;
  call->user_agent = request->user_agent;
  call->if_match = request->if_match;
  call->params = g_steal_pointer (&request->params);
  call->charge = charge;
  call->charge_data = request;
  answer = run_handler (call, request->id);
  if (strcmp (request->route->method, "GET") == 0)
    sparkled_answer_tag (answer);
  sparkled_answer_compress (answer);

  return answer;
}

static gboolean
pass_gates (SparkledRequest  *request,
            GError          **error)
{
  return sparkled_auth_gate_allows (request->route, request->account, error) &&
         sparkled_dispatch_limit (request, request->route->limit, error);
}

static DexFuture *
request_fiber (gpointer user_data)
{
  SparkledRequest *request = user_data;
  g_autoptr(SparkledAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *query = NULL;
  gboolean identified = !request->has_token || request->account != NULL;

  if (!identified && (!sparkled_dispatch_identify (request, &error) || !pass_gates (request, &error)))
    {
      sparkled_request_fail (request, error);
      return NULL;
    }
  /* the client may have gone while the database was asked */
  if (request->msg == NULL || (!identified && is_cacheable (request) && answer_from_cache (request)))
    return NULL;
  sparkled_admit_details (request);
  query = g_strdup (g_uri_get_query (soup_server_message_get_uri (request->msg)));
  body = soup_message_body_flatten (soup_server_message_get_request_body (request->msg));
  answer = work_out (request, body, query, &error);
  if (answer != NULL)
    sparkled_request_answer (request, answer);
  else
    sparkled_request_fail (request, error);

  return NULL;
}

/**
 * sparkled_dispatch:
 * @request: a request that has been read whole
 *
 * Brings it to its handler: at once from the cache where it can, else on a fiber.
 */
void
sparkled_dispatch (SparkledRequest *request)
{
  SparkledPeer *peer = sparkled_request_get_peer (request);
  g_autoptr(GError) error = NULL;

  if (request->answered)
    return;
  if (peer != NULL)
    sparkled_peer_set_state (peer, SPARKLED_PEER_WORK, 0);
  if (request->has_token)
    request->account = sparkled_auth_gate_recall (request->http->gate, request->token_hash);
  if (request->route == NULL)
    {
      sparkled_upgrade (request);
      return;
    }
  if (!request->has_token || request->account != NULL)
    {
      if (!pass_gates (request, &error))
        {
          sparkled_request_fail (request, error);
          return;
        }
      if (is_cacheable (request) && answer_from_cache (request))
        return;
    }
  sparkled_request_pause (request);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, request_fiber, sparkled_request_ref (request),
                                          (GDestroyNotify) sparkled_request_unref));
}
