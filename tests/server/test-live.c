/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live-world.h"

#include <string.h>

#include "sparkle-json.h"
#include "sparkle-limits.h"

#define KILL_LISTENERS \
  "SELECT count(pg_terminate_backend (pid))"\
  " FROM pg_stat_activity WHERE query ~ '^LISTEN|pg_notify' AND datname = current_database() AND pid <> pg_backend_pid ()"
#define POLL_NEVER (60 * 60 * 1000)

static SparkledHubOptions quiet = { .poll_ms = POLL_NEVER };
static SparkledHubOptions narrow = { .poll_ms = POLL_NEVER, .window = 4096 };
static SparkledHubOptions polling = { .poll_ms = 200 };

static char *
thread (LiveWorld *w)
{
  return g_strconcat ("post/", w->post, NULL);
}

/* Follows a thread from now on; its first frame is the (empty) answer. Returns the cursor. */
static char *
follow (LiveWorld  *w,
        Client     *client,
        const char *scope)
{
  g_autofree char *cursor = live_world_cursor (w, scope);
  g_autoptr(JsonObject) frame = NULL;

  client_subscribe (client, scope, cursor);
  frame = client_expect (client, "changes", scope);
  g_assert_cmpstr (frame_string (frame, "from"), ==, cursor);
  return g_strdup (frame_string (frame, "cursor"));
}

/* Takes frames, each of which must follow on the last, until the comment is in one. */
static void
follow_until (Client      *client,
              const char  *scope,
              char       **cursor,
              const char  *comment,
              gboolean     ack)
{
  gboolean found = FALSE;

  while (!found)
    {
      g_autoptr(JsonObject) frame = client_expect (client, "changes", scope);
      JsonArray *comments = sparkle_json_get_array (sparkle_json_get_object (frame, "upserts"), "comment");

      g_assert_cmpstr (frame_string (frame, "from"), ==, *cursor);
      g_assert_false (sparkle_json_get_bool (frame, "more", TRUE));
      g_assert_false (sparkle_json_get_bool (frame, "reset", TRUE));
      g_free (*cursor);
      *cursor = g_strdup (frame_string (frame, "cursor"));
      for (guint i = 0; comments != NULL && i < json_array_get_length (comments); i++)
        found |= g_str_equal (frame_string (json_array_get_object_element (comments, i), "id"), comment);
      if (ack)
        client_send (client, "{'type':'ack','scope':'%s','cursor':'%s'}", scope, *cursor);
    }
}

static void
test_order (LiveWorld     *w,
            gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autofree char *cursor = follow (w, client, scope);

  for (unsigned i = 0; i < 20; i++)
    {
      g_autofree char *first = live_world_comment (w, 0, "first");
      g_autofree char *second = live_world_comment (w, i % 2, "second");

      follow_until (client, scope, &cursor, second, TRUE);
    }
}

/* What was missed comes with the answer to the subscription. */
static void
test_catch_up (LiveWorld     *w,
               gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autofree char *cursor = live_world_cursor (w, scope);
  g_autofree char *missed = live_world_comment (w, 0, "while you were away");
  g_autofree char *fresh = NULL;
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autoptr(JsonObject) pull = NULL;

  client_subscribe (client, scope, cursor);
  follow_until (client, scope, &cursor, missed, FALSE);
  fresh = live_world_comment (w, 1, "now");
  follow_until (client, scope, &cursor, fresh, FALSE);

  /* From an older cursor again: the same once more, from there. */
  client_send (client, "{'type':'unsubscribe','scopes':['%s']}", scope);
  client_subscribe (client, scope, NULL);
  pull = client_expect (client, "pull", scope);
}

/* Subscribing while others write: nothing falls between the pull and the ticks. */
static void
test_race (LiveWorld     *w,
           gconstpointer  data)
{
  g_autofree char *scope = thread (w);

  for (unsigned i = 0; i < 15; i++)
    {
      g_autofree char *cursor = live_world_cursor (w, scope);
      g_autofree char *before = live_world_comment (w, i % 2, "before");
      g_autofree char *during = NULL, *after = NULL;
      g_autoptr(Client) client = client_new (w, 0, NULL);

      client_subscribe (client, scope, cursor);
      during = live_world_comment (w, i % 2, "during");
      after = live_world_comment (w, 0, "after");
      follow_until (client, scope, &cursor, after, FALSE);
      g_assert_nonnull (strstr (client->text->str, before));
      g_assert_nonnull (strstr (client->text->str, during));
    }
}

