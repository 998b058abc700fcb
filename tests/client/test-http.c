/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libdex.h>
#include <string.h>
#include <zlib.h>

#include "sparkle-backoff.h"
#include "sparkle-error.h"
#include "sparkle-http.h"
#include "sparkle-server-address.h"
#include "stand-in.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
#define TIMEOUT 1500

static JsonNode *
call (SparkleHttp *http, GError **error)
{
  return dex_await_boxed (sparkle_http_call (http, "GET", "/api/v1/me", NULL, NULL), error);
}

static void
test_success (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autoptr (JsonNode) body = json_from_string ("{\"a\":1}", NULL);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = NULL;

  sparkle_http_set_token (http, "secret-token");
  stand_in_answer (server, STAND_IN_CLOSE, OK_HEAD, "{\"success\":true,\"data\":{\"x\":7}}", -1);
  data = dex_await_boxed (sparkle_http_call (http, "POST", "/api/v1/posts?limit=1", body, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (data), "x"), ==, 7);
  request = stand_in_take_request (server);
  g_assert_nonnull (strstr (request, "POST /api/v1/posts?limit=1 HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAuthorization: Bearer secret-token\r\n"));
  g_assert_nonnull (strstr (request, "\r\nContent-Type: application/json\r\n"));
  g_assert_true (g_str_has_suffix (request, "\r\n\r\n{\"a\":1}"));
}

static void
test_compressed (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autoptr (GString) plain = g_string_new ("{\"success\":true,\"data\":\"");
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = NULL;
  unsigned char packed[4096];
  z_stream stream = { 0 };

  for (unsigned i = 0; i < 40000; i++)
    g_string_append_c (plain, 'x');
  g_string_append (plain, "\"}");
  g_assert_cmpint (deflateInit2 (&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), ==, Z_OK);
  stream.next_in = (unsigned char *) plain->str;
  stream.avail_in = plain->len;
  stream.next_out = packed;
  stream.avail_out = sizeof packed;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  stand_in_answer (server, STAND_IN_CLOSE, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n",
                   (char *) packed, stream.total_out);
  deflateEnd (&stream);

  data = call (http, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (json_node_get_string (data)), ==, 40000);
  request = stand_in_take_request (server);
  g_assert_nonnull (strstr (request, "gzip"));
}

/* 64 MB of zeros in 64 KB: what is unpacked counts. */
static void
test_bomb (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, 30000);
  g_autofree unsigned char *zeros = g_malloc0 (64 * 1024 * 1024);
  g_autofree unsigned char *packed = g_malloc (1024 * 1024);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  z_stream stream = { 0 };

  g_assert_cmpint (deflateInit2 (&stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), ==, Z_OK);
  stream.next_in = zeros;
  stream.avail_in = 64 * 1024 * 1024;
  stream.next_out = packed;
  stream.avail_out = 1024 * 1024;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  stand_in_answer (server, STAND_IN_CLOSE, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n",
                   (char *) packed, stream.total_out);
  deflateEnd (&stream);

  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);
}

static void
test_announced_too_large (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  stand_in_answer (server, STAND_IN_HANG, "HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n", "{", -1);
  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);
}

/* Slow, but never silent: a time-out between bytes would wait for ever. */
static void
test_drip (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, 400);
  g_autoptr (GString) body = g_string_new ("{\"success\":true,\"data\":\"");
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  for (unsigned i = 0; i < 10000; i++)
    g_string_append_c (body, 'x');
  stand_in_answer (server, STAND_IN_DRIP, OK_HEAD, body->str, -1);
  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_TIME_SPAN_SECOND);
}

static void
test_silence (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, 300);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  stand_in_answer (server, STAND_IN_HANG, "", "", 0);
  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TIMED_OUT);
  g_assert_true (sparkle_error_is_retryable (error));
}

static void
test_cut (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  stand_in_answer (server, STAND_IN_CUT, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "{\"success\":true", -1);
  bytes = dex_await_boxed (sparkle_http_call_raw (http, "POST", "/api/v1/sync/pull", NULL, NULL), &error);
  g_assert_null (bytes);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE);
}

