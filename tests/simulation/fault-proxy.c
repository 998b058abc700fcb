/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-proxy.h"

#include <string.h>

#define HEAD_MAX (64 * 1024)
#define BODY_MAX (8 * 1024 * 1024)

struct _FaultProxy
{
  gatomicrefcount ref_count;      /* one a running connection, one for the owner */
  GSocketService *service;        /* (owned) a thread a connection */
  GMainContext *context;          /* (owned) of the accepting thread: its owner may block */
  GMainLoop *loop;                /* (owned) */
  GThread *acceptor;              /* (owned) */
  guint16 port;
  GMutex mutex;                   /* guards all below */
  GCond idle;
  GRand *rand;                    /* (owned) */
  FaultRates rates;
  guint16 upstream;
  gboolean offline;
  guint n_faults;
  guint n_connections;
  GHashTable *cancellables;       /* (owned) of the running connections */
};

typedef struct
{
  FaultProxy *proxy;
  GCancellable *cancellable;
  GInputStream *client_in;
  GOutputStream *client_out;
} Exchange;

static gboolean
draw (FaultProxy *self, gsize offset)
{
  g_mutex_lock (&self->mutex);
  unsigned chance = *(unsigned *) ((char *) &self->rates + offset);
  gboolean hit = chance > 0 && (unsigned) g_rand_int_range (self->rand, 0, 1000) < chance;
  if (hit)
    self->n_faults++;
  g_mutex_unlock (&self->mutex);
  return hit;
}

#define DRAW(self, field) draw (self, G_STRUCT_OFFSET (FaultRates, field))

static void
delay (FaultProxy *self, GCancellable *cancellable)
{
  g_mutex_lock (&self->mutex);
  unsigned ms = self->rates.delay_ms > 0 ? g_rand_int_range (self->rand, 0, self->rates.delay_ms + 1) : 0;
  g_mutex_unlock (&self->mutex);
  if (ms > 0)
    {
      GPollFD fd;
      if (g_cancellable_make_pollfd (cancellable, &fd))
        {
          g_poll (&fd, 1, ms);
          g_cancellable_release_fd (cancellable);
        }
    }
}

/* Reads up to the empty line. What came after it is left in *rest. */
static GString *
read_head (GInputStream *stream, GByteArray *rest, GCancellable *cancellable)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[4096];

  for (;;)
    {
      const char *end = bytes->len ? g_strstr_len ((char *) bytes->data, bytes->len, "\r\n\r\n") : NULL;
      if (end != NULL)
        {
          gsize length = end + 4 - (char *) bytes->data;
          g_byte_array_append (rest, bytes->data + length, bytes->len - length);
          return g_string_new_len ((char *) bytes->data, length);
        }
      gssize n = bytes->len < HEAD_MAX ? g_input_stream_read (stream, buffer, sizeof buffer, cancellable, NULL) : -1;
      if (n <= 0)
        return NULL;
      g_byte_array_append (bytes, buffer, n);
    }
}

static char *
find_header (const GString *head, const char *name)
{
  g_auto(GStrv) lines = g_strsplit (head->str, "\r\n", -1);

  for (unsigned i = 1; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');
      if (colon == NULL)
        continue;
      *colon = '\0';
      if (g_ascii_strcasecmp (lines[i], name) == 0)
        return g_strdup (g_strstrip (colon + 1));
    }
  return NULL;
}

static gboolean
read_exactly (GInputStream *stream, GByteArray *bytes, gsize length, GCancellable *cancellable)
{
  if (length > BODY_MAX)
    return FALSE;
  while (bytes->len < length)
    {
      guint8 buffer[8192];
      gssize n = g_input_stream_read (stream, buffer, MIN (sizeof buffer, length - bytes->len), cancellable, NULL);
      if (n <= 0)
        return FALSE;
      g_byte_array_append (bytes, buffer, n);
    }
  return TRUE;
}

static GSocketConnection *
connect_upstream (FaultProxy *self, GCancellable *cancellable)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_mutex_lock (&self->mutex);
  guint16 port = self->upstream;
  g_mutex_unlock (&self->mutex);
  return g_socket_client_connect_to_host (client, "127.0.0.1", port, cancellable, NULL);
}

/* Sends one request on a connection of its own and returns the whole answer. */
static GByteArray *
ask (Exchange *exchange, const GString *head, const GByteArray *body)
{
  g_autoptr(GSocketConnection) upstream = connect_upstream (exchange->proxy, exchange->cancellable);
  if (upstream == NULL)
    return NULL;

  /* One request a connection: the end of the answer is the end of the stream. */
  g_autoptr(GString) once = g_string_new (NULL);
  g_auto(GStrv) lines = g_strsplit (head->str, "\r\n", -1);
  for (unsigned i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    if (g_ascii_strncasecmp (lines[i], "connection:", 11) != 0)
      g_string_append_printf (once, "%s\r\n", lines[i]);
  g_string_append (once, "Connection: close\r\n\r\n");

  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (upstream));
  if (!g_output_stream_write_all (out, once->str, once->len, NULL, exchange->cancellable, NULL) ||
      !g_output_stream_write_all (out, body->data, body->len, NULL, exchange->cancellable, NULL))
    return NULL;

  g_autoptr(GByteArray) answer = g_byte_array_new ();
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (upstream));
  for (;;)
    {
      guint8 buffer[16384];
      gssize n = g_input_stream_read (in, buffer, sizeof buffer, exchange->cancellable, NULL);
      if (n < 0 || answer->len > BODY_MAX)
        return NULL;
      if (n == 0)
        return g_steal_pointer (&answer);
      g_byte_array_append (answer, buffer, n);
    }
}

