/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad input (design: section 9.6): whatever comes, the answer is in the error form and says what and where; nothing
 * is half-written and the server lives on. Against a real sparkled on a real PostgreSQL. */
#include "test-server.h"

#include <string.h>

static TestServer *server;
static char *token;

typedef struct
{
  const char *name;
  const char *method;
  const char *path;
  const char *body;
  gssize size;          /* 0: a string */
  unsigned status;
  const char *code;
  const char *field;    /* (nullable) named among the details */
} Case;

#define POSTS "/api/v1/posts"
#define PULL "/api/v1/sync/pull"
#define PUSH "/api/v1/sync/push"

static const Case cases[] = {
  { "not json", "POST", POSTS, "hello", 0, 400, "bad_request", NULL },
  { "nothing", "POST", POSTS, "", 0, 400, "bad_request", NULL },
  { "an array", "POST", POSTS, "[]", 0, 400, "bad_request", NULL },
  { "cut off", "POST", POSTS, "{\"title\":\"x\",", 0, 400, "bad_request", NULL },
  { "two values", "POST", POSTS, "{} {}", 0, 400, "bad_request", NULL },
  { "a field twice", "POST", POSTS, "{\"title\":\"a\",\"title\":\"b\",\"content\":\"c\"}", 0, 400, "bad_request", NULL },
  { "a raw nul", "POST", POSTS, "{\"title\":\"a\0b\",\"content\":\"c\"}", 29, 400, "bad_request", NULL },
  { "an escaped nul", "POST", POSTS, "{\"title\":\"a\\u0000b\",\"content\":\"c\"}", 0, 400, NULL, NULL },
  { "a lone surrogate", "POST", POSTS, "{\"title\":\"a\\ud800b\",\"content\":\"c\"}", 0, 400, NULL, NULL },
  { "bad utf-8", "POST", POSTS, "{\"title\":\"a\xff\xfe\",\"content\":\"c\"}", 0, 400, "bad_request", NULL },
  { "overlong utf-8", "POST", POSTS, "{\"title\":\"a\xc0\xaf\",\"content\":\"c\"}", 0, 400, "bad_request", NULL },
  { "missing fields", "POST", POSTS, "{}", 0, 400, "validation_failed", "title" },
  { "an unknown field", "POST", POSTS, "{\"title\":\"a\",\"content\":\"b\",\"admin\":true}", 0, 400, "validation_failed", "admin" },
  { "a number for a text", "POST", POSTS, "{\"title\":7,\"content\":\"b\"}", 0, 400, "validation_failed", "title" },
  { "an object for a list", "POST", POSTS, "{\"title\":\"a\",\"content\":\"b\",\"tags\":{}}", 0, 400, "validation_failed", "tags" },
  { "numbers in a list", "POST", POSTS, "{\"title\":\"a\",\"content\":\"b\",\"tags\":[1]}", 0, 400, "validation_failed", NULL },
  { "six tags", "POST", POSTS, "{\"title\":\"a\",\"content\":\"b\",\"tags\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}", 0, 400, "validation_failed", "tags" },
  { "a blank title", "POST", POSTS, "{\"title\":\" \xe2\x80\x8b \",\"content\":\"b\"}", 0, 400, "validation_failed", "title" },
  { "no category like that", "POST", POSTS, "{\"title\":\"a\",\"content\":\"b\",\"category\":\"no such\"}", 0, 400, "validation_failed", "category" },
  { "no video like that", "POST", POSTS, "{\"title\":\"a\",\"content\":\"b\",\"youtube_video_id\":\"'; DROP\"}", 0, 400, "validation_failed", "youtube_video_id" },
  { "an id that is none", "POST", POSTS, "{\"id\":\"1\",\"title\":\"a\",\"content\":\"b\"}", 0, 400, "validation_failed", "id" },
  { "a post that is none", "GET", POSTS "/%27%3B%20DROP%20TABLE%20post", NULL, 0, 404, "not_found", NULL },
  { "a path with a nul", "GET", POSTS "/%00", NULL, 0, 400, NULL, NULL },
  { "a path with bad utf-8", "GET", POSTS "/%ff%fe", NULL, 0, 400, NULL, NULL },
  { "an unknown path", "GET", "/api/v1/nowhere", NULL, 0, 404, "not_found", NULL },
  { "a wrong method", "DELETE", PULL, NULL, 0, 405, "method_not_allowed", NULL },
  { "a limit of none", "GET", POSTS "?limit=0", NULL, 0, 400, "validation_failed", "limit" },
  { "a limit too high", "GET", POSTS "?limit=101", NULL, 0, 400, "validation_failed", "limit" },
  { "a limit that is no number", "GET", POSTS "?limit=ten", NULL, 0, 400, "validation_failed", "limit" },
  { "a limit beyond numbers", "GET", POSTS "?limit=99999999999999999999", NULL, 0, 400, "validation_failed", "limit" },
  { "an unknown parameter", "GET", POSTS "?sort=x", NULL, 0, 400, "validation_failed", "sort" },
  { "a cursor from elsewhere", "GET", POSTS "?cursor=AAAA", NULL, 0, 400, "validation_failed", "cursor" },
  { "a reaction that is none", "PUT", POSTS "/0192f0c1-2345-7abc-8def-0123456789ab/reactions/hate", NULL, 0, 0, NULL, NULL },
  { "a pull of nothing", "POST", PULL, "{}", 0, 400, "validation_failed", "scopes" },
  { "a pull with a foreign cursor", "POST", PULL, "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"\xf0\x9f\x98\x80\"}]}", 0, 0, NULL, NULL },
  { "a pull of no scope", "POST", PULL, "{\"scopes\":[{\"scope\":\"everything\",\"cursor\":null}]}", 0, 0, NULL, NULL },
  { "a pull of minus one", "POST", PULL, "{\"scopes\":[],\"limit\":-1}", 0, 400, "validation_failed", "limit" },
  { "a push of nothing", "POST", PUSH, "{}", 0, 400, "validation_failed", "mutations" },
  { "a push of texts", "POST", PUSH, "{\"mutations\":[\"a\"]}", 0, 0, NULL, NULL },
  { "a push of an unknown operation", "POST", PUSH, "{\"mutations\":[{\"id\":\"0192f0c1-2345-7abc-8def-0123456789ab\",\"op\":\"post.steal\",\"data\":{}}]}", 0, 0, NULL, NULL },
};

