/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-swarm.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench-http.h"
#include "sparkle-limits.h"

#define ACK_BYTES 16384
#define CHUNK (1024 * 1024)

typedef struct
{
  int         fd;
  GByteArray *rest;    /* of an incomplete frame */
  gsize       unacked;
} Socket;

struct _BenchSwarm
{
  unsigned       n;
  Socket        *sockets;
  int            epoll;
  GThread       *thread;   /* (nullable) */
  int            running;  /* atomic */
  guint8        *chunk;
  BenchFrameFunc func;
  gpointer       user_data;
  guint64        frames;
  guint64        pulls;
  GMutex         mutex;
  GCond          read;     /* something was */
};

/* A text frame from a client, masked with zeros: which leaves it as it is. */
static void
send_text (int         fd,
           const char *text)
{
  gsize size = strlen (text);
  guint8 head[8] = { 0x81, 0 };
  gsize head_size = 2;
  g_autoptr(GByteArray) frame = g_byte_array_new ();

  if (size < 126)
    head[1] = (guint8) (0x80 | size);
  else
    {
      head[1] = 0x80 | 126;
      head[2] = (guint8) (size >> 8);
      head[3] = (guint8) size;
      head_size = 4;
    }
  g_byte_array_append (frame, head, (guint) head_size);
  g_byte_array_append (frame, (const guint8 *) "\0\0\0\0", 4);
  g_byte_array_append (frame, (const guint8 *) text, (guint) size);
  if (send (fd, frame->data, frame->len, MSG_NOSIGNAL) != (ssize_t) frame->len)
    g_error ("cannot send a frame: %s", g_strerror (errno));
}

static int
open_socket (unsigned port)
{
  static const char request[] =
    "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: " SPARKLE_LIVE_PROTOCOL "\r\n\r\n";
  char answer[4096];
  gsize got = 0;
  int fd = bench_connect (port);

  if (send (fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
    g_error ("cannot upgrade: %s", g_strerror (errno));
  while (got < 4 || memcmp (answer + got - 4, "\r\n\r\n", 4) != 0)
    {
      ssize_t n = recv (fd, answer + got, 1, 0);

      if (n <= 0 || ++got == sizeof answer)
        g_error ("the server refused the upgrade");
    }
  if (strncmp (answer, "HTTP/1.1 101", 12) != 0)
    g_error ("the server refused the upgrade: %.60s", answer);
  return fd;
}

BenchSwarm *
bench_swarm_new (unsigned       port,
                 unsigned       n_sockets,
                 BenchFrameFunc func,
                 gpointer       user_data)
{
  BenchSwarm *self = g_new0 (BenchSwarm, 1);

  self->n = n_sockets;
  self->sockets = g_new0 (Socket, n_sockets);
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->chunk = g_malloc (CHUNK);
  self->func = func;
  self->user_data = user_data;
  for (unsigned i = 0; i < n_sockets; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

      self->sockets[i].fd = open_socket (port);
      self->sockets[i].rest = g_byte_array_new ();
      epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->sockets[i].fd, &event);
    }
  return self;
}

void
bench_swarm_subscribe (BenchSwarm *self,
                       const char *scope,
                       const char *cursor)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"subscribe\",\"scopes\":[{\"scope\":\"%s\",\"cursor\":\"%s\"}]}", scope, cursor);

  for (unsigned i = 0; i < self->n; i++)
    send_text (self->sockets[i].fd, text);
}

/* A member of the head of a frame, which the server always writes in the same order. */
static char *
head_member (const char *frame,
             gsize       size,
             const char *name)
{
  const char *found = memmem (frame, MIN (size, 1024), name, strlen (name));
  const char *end;

  if (found == NULL)
    return NULL;
  found += strlen (name);
  end = memchr (found, '"', (gsize) (frame + size - found));
  return end != NULL ? g_strndup (found, (gsize) (end - found)) : NULL;
}

static void
take_frame (BenchSwarm *self,
            unsigned    index,
            const char *frame,
            gsize       size,
            gint64      now)
{
  Socket *s = &self->sockets[index];

  if (memmem (frame, MIN (size, 32), "\"pull\"", 6) != NULL)
    __atomic_add_fetch (&self->pulls, 1, __ATOMIC_RELAXED);
  if (memmem (frame, MIN (size, 32), "\"changes\"", 9) == NULL)
    return;
  __atomic_add_fetch (&self->frames, 1, __ATOMIC_RELAXED);
  s->unacked += size;
  if (s->unacked >= ACK_BYTES)
    {
      g_autofree char *scope = head_member (frame, size, "\"scope\":\"");
      g_autofree char *cursor = head_member (frame, size, "\"cursor\":\"");
      g_autofree char *ack = g_strdup_printf ("{\"type\":\"ack\",\"scope\":\"%s\",\"cursor\":\"%s\"}", scope, cursor);

      send_text (s->fd, ack);
      s->unacked = 0;
    }
  self->func (index, frame, size, now, self->user_data);
}