static void
test_nobody_there (void)
{
  g_autoptr (SparkleHttp) http = sparkle_http_new ("http://127.0.0.1:1", FALSE, TIMEOUT);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE);
}

static void
check_answer (const char *head, const char *body, int code)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  stand_in_answer (server, STAND_IN_CLOSE, head, body, -1);
  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, code);
}

static void
test_junk (void)
{
  check_answer (OK_HEAD, "<html>Welcome to the hotel network</html>", SPARKLE_ERROR_PROTOCOL);
  check_answer (OK_HEAD, "", SPARKLE_ERROR_PROTOCOL);
  check_answer (OK_HEAD, "[]", SPARKLE_ERROR_PROTOCOL);
  check_answer (OK_HEAD, "{\"success\":false,\"data\":{}}", SPARKLE_ERROR_PROTOCOL);
  check_answer (OK_HEAD, "{\"success\":true}", SPARKLE_ERROR_PROTOCOL);
  check_answer (OK_HEAD, "{\"success\":true,\"data\":{\"a\":\"\xff\"}}", SPARKLE_ERROR_PROTOCOL);
  check_answer ("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n", "<html>nginx</html>", SPARKLE_ERROR_UNAVAILABLE);
  check_answer ("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n", "", SPARKLE_ERROR_NOT_FOUND);
  check_answer ("not HTTP at all\r\n\r\n", "", SPARKLE_ERROR_OFFLINE);
}

static void
test_error_form (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (now, 90);
  g_autofree char *date = g_date_time_format (later, "%a, %d %b %Y %H:%M:%S GMT");
  g_autofree char *head = NULL;

  stand_in_answer (server, STAND_IN_CLOSE, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\nConnection: close\r\n\r\n",
                   "{\"success\":false,\"error\":\"Slow down\",\"code\":\"rate_limited\",\"details\":[]}", -1);
  data = call (http, &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED);
  g_assert_cmpstr (error->message, ==, "Slow down");
  g_assert_cmpuint (sparkle_error_get_retry_after (error), ==, 17);
  g_clear_error (&error);

  head = g_strdup_printf ("HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nConnection: close\r\n\r\n", date);
  stand_in_answer (server, STAND_IN_CLOSE, head, "", -1);
  data = call (http, &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_assert_cmpuint (sparkle_error_get_retry_after (error), >=, 80);
  g_assert_cmpuint (sparkle_error_get_retry_after (error), <=, 91);
  g_clear_error (&error);

  stand_in_answer (server, STAND_IN_CLOSE, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
                   "{\"success\":false,\"error\":\"Validation failed\",\"code\":\"validation_failed\","
                   "\"details\":[{\"field\":\"title\",\"message\":\"is too long\"}]}", -1);
  data = call (http, &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpuint (sparkle_error_n_details (error), ==, 1);
  g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "title");
}

/* A redirect must not carry the token to wherever it points. */
static void
test_redirect (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (StandIn) other = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, TIMEOUT);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: %s/steal\r\nConnection: close\r\n\r\n",
                                           stand_in_get_address (other));
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  sparkle_http_set_token (http, "secret");
  stand_in_answer (server, STAND_IN_CLOSE, head, "", -1);
  data = call (http, &error);
  g_assert_null (data);
  g_assert_nonnull (error);
  g_assert_cmpuint (stand_in_count (other), ==, 0);
}

