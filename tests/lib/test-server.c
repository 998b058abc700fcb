/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

static TestServer *
server_new (const char *program, unsigned workers, TestDatabase *database)
{
  TestServer *self = g_new0 (TestServer, 1);

  self->program = g_strdup (program);
  self->workers = workers;
  self->database = database;
  test_server_start (self);
  return self;
}

TestServer *
test_server_new (const char *program, unsigned workers)
{
  return server_new (program, workers, test_database_new ());
}

TestServer *
test_server_new_in (const char *program, unsigned workers, TestCluster *cluster)
{
  return server_new (program, workers, test_database_new_in (cluster));
}

/* Reads up to the line that says where the server listens. */
static guint16
wait_ready (GSubprocess *server)
{
  g_autoptr(GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  while ((line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, NULL)))
    {
      const char *address = strstr (line, "http://127.0.0.1:");
      if (address != NULL)
        return atoi (address + strlen ("http://127.0.0.1:"));
      g_clear_pointer (&line, g_free);
    }
  return 0;
}

static void
child_setup (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL); /* a test that is aborted takes its server along */
}

void
test_server_start (TestServer *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *workers = g_strdup_printf ("%u", self->workers);
  g_autofree char *port = g_strdup_printf ("%u", self->port); /* started again: where it was */

  g_assert_null (self->process);
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_DATABASE", test_database_conninfo (self->database), TRUE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_UNLIMITED", "true", TRUE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_LOG_LEVEL", "critical", TRUE);
  self->process = g_subprocess_launcher_spawn (launcher, &error, self->program, "--migrate", "--port", port, "--workers", workers, NULL);
  g_assert_no_error (error);
  self->port = wait_ready (self->process);
  g_assert_cmpuint (self->port, !=, 0);
  g_free (self->url);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
}

void
test_server_kill (TestServer *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
test_server_free (TestServer *self)
{
  if (self->process != NULL)
    {
      g_autoptr(GError) error = NULL;
      g_subprocess_send_signal (self->process, SIGTERM);
      g_subprocess_wait_check (self->process, NULL, &error);
      g_assert_no_error (error); /* a sanitizer's report is a status of its own */
      g_clear_object (&self->process);
    }
  test_database_free (self->database);
  g_free (self->program);
  g_free (self->url);
  g_free (self);
}

static GByteArray *
read_all (GInputStream *in)
{
  g_autoptr(GByteArray) all = g_byte_array_new ();
  guint8 buffer[16384];
  gssize n;

  while ((n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_byte_array_append (all, buffer, n);
  g_byte_array_append (all, (const guint8 *) "", 1);
  return g_steal_pointer (&all);
}

static JsonObject *
parse_answer (GByteArray *answer, unsigned *ret_status, char **ret_head)
{
  char *text = (char *) answer->data;
  char *body = strstr (text, "\r\n\r\n");

  if (ret_status != NULL)
    *ret_status = g_str_has_prefix (text, "HTTP/1.1 ") ? (unsigned) atoi (text + 9) : 0;
  if (ret_head != NULL)
    *ret_head = g_strndup (text, body ? body - text : (gssize) strlen (text));
  if (body == NULL)
    return NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, body + 4, -1, NULL))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

JsonObject *
test_server_request (TestServer *self, const char *method, const char *path, const char *token,
                     const char *body, gssize size, unsigned *ret_status, char **ret_head)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GString) head = g_string_new (NULL);

  g_socket_client_set_timeout (client, 60);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  if (body != NULL && size < 0)
    size = strlen (body);
  g_string_printf (head, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n", method, path);
  if (token != NULL)
    g_string_append_printf (head, "Authorization: Bearer %s\r\n", token);
  if (body != NULL)
    g_string_append_printf (head, "Content-Type: application/json\r\nContent-Length: %" G_GSSIZE_FORMAT "\r\n", size);
  g_string_append (head, "\r\n");

  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_output_stream_write_all (out, head->str, head->len, NULL, NULL, NULL);
  /* A body that is refused may meet a closed door: the answer tells. */
  if (body != NULL)
    g_output_stream_write_all (out, body, size, NULL, NULL, NULL);
  g_autoptr(GByteArray) answer = read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  return parse_answer (answer, ret_status, ret_head);
}

char *
test_server_register (TestServer *self, const char *username)
{
  g_autofree char *body = g_strdup_printf ("{\"username\":\"%s\",\"email\":\"%s@example.org\",\"password\":\"correct horse battery\"}",
                                           username, username);
  unsigned status;
  g_autoptr(JsonObject) answer = test_server_request (self, "POST", "/api/v1/auth/register", NULL, body, -1, &status, NULL);

  g_assert_cmpuint (status, ==, 201);
  return g_strdup (json_object_get_string_member (json_object_get_object_member (answer, "data"), "token"));
}

char *
test_server_query (TestServer *self, const char *sql)
{
  return test_database_psql (self->database, sql);
}

gint64
test_server_count (TestServer *self, const char *sql)
{
  g_autofree char *text = test_server_query (self, sql);
  return g_ascii_strtoll (text, NULL, 10);
}
