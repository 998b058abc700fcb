/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

static const char * const protocols[] = { SPARKLE_LIVE_PROTOCOL, NULL };

/* The 101 is written: from here on the stream is a WebSocket, which live/ speaks by itself. Done by hand and not by a handler of
 * SoupServer, so that the token can be looked up before, and no extension is ever agreed on:
 * permessage-deflate costs 94 kB for each idle socket. */
static void
switched_cb (SoupServerMessage *msg,
             gpointer           user_data)
{
  SparkledRequest *request = user_data;
  SparkledHttp *http = request->http;
  g_autoptr(SparkledRequest) hold = NULL;
  g_autoptr(SoupServerMessage) message = NULL;
  g_autoptr(GIOStream) stream = NULL;
  SparkledPeer *peer;

  if (soup_server_message_get_status (msg) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return;
  hold = sparkled_request_ref (request);
  message = g_object_ref (msg);
  peer = sparkled_request_get_peer (request);
  sparkled_metrics_count (http->metrics, NULL, SOUP_STATUS_SWITCHING_PROTOCOLS, g_get_monotonic_time () - request->started);
  sparkled_request_detach (request);

  stream = soup_server_message_steal_connection (msg);
  if (stream == NULL)
    return;
  if (peer != NULL)
    sparkled_peer_set_state (peer, SPARKLED_PEER_LIVE, 0);
  if (http->draining || http->socket_func == NULL)
    g_io_stream_close (stream, NULL, NULL);
  else
    http->socket_func (stream, request->account, request->address, http->socket_data);
}

static gboolean
offers_protocol (SoupMessageHeaders *headers)
{
  const char *offered = soup_message_headers_get_list (headers, "Sec-WebSocket-Protocol");

  return offered != NULL && soup_header_contains (offered, SPARKLE_LIVE_PROTOCOL);
}

static gboolean
handshake (SparkledRequest  *request,
           GError          **error)
{
  SoupServerMessage *msg = request->msg;
  GList *extensions = NULL;

  if (!offers_protocol (soup_server_message_get_request_headers (msg)))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
                           "This address speaks WebSocket with the subprotocol " SPARKLE_LIVE_PROTOCOL);
      return FALSE;
    }
  if (request->http->draining || request->http->socket_func == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "The server is going down, try again shortly");
      return FALSE;
    }
  /* no extension types: none is accepted */
  if (!soup_websocket_server_process_handshake (msg, NULL, (char **) protocols, NULL, &extensions))
    {
      soup_message_body_truncate (soup_server_message_get_response_body (msg));
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
                           "This is not the handshake of WebSocket version 13");
      return FALSE;
    }
  g_signal_connect (msg, "wrote-informational", G_CALLBACK (switched_cb), request);

  return TRUE;
}

static DexFuture *
upgrade_fiber (gpointer user_data)
{
  SparkledRequest *request = user_data;
  g_autoptr(GError) error = NULL;

  if (!sparkled_dispatch_identify (request, &error) ||
      !sparkled_dispatch_limit (request, SPARKLED_LIMIT_GENERAL, &error))
    {
      sparkled_request_fail (request, error);
      return NULL;
    }
  if (request->msg == NULL)
    return NULL;
  if (!handshake (request, &error))
    {
      sparkled_request_fail (request, error);
      return NULL;
    }
  request->answered = TRUE;
  request->paused = FALSE;
  soup_server_message_unpause (request->msg);

  return NULL;
}

/**
 * sparkled_upgrade:
 * @request: a GET of the live address
 *
 * Checks who it is, then turns the connection into a WebSocket and hands it to whoever main registered.
 */
void
sparkled_upgrade (SparkledRequest *request)
{
  sparkled_request_pause (request);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, upgrade_fiber, sparkled_request_ref (request),
                                          (GDestroyNotify) sparkled_request_unref));
}