static void
test_token_in_the_clear (void)
{
  g_autoptr (SparkleHttp) http = sparkle_http_new ("http://sparkle.example", FALSE, TIMEOUT);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  sparkle_http_set_token (http, "secret");
  data = call (http, &error);
  g_assert_null (data);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  g_autoptr (SparkleHttp) http = sparkle_http_new (stand_in_get_address (server), FALSE, 60000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;

  stand_in_answer (server, STAND_IN_HANG, OK_HEAD, "{", -1);
  g_timeout_add (50, cancel_cb, cancellable);
  data = dex_await_boxed (sparkle_http_call (http, "GET", "/", NULL, cancellable), &error);
  g_assert_null (data);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Nobody waits for the answer any more, and the client itself goes away: nothing is touched afterwards. */
static void
test_dropped (void)
{
  g_autoptr (StandIn) server = stand_in_new ();
  SparkleHttp *http = sparkle_http_new (stand_in_get_address (server), FALSE, 200);
  g_autofree char *request = NULL;

  stand_in_answer (server, STAND_IN_HANG, OK_HEAD, "{", -1);
  dex_future_disown (sparkle_http_call (http, "GET", "/", NULL, NULL));
  dex_unref (sparkle_http_call (http, "GET", "/", NULL, NULL));
  g_object_unref (http);
  dex_await (dex_timeout_new_msec (500), NULL);
}

static void
test_address (void)
{
  const char *good[][2] = {
    { "sparkle.example", "https://sparkle.example" },
    { " HTTPS://Sparkle.Example:443/ ", "https://sparkle.example" },
    { "http://localhost:8080/", "http://localhost:8080" },
    { "localhost:8080", "http://localhost:8080" },
    { "127.0.0.1:1", "http://127.0.0.1:1" },
    { "https://example.org/fans//", "https://example.org/fans" },
    { "http://[::1]:80", "http://[::1]" },
  };
  const char *bad[] = { "", "   ", "ftp://x", "https://", "https://u:p@x", "https://x/?a", "https://x/#b", "https://x y",
                        "file:///etc/passwd", "javascript:alert(1)", "http://[::1" };

  for (unsigned i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = sparkle_server_address_normalize (good[i][0], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address, ==, good[i][1]);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = sparkle_server_address_normalize (bad[i], &error);

      g_assert_null (address);
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
    }
  g_assert_true (sparkle_server_address_is_private ("https://a.example"));
  g_assert_true (sparkle_server_address_is_private ("http://127.9.0.1:80"));
  g_assert_true (sparkle_server_address_is_private ("http://[::1]:80"));
  g_assert_false (sparkle_server_address_is_private ("http://192.168.0.1"));
  g_assert_false (sparkle_server_address_is_private ("http://localhost.example"));
}

static void
test_backoff (void)
{
  g_autoptr (GRand) one = g_rand_new_with_seed (5);
  g_autoptr (GRand) same = g_rand_new_with_seed (5);

  for (unsigned attempt = 0; attempt < 100; attempt++)
    {
      unsigned wait = sparkle_backoff (one, attempt, 1000, 60000);

      g_assert_cmpuint (wait, ==, sparkle_backoff (same, attempt, 1000, 60000));
      g_assert_cmpuint (wait, >=, 1000);
      g_assert_cmpuint (wait, <=, 60000);
      if (attempt == 0)
        g_assert_cmpuint (wait, <=, 2000);
    }
  g_assert_cmpuint (sparkle_backoff (one, 3, 5, 5), ==, 5);
  g_assert_cmpuint (sparkle_backoff (one, G_MAXUINT - 1, 1, G_MAXUINT), >=, 1);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  dex_test_add_func ("/net/http/success", test_success);
  dex_test_add_func ("/net/http/compressed", test_compressed);
  dex_test_add_func ("/net/http/bomb", test_bomb);
  dex_test_add_func ("/net/http/announced-too-large", test_announced_too_large);
  dex_test_add_func ("/net/http/drip", test_drip);
  dex_test_add_func ("/net/http/silence", test_silence);
  dex_test_add_func ("/net/http/cut", test_cut);
  dex_test_add_func ("/net/http/nobody-there", test_nobody_there);
  dex_test_add_func ("/net/http/junk", test_junk);
  dex_test_add_func ("/net/http/error-form", test_error_form);
  dex_test_add_func ("/net/http/redirect", test_redirect);
  dex_test_add_func ("/net/http/token-in-the-clear", test_token_in_the_clear);
  dex_test_add_func ("/net/http/cancel", test_cancel);
  dex_test_add_func ("/net/http/dropped", test_dropped);
  g_test_add_func ("/net/address", test_address);
  g_test_add_func ("/net/backoff", test_backoff);
  return g_test_run ();
}