/* A client that does not acknowledge costs the window, gets one pull, and can come back. */
static void
test_slow (LiveWorld     *w,
           gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autoptr(Client) quick = client_new (w, 0, NULL);
  g_autofree char *cursor = follow (w, client, scope);
  g_autofree char *quick_cursor = follow (w, quick, scope);
  g_autoptr(JsonObject) pull = NULL;
  SparkledHubStats stats;
  guint64 bytes;

  for (unsigned i = 0; i < 20; i++)
    {
      g_autofree char *comment = live_world_comment (w, 0, "one of many");

      follow_until (quick, scope, &quick_cursor, comment, TRUE);
    }
  pull = client_expect (client, "pull", scope);
  client_expect_none (client, "changes", 300);
  g_assert_cmpuint (client->text->len, <=, 4096 + 1024);
  sparkled_hub_get_stats (w->nodes[0].hub, &stats);
  g_assert_cmpuint (stats.behind, ==, 1);
  bytes = client->text->len;

  for (unsigned i = 0; i < 5; i++)
    {
      g_autofree char *comment = live_world_comment (w, 0, "more of it");

      follow_until (quick, scope, &quick_cursor, comment, TRUE);
    }
  g_assert_cmpuint (client->text->len, ==, bytes);

  g_free (cursor);
  cursor = follow (w, client, scope);
  {
    g_autofree char *comment = live_world_comment (w, 0, "back again");

    follow_until (client, scope, &cursor, comment, FALSE);
  }
}

/* The database is restored or fails over under open sockets: nobody may go on as if nothing had happened. */
static void
test_epoch (LiveWorld     *w,
            gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autofree char *cursor = follow (w, client, scope);
  g_autofree char *comment = NULL, *old = g_strdup (cursor);
  g_autoptr(JsonObject) pull = NULL;

  g_free (test_database_psql (w->database, "SELECT epoch_check (true)"));
  comment = live_world_comment (w, 0, "in another life");
  pull = client_expect (client, "pull", scope);
  g_assert_null (strstr (client->text->str, "in another life"));

  g_free (cursor);
  cursor = follow (w, client, scope);
  g_assert_cmpstr (cursor, !=, old);
  {
    g_autofree char *next = live_world_comment (w, 0, "and on it goes");

    follow_until (client, scope, &cursor, next, FALSE);
  }
}

static void
test_hostile (LiveWorld     *w,
              gconstpointer  data)
{
  static const char * const frames[] = {
    "", "nonsense", "[]", "{}", "null", "{'type':'subscribe'}", "{'type':'changes','scope':'feed','cursor':'x'}",
    "{'type':'subscribe','scopes':'feed'}", "{'type':'subscribe','scopes':[{'scope':'feed','cursor':1}]}",
    "{'type':'typing','scope':'feed','typing':'yes'}", "{'type':'ack','scope':'feed','cursor':'%%%%'}",
    "{'type':'ack','scope':'feed'}", "{'type':'unsubscribe','scopes':[1]}", "{'type':'subscribe','scopes':[],'more':1}",
    "{'type':'dance'}", "{'type':'typing','scope':'post/1','typing':true}",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr(Client) client = client_new (w, 0, NULL);
      g_autoptr(JsonObject) error = NULL, answer = NULL;
      g_autofree char *cursor = NULL;

      client_send (client, "%s", frames[i]);
      error = client_expect (client, "error", NULL);
      g_assert_nonnull (frame_string (error, "code"));
      /* One mistake does not cost the connection. */
      cursor = follow (w, client, "feed");
    }
}

static void
test_hostile_end (LiveWorld     *w,
                  gconstpointer  data)
{
  g_autoptr(Client) stubborn = client_new (w, 0, NULL);
  g_autoptr(Client) big = client_new (w, 0, NULL);
  g_autoptr(Client) binary = client_new (w, 0, NULL);
  g_autoptr(JsonObject) error = NULL;
  g_autofree char *blob = g_strnfill (SPARKLE_LIVE_FRAME_MAX_BYTES + 10, ' ');
  SparkledHubStats stats;

  soup_websocket_connection_send_binary (binary->connection, "\0\1\2", 3);
  error = client_expect (binary, "error", NULL);

  for (unsigned i = 0; i < 10; i++)
    client_send (stubborn, "{");
  g_assert_cmpuint (client_expect_close (stubborn), ==, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);

  soup_websocket_connection_send_text (big->connection, blob);
  g_assert_cmpuint (client_expect_close (big), ==, SOUP_WEBSOCKET_CLOSE_TOO_BIG);

  sparkled_hub_get_stats (w->nodes[0].hub, &stats);
  g_assert_cmpuint (stats.refused_frames, >=, 11);
}

