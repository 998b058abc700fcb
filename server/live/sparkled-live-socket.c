/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-live-socket.h"

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkled-alarm.h"

#define KEEPALIVE_SECONDS 30
#define PONG_SECONDS 60
#define CLOSE_SECONDS 5
/* Acknowledgements are short; anything longer than this has to have its place in the rate. */
#define SHORT_FRAME_BYTES 1024
#define STRIKES_MOST 10
#define STRIKES_FORGOTTEN_US (60 * G_USEC_PER_SEC)

typedef struct
{
  GRefString      *scope;
  SparkledPosition position;
  gsize            size;
} Unacked;

struct _SparkledLiveSocket
{
  grefcount                       refs;
  const SparkledLiveSocketShared *shared;
  SoupWebsocketConnection        *connection;    /* (owned) (nullable): until CLOSED */
  SparkledAccount                *account;       /* (owned) (nullable) */
  char                           *address;
  SparkledLiveSocketState         state;
  GHashTable                     *subscriptions;
  GQueue                          unacked;       /* of Unacked, in the order of sending */
  gsize                           unacked_bytes;
  gsize                           ephemeral_bytes; /* since the last sign of life */
  double                          tokens;
  gint64                          tokens_at;
  unsigned                        strikes;
  gint64                          struck_at;
  GSource                        *closing;       /* (owned) (nullable): while CLOSING */
};

static void
unacked_free (gpointer data)
{
  Unacked *unacked = data;

  g_ref_string_release (unacked->scope);
  g_free (unacked);
}

static void
finish (SparkledLiveSocket *self)
{
  if (self->state == SPARKLED_LIVE_SOCKET_CLOSED)
    return;
  self->state = SPARKLED_LIVE_SOCKET_CLOSED;
  sparkled_alarm_clear (&self->closing);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  self->shared->closed (self, self->shared->data);
}

/* The other side does not answer the closing handshake, perhaps does not even read. */
static void
closing_cb (gpointer data)
{
  g_autoptr(SparkledLiveSocket) self = sparkled_live_socket_ref (data);
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);

  if (G_IS_SOCKET_CONNECTION (stream))
    g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)), TRUE, TRUE, NULL);
  else if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
  finish (self);
}

void
sparkled_live_socket_close (SparkledLiveSocket *self,
                            unsigned short      code,
                            const char         *reason)
{
  if (self->state != SPARKLED_LIVE_SOCKET_OPEN)
    return;
  self->state = SPARKLED_LIVE_SOCKET_CLOSING;
  self->closing = sparkled_alarm_new (closing_cb, self, "[sparkled] live socket close");
  sparkled_alarm_set (self->closing, g_get_monotonic_time () + CLOSE_SECONDS * G_USEC_PER_SEC);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, code, reason);
}

static gboolean
can_send (SparkledLiveSocket *self)
{
  return self->state == SPARKLED_LIVE_SOCKET_OPEN &&
         soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

static void
send_take_text (SparkledLiveSocket *self,
                char               *text)
{
  g_autofree char *owned = text;

  if (can_send (self))
    soup_websocket_connection_send_text (self->connection, owned);
}

void
sparkled_live_socket_send_error (SparkledLiveSocket *self,
                                 const GError       *error,
                                 const char         *scope)
{
  self->shared->refused (self, self->shared->data);
  send_take_text (self, sparkle_live_frame_error (error, scope));
}

/**
 * sparkled_live_socket_refuse:
 *
 * Answers a frame with an "error" frame and counts a strike; ten without a minute of peace close the socket.
 */
void
sparkled_live_socket_refuse (SparkledLiveSocket *self,
                             const GError       *error,
                             const char         *scope)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->struck_at > STRIKES_FORGOTTEN_US)
    self->strikes = 0;
  self->struck_at = now;
  self->strikes++;
  sparkled_live_socket_send_error (self, error, scope);
  if (self->strikes >= STRIKES_MOST && !self->shared->unlimited)
    sparkled_live_socket_close (self, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "Too many bad frames");
}

