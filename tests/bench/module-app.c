/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <gio/gio.h>
#include <libdex.h>
#include <signal.h>
#include <string.h>

#include "bench-posts.h"

/* The app against a window of libadwaita with nothing in it: both started the same way, in turns, on the same virtual
 * screen, drawing in software. Nobody answers at the app's server: what it shows is what it has kept. */

#define CACHED      100000
#define TO_SCROLL   10000
#define RUNS        9
#define SCROLL_RUNS 3
#define SERVER      "http://127.0.0.1:9"

typedef struct
{
  GSubprocess *display;
  char        *folder;   /* (owned) */
  char       **environ;  /* (owned): of programs on that screen */
} Stage;

typedef struct
{
  double  first_ms; /* from exec to the first content */
  double  pss_mb;
  double  rss_mb;
  GArray *frames;   /* double, ms */
  GArray *cpu;
  GArray *intervals;
} Answer;

/* ---- the stage ---------------------------------------------------------------------------------------------------------- */

static void
stage_open (Stage *self,
            Bench *bench)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *schemas = g_build_filename (g_path_get_dirname (bench_program (bench, "bench-app")), "..", "..", "data", NULL);
  char *line;

  self->folder = g_dir_make_tmp ("sparkle-bench-XXXXXX", NULL);
  self->display = g_subprocess_launcher_spawn (launcher, &error, WITH_DISPLAY, "1280x900", "sh", "-c", "env; echo; exec sleep 3600", NULL);
  if (self->display == NULL)
    g_error ("with-display: %s", error->message);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->display));
  self->environ = g_new0 (char *, 1);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL && *line != '\0')
    {
      char *value = strchr (line, '=');

      if (value != NULL)
        {
          *value = '\0';
          self->environ = g_environ_setenv (self->environ, line, value + 1, TRUE);
        }
      g_free (line);
    }
  if (line == NULL)
    g_error ("with-display ended");
  g_free (line);
  self->environ = g_environ_setenv (self->environ, "GSETTINGS_SCHEMA_DIR", schemas, TRUE);
}

static void
remove_tree (GFile *file)
{
  g_autoptr(GFileEnumerator) children = g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static void
stage_close (Stage *self)
{
  g_autoptr(GFile) folder = g_file_new_for_path (self->folder);

  g_subprocess_send_signal (self->display, SIGTERM);
  g_subprocess_wait (self->display, NULL, NULL);
  g_clear_object (&self->display);
  remove_tree (folder);
  g_free (self->folder);
  g_strfreev (self->environ);
}

/* ---- programs on it ------------------------------------------------------------------------------------------------------ */

static void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->frames, g_array_unref);
  g_clear_pointer (&self->cpu, g_array_unref);
  g_clear_pointer (&self->intervals, g_array_unref);
}

static void
read_line (Answer     *self,
           const char *line,
           gint64      begin)
{
  double value;
  const char *number = strchr (line, ' ');

  if (number == NULL)
    return;
  value = g_ascii_strtod (number, NULL);
  if (g_str_has_prefix (line, "first "))
    self->first_ms = (value - begin) / 1000;
  else if (g_str_has_prefix (line, "pss "))
    self->pss_mb = value / 1024;
  else if (g_str_has_prefix (line, "rss "))
    self->rss_mb = value / 1024;
  else if (g_str_has_prefix (line, "frame ") || g_str_has_prefix (line, "cpu ") || g_str_has_prefix (line, "interval "))
    {
      value /= 1000;
      g_array_append_val (*line == 'f' ? self->frames : *line == 'c' ? self->cpu : self->intervals, value);
    }
}

static void
perform (Stage              *stage,
         Answer             *answer,
         const char * const *argv)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) program = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;
  gint64 begin;

  *answer = (Answer) {
    .frames = g_array_new (FALSE, FALSE, sizeof (double)),
    .cpu = g_array_new (FALSE, FALSE, sizeof (double)),
    .intervals = g_array_new (FALSE, FALSE, sizeof (double)),
  };
  g_subprocess_launcher_set_environ (launcher, stage->environ);
  begin = g_get_monotonic_time ();
  program = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (program == NULL || !g_subprocess_communicate_utf8 (program, NULL, NULL, &text, NULL, &error))
    g_error ("%s: %s", argv[0], error->message);
  if (!g_subprocess_get_successful (program))
    g_error ("%s %s failed", argv[0], argv[1]);
  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++)
    read_line (answer, lines[i], begin);
  if (answer->first_ms == 0)
    g_error ("%s %s never showed anything", argv[0], argv[1]);
}

