/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* The live hub of one process: sockets, the scopes they subscribed, and the one reader of the change
 * feed that serves them all. It is the SparkledBus of the domain. Everything here runs on the
 * GMainContext that was the thread's default when it was made. */
#define SPARKLED_TYPE_HUB (sparkled_hub_get_type ())
G_DECLARE_FINAL_TYPE (SparkledHub, sparkled_hub, SPARKLED, HUB, GObject)

typedef struct
{
  unsigned max_sockets;  /* 0: 2,000 */
  unsigned max_scopes;   /* per socket; 0: 64 */
  unsigned poll_ms;      /* what a lost NOTIFY costs; 0: 5,000 */
  unsigned window;       /* unacknowledged bytes per socket; 0: 65,536 */
  gboolean unlimited;    /* no limit on the rate of frames: bench and simulation only */
} SparkledHubOptions;

typedef struct
{
  unsigned sockets;
  unsigned subscriptions;
  unsigned scopes;          /* subscribed by anybody */
  unsigned tick_ms;         /* the present distance of two ticks */
  gboolean listening;       /* the LISTEN connection stands */
  guint64  ticks;
  guint64  frames;          /* "changes" frames sent */
  guint64  bytes;           /* of them */
  guint64  behind;          /* times a subscription fell behind and was told to pull */
  guint64  refused_frames;  /* frames from clients answered by an error */
  guint64  notified;        /* NOTIFYs sent */
  guint64  wakeups;         /* NOTIFYs of other processes received */
  gint64   horizon_lag_us;  /* how long committed changes have been waiting under the oldest open transaction */
} SparkledHubStats;

/* conninfo: for the LISTEN connection, one per process, apart from the pool. options: (nullable) */
SparkledHub *sparkled_hub_new       (SparkledServices *services, const char *conninfo, const SparkledHubOptions *options);
/* Resolves true at once; a database that is away is waited for in the background. */
DexFuture   *sparkled_hub_start     (SparkledHub *self);
/* Closes every socket with 1001 and resolves true when the last one is gone, or after grace_ms. */
DexFuture   *sparkled_hub_stop      (SparkledHub *self, unsigned grace_ms);
/* Takes over a connection after the handshake of a WebSocket without extensions (a reference of its own).
 * account: (nullable), kept. Returns FALSE after closing it, with 1013 when the hub is full or stopping. */
gboolean     sparkled_hub_accept    (SparkledHub *self, GIOStream *stream, const SparkledAccount *account, const char *address);
void         sparkled_hub_get_stats (SparkledHub *self, SparkledHubStats *ret_stats);

/* Signals, for the caches of the process:
 *  "changed" (const char * const *scopes): scopes changed, here or in another process, after their commit;
 *    NULL: any may have (notifications may have been lost).
 *  "account-changed" (const char *account_id, const char *session_id): as SparkledBus.account_changed, here or
 *    in another process; both NULL: any may have. */

G_END_DECLS
