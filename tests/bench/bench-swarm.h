/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Many live sockets of one process, as clients would hold them: they read, take frames apart and acknowledge
 * each 16 KiB. Its own small WebSocket, for libsoup's is not a load generator. */
typedef struct _BenchSwarm BenchSwarm;

/* A "changes" frame arrived at a socket. Runs on the swarm's thread. */
typedef void (*BenchFrameFunc) (unsigned socket, const char *frame, gsize size, gint64 now, gpointer user_data);

BenchSwarm *bench_swarm_new       (unsigned port, unsigned n_sockets, BenchFrameFunc func, gpointer user_data);
void        bench_swarm_subscribe (BenchSwarm *self, const char *scope, const char *cursor);
/* Reads on a thread of its own until it is freed. */
void        bench_swarm_start     (BenchSwarm *self);
void        bench_swarm_free      (BenchSwarm *self);
/* Waits, looking after each reading, until the condition holds; FALSE when it does not within seconds. */
typedef gboolean (*BenchCondition) (gpointer user_data);
gboolean    bench_swarm_wait      (BenchSwarm *self, BenchCondition condition, gpointer user_data, unsigned seconds);
/* The same for so many "changes" frames. */
gboolean    bench_swarm_wait_frames (BenchSwarm *self, guint64 n, unsigned seconds);
guint64     bench_swarm_get_frames (BenchSwarm *self); /* "changes", all sockets */
guint64     bench_swarm_get_pulls (BenchSwarm *self);  /* told to pull: fell behind */

G_END_DECLS
