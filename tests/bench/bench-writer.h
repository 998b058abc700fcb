/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes comments at a steady rate, on several connections, and remembers when each was begun. */
typedef struct _BenchWriter BenchWriter;

/* posts: ids; comments go round among them. Comment n begins with "bench-%06u". */
BenchWriter *bench_writer_new      (unsigned port, const char *token, GPtrArray *posts, unsigned per_second, unsigned n);
/* When comment n was sent; 0 when not yet. */
gint64       bench_writer_get_sent (BenchWriter *self, unsigned n);
void         bench_writer_join     (BenchWriter *self); /* waits until all are answered */
void         bench_writer_free     (BenchWriter *self);
/* The number after "bench-" at p. */
unsigned     bench_writer_parse    (const char *p);

G_END_DECLS
