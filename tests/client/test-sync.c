/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync engine against a server that breaks the agreement: it must never go in circles, lose a write, or hang. */
#include <glib/gstdio.h>
#include <libdex.h>
#include <libsoup/soup.h>
#include <sqlite3.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-store-reader.h"
#include "sparkle-sync.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"

typedef struct _World World;

/* What the server says to a request: status, and the whole text. */
typedef char *(*Answer) (World *world, JsonObject *request, unsigned *ret_status);

struct _World
{
  SoupServer   *server;
  char         *address;
  char         *folder;
  char         *account;
  SparkleStore *store;
  SparkleHttp  *http;
  SparkleSync  *sync;

  Answer        on_pull;
  Answer        on_push;
  unsigned      n_pulls;
  unsigned      n_pushes;
  unsigned      n_resets;
  unsigned      retry_after;
  GPtrArray    *pushed;  /* ids of mutations in the order they came */
  const char   *culprit; /* id of a mutation that the server cannot take */
  unsigned      n_auth_lost;
  unsigned      n_problems;
};

#define wait_until(condition)                                               \
  G_STMT_START {                                                            \
    gint64 until_ = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;      \
    while (!(condition) && g_get_monotonic_time () < until_)                \
      dex_await (dex_timeout_new_msec (2), NULL);                           \
    g_assert_true (condition);                                              \
  } G_STMT_END

/* ---- answers ----------------------------------------------------------------------------------------------------- */

