/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-web-socket.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_MOST 1000
#define QUEUE_MOST 300000

/* The server's side in this process; the client's side is bytes. */
typedef struct
{
  SparkledPoller    *poller;
  SparkledWebSocket *web;
  int                fd;       /* of the client */
  GString           *heard;    /* messages, each ended by | */
  unsigned           n_closed;
} Pair;

static void
message_cb (SparkledWebSocket *web,
            gboolean           is_text,
            const char        *data,
            gsize              size,
            gpointer           user_data)
{
  Pair *p = user_data;

  g_string_append_c (p->heard, is_text ? 't' : 'b');
  g_string_append_len (p->heard, data, (gssize) size);
  g_string_append_c (p->heard, '|');
}

static void
closed_cb (SparkledWebSocket *web,
           gpointer           user_data)
{
  ((Pair *) user_data)->n_closed++;
}

static const SparkledWebSocketClass klass = { MESSAGE_MOST, QUEUE_MOST, message_cb, closed_cb };

static void
set_up (Pair         *p,
        gconstpointer data)
{
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  int small = 4096, fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  setsockopt (fds[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small); /* so that it fills up */
  socket = g_socket_new_from_fd (fds[0], &error);
  g_assert_no_error (error);
  connection = g_socket_connection_factory_create_connection (socket);
  p->fd = fds[1];
  p->heard = g_string_new (NULL);
  p->poller = sparkled_poller_new ();
  p->web = sparkled_web_socket_new (&klass, p->poller, G_IO_STREAM (connection), p);
  g_assert_nonnull (p->web);
}

static void
tear_down (Pair         *p,
           gconstpointer data)
{
  sparkled_web_socket_unref (p->web);
  sparkled_poller_free (p->poller);
  g_string_free (p->heard, TRUE);
  close (p->fd);
}

/* Serves what is there. */
static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A frame of a client, masked. */
static void
put_frame (Pair       *p,
           guint8      first,
           const char *payload,
           gsize       size)
{
  const guint8 mask[4] = { 0x5a, 0x01, 0xff, 0x80 };
  guint8 head[4] = { first, (guint8) (0x80 | (size < 126 ? size : 126)), (guint8) (size >> 8), (guint8) size };
  g_autofree char *masked = g_memdup2 (payload, size + 1);

  for (gsize i = 0; i < size; i++)
    masked[i] ^= (char) mask[i % 4];
  g_assert_cmpint (write (p->fd, head, size < 126 ? 2 : 4), >, 0);
  g_assert_cmpint (write (p->fd, mask, 4), ==, 4);
  g_assert_cmpint (write (p->fd, masked, size), ==, (gssize) size);
}

/* What the server said so far. */
static GByteArray *
take (Pair *p)
{
  GByteArray *all = g_byte_array_new ();
  guint8 chunk[4096];
  ssize_t n;

  while ((n = recv (p->fd, chunk, sizeof chunk, MSG_DONTWAIT)) > 0)
    g_byte_array_append (all, chunk, (guint) n);
  return all;
}

static void
expect_close (Pair     *p,
              unsigned  code)
{
  g_autoptr(GByteArray) said = take (p);

  g_assert_cmpuint (said->len, >=, 4);
  g_assert_cmphex (said->data[0], ==, 0x88);
  g_assert_cmpuint ((unsigned) said->data[2] << 8 | said->data[3], ==, code);
}

static void
test_messages (Pair         *p,
               gconstpointer data)
{
  g_autofree char *most = g_strnfill (MESSAGE_MOST, 'x');

  put_frame (p, 0x81, "hello", 5);
  put_frame (p, 0x82, "\0\1", 2);
  put_frame (p, 0x81, "", 0);
  put_frame (p, 0x81, "\xc3\xa4", 2);
  turn ();
  g_assert_cmpmem (p->heard->str, p->heard->len, "thello|b\0\1|t|t\xc3\xa4|", 17);
  g_string_truncate (p->heard, 0);
  put_frame (p, 0x81, most, MESSAGE_MOST);
  turn ();
  g_assert_cmpuint (p->heard->len, ==, MESSAGE_MOST + 2);
}

/* In pieces, with a ping between them, and byte by byte. */
static void
test_fragments (Pair         *p,
                gconstpointer data)
{
  static const guint8 frame[] = { 0x81, 0x83, 1, 2, 3, 4, 'a' ^ 1, 'b' ^ 2, 'c' ^ 3 };
  g_autoptr(GByteArray) said = NULL;

  put_frame (p, 0x01, "one ", 4);
  put_frame (p, 0x89, "are you", 7);
  put_frame (p, 0x00, "two ", 4);
  put_frame (p, 0x80, "three", 5);
  turn ();
  g_assert_cmpstr (p->heard->str, ==, "tone two three|");
  said = take (p);
  g_assert_cmpmem (said->data, said->len, "\x8a\x07" "are you", 9);

  for (unsigned i = 0; i < sizeof frame; i++)
    {
      g_assert_cmpint (write (p->fd, frame + i, 1), ==, 1);
      turn ();
    }
  g_assert_cmpstr (p->heard->str, ==, "tone two three|tabc|");
}

static void
test_protocol_errors (void)
{
  static const struct { const char *bytes; gsize size; unsigned code; } cases[] = {
    { "\x81\x01x", 3, 1002 },                         /* not masked */
    { "\xc1\x81\0\0\0\0x", 7, 1002 },                 /* an extension that was not agreed on */
    { "\x83\x80\0\0\0\0", 6, 1002 },                  /* reserved opcodes */
    { "\x8b\x80\0\0\0\0", 6, 1002 },
    { "\x80\x80\0\0\0\0", 6, 1002 },                  /* continues nothing */
    { "\x01\x80\0\0\0\0\x81\x80\0\0\0\0", 12, 1002 }, /* begins within a message */
    { "\x09\x80\0\0\0\0", 6, 1002 },                  /* a ping in fragments */
    { "\x89\xfe\x00\x7e\0\0\0\0", 8, 1002 },          /* a ping of 126 bytes */
    { "\x81\xfe\x03\xe9", 4, 1009 },                  /* 1,001 bytes to come */
    { "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10, 1009 },
    { "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10, 1009 },
    { "\x81\x81\0\0\0\0\xff", 7, 1007 },              /* not UTF-8 */
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Pair p = { 0 };

      set_up (&p, NULL);
      g_assert_cmpint (write (p.fd, cases[i].bytes, cases[i].size), ==, (gssize) cases[i].size);
      turn ();
      expect_close (&p, cases[i].code);
      g_assert_cmpint (sparkled_web_socket_get_state (p.web), ==, SPARKLED_WEB_SOCKET_CLOSING);
      g_assert_cmpuint (p.n_closed, ==, 0);
      put_frame (&p, 0x88, "\x03\xe8", 2);
      turn ();
      g_assert_cmpuint (p.n_closed, ==, 1);
      tear_down (&p, NULL);
    }
}

/* Many fragments are one message, and as big. */
static void
test_fragments_too_big (Pair         *p,
                        gconstpointer data)
{
  g_autofree char *part = g_strnfill (MESSAGE_MOST / 2, 'x');

  put_frame (p, 0x01, part, MESSAGE_MOST / 2);
  put_frame (p, 0x00, part, MESSAGE_MOST / 2);
  put_frame (p, 0x80, "x", 1);
  turn ();
  expect_close (p, 1009);
  g_assert_cmpuint (p->heard->len, ==, 0);
}

static void
test_goodbye (Pair         *p,
              gconstpointer data)
{
  put_frame (p, 0x88, "\x03\xe8" "bye", 5);
  turn ();
  expect_close (p, 1000);
  g_assert_cmpuint (p->n_closed, ==, 1);
  g_assert_cmpint (sparkled_web_socket_get_state (p->web), ==, SPARKLED_WEB_SOCKET_CLOSED);
  sparkled_web_socket_close_now (p->web);
  g_assert_cmpuint (p->n_closed, ==, 1);
}

static void
test_vanished (Pair         *p,
               gconstpointer data)
{
  shutdown (p->fd, SHUT_RDWR);
  turn ();
  g_assert_cmpuint (p->n_closed, ==, 1);
}

/* All sizes of frames arrive whole, also when the other side reads late. */
static void
test_late_reader (Pair         *p,
                  gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 125, 126, 127, 65535, 65536, 100000 };
  g_autoptr(GByteArray) said = g_byte_array_new ();
  gsize at = 0, whole = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i], (char) ('a' + i));
      g_autoptr(GBytes) bytes = g_bytes_new (text, sizes[i]);

      whole += sizes[i] + (sizes[i] < 126 ? 2 : sizes[i] < 65536 ? 4 : 10);
      sparkled_web_socket_send (p->web, bytes);
    }
  g_assert_cmpuint (sparkled_web_socket_get_queued (p->web), >, 0);
  while (said->len < whole)
    {
      g_autoptr(GByteArray) some = take (p);

      g_byte_array_append (said, some->data, some->len);
      turn ();
    }
  g_assert_cmpuint (sparkled_web_socket_get_queued (p->web), ==, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 *frame = said->data + at;
      gsize head = sizes[i] < 126 ? 2 : sizes[i] < 65536 ? 4 : 10;

      g_assert_cmphex (frame[0], ==, 0x81);
      g_assert_cmpuint (frame[1], ==, head == 2 ? sizes[i] : head == 4 ? 126 : 127);
      for (gsize j = 0; j < sizes[i]; j++)
        g_assert_true (frame[head + j] == 'a' + i);
      at += head + sizes[i];
    }
  g_assert_cmpuint (at, ==, said->len);
}

