/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-live-socket.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkled-alarm.h"

#define CLOSE_SECONDS 5
/* Acknowledgements are short; anything longer than this has to have its place in the rate. */
#define SHORT_FRAME_BYTES 1024
/* Unwritten bytes, of all kinds: the window and answers to what a client may ask in a minute. */
#define QUEUE_MOST (4 * SPARKLE_LIVE_WINDOW_BYTES)
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
  SparkledWebSocket              *web;           /* (owned) */
  SparkledAccount                *account;       /* (owned) (nullable) */
  char                           *address;
  SparkledLiveSocketState         state;
  GHashTable                     *subscriptions;
  GQueue                          unacked;       /* of Unacked, in the order of sending */
  gsize                           unacked_bytes;
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
closed_cb (SparkledWebSocket *web,
           gpointer           user_data)
{
  g_autoptr(SparkledLiveSocket) self = sparkled_live_socket_ref (user_data);

  self->state = SPARKLED_LIVE_SOCKET_CLOSED;
  sparkled_alarm_clear (&self->closing);
  self->shared->closed (self, self->shared->data);
}

void
sparkled_live_socket_close_now (SparkledLiveSocket *self)
{
  sparkled_web_socket_close_now (self->web);
}

/* The other side does not answer the closing handshake, perhaps does not even read. */
static void
closing_cb (gpointer data)
{
  sparkled_live_socket_close_now (data);
}

void
sparkled_live_socket_close (SparkledLiveSocket   *self,
                            SparkledWebSocketCode code,
                            const char           *reason)
{
  if (self->state != SPARKLED_LIVE_SOCKET_OPEN)
    return;
  self->state = SPARKLED_LIVE_SOCKET_CLOSING;
  self->closing = sparkled_alarm_new (closing_cb, self, "[sparkled] live socket close");
  sparkled_alarm_set (self->closing, g_get_monotonic_time () + CLOSE_SECONDS * G_USEC_PER_SEC);
  sparkled_web_socket_close (self->web, code, reason);
}

static gboolean
can_send (SparkledLiveSocket *self)
{
  return self->state == SPARKLED_LIVE_SOCKET_OPEN && sparkled_web_socket_get_state (self->web) == SPARKLED_WEB_SOCKET_OPEN;
}

static void
send_take_text (SparkledLiveSocket *self,
                char               *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  if (can_send (self))
    sparkled_web_socket_send (self->web, bytes);
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
    sparkled_live_socket_close (self, SPARKLED_WEB_SOCKET_POLICY_VIOLATION, "Too many bad frames");
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
message_cb (SparkledWebSocket *web,
            gboolean           is_text,
            const char        *text,
            gsize              size,
            gpointer           user_data)
{
  g_autoptr(SparkledLiveSocket) self = sparkled_live_socket_ref (user_data);
  g_autoptr(SparkleLiveFrame) frame = NULL;
  g_autoptr(GError) error = NULL;

  if (self->state != SPARKLED_LIVE_SOCKET_OPEN)
    return;

  if (size > SHORT_FRAME_BYTES && !take_token (self))
    refuse_rate (self);
  else if (!is_text)
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

static const SparkledWebSocketClass web_socket_class = {
  .max_message = SPARKLE_LIVE_FRAME_MAX_BYTES,
  .max_queue = QUEUE_MOST,
  .message = message_cb,
  .closed = closed_cb,
};

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
  sparkled_web_socket_send (self->web, frame);
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
  /* Who does not read what there is needs no more of it. */
  if (can_send (self) && sparkled_web_socket_get_queued (self->web) == 0)
    sparkled_web_socket_send (self->web, frame);
}

void
sparkled_live_socket_check (SparkledLiveSocket *self,
                            gint64              now)
{
  sparkled_web_socket_check (self->web, now);
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
  g_clear_pointer (&self->web, sparkled_web_socket_unref);
  g_clear_pointer (&self->account, sparkled_account_unref);
  g_queue_clear_full (&self->unacked, unacked_free);
  g_hash_table_unref (self->subscriptions);
  g_free (self->address);
  g_free (self);
}

/**
 * sparkled_live_socket_new:
 * @shared: outlives the socket
 * @poller: outlives the socket
 * @stream: an upgraded connection; a reference is taken
 * @account: (nullable): who it is
 *
 * Returns: (nullable): %NULL when the stream is not over an open socket
 */
SparkledLiveSocket *
sparkled_live_socket_new (const SparkledLiveSocketShared *shared,
                          SparkledPoller                 *poller,
                          GIOStream                      *stream,
                          const SparkledAccount          *account,
                          const char                     *address)
{
  SparkledLiveSocket *self = g_new0 (SparkledLiveSocket, 1);

  g_ref_count_init (&self->refs);
  self->shared = shared;
  self->account = account != NULL ? sparkled_account_ref (account) : NULL;
  self->address = g_strdup (address);
  self->subscriptions = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->unacked);
  self->tokens = SPARKLE_RATE_LIVE_FRAMES;
  self->tokens_at = g_get_monotonic_time ();
  self->web = sparkled_web_socket_new (&web_socket_class, poller, stream, self);
  if (self->web == NULL)
    g_clear_pointer (&self, sparkled_live_socket_unref);
  return self;
}
