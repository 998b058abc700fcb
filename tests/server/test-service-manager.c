/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service manager hears from the server, what it hands over, and what happens to a worker that hangs. */
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "test-postgres.h"

static void
die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Starts the server with these variables, and LISTEN_PID as it has to be. */
static GSubprocess *
start (TestDatabase       *database,
       const char * const *variables,
       GSocket            *handed_over)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_DATABASE", test_database_conninfo (database), TRUE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_LOG_LEVEL", "critical", TRUE);
  for (unsigned i = 0; variables[i] != NULL; i += 2)
    g_subprocess_launcher_setenv (launcher, variables[i], variables[i + 1], TRUE);
  if (handed_over != NULL)
    {
      g_subprocess_launcher_take_fd (launcher, dup (g_socket_get_fd (handed_over)), 3);
      g_subprocess_launcher_setenv (launcher, "LISTEN_FDS", "1", TRUE);
    }
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", "LISTEN_PID=$$ exec \"$0\" \"$@\"", SPARKLED, "--migrate", "--port", "0", NULL);
  g_assert_no_error (error);
  return process;
}

static void
stop (GSubprocess *process)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (process);
}

static char *
read_ready (GSubprocess *process)
{
  g_autoptr(GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  while ((line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, NULL)) != NULL)
    {
      if (strstr (line, "ready at") != NULL)
        return line;
      g_free (line);
    }
  g_assert_not_reached ();
}

static void
hear (GSocket    *socket,
      const char *wanted)
{
  g_autoptr(GError) error = NULL;
  char message[512];

  do
    {
      gssize n = g_socket_receive (socket, message, sizeof message - 1, NULL, &error);

      g_assert_no_error (error);
      message[n] = '\0';
    }
  while (strstr (message, wanted) == NULL);
}

/* One process, and a supervisor with two: ready, alive for as long as it runs, and going. */
static void
test_notify (gconstpointer workers)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autofree char *folder = g_dir_make_tmp ("sparkle-notify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  const char * const variables[] = { "NOTIFY_SOCKET", path, "WATCHDOG_USEC", "600000", "SPARKLE_WORKERS", workers, NULL };
  GSubprocess *process;

  g_assert_no_error (error);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_timeout (socket, 60);
  process = start (database, variables, NULL);
  hear (socket, "READY=1");
  for (unsigned i = 0; i < 3; i++)
    hear (socket, "WATCHDOG=1");
  g_subprocess_send_signal (process, SIGTERM);
  hear (socket, "STOPPING=1");
  stop (process);
  g_assert_cmpint (unlink (path), ==, 0);
  g_assert_cmpint (rmdir (folder), ==, 0);
}

static char *
ask (guint16 port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  static const char request[] = "GET /health/live HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
  GString *answer = g_string_new (NULL);
  char buffer[1024];
  gssize n;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  return g_string_free_and_steal (answer);
}

/* The socket was there first: who comes between two servers waits and is answered by the second one. */
static void
test_activation (gconstpointer workers)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_autoptr(GSocketAddress) local = NULL;
  const char * const variables[] = { "SPARKLE_WORKERS", workers, NULL };
  guint16 port;

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (socket, any, TRUE, &error));
  g_assert_true (g_socket_listen (socket, &error));
  local = g_socket_get_local_address (socket, &error);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  for (unsigned i = 0; i < 2; i++)
    {
      GSubprocess *process = start (database, variables, socket);
      g_autofree char *answer = ask (port); /* before it says that it is ready */
      g_autofree char *line = read_ready (process);
      g_autofree char *wanted = g_strdup_printf ("http://127.0.0.1:%u", port);

      g_assert_nonnull (strstr (answer, " 200 "));
      g_assert_nonnull (strstr (line, wanted));
      stop (process);
    }
}

/* A worker that does not move is ended, and another one comes. */
static void
test_hang (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  const char * const variables[] = { "SPARKLE_WORKERS", "2", "SPARKLE_HANG_SECONDS", "2", NULL };
  GSubprocess *process = start (database, variables, NULL);
  g_autofree char *line = read_ready (process);
  const char *id = g_subprocess_get_identifier (process);
  g_autofree char *path = g_strdup_printf ("/proc/%s/task/%s/children", id, id);
  int first = 0, other = 0, a = 0, b = 0;

  {
    g_autofree char *children = NULL;

    g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
    g_assert_cmpint (sscanf (children, "%d %d", &first, &other), ==, 2);
  }
  kill (first, SIGSTOP);
  do
    {
      g_autofree char *children = NULL;

      a = b = 0;
      g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
      g_assert_cmpint (sscanf (children, "%d %d", &a, &b), >=, 1);
      g_assert_true (a == other || b == other); /* the one that moves is left alone */
    }
  while (a == first || b == first || a == 0 || b == 0);
  stop (process);
}

/* The file that is installed is what the program prints, and all of it is right when the marks are taken off. */
static void
test_sample (void)
{
  g_autofree char *shipped = NULL, *printed = NULL, *path = NULL;
  g_autoptr(GSubprocess) print = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, SPARKLED, "--sample-config", NULL);
  g_autoptr(GSubprocess) check = NULL;
  g_autoptr(GRegex) keys = g_regex_new ("^#(?=[a-z])", G_REGEX_MULTILINE, 0, NULL);
  g_autofree char *taken = NULL;
  g_autoptr(GError) error = NULL;
  int fd;

  g_subprocess_communicate_utf8 (print, NULL, NULL, &printed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (SAMPLE, &shipped, NULL, &error));
  g_assert_cmpstr (printed, ==, shipped);

  taken = g_regex_replace (keys, shipped, -1, 0, "", 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (taken, "\nport=8080\n"));
  fd = g_file_open_tmp ("sparkled-XXXXXX.conf", &path, &error);
  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, taken, -1, &error));
  check = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, SPARKLED, "--check-config", "--config", path, NULL);
  g_assert_true (g_subprocess_wait_check (check, NULL, &error));
  g_assert_no_error (error);
  unlink (path);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#ifdef HAVE_SYSTEMD
  g_test_add_data_func ("/service-manager/notify/one", "1", test_notify);
  g_test_add_data_func ("/service-manager/notify/two", "2", test_notify);
  g_test_add_data_func ("/service-manager/activation/one", "1", test_activation);
  g_test_add_data_func ("/service-manager/activation/two", "2", test_activation);
#endif
  g_test_add_func ("/service-manager/hang", test_hang);
  g_test_add_func ("/service-manager/sample", test_sample);

  return g_test_run ();
}
