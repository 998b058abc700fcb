/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every wait of the sync engine in one place, in milliseconds, so that tests and the simulation can shorten them
 * and repeat a run: all jitter comes from the seed. */
typedef struct
{
  guint64  seed;              /* 0: from the system */
  unsigned retry_min;         /* first back-off after a failed push or pull */
  unsigned retry_max;
  unsigned reconnect_min;     /* live socket */
  unsigned reconnect_max;
  unsigned poll_interval;     /* pulls while the live socket is away */
  unsigned request_timeout;   /* one HTTP call, first to last byte */
  unsigned keepalive;         /* live socket, whole seconds */
  unsigned resubscribe_min;   /* at most one repair of a scope in this time */
} SparkleSyncTiming;

#define SPARKLE_SYNC_TIMING_DEFAULT \
  ((SparkleSyncTiming) { .seed = 0, .retry_min = 1000, .retry_max = 60000, .reconnect_min = 1000, \
                         .reconnect_max = 60000, .poll_interval = 30000, .request_timeout = 30000, \
                         .keepalive = 30, .resubscribe_min = 250 })

G_END_DECLS
