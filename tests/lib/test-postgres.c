/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-postgres.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct _TestCluster
{
  char *dir;  /* (owned) data/, log and the socket are in it */
  GPid  pid;  /* 0 when stopped */
};

struct _TestDatabase
{
  char *socket_dir; /* (owned) */
  char *name;       /* (owned) */
  char *conninfo;   /* (owned) */
};

/* PostgreSQL refuses to run as root: a root test hands the cluster to this user. */
static const struct passwd *
cluster_user (void)
{
  if (geteuid () != 0)
    return NULL;
  const struct passwd *user = getpwnam ("postgres");
  if (user == NULL)
    g_error ("running as root needs a user named postgres");
  return user;
}

static void
child_setup (gpointer data)
{
  const struct passwd *user = data;

  if (user != NULL && (setgroups (0, NULL) != 0 || setgid (user->pw_gid) != 0 || setuid (user->pw_uid) != 0))
    _exit (126);
  /* A test that is killed takes its cluster along. After setuid, which would clear it. */
  prctl (PR_SET_PDEATHSIG, SIGQUIT);
}

static char **
child_environment (void)
{
  char **environment = g_get_environ ();

  /* Sanitizer options are for our programs. */
  environment = g_environ_unsetenv (environment, "LD_PRELOAD");
  return g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
}

static char *
find_program (const char *name)
{
  g_autofree char *found = g_find_program_in_path (name);
  if (found != NULL)
    return g_steal_pointer (&found);
  for (int version = 20; version >= 14; version--)
    {
      g_autofree char *path = g_strdup_printf ("/usr/lib/postgresql/%d/bin/%s", version, name);
      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  g_error ("%s is not installed", name);
}

static char *
run (const char * const *argv, gboolean as_cluster_user)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_auto(GStrv) environment = child_environment ();
  int status = 0;

  if (!g_spawn_sync ("/", (char **) argv, environment, G_SPAWN_SEARCH_PATH,
                     child_setup, as_cluster_user ? (gpointer) cluster_user () : NULL,
                     &out, &err, &status, &error))
    g_error ("%s: %s", argv[0], error->message);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s%s", argv[0], error->message, out, err);
  g_strchomp (out);
  return g_steal_pointer (&out);
}

static gboolean
cluster_answers (TestCluster *self)
{
  g_autofree char *pg_isready = find_program ("pg_isready");
  const char *argv[] = { pg_isready, "-q", "-h", self->dir, NULL };
  g_auto(GStrv) environment = child_environment ();
  int status = 0;

  return g_spawn_sync ("/", (char **) argv, environment, 0, NULL, NULL, NULL, NULL, &status, NULL) && status == 0;
}

void
test_cluster_start (TestCluster *self)
{
  g_autofree char *postgres = find_program ("postgres");
  g_autofree char *data = g_build_filename (self->dir, "data", NULL);
  const char *argv[] = { postgres, "-D", data, "-k", self->dir, "-c", "listen_addresses=", "-c", "fsync=off",
                         "-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "logging_collector=on",
                         "-c", "log_directory=../", "-c", "log_filename=log", NULL };
  g_auto(GStrv) environment = child_environment ();
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (self->pid, ==, 0);
  if (!g_spawn_async ("/", (char **) argv, environment,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                      child_setup, (gpointer) cluster_user (), &self->pid, &error))
    g_error ("postgres: %s", error->message);

  for (gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; !cluster_answers (self);)
    {
      if (waitpid (self->pid, NULL, WNOHANG) != 0 || g_get_monotonic_time () > end)
        {
          g_autofree char *path = g_build_filename (self->dir, "log", NULL);
          g_autofree char *log = NULL;
          g_file_get_contents (path, &log, NULL, NULL);
          g_error ("PostgreSQL did not start:\n%s", log ? log : "(no log)");
        }
      g_poll (NULL, 0, 10);
    }
}

void
test_cluster_stop (TestCluster *self)
{
  if (self->pid == 0)
    return;
  kill (self->pid, SIGQUIT);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (self->pid);
  self->pid = 0;
}

