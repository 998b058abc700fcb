/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkled-peer.h"

G_BEGIN_DECLS

/* The accept loop: one SO_REUSEPORT socket, caps, shedding when descriptors run out, and the
 * janitor that ends connections past their deadline. */

#define SPARKLED_TYPE_ACCEPTOR (sparkled_acceptor_get_type ())
G_DECLARE_FINAL_TYPE (SparkledAcceptor, sparkled_acceptor, SPARKLED, ACCEPTOR, GObject)

typedef struct
{
  unsigned            max_connections;
  unsigned            max_per_address; /* 0: no cap */
  unsigned            head_seconds;
  const char * const *trusted_proxies; /* (nullable) */
} SparkledAcceptorOptions;

typedef struct
{
  guint64  accepted;
  guint64  refused_total;    /* over the cap of the process */
  guint64  refused_address;  /* over the cap of an address */
  guint64  refused_descriptors;
  guint64  timed_out;
  unsigned states[SPARKLED_N_PEER_STATES];
} SparkledAcceptorStats;

/* A new connection; the callee hands the stream on. */
typedef void (*SparkledAcceptFunc) (GIOStream *stream, SparkledPeer *peer, gpointer user_data);

SparkledAcceptor *sparkled_acceptor_new       (const SparkledAcceptorOptions *options, SparkledAcceptFunc func, gpointer user_data);
gboolean          sparkled_acceptor_start     (SparkledAcceptor *self, const char *address, unsigned port, GError **error);
gboolean          sparkled_acceptor_start_fd  (SparkledAcceptor *self, int fd, GError **error);
void              sparkled_acceptor_stop      (SparkledAcceptor *self);
unsigned          sparkled_acceptor_get_port  (SparkledAcceptor *self);
GSocketAddress   *sparkled_acceptor_get_local (SparkledAcceptor *self);
unsigned          sparkled_acceptor_get_n     (SparkledAcceptor *self);
SparkledPeer     *sparkled_acceptor_find      (SparkledAcceptor *self, GSocketAddress *remote);
void              sparkled_acceptor_foreach   (SparkledAcceptor *self, void (*func) (SparkledPeer *peer, gpointer user_data), gpointer user_data);
void              sparkled_acceptor_get_stats (SparkledAcceptor *self, SparkledAcceptorStats *ret_stats);

/* A bound socket that may share its port; listening when backlog > 0. -1 with an error. */
int               sparkled_acceptor_bind      (const char *address, unsigned port, int backlog, unsigned *ret_port, GError **error);
/* The address and port of a socket that was made elsewhere. (transfer full) (nullable) */
GInetSocketAddress *sparkled_acceptor_get_address (int fd, GError **error);
/* FALSE with CONFLICT when any program, another sparkled too, listens there. */
gboolean          sparkled_acceptor_check_free (const char *address, unsigned port, GError **error);
/* Raises the soft limit of descriptors to the hard one and returns it. */
unsigned          sparkled_acceptor_raise_descriptors (void);

G_END_DECLS
