/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One device of one person: the real client core in a process of its own, so that it can be killed. Takes one
 * JSON object a line on standard input and answers each with one line. "ok" is said only when what was
 * asked for is durable: from then on it must survive everything. */
#include "sparkle-session.h"
#include "sparkle-store-reader.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
  SparkleSession *session;
  GDataInputStream *input;
  GMainLoop *loop;
} Device;

static const char *
text (JsonObject *command, const char *name)
{
  return json_object_get_string_member_with_default (command, name, NULL);
}

static void
answer (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *line = json_to_string (node, FALSE);

  puts (line);
  fflush (stdout);
  json_object_unref (object);
}

static void
answer_error (const GError *error)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", error ? error->message : "failed");
  answer (object);
}

static void
answer_id (const char *id)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "ok", TRUE);
  if (id != NULL)
    json_object_set_string_member (object, "id", id);
  answer (object);
}

static void
list_posts (SparkleStore *store, JsonObject *out)
{
  g_autoptr(GArray) keys = sparkle_store_read_keys (store, SPARKLE_LIST_FEED, NULL);
  JsonArray *posts = json_array_new ();

  for (unsigned at = 0; at < keys->len; at += 100)
    {
      unsigned n = MIN (100, keys->len - at);
      g_autoptr(GPtrArray) page = sparkle_store_read_page (store, &g_array_index (keys, SparkleKey, at), n, NULL);
      for (unsigned i = 0; i < page->len; i++)
        {
          SparkleStorePost *post = page->pdata[i];
          JsonObject *object = json_object_new ();
          json_object_set_string_member (object, "id", post->id);
          json_object_set_string_member (object, "title", post->title);
          json_object_set_string_member (object, "content", post->content);
          json_object_set_int_member (object, "version", post->version);
          json_object_set_int_member (object, "comments", post->n_comments);
          json_object_set_int_member (object, "likes", post->reactions[0]);
          json_object_set_int_member (object, "pending", post->pending);
          json_object_set_boolean_member (object, "local", post->local);
          json_object_set_boolean_member (object, "bookmarked", post->bookmarked);
          json_array_add_object_element (posts, object);
        }
    }
  json_object_set_array_member (out, "posts", posts);
}

static void
list_comments (SparkleStore *store, const char *post_id, JsonArray *comments)
{
  g_autoptr(GPtrArray) keys = sparkle_store_read_thread (store, post_id, 10000);

  for (unsigned i = 0; i < keys->len; i++)
    {
      SparkleThreadKey *key = keys->pdata[i];
      g_autoptr(SparkleStoreComment) comment = sparkle_store_read_comment (store, key->id);
      if (comment == NULL)
        continue;
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "id", comment->id);
      json_object_set_string_member (object, "post", comment->post_id);
      json_object_set_string_member (object, "content", comment->content);
      json_object_set_boolean_member (object, "deleted", comment->deleted);
      json_object_set_int_member (object, "likes", comment->reactions[0]);
      json_object_set_int_member (object, "pending", comment->pending);
      json_array_add_object_element (comments, object);
    }
}

static void
list_outbox (SparkleStore *store, JsonObject *out)
{
  g_autoptr(GPtrArray) rows = sparkle_store_read_outbox (store);
  JsonArray *outbox = json_array_new ();

  for (unsigned i = 0; i < rows->len; i++)
    {
      SparkleOutboxRow *row = rows->pdata[i];
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "op", row->op);
      json_object_set_string_member (object, "data", row->data);
      json_object_set_int_member (object, "state", row->state);
      json_object_set_string_member (object, "error", row->error_message);
      json_object_set_int_member (object, "attempts", row->attempts);
      json_object_set_int_member (object, "wait_us", row->next_at - g_get_real_time ());
      json_array_add_object_element (outbox, object);
    }
  json_object_set_array_member (out, "outbox", outbox);
}

static void
list_drafts (SparkleStore *store, JsonObject *out)
{
  g_autoptr(GPtrArray) ids = sparkle_store_read_drafts (store);
  JsonArray *drafts = json_array_new ();

  for (unsigned i = 0; i < ids->len; i++)
    {
      g_autoptr(SparkleStoreDraft) draft = sparkle_store_read_draft (store, ids->pdata[i]);
      if (draft == NULL)
        continue;
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "id", draft->id);
      json_object_set_string_member (object, "content", draft->content);
      json_array_add_object_element (drafts, object);
    }
  json_object_set_array_member (out, "drafts", drafts);
}

