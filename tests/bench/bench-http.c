/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-http.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
bench_connect (unsigned port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("cannot connect to port %u: %s", port, g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

BenchHttp *
bench_http_new (unsigned port)
{
  BenchHttp *self = g_new (BenchHttp, 1);

  self->fd = bench_connect (port);
  self->buffer = g_byte_array_new ();
  return self;
}

void
bench_http_free (BenchHttp *self)
{
  close (self->fd);
  g_byte_array_unref (self->buffer);
  g_free (self);
}

static void
read_more (BenchHttp *self)
{
  guint8 chunk[65536];
  ssize_t n = recv (self->fd, chunk, sizeof chunk, 0);

  if (n <= 0)
    g_error ("the server closed the connection");
  g_byte_array_append (self->buffer, chunk, (guint) n);
}

unsigned
bench_http_send (BenchHttp   *self,
                 const char  *method,
                 const char  *path,
                 const char  *token,
                 const char  *body,
                 char       **ret_body)
{
  g_autoptr(GString) request = g_string_new (NULL);
  const char *end, *length;
  gsize head, size;
  unsigned status;

  g_string_append_printf (request, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
  if (token != NULL)
    g_string_append_printf (request, "Authorization: Bearer %s\r\n", token);
  if (body != NULL)
    g_string_append_printf (request, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen (body));
  g_string_append_printf (request, "\r\n%s", body != NULL ? body : "");
  if (send (self->fd, request->str, request->len, MSG_NOSIGNAL) != (ssize_t) request->len)
    g_error ("cannot send a request: %s", g_strerror (errno));

  g_byte_array_set_size (self->buffer, 0);
  while (self->buffer->len == 0 || (end = memmem (self->buffer->data, self->buffer->len, "\r\n\r\n", 4)) == NULL)
    read_more (self);
  head = (gsize) (end - (const char *) self->buffer->data) + 4;
  length = memmem (self->buffer->data, head, "Content-Length: ", 16);
  if (length == NULL)
    g_error ("%s %s: an answer without a length", method, path);
  status = (unsigned) g_ascii_strtoull ((const char *) self->buffer->data + strlen ("HTTP/1.1 "), NULL, 10);
  size = g_ascii_strtoull (length + 16, NULL, 10);
  while (self->buffer->len < head + size)
    read_more (self);
  if (ret_body != NULL)
    *ret_body = g_strndup ((const char *) self->buffer->data + head, size);
  return status;
}
