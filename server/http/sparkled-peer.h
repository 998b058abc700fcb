/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* One accepted connection, from accept() until its stream is gone. What it is doing decides
 * which deadline holds; the janitor of the acceptor shuts down those that are past theirs. */

typedef enum
{
  SPARKLED_PEER_HEAD,   /* a request is being sent to us */
  SPARKLED_PEER_BODY,
  SPARKLED_PEER_WORK,   /* we are at it: the time is ours */
  SPARKLED_PEER_WRITE,  /* the answer is on its way */
  SPARKLED_PEER_IDLE,   /* between two requests */
  SPARKLED_PEER_LIVE,   /* a WebSocket, which has its own keep-alive */
  SPARKLED_N_PEER_STATES
} SparkledPeerState;

typedef struct _SparkledPeer SparkledPeer;
struct _SparkledPeer
{
  GSocketAddress          *remote;     /* (owned), the same pointer that libsoup holds */
  GSocket                 *socket;     /* (owned) */
  char                    *address;    /* as text, without the port */
  SparkledPeerState        state;
  gint64                   deadline;   /* monotonic µs, 0: none */
  gboolean                 loopback;
  gboolean                 trusted;    /* a proxy of ours: its X-Forwarded-For is believed */
  gboolean                 counted;    /* against the cap of its address */
  gboolean                 shut;       /* told to go */
};

SparkledPeer *sparkled_peer_new       (GSocket *socket, GSocketAddress *remote);
void          sparkled_peer_free      (SparkledPeer *self);
void          sparkled_peer_set_state (SparkledPeer *self, SparkledPeerState state, unsigned seconds);
void          sparkled_peer_shut      (SparkledPeer *self);
const char   *sparkled_peer_state_to_string (SparkledPeerState state);

G_END_DECLS
