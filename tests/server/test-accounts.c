/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "http-world.h"

#define PASSWORD "a long enough secret"

static HttpAnswer *
post (HttpWorld  *world,
      const char *path,
      const char *format,
      ...) G_GNUC_PRINTF (3, 4);

static HttpAnswer *
post (HttpWorld  *world,
      const char *path,
      const char *format,
      ...)
{
  g_autofree char *json = NULL;
  va_list args;

  va_start (args, format);
  json = g_strdup_vprintf (format, args);
  va_end (args);

  return http_request (world, "POST", path, NULL, NULL, json);
}

static HttpAnswer *
sign_in (HttpWorld  *world,
         const char *login,
         const char *password)
{
  return post (world, "/api/v1/auth/login", "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
}

static const char *
token_of (HttpAnswer *answer)
{
  return json_object_get_string_member (json_object_get_object_member (answer->json, "data"), "token");
}

static const char *
first_field (HttpAnswer *answer)
{
  JsonArray *details = json_object_get_array_member (answer->json, "details");

  return json_object_get_string_member (json_array_get_object_element (details, 0), "field");
}

static void
test_register (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autoptr(HttpAnswer) made = post (world, "/api/v1/auth/register",
                                     "{\"username\":\"Nova\",\"email\":\"Nova@Example.org\",\"password\":\"" PASSWORD "\"}");
  static const struct { const char *json; unsigned status; const char *field; } wrong[] = {
    { "{\"username\":\"nOVA\",\"email\":\"x@example.org\",\"password\":\"" PASSWORD "\"}", 409, "username" },
    { "{\"username\":\"other\",\"email\":\"NOVA@example.ORG\",\"password\":\"" PASSWORD "\"}", 409, "email" },
    { "{\"username\":\"ab\",\"email\":\"x@example.org\",\"password\":\"" PASSWORD "\"}", 400, "username" },
    { "{\"username\":\"no va\",\"email\":\"x@example.org\",\"password\":\"" PASSWORD "\"}", 400, "username" },
    { "{\"username\":\"other\",\"email\":\"nonsense\",\"password\":\"" PASSWORD "\"}", 400, "email" },
    { "{\"username\":\"other\",\"email\":\"x@example.org\",\"password\":\"short\"}", 400, "password" },
    { "{\"username\":\"other\",\"email\":\"x@example.org\",\"password\":\"password123\"}", 400, "password" },
    { "{\"username\":\"other\",\"email\":\"x@example.org\",\"password\":\"" PASSWORD "\",\"role\":\"admin\"}", 400, "role" },
  };
  g_autofree char *hash = NULL, *token_hash = NULL;
  JsonObject *data, *user;
  g_autoptr(HttpAnswer) me = NULL;

  g_assert_cmpuint (made->status, ==, 201);
  data = json_object_get_object_member (made->json, "data");
  user = json_object_get_object_member (data, "user");
  g_assert_cmpstr (json_object_get_string_member (user, "username"), ==, "Nova");
  g_assert_cmpstr (json_object_get_string_member (user, "role"), ==, "user");
  g_assert_true (json_object_has_member (data, "expires_at"));
  me = http_request (world, "GET", "/api/v1/me", token_of (made), NULL, NULL);
  g_assert_cmpuint (me->status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (me->json, "data"), "email"), ==, "Nova@Example.org");

  for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(HttpAnswer) answer = post (world, "/api/v1/auth/register", "%s", wrong[i].json);

      g_test_message ("%s", wrong[i].json);
      g_assert_cmpuint (answer->status, ==, wrong[i].status);
      g_assert_cmpstr (first_field (answer), ==, wrong[i].field);
    }

  /* neither the password nor the token is anywhere */
  hash = test_database_psql (database, "SELECT password_hash FROM account");
  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
  token_hash = test_database_psql (database, "SELECT length (token_hash) FROM session");
  g_assert_cmpstr (token_hash, ==, "32");
}

