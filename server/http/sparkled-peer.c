/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-peer.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/**
 * sparkled_peer_new:
 * @socket: the accepted socket
 * @remote: where it comes from
 *
 * Returns: (transfer full): its state; freed when its stream is finalized
 */
SparkledPeer *
sparkled_peer_new (GSocket        *socket,
                   GSocketAddress *remote)
{
  SparkledPeer *self = g_new0 (SparkledPeer, 1);

  self->socket = g_object_ref (socket);
  self->remote = g_object_ref (remote);
  self->state = SPARKLED_PEER_HEAD;
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    {
      GInetAddress *address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote));

      self->address = g_inet_address_to_string (address);
      self->loopback = g_inet_address_get_is_loopback (address);
      /* an IPv4 client of a dual-stack socket is the same person as over IPv4 */
      if (g_str_has_prefix (self->address, "::ffff:"))
        {
          char *mapped = g_strdup (self->address + strlen ("::ffff:"));

          g_free (self->address);
          self->address = mapped;
          self->loopback = g_str_has_prefix (mapped, "127.");
        }
    }
  else
    self->address = g_strdup ("unknown");

  return self;
}

/**
 * sparkled_peer_free:
 * @self: (transfer full): a peer
 */
void
sparkled_peer_free (SparkledPeer *self)
{
  g_clear_object (&self->socket);
  g_clear_object (&self->remote);
  g_free (self->address);
  g_free (self);
}

/**
 * sparkled_peer_set_state:
 * @self: a peer
 * @state: what it does now
 * @seconds: how long it may; 0 for as long as it likes
 */
void
sparkled_peer_set_state (SparkledPeer      *self,
                         SparkledPeerState  state,
                         unsigned           seconds)
{
  self->state = state;
  self->deadline = seconds > 0 ? g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC : 0;
}

/* A socket whose other side is closed: reads end, writes fail. */
static int
get_dead_fd (void)
{
  static int dead_fd = -1;
  int ends[2];

  if (dead_fd < 0 && socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0)
    {
      close (ends[0]);
      dead_fd = ends[1];
    }

  return dead_fd;
}

/**
 * sparkled_peer_shut:
 * @self: a peer
 *
 * Ends the connection under libsoup, which then reads the end of the stream and takes everything apart
 * by itself; that needs nothing of its insides. shutdown() alone is not enough: TCP goes on delivering
 * to a socket that is shut for reading what the other side goes on sending. So the descriptor gets to
 * mean a dead socket, which closes the real one.
 */
void
sparkled_peer_shut (SparkledPeer *self)
{
  if (self->shut)
    return;
  self->shut = TRUE;
  if (get_dead_fd () < 0 || dup3 (get_dead_fd (), g_socket_get_fd (self->socket), O_CLOEXEC) < 0)
    /* fails when the other side was faster, which is as good */
    (void) g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

/**
 * sparkled_peer_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name in the metrics
 */
const char *
sparkled_peer_state_to_string (SparkledPeerState state)
{
  static const char * const names[] = { "head", "body", "work", "write", "idle", "live" };

  g_return_val_if_fail ((unsigned) state < G_N_ELEMENTS (names), "");

  return names[state];
}
