/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-acceptor.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#include "sparkle-error.h"

/* More than this and closing a select()-like array at fork or in a library takes seconds. */
#define MAX_DESCRIPTORS (256 * 1024)

static int
fail (int          fd,
      const char  *address,
      unsigned     port,
      GError     **error)
{
  int saved = errno;

  if (fd >= 0)
    close (fd);
  if (saved == EADDRINUSE)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT,
                 "port %u of %s is in use by another program", port, address);
  else if (saved == EACCES)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                 "no permission to listen on port %u of %s", port, address);
  else
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
                 "cannot listen on port %u of %s: %s", port, address, g_strerror (saved));

  return -1;
}

static int
bind_socket (const char  *address,
             unsigned     port,
             int          backlog,
             gboolean     share,
             unsigned    *ret_port,
             GError     **error)
{
  g_autoptr(GSocketAddress) local = g_inet_socket_address_new_from_string (address, port);
  struct sockaddr_storage native = { 0 };
  socklen_t length;
  int on = 1;
  int fd;

  if (local == NULL)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
                   "“%s” is not an IPv4 or IPv6 address to listen on", address);
      return -1;
    }
  if (!g_socket_address_to_native (local, &native, sizeof native, error))
    return -1;
  length = (socklen_t) g_socket_address_get_native_size (local);

  fd = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
  if (fd < 0 ||
      setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
      (share && setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) < 0) ||
      bind (fd, (struct sockaddr *) &native, length) < 0 ||
      (backlog > 0 && listen (fd, backlog) < 0))
    return fail (fd, address, port, error);

  length = sizeof native;
  if (getsockname (fd, (struct sockaddr *) &native, &length) < 0)
    return fail (fd, address, port, error);
  *ret_port = g_ntohs (native.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &native)->sin6_port
                                                    : ((struct sockaddr_in *) &native)->sin_port);

  return fd;
}

/**
 * sparkled_acceptor_bind:
 * @address: an IPv4 or IPv6 address
 * @port: a port, 0 for any free one
 * @backlog: 0 to bind only, which keeps the port without taking connections
 * @ret_port: (out): the port it got
 * @error: a sentence about why not
 *
 * Makes the socket by hand: g_socket_bind() clears SO_REUSEPORT on TCP, and the worker processes
 * share one port by each having a socket of their own on it.
 *
 * Returns: a descriptor, or -1
 */
int
sparkled_acceptor_bind (const char  *address,
                        unsigned     port,
                        int          backlog,
                        unsigned    *ret_port,
                        GError     **error)
{
  return bind_socket (address, port, backlog, TRUE, ret_port, error);
}

/**
 * sparkled_acceptor_get_address:
 * @fd: (transfer none): a bound IPv4 or IPv6 socket
 * @error: UNAVAILABLE
 *
 * Returns: (transfer full) (nullable): where it is bound
 */
GInetSocketAddress *
sparkled_acceptor_get_address (int      fd,
                               GError **error)
{
  struct sockaddr_storage native = { 0 };
  socklen_t length = sizeof native;
  g_autoptr(GSocketAddress) address = NULL;

  if (getsockname (fd, (struct sockaddr *) &native, &length) == 0)
    address = g_socket_address_new_from_native (&native, length);
  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "the socket to listen on has no IPv4 or IPv6 address");
      return NULL;
    }

  return G_INET_SOCKET_ADDRESS (g_steal_pointer (&address));
}

/**
 * sparkled_acceptor_check_free:
 * @address: an IPv4 or IPv6 address
 * @port: a port; 0 is always free
 * @error: a sentence about why not
 *
 * Sockets that share a port would let two servers of the same user run side by side without a word,
 * each getting some of the connections. One that does not share finds out.
 *
 * Returns: whether nobody has it
 */
gboolean
sparkled_acceptor_check_free (const char  *address,
                              unsigned     port,
                              GError     **error)
{
  unsigned got;
  int fd = bind_socket (address, port, 0, FALSE, &got, error);

  if (fd < 0)
    return FALSE;
  close (fd);

  return TRUE;
}

/**
 * sparkled_acceptor_raise_descriptors:
 *
 * Returns: how many descriptors this process may have open now
 */
unsigned
sparkled_acceptor_raise_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    return 1024;
  if (limit.rlim_cur < limit.rlim_max)
    {
      struct rlimit raised = { .rlim_cur = MIN (limit.rlim_max, MAX_DESCRIPTORS), .rlim_max = limit.rlim_max };

      if (raised.rlim_cur > limit.rlim_cur && setrlimit (RLIMIT_NOFILE, &raised) == 0)
        limit.rlim_cur = raised.rlim_cur;
    }

  return (unsigned) MIN (limit.rlim_cur, MAX_DESCRIPTORS);
}