static void
test_rate (LiveWorld     *w,
           gconstpointer  data)
{
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autoptr(JsonObject) error = NULL;

  for (unsigned i = 0; i < SPARKLE_RATE_LIVE_FRAMES + 5; i++)
    client_send (client, "{'type':'unsubscribe','scopes':['feed']}");
  error = client_expect (client, "error", NULL);
  g_assert_cmpstr (frame_string (error, "code"), ==, "rate_limited");
}

static void
test_scopes (LiveWorld     *w,
             gconstpointer  data)
{
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autoptr(JsonObject) error = NULL;
  SparkledHubStats stats;

  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr(GString) text = g_string_new ("{'type':'subscribe','scopes':[");

      for (unsigned j = 0; j < 40; j++)
        g_string_append_printf (text, "%s{'scope':'user/0197b0a0-0000-7000-8000-%012u','cursor':null}", j > 0 ? "," : "", i * 40 + j);
      g_string_append (text, "]}");
      client_send (client, "%s", text->str);
    }
  error = client_expect (client, "error", NULL);
  g_assert_cmpstr (frame_string (error, "code"), ==, "too_large");
  sparkled_hub_get_stats (w->nodes[0].hub, &stats);
  g_assert_cmpuint (stats.subscriptions, ==, SPARKLE_LIVE_SCOPES_MAX);
}

static void
test_two_hubs (LiveWorld     *w,
               gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 1, NULL);
  g_autofree char *cursor = follow (w, client, scope);

  for (unsigned i = 0; i < 5; i++)
    {
      g_autofree char *comment = live_world_comment (w, 0, "from the other process");

      follow_until (client, scope, &cursor, comment, TRUE);
    }
}

/* Written by nobody who tells: the poll finds it. */
static void
test_lost_notify (LiveWorld     *w,
                  gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 1, NULL);
  g_autofree char *cursor = follow (w, client, scope);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO comment (id, post_id, author_id, content) VALUES ('0197b0a0-0000-7000-8000-000000000001', '%s', '%s', 'unheard')",
                                          w->post, w->nodes[0].world.kai->id);
  g_autofree char *out = test_database_psql (w->database, sql);

  follow_until (client, scope, &cursor, "0197b0a0-0000-7000-8000-000000000001", FALSE);
}

static gboolean
listens_again (gpointer data)
{
  LiveWorld *w = data;
  g_autofree char *n = test_database_psql (w->database, "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^LISTEN|pg_notify' AND datname = current_database() AND pid <> pg_backend_pid ()");
  SparkledHubStats stats;

  sparkled_hub_get_stats (w->nodes[1].hub, &stats);
  return stats.listening && g_str_equal (n, "2");
}

/* The LISTEN connections die; they come back, and what was written meanwhile arrives without a poll. */
static void
test_listener_killed (LiveWorld     *w,
                      gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 1, NULL);
  g_autofree char *cursor = follow (w, client, scope);
  g_autofree char *killed = test_database_psql (w->database, KILL_LISTENERS);
  g_autofree char *comment = NULL, *later = NULL;

  g_assert_cmpstr (killed, ==, "2");
  comment = live_world_comment (w, 0, "said into the silence");
  follow_until (client, scope, &cursor, comment, FALSE);
  g_assert_true (test_wait_until (listens_again, w, 15));
  later = live_world_comment (w, 0, "and heard again");
  follow_until (client, scope, &cursor, later, FALSE);
}

