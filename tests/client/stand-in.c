/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stand-in.h"

#include <string.h>
#include <sys/socket.h>

#define REQUEST_MAX (1024 * 1024)
#define WAIT_US     (5 * G_TIME_SPAN_SECOND)

typedef struct
{
  StandInEnd end;
  GBytes    *bytes;
} Script;

struct _StandIn
{
  GSocketService *service;
  char           *address;
  GAsyncQueue    *scripts;  /* Script */
  GAsyncQueue    *requests; /* char* */
  GCancellable   *ended;
  int             count;
};

static void
script_free (gpointer data)
{
  Script *script = data;

  g_bytes_unref (script->bytes);
  g_free (script);
}

static gsize
get_body_length (const char *head)
{
  const char *field = strcasestr (head, "\r\nContent-Length:");

  return field != NULL ? strtoul (field + strlen ("\r\nContent-Length:"), NULL, 10) : 0;
}

static char *
read_request (GInputStream *input)
{
  GString *text = g_string_new (NULL);

  while (text->len < REQUEST_MAX)
    {
      char buffer[4096];
      const char *end = strstr (text->str, "\r\n\r\n");
      gssize count;

      if (end != NULL && text->len >= (gsize) (end - text->str) + 4 + get_body_length (text->str))
        return g_string_free (text, FALSE);
      count = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);
      if (count <= 0)
        break;
      g_string_append_len (text, buffer, count);
    }
  g_string_free (text, TRUE);
  return NULL;
}

/* TRUE when the test is over, else after so many milliseconds (-1: never). */
static gboolean
wait_for_end (StandIn *self, int milliseconds)
{
  GPollFD fd;

  if (g_cancellable_make_pollfd (self->ended, &fd))
    {
      g_poll (&fd, 1, milliseconds);
      g_cancellable_release_fd (self->ended);
    }
  return g_cancellable_is_cancelled (self->ended);
}

static void
play (StandIn *self, GSocketConnection *connection, Script *script)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
  gsize size;
  const char *bytes = g_bytes_get_data (script->bytes, &size);

  if (script->end == STAND_IN_DRIP)
    {
      for (gsize i = 0; i < size && !g_cancellable_is_cancelled (self->ended); i++)
        {
          if (!g_output_stream_write_all (output, bytes + i, 1, NULL, self->ended, NULL))
            return;
          if (wait_for_end (self, 2))
            return;
        }
    }
  else
    g_output_stream_write_all (output, bytes, size, NULL, self->ended, NULL);

  if (script->end == STAND_IN_HANG)
    wait_for_end (self, -1);
  if (script->end == STAND_IN_CUT)
    setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER, &at_once,
                sizeof at_once);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  StandIn *self = user_data;
  char *request = read_request (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  Script *script;

  if (request == NULL)
    return TRUE;
  g_atomic_int_inc (&self->count);
  g_async_queue_push (self->requests, request);
  script = g_async_queue_timeout_pop (self->scripts, WAIT_US);
  if (script != NULL)
    {
      play (self, connection, script);
      script_free (script);
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

StandIn *
stand_in_new (void)
{
  StandIn *self = g_new0 (StandIn, 1);
  g_autoptr (GError) error = NULL;
  guint16 port;

  self->scripts = g_async_queue_new_full (script_free);
  self->requests = g_async_queue_new_full (g_free);
  self->ended = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (8);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  self->address = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

void
stand_in_free (StandIn *self)
{
  g_cancellable_cancel (self->ended);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  /* Threads of its pool may still be ending: what they use stays for as long as the process. */
}

const char *
stand_in_get_address (StandIn *self)
{
  return self->address;
}

void
stand_in_answer (StandIn *self, StandInEnd end, const char *head, const char *body, gssize length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Script *script = g_new0 (Script, 1);

  g_byte_array_append (bytes, (const guint8 *) head, strlen (head));
  g_byte_array_append (bytes, (const guint8 *) body, length < 0 ? strlen (body) : (gsize) length);
  script->end = end;
  script->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_async_queue_push (self->scripts, script);
}

char *
stand_in_take_request (StandIn *self)
{
  return g_async_queue_timeout_pop (self->requests, WAIT_US);
}

unsigned
stand_in_count (StandIn *self)
{
  return g_atomic_int_get (&self->count);
}