static void
answer_dump (Device *self)
{
  SparkleStore *store = sparkle_session_get_store (self->session);
  JsonObject *out = json_object_new ();
  JsonArray *comments = json_array_new ();

  list_posts (store, out);
  JsonArray *posts = json_object_get_array_member (out, "posts");
  for (unsigned i = 0; i < json_array_get_length (posts); i++)
    list_comments (store, json_object_get_string_member (json_array_get_object_element (posts, i), "id"), comments);
  json_object_set_array_member (out, "comments", comments);
  list_outbox (store, out);
  list_drafts (store, out);
  answer (out);
}

/* What is still to be sent. A change behind a refused one of the same record waits for the person, not for the network. */
static unsigned
count_restless (SparkleStore *store)
{
  g_autoptr(GPtrArray) rows = sparkle_store_read_outbox (store);
  g_autoptr(GHashTable) stuck = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned n = 0;

  for (unsigned i = 0; i < rows->len; i++)
    {
      SparkleOutboxRow *row = rows->pdata[i];
      if (row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT)
        g_hash_table_add (stuck, row->record_id);
      else if (!g_hash_table_contains (stuck, row->record_id))
        n++;
    }
  return n;
}

/* Comes to rest: everything sent that can be, everything fetched. Some writes wait a moment on purpose, to be joined. */
static void
run_rest (Device *self)
{
  SparkleStore *store = sparkle_session_get_store (self->session);
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autoptr(GError) error = NULL;

  do
    {
      g_clear_error (&error);
      if (dex_await (sparkle_session_sync_now (self->session), &error) && count_restless (store) == 0)
        {
          answer_id (NULL);
          return;
        }
      dex_await (dex_timeout_new_msec (20), NULL);
    }
  while (g_get_monotonic_time () < end);
  if (error == NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%u mutations wait for ever", count_restless (store));
  answer_error (error);
}

/* A line of its own between those that are there: nobody's text is taken away, so every marker that
 * was ever accepted has to be found at the end. */
static char *
insert_line (const char *content, const char *line, unsigned where)
{
  g_auto(GStrv) lines = g_strsplit (content, "\n", -1);
  unsigned n = g_strv_length (lines);
  g_autoptr(GString) all = g_string_new (NULL);

  where %= n + 1;
  for (unsigned i = 0; i <= n; i++)
    {
      if (i == where)
        g_string_append_printf (all, "%s%s", all->len ? "\n" : "", line);
      if (i < n)
        g_string_append_printf (all, "%s%s", all->len ? "\n" : "", lines[i]);
    }
  return g_string_free_and_steal (g_steal_pointer (&all));
}

static gboolean
edit (Device *self, JsonObject *command, GError **error)
{
  g_autoptr(SparkleStorePost) post = sparkle_store_read_post (sparkle_session_get_store (self->session), text (command, "post"));

  if (post == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here yet");
      return FALSE;
    }
  g_autofree char *content = insert_line (post->content, text (command, "content"),
                                          json_object_get_int_member_with_default (command, "where", 0));
  SparklePostInput input = { .content = content };
  return sparkle_session_edit_post (self->session, post->id, &input, error);
}

/* Runs one write; gives its id, or NULL and an error. */
static char *
write_one (Device *self, const char *name, JsonObject *command, GError **error)
{
  SparklePostInput input = { .title = text (command, "title"), .content = text (command, "content") };
  gboolean on = json_object_get_boolean_member_with_default (command, "on", TRUE);

  if (g_str_equal (name, "post"))
    return sparkle_session_create_post (self->session, &input, error);
  if (g_str_equal (name, "comment"))
    return sparkle_session_create_comment (self->session, text (command, "post"), NULL, input.content, -1, error);
  if (g_str_equal (name, "draft"))
    return sparkle_session_save_draft (self->session, text (command, "draft"), &input, error);
  if (g_str_equal (name, "edit"))
    return edit (self, command, error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "uncomment"))
    return sparkle_session_delete_comment (self->session, text (command, "comment"), error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "like"))
    return sparkle_session_set_reaction (self->session, SPARKLE_TARGET_POST, text (command, "post"), "like", on, error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "bookmark"))
    return sparkle_session_bookmark (self->session, text (command, "post"), on, error) ? g_strdup ("") : NULL;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no command %s", name);
  return NULL;
}

