/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-live-frame.h"
#include "sparkled-change-table.h"
#include "sparkled-services.h"
#include "sparkled-web-socket.h"

G_BEGIN_DECLS

/* One client's socket: its limits, its unacknowledged bytes, its end. What is sent is bounded:
 *  - "changes" frames: at most a window of bytes that the client has not acknowledged;
 *  - presence: nothing while older bytes are unwritten;
 *  - everything else answers a frame of the client, and those are limited in rate;
 *  - all of them together: who reads nothing is dropped. */
typedef struct _SparkledLiveSocket SparkledLiveSocket;

typedef enum
{
  SPARKLED_LIVE_SOCKET_OPEN,
  SPARKLED_LIVE_SOCKET_CLOSING, /* waits for the other side, a few seconds at most */
  SPARKLED_LIVE_SOCKET_CLOSED,
} SparkledLiveSocketState;

typedef struct
{
  gsize    window;     /* bytes */
  gboolean unlimited;  /* no limit on the rate of frames */
  /* A frame that is allowed by its rate: subscribe, unsubscribe, typing. */
  void   (*frame)   (SparkledLiveSocket *socket, SparkleLiveFrame *frame, gpointer data);
  void   (*refused) (SparkledLiveSocket *socket, gpointer data);
  void   (*closed)  (SparkledLiveSocket *socket, gpointer data);
  gpointer data;
} SparkledLiveSocketShared;

SparkledLiveSocket      *sparkled_live_socket_new   (const SparkledLiveSocketShared *shared, SparkledPoller *poller, GIOStream *stream, const SparkledAccount *account, const char *address);
SparkledLiveSocket      *sparkled_live_socket_ref   (SparkledLiveSocket *self);
void                     sparkled_live_socket_unref (SparkledLiveSocket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledLiveSocket, sparkled_live_socket_unref)

SparkledLiveSocketState  sparkled_live_socket_get_state         (SparkledLiveSocket *self);
const SparkledAccount   *sparkled_live_socket_get_account       (SparkledLiveSocket *self); /* (nullable) */
/* What the hub keeps per scope of this socket: scope -> SparkledSubscription. Owned here, filled by SparkledTopics. */
GHashTable              *sparkled_live_socket_get_subscriptions (SparkledLiveSocket *self);

/* Sends a "changes" frame of a scope, or sends nothing and returns FALSE when the window has no room for it. */
gboolean                 sparkled_live_socket_send_changes   (SparkledLiveSocket *self, GRefString *scope, const SparkledPosition *position, GBytes *frame);
void                     sparkled_live_socket_send_pull      (SparkledLiveSocket *self, const char *scope);
void                     sparkled_live_socket_send_ephemeral (SparkledLiveSocket *self, GBytes *frame);
/* Tells what is wrong; scope: (nullable). */
void                     sparkled_live_socket_send_error     (SparkledLiveSocket *self, const GError *error, const char *scope);
/* The same for what no honest client sends: one that goes on is closed with 1008. */
void                     sparkled_live_socket_refuse         (SparkledLiveSocket *self, const GError *error, const char *scope);
/* The unacknowledged frames of a scope do not count any more: the client begins anew there. */
void                     sparkled_live_socket_forgive        (SparkledLiveSocket *self, const char *scope);
gsize                    sparkled_live_socket_get_unacked    (SparkledLiveSocket *self);
void                     sparkled_live_socket_close          (SparkledLiveSocket *self, SparkledWebSocketCode code, const char *reason);
/* Without a handshake. */
void                     sparkled_live_socket_close_now      (SparkledLiveSocket *self);
/* Now and then: is anybody there? */
void                     sparkled_live_socket_check          (SparkledLiveSocket *self, gint64 now);

G_END_DECLS