static gboolean
names_field (JsonObject *answer, const char *field)
{
  JsonNode *details = json_object_get_member (answer, "details");

  if (details == NULL || !JSON_NODE_HOLDS_ARRAY (details))
    return FALSE;
  JsonArray *array = json_node_get_array (details);
  for (unsigned i = 0; i < json_array_get_length (array); i++)
    if (strstr (json_object_get_string_member (json_array_get_object_element (array, i), "field"), field))
      return TRUE;
  return FALSE;
}

static void
assert_error_form (JsonObject *answer)
{
  g_assert_nonnull (answer);
  g_assert_false (json_object_get_boolean_member (answer, "success"));
  g_assert_nonnull (json_object_get_string_member (answer, "error"));
  g_assert_nonnull (json_object_get_string_member (answer, "code"));
}

static void
test_case (gconstpointer data)
{
  const Case *this = data;
  unsigned status;
  g_autofree char *head = NULL;
  g_autoptr(JsonObject) answer = test_server_request (server, this->method, this->path, token, this->body,
                                                      this->size ? this->size : -1, &status, &head);

  g_test_message ("%u", status);
  g_assert_cmpuint (status, <, 500);
  g_assert_nonnull (strstr (head, "X-Content-Type-Options: nosniff"));
  g_assert_nonnull (strstr (head, "X-Frame-Options: DENY"));
  if (this->status == 0)
    {
      g_assert_nonnull (answer);
      return;
    }
  g_assert_cmpuint (status, ==, this->status);
  assert_error_form (answer);
  if (this->code != NULL)
    g_assert_cmpstr (json_object_get_string_member (answer, "code"), ==, this->code);
  if (this->field != NULL)
    g_assert_true (names_field (answer, this->field));
}

static void
test_deep (void)
{
  const unsigned depth = 10000;
  g_autoptr(GString) body = g_string_new ("{\"title\":");
  unsigned status;

  for (unsigned i = 0; i < depth; i++)
    g_string_append_c (body, '[');
  for (unsigned i = 0; i < depth; i++)
    g_string_append_c (body, ']');
  g_string_append_c (body, '}');
  g_autoptr(JsonObject) answer = test_server_request (server, "POST", POSTS, token, body->str, body->len, &status, NULL);
  g_assert_cmpuint (status, ==, 400);
  assert_error_form (answer);
}

