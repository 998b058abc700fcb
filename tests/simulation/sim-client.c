/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One device of one person: the real client core in a process of its own, so that it can be killed. Takes one
 * JSON object a line on standard input and answers each with one line. "ok" is said only when what was
 * asked for is durable: from then on it must survive everything. */
#include "sim-dump.h"
#include "sparkle-session-bookmarks.h"
#include "sparkle-session-notifications.h"
#include "sparkle-store-reader.h"

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

/* A line of its own between those that are there, or more of one of them: nobody's text is taken away, so every marker
 * that was ever accepted has to be found at the end. */
static char *
insert_text (const char *content, const char *added, unsigned where, gboolean same_line)
{
  g_auto(GStrv) lines = g_strsplit (content, "\n", -1);
  unsigned n = g_strv_length (lines);
  g_autoptr(GString) all = g_string_new (NULL);

  where %= same_line ? MAX (n, 1) : n + 1;
  for (unsigned i = 0; i <= n; i++)
    {
      if (i == where && !same_line)
        g_string_append_printf (all, "%s%s", all->len ? "\n" : "", added);
      if (i < n)
        g_string_append_printf (all, "%s%s", all->len ? "\n" : "", lines[i]);
      if (i == where && same_line)
        g_string_append_printf (all, "%s%s", all->len ? " " : "", added);
    }
  return g_string_free_and_steal (g_steal_pointer (&all));
}

static gboolean
edit (Device *self, JsonObject *command, GError **error)
{
  SparkleStore *store = sparkle_session_get_store (self->session);
  const char *post_id = text (command, "post"), *comment_id = text (command, "comment"), *user_id = text (command, "user");
  g_autoptr(SparkleStorePost) post = post_id ? sparkle_store_read_post (store, post_id) : NULL;
  g_autoptr(SparkleStoreComment) comment = comment_id ? sparkle_store_read_comment (store, comment_id) : NULL;
  g_autoptr(SparkleStoreUser) user = user_id ? sparkle_store_read_user (store, user_id) : NULL;
  const char *before = post ? post->content : comment ? comment->content : user ? user->bio : NULL;

  if ((!post && !comment && !user) || (comment && comment->deleted))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here, or gone");
      return FALSE;
    }
  g_autofree char *content = insert_text (before ? before : "", text (command, "content"),
                                          json_object_get_int_member_with_default (command, "where", 0),
                                          json_object_get_boolean_member_with_default (command, "same_line", FALSE));
  SparklePostInput input = { .content = content };
  if (post != NULL)
    return sparkle_session_edit_post (self->session, post->id, &input, error);
  if (comment != NULL)
    return sparkle_session_edit_comment (self->session, comment->id, content, error);
  return sparkle_session_edit_profile (self->session, NULL, content, error);
}