/* The bucket of the frames per minute. */
static gboolean
take_token (SparkledLiveSocket *self)
{
  gint64 now = g_get_monotonic_time ();
  double rate = (double) SPARKLE_RATE_LIVE_FRAMES / SPARKLE_RATE_LIVE_FRAMES_SECONDS;

  if (self->shared->unlimited)
    return TRUE;
  self->tokens = MIN (SPARKLE_RATE_LIVE_FRAMES, self->tokens + (double) (now - self->tokens_at) / G_USEC_PER_SEC * rate);
  self->tokens_at = now;
  if (self->tokens < 1)
    return FALSE;
  self->tokens -= 1;
  return TRUE;
}

static void
refuse_rate (SparkledLiveSocket *self)
{
  g_autoptr(GError) error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED, "At most %d frames in %d seconds",
                                         SPARKLE_RATE_LIVE_FRAMES, SPARKLE_RATE_LIVE_FRAMES_SECONDS);

  sparkled_live_socket_refuse (self, error, NULL);
}

static void
release (SparkledLiveSocket *self,
         GList              *link)
{
  Unacked *unacked = link->data;

  self->unacked_bytes -= unacked->size;
  unacked_free (unacked);
  g_queue_delete_link (&self->unacked, link);
}

/* The scope's changes up to the position have arrived, and so has all that was sent before them, of whatever
 * scope: what counts here is what may still lie in a queue. Returns FALSE when nothing was waiting for that. */
static gboolean
acknowledge (SparkledLiveSocket     *self,
             const char             *scope,
             const SparkledPosition *position)
{
  GList *link = self->unacked.tail;

  while (link != NULL)
    {
      Unacked *unacked = link->data;

      if (g_str_equal (unacked->scope, scope) && sparkled_position_compare (&unacked->position, position) <= 0)
        break;
      link = link->prev;
    }
  if (link == NULL)
    return FALSE;
  while (self->unacked.head != link)
    release (self, self->unacked.head);
  release (self, link);
  return TRUE;
}

static void
take_ack (SparkledLiveSocket *self,
          SparkleLiveFrame   *frame)
{
  SparkledPosition position;

  if (!sparkled_cursor_decode_follow (frame->cursor, &position))
    {
      g_autoptr(GError) error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The cursor of the ack is not one of this server");

      sparkled_live_socket_refuse (self, error, frame->scope);
    }
  else if (!acknowledge (self, frame->scope, &position) && !take_token (self))
    refuse_rate (self);
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            gpointer                 data)
{
  g_autoptr(SparkledLiveSocket) self = sparkled_live_socket_ref (data);
  g_autoptr(SparkleLiveFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (message, &size);

  if (self->state != SPARKLED_LIVE_SOCKET_OPEN)
    return;
  self->ephemeral_bytes = 0;

  if (size > SHORT_FRAME_BYTES && !take_token (self))
    refuse_rate (self);
  else if (type != SOUP_WEBSOCKET_DATA_TEXT)
    {
      error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "Frames are JSON text, not binary");
      sparkled_live_socket_refuse (self, error, NULL);
    }
  else if (size == 0 || (frame = sparkle_live_frame_decode_up (text, (gssize) size, &error)) == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The frame is empty");
      sparkled_live_socket_refuse (self, error, NULL);
    }
  else if (frame->type == SPARKLE_LIVE_ACK)
    take_ack (self, frame);
  else if (size <= SHORT_FRAME_BYTES && !take_token (self))
    refuse_rate (self);
  else
    self->shared->frame (self, frame, self->shared->data);
}

static void
pong_cb (SoupWebsocketConnection *connection,
         GBytes                  *message,
         gpointer                 data)
{
  ((SparkledLiveSocket *) data)->ephemeral_bytes = 0;
}

static void
closed_cb (SoupWebsocketConnection *connection,
           gpointer                 data)
{
  g_autoptr(SparkledLiveSocket) self = sparkled_live_socket_ref (data);

  finish (self);
}