static void
test_permission (LiveWorld     *w,
                 gconstpointer  data)
{
  World *world = &w->nodes[0].world;
  g_autoptr(Client) guest = client_new (w, 0, NULL);
  g_autoptr(Client) kai = client_new (w, 0, "kai");
  g_autoptr(Client) mira = client_new (w, 0, "mira");
  g_autofree char *stored = g_strconcat ("me/", world->kai->id, NULL);
  g_autofree char *cursor = live_world_cursor (w, stored);
  g_autofree char *draft = NULL, *own = NULL, *moderation = live_world_cursor (w, "moderation");
  g_autoptr(JsonObject) error = NULL, refused = NULL, unknown = NULL, answer = NULL, mine = NULL, allowed = NULL;

  client_subscribe (guest, "me", cursor);
  error = client_expect (guest, "error", "me");
  g_assert_cmpstr (frame_string (error, "code"), ==, "unauthorized");
  client_subscribe (guest, "post/0197b0a0-0000-7000-8000-000000000009", moderation);
  unknown = client_expect (guest, "error", "post/0197b0a0-0000-7000-8000-000000000009");
  g_assert_cmpstr (frame_string (unknown, "code"), ==, "not_found");
  client_subscribe (kai, "moderation", moderation);
  refused = client_expect (kai, "error", "moderation");
  g_assert_cmpstr (frame_string (refused, "code"), ==, "forbidden");
  client_subscribe (mira, "moderation", moderation);
  allowed = client_expect (mira, "changes", "moderation");

  client_subscribe (kai, "me", cursor);
  answer = client_expect (kai, "changes", "me");
  draft = world_must (world, world->nova, "draft.save", 0, "{'id':'0197b0a0-0000-7000-8000-00000000000a','title':'secret of nova'}");
  own = world_must (world, world->kai, "draft.save", 0, "{'id':'0197b0a0-0000-7000-8000-00000000000b','title':'of kai'}");
  mine = client_expect (kai, "changes", "me");
  g_assert_null (strstr (kai->text->str, "secret of nova"));
  g_assert_nonnull (strstr (kai->text->str, "of kai"));
}

static void
test_account_changed (LiveWorld     *w,
                      gconstpointer  data)
{
  World *world = &w->nodes[0].world;
  g_autoptr(Client) here = client_new (w, 0, "kai");
  g_autoptr(Client) there = client_new (w, 1, "kai");
  g_autoptr(Client) other = client_new (w, 1, "nova");
  g_autofree char *cursor = NULL;

  sparkled_bus_account_changed (world->services.bus, world->kai->id, NULL);
  g_assert_cmpuint (client_expect_close (here), ==, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);
  g_assert_cmpuint (client_expect_close (there), ==, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);
  cursor = follow (w, other, "feed");
}

/* The session ended and the notice of it was lost: the look-up after the connection is back closes the socket. */
static void
test_session_ended (LiveWorld     *w,
                    gconstpointer  data)
{
  g_autoptr(Client) kai = client_new (w, 1, "kai");
  g_autoptr(Client) nova = client_new (w, 1, "nova");
  g_autofree char *sql = g_strdup_printf ("DELETE FROM session WHERE account_id = '%s'", w->nodes[0].world.kai->id);
  g_autofree char *deleted = test_database_psql (w->database, sql);
  g_autofree char *killed = test_database_psql (w->database, KILL_LISTENERS);
  g_autofree char *cursor = NULL;

  g_assert_cmpuint (client_expect_close (kai), ==, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);
  cursor = follow (w, nova, "feed");
}

static gboolean
lists (JsonObject *frame,
       const char *name,
       const char *id)
{
  JsonArray *array = sparkle_json_get_array (frame, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_str_equal (json_array_get_string_element (array, i), id))
      return TRUE;
  return FALSE;
}

static void
expect_presence (Client     *client,
                 const char *scope,
                 const char *name,
                 const char *first,
                 const char *second)
{
  for (;;)
    {
      g_autoptr(JsonObject) frame = client_expect (client, "presence", scope);

      if (lists (frame, name, first) && (second == NULL || lists (frame, name, second)))
        return;
    }
}

static void
test_presence (LiveWorld     *w,
               gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  const char *nova = w->nodes[0].world.nova->id, *kai = w->nodes[0].world.kai->id;
  g_autoptr(Client) here = client_new (w, 0, "nova");
  g_autoptr(Client) there = client_new (w, 1, "kai");
  g_autoptr(Client) guest = client_new (w, 1, NULL);
  g_autoptr(JsonObject) refused = NULL;
  g_autofree char *a = follow (w, here, scope), *b = follow (w, there, scope), *c = follow (w, guest, scope);

  expect_presence (here, scope, "users", nova, kai);
  expect_presence (there, scope, "users", nova, kai);
  client_send (there, "{'type':'typing','scope':'%s','typing':true}", scope);
  expect_presence (here, scope, "typing", kai, NULL);
  expect_presence (guest, scope, "typing", kai, NULL);
  client_send (guest, "{'type':'typing','scope':'%s','typing':true}", scope);
  refused = client_expect (guest, "error", scope);
  g_assert_cmpstr (frame_string (refused, "code"), ==, "unauthorized");
}

