/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <gio/gio.h>
#include <string.h>

/* A thread of 5,000 comments against 5,000 plain lines in a list of the toolkit, in turns on the same virtual screen. */

#define RUNS 5

static double
take (const char *text,
      const char *word)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (unsigned i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], word) && lines[i][strlen (word)] == ' ')
      return g_ascii_strtod (lines[i] + strlen (word) + 1, NULL) / 1000;
  g_error ("bench-thread did not say “%s”", word);
}

static char *
perform (Bench      *bench,
         const char *mode)
{
  g_autoptr(GSubprocess) program = NULL;
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, WITH_DISPLAY, "1280x900", bench_program (bench, "bench-thread"), mode, NULL);
  if (program == NULL || !g_subprocess_communicate_utf8 (program, NULL, NULL, &text, NULL, &error))
    g_error ("bench-thread: %s", error->message);
  return text;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values)
{
  qsort (values, RUNS, sizeof (double), compare);
  return values[RUNS / 2];
}

static void
run (Bench *bench)
{
  double open[RUNS], plain[RUNS], call[RUNS], collapse[RUNS];

  for (unsigned i = 0; i < RUNS; i++)
    {
      g_autofree char *reference = perform (bench, "plain");
      g_autofree char *thread = perform (bench, "thread");

      plain[i] = take (reference, "open");
      open[i] = take (thread, "open");
      call[i] = take (thread, "call");
      collapse[i] = take (thread, "collapse");
    }
  bench_row (bench, "thread, 5,000 comments, to the first frame", median (open), "ms", BENCH_AT_MOST, 700);
  bench_row_ratio (bench, "the same against 5,000 plain rows", median (open), "ms", median (plain), BENCH_NO_BUDGET, 0);
  bench_row (bench, "thread, 3,000 replies collapsed, processor time", median (call), "ms", BENCH_AT_MOST, 16);
  bench_row (bench, "thread, 3,000 replies collapsed, to the next frame", median (collapse), "ms", BENCH_NO_BUDGET, 0);
}

const BenchModule bench_module_thread = { "thread", "5,000 comments: opening, collapsing", run };