/* Who never reads costs the queue, and is dropped. */
static void
test_never_reads (Pair         *p,
                  gconstpointer data)
{
  g_autofree char *text = g_strnfill (50000, 'x');
  g_autoptr(GBytes) bytes = g_bytes_new (text, 50000);

  for (unsigned i = 0; i < 100; i++)
    {
      sparkled_web_socket_send (p->web, bytes);
      g_assert_cmpuint (sparkled_web_socket_get_queued (p->web), <=, QUEUE_MOST);
    }
  g_assert_cmpuint (p->n_closed, ==, 0);
  turn ();
  g_assert_cmpuint (p->n_closed, ==, 1);
}

/* Silence is asked about once, then ended. */
static void
test_silence (Pair         *p,
              gconstpointer data)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr(GByteArray) said = NULL;

  sparkled_web_socket_check (p->web, now);
  sparkled_web_socket_check (p->web, now + 31 * G_USEC_PER_SEC);
  sparkled_web_socket_check (p->web, now + 41 * G_USEC_PER_SEC);
  said = take (p);
  g_assert_cmpmem (said->data, said->len, "\x89\x00", 2);
  put_frame (p, 0x8a, "", 0);
  turn ();
  g_assert_cmpuint (p->n_closed, ==, 0);
  sparkled_web_socket_check (p->web, now + 100 * G_USEC_PER_SEC);
  g_assert_cmpuint (p->n_closed, ==, 1);
}

