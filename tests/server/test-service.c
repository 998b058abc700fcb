/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "http-world.h"

/* What the server does for its clients beyond a handler: sharing, tags, compression, origins,
 * sockets, going down in order, and getting on without its database. */

#define POST_JSON "{\"title\":\"A title\",\"content\":\"Some content.\"}"

static gboolean
answers (HttpWorld  *world,
         const char *path,
         unsigned    status)
{
  g_autoptr(HttpAnswer) answer = http_request (world, "GET", path, NULL, NULL, NULL);

  return answer != NULL && answer->status == status;
}

typedef struct
{
  HttpWorld  *world;
  const char *path;
  unsigned    status;
} Wanted;

static gboolean
answers_cb (gpointer user_data)
{
  Wanted *wanted = user_data;

  return answers (wanted->world, wanted->path, wanted->status);
}

static void
test_cache (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *token = http_register (world, "nova");
  g_autofree char *tag = NULL, *new_tag = NULL, *condition = NULL, *hits = NULL;
  g_autoptr(HttpAnswer) first = NULL, second = NULL, unchanged = NULL, posted = NULL, third = NULL, mine = NULL;

  first = http_request (world, "GET", "/api/v1/posts", NULL, NULL, NULL);
  second = http_request (world, "GET", "/api/v1/posts", token, NULL, NULL);
  g_assert_cmpuint (second->status, ==, 200);
  hits = http_world_metric (world, "sparkled_cache_hits_total");
  g_assert_cmpstr (hits, ==, "1");
  tag = http_answer_header (first, "ETag");
  g_assert_nonnull (tag);
  condition = g_strdup_printf ("If-None-Match: \"other\", %s\r\n", tag);
  unchanged = http_request (world, "GET", "/api/v1/posts", NULL, condition, NULL);
  g_assert_cmpuint (unchanged->status, ==, 304);

  /* what is written is read at once */
  posted = http_request (world, "POST", "/api/v1/posts", token, NULL, POST_JSON);
  g_assert_cmpuint (posted->status, ==, 201);
  third = http_request (world, "GET", "/api/v1/posts", NULL, condition, NULL);
  g_assert_cmpuint (third->status, ==, 200);
  g_assert_nonnull (strstr (third->body, "A title"));
  new_tag = http_answer_header (third, "ETag");
  g_assert_cmpstr (tag, !=, new_tag);

  /* what is private is never shared */
  mine = http_request (world, "GET", "/api/v1/me", token, NULL, NULL);
  g_assert_nonnull (strstr (mine->head, "Cache-Control: no-store"));
}

static void
test_gzip (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(HttpAnswer) plain = http_request (world, "GET", "/api/v1/openapi.json", NULL, NULL, NULL);
  g_autoptr(HttpAnswer) packed = http_request (world, "GET", "/api/v1/openapi.json", NULL, "Accept-Encoding: br, gzip;q=0.5\r\n", NULL);
  g_autoptr(HttpAnswer) unwanted = http_request (world, "GET", "/api/v1/openapi.json", NULL, "Accept-Encoding: gzip;q=0\r\n", NULL);
  g_autoptr(HttpAnswer) small = http_request (world, "GET", "/health/live", NULL, "Accept-Encoding: gzip\r\n", NULL);
  g_autoptr(GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) memory = NULL, stream = NULL;
  g_autofree char *back = g_malloc0 (plain->size + 1);
  g_autoptr(GError) error = NULL;
  gsize size;

  g_assert_null (strstr (plain->head, "Content-Encoding"));
  g_assert_null (strstr (unwanted->head, "Content-Encoding"));
  g_assert_null (strstr (small->head, "Content-Encoding"));
  g_assert_nonnull (strstr (packed->head, "Content-Encoding: gzip"));
  g_assert_nonnull (strstr (packed->head, "Vary: Accept-Encoding"));
  g_assert_cmpuint (packed->size * 3, <, plain->size);
  memory = g_memory_input_stream_new_from_data (packed->body, (gssize) packed->size, NULL);
  stream = g_converter_input_stream_new (memory, G_CONVERTER (unzip));
  g_input_stream_read_all (stream, back, plain->size, &size, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, size, plain->body, plain->size);
}

static void
test_cors (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1",
                                               "SPARKLE_CORS_ORIGINS=https://fans.example;http://localhost:3000", NULL);
  g_autoptr(HttpAnswer) allowed = http_request (world, "GET", "/api/v1/posts", NULL, "Origin: https://fans.example\r\n", NULL);
  g_autoptr(HttpAnswer) prefix = http_request (world, "GET", "/api/v1/posts", NULL, "Origin: https://fans.example.evil\r\n", NULL);
  g_autoptr(HttpAnswer) null = http_request (world, "GET", "/api/v1/posts", NULL, "Origin: null\r\n", NULL);
  g_autoptr(HttpAnswer) preflight = http_request (world, "OPTIONS", "/api/v1/posts", NULL,
                                                  "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n", NULL);
  g_autofree char *origin = http_answer_header (allowed, "Access-Control-Allow-Origin");
  g_autofree char *methods = http_answer_header (preflight, "Access-Control-Allow-Methods");

  g_assert_cmpuint (allowed->status, ==, 200);
  g_assert_cmpstr (origin, ==, "https://fans.example");
  g_assert_cmpuint (prefix->status, ==, 403);
  g_assert_null (strstr (prefix->head, "Access-Control"));
  g_assert_cmpuint (null->status, ==, 403);
  g_assert_cmpuint (preflight->status, ==, 204);
  g_assert_nonnull (methods);
  g_assert_nonnull (strstr (methods, "POST"));
}