static void
test_large (void)
{
  const gsize size = 8 * 1024 * 1024;
  g_autofree char *title = g_strnfill (1024 * 1024, 'a');
  g_autofree char *megabyte = g_strdup_printf ("{\"title\":\"%s\",\"content\":\"x\"}", title);
  g_autofree char *body = g_strnfill (size, ' ');
  unsigned status;

  g_autoptr(JsonObject) first = test_server_request (server, "POST", POSTS, token, megabyte, -1, &status, NULL);
  g_assert_true (status == 400 || status == 413);
  if (first != NULL)
    assert_error_form (first);
  g_autoptr(JsonObject) second = test_server_request (server, "POST", POSTS, token, body, size, &status, NULL);
  /* The door may close before the answer is read: then the server must simply live on. */
  if (status != 0)
    g_assert_cmpuint (status, ==, 413);
}

static void
test_tokens (void)
{
  static const char * const tokens[] = { "x", "..", "' OR 1=1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\xff\xfe" };

  for (unsigned i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      unsigned status;
      g_autoptr(JsonObject) answer = test_server_request (server, "GET", "/api/v1/me", tokens[i], NULL, 0, &status, NULL);
      g_assert_true (status == 401 || status == 400);
      assert_error_form (answer);
    }
}

/* A capital I with a dot is two characters when small: a name that just fits must not outgrow its column. */
static void
test_growing_login (void)
{
  g_autoptr(GString) body = g_string_new ("{\"password\":\"correct horse battery\",\"login\":\"");
  unsigned status;

  for (unsigned i = 0; i < 127; i++)
    g_string_append (body, "\xc4\xb0");
  g_string_append (body, "\"}");
  g_autoptr(JsonObject) answer = test_server_request (server, "POST", "/api/v1/auth/login", NULL, body->str, -1, &status, NULL);
  g_assert_cmpuint (status, ==, 401);
  assert_error_form (answer);
}

/* One string through one field: refused by name, or kept to the letter. TRUE: kept. */
static gboolean
try_text (const char *text, const char *field)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  unsigned status;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, g_str_equal (field, "title") ? text : "A title");
  json_builder_set_member_name (builder, "content");
  json_builder_add_string_value (builder, g_str_equal (field, "content") ? text : "A content");
  json_builder_end_object (builder);
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autofree char *body = json_to_string (root, FALSE);
  g_autoptr(JsonObject) answer = test_server_request (server, "POST", POSTS, token, body, -1, &status, NULL);

  g_test_message ("%s %u: %s", field, status, body);
  if (status != 201)
    {
      g_assert_cmpuint (status, ==, 400);
      assert_error_form (answer);
      return FALSE;
    }
  const char *kept = json_object_get_string_member (json_object_get_object_member (answer, "data"), field);
  /* Only the ends may be trimmed. */
  g_assert_nonnull (strstr (text, kept));
  return TRUE;
}

static void
test_naughty (gconstpointer field)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data", "naughty", "blns.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  JsonArray *strings = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (strings), >, 400);
  gint64 before = test_server_count (server, "SELECT count(*) FROM post");
  gint64 kept = 0;
  for (unsigned i = 0; i < json_array_get_length (strings); i++)
    {
      const char *text = json_array_get_string_element (strings, i);
      if (strchr (text, '\r') == NULL && try_text (text, field)) /* line ends are made one kind, see the rules */
        kept++;
    }
  g_assert_cmpint (kept, >, 300);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, before + kept);
}

static void
test_still_alive (void)
{
  unsigned status;
  g_autoptr(JsonObject) answer = test_server_request (server, "GET", POSTS "?limit=100", NULL, NULL, 0, &status, NULL);

  g_assert_cmpuint (status, ==, 200);
  g_assert_true (json_object_get_boolean_member (answer, "success"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  server = test_server_new (argv[1], 1);
  token = test_server_register (server, "badinput");

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bad-input/%s", cases[i].name);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/bad-input/ten thousand deep", test_deep);
  g_test_add_func ("/bad-input/too large", test_large);
  g_test_add_func ("/bad-input/tokens", test_tokens);
  g_test_add_func ("/bad-input/growing login", test_growing_login);
  g_test_add_data_func ("/bad-input/naughty titles", "title", test_naughty);
  g_test_add_data_func ("/bad-input/naughty contents", "content", test_naughty);
  g_test_add_func ("/bad-input/still alive", test_still_alive);
  int status = g_test_run ();
  g_free (token);
  test_server_free (server);
  return status;
}
