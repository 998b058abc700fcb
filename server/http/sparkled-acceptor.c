/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-acceptor.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sparkle-error.h"

#define BACKLOG 4096
#define ACCEPTS_PER_TURN 64         /* so that a flood of connections does not starve the requests */
#define DESCRIPTORS_KEPT 128        /* for the database, logs and libraries */
#define BACK_OFF_MS 100
#define JANITOR_MS 1000

/* Sent to a connection that we cannot take, without reading from it. */
static const char busy_answer[] =
  "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nConnection: close\r\nRetry-After: 5\r\n"
  "X-Frame-Options: DENY\r\nX-Content-Type-Options: nosniff\r\nX-XSS-Protection: 1; mode=block\r\n"
  "Referrer-Policy: strict-origin-when-cross-origin\r\nContent-Security-Policy: default-src 'none'\r\n"
  "Permissions-Policy: camera=(), microphone=(), geolocation=(), interest-cohort=()\r\n"
  "Content-Length: 88\r\n\r\n"
  "{\"success\":false,\"error\":\"Too many connections, try again shortly\",\"code\":\"unavailable\"}";

struct _SparkledAcceptor
{
  GObject             parent_instance;

  SparkledAcceptFunc  func;
  gpointer            user_data;
  unsigned            max_connections;
  unsigned            max_per_address;
  unsigned            head_seconds;
  char              **trusted_proxies; /* (owned) (nullable) */

  int                 fd;              /* -1: not listening */
  int                 spare_fd;        /* given up to be able to refuse when there are no more */
  unsigned            port;
  GSocketAddress     *local;           /* (owned) (nullable) */
  unsigned            accept_source;
  unsigned            resume_source;
  unsigned            janitor_source;

  GHashTable         *peers;           /* GSocketAddress (by pointer) -> SparkledPeer */
  GHashTable         *addresses;       /* text -> number of connections */
  SparkledAcceptorStats stats;
};

G_DEFINE_FINAL_TYPE (SparkledAcceptor, sparkled_acceptor, G_TYPE_OBJECT)

typedef struct
{
  SparkledAcceptor *acceptor; /* (owned) */
  GSocketAddress   *remote;   /* (owned) */
} Gone;

static gboolean accept_cb (int fd, GIOCondition condition, gpointer user_data);

static void
count_address (SparkledAcceptor *self,
               const char       *address,
               int               change)
{
  int n = GPOINTER_TO_INT (g_hash_table_lookup (self->addresses, address)) + change;

  if (n > 0)
    g_hash_table_replace (self->addresses, g_strdup (address), GINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->addresses, address);
}

/* The last reference to the stream is gone: whoever held it, libsoup or a WebSocket, is done. */
static void
stream_gone_cb (gpointer  user_data,
                GObject  *where_the_stream_was)
{
  Gone *gone = user_data;
  SparkledPeer *peer = g_hash_table_lookup (gone->acceptor->peers, gone->remote);

  if (peer != NULL)
    {
      if (peer->counted)
        count_address (gone->acceptor, peer->address, -1);
      g_hash_table_remove (gone->acceptor->peers, gone->remote);
    }
  g_object_unref (gone->remote);
  g_object_unref (gone->acceptor);
  g_free (gone);
}

