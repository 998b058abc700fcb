/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live-world.h"

#include <string.h>

#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-uuid.h"
#include "sparkled-change-table.h"
#include "sparkled-content-tables.h"
#include "sparkled-migrations.h"

#define PATIENCE 15 /* seconds; sanitizers on two busy cores */

static void
wait_for (DexFuture *future)
{
  g_autoptr(GError) error = NULL;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
}

static SparkledAccount *
make_account (LiveWorld  *w,
              const char *username,
              const char *role)
{
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *sql = NULL, *out = NULL;

  sql = g_strdup_printf ("INSERT INTO account (id, username, email, display_name, role) VALUES ('%s', '%s', '%s@example.org', '%s', '%s');"
                         "INSERT INTO session (id, account_id, token_hash, expires_at) VALUES ('%s', '%s', '%s'::bytea, now() + interval '1 day')",
                         id, username, username, username, role, id, id, username);
  out = test_database_psql (w->database, sql);
  return sparkled_account_new (id, username, sparkled_role_from_string (role), id, FALSE);
}

/* As http/ does: libsoup shakes hands, the hub takes the stream. */
static void
switched_cb (SoupServerMessage *message,
             gpointer           data)
{
  Node *node = data;
  const char *username = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr(SoupServerMessage) hold = g_object_ref (message);
  g_autoptr(GIOStream) stream = NULL;
  SparkledAccount *account = NULL;

  if (g_strcmp0 (username, "nova") == 0)
    account = node->world.nova;
  else if (g_strcmp0 (username, "kai") == 0)
    account = node->world.kai;
  else if (g_strcmp0 (username, "mira") == 0)
    account = node->world.mira;
  stream = soup_server_message_steal_connection (message);
  sparkled_hub_accept (node->hub, stream, account, "127.0.0.1");
}

static void
handshake_cb (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           data)
{
  GList *extensions = NULL;

  g_assert_true (soup_websocket_server_process_handshake (message, NULL, NULL, NULL, &extensions));
  g_signal_connect (message, "wrote-informational", G_CALLBACK (switched_cb), data);
}

static void
node_start (Node                     *node,
            LiveWorld                *w,
            const SparkledHubOptions *options)
{
  const SparkledDbOptions db_options = { .size = 3, .wait_limit = 200, .query_ms = 20000 };
  g_autoptr(DexFuture) started = NULL;
  g_autoptr(GError) error = NULL;
  g_autoslist(GUri) uris = NULL;

  node->world.database = w->database;
  node->world.services.db = sparkled_db_new (test_database_conninfo (w->database), &db_options);
  sparkled_content_tables_register (node->world.services.db);
  sparkled_db_register (node->world.services.db, sparkled_change_statements);
  node->hub = sparkled_hub_new (&node->world.services, test_database_conninfo (w->database), options);
  node->world.services.bus = SPARKLED_BUS (node->hub);
  started = sparkled_db_start (node->world.services.db);
  wait_for (started);
  dex_future_disown (sparkled_hub_start (node->hub));

  node->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (node->server, "/live", handshake_cb, node, NULL);
  soup_server_listen_local (node->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (node->server);
  node->url = g_strdup_printf ("ws://127.0.0.1:%d/live", g_uri_get_port (uris->data));
}

static gboolean
both_listen (gpointer data)
{
  LiveWorld *w = data;
  SparkledHubStats stats[2];

  sparkled_hub_get_stats (w->nodes[0].hub, &stats[0]);
  sparkled_hub_get_stats (w->nodes[1].hub, &stats[1]);
  return stats[0].listening && stats[1].listening;
}

void
live_world_set_up_in (LiveWorld                *w,
                      TestCluster              *cluster,
                      const SparkledHubOptions *options)
{
  g_autoptr(GError) error = NULL;

  w->database = cluster != NULL ? test_database_new_in (cluster) : test_database_new ();
  sparkled_migrations_run (test_database_conninfo (w->database), NULL, NULL, &error);
  g_assert_no_error (error);
  w->nodes[0].world.nova = make_account (w, "nova", "user");
  w->nodes[0].world.kai = make_account (w, "kai", "user");
  w->nodes[0].world.mira = make_account (w, "mira", "moderator");
  w->nodes[1].world.nova = sparkled_account_ref (w->nodes[0].world.nova);
  w->nodes[1].world.kai = sparkled_account_ref (w->nodes[0].world.kai);
  w->nodes[1].world.mira = sparkled_account_ref (w->nodes[0].world.mira);
  node_start (&w->nodes[0], w, options);
  node_start (&w->nodes[1], w, options);
  w->session = soup_session_new ();
  soup_session_remove_feature_by_type (w->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  g_assert_true (test_wait_until (both_listen, w, PATIENCE));
  w->post = world_must (&w->nodes[0].world, w->nodes[0].world.nova, "post.create", 0, "{'title':'A thread','content':'to talk in'}");
}

void
live_world_set_up (LiveWorld     *w,
                   gconstpointer  options)
{
  live_world_set_up_in (w, NULL, options);
}

void
live_world_tear_down (LiveWorld     *w,
                      gconstpointer  options)
{
  g_clear_object (&w->session);
  for (unsigned i = 0; i < 2; i++)
    {
      Node *node = &w->nodes[i];
      g_autoptr(DexFuture) hub = sparkled_hub_stop (node->hub, 500);
      g_autoptr(DexFuture) db = NULL;

      wait_for (hub);
      soup_server_disconnect (node->server);
      g_clear_object (&node->server);
      node->world.services.bus = NULL;
      db = sparkled_db_stop (node->world.services.db);
      wait_for (db);
      g_assert_finalize_object (g_steal_pointer (&node->hub));
      g_clear_object (&node->world.services.db);
      sparkled_account_unref (node->world.nova);
      sparkled_account_unref (node->world.kai);
      sparkled_account_unref (node->world.mira);
      g_free (node->url);
    }
  g_free (w->post);
  test_database_free (w->database);
}

typedef struct
{
  LiveWorld  *w;
  const char *scope;
  char       *cursor;
} CursorJob;

static void
cursor_job (gpointer data)
{
  CursorJob *job = data;
  SparkledChangeRequest request = { .scope = job->scope };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) answers = sparkled_change_pull (job->w->nodes[0].world.services.db, &request, 1, 1000, &error);
  SparkledScopeChanges *changes;

  g_assert_no_error (error);
  changes = answers->pdata[0];
  g_assert_no_error (changes->error);
  job->cursor = g_strdup (changes->more ? changes->follow : changes->cursor);
}

char *
live_world_cursor (LiveWorld  *w,
                   const char *scope)
{
  CursorJob job = { .w = w, .scope = scope };
  gpointer jobs[] = { &job };

  world_run (cursor_job, jobs, 1);
  return job.cursor;
}

char *
live_world_comment (LiveWorld  *w,
                    unsigned    node,
                    const char *text)
{
  return world_must (&w->nodes[node].world, w->nodes[node].world.kai, "comment.create", 0,
                     "{'post_id':'%s','content':'%s'}", w->post, text);
}

/* Clients */

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *bytes,
            gpointer                 data)
{
  Client *self = data;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = sparkle_json_parse (text, (gssize) size, 1024 * 1024, &error);

  g_assert_no_error (error);
  g_string_append_len (self->text, text, (gssize) size);
  g_queue_push_tail (&self->frames, json_object_ref (json_node_get_object (node)));
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GError) error = NULL;
  Client *self = data;

  self->connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  g_assert_no_error (error);
  g_signal_connect (self->connection, "message", G_CALLBACK (message_cb), self);
}