static void
perform_empty (Stage      *stage,
               Bench      *bench,
               Answer     *answer,
               const char *mode)
{
  perform (stage, answer, (const char *[]) { bench_program (bench, "bench-empty"), mode, NULL });
}

static void
perform_app (Stage      *stage,
             Bench      *bench,
             Answer     *answer,
             const char *mode,
             const char *data_dir)
{
  perform (stage, answer, (const char *[]) { bench_program (bench, "bench-app"), mode, "--data", data_dir, "--server", SERVER, NULL });
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------- */

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
percentile (GArray *values,
            double  part)
{
  if (values->len == 0)
    g_error ("nothing was measured");
  g_array_sort (values, compare);
  return g_array_index (values, double, (unsigned) (part * (values->len - 1)));
}

/* In turns; medians, for both programs meet the same moods of the machine. */
static void
measure_start (Stage      *stage,
               Bench      *bench,
               const char *data_dir)
{
  g_autoptr(GArray) apps = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) empties = g_array_new (FALSE, FALSE, sizeof (double));
  Answer answer;

  perform_empty (stage, bench, &answer, "start");
  answer_clear (&answer);
  perform_app (stage, bench, &answer, "start", data_dir);
  answer_clear (&answer);
  for (unsigned i = 0; i < RUNS; i++)
    {
      perform_empty (stage, bench, &answer, "start");
      g_array_append_val (empties, answer.first_ms);
      answer_clear (&answer);
      perform_app (stage, bench, &answer, "start", data_dir);
      g_array_append_val (apps, answer.first_ms);
      answer_clear (&answer);
    }
  bench_row_ratio (bench, "app, start to first content, 100,000 cached posts", percentile (apps, 0.5), "ms", percentile (empties, 0.5), BENCH_AT_MOST, 1.5);
  bench_row_ratio (bench, "the same, the fastest of each", percentile (apps, 0), "ms", percentile (empties, 0), BENCH_NO_BUDGET, 0);
}

/* Each run scrolls on from where the one before was left; the calmest of them counts. */
static void
measure_scrolling (Stage      *stage,
                   Bench      *bench,
                   const char *data_dir)
{
  Answer answer = { 0 }, other;

  for (unsigned i = 0; i < SCROLL_RUNS; i++)
    {
      perform_app (stage, bench, &other, "scroll", data_dir);
      if (answer.frames == NULL || percentile (other.frames, 0.95) < percentile (answer.frames, 0.95))
        {
          Answer worse = answer;

          answer = other;
          other = worse;
        }
      answer_clear (&other);
    }
  bench_row (bench, "scrolling, 300 frames: p95 of a frame", percentile (answer.frames, 0.95), "ms", BENCH_AT_MOST, 20);
  bench_row (bench, "scrolling: p95 of a frame, processor time", percentile (answer.cpu, 0.95), "ms", BENCH_NO_BUDGET, 0);
  bench_row (bench, "scrolling: median of a frame", percentile (answer.frames, 0.5), "ms", BENCH_NO_BUDGET, 0);
  bench_row (bench, "scrolling: longest frame", percentile (answer.frames, 1), "ms", BENCH_NO_BUDGET, 0);
  bench_row (bench, "scrolling: p95 from one frame to the next", percentile (answer.intervals, 0.95), "ms", BENCH_NO_BUDGET, 0);
  answer_clear (&answer);
}

static void
measure_memory (Stage      *stage,
                Bench      *bench,
                const char *data_dir)
{
  Answer app, empty;

  perform_empty (stage, bench, &empty, "memory");
  perform_app (stage, bench, &app, "memory", data_dir);
  bench_row_ratio (bench, "app memory (PSS), 10,000 posts scrolled through and back", app.pss_mb, "MB", empty.pss_mb, BENCH_AT_MOST, 1.5);
  bench_row_ratio (bench, "the same as resident memory (RSS)", app.rss_mb, "MB", empty.rss_mb, BENCH_NO_BUDGET, 0);
  answer_clear (&app);
  answer_clear (&empty);
}

static void
run (Bench *bench)
{
  g_autofree char *large = NULL, *small = NULL;
  Stage stage;

  dex_init ();
  stage_open (&stage, bench);
  large = g_build_filename (stage.folder, "large", NULL);
  small = g_build_filename (stage.folder, "small", NULL);
  bench_posts_fill (large, SERVER, CACHED);
  bench_posts_fill (small, SERVER, TO_SCROLL);
  measure_start (&stage, bench, large);
  measure_scrolling (&stage, bench, large);
  measure_memory (&stage, bench, small);
  stage_close (&stage);
}

const BenchModule bench_module_app = { "app", "the window: start, scrolling, memory", run };