gboolean
sparkled_live_socket_send_changes (SparkledLiveSocket     *self,
                                   GRefString             *scope,
                                   const SparkledPosition *position,
                                   GBytes                 *frame)
{
  gsize size = g_bytes_get_size (frame);
  Unacked *unacked;

  if (self->unacked_bytes + size > self->shared->window)
    return FALSE;
  if (!can_send (self))
    return TRUE; /* nobody is there to fall behind */

  unacked = g_new (Unacked, 1);
  unacked->scope = g_ref_string_acquire (scope);
  unacked->position = *position;
  unacked->size = size;
  g_queue_push_tail (&self->unacked, unacked);
  self->unacked_bytes += size;
  soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, frame);
  return TRUE;
}

void
sparkled_live_socket_send_pull (SparkledLiveSocket *self,
                                const char         *scope)
{
  send_take_text (self, sparkle_live_frame_pull (scope));
}

void
sparkled_live_socket_send_ephemeral (SparkledLiveSocket *self,
                                     GBytes             *frame)
{
  gsize size = g_bytes_get_size (frame);

  if (!can_send (self) || self->ephemeral_bytes + size > self->shared->window)
    return;
  self->ephemeral_bytes += size;
  soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, frame);
}

void
sparkled_live_socket_forgive (SparkledLiveSocket *self,
                              const char         *scope)
{
  for (GList *link = self->unacked.head, *next; link != NULL; link = next)
    {
      next = link->next;
      if (g_str_equal (((Unacked *) link->data)->scope, scope))
        release (self, link);
    }
}

SparkledLiveSocketState
sparkled_live_socket_get_state (SparkledLiveSocket *self)
{
  return self->state;
}

const SparkledAccount *
sparkled_live_socket_get_account (SparkledLiveSocket *self)
{
  return self->account;
}

GHashTable *
sparkled_live_socket_get_subscriptions (SparkledLiveSocket *self)
{
  return self->subscriptions;
}

gsize
sparkled_live_socket_get_unacked (SparkledLiveSocket *self)
{
  return self->unacked_bytes;
}

SparkledLiveSocket *
sparkled_live_socket_ref (SparkledLiveSocket *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sparkled_live_socket_unref (SparkledLiveSocket *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  sparkled_alarm_clear (&self->closing);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->account, sparkled_account_unref);
  g_queue_clear_full (&self->unacked, unacked_free);
  g_hash_table_unref (self->subscriptions);
  g_free (self->address);
  g_free (self);
}

/**
 * sparkled_live_socket_new:
 * @shared: outlives the socket
 * @connection: an open connection; a reference is taken
 * @account: (nullable): who it is
 */
SparkledLiveSocket *
sparkled_live_socket_new (const SparkledLiveSocketShared *shared,
                          SoupWebsocketConnection        *connection,
                          const SparkledAccount          *account,
                          const char                     *address)
{
  SparkledLiveSocket *self = g_new0 (SparkledLiveSocket, 1);

  g_ref_count_init (&self->refs);
  self->shared = shared;
  self->connection = g_object_ref (connection);
  self->account = account != NULL ? sparkled_account_ref (account) : NULL;
  self->address = g_strdup (address);
  self->subscriptions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);
  g_queue_init (&self->unacked);
  self->tokens = SPARKLE_RATE_LIVE_FRAMES;
  self->tokens_at = g_get_monotonic_time ();

  soup_websocket_connection_set_max_incoming_payload_size (connection, SPARKLE_LIVE_FRAME_MAX_BYTES);
  soup_websocket_connection_set_max_total_message_size (connection, SPARKLE_LIVE_FRAME_MAX_BYTES);
  soup_websocket_connection_set_keepalive_interval (connection, KEEPALIVE_SECONDS);
  soup_websocket_connection_set_keepalive_pong_timeout (connection, PONG_SECONDS);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (connection, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), self);
  return self;
}
