/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adversity (design: section 9.5): PostgreSQL restarted under load, a full disk: clear errors, recovery by itself, and every
 * write that was confirmed is there. */
#include "test-server.h"

#include <string.h>

typedef struct
{
  TestServer *server;
  const char *token;
  GPtrArray *confirmed;     /* ids; of its thread until joined */
  GPtrArray *other_answers; /* "status code" */
  int stop;                 /* atomic */
} Writer;

static gpointer
writer_thread (gpointer data)
{
  Writer *self = data;

  for (unsigned i = 0; !g_atomic_int_get (&self->stop) && i < 100000; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"title\":\"Under load %u\",\"content\":\"Text %u\"}", i, i);
      unsigned status;
      g_autofree char *head = NULL;
      g_autoptr(JsonObject) answer = test_server_request (self->server, "POST", "/api/v1/posts", self->token, body, -1, &status, &head);
      if (status == 201)
        g_ptr_array_add (self->confirmed, g_strdup (json_object_get_string_member (json_object_get_object_member (answer, "data"), "id")));
      else
        g_ptr_array_add (self->other_answers, g_strdup_printf ("%u %s%s", status,
                         answer ? json_object_get_string_member_with_default (answer, "code", "?") : "?",
                         strstr (head, "Retry-After:") ? " retry-after" : ""));
    }
  return NULL;
}

static gboolean
answers_well (gpointer data)
{
  Writer *self = data;
  unsigned status;
  g_autoptr(JsonObject) answer = test_server_request (self->server, "GET", "/health/ready", NULL, NULL, 0, &status, NULL);

  return status == 200;
}

static gboolean
answers_badly (gpointer data)
{
  return !answers_well (data);
}

static gboolean
has_refusals (gpointer data)
{
  Writer *self = data;
  return g_atomic_int_get ((int *) &self->other_answers->len) >= 3;
}

static gboolean
has_confirmed (gpointer data)
{
  Writer *self = data;
  return g_atomic_int_get ((int *) &self->confirmed->len) >= 20;
}

static void
assert_confirmed_are_there (Writer *writer)
{
  for (unsigned i = 0; i < writer->confirmed->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM post WHERE id = '%s'", (char *) writer->confirmed->pdata[i]);
      g_assert_cmpint (test_server_count (writer->server, sql), ==, 1);
    }
}

static const char *program;

static void
test_postgres_restarts (void)
{
  g_autoptr(TestCluster) cluster = test_cluster_new ();
  g_autoptr(TestServer) server = test_server_new_in (program, 2, cluster);
  g_autofree char *token = test_server_register (server, "restarts");
  Writer writer = { .server = server, .token = token, .confirmed = g_ptr_array_new_with_free_func (g_free),
                    .other_answers = g_ptr_array_new_with_free_func (g_free) };
  GThread *thread = g_thread_new ("writer", writer_thread, &writer);

  for (unsigned round = 0; round < 3; round++)
    {
      unsigned refused = writer.other_answers->len;
      g_assert_true (test_wait_until (has_confirmed, &writer, 60));
      test_cluster_stop (cluster);
      g_assert_true (test_wait_until (answers_badly, &writer, 60));
      if (refused == 0)
        g_assert_true (test_wait_until (has_refusals, &writer, 60));
      test_cluster_start (cluster);
      g_assert_true (test_wait_until (answers_well, &writer, 60));
    }
  g_atomic_int_set (&writer.stop, TRUE);
  g_thread_join (thread);

  /* While it was away: said so, and when to come again. A connection that fell in mid-flight may be a time-out. */
  for (unsigned i = 0; i < writer.other_answers->len; i++)
    {
      const char *answer = writer.other_answers->pdata[i];
      g_test_message ("%s", answer);
      g_assert_true (g_str_has_prefix (answer, "503 unavailable") || g_str_has_prefix (answer, "504 timed_out"));
      if (g_str_has_prefix (answer, "503"))
        g_assert_true (g_str_has_suffix (answer, "retry-after"));
    }
  assert_confirmed_are_there (&writer);
  g_ptr_array_unref (writer.confirmed);
  g_ptr_array_unref (writer.other_answers);
}

/* A disk that is full says 53100 to whoever writes; a trigger says the same without a disk of our own. */
static void
test_disk_full (void)
{
  g_autoptr(TestServer) server = test_server_new (program, 1);
  g_autofree char *token = test_server_register (server, "full");
  g_autofree char *done = NULL;
  unsigned status;

  done = test_server_query (server,
    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device'"
    " USING ERRCODE = '53100'; END $$; CREATE TRIGGER aa_full BEFORE INSERT ON post FOR EACH ROW EXECUTE FUNCTION full_disk()");
  g_autoptr(JsonObject) refused = test_server_request (server, "POST", "/api/v1/posts", token, "{\"title\":\"a\",\"content\":\"b\"}", -1, &status, NULL);
  g_assert_cmpuint (status, ==, 503);
  g_assert_cmpstr (json_object_get_string_member (refused, "code"), ==, "unavailable");
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 0);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM mutation"), ==, 0);

  g_free (test_server_query (server, "DROP TRIGGER aa_full ON post"));
  g_autoptr(JsonObject) taken = test_server_request (server, "POST", "/api/v1/posts", token, "{\"title\":\"a\",\"content\":\"b\"}", -1, &status, NULL);
  g_assert_cmpuint (status, ==, 201);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  g_test_add_func ("/adversity/postgres-restarted-under-load", test_postgres_restarts);
  g_test_add_func ("/adversity/disk-full", test_disk_full);
  return g_test_run ();
}
