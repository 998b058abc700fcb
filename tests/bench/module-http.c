/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bench-http.h"

#define SECONDS "4"
#define LEAST_RATIO 0.4

/* Requests per second by wrk, with one thread and so many connections that the server is never idle. */
static double
measure (unsigned    port,
         const char *path,
         const char *token)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", port, path);
  g_autofree char *header = g_strconcat ("Authorization: Bearer ", token != NULL ? token : "", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) wrk = NULL;
  g_autofree char *out = NULL;
  const char *found;

  if (token != NULL)
    wrk = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "wrk", "-t1", "-c32", "-d" SECONDS, "-H", header, url, NULL);
  else
    wrk = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "wrk", "-t1", "-c32", "-d" SECONDS, url, NULL);
  if (wrk == NULL || !g_subprocess_communicate_utf8 (wrk, NULL, NULL, &out, NULL, &error))
    g_error ("wrk: %s", error->message);
  if (strstr (out, "Non-2xx") != NULL || strstr (out, "Socket errors") != NULL || (found = strstr (out, "Requests/sec:")) == NULL)
    g_error ("wrk: not all answers were good:\n%s", out);
  return g_ascii_strtod (found + strlen ("Requests/sec:"), NULL);
}

static double
measure_reference (Bench      *bench,
                   const char *body)
{
  g_autofree char *path = NULL, *line = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) server = NULL;
  g_autoptr(GDataInputStream) out = NULL;
  double rate;
  int fd = g_file_open_tmp ("sparkle-bench-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, body, -1, &error);
  g_assert_no_error (error);
  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error,
                             bench_program (bench, "bench-reference"), path, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  if (line == NULL)
    g_error ("bench-reference did not start");
  rate = measure ((unsigned) g_ascii_strtoull (line, NULL, 10), "/", NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (server), NULL, NULL);
  g_subprocess_wait (server, NULL, NULL);
  g_remove (path);
  return rate;
}

static void
page (Bench      *bench,
      TestServer *server,
      const char *name,
      const char *path,
      const char *token)
{
  g_autoptr(BenchHttp) http = bench_http_new (server->port);
  g_autofree char *body = NULL;
  double reference;

  if (bench_http_send (http, "GET", path, token, NULL, &body) != 200)
    g_error ("%s: %s", path, body);
  reference = measure_reference (bench, body);
  bench_row_ratio (bench, name, measure (server->port, path, token), "requests/s", reference,
                   token == NULL ? BENCH_AT_LEAST : BENCH_NO_BUDGET, LEAST_RATIO);
}

static void
run (Bench *bench)
{
  g_autoptr(TestServer) server = bench_server_new (bench);
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *token = bench_seed (server, 100, 50, posts);
  g_autofree char *thread = g_strdup_printf ("/api/v1/posts/%s/comments?limit=50", (char *) posts->pdata[0]);
  g_autofree char *post = g_strdup_printf ("/api/v1/posts/%s", (char *) posts->pdata[0]);

  page (bench, server, "feed page (10 posts), of a bare SoupServer", "/api/v1/posts", NULL);
  page (bench, server, "thread page (50 comments), of a bare SoupServer", thread, NULL);
  page (bench, server, "one post, signed in", post, token);
}

const BenchModule bench_module_http = { "http", "feed and thread pages per second and worker", run };
