/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-web-socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define PING_US (30 * G_USEC_PER_SEC)
#define DEAD_US (90 * G_USEC_PER_SEC)
/* Whom we said goodbye to may take this long to hang up. */
#define GOODBYE_US (10 * G_USEC_PER_SEC)
#define CONTROL_MOST 125

enum { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

/* A frame that is not written yet, or not wholly. */
typedef struct
{
  guint8  head[10];
  guint8  head_size;
  GBytes *payload;
  gsize   written;  /* of both */
} Frame;

struct _SparkledWebSocket
{
  grefcount                     refs;
  const SparkledWebSocketClass *klass;
  gpointer                      user_data;
  SparkledPoller               *poller;     /* (not owned) */
  SparkledPollable              pollable;
  GIOStream                    *stream;     /* (owned) */
  SparkledWebSocketState        state;
  GQueue                        queue;      /* of Frame */
  gsize                         queued;
  GByteArray                   *rest;       /* (owned) (nullable): read, but no whole frame yet */
  GByteArray                   *message;    /* (owned) (nullable): of fragments */
  guint8                        opcode;     /* of the message */
  GBytes                       *ping;       /* (owned) (nullable): the last that has no answer yet */
  gint64                        heard_at;
  gint64                        pinged_at;
  gint64                        goodbye_at; /* since when CLOSING */
};

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_bytes_unref (frame->payload);
  g_free (frame);
}

static void
detach (SparkledWebSocket *self)
{
  if (self->stream == NULL)
    return;
  sparkled_poller_remove (self->poller, &self->pollable);
  g_io_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->stream);
  g_queue_clear_full (&self->queue, frame_free);
  self->queued = 0;
}

void
sparkled_web_socket_close_now (SparkledWebSocket *self)
{
  g_autoptr(SparkledWebSocket) hold = sparkled_web_socket_ref (self);

  if (self->state == SPARKLED_WEB_SOCKET_CLOSED)
    return;
  self->state = SPARKLED_WEB_SOCKET_CLOSED;
  detach (self);
  self->klass->closed (self, self->user_data);
}

/* Writing failed. Whoever writes is in the midst of something: the end is told by the next turn of the loop. */
static void
drop (SparkledWebSocket *self)
{
  self->state = SPARKLED_WEB_SOCKET_CLOSING;
  self->goodbye_at = g_get_monotonic_time ();
  shutdown (self->pollable.fd, SHUT_RDWR);
}

