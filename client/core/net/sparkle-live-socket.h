/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-http.h"
#include "sparkle-live-frame.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_LIVE_STATE_STOPPED,
  SPARKLE_LIVE_STATE_CONNECTING,
  SPARKLE_LIVE_STATE_OPEN,
  SPARKLE_LIVE_STATE_WAITING, /* until the next attempt */
} SparkleLiveState;

typedef struct
{
  guint64  seed;              /* of the jitter; 0: from the system */
  unsigned reconnect_min_ms;
  unsigned reconnect_max_ms;
  unsigned connect_timeout_ms;
  unsigned keepalive_seconds;
} SparkleLiveSocketOptions;

/* The live socket of one server: connects, stays connected, comes back. It knows frames, not what they mean.
 *
 * Signals, on the thread that made it:
 *   ::opened ()                     nothing is subscribed on this connection yet
 *   ::closed (GError *reason)
 *   ::frame (SparkleLiveFrame *frame, GBytes *text)   both only for the time of the call (text may be reffed) */
#define SPARKLE_TYPE_LIVE_SOCKET (sparkle_live_socket_get_type ())
G_DECLARE_FINAL_TYPE (SparkleLiveSocket, sparkle_live_socket, SPARKLE, LIVE_SOCKET, GObject)

SparkleLiveSocket *sparkle_live_socket_new         (SparkleHttp                    *http,
                                                    const SparkleLiveSocketOptions *options);
void               sparkle_live_socket_start       (SparkleLiveSocket *self);
void               sparkle_live_socket_stop        (SparkleLiveSocket *self);
/* Tries again now instead of at the end of the wait. */
void               sparkle_live_socket_hurry       (SparkleLiveSocket *self);
SparkleLiveState   sparkle_live_socket_get_state   (SparkleLiveSocket *self);

/* Each is FALSE when the socket is not open: what was not sent is never queued. */
gboolean           sparkle_live_socket_subscribe   (SparkleLiveSocket *self,
                                                    GPtrArray         *requests);
gboolean           sparkle_live_socket_unsubscribe (SparkleLiveSocket *self,
                                                    const char        *scope);
gboolean           sparkle_live_socket_ack         (SparkleLiveSocket *self,
                                                    const char        *scope,
                                                    const char        *cursor);
gboolean           sparkle_live_socket_typing      (SparkleLiveSocket *self,
                                                    const char        *scope,
                                                    gboolean           typing);

G_END_DECLS
