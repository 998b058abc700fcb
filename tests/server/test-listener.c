/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "http-world.h"

/* What strangers may do to a listener, and what they get for it. */

static const char * const promised[][2] = {
  { "X-Frame-Options", "DENY" },
  { "X-Content-Type-Options", "nosniff" },
  { "X-XSS-Protection", "1; mode=block" },
  { "Referrer-Policy", "strict-origin-when-cross-origin" },
  { "Content-Security-Policy", "default-src 'none'" },
  { "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()" },
};

static void
assert_promised (HttpAnswer *answer)
{
  g_autofree char *id = http_answer_header (answer, "X-Request-Id");

  for (unsigned i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      g_autofree char *value = http_answer_header (answer, promised[i][0]);

      g_assert_cmpstr (value, ==, promised[i][1]);
    }
  g_assert_nonnull (id);
}

static HttpAnswer *
raw (HttpWorld  *world,
     const char *text,
     gssize      size)
{
  g_autoptr(GSocketConnection) connection = http_connect (world);

  http_send (connection, text, size);

  return http_read (connection, FALSE);
}

static void
test_headers (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  static const struct { const char *text; unsigned status; const char *code; } cases[] = {
    { "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\n\r\n", 200, NULL },
    { "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", 200, NULL },
    { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found" },
    { "GET /api/v1 HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found" },
    { "GET /api/v1/posts/ HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found" },
    { "GET /api/v1/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found" },
    { "GET /api/v1/posts/%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request" },
    { "GET /api/v1/posts/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request" },
    { "GET /api/v1/posts?limit=%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request" },
    { "PUT /api/v1/posts HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 405, "method_not_allowed" },
    { "BREW /api/v1/posts HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed" },
    { "GET /api/v1/me HTTP/1.1\r\nHost: a\r\n\r\n", 401, "unauthorized" },
    { "GET /api/v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Basic eDp5\r\n\r\n", 401, "unauthorized" },
    { "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\r\n", 401, "unauthorized" },
    { "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\nOrigin: https://evil.example\r\n\r\n", 403, "forbidden" },
    { "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413, "too_large" },
    { "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415, "unsupported_media" },
    { "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request" },
    { "GARBAGE\r\n\r\n", 400, "bad_request" },
    { "GET /api/v1/posts HTTP/1.1\r\n\r\n", 400, "bad_request" },
    { "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_request" },
    { "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}", 400, "bad_request" },
    { "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad_request" },
    { "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "bad_request" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(HttpAnswer) answer = raw (world, cases[i].text, -1);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      assert_promised (answer);
      if (cases[i].code != NULL)
        g_assert_cmpstr (http_answer_code (answer), ==, cases[i].code);
    }
}

static void
test_continue (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(GSocketConnection) connection = http_connect (world);
  g_autoptr(HttpAnswer) first = NULL, second = NULL, refused = NULL;

  http_send (connection, "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                         "Content-Length: 33\r\nExpect: 100-continue\r\n\r\n", -1);
  first = http_read (connection, FALSE);
  g_assert_cmpuint (first->status, ==, 100);
  http_send (connection, "{\"login\":\"nobody\",\"password\":\"x\"}", -1);
  second = http_read (connection, FALSE);
  g_assert_cmpuint (second->status, ==, 401);
  g_assert_cmpstr (http_answer_code (second), ==, "invalid_credentials");
  assert_promised (second);

  /* one that is too large is told so before it sends anything */
  refused = raw (world, "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        "Content-Length: 300000000\r\nExpect: 100-continue\r\n\r\n", -1);
  g_assert_cmpuint (refused->status, ==, 413);
}

static void
test_head_and_pipelining (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(GSocketConnection) connection = http_connect (world);
  g_autoptr(HttpAnswer) head = NULL, get = NULL, missing = NULL, last = NULL;
  g_autofree char *head_length = NULL, *get_length = NULL, *rest = NULL;

  /* all in one write, a body among them */
  http_send (connection,
             "HEAD /api/v1/posts HTTP/1.1\r\nHost: a\r\n\r\n"
             "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\n\r\n"
             "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
             "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", -1);
  head = http_read (connection, TRUE);
  get = http_read (connection, FALSE);
  missing = http_read (connection, FALSE);
  last = http_read (connection, FALSE);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpuint (get->status, ==, 200);
  g_assert_cmpuint (missing->status, ==, 400);
  g_assert_cmpstr (http_answer_code (missing), ==, "validation_failed");
  g_assert_cmpuint (last->status, ==, 200);
  head_length = http_answer_header (head, "Content-Length");
  get_length = http_answer_header (get, "Content-Length");
  g_assert_cmpstr (head_length, ==, get_length);
  rest = http_read_to_end (connection, 5);
  g_assert_cmpstr (rest, ==, "");
}

static void
test_slow_loris (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", "SPARKLE_HEAD_SECONDS=1",
                                               "SPARKLE_BODY_SECONDS=1", "SPARKLE_IDLE_SECONDS=1", NULL);
  g_autoptr(GSocketConnection) silent = http_connect (world);
  g_autoptr(GSocketConnection) head = http_connect (world);
  g_autoptr(GSocketConnection) body = http_connect (world);
  g_autoptr(GSocketConnection) idle = http_connect (world);
  g_autoptr(HttpAnswer) answer = NULL;
  g_autofree char *ends[4] = { NULL };

  http_send (head, "GET /api/v1/posts HTTP/1.1\r\nHost: a\r\nX-Slow: ", -1);
  http_send (body, "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", -1);
  http_send (idle, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  answer = http_read (idle, FALSE);
  g_assert_cmpuint (answer->status, ==, 200);

  ends[0] = http_read_to_end (silent, 10);
  ends[1] = http_read_to_end (head, 10);
  ends[2] = http_read_to_end (body, 10);
  ends[3] = http_read_to_end (idle, 10);
  for (unsigned i = 0; i < G_N_ELEMENTS (ends); i++)
    g_assert_nonnull (ends[i]);
  g_assert_cmpstr (ends[3], ==, "");
  {
    g_autofree char *timed_out = http_world_metric (world, "sparkled_connections_timed_out_total");

    g_assert_cmpstr (timed_out, ==, "3");
  }
  for (unsigned i = 1; i < G_N_ELEMENTS (ends); i++)
    g_clear_pointer (&ends[i], g_free);
}

static gboolean
one_timed_out (gpointer user_data)
{
  g_autofree char *n = http_world_metric (user_data, "sparkled_connections_timed_out_total");

  return strcmp (n, "1") == 0;
}

/* A client that never reads its answers does not keep them for ever. */
static void
test_slow_reader (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", "SPARKLE_WRITE_SECONDS=1", NULL);
  g_autoptr(GSocketConnection) connection = http_connect (world);
  int small = 4096;

  g_socket_set_option (g_socket_connection_get_socket (connection), 1 /* SOL_SOCKET */, 8 /* SO_RCVBUF */, small, NULL);
  for (unsigned i = 0; i < 400; i++)
    http_send (connection, "GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  g_assert_true (test_wait_until (one_timed_out, world, 15));
}

static void
test_oversize (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(GString) text = g_string_new ("POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n");
  g_autoptr(GString) chunked = g_string_new ("POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
  g_autoptr(HttpAnswer) known = NULL, unknown = NULL;
  g_autofree char *connection_header = NULL;
  g_autoptr(GSocketConnection) endless = NULL;
  g_autofree char *rest = NULL, *block = g_malloc (1 << 20);
  gsize sent = 0;

  for (unsigned i = 0; i < 3000000; i++)
    g_string_append_c (text, 'a');
  known = raw (world, text->str, (gssize) text->len);
  g_assert_cmpuint (known->status, ==, 413);
  g_assert_cmpstr (http_answer_code (known), ==, "too_large");
  connection_header = http_answer_header (known, "Connection");
  g_assert_cmpstr (connection_header, ==, "close");
  assert_promised (known);

  for (unsigned i = 0; i < 30; i++)
    {
      g_string_append (chunked, "1000\r\n");
      for (unsigned j = 0; j < 0x1000; j++)
        g_string_append_c (chunked, 'a');
      g_string_append (chunked, "\r\n");
    }
  g_string_append (chunked, "0\r\n\r\n");
  unknown = raw (world, chunked->str, (gssize) chunked->len);
  g_assert_cmpuint (unknown->status, ==, 413);

  /* one that goes on sending is cut */
  endless = http_connect (world);
  http_send (endless, "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 300000000\r\n\r\n", -1);
  memset (block, 'a', 1 << 20);
  while (sent < 100 &&
         g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (endless)), block, 1 << 20, NULL, NULL, NULL))
    sent++;
  g_assert_cmpuint (sent, <, 100);
}

static void
test_bad_json (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  static const char * const bad[] = {
    "{", "[", "null", "[]", "\"x\"", "{\"login\":}", "{'login':1}", "{\"login\":\"a\",\"login\":\"b\",\"password\":\"c\"}",
    "{\"login\":\"a\\u0000b\",\"password\":\"c\"}", "{\"login\":\"\\ud800\",\"password\":\"c\"}", "{\"login\":\"\xff\",\"password\":\"c\"}",
    "{\"login\":1,\"password\":true}", "{\"login\":null,\"password\":[]}", "{\"login\":\"a\"}", "{\"login\":\"a\",\"password\":\"b\",\"x\":1}",
    "{\"login\":\"a\",\"password\":\"b\"} trailing",
  };
  g_autoptr(GString) deep = g_string_new (NULL);
  g_autoptr(HttpAnswer) answer = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(HttpAnswer) wrong = http_request (world, "POST", "/api/v1/auth/login", NULL, NULL, bad[i]);

      g_test_message ("%s", bad[i]);
      g_assert_cmpuint (wrong->status, ==, 400);
      g_assert_true (strcmp (http_answer_code (wrong), "bad_request") == 0 ||
                     strcmp (http_answer_code (wrong), "validation_failed") == 0);
    }
  for (unsigned i = 0; i < 8000; i++)
    g_string_append_c (deep, '[');
  answer = http_request (world, "POST", "/api/v1/auth/login", NULL, NULL, deep->str);
  g_assert_cmpuint (answer->status, ==, 400);
}

static void
test_rate_limit (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_WORKERS=2", NULL);
  g_autofree char *token = http_register (world, "nova");
  g_autofree char *retry = NULL;
  g_autoptr(HttpAnswer) refused = NULL, mine = NULL, fourth = NULL;
  unsigned passed = 0;

  /* both workers count in one table, whichever a connection falls to */
  while (refused == NULL && passed < 150)
    {
      g_autoptr(HttpAnswer) answer = http_request (world, "GET", "/api/v1/posts", NULL, NULL, NULL);

      if (answer->status == 429)
        refused = g_steal_pointer (&answer);
      else
        passed++;
    }
  g_assert_nonnull (refused);
  /* 100 and what came back meanwhile, less the registration */
  g_assert_cmpuint (passed, >=, 99);
  g_assert_cmpuint (passed, <, 115);
  g_assert_cmpstr (http_answer_code (refused), ==, "rate_limited");
  retry = http_answer_header (refused, "Retry-After");
  g_assert_nonnull (retry);
  assert_promised (refused);

  /* an account has a share of its own */
  mine = http_request (world, "GET", "/api/v1/me", token, NULL, NULL);
  g_assert_cmpuint (mine->status, ==, 200);
}

static void
test_connection_caps (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_MAX_PER_ADDRESS=5", NULL);
  GSocketConnection *connections[5];
  g_autoptr(GSocketConnection) sixth = NULL, again = NULL;
  g_autoptr(HttpAnswer) answer = NULL, after = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      g_autoptr(HttpAnswer) fine = NULL;

      connections[i] = http_connect (world);
      http_send (connections[i], "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", -1);
      fine = http_read (connections[i], FALSE);
      g_assert_cmpuint (fine->status, ==, 200);
    }
  sixth = http_connect (world);
  answer = http_read (sixth, FALSE);
  g_assert_cmpuint (answer->status, ==, 503);
  g_assert_cmpstr (http_answer_code (answer), ==, "unavailable");
  for (unsigned i = 0; i < G_N_ELEMENTS (connections); i++)
    g_object_unref (connections[i]);
  for (unsigned attempt = 0; attempt < 200; attempt++)
    {
      g_clear_object (&again);
      g_clear_pointer (&after, http_answer_free);
      again = http_connect (world);
      http_send (again, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", -1);
      after = http_read (again, FALSE);
      if (after != NULL && after->status == 200)
        break;
    }
  g_assert_cmpuint (after->status, ==, 200);
}

static void
test_descriptors (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 60, "SPARKLE_UNLIMITED=1", "SPARKLE_DATABASE_CONNECTIONS=2",
                                               "SPARKLE_MAX_CONNECTIONS=100000", NULL);
  g_autoptr(GPtrArray) flood = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(HttpAnswer) after = NULL;

  for (unsigned i = 0; i < 150; i++)
    g_ptr_array_add (flood, http_connect (world));
  g_ptr_array_set_size (flood, 0);
  for (unsigned attempt = 0; attempt < 100 && (after == NULL || after->status != 200); attempt++)
    {
      g_autoptr(GSocketConnection) connection = http_connect (world);

      g_clear_pointer (&after, http_answer_free);
      http_send (connection, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", -1);
      after = http_read (connection, FALSE);
    }
  g_assert_nonnull (after);
  g_assert_cmpuint (after->status, ==, 200);
}

/* The client leaves while its password is being hashed, or in the middle of anything else. */
static void
test_client_goes_away (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  static const char text[] = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n"
                             "{\"login\":\"nobody\",\"password\":\"x\"}";
  g_autoptr(HttpAnswer) answer = NULL;

  for (unsigned i = 0; i < 40; i++)
    {
      g_autoptr(GSocketConnection) connection = http_connect (world);

      http_send (connection, text, (gssize) (i % 2 == 0 ? sizeof text - 1 : (i * 5) % (sizeof text - 1)));
    }
  answer = http_request (world, "GET", "/api/v1/posts", NULL, NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener/headers", test_headers);
  g_test_add_func ("/listener/continue", test_continue);
  g_test_add_func ("/listener/head-and-pipelining", test_head_and_pipelining);
  g_test_add_func ("/listener/slow-loris", test_slow_loris);
  g_test_add_func ("/listener/slow-reader", test_slow_reader);
  g_test_add_func ("/listener/oversize", test_oversize);
  g_test_add_func ("/listener/bad-json", test_bad_json);
  g_test_add_func ("/listener/rate-limit", test_rate_limit);
  g_test_add_func ("/listener/connection-caps", test_connection_caps);
  g_test_add_func ("/listener/descriptors", test_descriptors);
  g_test_add_func ("/listener/client-goes-away", test_client_goes_away);

  return g_test_run ();
}