#define UPGRADE "GET /api/v1/live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" \
                "Sec-WebSocket-Extensions: permessage-deflate\r\n"
#define PROTOCOL "Sec-WebSocket-Protocol: other, sparkle.live.v1\r\n"

static void
test_upgrade (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *token = http_register (world, "nova");
  g_autofree char *with_token = g_strdup_printf (UPGRADE PROTOCOL "Authorization: Bearer %s\r\n\r\n", token);
  const struct { const char *text; unsigned status; } cases[] = {
    { UPGRADE PROTOCOL "\r\n", 101 },
    { with_token, 101 },
    { UPGRADE "\r\n", 400 },
    { UPGRADE PROTOCOL "Origin: https://evil.example\r\n\r\n", 403 },
    { UPGRADE PROTOCOL "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\r\n", 401 },
    { "GET /api/v1/live HTTP/1.1\r\nHost: a\r\n" PROTOCOL "\r\n", 400 },
    { "POST /api/v1/live HTTP/1.1\r\nHost: a\r\n\r\n", 405 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GSocketConnection) connection = http_connect (world);
      g_autoptr(HttpAnswer) answer = NULL;

      http_send (connection, cases[i].text, -1);
      answer = http_read (connection, FALSE);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (answer->status == 101)
        {
          g_assert_nonnull (strstr (answer->head, "sparkle.live.v1"));
          g_assert_null (strstr (answer->head, "permessage-deflate"));
        }
    }
}

/* SIGTERM: the request at work is answered, the socket hears 1001, the process ends with 0. */
static void
test_drain (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(GSocketConnection) live = http_connect (world), busy = http_connect (world), idle = http_connect (world);
  g_autoptr(HttpAnswer) switched = NULL, answer = NULL, fine = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *idle_rest = NULL;
  guint8 frame[4] = { 0 };
  gsize size;

  http_send (live, UPGRADE PROTOCOL "\r\n", -1);
  switched = http_read (live, FALSE);
  g_assert_cmpuint (switched->status, ==, 101);
  http_send (idle, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  fine = http_read (idle, FALSE);
  g_assert_cmpuint (fine->status, ==, 200);
  http_send (busy, "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 33\r\n"
                   "Expect: 100-continue\r\n\r\n", -1);
  g_clear_pointer (&fine, http_answer_free);
  fine = http_read (busy, FALSE);
  g_assert_cmpuint (fine->status, ==, 100);

  g_subprocess_send_signal (world->process, SIGTERM);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (live)), frame, sizeof frame, &size, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, ==, 4);
  g_assert_cmphex (frame[0], ==, 0x88);
  g_assert_cmpuint (frame[2] << 8 | frame[3], ==, 1001);
  idle_rest = http_read_to_end (idle, 10);
  g_assert_cmpstr (idle_rest, ==, "");

  http_send (busy, "{\"login\":\"nobody\",\"password\":\"x\"}", -1);
  answer = http_read (busy, FALSE);
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_nonnull (strstr (answer->head, "Connection: close"));
  g_clear_object (&live);
  g_clear_object (&busy);
  g_subprocess_wait_check (world->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&world->process);
}

static void
test_database_away (void)
{
  g_autoptr(TestCluster) cluster = test_cluster_new ();
  g_autoptr(TestDatabase) database = test_database_new_in (cluster);
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *token = http_register (world, "nova");
  g_autofree char *retry = NULL;
  g_autoptr(HttpAnswer) away = NULL, back = NULL;
  Wanted not_ready = { world, "/health/ready", 503 }, ready = { world, "/health/ready", 200 };

  test_cluster_stop (cluster);
  g_assert_true (test_wait_until (answers_cb, &not_ready, 10));
  g_assert_true (answers (world, "/health/live", 200));
  away = http_request (world, "GET", "/api/v1/users/nova", NULL, NULL, NULL);
  g_assert_cmpuint (away->status, ==, 503);
  g_assert_cmpstr (http_answer_code (away), ==, "unavailable");
  retry = http_answer_header (away, "Retry-After");
  g_assert_nonnull (retry);

  test_cluster_start (cluster);
  g_assert_true (test_wait_until (answers_cb, &ready, 30));
  back = http_request (world, "GET", "/api/v1/me", token, NULL, NULL);
  g_assert_cmpuint (back->status, ==, 200);
  g_clear_pointer (&world, http_world_free);
}