static void
run_write (Device *self, const char *name, JsonObject *command)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = write_one (self, name, command, &error);

  if (id == NULL || !dex_await (sparkle_store_flush (sparkle_session_get_store (self->session)), &error))
    answer_error (error);
  else
    answer_id (*id ? id : NULL);
}

static gboolean
run_command (Device *self, JsonObject *command)
{
  const char *name = text (command, "cmd");
  g_autoptr(GError) error = NULL;
  DexFuture *future = NULL;

  if (g_str_equal (name, "register"))
    future = sparkle_session_register (self->session, text (command, "username"), text (command, "email"), text (command, "password"));
  else if (g_str_equal (name, "login"))
    future = sparkle_session_login (self->session, text (command, "username"), text (command, "password"));
  else if (g_str_equal (name, "sync"))
    future = sparkle_session_sync_now (self->session);
  else if (g_str_equal (name, "dump"))
    answer_dump (self);
  else if (g_str_equal (name, "rest"))
    run_rest (self);
  else if (g_str_equal (name, "keep"))
    {
      sparkle_session_keep_offline (self->session, text (command, "post"), TRUE);
      future = sparkle_store_flush (sparkle_session_get_store (self->session));
    }
  else if (g_str_equal (name, "network"))
    {
      sparkle_session_set_network_enabled (self->session, json_object_get_boolean_member (command, "on"));
      answer_id (NULL);
    }
  else if (g_str_equal (name, "quit"))
    return FALSE;
  else
    run_write (self, name, command);

  if (future != NULL)
    {
      if (dex_await (future, &error))
        answer_id (sparkle_session_get_account_id (self->session));
      else
        answer_error (error);
    }
  return TRUE;
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(DexPromise) promise = user_data;
  char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  dex_promise_resolve_string (promise, line ? line : g_strdup (""));
}

static DexFuture *
device_fiber (gpointer user_data)
{
  Device *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean open = dex_await (sparkle_session_open (self->session), &error);

  if (!open)
    answer_error (error);
  else
    answer_id (sparkle_session_get_account_id (self->session));

  while (open)
    {
      g_autoptr(DexPromise) promise = dex_promise_new ();
      g_data_input_stream_read_line_async (self->input, 0, NULL, line_cb, dex_ref (promise));
      g_autofree char *line = dex_await_string (dex_ref (DEX_FUTURE (promise)), NULL);
      g_autoptr(JsonNode) node = line && *line ? json_from_string (line, NULL) : NULL;
      if (node == NULL || !run_command (self, json_node_get_object (node)))
        break;
    }
  dex_await (sparkle_session_close (self->session), NULL);
  g_main_loop_quit (self->loop);
  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  g_assert_cmpint (argc, ==, 4); /* folder server seed */
  dex_init ();

  SparkleSyncTiming timing = SPARKLE_SYNC_TIMING_DEFAULT;
  timing.seed = g_ascii_strtoull (argv[3], NULL, 10);
  timing.retry_min = timing.reconnect_min = 20;
  timing.retry_max = timing.reconnect_max = 200;
  timing.poll_interval = 500;
  timing.request_timeout = 5000;
  timing.resubscribe_min = 20;

  g_autofree char *secrets = g_build_filename (argv[1], "token", NULL);
  g_autoptr(SparkleVault) vault = sparkle_vault_new_in_file (secrets);
  SparkleSessionOptions options = { .data_dir = argv[1], .server = argv[2], .vault = vault, .timing = &timing };
  g_autoptr(SparkleSession) session = sparkle_session_new (&options);
  g_autoptr(GInputStream) stdin_stream = NULL;
  {
    g_autoptr(GFile) file = g_file_new_for_path ("/dev/stdin");
    g_autoptr(GError) error = NULL;
    stdin_stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
    g_assert_no_error (error);
  }
  g_autoptr(GDataInputStream) input = g_data_input_stream_new (stdin_stream);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Device device = { session, input, loop };
  dex_future_disown (dex_scheduler_spawn (NULL, 0, device_fiber, &device, NULL));
  g_main_loop_run (loop);
  return 0;
}
