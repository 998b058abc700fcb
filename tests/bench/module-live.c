/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <string.h>

#include "bench-swarm.h"
#include "bench-writer.h"

#define PER_SECOND 100
#define WRITES 1200
#define WARM 200
#define THREADS_WRITTEN_TO 10

typedef struct
{
  gint64  arrived[WRITES]; /* atomic */
  guint64 n_arrived;
} Arrivals;

static void
frame_cb (unsigned    socket,
          const char *frame,
          gsize       size,
          gint64      now,
          gpointer    user_data)
{
  Arrivals *arrivals = user_data;
  const char *end = frame + size;

  for (const char *p = frame; (p = memmem (p, (gsize) (end - p), "bench-", 6)) != NULL; p += 6)
    {
      unsigned n = bench_writer_parse (p);

      if (n < WRITES && arrivals->arrived[n] == 0)
        {
          arrivals->arrived[n] = now;
          __atomic_add_fetch (&arrivals->n_arrived, 1, __ATOMIC_RELAXED);
        }
    }
}

static gboolean
all_arrived (gpointer user_data)
{
  return __atomic_load_n (&((Arrivals *) user_data)->n_arrived, __ATOMIC_RELAXED) >= WRITES;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* From the moment that a writer sends its request to the moment that another client has read the frame. */
static void
run (Bench *bench)
{
  g_autoptr(TestServer) server = bench_server_new (bench);
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *token = bench_seed (server, THREADS_WRITTEN_TO, 0, posts);
  g_autofree Arrivals *arrivals = g_new0 (Arrivals, 1);
  BenchSwarm *reader = bench_swarm_new (server->port, 1, frame_cb, arrivals);
  g_autoptr(GArray) delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  BenchWriter *writer;

  for (guint i = 0; i < posts->len; i++)
    {
      g_autofree char *scope = g_strconcat ("post/", posts->pdata[i], NULL);
      g_autofree char *cursor = bench_cursor (server, token, scope);

      bench_swarm_subscribe (reader, scope, cursor);
    }
  bench_swarm_start (reader);
  writer = bench_writer_new (server->port, token, posts, PER_SECOND, WRITES);
  bench_writer_join (writer);
  if (!bench_swarm_wait (reader, all_arrived, arrivals, 5))
    g_error ("%u of %u changes arrived", (unsigned) arrivals->n_arrived, WRITES);

  for (unsigned i = WARM; i < WRITES; i++)
    {
      gint64 delay = arrivals->arrived[i] - bench_writer_get_sent (writer, i);

      g_array_append_val (delays, delay);
    }
  g_array_sort (delays, compare);
  bench_row (bench, "live change at 100 writes/s, p50", (double) g_array_index (delays, gint64, delays->len / 2) / 1000, "ms", BENCH_AT_MOST, 30);
  bench_row (bench, "live change at 100 writes/s, p95", (double) g_array_index (delays, gint64, delays->len * 95 / 100) / 1000, "ms", BENCH_AT_MOST, 100);
  bench_row (bench, "live change at 100 writes/s, p99", (double) g_array_index (delays, gint64, delays->len * 99 / 100) / 1000, "ms", BENCH_AT_MOST, 250);
  bench_writer_free (writer);
  bench_swarm_free (reader);
}

const BenchModule bench_module_live = { "live", "from a write's request to the frame at another client", run };