static void
check_references (JsonNode   *node,
                  JsonObject *schemas)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (unsigned i = 0; i < json_array_get_length (array); i++)
        check_references (json_array_get_element (array, i), schemas);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          if (strcmp (name, "$ref") == 0)
            {
              const char *text = json_node_get_string (member);

              g_assert_true (g_str_has_prefix (text, "#/components/schemas/"));
              g_assert_true (json_object_has_member (schemas, text + strlen ("#/components/schemas/")));
            }
          else
            check_references (member, schemas);
        }
    }
}

static void
test_openapi (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(HttpAnswer) answer = http_request (world, "GET", "/api/v1/openapi.json", NULL, NULL, NULL);
  g_autoptr(GHashTable) operations = g_hash_table_new (g_str_hash, g_str_equal);
  static const char * const promised[] = {
    "/auth/register", "/auth/login", "/auth/logout", "/me", "/posts", "/posts/{post}", "/posts/{post}/comments", "/comments/{comment}",
    "/posts/{post}/reactions/{type}", "/comments/{comment}/reactions/{type}", "/users/{username}", "/users/{username}/follow",
    "/search", "/sync/pull", "/sync/push",
  };
  JsonObject *paths, *schemas;
  JsonObjectIter iter;
  const char *path;
  JsonNode *methods;

  g_assert_cmpstr (json_object_get_string_member (answer->json, "openapi"), ==, "3.1.0");
  paths = json_object_get_object_member (answer->json, "paths");
  schemas = json_object_get_object_member (json_object_get_object_member (answer->json, "components"), "schemas");
  for (unsigned i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      g_test_message ("%s", promised[i]);
      g_assert_true (json_object_has_member (paths, promised[i]));
    }
  json_object_iter_init (&iter, paths);
  while (json_object_iter_next (&iter, &path, &methods))
    {
      g_autoptr(GList) members = json_object_get_values (json_node_get_object (methods));

      for (GList *l = members; l != NULL; l = l->next)
        g_assert_true (g_hash_table_add (operations, (gpointer) json_object_get_string_member (json_node_get_object (l->data), "operationId")));
    }
  {
    g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), answer->json);

    check_references (root, schemas);
  }
}

/* One of two workers is killed: the port stays open and it comes back. */
static void
test_supervisor (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", "SPARKLE_WORKERS=2", NULL);
  g_autofree char *path = g_strdup_printf ("/proc/%s/task/%s/children", g_subprocess_get_identifier (world->process),
                                           g_subprocess_get_identifier (world->process));
  g_autofree char *children = NULL;
  int first, second;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  g_assert_cmpint (sscanf (children, "%d %d", &first, &second), ==, 2);
  kill (first, SIGKILL);
  for (;;)
    {
      int a = 0, b = 0;

      g_clear_pointer (&children, g_free);
      g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
      if (sscanf (children, "%d %d", &a, &b) == 2 && a != first && b != first)
        break;
    }
  for (unsigned i = 0; i < 20; i++)
    g_assert_true (answers (world, "/health/live", 200));
}

static void
die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* What a server says while and after it wants a port that somebody holds; with @let_go it gets it. */
static char *
want_taken_port (gboolean  let_go,
                 gboolean *ret_ready)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GSocketListener) holder = g_socket_listener_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GDataInputStream) out = NULL;
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (holder, NULL, &error);
  g_autofree char *text = g_strdup_printf ("%u", port);
  GString *said = g_string_new (NULL);

  g_assert_no_error (error);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_DATABASE", test_database_conninfo (database), TRUE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_LISTEN", "0.0.0.0", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, SPARKLED, "--migrate", "--port", text, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  *ret_ready = FALSE;
  while (!*ret_ready)
    {
      g_autofree char *line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, &error);

      g_assert_no_error (error);
      if (line == NULL)
        break;
      g_string_append_printf (said, "%s\n", line);
      if (let_go && strstr (line, "waiting") != NULL)
        g_socket_listener_close (holder);
      *ret_ready = strstr (line, "ready at") != NULL;
    }
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, *ret_ready ? 0 : 1);
  g_socket_listener_close (holder);

  return g_string_free_and_steal (said);
}

/* The workers of a server that was killed hold its port for a moment yet; another program for ever. */
static void
test_port_taken (void)
{
  gboolean ready;
  g_autofree char *released = want_taken_port (TRUE, &ready);
  g_autofree char *held = NULL;

  g_assert_true (ready);
  g_assert_nonnull (strstr (released, "is in use, waiting up to 10 seconds for it"));
  held = want_taken_port (FALSE, &ready);
  g_assert_false (ready);
  g_assert_nonnull (strstr (held, "is in use by another program"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/cache", test_cache);
  g_test_add_func ("/service/gzip", test_gzip);
  g_test_add_func ("/service/cors", test_cors);
  g_test_add_func ("/service/upgrade", test_upgrade);
  g_test_add_func ("/service/drain", test_drain);
  g_test_add_func ("/service/database-away", test_database_away);
  g_test_add_func ("/service/openapi", test_openapi);
  g_test_add_func ("/service/supervisor", test_supervisor);
  g_test_add_func ("/service/port-taken", test_port_taken);

  return g_test_run ();
}