/* One request and its answer; FALSE ends the connection without a word. */
static gboolean
exchange_request (Exchange *exchange, const GString *head, const GByteArray *body)
{
  FaultProxy *self = exchange->proxy;

  delay (self, exchange->cancellable);
  if (DRAW (self, lose_request))
    return FALSE;
  g_autoptr(GByteArray) answer = ask (exchange, head, body);
  if (answer != NULL && DRAW (self, repeat_request))
    {
      g_byte_array_unref (answer);
      answer = ask (exchange, head, body);
    }
  if (answer == NULL || DRAW (self, lose_answer))
    return FALSE;
  delay (self, exchange->cancellable);
  g_output_stream_write_all (exchange->client_out, answer->data, answer->len, NULL, exchange->cancellable, NULL);
  return FALSE; /* the answer said "Connection: close" */
}

typedef struct
{
  GInputStream *from;
  GOutputStream *to;
  GCancellable *cancellable;
} Pipe;

/* Upwards nothing is changed: a client's frames are masked and belong to its own promises. */
static gpointer
pump_thread (gpointer data)
{
  Pipe *pipe = data;
  guint8 buffer[8192];
  gssize n;

  while ((n = g_input_stream_read (pipe->from, buffer, sizeof buffer, pipe->cancellable, NULL)) > 0)
    if (!g_output_stream_write_all (pipe->to, buffer, n, NULL, pipe->cancellable, NULL))
      break;
  g_cancellable_cancel (pipe->cancellable);
  return NULL;
}

/* Reads one WebSocket frame of a server: never masked. */
static GByteArray *
read_frame (GInputStream *stream, GByteArray *rest, GCancellable *cancellable)
{
  g_autoptr(GByteArray) frame = g_steal_pointer (&rest);
  gsize head = 2;

  if (!read_exactly (stream, frame, 2, cancellable))
    return NULL;
  guint64 length = frame->data[1] & 0x7f;
  if (length >= 126)
    {
      unsigned width = length == 126 ? 2 : 8;
      head += width;
      if (!read_exactly (stream, frame, head, cancellable))
        return NULL;
      length = 0;
      for (unsigned i = 0; i < width; i++)
        length = length << 8 | frame->data[2 + i];
    }
  if (length > BODY_MAX || !read_exactly (stream, frame, head + length, cancellable))
    return NULL;
  return g_steal_pointer (&frame);
}

static gboolean
write_frame (Exchange *exchange, GByteArray *frame)
{
  return g_output_stream_write_all (exchange->client_out, frame->data, frame->len, NULL, exchange->cancellable, NULL);
}

/* Downwards: text frames may be lost, doubled, or overtaken by the next. */
static void
splice_frames (Exchange *exchange, GInputStream *upstream)
{
  FaultProxy *self = exchange->proxy;
  g_autoptr(GByteArray) kept = NULL;
  GByteArray *frame;

  while ((frame = read_frame (upstream, g_byte_array_new (), exchange->cancellable)) != NULL)
    {
      g_autoptr(GByteArray) owned = frame;
      gboolean text = (frame->data[0] & 0x0f) == 0x1;

      delay (self, exchange->cancellable);
      if (text && DRAW (self, cut_socket))
        break;
      if (text && DRAW (self, lose_frame))
        continue;
      if (text && kept == NULL && DRAW (self, swap_frames))
        {
          kept = g_steal_pointer (&owned);
          continue;
        }
      if (!write_frame (exchange, frame) || (text && DRAW (self, repeat_frame) && !write_frame (exchange, frame)))
        break;
      if (kept != NULL && !write_frame (exchange, kept))
        break;
      g_clear_pointer (&kept, g_byte_array_unref);
    }
}

