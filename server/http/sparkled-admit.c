/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include <string.h>

#include "sparkle-error.h"

/* How much of a body that is not wanted is read for politeness before the connection is cut. */
#define DROP_MAX (16 * 1024 * 1024)
#define HEADER_TEXT_MAX 500

/* The client's address is what the last proxy of ours saw (the right-most entry that is not
 * one of them); whatever stands further left is the client's own claim. */
static char *
client_address (SparkledRequest *self,
                SparkledPeer    *peer)
{
  const char *list;
  g_auto(GStrv) hops = NULL;

  if (peer == NULL)
    return g_strdup ("unknown");
  list = peer->trusted
    ? soup_message_headers_get_list (soup_server_message_get_request_headers (self->msg), "X-Forwarded-For")
    : NULL;
  if (list == NULL)
    return g_strdup (peer->address);

  hops = g_strsplit (list, ",", 32);
  for (int i = (int) g_strv_length (hops) - 1; i >= 0; i--)
    {
      const char *hop = g_strstrip (hops[i]);
      g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string (hop);

      if (parsed == NULL)
        break;
      if (!g_strv_contains ((const char * const *) self->http->trusted_proxies, hop))
        return g_strdup (hop);
    }

  return g_strdup (peer->address);
}

static char *
header_text (SoupMessageHeaders *headers,
             const char         *name)
{
  const char *value = soup_message_headers_get_one (headers, name);
  g_autofree char *valid = NULL;

  if (value == NULL)
    return NULL;
  valid = g_utf8_make_valid (value, -1);

  return g_utf8_strlen (valid, -1) > HEADER_TEXT_MAX ? g_utf8_substring (valid, 0, HEADER_TEXT_MAX) : g_steal_pointer (&valid);
}

/* A proxy of ours may have given the request its id already. */
static void
take_request_id (SparkledRequest *self,
                 SparkledPeer    *peer)
{
  const char *id;

  if (peer == NULL || !peer->trusted)
    return;
  id = soup_message_headers_get_one (soup_server_message_get_request_headers (self->msg), "X-Request-Id");
  if (id == NULL || id[0] == '\0' || strlen (id) >= sizeof self->id)
    return;
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      return;
  g_strlcpy (self->id, id, sizeof self->id);
  soup_message_headers_replace (soup_server_message_get_response_headers (self->msg), "X-Request-Id", self->id);
}

static gboolean
check_body (SparkledRequest  *self,
            GError          **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->msg);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  goffset length = encoding == SOUP_ENCODING_CONTENT_LENGTH ? soup_message_headers_get_content_length (headers) : 0;
  gsize cap = self->route != NULL ? self->route->body_cap : 0;
  const char *type;

  if (encoding != SOUP_ENCODING_CHUNKED && length == 0)
    return TRUE;
  if (cap == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE, "This call takes no body");
      return FALSE;
    }
  if (length < 0 || (guint64) length > cap)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE,
                   "The body may have at most %" G_GSIZE_FORMAT " bytes", cap);
      return FALSE;
    }
  type = soup_message_headers_get_content_type (headers, NULL);
  if (type == NULL || g_ascii_strcasecmp (type, "application/json") != 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNSUPPORTED_MEDIA,
                           "The body must be of the type application/json");
      return FALSE;
    }
  if (soup_message_headers_get_one (headers, "Content-Encoding") != NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNSUPPORTED_MEDIA,
                           "The body must not be compressed");
      return FALSE;
    }

  return TRUE;
}

/* TRUE when the request is to be worked on; else it has its answer, or none is due yet. */
static gboolean
route_request (SparkledRequest  *self,
               const char       *method,
               const char       *path,
               GError          **error)
{
  g_autofree char *allow = NULL;
  g_autoptr(GError) local = NULL;
  gboolean options = strcmp (method, "OPTIONS") == 0;

  if (strcmp (path, SPARKLED_LIVE_PATH) == 0)
    {
      if (strcmp (method, "GET") == 0)
        return TRUE;
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_METHOD_NOT_ALLOWED, "This address knows only GET with an upgrade to WebSocket");
      return FALSE;
    }
  if (!g_str_has_prefix (path, SPARKLED_API_BASE "/"))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is nothing at this address");
      return FALSE;
    }
  self->route = sparkled_router_match (self->http->router, method, path + strlen (SPARKLED_API_BASE),
                                       &self->params, &allow, &local);
  if (self->route != NULL)
    return TRUE;
  if (options && allow != NULL)
    {
      g_autoptr(SparkledAnswer) answer = sparkled_cors_preflight (self, allow);

      sparkled_request_answer (self, answer);
      return TRUE;
    }
  if (allow != NULL)
    soup_message_headers_append (soup_server_message_get_response_headers (self->msg), "Allow", allow);
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

/**
 * sparkled_admit_head:
 * @request: a request whose head has been read
 *
 * Finds its row and refuses what can be refused before the body is read.
 */
void
sparkled_admit_head (SparkledRequest *request)
{
  SoupServerMessage *msg = request->msg;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  SparkledPeer *peer = sparkled_request_get_peer (request);
  const char *method = soup_server_message_get_method (msg);
  const char *path = g_uri_get_path (soup_server_message_get_uri (msg));
  g_autoptr(GError) error = NULL;

  request->has_head = TRUE;
  request->started = g_get_monotonic_time ();
  /* libsoup would cut any answer into as many parts as asked for */
  soup_message_headers_remove (headers, "Range");
  if (peer != NULL)
    sparkled_peer_set_state (peer, SPARKLED_PEER_BODY, request->http->options.body_seconds);
  take_request_id (request, peer);
  request->address = client_address (request, peer);

  if (!sparkled_cors_check (request, &error))
    {
      sparkled_request_refuse (request, error);
      return;
    }
  if (!g_str_has_prefix (path, SPARKLED_API_BASE "/"))
    {
      g_autoptr(SparkledAnswer) answer = sparkled_system_answer (request->http, peer, method, path);

      if (answer != NULL && check_body (request, NULL))
        {
          sparkled_request_answer (request, answer);
          return;
        }
    }
  if (!route_request (request, method, path, &error) ||
      (!request->answered && !check_body (request, &error)) ||
      !sparkled_auth_gate_parse (soup_message_headers_get_one (headers, "Authorization"),
                                 request->token_hash, &request->has_token, &error))
    sparkled_request_refuse (request, error);
}

/**
 * sparkled_admit_details:
 * @request: a request on its way to a handler
 *
 * Keeps the headers that a handler may ask for; the short way from the cache needs none of them.
 */
void
sparkled_admit_details (SparkledRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->msg);

  request->user_agent = header_text (headers, "User-Agent");
  request->if_match = header_text (headers, "If-Match");
}

/**
 * sparkled_admit_chunk:
 * @request: a request
 * @size: how many more bytes of its body are there
 */
void
sparkled_admit_chunk (SparkledRequest *request,
                      gsize            size)
{
  request->received += size;
  if (request->answered)
    {
      SparkledPeer *peer = request->received > DROP_MAX ? sparkled_request_get_peer (request) : NULL;

      if (peer != NULL)
        sparkled_peer_shut (peer);
      return;
    }
  if (request->route != NULL && request->received > request->route->body_cap)
    {
      g_autoptr(GError) error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE,
                                             "The body may have at most %" G_GSIZE_FORMAT " bytes",
                                             request->route->body_cap);

      sparkled_request_refuse (request, error);
    }
}