/* Returns the bytes of whole frames. */
static gsize
take_frames (BenchSwarm   *self,
             unsigned      index,
             const guint8 *data,
             gsize         size,
             gint64        now)
{
  gsize at = 0;

  while (size - at >= 2)
    {
      gsize head = 2, length = data[at + 1] & 0x7f;

      if (length == 126)
        {
          head = 4;
          if (size - at < head)
            break;
          length = (gsize) data[at + 2] << 8 | data[at + 3];
        }
      else if (length == 127)
        {
          head = 10;
          if (size - at < head)
            break;
          length = 0;
          for (unsigned i = 2; i < 10; i++)
            length = length << 8 | data[at + i];
        }
      if (size - at < head + length)
        break;
      if ((data[at] & 0x0f) == 1)
        take_frame (self, index, (const char *) data + at + head, length, now);
      at += head + length;
    }
  return at;
}

static void
read_socket (BenchSwarm *self,
             unsigned    index)
{
  Socket *s = &self->sockets[index];
  ssize_t n = recv (s->fd, self->chunk, CHUNK, MSG_DONTWAIT);
  gint64 now = g_get_monotonic_time ();
  gsize used;

  if (n == 0)
    g_error ("the server closed socket %u", index);
  if (n < 0)
    return;
  if (s->rest->len == 0)
    {
      used = take_frames (self, index, self->chunk, (gsize) n, now);
      g_byte_array_append (s->rest, self->chunk + used, (guint) ((gsize) n - used));
    }
  else
    {
      g_byte_array_append (s->rest, self->chunk, (guint) n);
      used = take_frames (self, index, s->rest->data, s->rest->len, now);
      g_byte_array_remove_range (s->rest, 0, (guint) used);
    }
}

static gpointer
run (gpointer data)
{
  BenchSwarm *self = data;
  struct epoll_event events[256];

  while (g_atomic_int_get (&self->running))
    {
      int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 100);

      for (int i = 0; i < n; i++)
        read_socket (self, events[i].data.u32);
      g_mutex_lock (&self->mutex);
      g_cond_broadcast (&self->read);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

void
bench_swarm_start (BenchSwarm *self)
{
  g_atomic_int_set (&self->running, 1);
  self->thread = g_thread_new ("swarm", run, self);
}

void
bench_swarm_free (BenchSwarm *self)
{
  g_atomic_int_set (&self->running, 0);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  for (unsigned i = 0; i < self->n; i++)
    {
      close (self->sockets[i].fd);
      g_byte_array_unref (self->sockets[i].rest);
    }
  close (self->epoll);
  g_free (self->chunk);
  g_free (self->sockets);
  g_free (self);
}

guint64
bench_swarm_get_frames (BenchSwarm *self)
{
  return __atomic_load_n (&self->frames, __ATOMIC_RELAXED);
}

guint64
bench_swarm_get_pulls (BenchSwarm *self)
{
  return __atomic_load_n (&self->pulls, __ATOMIC_RELAXED);
}

gboolean
bench_swarm_wait (BenchSwarm    *self,
                  BenchCondition condition,
                  gpointer       user_data,
                  unsigned       seconds)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  gboolean holds;

  g_mutex_lock (&self->mutex);
  while (!(holds = condition (user_data)))
    if (!g_cond_wait_until (&self->read, &self->mutex, deadline))
      break;
  g_mutex_unlock (&self->mutex);
  return holds;
}

typedef struct
{
  BenchSwarm *swarm;
  guint64     n;
} Frames;

static gboolean
has_frames (gpointer user_data)
{
  Frames *frames = user_data;

  return bench_swarm_get_frames (frames->swarm) >= frames->n;
}

gboolean
bench_swarm_wait_frames (BenchSwarm *self,
                         guint64     n,
                         unsigned    seconds)
{
  Frames frames = { self, n };

  return bench_swarm_wait (self, has_frames, &frames, seconds);
}