static gboolean
is_connected (gpointer data)
{
  return ((Client *) data)->connection != NULL;
}

Client *
client_new (LiveWorld  *w,
            unsigned    node,
            const char *username)
{
  g_autofree char *url = g_strdup_printf ("%s?%s", w->nodes[node].url, username != NULL ? username : "");
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  Client *self = g_new0 (Client, 1);

  self->text = g_string_new (NULL);
  g_queue_init (&self->frames);
  soup_session_websocket_connect_async (w->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, connected_cb, self);
  g_assert_true (test_wait_until (is_connected, self, PATIENCE));
  return self;
}

void
client_free (Client *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  g_object_unref (self->connection);
  g_queue_clear_full (&self->frames, (GDestroyNotify) json_object_unref);
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
client_send (Client     *self,
             const char *format,
             ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_strdelimit (text, "'", '"');
  soup_websocket_connection_send_text (self->connection, text);
}

void
client_subscribe (Client     *self,
                  const char *scope,
                  const char *cursor)
{
  if (cursor != NULL)
    client_send (self, "{'type':'subscribe','scopes':[{'scope':'%s','cursor':'%s'}]}", scope, cursor);
  else
    client_send (self, "{'type':'subscribe','scopes':[{'scope':'%s','cursor':null}]}", scope);
}

const char *
frame_string (JsonObject *frame,
              const char *name)
{
  return sparkle_json_get_string (frame, name);
}

typedef struct
{
  Client     *client;
  const char *type;
  const char *scope;
  JsonObject *found;
} Expectation;

static gboolean
look (gpointer data)
{
  Expectation *e = data;

  while (e->found == NULL && !g_queue_is_empty (&e->client->frames))
    {
      g_autoptr(JsonObject) frame = g_queue_pop_head (&e->client->frames);

      if (g_str_equal (frame_string (frame, "type"), e->type) &&
          (e->scope == NULL || g_strcmp0 (frame_string (frame, "scope"), e->scope) == 0))
        e->found = g_steal_pointer (&frame);
    }
  return e->found != NULL;
}

JsonObject *
client_expect (Client     *self,
               const char *type,
               const char *scope)
{
  Expectation e = { self, type, scope, NULL };

  if (!test_wait_until (look, &e, PATIENCE))
    g_error ("no frame %s of %s; so far: %s", type, scope, self->text->str);
  return e.found;
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
client_expect_none (Client     *self,
                    const char *type,
                    unsigned    ms)
{
  Expectation e = { self, type, NULL, NULL };
  gboolean over = FALSE;

  g_timeout_add (ms, set_true, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  if (look (&e))
    g_error ("a frame %s came: %s", type, self->text->str);
}

static gboolean
is_closed (gpointer data)
{
  return soup_websocket_connection_get_state (((Client *) data)->connection) == SOUP_WEBSOCKET_STATE_CLOSED;
}

unsigned
client_expect_close (Client *self)
{
  g_assert_true (test_wait_until (is_closed, self, PATIENCE));
  return soup_websocket_connection_get_close_code (self->connection);
}