/* A message may come in pieces of nothing. */
static void
test_fragments_empty (Pair         *p,
                      gconstpointer data)
{
  put_frame (p, 0x01, "", 0);
  put_frame (p, 0x00, "", 0);
  put_frame (p, 0x80, "", 0);
  turn ();
  g_assert_cmpstr (p->heard->str, ==, "t|");
  g_assert_cmpint (sparkled_web_socket_get_state (p->web), ==, SPARKLED_WEB_SOCKET_OPEN);
}

/* Six bytes to send, no place in any rate: what came together gets one answer, to the last (RFC 6455, 5.5.3). */
static void
test_pings (Pair         *p,
            gconstpointer data)
{
  static const guint8 ping[] = { 0x89, 0x82, 0, 0, 0, 0, 'n', 'o' };
  g_autoptr(GByteArray) pings = g_byte_array_new (), said = NULL;

  for (unsigned i = 0; i < 500; i++)
    g_byte_array_append (pings, ping, sizeof ping);
  memcpy (pings->data + pings->len - 2, "ok", 2);
  g_assert_cmpint (write (p->fd, pings->data, pings->len), ==, pings->len);
  put_frame (p, 0x81, "hello", 5);
  turn ();
  said = take (p);
  g_assert_cmpmem (said->data, said->len, "\x8a\x02ok", 4);
  g_assert_cmpstr (p->heard->str, ==, "thello|");
}

