/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-world.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define READ_SECONDS 30

static unsigned
wait_ready (GSubprocess *process)
{
  g_autoptr(GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, NULL);
  const char *port = line != NULL ? strrchr (line, ':') : NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  g_assert_nonnull (port);

  return (unsigned) atoi (port + 1);
}

/* A test that fails leaves nothing behind that would keep its output open. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

HttpWorld *
http_world_new (TestDatabase *database,
                unsigned      limit_files,
                const char   *setting,
                ...)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GError) error = NULL;
  g_autofree char *limit = g_strdup_printf ("ulimit -n %u; exec \"$0\" \"$@\"", limit_files);
  HttpWorld *self = g_new0 (HttpWorld, 1);
  va_list args;

  self->database = database;
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_DATABASE", test_database_conninfo (database), TRUE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_LOG_LEVEL", "critical", TRUE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_DRAIN_SECONDS", "5", TRUE);
  va_start (args, setting);
  for (const char *at = setting; at != NULL; at = va_arg (args, const char *))
    {
      g_autofree char *name = g_strndup (at, strcspn (at, "="));

      g_subprocess_launcher_setenv (launcher, name, at + strlen (name) + 1, TRUE);
    }
  va_end (args);
  if (limit_files > 0)
    self->process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", limit, SPARKLED, "--migrate", "--port", "0", NULL);
  else
    self->process = g_subprocess_launcher_spawn (launcher, &error, SPARKLED, "--migrate", "--port", "0", NULL);
  g_assert_no_error (error);
  self->port = wait_ready (self->process);

  return self;
}

void
http_world_free (HttpWorld *self)
{
  g_autoptr(GError) error = NULL;

  if (self->process != NULL)
    {
      g_subprocess_send_signal (self->process, SIGTERM);
      g_subprocess_wait_check (self->process, NULL, &error);
      g_assert_no_error (error);
      g_clear_object (&self->process);
    }
  g_free (self);
}

char *
http_world_metric (HttpWorld  *self,
                   const char *name)
{
  g_autoptr(HttpAnswer) answer = http_request (self, "GET", "/metrics", NULL, NULL, NULL);
  g_autofree char *start = g_strconcat ("\n", name, " ", NULL);
  const char *at;

  g_assert_cmpuint (answer->status, ==, 200);
  at = strstr (answer->body, start);
  g_assert_nonnull (at);
  at += strlen (start);

  return g_strndup (at, strcspn (at, "\n"));
}

GSocketConnection *
http_connect (HttpWorld *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, READ_SECONDS);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) self->port, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

/* A server that refuses may stop reading: what it says is still looked at. */
void
http_send (GSocketConnection *connection,
           const char        *data,
           gssize             size)
{
  (void) g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), data,
                                    size < 0 ? strlen (data) : (gsize) size, NULL, NULL, NULL);
}

static gsize
content_length (const char *head)
{
  g_auto(GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (unsigned i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], "Content-Length:", 15) == 0)
      return (gsize) g_ascii_strtoull (lines[i] + 15, NULL, 10);

  return 0;
}

HttpAnswer *
http_read (GSocketConnection *connection,
           gboolean           without_body)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr(GString) head = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  HttpAnswer *answer;
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      gssize n = g_input_stream_read (in, &c, 1, NULL, &error);

      g_assert_no_error (error);
      if (n == 0)
        break;
      g_string_append_c (head, c);
    }
  if (head->len == 0)
    return NULL;
  answer = g_new0 (HttpAnswer, 1);
  answer->status = g_str_has_prefix (head->str, "HTTP/1.") ? (unsigned) atoi (head->str + 9) : 0;
  answer->head = g_strdup (head->str);
  answer->size = without_body || answer->status == 304 || answer->status < 200 ? 0 : content_length (head->str);
  answer->body = g_malloc0 (answer->size + 1);
  g_input_stream_read_all (in, answer->body, answer->size, &answer->size, NULL, &error);
  g_assert_no_error (error);
  if (strstr (answer->head, "application/json") != NULL && answer->size > 0 &&
      strstr (answer->head, "Content-Encoding") == NULL)
    {
      json_parser_load_from_data (parser, answer->body, (gssize) answer->size, &error);
      g_assert_no_error (error);
      if (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
        answer->json = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
    }

  return answer;
}

char *
http_read_to_end (GSocketConnection *connection,
                  unsigned           seconds)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr(GString) all = g_string_new (NULL);
  char buffer[4096];

  g_socket_set_timeout (g_socket_connection_get_socket (connection), seconds);
  for (;;)
    {
      g_autoptr(GError) error = NULL;
      gssize n = g_input_stream_read (in, buffer, sizeof buffer, NULL, &error);

      if (n > 0)
        g_string_append_len (all, buffer, n);
      else if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return NULL;
      else
        return g_string_free (g_steal_pointer (&all), FALSE);
    }
}

HttpAnswer *
http_request (HttpWorld  *self,
              const char *method,
              const char *path,
              const char *token,
              const char *more_headers,
              const char *json)
{
  g_autoptr(GSocketConnection) connection = http_connect (self);
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: test\r\n", method, path);
  if (token != NULL)
    g_string_append_printf (text, "Authorization: Bearer %s\r\n", token);
  if (more_headers != NULL)
    g_string_append (text, more_headers);
  if (json != NULL)
    g_string_append_printf (text, "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", strlen (json));
  g_string_append (text, "\r\n");
  if (json != NULL)
    g_string_append (text, json);
  http_send (connection, text->str, (gssize) text->len);

  return http_read (connection, strcmp (method, "HEAD") == 0);
}

char *
http_register (HttpWorld  *self,
               const char *username)
{
  g_autofree char *json = g_strdup_printf ("{\"username\":\"%s\",\"email\":\"%s@example.org\",\"password\":\"a long enough secret\"}", username, username);
  g_autoptr(HttpAnswer) answer = http_request (self, "POST", "/api/v1/auth/register", NULL, NULL, json);

  g_assert_cmpuint (answer->status, ==, 201);

  return g_strdup (json_object_get_string_member (json_object_get_object_member (answer->json, "data"), "token"));
}

const char *
http_answer_code (HttpAnswer *answer)
{
  g_assert_nonnull (answer->json);
  g_assert_false (json_object_get_boolean_member (answer->json, "success"));

  return json_object_get_string_member (answer->json, "code");
}

char *
http_answer_header (HttpAnswer *answer,
                    const char *name)
{
  g_auto(GStrv) lines = g_strsplit (answer->head, "\r\n", -1);
  gsize length = strlen (name);

  for (unsigned i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strdup (g_strstrip (lines[i] + length + 1));

  return NULL;
}

void
http_answer_free (HttpAnswer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->json, json_object_unref);
  g_free (answer->head);
  g_free (answer->body);
  g_free (answer);
}
