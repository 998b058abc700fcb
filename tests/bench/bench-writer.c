/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-writer.h"

#include <errno.h>
#include <time.h>

#include "bench-http.h"

/* Enough that a write of 40 ms does not hold up the next. */
#define THREADS 4

struct _BenchWriter
{
  unsigned   port;
  char      *token;
  GPtrArray *posts;
  unsigned   per_second;
  unsigned   n;
  gint64     start;
  gint64    *sent;    /* atomic */
  unsigned   next_thread;
  GThread   *threads[THREADS];
};

static gpointer
run (gpointer data)
{
  BenchWriter *self = data;
  unsigned first = (unsigned) g_atomic_int_add ((int *) &self->next_thread, 1);
  g_autoptr(BenchHttp) http = bench_http_new (self->port);

  for (unsigned i = first; i < self->n; i += THREADS)
    {
      g_autofree char *path = g_strdup_printf ("/api/v1/posts/%s/comments", (char *) self->posts->pdata[i % self->posts->len]);
      g_autofree char *body = g_strdup_printf ("{\"content\":\"bench-%06u I watched it three times and the shadow moves before she does.\"}", i);
      gint64 due = self->start + (gint64) i * G_USEC_PER_SEC / self->per_second;
      struct timespec at = { .tv_sec = due / G_USEC_PER_SEC, .tv_nsec = due % G_USEC_PER_SEC * 1000 };
      unsigned status;

      while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        ;
      __atomic_store_n (&self->sent[i], g_get_monotonic_time (), __ATOMIC_RELAXED);
      status = bench_http_send (http, "POST", path, self->token, body, NULL);
      if (status != 201)
        g_error ("a comment was answered with %u", status);
    }
  return NULL;
}

BenchWriter *
bench_writer_new (unsigned    port,
                  const char *token,
                  GPtrArray  *posts,
                  unsigned    per_second,
                  unsigned    n)
{
  BenchWriter *self = g_new0 (BenchWriter, 1);

  self->port = port;
  self->token = g_strdup (token);
  self->posts = g_ptr_array_ref (posts);
  self->per_second = per_second;
  self->n = n;
  self->sent = g_new0 (gint64, n);
  self->start = g_get_monotonic_time ();
  for (unsigned i = 0; i < THREADS; i++)
    self->threads[i] = g_thread_new ("writer", run, self);
  return self;
}

gint64
bench_writer_get_sent (BenchWriter *self,
                       unsigned     n)
{
  return n < self->n ? __atomic_load_n (&self->sent[n], __ATOMIC_RELAXED) : 0;
}

void
bench_writer_join (BenchWriter *self)
{
  for (unsigned i = 0; i < THREADS; i++)
    g_clear_pointer (&self->threads[i], g_thread_join);
}

void
bench_writer_free (BenchWriter *self)
{
  bench_writer_join (self);
  g_ptr_array_unref (self->posts);
  g_free (self->token);
  g_free (self->sent);
  g_free (self);
}

unsigned
bench_writer_parse (const char *p)
{
  return (unsigned) g_ascii_strtoull (p + 6, NULL, 10);
}
