/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <gio/gio.h>
#include <string.h>

/* How soon a post of 50,000 characters is there to be read, and whether the window stays awake while the rest of it comes. The
 * reference is one label with the same text as it was typed. */

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
middle (GArray *values)
{
  if (values->len == 0)
    g_error ("bench-markdown said nothing");
  g_array_sort (values, compare);
  return g_array_index (values, double, values->len / 2);
}

static void
run (Bench *bench)
{
  static const char * const names[] = { "label ", "first ", "frame ", "all " };
  g_autoptr(GSubprocess) program = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  double median[G_N_ELEMENTS (names)];
  char *line;

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (values, g_array_new (FALSE, FALSE, sizeof (double)));
  program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, WITH_DISPLAY, "1280x900",
                              bench_program (bench, "bench-markdown"), NULL);
  if (program == NULL)
    g_error ("with-display: %s", error->message);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program));
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_str_has_prefix (line, names[i]))
          {
            double value = g_ascii_strtod (line + strlen (names[i]), NULL);

            g_array_append_val (g_ptr_array_index (values, i), value);
          }
      g_free (line);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    median[i] = middle (g_ptr_array_index (values, i));

  bench_row (bench, "a post of 50,000 characters: its first screen", median[1], "ms", BENCH_AT_MOST, 100);
  bench_row (bench, "a post of 50,000 characters: its longest frame after", median[2], "ms", BENCH_AT_MOST, 50);
  bench_row_ratio (bench, "a post of 50,000 characters: all of it", median[3], "ms", median[0], BENCH_NO_BUDGET, 0);
}

const BenchModule bench_module_markdown = { "markdown", "a long post laid out", run };
