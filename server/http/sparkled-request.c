/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include <string.h>

/* The answer until there is another: sent when libsoup cannot read the head or the body, for then
 * nothing of ours is asked. */
static const char unreadable[] =
  "{\"success\":false,\"error\":\"The request is not HTTP/1.1 as it should be\",\"code\":\"bad_request\"}";

static void
message_gone_cb (gpointer  user_data,
                 GObject  *where_the_message_was)
{
  SparkledRequest *self = user_data;

  /* without "finished": the connection ended in the middle of a head */
  g_hash_table_remove (self->http->requests, where_the_message_was);
  self->msg = NULL;
  sparkled_request_unref (self);
}

static void
add_headers (SparkledRequest    *self,
             SoupMessageHeaders *headers)
{
  sparkled_answer_add_headers (headers);
  soup_message_headers_append (headers, "X-Request-Id", self->id);
}

/**
 * sparkled_request_new:
 * @http: the server
 * @msg: the message that has begun
 *
 * Lives as long as @msg or whoever else refs it. Does not hold the message: that would hold the
 * connection, whose end could then never be seen.
 *
 * Returns: (transfer none): the request
 */
SparkledRequest *
sparkled_request_new (SparkledHttp      *http,
                      SoupServerMessage *msg)
{
  SparkledRequest *self = g_new0 (SparkledRequest, 1);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);
  static GBytes *unreadable_bytes;

  g_ref_count_init (&self->refs);
  self->http = g_object_ref (http);
  self->msg = msg;
  self->started = g_get_monotonic_time ();
  g_snprintf (self->id, sizeof self->id, "%016" G_GINT64_MODIFIER "x", http->request_prefix + http->request_count++);
  g_object_weak_ref (G_OBJECT (msg), message_gone_cb, self);
  g_hash_table_insert (http->requests, msg, self);

  if (unreadable_bytes == NULL)
    unreadable_bytes = g_bytes_new_static (unreadable, sizeof unreadable - 1);
  add_headers (self, headers);
  soup_message_headers_append (headers, "Content-Type", "application/json");
  soup_message_body_append_bytes (soup_server_message_get_response_body (msg), unreadable_bytes);

  return self;
}

/**
 * sparkled_request_ref:
 * @self: a request
 *
 * Returns: (transfer full): the same
 */
SparkledRequest *
sparkled_request_ref (SparkledRequest *self)
{
  g_ref_count_inc (&self->refs);

  return self;
}

/**
 * sparkled_request_unref:
 * @self: (transfer full): a request
 */
void
sparkled_request_unref (SparkledRequest *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->params, g_hash_table_unref);
  g_clear_pointer (&self->account, sparkled_account_unref);
  g_free (self->address);
  g_free (self->user_agent);
  g_free (self->if_match);
  g_free (self->origin);
  g_object_unref (self->http);
  g_free (self);
}

/**
 * sparkled_request_detach:
 * @self: a request
 *
 * Lets go of the message.
 */
void
sparkled_request_detach (SparkledRequest *self)
{
  SoupServerMessage *msg = g_steal_pointer (&self->msg);

  if (msg == NULL)
    return;
  g_signal_handlers_disconnect_by_data (msg, self);
  g_hash_table_remove (self->http->requests, msg);
  g_object_weak_unref (G_OBJECT (msg), message_gone_cb, self);
  sparkled_request_unref (self);
}

/**
 * sparkled_request_get_peer:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the connection it came by, while that is there
 */
SparkledPeer *
sparkled_request_get_peer (SparkledRequest *self)
{
  if (self->msg == NULL)
    return NULL;

  return sparkled_acceptor_find (self->http->acceptor, soup_server_message_get_remote_address (self->msg));
}

/**
 * sparkled_request_pause:
 * @self: a request whose answer will be there later
 */
void
sparkled_request_pause (SparkledRequest *self)
{
  if (self->msg == NULL || self->paused)
    return;
  self->paused = TRUE;
  soup_server_message_pause (self->msg);
}

/**
 * sparkled_request_answer:
 * @self: a request
 * @answer: its answer
 */
void
sparkled_request_answer (SparkledRequest *self,
                         SparkledAnswer  *answer)
{
  SoupMessageHeaders *headers;
  SparkledPeer *peer;

  if (self->msg == NULL || self->answered)
    return;
  self->answered = TRUE;
  headers = soup_server_message_get_response_headers (self->msg);
  /* a "100 Continue" takes all headers with it */
  if (soup_message_headers_get_one (headers, "X-Request-Id") == NULL)
    add_headers (self, headers);
  sparkled_cors_add_headers (self, headers);
  peer = sparkled_request_get_peer (self);
  if (peer != NULL)
    sparkled_peer_set_state (peer, SPARKLED_PEER_WRITE, self->http->options.write_seconds);
  if (self->http->draining)
    soup_message_headers_replace (headers, "Connection", "close");
  sparkled_answer_send (answer, self->msg);
  self->status = soup_server_message_get_status (self->msg);
  if (self->paused)
    {
      self->paused = FALSE;
      soup_server_message_unpause (self->msg);
    }
}

/**
 * sparkled_request_fail:
 * @self: a request
 * @error: what went wrong
 */
void
sparkled_request_fail (SparkledRequest *self,
                       const GError    *error)
{
  g_autoptr(SparkledAnswer) answer = sparkled_answer_new_for_error (error);

  if (answer->status >= 500)
    g_log_structured (G_LOG_DOMAIN, answer->status == 503 ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_WARNING,
                      "REQUEST_ID", self->id,
                      "OPERATION", self->route != NULL ? self->route->operation : "none",
                      "MESSAGE", "%s", error->message);
  sparkled_request_answer (self, answer);
}

/**
 * sparkled_request_refuse:
 * @self: a request whose head or body is not wanted
 * @error: why
 *
 * libsoup writes only after it has read the whole request, so the rest of the body is read and dropped
 * (see sparkled_admit_chunk() for how much), and the connection ends afterwards.
 */
void
sparkled_request_refuse (SparkledRequest *self,
                         const GError    *error)
{
  SoupMessageHeaders *headers;

  if (self->msg == NULL || self->answered)
    return;
  headers = soup_server_message_get_request_headers (self->msg);
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED ||
      soup_message_headers_get_content_length (headers) > 0)
    {
      SparkledPeer *peer = sparkled_request_get_peer (self);

      soup_message_body_set_accumulate (soup_server_message_get_request_body (self->msg), FALSE);
      sparkled_request_fail (self, error);
      soup_message_headers_replace (soup_server_message_get_response_headers (self->msg), "Connection", "close");
      if (peer != NULL)
        sparkled_peer_set_state (peer, SPARKLED_PEER_BODY, self->http->options.body_seconds);
      return;
    }
  sparkled_request_fail (self, error);
}