static void
refuse_fd (int fd)
{
  /* The buffer of a new socket is empty, so this either goes out whole or the peer has gone. */
  (void) !send (fd, busy_answer, sizeof busy_answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  (void) shutdown (fd, SHUT_WR);
  close (fd);
}

static gboolean
may_take (SparkledAcceptor *self,
          SparkledPeer     *peer)
{
  if (g_hash_table_size (self->peers) >= self->max_connections)
    {
      self->stats.refused_total++;
      return FALSE;
    }
  if (self->max_per_address == 0 || peer->trusted)
    return TRUE;
  if (GPOINTER_TO_UINT (g_hash_table_lookup (self->addresses, peer->address)) >= self->max_per_address)
    {
      self->stats.refused_address++;
      return FALSE;
    }
  peer->counted = TRUE;
  count_address (self, peer->address, 1);

  return TRUE;
}

static void
take_fd (SparkledAcceptor              *self,
         int                            fd,
         const struct sockaddr_storage *from,
         socklen_t                      length)
{
  g_autoptr(GSocketAddress) remote = g_socket_address_new_from_native ((gpointer) from, length);
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr(GSocketConnection) stream = NULL;
  SparkledPeer *peer;
  Gone *gone;
  int on = 1;

  if (socket == NULL || remote == NULL)
    {
      /* the peer reset the connection while it waited */
      if (socket == NULL)
        close (fd);
      return;
    }
  g_socket_set_blocking (socket, FALSE);
  (void) setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

  peer = sparkled_peer_new (socket, remote);
  peer->trusted = self->trusted_proxies != NULL &&
                  g_strv_contains ((const char * const *) self->trusted_proxies, peer->address);
  if (!may_take (self, peer))
    {
      (void) !send (fd, busy_answer, sizeof busy_answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
      sparkled_peer_shut (peer);
      sparkled_peer_free (peer);
      return;
    }
  self->stats.accepted++;
  sparkled_peer_set_state (peer, SPARKLED_PEER_HEAD, self->head_seconds);
  g_hash_table_insert (self->peers, peer->remote, peer);

  stream = g_socket_connection_factory_create_connection (socket);
  gone = g_new0 (Gone, 1);
  gone->acceptor = g_object_ref (self);
  gone->remote = g_object_ref (remote);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, gone);
  self->func (G_IO_STREAM (stream), peer, self->user_data);
}

static gboolean
resume_cb (gpointer user_data)
{
  SparkledAcceptor *self = user_data;

  self->resume_source = 0;
  if (self->spare_fd < 0)
    self->spare_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  self->accept_source = g_unix_fd_add (self->fd, G_IO_IN, accept_cb, self);

  return G_SOURCE_REMOVE;
}

/* No descriptors or no memory: tell one waiting connection with the descriptor kept for this, then
 * leave the others in the backlog for a moment. The source would otherwise fire without end. */
static gboolean
back_off (SparkledAcceptor *self)
{
  self->stats.refused_descriptors++;
  if (self->spare_fd >= 0)
    {
      int fd;

      close (g_steal_fd (&self->spare_fd));
      fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd >= 0)
        refuse_fd (fd);
      self->spare_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
    }
  self->accept_source = 0;
  self->resume_source = g_timeout_add (BACK_OFF_MS, resume_cb, self);

  return G_SOURCE_REMOVE;
}

