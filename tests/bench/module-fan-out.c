/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <string.h>

#include "bench-process.h"
#include "bench-swarm.h"
#include "bench-writer.h"

#define SOCKETS 1000
#define PER_SECOND 100
#define WRITES 1000

typedef struct
{
  guint64 n;   /* atomic */
  guint64 all;
} Delivery;

static gboolean
all_delivered (gpointer user_data)
{
  Delivery *delivery = user_data;

  return __atomic_load_n (&delivery->n, __ATOMIC_RELAXED) >= delivery->all;
}

static void
frame_cb (unsigned    socket,
          const char *frame,
          gsize       size,
          gint64      now,
          gpointer    user_data)
{
  Delivery *delivery = user_data;
  const char *end = frame + size;

  for (const char *p = frame; (p = memmem (p, (gsize) (end - p), "\"bench-", 7)) != NULL; p += 7)
    __atomic_add_fetch (&delivery->n, 1, __ATOMIC_RELAXED);
}

/* Server CPU, in µs, of the writes with so many sockets that follow the thread. */
static double
measure (Bench    *bench,
         unsigned  n_sockets,
         guint64  *ret_delivered)
{
  g_autoptr(TestServer) server = bench_server_new (bench);
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *token = bench_seed (server, 1, 0, posts);
  g_autofree char *scope = g_strconcat ("post/", posts->pdata[0], NULL);
  g_autofree char *cursor = bench_cursor (server, token, scope);
  Delivery delivery = { 0, (guint64) WRITES * n_sockets };
  BenchSwarm *swarm = bench_swarm_new (server->port, n_sockets, frame_cb, &delivery);
  BenchWriter *writer;
  double before, used;

  bench_swarm_subscribe (swarm, scope, cursor);
  bench_swarm_start (swarm);
  if (!bench_swarm_wait_frames (swarm, n_sockets, 20))
    g_error ("not all sockets follow");

  before = bench_process_cpu_us (server->process);
  writer = bench_writer_new (server->port, token, posts, PER_SECOND, WRITES);
  bench_writer_join (writer);
  bench_swarm_wait (swarm, all_delivered, &delivery, 20);
  used = bench_process_cpu_us (server->process) - before;
  if (bench_swarm_get_pulls (swarm) > 0 || !all_delivered (&delivery))
    g_error ("%" G_GUINT64_FORMAT " of %u changes were delivered, %" G_GUINT64_FORMAT " subscriptions fell behind",
             delivery.n, WRITES * n_sockets, bench_swarm_get_pulls (swarm));
  *ret_delivered = delivery.n;
  bench_writer_free (writer);
  bench_swarm_free (swarm);
  return used;
}

/* The writes themselves cost the same without sockets; they are measured apart and taken off. */
static void
run (Bench *bench)
{
  guint64 one, many;
  double writes = measure (bench, 1, &one);
  double all = measure (bench, SOCKETS, &many);

  bench_row (bench, "fan-out, server CPU per delivered change, 1,000 sockets", (all - writes) / (double) many, "µs", BENCH_AT_MOST, 4);
  bench_row (bench, "the same with the CPU of the writes", all / (double) many, "µs", BENCH_NO_BUDGET, 0);
  bench_row (bench, "a write with its answer, server CPU", writes / WRITES / 1000, "ms", BENCH_NO_BUDGET, 0);
}

const BenchModule bench_module_fan_out = { "fan-out", "CPU per change delivered to 1,000 sockets at 100 changes/s", run };
