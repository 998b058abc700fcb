/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "bench-http.h"
#include "bench-process.h"

#define WARM 200
#define PULLS 3000

/* What a device asks again and again: two scopes, nothing new. */
static void
run (Bench *bench)
{
  g_autoptr(TestServer) server = bench_server_new (bench);
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *token = bench_seed (server, 100, 50, posts);
  g_autofree char *feed = bench_cursor (server, token, "feed");
  g_autofree char *me = bench_cursor (server, token, "me");
  g_autofree char *body = g_strdup_printf ("{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"%s\"},{\"scope\":\"me\",\"cursor\":\"%s\"}],\"limit\":500}", feed, me);
  g_autoptr(BenchHttp) http = bench_http_new (server->port);
  double before = 0;
  gint64 started = 0;

  for (unsigned i = 0; i < WARM + PULLS; i++)
    {
      if (i == WARM)
        {
          before = bench_process_cpu_us (server->process);
          started = g_get_monotonic_time ();
        }
      if (bench_http_send (http, "POST", "/api/v1/sync/pull", token, body, NULL) != 200)
        g_error ("a pull was refused");
    }
  bench_row (bench, "pull with nothing new, server CPU", (bench_process_cpu_us (server->process) - before) / PULLS / 1000, "ms", BENCH_AT_MOST, 1);
  bench_row (bench, "pull with nothing new, from request to answer", (double) (g_get_monotonic_time () - started) / PULLS / 1000, "ms", BENCH_NO_BUDGET, 0);
}

const BenchModule bench_module_pull = { "pull", "a pull that finds nothing new", run };