static void
test_sessions (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *first = http_register (world, "nova");
  g_autoptr(HttpAnswer) by_name = sign_in (world, "NOVA", PASSWORD), by_mail = sign_in (world, "Nova@example.ORG", PASSWORD);
  g_autoptr(HttpAnswer) out = NULL, after = NULL, other = NULL, expired = NULL;

  g_assert_cmpuint (by_name->status, ==, 200);
  g_assert_cmpuint (by_mail->status, ==, 200);
  g_assert_cmpstr (token_of (by_name), !=, token_of (by_mail));

  /* ends that one, at once, and no other */
  out = http_request (world, "POST", "/api/v1/auth/logout", first, NULL, NULL);
  g_assert_cmpuint (out->status, ==, 200);
  after = http_request (world, "GET", "/api/v1/me", first, NULL, NULL);
  g_assert_cmpuint (after->status, ==, 401);
  other = http_request (world, "GET", "/api/v1/me", token_of (by_name), NULL, NULL);
  g_assert_cmpuint (other->status, ==, 200);

  g_free (test_database_psql (database, "UPDATE session SET expires_at = now() - interval '1 second'"));
  expired = http_request (world, "GET", "/api/v1/me", token_of (by_mail), NULL, NULL);
  g_assert_cmpuint (expired->status, ==, 401);
}

typedef struct
{
  HttpWorld  *world;
  const char *token;
} Holder;

static gboolean
is_barred (gpointer user_data)
{
  Holder *holder = user_data;
  g_autoptr(HttpAnswer) answer = http_request (holder->world, "GET", "/api/v1/me", holder->token, NULL, NULL);

  return answer->status == 401;
}

static void
test_status (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *token = http_register (world, "nova");
  Holder holder = { world, token };
  g_autoptr(HttpAnswer) banned = NULL, over = NULL, write = NULL;

  g_assert_false (is_barred (&holder));
  g_free (test_database_psql (database, "UPDATE account SET status = 'banned'"));
  g_assert_true (test_wait_until (is_barred, &holder, 10));
  banned = sign_in (world, "nova", PASSWORD);
  g_assert_cmpuint (banned->status, ==, 401);
  g_assert_cmpstr (http_answer_code (banned), ==, "invalid_credentials");

  /* until when it was */
  g_free (test_database_psql (database, "UPDATE account SET status_until = now() - interval '1 second'; DELETE FROM login_failure"));
  over = sign_in (world, "nova", PASSWORD);
  g_assert_cmpuint (over->status, ==, 200);

  g_free (test_database_psql (database, "UPDATE account SET status = 'suspended', status_until = NULL"));
  write = sign_in (world, "nova", PASSWORD);
  g_assert_cmpuint (write->status, ==, 200);
  {
    g_autofree char *suspended = g_strdup (token_of (write));
    g_autoptr(HttpAnswer) refused = http_request (world, "POST", "/api/v1/posts", suspended, NULL, "{\"title\":\"a\",\"content\":\"b\"}");
    g_autoptr(HttpAnswer) read = http_request (world, "GET", "/api/v1/me", suspended, NULL, NULL);

    g_assert_cmpuint (refused->status, ==, 403);
    g_assert_cmpuint (read->status, ==, 200);
  }
}

