/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "test-server.h"

G_BEGIN_DECLS

/* One run of the benchmarks: rows of figures, each with its budget and, where it is a ratio, with the
 * reference that was measured in the same run on the same machine. */
typedef struct _Bench Bench;

typedef struct
{
  const char *name;            /* "live": sparkle-bench NAME… runs only these */
  const char *what;            /* one line of --list */
  void      (*run) (Bench *bench); /* blocks; g_error() when something it needs does not work */
} BenchModule;

/* Modules have a file each and a place in the table of sparkle-bench.c. */
extern const BenchModule bench_module_http;
extern const BenchModule bench_module_pull;
extern const BenchModule bench_module_live;
extern const BenchModule bench_module_fan_out;
extern const BenchModule bench_module_markdown;
extern const BenchModule bench_module_memory;
extern const BenchModule bench_module_search;
extern const BenchModule bench_module_store;
extern const BenchModule bench_module_app;
extern const BenchModule bench_module_thread;

typedef enum
{
  BENCH_NO_BUDGET, /* for information */
  BENCH_AT_MOST,
  BENCH_AT_LEAST,
} BenchBudget;

/* A figure whose budget is in its own unit. */
void        bench_row        (Bench *self, const char *name, double value, const char *unit, BenchBudget kind, double budget);
/* A figure whose budget is its ratio to a reference. */
void        bench_row_ratio  (Bench *self, const char *name, double value, const char *unit, double reference, BenchBudget kind, double budget);

/* Programs: "sparkled" of the build that is measured, "bench-reference" … */
const char *bench_program    (Bench *self, const char *name);
/* A sparkled of one worker over a new database, rate limits off. */
TestServer *bench_server_new (Bench *self);
/* Seeds it: a person (returns the token), posts, and comments in the first of them. Post ids are put into posts. */
char       *bench_seed       (TestServer *server, unsigned n_posts, unsigned n_comments, GPtrArray *posts);
/* An answer that must be 200; data of it is (transfer full). */
JsonNode   *bench_request    (TestServer *server, const char *method, const char *path, const char *token, const char *body);
/* Where the scope stands now, as its reader would know it. */
char       *bench_cursor     (TestServer *server, const char *token, const char *scope);

G_END_DECLS