/* Returns FALSE when the kernel takes no more for now, or the connection is gone. */
static gboolean
write_frame (SparkledWebSocket *self,
             Frame             *frame)
{
  gsize size, head_left = frame->written < frame->head_size ? frame->head_size - frame->written : 0;
  gsize payload_from = frame->written > frame->head_size ? frame->written - frame->head_size : 0;
  const guint8 *data = g_bytes_get_data (frame->payload, &size);
  struct iovec parts[2] = {
    { frame->head + (frame->head_size - head_left), head_left },
    { (guint8 *) data + payload_from, size - payload_from },
  };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
  ssize_t n;

  do
    n = sendmsg (self->pollable.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    {
      if (errno != EAGAIN && errno != EWOULDBLOCK)
        drop (self);
      return FALSE;
    }
  frame->written += (gsize) n;
  return frame->written == frame->head_size + size;
}

static void
flush (SparkledWebSocket *self)
{
  Frame *frame;

  while ((frame = g_queue_peek_head (&self->queue)) != NULL)
    {
      gsize before = frame->written;
      gboolean whole = write_frame (self, frame);

      self->queued -= frame->written - before;
      if (!whole)
        return;
      frame_free (g_queue_pop_head (&self->queue));
    }
  sparkled_poller_modify (self->poller, &self->pollable, EPOLLIN);
}

static void
send_frame (SparkledWebSocket *self,
            guint8             opcode,
            GBytes            *payload)
{
  gsize size = g_bytes_get_size (payload);
  Frame frame = { .head = { 0x80 | opcode }, .payload = payload };

  if (size <= CONTROL_MOST)
    {
      frame.head[1] = (guint8) size;
      frame.head_size = 2;
    }
  else if (size <= G_MAXUINT16)
    {
      guint16 length = GUINT16_TO_BE ((guint16) size);

      frame.head[1] = 126;
      memcpy (frame.head + 2, &length, sizeof length);
      frame.head_size = 4;
    }
  else
    {
      guint64 length = GUINT64_TO_BE (size);

      frame.head[1] = 127;
      memcpy (frame.head + 2, &length, sizeof length);
      frame.head_size = 10;
    }

  if (g_queue_is_empty (&self->queue) && write_frame (self, &frame))
    return;
  if (self->state == SPARKLED_WEB_SOCKET_CLOSED)
    return;
  self->queued += frame.head_size + size - frame.written;
  if (self->queued > self->klass->max_queue)
    {
      drop (self);
      self->queued = 0;
      g_queue_clear_full (&self->queue, frame_free);
      return;
    }
  g_bytes_ref (payload);
  g_queue_push_tail (&self->queue, g_memdup2 (&frame, sizeof frame));
  sparkled_poller_modify (self->poller, &self->pollable, EPOLLIN | EPOLLOUT);
}

void
sparkled_web_socket_send (SparkledWebSocket *self,
                          GBytes            *text)
{
  if (self->state == SPARKLED_WEB_SOCKET_OPEN)
    send_frame (self, TEXT, text);
}

void
sparkled_web_socket_close (SparkledWebSocket    *self,
                           SparkledWebSocketCode code,
                           const char           *reason)
{
  guint16 number = GUINT16_TO_BE ((guint16) code);
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  if (self->state != SPARKLED_WEB_SOCKET_OPEN)
    return;
  g_byte_array_append (payload, (const guint8 *) &number, sizeof number);
  if (reason != NULL)
    g_byte_array_append (payload, (const guint8 *) reason, (guint) MIN (strlen (reason), CONTROL_MOST - sizeof number));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
  send_frame (self, CLOSE, bytes);
  self->state = SPARKLED_WEB_SOCKET_CLOSING;
  self->goodbye_at = g_get_monotonic_time ();
}

/* Reading */

static void
deliver (SparkledWebSocket *self,
         const guint8      *data,
         gsize              size)
{
  if (self->state != SPARKLED_WEB_SOCKET_OPEN)
    return;
  if (self->opcode == TEXT && !g_utf8_validate_len ((const char *) data, size, NULL))
    sparkled_web_socket_close (self, SPARKLED_WEB_SOCKET_BAD_DATA, "Text is UTF-8");
  else
    self->klass->message (self, self->opcode == TEXT, (const char *) data, size, self->user_data);
}

static void
take_data (SparkledWebSocket *self,
           guint8             opcode,
           gboolean           final,
           const guint8      *data,
           gsize              size)
{
  g_autoptr(GByteArray) message = NULL;

  if (opcode != CONTINUATION)
    self->opcode = opcode;
  if (opcode != CONTINUATION && final)
    {
      deliver (self, data, size);
      return;
    }
  if (self->message == NULL)
    self->message = g_byte_array_new ();
  g_byte_array_append (self->message, data, (guint) size);
  if (!final)
    return;
  message = g_steal_pointer (&self->message);
  deliver (self, message->data, message->len);
}

static void
take_control (SparkledWebSocket *self,
              guint8             opcode,
              const guint8      *data,
              gsize              size)
{
  if (opcode == CLOSE)
    {
      /* Said back, and both are done. */
      sparkled_web_socket_close (self, 1000, NULL);
      sparkled_web_socket_close_now (self);
    }
  else if (opcode == PING)
    {
      g_clear_pointer (&self->ping, g_bytes_unref);
      self->ping = g_bytes_new (data, size);
    }
}

/* Once for all that came together (RFC 6455, 5.5.3): pings have no place in the rate of frames. */
static void
answer_ping (SparkledWebSocket *self)
{
  g_autoptr(GBytes) ping = g_steal_pointer (&self->ping);

  if (ping != NULL && self->state == SPARKLED_WEB_SOCKET_OPEN && self->queued == 0)
    send_frame (self, PONG, ping);
}

/* What is wrong with a frame by its first bytes; 0 when nothing is. */
static int
judge (SparkledWebSocket *self,
       guint8             first,
       guint8             second,
       guint64            size)
{
  guint8 opcode = first & 0x0f;
  gboolean final = (first & 0x80) != 0, within = self->message != NULL;

  if ((first & 0x70) != 0 || (second & 0x80) == 0)
    return SPARKLED_WEB_SOCKET_PROTOCOL_ERROR;
  if (opcode >= CLOSE)
    return opcode <= PONG && final && size <= CONTROL_MOST ? 0 : SPARKLED_WEB_SOCKET_PROTOCOL_ERROR;
  if (opcode > BINARY || (opcode == CONTINUATION) != within)
    return SPARKLED_WEB_SOCKET_PROTOCOL_ERROR;
  return size > self->klass->max_message - (within ? self->message->len : 0) ? SPARKLED_WEB_SOCKET_TOO_BIG : 0;
}

/* Takes the first frame. Returns its size, 0 when it is not there wholly. */
static gsize
take_frame (SparkledWebSocket *self,
            guint8            *data,
            gsize              available)
{
  gsize head = 2;
  guint64 size;
  guint8 *mask, *payload;
  int wrong;

  if (available < head)
    return 0;
  size = data[1] & 0x7f;
  head += size == 126 ? 2 : size == 127 ? 8 : 0;
  if (available < head)
    return 0;
  if (size == 126)
    size = (guint64) data[2] << 8 | data[3];
  else if (size == 127)
    {
      guint64 length;

      memcpy (&length, data + 2, sizeof length);
      size = GUINT64_FROM_BE (length);
    }
  wrong = judge (self, data[0], data[1], size);
  if (wrong != 0)
    {
      sparkled_web_socket_close (self, wrong, wrong == SPARKLED_WEB_SOCKET_TOO_BIG ? "The message is too big" : "This is not a frame of RFC 6455");
      return available; /* what follows means nothing */
    }
  if (available - head < size + 4)
    return 0;

  mask = data + head;
  payload = mask + 4;
  for (gsize i = 0; i < size; i++)
    payload[i] ^= mask[i % 4];
  if ((data[0] & 0x08) != 0)
    take_control (self, data[0] & 0x0f, payload, size);
  else
    take_data (self, data[0] & 0x0f, (data[0] & 0x80) != 0, payload, size);
  return head + 4 + size;
}

/* Returns how much was used. */
static gsize
take_frames (SparkledWebSocket *self,
             guint8            *data,
             gsize              size)
{
  gsize used = 0, frame;

  while (self->state == SPARKLED_WEB_SOCKET_OPEN && (frame = take_frame (self, data + used, size - used)) > 0)
    used += frame;
  return used;
}

/* We said goodbye: only the other's close frame, or its end, matters now. Frames that were cut by a wrong one
 * cannot be told apart any more; the end will come, or the deadline of whoever closed. */
static void
take_goodbye (SparkledWebSocket *self,
              const guint8      *data,
              gsize              size)
{
  if (size >= 2 && (data[0] & 0x0f) == CLOSE)
    sparkled_web_socket_close_now (self);
}

static void
take (SparkledWebSocket *self,
      guint8            *data,
      gsize              size)
{
  gsize used;

  if (self->state == SPARKLED_WEB_SOCKET_CLOSING)
    {
      take_goodbye (self, data, size);
      return;
    }
  if (self->rest == NULL)
    {
      used = take_frames (self, data, size);
      if (used < size && self->state == SPARKLED_WEB_SOCKET_OPEN)
        {
          self->rest = g_byte_array_new ();
          g_byte_array_append (self->rest, data + used, (guint) (size - used));
        }
      return;
    }
  g_byte_array_append (self->rest, data, (guint) size);
  used = take_frames (self, self->rest->data, self->rest->len);
  if (used == self->rest->len || self->state != SPARKLED_WEB_SOCKET_OPEN)
    g_clear_pointer (&self->rest, g_byte_array_unref);
  else if (used > 0)
    g_byte_array_remove_range (self->rest, 0, (guint) used);
}

static void
ready_cb (gpointer user_data,
          unsigned events)
{
  g_autoptr(SparkledWebSocket) self = sparkled_web_socket_ref (user_data);
  gsize size;
  guint8 *buffer = sparkled_poller_get_buffer (self->poller, &size);
  ssize_t n;

  if ((events & EPOLLOUT) != 0)
    flush (self);
  if ((events & ~(unsigned) EPOLLOUT) == 0)
    return;
  n = recv (self->pollable.fd, buffer, size, MSG_DONTWAIT);
  if (n > 0)
    {
      self->heard_at = g_get_monotonic_time ();
      take (self, buffer, (gsize) n);
      answer_ping (self);
    }
  else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
    sparkled_web_socket_close_now (self);
}

void
sparkled_web_socket_check (SparkledWebSocket *self,
                           gint64             now)
{
  if (self->state == SPARKLED_WEB_SOCKET_CLOSING && now - self->goodbye_at >= GOODBYE_US)
    sparkled_web_socket_close_now (self);
  if (self->state == SPARKLED_WEB_SOCKET_CLOSED || now - self->heard_at < PING_US)
    return;
  if (now - self->heard_at >= DEAD_US)
    sparkled_web_socket_close_now (self);
  else if (self->state == SPARKLED_WEB_SOCKET_OPEN && now - self->pinged_at >= PING_US)
    {
      g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);

      self->pinged_at = now;
      send_frame (self, PING, nothing);
    }
}

