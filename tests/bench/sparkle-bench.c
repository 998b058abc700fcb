/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-private.h"

#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every benchmark there is, in the order of running. */
static const BenchModule * const modules[] = {
  &bench_module_memory,
  &bench_module_http,
  &bench_module_pull,
  &bench_module_live,
  &bench_module_fan_out,
  &bench_module_store,
  &bench_module_search,
  &bench_module_app,
  &bench_module_thread,
  &bench_module_markdown,
};

static void
row_free (gpointer data)
{
  BenchRow *row = data;

  g_free (row->name);
  g_free (row->unit);
  g_free (row->budget);
  g_free (row);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  if (isnan (value))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, value);
}

static gboolean
write_json (Bench       *bench,
            const char  *path,
            GError     **error)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < bench->rows->len; i++)
    {
      BenchRow *row = bench->rows->pdata[i];

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, row->name);
      add_number (builder, "value", row->value);
      json_builder_set_member_name (builder, "unit");
      json_builder_add_string_value (builder, row->unit);
      add_number (builder, "reference", row->reference);
      add_number (builder, "ratio", row->ratio);
      json_builder_set_member_name (builder, "budget");
      if (row->budget != NULL)
        json_builder_add_string_value (builder, row->budget);
      else
        json_builder_add_null_value (builder);
      json_builder_set_member_name (builder, "ok");
      json_builder_add_boolean_value (builder, row->ok);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_file_set_contents (path, text, -1, error);
}

static void
print_table (Bench *bench)
{
  g_print ("\n%-58s %12s %-10s %12s %7s %10s\n", "what", "value", "unit", "reference", "ratio", "budget");
  for (guint i = 0; i < bench->rows->len; i++)
    {
      BenchRow *row = bench->rows->pdata[i];
      g_autofree char *reference = isnan (row->reference) ? g_strdup ("") : g_strdup_printf ("%.1f", row->reference);
      g_autofree char *ratio = isnan (row->ratio) ? g_strdup ("") : g_strdup_printf ("%.2f", row->ratio);

      g_print ("%-58s %12.2f %-10s %12s %7s %10s %s\n", row->name, row->value, row->unit, reference, ratio,
               row->budget != NULL ? row->budget : "", row->budget == NULL ? "" : row->ok ? "ok" : "MISSED");
    }
}

static gboolean
is_wanted (const BenchModule  *module,
           char              **only)
{
  return only == NULL || only[0] == NULL || g_strv_contains ((const char * const *) only, module->name);
}

/* Thousands of sockets, on both sides. */
static void
raise_descriptors (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static pid_t measuring;

static void
forward_cb (int number)
{
  kill (-measuring, SIGTERM);
}

/* The benchmarks run in a process group of their own, so that however they end, the servers they started
 * end with them. Returns in the child only. */
static void
guard (void)
{
  int status;

  measuring = fork ();
  if (measuring < 0)
    g_error ("cannot fork: %s", g_strerror (errno));
  if (measuring == 0)
    {
      setpgid (0, 0);
      return;
    }
  setpgid (measuring, measuring);
  signal (SIGINT, forward_cb);
  signal (SIGTERM, forward_cb);
  while (waitpid (measuring, &status, 0) < 0 && errno == EINTR)
    ;
  kill (-measuring, SIGTERM);
  _exit (WIFEXITED (status) ? WEXITSTATUS (status) : 1);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *output = NULL, *self = g_file_read_link ("/proc/self/exe", NULL);
  g_auto(GStrv) only = NULL;
  gboolean list = FALSE, strict = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Write the figures as JSON", "FILE" },
    { "list", 'l', 0, G_OPTION_ARG_NONE, &list, "List the benchmarks", NULL },
    { "strict", 's', 0, G_OPTION_ARG_NONE, &strict, "Fail when a budget is missed", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &only, NULL, "[NAME…]" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("- measures what the budgets are about");
  g_autoptr(GError) error = NULL;
  Bench bench = { 0 };
  gboolean ok = TRUE;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("sparkle-bench: %s\n", error->message);
      return 2;
    }
  for (unsigned i = 0; list && i < G_N_ELEMENTS (modules); i++)
    g_print ("%-10s %s\n", modules[i]->name, modules[i]->what);
  if (list)
    return 0;

  guard ();
  raise_descriptors ();
  bench.dir = g_path_get_dirname (self);
  bench.programs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bench.rows = g_ptr_array_new_with_free_func (row_free);
  for (unsigned i = 0; i < G_N_ELEMENTS (modules); i++)
    {
      if (!is_wanted (modules[i], only))
        continue;
      g_printerr ("%s: %s\n", modules[i]->name, modules[i]->what);
      modules[i]->run (&bench);
    }
  print_table (&bench);
  for (guint i = 0; i < bench.rows->len; i++)
    ok &= ((BenchRow *) bench.rows->pdata[i])->ok;
  if (output != NULL && !write_json (&bench, output, &error))
    {
      g_printerr ("sparkle-bench: %s\n", error->message);
      return 1;
    }
  g_ptr_array_unref (bench.rows);
  g_hash_table_unref (bench.programs);
  g_free (bench.dir);
  return strict && !ok ? 3 : 0;
}