/* PostgreSQL dies under the hub and comes back: sockets stay, and nothing is missing. */
static void
test_restart (void)
{
  g_autoptr(TestCluster) cluster = test_cluster_new ();
  LiveWorld w = { 0 };

  live_world_set_up_in (&w, cluster, &polling);
  {
    g_autofree char *scope = thread (&w);
    g_autoptr(Client) client = client_new (&w, 0, NULL);
    g_autofree char *cursor = follow (&w, client, scope);
    g_autofree char *sql = g_strdup_printf ("INSERT INTO comment (id, post_id, author_id, content) VALUES ('0197b0a0-0000-7000-8000-000000000002', '%s', '%s', 'after the storm')",
                                            w.post, w.nodes[0].world.kai->id);
    g_autofree char *out = NULL, *later = NULL;

    test_cluster_stop (cluster);
    client_expect_none (client, "changes", 500);
    test_cluster_start (cluster);
    out = test_database_psql (w.database, sql);
    follow_until (client, scope, &cursor, "0197b0a0-0000-7000-8000-000000000002", FALSE);
  }
  live_world_tear_down (&w, NULL);
}

/* A writer that takes its time: what commits after it waits for it, and both arrive. */
static void
test_late_commit (LiveWorld     *w,
                  gconstpointer  data)
{
  g_autofree char *scope = thread (w);
  g_autoptr(Client) client = client_new (w, 0, NULL);
  g_autofree char *cursor = follow (w, client, scope);
  g_autofree char *sql = g_strdup_printf ("BEGIN; SELECT set_config ('application_name', 'late', false);"
                                          "INSERT INTO comment (id, post_id, author_id, content) VALUES ('0197b0a0-0000-7000-8000-000000000003', '%s', '%s', 'late');"
                                          "SELECT pg_sleep (2); COMMIT",
                                          w->post, w->nodes[0].world.mira->id);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) late = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1",
                                                  "-d", test_database_conninfo (w->database), "-c", sql, NULL);
  g_autofree char *early = NULL;

  g_assert_no_error (error);
  for (;;)
    {
      g_autofree char *n = test_database_psql (w->database, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'late' AND query ~ 'pg_sleep' AND backend_xid IS NOT NULL");

      if (g_str_equal (n, "1"))
        break;
    }
  early = world_must (&w->nodes[0].world, w->nodes[0].world.nova, "user.edit", 1, "{'bio':'the early one'}");
  client_expect_none (client, "changes", 300);
  follow_until (client, scope, &cursor, "0197b0a0-0000-7000-8000-000000000003", FALSE);
  g_assert_nonnull (strstr (client->text->str, "the early one"));
  g_subprocess_wait_check (late, NULL, &error);
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, options, func) \
  g_test_add ("/live/" name, LiveWorld, options, live_world_set_up, func, live_world_tear_down)
  ADD ("order", &quiet, test_order);
  ADD ("catch-up", &quiet, test_catch_up);
  ADD ("race", &quiet, test_race);
  ADD ("slow", &narrow, test_slow);
  ADD ("epoch", &quiet, test_epoch);
  ADD ("hostile", &quiet, test_hostile);
  ADD ("hostile-end", &quiet, test_hostile_end);
  ADD ("rate", &quiet, test_rate);
  ADD ("scopes", &quiet, test_scopes);
  ADD ("two-hubs", &quiet, test_two_hubs);
  ADD ("lost-notify", &polling, test_lost_notify);
  ADD ("listener-killed", &quiet, test_listener_killed);
  ADD ("permission", &quiet, test_permission);
  ADD ("account-changed", &quiet, test_account_changed);
  ADD ("session-ended", &quiet, test_session_ended);
  ADD ("late-commit", &polling, test_late_commit);
  ADD ("presence", &quiet, test_presence);
  g_test_add_func ("/live/restart", test_restart);
  return g_test_run ();
}