static void
test_lock (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  static const char * const logins[] = { "nova", "nobody" };
  g_autofree char *token = http_register (world, "nova");
  g_autoptr(HttpAnswer) mail = NULL, fine = NULL;

  /* who is not there is locked just the same */
  for (unsigned i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      g_autoptr(HttpAnswer) locked = NULL;
      g_autofree char *retry = NULL;

      for (unsigned attempt = 0; attempt < 5; attempt++)
        {
          g_autoptr(HttpAnswer) answer = sign_in (world, logins[i], "wrong");

          g_assert_cmpuint (answer->status, ==, 401);
          g_assert_cmpstr (answer->body, ==, "{\"success\":false,\"error\":\"Invalid credentials\",\"code\":\"invalid_credentials\"}");
        }
      locked = sign_in (world, logins[i], PASSWORD);
      g_assert_cmpuint (locked->status, ==, 429);
      g_assert_cmpstr (http_answer_code (locked), ==, "locked");
      retry = http_answer_header (locked, "Retry-After");
      g_assert_cmpint (atoi (retry), >, 840);
      g_assert_cmpint (atoi (retry), <=, 900);
    }
  /* by the other name it is the same account */
  mail = sign_in (world, "nova@example.org", PASSWORD);
  g_assert_cmpuint (mail->status, ==, 429);

  /* fifteen minutes later */
  g_free (test_database_psql (database, "UPDATE login_failure SET first_at = first_at - interval '15 min', locked_until = locked_until - interval '15 min'"));
  fine = sign_in (world, "nova", PASSWORD);
  g_assert_cmpuint (fine->status, ==, 200);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static gint64
time_of_sign_in (HttpWorld    *world,
                 TestDatabase *database,
                 const char   *login)
{
  gint64 begun = g_get_monotonic_time (), taken;
  g_autoptr(HttpAnswer) answer = sign_in (world, login, "wrong");

  taken = g_get_monotonic_time () - begun;
  g_assert_cmpuint (answer->status, ==, 401);
  g_free (test_database_psql (database, "DELETE FROM login_failure"));
  return taken;
}

/* Whether there is such an account is not told by the time: without the hash it would be some
 * twenty times as fast. The two take turns, so that whatever else the machine does slows both alike. */
static void
test_equal_time (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *token = http_register (world, "nova");
  gint64 known[9], unknown[9], a, b;

  for (unsigned i = 0; i < G_N_ELEMENTS (known); i++)
    {
      known[i] = time_of_sign_in (world, database, "nova");
      unknown[i] = time_of_sign_in (world, database, "nobody");
    }
  qsort (known, G_N_ELEMENTS (known), sizeof known[0], compare_times);
  qsort (unknown, G_N_ELEMENTS (unknown), sizeof unknown[0], compare_times);
  a = known[G_N_ELEMENTS (known) / 2];
  b = unknown[G_N_ELEMENTS (unknown) / 2];

  g_test_message ("known %" G_GINT64_FORMAT " µs, unknown %" G_GINT64_FORMAT " µs", a, b);
  g_assert_cmpint (b * 5, >, a);
  g_assert_cmpint (a * 5, >, b);
}

static void
test_limits (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_WORKERS=1", NULL);
  g_autoptr(HttpAnswer) typo = post (world, "/api/v1/auth/register", "{\"username\":\"a\",\"email\":\"b\",\"password\":\"c\"}");
  g_autoptr(HttpAnswer) fourth = NULL, sixth = NULL;

  /* mistakes cost nothing */
  g_assert_cmpuint (typo->status, ==, 400);
  for (unsigned i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("person_%u", i);
      g_autofree char *token = http_register (world, name);
    }
  fourth = post (world, "/api/v1/auth/register", "{\"username\":\"fourth\",\"email\":\"f@example.org\",\"password\":\"" PASSWORD "\"}");
  g_assert_cmpuint (fourth->status, ==, 429);
  g_assert_cmpstr (http_answer_code (fourth), ==, "rate_limited");
  for (unsigned i = 0; i < 5; i++)
    {
      g_autoptr(HttpAnswer) fine = sign_in (world, "person_1", PASSWORD);

      g_assert_cmpuint (fine->status, ==, 200);
    }
  sixth = sign_in (world, "person_1", PASSWORD);
  g_assert_cmpuint (sixth->status, ==, 429);
}

static void
test_closed (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_REGISTRATION=false", NULL);
  g_autoptr(HttpAnswer) answer = post (world, "/api/v1/auth/register",
                                       "{\"username\":\"nova\",\"email\":\"nova@example.org\",\"password\":\"" PASSWORD "\"}");

  g_assert_cmpuint (answer->status, ==, 403);
}

static void
test_naughty (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = http_world_new (database, 0, "SPARKLE_UNLIMITED=1", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "naughty", "blns.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonArray *strings;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  strings = json_node_get_array (json_parser_get_root (parser));
  for (unsigned i = 0; i < json_array_get_length (strings); i++)
    {
      g_autofree char *text = json_to_string (json_array_get_element (strings, i), FALSE);
      g_autoptr(HttpAnswer) form = post (world, "/api/v1/auth/register", "{\"username\":%s,\"email\":%s,\"password\":%s}", text, text, text);
      g_autofree char *escaped = g_uri_escape_string (json_array_get_string_element (strings, i), NULL, FALSE);
      g_autofree char *address = g_strdup_printf ("/api/v1/users/%s", escaped);
      g_autoptr(HttpAnswer) user = http_request (world, "GET", address, NULL, NULL, NULL);
      g_autofree char *query = g_strdup_printf ("/api/v1/posts?author=%s&cursor=%s", escaped, escaped);
      g_autoptr(HttpAnswer) list = http_request (world, "GET", query, NULL, NULL, NULL);

      g_assert_true (form->status == 400);
      g_assert_true (user->status == 404 || user->status == 400);
      g_assert_true (list->status == 200 || list->status == 400 || list->status == 404);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/register", test_register);
  g_test_add_func ("/accounts/sessions", test_sessions);
  g_test_add_func ("/accounts/status", test_status);
  g_test_add_func ("/accounts/lock", test_lock);
  g_test_add_func ("/accounts/equal-time", test_equal_time);
  g_test_add_func ("/accounts/limits", test_limits);
  g_test_add_func ("/accounts/closed", test_closed);
  g_test_add_func ("/accounts/naughty", test_naughty);

  return g_test_run ();
}