static gboolean
accept_cb (int          listening,
           GIOCondition condition,
           gpointer     user_data)
{
  SparkledAcceptor *self = user_data;

  for (unsigned i = 0; i < ACCEPTS_PER_TURN; i++)
    {
      struct sockaddr_storage from = { 0 };
      socklen_t length = sizeof from;
      int fd = accept4 (self->fd, (struct sockaddr *) &from, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (fd >= 0)
        take_fd (self, fd, &from, length);
      else if (errno == EAGAIN || errno == EWOULDBLOCK)
        break;
      else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        return back_off (self);
      /* anything else belongs to that one connection, which is gone */
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
janitor_cb (gpointer user_data)
{
  SparkledAcceptor *self = user_data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SparkledPeer *peer = value;

      if (peer->deadline != 0 && peer->deadline <= now && !peer->shut)
        {
          if (peer->state != SPARKLED_PEER_IDLE)
            self->stats.timed_out++;
          sparkled_peer_shut (peer);
        }
    }

  return G_SOURCE_CONTINUE;
}

/**
 * sparkled_acceptor_new:
 * @options: the caps
 * @func: what to do with a new connection
 * @user_data: for @func; must live as long as the acceptor
 *
 * Returns: (transfer full): an acceptor that does not listen yet
 */
SparkledAcceptor *
sparkled_acceptor_new (const SparkledAcceptorOptions *options,
                       SparkledAcceptFunc             func,
                       gpointer                       user_data)
{
  SparkledAcceptor *self = g_object_new (SPARKLED_TYPE_ACCEPTOR, NULL);
  unsigned descriptors = sparkled_acceptor_raise_descriptors ();

  self->func = func;
  self->user_data = user_data;
  self->max_connections = MIN (options->max_connections,
                               descriptors > 2 * DESCRIPTORS_KEPT ? descriptors - DESCRIPTORS_KEPT : descriptors / 2);
  self->max_per_address = options->max_per_address;
  self->head_seconds = options->head_seconds;
  self->trusted_proxies = g_strdupv ((char **) options->trusted_proxies);

  return self;
}

static void
take_connections (SparkledAcceptor *self)
{
  self->spare_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  self->accept_source = g_unix_fd_add (self->fd, G_IO_IN, accept_cb, self);
  if (self->janitor_source == 0)
    self->janitor_source = g_timeout_add (JANITOR_MS, janitor_cb, self);
}

/**
 * sparkled_acceptor_start:
 * @self: an acceptor
 * @address: where to listen
 * @port: the port, 0 for a free one
 * @error: a sentence about why not
 *
 * Returns: whether it listens
 */
gboolean
sparkled_acceptor_start (SparkledAcceptor  *self,
                         const char        *address,
                         unsigned           port,
                         GError           **error)
{
  g_return_val_if_fail (self->fd < 0, FALSE);

  self->fd = sparkled_acceptor_bind (address, port, BACKLOG, &self->port, error);
  if (self->fd < 0)
    return FALSE;
  self->local = g_inet_socket_address_new_from_string (address, self->port);
  take_connections (self);

  return TRUE;
}

/**
 * sparkled_acceptor_start_fd:
 * @self: an acceptor
 * @fd: (transfer full): a socket that listens, made by whoever started the program
 * @error: a sentence about why not
 *
 * Like sparkled_acceptor_start(). Several processes may take connections from one socket.
 *
 * Returns: whether it takes connections
 */
gboolean
sparkled_acceptor_start_fd (SparkledAcceptor  *self,
                            int                fd,
                            GError           **error)
{
  g_autofd int own = fd;
  g_autoptr(GInetSocketAddress) local = NULL;

  g_return_val_if_fail (self->fd < 0, FALSE);

  if (!g_unix_set_fd_nonblocking (own, TRUE, error) ||
      (local = sparkled_acceptor_get_address (own, error)) == NULL)
    return FALSE;
  fcntl (own, F_SETFD, FD_CLOEXEC);
  self->fd = g_steal_fd (&own);
  self->port = g_inet_socket_address_get_port (local);
  self->local = G_SOCKET_ADDRESS (g_steal_pointer (&local));
  take_connections (self);

  return TRUE;
}

/**
 * sparkled_acceptor_stop:
 * @self: an acceptor
 *
 * Takes no more connections; those that are there stay, and keep their deadlines.
 */
void
sparkled_acceptor_stop (SparkledAcceptor *self)
{
  g_clear_handle_id (&self->accept_source, g_source_remove);
  g_clear_handle_id (&self->resume_source, g_source_remove);
  g_clear_fd (&self->fd, NULL);
  g_clear_fd (&self->spare_fd, NULL);
}

/**
 * sparkled_acceptor_get_port:
 * @self: an acceptor that has been started
 *
 * Returns: the port
 */
unsigned
sparkled_acceptor_get_port (SparkledAcceptor *self)
{
  return self->port;
}

/**
 * sparkled_acceptor_get_local:
 * @self: an acceptor that has been started
 *
 * Returns: (transfer none): the address it listens on
 */
GSocketAddress *
sparkled_acceptor_get_local (SparkledAcceptor *self)
{
  return self->local;
}

/**
 * sparkled_acceptor_get_n:
 * @self: an acceptor
 *
 * Returns: how many connections there are
 */
unsigned
sparkled_acceptor_get_n (SparkledAcceptor *self)
{
  return g_hash_table_size (self->peers);
}

/**
 * sparkled_acceptor_find:
 * @self: an acceptor
 * @remote: the address object of a message
 *
 * Returns: (transfer none) (nullable): whose it is
 */
SparkledPeer *
sparkled_acceptor_find (SparkledAcceptor *self,
                        GSocketAddress   *remote)
{
  return remote != NULL ? g_hash_table_lookup (self->peers, remote) : NULL;
}

/**
 * sparkled_acceptor_foreach:
 * @self: an acceptor
 * @func: called for each connection; connections may end within it
 * @user_data: for @func
 */
void
sparkled_acceptor_foreach (SparkledAcceptor *self,
                           void            (*func) (SparkledPeer *peer, gpointer user_data),
                           gpointer          user_data)
{
  g_autoptr(GPtrArray) remotes = g_hash_table_get_keys_as_ptr_array (self->peers);

  g_ptr_array_foreach (remotes, (GFunc) (void *) g_object_ref, NULL);
  g_ptr_array_set_free_func (remotes, g_object_unref);
  for (unsigned i = 0; i < remotes->len; i++)
    {
      SparkledPeer *peer = g_hash_table_lookup (self->peers, g_ptr_array_index (remotes, i));

      if (peer != NULL)
        func (peer, user_data);
    }
}

/**
 * sparkled_acceptor_get_stats:
 * @self: an acceptor
 * @ret_stats: (out): counters since the start, and what the connections do now
 */
void
sparkled_acceptor_get_stats (SparkledAcceptor      *self,
                             SparkledAcceptorStats *ret_stats)
{
  GHashTableIter iter;
  gpointer value;

  *ret_stats = self->stats;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ret_stats->states[((SparkledPeer *) value)->state]++;
}

static void
sparkled_acceptor_finalize (GObject *object)
{
  SparkledAcceptor *self = SPARKLED_ACCEPTOR (object);

  sparkled_acceptor_stop (self);
  g_clear_handle_id (&self->janitor_source, g_source_remove);
  g_clear_object (&self->local);
  g_clear_pointer (&self->trusted_proxies, g_strfreev);
  g_clear_pointer (&self->peers, g_hash_table_unref);
  g_clear_pointer (&self->addresses, g_hash_table_unref);

  G_OBJECT_CLASS (sparkled_acceptor_parent_class)->finalize (object);
}

static void
sparkled_acceptor_class_init (SparkledAcceptorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_acceptor_finalize;
}

static void
sparkled_acceptor_init (SparkledAcceptor *self)
{
  self->fd = -1;
  self->spare_fd = -1;
  self->peers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sparkled_peer_free);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