static void
exchange_socket (Exchange *exchange, const GString *head)
{
  FaultProxy *self = exchange->proxy;

  delay (self, exchange->cancellable);
  if (DRAW (self, lose_request))
    return;
  g_autoptr(GSocketConnection) upstream = connect_upstream (self, exchange->cancellable);
  if (upstream == NULL)
    return;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (upstream));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (upstream));
  g_autoptr(GInputStream) buffered = g_buffered_input_stream_new (in);
  if (!g_output_stream_write_all (out, head->str, head->len, NULL, exchange->cancellable, NULL))
    return;

  /* The head byte by byte from the buffer, so that frames behind it stay there. */
  g_autoptr(GString) answer = g_string_new (NULL);
  while (!g_str_has_suffix (answer->str, "\r\n\r\n"))
    {
      char byte;
      if (answer->len > HEAD_MAX || g_input_stream_read (buffered, &byte, 1, exchange->cancellable, NULL) != 1)
        return;
      g_string_append_c (answer, byte);
    }
  if (!g_output_stream_write_all (exchange->client_out, answer->str, answer->len, NULL, exchange->cancellable, NULL))
    return;

  Pipe upwards = { exchange->client_in, out, exchange->cancellable };
  GThread *pump = g_thread_new ("upwards", pump_thread, &upwards);
  splice_frames (exchange, buffered);
  g_cancellable_cancel (exchange->cancellable);
  g_thread_join (pump);
}

static void
serve (Exchange *exchange)
{
  g_autoptr(GByteArray) body = g_byte_array_new ();
  g_autoptr(GString) head = read_head (exchange->client_in, body, exchange->cancellable);
  if (head == NULL)
    return;
  g_autofree char *upgrade = find_header (head, "Upgrade");
  if (upgrade != NULL)
    {
      exchange_socket (exchange, head);
      return;
    }
  g_autofree char *length = find_header (head, "Content-Length");
  if (length == NULL || read_exactly (exchange->client_in, body, g_ascii_strtoull (length, NULL, 10), exchange->cancellable))
    exchange_request (exchange, head, body);
}

static void
unref_proxy (FaultProxy *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_rand_free (self->rand);
  g_hash_table_unref (self->cancellables);
  g_free (self);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  FaultProxy *self = user_data;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_mutex_lock (&self->mutex);
  gboolean refused = self->offline;
  if (!refused)
    {
      g_hash_table_add (self->cancellables, cancellable);
      self->n_connections++;
      g_atomic_ref_count_inc (&self->ref_count);
    }
  g_mutex_unlock (&self->mutex);

  if (!refused)
    {
      Exchange exchange = { self, cancellable, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                            g_io_stream_get_output_stream (G_IO_STREAM (connection)) };
      serve (&exchange);
      g_mutex_lock (&self->mutex);
      g_hash_table_remove (self->cancellables, cancellable);
      self->n_connections--;
      g_cond_broadcast (&self->idle);
      g_mutex_unlock (&self->mutex);
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  if (!refused)
    unref_proxy (self);
  return TRUE;
}

static gpointer
accept_thread (gpointer data)
{
  FaultProxy *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  /* what was cancelled says so on the next turn */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  FaultProxy *self = user_data;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

FaultProxy *
fault_proxy_new (guint32 seed, guint16 upstream_port)
{
  g_autoptr(GError) error = NULL;
  FaultProxy *self = g_new0 (FaultProxy, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  self->rand = g_rand_new_with_seed (seed);
  self->upstream = upstream_port;
  self->cancellables = g_hash_table_new (NULL, NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (64);

  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error))
    g_error ("the proxy cannot listen: %s", error->message);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);
  self->acceptor = g_thread_new ("accept", accept_thread, self);
  return self;
}

static void
cut_all_locked (FaultProxy *self)
{
  GHashTableIter iter;
  gpointer cancellable;

  g_hash_table_iter_init (&iter, self->cancellables);
  while (g_hash_table_iter_next (&iter, &cancellable, NULL))
    g_cancellable_cancel (cancellable);
}

void
fault_proxy_set_offline (FaultProxy *self, gboolean offline)
{
  g_mutex_lock (&self->mutex);
  self->offline = offline;
  if (offline)
    {
      cut_all_locked (self);
      while (self->n_connections > 0)
        g_cond_wait (&self->idle, &self->mutex);
    }
  g_mutex_unlock (&self->mutex);
}

void
fault_proxy_free (FaultProxy *self)
{
  g_main_context_invoke (self->context, quit_cb, self);
  g_thread_join (self->acceptor);
  g_signal_handlers_disconnect_by_data (self->service, self);
  fault_proxy_set_offline (self, TRUE);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->service);
  g_clear_pointer (&self->context, g_main_context_unref);
  unref_proxy (self);
}

guint16
fault_proxy_get_port (FaultProxy *self)
{
  return self->port;
}

void
fault_proxy_set_upstream (FaultProxy *self, guint16 port)
{
  g_mutex_lock (&self->mutex);
  self->upstream = port;
  g_mutex_unlock (&self->mutex);
}

void
fault_proxy_set_rates (FaultProxy *self, const FaultRates *rates)
{
  static const FaultRates none = { 0 };

  g_mutex_lock (&self->mutex);
  self->rates = rates != NULL ? *rates : none;
  g_mutex_unlock (&self->mutex);
}

guint
fault_proxy_get_n_faults (FaultProxy *self)
{
  g_mutex_lock (&self->mutex);
  guint n = self->n_faults;
  g_mutex_unlock (&self->mutex);
  return n;
}
