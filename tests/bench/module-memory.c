/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "bench-process.h"
#include "bench-swarm.h"

#define SOCKETS 1000

static void
frame_cb (unsigned    socket,
          const char *frame,
          gsize       size,
          gint64      now,
          gpointer    user_data)
{
}

/* An idle socket is one that has subscribed, as a client does, and to which nothing happens. */
static void
run (Bench *bench)
{
  g_autoptr(TestServer) server = bench_server_new (bench);
  g_autofree char *token = test_server_register (server, "reader");
  g_autofree char *cursor = bench_cursor (server, token, "feed");
  BenchSwarm *swarm = bench_swarm_new (server->port, 10, frame_cb, NULL);
  BenchSwarm *many;
  double idle = bench_process_memory_kb (server->process), full;

  many = bench_swarm_new (server->port, SOCKETS, frame_cb, NULL);
  bench_swarm_subscribe (many, "feed", cursor);
  bench_swarm_start (many);
  if (!bench_swarm_wait_frames (many, SOCKETS, 20))
    g_error ("not all sockets follow");
  full = bench_process_memory_kb (server->process);
  bench_row (bench, "memory of an idle worker", idle / 1024, "MB", BENCH_AT_MOST, 40);
  bench_row (bench, "memory of an idle socket", (full - idle) / SOCKETS, "KB", BENCH_AT_MOST, 16);
  bench_swarm_free (many);
  bench_swarm_free (swarm);
}

const BenchModule bench_module_memory = { "memory", "of an idle worker and of its idle sockets", run };
