/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admin-world.h"

#include <glib/gstdio.h>

void
admin_world_set_up (AdminWorld    *w,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  w->database = test_database_new ();
  w->folder = g_dir_make_tmp ("sparkle-admin-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (admin_world_run (w, NULL, "migrate", NULL), ==, 0);
}

void
admin_world_tear_down (AdminWorld    *w,
                       gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (w->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (w->folder, name, NULL);
      g_unlink (file);
    }
  g_rmdir (w->folder);
  g_free (w->folder);
  g_free (w->out);
  g_free (w->err);
  test_database_free (w->database);
}

int
admin_world_run (AdminWorld *w,
                 const char *input,
                 ...)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  va_list args;

  g_ptr_array_add (argv, (gpointer) SPARKLE_ADMIN);
  va_start (args, input);
  for (const char *word = va_arg (args, const char *); word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  g_clear_pointer (&w->out, g_free);
  g_clear_pointer (&w->err, g_free);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_DATABASE", test_database_conninfo (w->database), TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &w->out, &w->err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_test_message ("%s%s", w->out, w->err);
  return g_subprocess_get_exit_status (process);
}

char *
admin_world_ask (AdminWorld *w,
                 const char *sql)
{
  return test_database_psql (w->database, sql);
}

gint64
admin_world_count (AdminWorld *w,
                   const char *sql)
{
  g_autofree char *text = admin_world_ask (w, sql);

  return g_ascii_strtoll (text, NULL, 10);
}

char *
admin_world_write (AdminWorld *w,
                   const char *name,
                   const char *text)
{
  char *file = g_build_filename (w->folder, name, NULL);

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  return file;
}

char *
admin_world_fingerprint (AdminWorld *w)
{
  return admin_world_ask (w, "SELECT md5 (string_agg (row, ';' ORDER BY row)) FROM ("
                             " SELECT 'a' || a::text FROM account a UNION ALL SELECT 'p' || p::text FROM post p"
                             " UNION ALL SELECT 'c' || c::text FROM comment c UNION ALL SELECT 'r' || r::text FROM reaction r"
                             " UNION ALL SELECT 'f' || f::text FROM follow f UNION ALL SELECT 'd' || d::text FROM draft d"
                             " UNION ALL SELECT 'b' || b::text FROM bookmark b UNION ALL SELECT 'x' || x::text FROM xp_award x"
                             " UNION ALL SELECT 'h' || h::text FROM change h) t (row)");
}