static gboolean
delete (Device *self, JsonObject *command, GError **error)
{
  SparkleStore *store = sparkle_session_get_store (self->session);
  const char *post_id = text (command, "post"), *comment_id = text (command, "comment");
  g_autoptr(SparkleStorePost) post = post_id ? sparkle_store_read_post (store, post_id) : NULL;
  g_autoptr(SparkleStoreComment) comment = comment_id ? sparkle_store_read_comment (store, comment_id) : NULL;

  if (text (command, "draft") != NULL)
    return sparkle_session_delete_draft (self->session, text (command, "draft"), error);
  if (post != NULL)
    return sparkle_session_delete_post (self->session, post->id, error);
  if (comment != NULL && !comment->deleted)
    return sparkle_session_delete_comment (self->session, comment->id, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here, or gone");
  return FALSE;
}

static gboolean
like (Device *self, JsonObject *command, gboolean on, GError **error)
{
  SparkleStore *store = sparkle_session_get_store (self->session);
  const char *comment_id = text (command, "comment"), *id = comment_id ? comment_id : text (command, "post");
  g_autoptr(SparkleStorePost) post = comment_id ? NULL : sparkle_store_read_post (store, id);
  g_autoptr(SparkleStoreComment) comment = comment_id ? sparkle_store_read_comment (store, id) : NULL;

  if (post == NULL && (comment == NULL || comment->deleted))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here, or gone");
      return FALSE;
    }
  return sparkle_session_set_reaction (self->session, comment ? SPARKLE_TARGET_COMMENT : SPARKLE_TARGET_POST, id, "like", on, error);
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
    {
      /* As a person does, who sees what is commented on. */
      SparkleStore *store = sparkle_session_get_store (self->session);
      g_autoptr(SparkleStorePost) post = sparkle_store_read_post (store, text (command, "post"));
      g_autoptr(SparkleStoreComment) parent = text (command, "parent") ? sparkle_store_read_comment (store, text (command, "parent")) : NULL;
      if (post != NULL && (text (command, "parent") == NULL || (parent != NULL && !parent->deleted)))
        return sparkle_session_create_comment (self->session, post->id, text (command, "parent"), input.content, -1, error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here, or gone");
      return NULL;
    }
  if (g_str_equal (name, "draft"))
    return sparkle_session_save_draft (self->session, text (command, "draft"), &input, error);
  if (g_str_equal (name, "edit"))
    return edit (self, command, error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "delete"))
    return delete (self, command, error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "like"))
    return like (self, command, on, error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "bookmark") || g_str_equal (name, "file"))
    {
      g_autoptr(SparkleStorePost) post = sparkle_store_read_post (sparkle_session_get_store (self->session), text (command, "post"));
      if (post != NULL && g_str_equal (name, "file"))
        return sparkle_session_edit_bookmark (self->session, post->id, text (command, "folder"), NULL, NULL, error) ? g_strdup ("") : NULL;
      if (post != NULL)
        return sparkle_session_bookmark (self->session, post->id, on, error) ? g_strdup ("") : NULL;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here, or gone");
      return NULL;
    }
  if (g_str_equal (name, "follow"))
    return sparkle_session_follow (self->session, text (command, "user"), on, error) ? g_strdup ("") : NULL;
  if (g_str_equal (name, "read"))
    return sparkle_session_read_thread (self->session, text (command, "post"), error) ? g_strdup ("") : NULL;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no command %s", name);
  return NULL;
}

/* What a person does with two versions side by side: the other one, and below it what only the own one has. */
static char *
join_versions (const char *mine, const char *theirs)
{
  g_auto(GStrv) words = g_strsplit_set (mine, " \n", -1);
  g_auto(GStrv) known = g_strsplit_set (theirs, " \n", -1);
  g_autoptr(GString) all = g_string_new (theirs);

  for (unsigned i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !g_strv_contains ((const char * const *) known, words[i]))
      g_string_append_printf (all, "\n%s", words[i]);
  return g_string_free_and_steal (g_steal_pointer (&all));
}

/* Solves the conflicts of posts and comments; says how many. */
static void
run_solve (Device *self)
{
  SparkleStore *store = sparkle_session_get_store (self->session);
  g_autoptr(GPtrArray) rows = sparkle_store_read_outbox (store);
  g_autoptr(GError) error = NULL;
  JsonObject *reply = json_object_new ();
  unsigned n = 0;

  for (unsigned i = 0; i < rows->len && error == NULL; i++)
    {
      SparkleOutboxRow *row = rows->pdata[i];
      if (row->state != SPARKLE_OUTBOX_CONFLICT || row->theirs == NULL)
        continue;
      g_autoptr(JsonNode) mine = json_from_string (row->data, NULL);
      g_autoptr(JsonNode) theirs = json_from_string (row->theirs, NULL);
      const char *own = json_object_get_string_member_with_default (json_node_get_object (mine), "content", NULL);
      const char *other = json_object_get_string_member_with_default (json_node_get_object (theirs), "content", NULL);
      if (own == NULL || other == NULL)
        continue;
      g_autofree char *both = join_versions (own, other);
      if (sparkle_session_outbox_replace_text (self->session, row->id, NULL, both, &error))
        n++;
    }
  if (error == NULL)
    dex_await (sparkle_store_flush (store), &error);
  if (error != NULL)
    json_object_set_string_member (reply, "error", error->message);
  json_object_set_int_member (reply, "solved", n);
  answer (reply);
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
  else if (g_str_equal (name, "logout"))
    future = sparkle_session_logout (self->session);
  else if (g_str_equal (name, "dump"))
    answer (sim_dump (self->session, command));
  else if (g_str_equal (name, "solve"))
    run_solve (self);
  else if (g_str_equal (name, "rest"))
    run_rest (self);
  else if (g_str_equal (name, "keep"))
    {
      sparkle_session_keep_offline (self->session, text (command, "post"), TRUE);
      future = sparkle_store_flush (sparkle_session_get_store (self->session));
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