SparkledWebSocketState
sparkled_web_socket_get_state (SparkledWebSocket *self)
{
  return self->state;
}

gsize
sparkled_web_socket_get_queued (SparkledWebSocket *self)
{
  return self->queued;
}

SparkledWebSocket *
sparkled_web_socket_ref (SparkledWebSocket *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sparkled_web_socket_unref (SparkledWebSocket *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  detach (self);
  g_clear_pointer (&self->rest, g_byte_array_unref);
  g_clear_pointer (&self->message, g_byte_array_unref);
  g_clear_pointer (&self->ping, g_bytes_unref);
  g_free (self);
}

/* libsoup wraps the connection in a stream of its own. */
static GSocket *
find_socket (GIOStream *stream)
{
  g_autoptr(GIOStream) base = NULL;

  if (G_IS_SOCKET_CONNECTION (stream))
    return g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (stream), "base-iostream") == NULL)
    return NULL;
  g_object_get (stream, "base-iostream", &base, NULL);
  return base != NULL ? find_socket (base) : NULL;
}

/**
 * sparkled_web_socket_new:
 *
 * Returns: (transfer full) (nullable): %NULL when the stream is not over a socket, or the system refuses
 */
SparkledWebSocket *
sparkled_web_socket_new (const SparkledWebSocketClass *klass,
                         SparkledPoller               *poller,
                         GIOStream                    *stream,
                         gpointer                      user_data)
{
  GSocket *socket = find_socket (stream);
  SparkledWebSocket *self;

  if (socket == NULL || g_socket_is_closed (socket))
    return NULL;
  self = g_new0 (SparkledWebSocket, 1);
  g_ref_count_init (&self->refs);
  self->klass = klass;
  self->user_data = user_data;
  self->poller = poller;
  self->pollable = (SparkledPollable) { g_socket_get_fd (socket), EPOLLIN, ready_cb, self };
  self->heard_at = g_get_monotonic_time ();
  g_queue_init (&self->queue);
  if (!sparkled_poller_add (poller, &self->pollable))
    {
      sparkled_web_socket_unref (self);
      return NULL;
    }
  self->stream = g_object_ref (stream);
  return self;
}