/* Who broke the rules and then neither closes nor falls silent is not kept. */
static void
test_lingering (Pair         *p,
                gconstpointer data)
{
  gint64 now = g_get_monotonic_time ();

  put_frame (p, 0xf1, "", 0);
  turn ();
  expect_close (p, 1002);
  sparkled_web_socket_check (p->web, now);
  g_assert_cmpuint (p->n_closed, ==, 0);
  put_frame (p, 0x81, "still here", 10);
  turn ();
  sparkled_web_socket_check (p->web, now + 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (p->n_closed, ==, 1);
  g_assert_cmpuint (p->heard->len, ==, 0);
}

static void
drop_cb (SparkledWebSocket *web,
         gboolean           is_text,
         const char        *data,
         gsize              size,
         gpointer           user_data)
{
  Pair *pairs = user_data;

  for (unsigned i = 0; i < 2; i++)
    g_clear_pointer (&pairs[i].web, sparkled_web_socket_unref);
}

/* A message ends its own socket and another that has something to say in the same turn. */
static void
test_ends_within (void)
{
  static const SparkledWebSocketClass dropping = { MESSAGE_MOST, QUEUE_MOST, drop_cb, closed_cb };
  SparkledPoller *poller = sparkled_poller_new ();
  Pair pairs[2] = { 0 };

  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr(GSocket) socket = NULL;
      g_autoptr(GSocketConnection) connection = NULL;
      int fds[2];

      g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
      socket = g_socket_new_from_fd (fds[0], NULL);
      connection = g_socket_connection_factory_create_connection (socket);
      pairs[i].fd = fds[1];
      pairs[i].web = sparkled_web_socket_new (&dropping, poller, G_IO_STREAM (connection), pairs);
    }
  put_frame (&pairs[0], 0x81, "a", 1);
  put_frame (&pairs[0], 0x81, "b", 1);
  put_frame (&pairs[1], 0x81, "c", 1);
  turn ();
  g_assert_null (pairs[0].web);
  g_assert_null (pairs[1].web);
  close (pairs[0].fd);
  close (pairs[1].fd);
  sparkled_poller_free (poller);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/web-socket/" name, Pair, NULL, set_up, func, tear_down)
  ADD ("messages", test_messages);
  ADD ("fragments", test_fragments);
  ADD ("fragments-empty", test_fragments_empty);
  ADD ("fragments-too-big", test_fragments_too_big);
  ADD ("goodbye", test_goodbye);
  ADD ("vanished", test_vanished);
  ADD ("late-reader", test_late_reader);
  ADD ("never-reads", test_never_reads);
  ADD ("silence", test_silence);
  ADD ("pings", test_pings);
  ADD ("lingering", test_lingering);
  g_test_add_func ("/web-socket/protocol-errors", test_protocol_errors);
  g_test_add_func ("/web-socket/ends-within", test_ends_within);
  return g_test_run ();
}