TestCluster *
test_cluster_new (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *initdb = find_program ("initdb");
  TestCluster *self = g_new0 (TestCluster, 1);

  /* Not the build folder: a Unix socket's path has at most 107 bytes. */
  self->dir = g_strdup ("/tmp/sparkle-pg-XXXXXX");
  if (g_mkdtemp_full (self->dir, 0755) == NULL)
    g_error ("%s: %s", self->dir, g_strerror (errno));
  const struct passwd *user = cluster_user ();
  if (user != NULL && chown (self->dir, user->pw_uid, user->pw_gid) != 0)
    g_error ("%s: %s", self->dir, g_strerror (errno));

  g_autofree char *data = g_build_filename (self->dir, "data", NULL);
  const char *template = g_getenv ("SPARKLE_TEST_PG_TEMPLATE");
  const char *copy[] = { "cp", "-a", template, data, NULL };
  const char *make[] = { initdb, "--no-sync", "--no-instructions", "--auth=trust", "--username=sparkle",
                         "--encoding=UTF8", "--locale=C.UTF-8", "-D", data, NULL };
  g_free (run (template != NULL ? copy : make, TRUE));
  test_cluster_start (self);
  return self;
}

void
test_cluster_free (TestCluster *self)
{
  test_cluster_stop (self);
  const char *argv[] = { "rm", "-rf", "--one-file-system", self->dir, NULL };
  g_free (run (argv, FALSE));
  g_free (self->dir);
  g_free (self);
}

const char *
test_cluster_get_socket_dir (TestCluster *self)
{
  return self->dir;
}

/* The cluster of a process that was started without ./dev test. */
static TestCluster *own_cluster;

static void
free_own_cluster (void)
{
  g_clear_pointer (&own_cluster, test_cluster_free);
}

static char *
psql (const char *socket_dir, const char *database, const char *sql)
{
  const char *argv[] = { "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", socket_dir, "-U", "sparkle", "-d", database, "-c", sql, NULL };
  return run (argv, FALSE);
}

static TestDatabase *
database_new (const char *socket_dir)
{
  static int serial;
  TestDatabase *self = g_new0 (TestDatabase, 1);

  self->socket_dir = g_strdup (socket_dir);
  self->name = g_strdup_printf ("test_%d_%d", getpid (), ++serial);
  self->conninfo = g_strdup_printf ("host=%s user=sparkle dbname=%s", socket_dir, self->name);
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE %s", self->name);
  g_free (psql (socket_dir, "postgres", sql));
  return self;
}

TestDatabase *
test_database_new_in (TestCluster *cluster)
{
  return database_new (cluster->dir);
}

TestDatabase *
test_database_new (void)
{
  const char *shared = g_getenv ("SPARKLE_TEST_PG");

  if (shared != NULL)
    return database_new (shared);
  if (own_cluster == NULL)
    {
      own_cluster = test_cluster_new ();
      atexit (free_own_cluster);
    }
  return database_new (own_cluster->dir);
}

void
test_database_free (TestDatabase *self)
{
  g_autofree char *sql = g_strdup_printf ("DROP DATABASE IF EXISTS %s WITH (FORCE)", self->name);
  g_free (psql (self->socket_dir, "postgres", sql));
  g_free (self->socket_dir);
  g_free (self->name);
  g_free (self->conninfo);
  g_free (self);
}

const char *
test_database_conninfo (TestDatabase *self)
{
  return self->conninfo;
}

char *
test_database_psql (TestDatabase *self, const char *sql)
{
  return psql (self->socket_dir, self->name, sql);
}

static gboolean
out_of_time_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
test_wait_until (TestCondition condition, gpointer user_data, unsigned seconds)
{
  GMainContext *context = g_main_context_get_thread_default ();
  gboolean out_of_time = FALSE;
  g_autoptr(GSource) deadline = g_timeout_source_new (seconds * 1000);
  g_autoptr(GSource) look = g_timeout_source_new (5);

  g_source_set_callback (deadline, out_of_time_cb, &out_of_time, NULL);
  g_source_set_callback (look, look_again_cb, NULL, NULL);
  g_source_attach (deadline, context);
  g_source_attach (look, context);
  gboolean met;
  while (!(met = condition (user_data)) && !out_of_time)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
  g_source_destroy (look);
  return met;
}