/* Nothing there, and nothing new. */
static char *
answer_empty (World *world, JsonObject *request, unsigned *ret_status)
{
  JsonArray *scopes = json_object_get_array_member (request, "scopes");
  GString *text = g_string_new ("{\"success\":true,\"data\":{\"scopes\":[");

  for (unsigned i = 0; i < json_array_get_length (scopes); i++)
    {
      JsonObject *scope = json_array_get_object_element (scopes, i);

      g_string_append_printf (text, "%s{\"scope\":\"%s\",\"cursor\":\"c1\",\"follow\":\"c1\",\"more\":false,\"reset\":false,"
                                    "\"upserts\":{},\"deletes\":{}}",
                              i > 0 ? "," : "", json_object_get_string_member (scope, "scope"));
    }
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

static char *
answer_circle (World *world, JsonObject *request, unsigned *ret_status)
{
  return g_strdup ("{\"success\":true,\"data\":{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"same\",\"follow\":\"same\","
                   "\"more\":true,\"reset\":false,\"upserts\":{},\"deletes\":{}}]}}");
}

static char *
answer_reset (World *world, JsonObject *request, unsigned *ret_status)
{
  return g_strdup ("{\"success\":true,\"data\":{\"scopes\":[{\"scope\":\"feed\",\"cursor\":null,\"more\":true,"
                   "\"reset\":true,\"upserts\":{},\"deletes\":{}}]}}");
}

static char *
answer_nothing (World *world, JsonObject *request, unsigned *ret_status)
{
  return g_strdup ("{\"success\":true,\"data\":{\"scopes\":[]}}");
}

static char *
answer_junk (World *world, JsonObject *request, unsigned *ret_status)
{
  return g_strdup ("<html>Sign in to the hotel network</html>");
}

static char *
answer_other_scope (World *world, JsonObject *request, unsigned *ret_status)
{
  return g_strdup ("{\"success\":true,\"data\":{\"scopes\":[{\"scope\":\"me\",\"cursor\":\"x\",\"follow\":\"x\","
                   "\"more\":false,\"reset\":false,\"upserts\":{\"post\":[{}]},\"deletes\":{}}]}}");
}

static char *
answer_busy (World *world, JsonObject *request, unsigned *ret_status)
{
  *ret_status = 429;
  world->retry_after = 1;
  return g_strdup ("{\"success\":false,\"error\":\"Slow down\",\"code\":\"rate_limited\",\"details\":[]}");
}

/* A cursor of another server; without one all is well. */
static char *
answer_bad_cursor (World *world, JsonObject *request, unsigned *ret_status)
{
  JsonArray *scopes = json_object_get_array_member (request, "scopes");

  for (unsigned i = 0; i < json_array_get_length (scopes); i++)
    {
      JsonObject *scope = json_array_get_object_element (scopes, i);

      if (sparkle_json_get_string (scope, "cursor") != NULL &&
          g_str_equal (json_object_get_string_member (scope, "cursor"), "c1"))
        {
          *ret_status = 400;
          return g_strdup ("{\"success\":false,\"error\":\"This cursor is not one of this server\",\"code\":\"bad_request\","
                           "\"details\":[]}");
        }
    }
  return answer_empty (world, request, ret_status);
}

static char *
answer_forbidden_post (World *world, JsonObject *request, unsigned *ret_status)
{
  JsonArray *scopes = json_object_get_array_member (request, "scopes");
  GString *text = g_string_new ("{\"success\":true,\"data\":{\"scopes\":[");

  for (unsigned i = 0; i < json_array_get_length (scopes); i++)
    {
      const char *name = json_object_get_string_member (json_array_get_object_element (scopes, i), "scope");

      if (g_str_has_prefix (name, "post/"))
        g_string_append_printf (text, "%s{\"scope\":\"%s\",\"error\":{\"error\":\"No\",\"code\":\"forbidden\"}}",
                                i > 0 ? "," : "", name);
      else
        g_string_append_printf (text, "%s{\"scope\":\"%s\",\"cursor\":\"c1\",\"follow\":\"c1\",\"more\":false,"
                                      "\"reset\":false,\"upserts\":{},\"deletes\":{}}", i > 0 ? "," : "", name);
    }
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

static char *
answer_unauthorized (World *world, JsonObject *request, unsigned *ret_status)
{
  *ret_status = 401;
  return g_strdup ("{\"success\":false,\"error\":\"Sign in again\",\"code\":\"unauthorized\",\"details\":[]}");
}

/* Takes everything but the culprit, whose presence spoils the whole push. */
static char *
answer_but_culprit (World *world, JsonObject *request, unsigned *ret_status)
{
  JsonArray *mutations = json_object_get_array_member (request, "mutations");
  GString *text = g_string_new ("{\"success\":true,\"data\":{\"results\":[");

  for (unsigned i = 0; i < json_array_get_length (mutations); i++)
    {
      JsonObject *data = json_object_get_object_member (json_array_get_object_element (mutations, i), "data");

      if (g_strcmp0 (sparkle_json_get_string (data, "id"), world->culprit) == 0)
        {
          g_string_free (text, TRUE);
          *ret_status = 400;
          return g_strdup ("{\"success\":false,\"error\":\"Cannot read this\",\"code\":\"bad_request\",\"details\":[]}");
        }
    }
  for (unsigned i = 0; i < json_array_get_length (mutations); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (mutations, i), "id");

      g_ptr_array_add (world->pushed, g_strdup (id));
      g_string_append_printf (text, "%s{\"id\":\"%s\",\"status\":\"applied\"}", i > 0 ? "," : "", id);
    }
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

/* ---- world ------------------------------------------------------------------------------------------------------- */

static void
handle_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  World *world = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  unsigned status = 200;

  if (g_str_has_suffix (path, "/live"))
    {
      soup_server_message_set_status (message, 404, NULL);
      return;
    }
  node = sparkle_json_parse (body->data, body->length, G_MAXSSIZE, NULL);
  g_assert_nonnull (node);
  world->retry_after = 0;
  if (g_str_has_suffix (path, "/sync/pull"))
    {
      world->n_pulls++;
      text = world->on_pull (world, json_node_get_object (node), &status);
    }
  else
    {
      world->n_pushes++;
      text = world->on_push (world, json_node_get_object (node), &status);
    }
  if (world->retry_after > 0)
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Retry-After", "1");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
auth_lost_cb (SparkleSync *sync, GError *error, gpointer user_data)
{
  World *world = user_data;

  world->n_auth_lost++;
  sparkle_http_set_token (world->http, NULL);
  dex_future_disown (sparkle_sync_stop (sync));
}

static void
problem_cb (SparkleSync *sync, GError *error, gpointer user_data)
{
  ((World *) user_data)->n_problems++;
}

static void
world_init (World *world, Answer on_pull, Answer on_push)
{
  SparkleSyncOptions options = { .timing = SPARKLE_SYNC_TIMING_DEFAULT };
  g_autoptr (GError) error = NULL;
  GSList *uris;

  memset (world, 0, sizeof *world);
  world->on_pull = on_pull;
  world->on_push = on_push;
  world->pushed = g_ptr_array_new_with_free_func (g_free);
  world->account = sparkle_uuid_new ();
  world->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (world->server, NULL, handle_cb, world, NULL);
  soup_server_listen_local (world->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (world->server);
  world->address = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  world->folder = g_dir_make_tmp ("sparkle-sync-XXXXXX", NULL);
  world->store = sparkle_store_new (world->folder);
  dex_await (sparkle_store_open (world->store), &error);
  g_assert_no_error (error);
  dex_await (sparkle_store_set_account (world->store, world->account), &error);
  g_assert_no_error (error);

  options.timing.seed = 3;
  options.timing.retry_min = options.timing.reconnect_min = 20;
  options.timing.retry_max = options.timing.reconnect_max = 100;
  options.timing.resubscribe_min = 20;
  options.timing.poll_interval = 200;
  options.timing.request_timeout = 2000;
  world->http = sparkle_http_new (world->address, FALSE, 2000);
  sparkle_http_set_token (world->http, "token");
  world->sync = sparkle_sync_new (world->store, world->http, &options);
  g_signal_connect (world->sync, "auth-lost", G_CALLBACK (auth_lost_cb), world);
  g_signal_connect (world->sync, "problem", G_CALLBACK (problem_cb), world);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_unlink (child);
    }
  g_rmdir (path);
}

static void
world_clear (World *world)
{
  g_autoptr (GError) error = NULL;

  dex_await (sparkle_sync_stop (world->sync), &error);
  g_assert_no_error (error);
  g_signal_handlers_disconnect_by_data (world->sync, world);
  g_assert_finalize_object (world->sync);
  dex_await (sparkle_store_close (world->store), &error);
  g_assert_no_error (error);
  g_object_unref (world->store);
  g_object_unref (world->http);
  soup_server_disconnect (world->server);
  g_object_unref (world->server);
  remove_folder (world->folder);
  g_free (world->folder);
  g_free (world->address);
  g_free (world->account);
  g_ptr_array_unref (world->pushed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static char *
enqueue_post (World *world, const char *title)
{
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (GError) error = NULL;
  char *id = sparkle_uuid_new ();
  SparkleStoreMutation mutation = { .op = "post.create", .data = data };

  json_object_set_string_member (data, "id", id);
  json_object_set_string_member (data, "title", title);
  json_object_set_string_member (data, "content", "Text");
  dex_await (sparkle_store_enqueue (world->store, &mutation, 1), &error);
  g_assert_no_error (error);
  return id;
}

static gboolean
try_sync (World *world, GError **error)
{
  return dex_await (dex_future_with_timeout_seconds (sparkle_sync_now (world->sync), 10), error);
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

static void
test_quiet (void)
{
  g_auto (World) world;
  g_autoptr (GError) error = NULL;

  world_init (&world, answer_empty, answer_but_culprit);
  g_assert_cmpint (sparkle_sync_get_state (world.sync), ==, SPARKLE_SYNC_STATE_STOPPED);
  sparkle_sync_start (world.sync);
  g_assert_true (try_sync (&world, &error));
  g_assert_no_error (error);
  wait_until (sparkle_sync_get_state (world.sync) == SPARKLE_SYNC_STATE_IDLE);
  g_assert_true (sparkle_sync_get_online (world.sync));
  g_assert_cmpfloat (sparkle_sync_get_progress (world.sync), ==, 1);
  /* without a live socket it polls */
  world.n_pulls = 0;
  wait_until (world.n_pulls >= 2);
}

/* A server in a circle is asked with growing pauses, not as fast as it answers. */
static void
check_no_rush (Answer answer)
{
  g_auto (World) world;

  world_init (&world, answer, answer_but_culprit);
  sparkle_sync_start (world.sync);
  dex_await (dex_timeout_new_msec (1500), NULL);
  g_test_message ("%u pulls in 1.5 s", world.n_pulls);
  g_assert_cmpuint (world.n_pulls, >, 0);
  g_assert_cmpuint (world.n_pulls, <, 75);
}

static void
test_circles (void)
{
  check_no_rush (answer_circle);
  check_no_rush (answer_reset);
  check_no_rush (answer_nothing);
  check_no_rush (answer_junk);
  check_no_rush (answer_other_scope);
}

static void
test_recovers (void)
{
  g_auto (World) world;
  g_autoptr (GError) error = NULL;

  world_init (&world, answer_junk, answer_but_culprit);
  sparkle_sync_start (world.sync);
  g_assert_false (try_sync (&world, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);
  g_clear_error (&error);
  world.on_pull = answer_empty;
  wait_until (sparkle_sync_get_state (world.sync) == SPARKLE_SYNC_STATE_IDLE);
}

static void
test_retry_after (void)
{
  g_auto (World) world;
  g_autoptr (GError) error = NULL;

  world_init (&world, answer_busy, answer_but_culprit);
  sparkle_sync_start (world.sync);
  g_assert_false (try_sync (&world, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED);
  /* it can be reached, it only wants to be left alone */
  g_assert_true (sparkle_sync_get_online (world.sync));
  world.n_pulls = 0;
  dex_await (dex_timeout_new_msec (700), NULL);
  g_assert_cmpuint (world.n_pulls, ==, 0);
  world.on_pull = answer_empty;
  wait_until (sparkle_sync_get_state (world.sync) == SPARKLE_SYNC_STATE_IDLE);
}

static void
test_bad_cursor (void)
{
  g_auto (World) world;
  g_autoptr (GError) error = NULL;

  world_init (&world, answer_empty, answer_but_culprit);
  sparkle_sync_start (world.sync);
  g_assert_true (try_sync (&world, &error));
  /* from now on every cursor is foreign: both scopes begin anew, once */
  world.on_pull = answer_bad_cursor;
  world.n_pulls = 0;
  dex_await (dex_timeout_new_msec (1500), NULL);
  g_test_message ("%u pulls in 1.5 s", world.n_pulls);
  g_assert_cmpuint (world.n_pulls, >=, 4);
  g_assert_cmpuint (world.n_pulls, <, 75);
}

static void
test_refused_scope (void)
{
  g_auto (World) world;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *scope = g_strconcat ("post/", id, NULL);

  world_init (&world, answer_forbidden_post, answer_but_culprit);
  sparkle_sync_start (world.sync);
  sparkle_sync_open_scope (world.sync, scope);
  g_assert_true (try_sync (&world, &error));
  g_assert_no_error (error);
  wait_until (sparkle_sync_get_state (world.sync) == SPARKLE_SYNC_STATE_IDLE);
  sparkle_sync_close_scope (world.sync, scope);
  sparkle_sync_close_scope (world.sync, scope);
}

/* Knows a thread only once its post was sent. */
static char *
answer_post_if_pushed (World *world, JsonObject *request, unsigned *ret_status)
{
  return (world->pushed->len > 0 ? answer_empty : answer_forbidden_post) (world, request, ret_status);
}

static char *
read_cursor (World *world, const char *scope)
{
  g_autoptr (SparkleScopeRow) row = dex_await_boxed (sparkle_store_get_scope (world->store, scope), NULL);

  return row != NULL ? g_strdup (row->cursor) : NULL;
}

/* A thread that is kept before its post was sent, as a bookmark on a train does, is followed once it is. */
static void
test_thread_of_unsent_post (void)
{
  g_auto (World) world;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  world_init (&world, answer_post_if_pushed, answer_junk);
  id = enqueue_post (&world, "Unsent");
  scope = g_strconcat ("post/", id, NULL);
  sparkle_sync_keep_scopes (world.sync, (const char *[]) { scope, NULL });
  sparkle_sync_start (world.sync);
  wait_until (world.n_pushes > 0);
  g_assert_true (try_sync (&world, &error));
  g_assert_no_error (error);
  before = read_cursor (&world, scope);
  g_assert_null (before);

  world.on_push = answer_but_culprit;
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
  g_assert_true (try_sync (&world, &error));
  after = read_cursor (&world, scope);
  g_assert_cmpstr (after, ==, "c1");
}

/* One mutation spoils the whole push: the others get through, and it alone fails. */
static void
test_culprit (void)
{
  g_auto (World) world;
  g_autofree char *first = NULL;
  g_autofree char *culprit = NULL;
  g_autofree char *last = NULL;
  unsigned failed = 0;

  world_init (&world, answer_empty, answer_but_culprit);
  first = enqueue_post (&world, "One");
  culprit = enqueue_post (&world, "Two");
  last = enqueue_post (&world, "Three");
  world.culprit = culprit;
  sparkle_sync_start (world.sync);
  wait_until (sparkle_store_read_outbox_count (world.store, &failed) == 1 && failed == 1);
  g_assert_cmpuint (world.pushed->len, ==, 2);
}

/* A portal, or a proxy without its server, says no to everybody: nobody's writing has failed for that. */
static char *
answer_portal (World *world, JsonObject *request, unsigned *ret_status)
{
  *ret_status = 403;
  return g_strdup ("<html>Sign in to this network</html>");
}

static void
test_push_portal (void)
{
  g_auto (World) world;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  unsigned failed = 0;

  world_init (&world, answer_empty, answer_portal);
  one = enqueue_post (&world, "One");
  two = enqueue_post (&world, "Two");
  sparkle_sync_start (world.sync);
  wait_until (world.n_pushes >= 4);
  g_assert_cmpuint (sparkle_store_read_outbox_count (world.store, &failed), ==, 2);
  g_assert_cmpuint (failed, ==, 0);
  g_assert_cmpint (world.n_problems, >, 0);
  world.on_push = answer_but_culprit;
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
}

static void
journal_sql (World *world, const char *sql)
{
  g_autofree char *path = g_build_filename (world->folder, "journal.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* The answer came, but the disk has no space for it, nor for taking back what was sent. */
static void
test_push_full_disk (void)
{
  g_auto (World) world;
  g_autofree char *id = NULL;
  unsigned before, failed = 0;

  world_init (&world, answer_empty, answer_but_culprit);
  id = enqueue_post (&world, "One");
  journal_sql (&world, "CREATE TRIGGER no BEFORE DELETE ON outbox BEGIN SELECT RAISE (ABORT, 'full'); END");
  sparkle_sync_start (world.sync);
  wait_until (world.n_pushes >= 3);
  g_assert_cmpuint (sparkle_store_read_outbox_count (world.store, &failed), ==, 1);
  g_assert_cmpuint (failed, ==, 0);
  journal_sql (&world, "CREATE TRIGGER neither BEFORE UPDATE ON outbox WHEN NEW.state <> 1 BEGIN SELECT RAISE (ABORT, 'full'); END");
  /* comes to rest: what was sent is neither here nor there */
  do
    {
      before = world.n_pushes;
      dex_await (dex_timeout_new_msec (400), NULL);
    }
  while (world.n_pushes != before);
  journal_sql (&world, "DROP TRIGGER no; DROP TRIGGER neither");
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
}

/* As many posts as one asks for, always more; the first time that one follows, all is to be fetched again. */
static char *
answer_pages (World *world, JsonObject *request, unsigned *ret_status)
{
  JsonArray *scopes = json_object_get_array_member (request, "scopes");
  unsigned limit = (unsigned) json_object_get_int_member (request, "limit");
  GString *text = g_string_new ("{\"success\":true,\"data\":{\"scopes\":[");

  for (unsigned i = 0; i < json_array_get_length (scopes); i++)
    {
      JsonObject *scope = json_array_get_object_element (scopes, i);
      const char *name = json_object_get_string_member (scope, "scope");
      const char *cursor = json_object_get_string_member_with_default (scope, "cursor", NULL);
      gboolean paged = g_str_equal (name, "feed") && (cursor == NULL || *cursor == 'p');
      unsigned from = paged && cursor != NULL ? (unsigned) atoi (cursor + 1) : 0;

      g_string_append_printf (text, "%s{\"scope\":\"%s\",\"more\":%s,", i > 0 ? "," : "", name, paged ? "true" : "false");
      if (g_strcmp0 (cursor, "again") == 0)
        {
          world->n_resets++;
          g_string_append (text, "\"reset\":true,\"cursor\":null,\"upserts\":{},\"deletes\":{}}");
          continue;
        }
      if (cursor == NULL)
        g_string_append_printf (text, "\"follow\":\"%s\",", paged && world->n_resets == 0 ? "again" : "f");
      g_string_append_printf (text, "\"reset\":false,\"cursor\":\"%c%u\",\"upserts\":{\"post\":[", paged ? 'p' : 'f', from + limit);
      for (unsigned n = from; paged && n < from + limit; n++)
        {
          g_autofree char *time = sparkle_time_format (G_GINT64_CONSTANT (1700000000000000) - n * G_USEC_PER_SEC);

          g_string_append_printf (text, "%s{\"id\":\"01900000-0000-7000-8000-%012u\",\"rev\":1,\"state\":\"published\",\"published_at\":\"%s\"}",
                                  n > from ? "," : "", n, time);
        }
      g_string_append (text, "]},\"deletes\":{}}");
    }
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

/* After a reset the window is as large as it was. */
static void
test_window_after_reset (void)
{
  g_auto (World) world;
  g_autoptr (SparkleScopeRow) row = NULL;
  g_autoptr (GArray) keys = NULL;

  world_init (&world, answer_pages, answer_but_culprit);
  sparkle_sync_start (world.sync);
  wait_until (world.n_resets == 1 && sparkle_sync_get_state (world.sync) == SPARKLE_SYNC_STATE_IDLE);
  row = sparkle_store_read_scope (world.store, "feed");
  g_assert_cmpint (row->phase, ==, SPARKLE_SCOPE_FOLLOWING);
  keys = sparkle_store_read_keys (world.store, SPARKLE_LIST_FEED, NULL);
  g_assert_cmpuint (keys->len, >=, 1000);
}

/* An answer that cannot be read is no answer: the same mutation is sent again. */
static void
test_push_junk (void)
{
  g_auto (World) world;
  g_autofree char *id = NULL;

  world_init (&world, answer_empty, answer_junk);
  id = enqueue_post (&world, "One");
  sparkle_sync_start (world.sync);
  wait_until (world.n_pushes >= 3);
  g_assert_cmpuint (sparkle_store_read_outbox_count (world.store, NULL), ==, 1);
  world.on_push = answer_but_culprit;
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
  g_assert_cmpuint (world.pushed->len, ==, 1);
}

/* Results left out count as not answered. */
static char *
answer_no_results (World *world, JsonObject *request, unsigned *ret_status)
{
  return g_strdup ("{\"success\":true,\"data\":{\"results\":[]}}");
}

static void
test_push_left_out (void)
{
  g_auto (World) world;
  g_autofree char *id = NULL;

  world_init (&world, answer_empty, answer_no_results);
  id = enqueue_post (&world, "One");
  sparkle_sync_start (world.sync);
  wait_until (world.n_pushes >= 3);
  world.on_push = answer_but_culprit;
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
}

static void
test_auth_lost (void)
{
  g_auto (World) world;
  g_autofree char *id = NULL;

  world_init (&world, answer_empty, answer_unauthorized);
  id = enqueue_post (&world, "One");
  sparkle_sync_start (world.sync);
  wait_until (world.n_auth_lost == 1);
  g_assert_cmpint (sparkle_sync_get_state (world.sync), ==, SPARKLE_SYNC_STATE_STOPPED);
  dex_await (sparkle_sync_stop (world.sync), NULL);

  /* as anybody: reads, and keeps the write */
  sparkle_sync_start (world.sync);
  wait_until (sparkle_sync_get_state (world.sync) == SPARKLE_SYNC_STATE_IDLE);
  g_assert_cmpuint (world.n_pushes, ==, 1);
  g_assert_cmpuint (sparkle_store_read_outbox_count (world.store, NULL), ==, 1);
  dex_await (sparkle_sync_stop (world.sync), NULL);

  world.on_push = answer_but_culprit;
  sparkle_http_set_token (world.http, "another");
  sparkle_sync_start (world.sync);
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
}

/* Stopped at any moment, also from under its feet, it ends; and nothing is lost. */
static void
test_stop_anywhere (void)
{
  g_auto (World) world;
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  unsigned n_written = 0;

  world_init (&world, answer_empty, answer_but_culprit);
  for (unsigned i = 0; i < 60; i++)
    {
      g_autofree char *id = enqueue_post (&world, "Post");

      n_written++;
      sparkle_sync_start (world.sync);
      if (g_rand_boolean (rand))
        sparkle_sync_open_scope (world.sync, "user/0190c3a0-0000-7000-8000-000000000000");
      if (g_rand_boolean (rand))
        dex_future_disown (sparkle_sync_now (world.sync));
      if (g_rand_boolean (rand))
        dex_future_disown (sparkle_sync_load_older (world.sync, "feed"));
      dex_await (dex_timeout_new_usec (g_rand_int_range (rand, 0, 15000)), NULL);
      if (g_rand_boolean (rand))
        dex_await (sparkle_sync_stop (world.sync), NULL);
      else
        dex_future_disown (sparkle_sync_stop (world.sync));
      sparkle_sync_close_scope (world.sync, "user/0190c3a0-0000-7000-8000-000000000000");
    }
  sparkle_sync_start (world.sync);
  wait_until (sparkle_store_read_outbox_count (world.store, NULL) == 0);
  g_assert_cmpuint (world.pushed->len, >=, n_written);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  dex_test_add_func ("/sync/quiet", test_quiet);
  dex_test_add_func ("/sync/circles", test_circles);
  dex_test_add_func ("/sync/recovers", test_recovers);
  dex_test_add_func ("/sync/retry-after", test_retry_after);
  dex_test_add_func ("/sync/bad-cursor", test_bad_cursor);
  dex_test_add_func ("/sync/refused-scope", test_refused_scope);
  dex_test_add_func ("/sync/thread-of-unsent-post", test_thread_of_unsent_post);
  dex_test_add_func ("/sync/culprit", test_culprit);
  dex_test_add_func ("/sync/push-portal", test_push_portal);
  dex_test_add_func ("/sync/push-full-disk", test_push_full_disk);
  dex_test_add_func ("/sync/window-after-reset", test_window_after_reset);
  dex_test_add_func ("/sync/push-junk", test_push_junk);
  dex_test_add_func ("/sync/push-left-out", test_push_left_out);
  dex_test_add_func ("/sync/auth-lost", test_auth_lost);
  dex_test_add_func ("/sync/stop-anywhere", test_stop_anywhere);
  return g_test_run ();
}
