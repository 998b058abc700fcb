/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>

#include "sparkle-cli-output.h"
#include "sparkle-cli.h"
#include "sparkle-json.h"
#include "sparkle-store.h"
#include "sparkle-time.h"

/* What watch holds while it runs. */
typedef struct
{
  SparkleCli *cli;
  DexPromise *ended;   /* (owned) */
  GPtrArray  *threads; /* (owned) SparkleThread */
  unsigned    term;    /* signal source; 0: it fired */
  unsigned    interrupt;
} Watch;

static void
print_event (const char *event, const char *collection, const char *id, JsonNode *record)
{
  g_autofree char *now = sparkle_time_format (g_get_real_time ());
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);
  json_builder_set_member_name (builder, "at");
  json_builder_add_string_value (builder, now);
  if (collection != NULL)
    {
      json_builder_set_member_name (builder, "collection");
      json_builder_add_string_value (builder, collection);
    }
  if (id != NULL)
    {
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, id);
    }
  if (record != NULL)
    {
      json_builder_set_member_name (builder, "record");
      json_builder_add_value (builder, record);
    }
  json_builder_end_object (builder);
  sparkle_cli_print_json (json_builder_get_root (builder));
}

/* The record as it is now; NULL when it is gone or has no form of its own. */
static JsonNode *
describe (SparkleCli *cli, SparkleCollection collection, const char *id)
{
  SparkleEntities *entities = sparkle_session_get_entities (cli->session);

  if (collection == SPARKLE_COLLECTION_POST)
    {
      g_autoptr (SparklePost) post = sparkle_entities_get_post (entities, id);

      return sparkle_post_get_known (post) ? sparkle_cli_describe_post (post, FALSE) : NULL;
    }
  if (collection == SPARKLE_COLLECTION_COMMENT)
    {
      g_autoptr (SparkleComment) comment = sparkle_entities_get_comment (entities, id);

      return sparkle_comment_get_known (comment) ? sparkle_cli_describe_comment (comment) : NULL;
    }
  if (collection == SPARKLE_COLLECTION_USER)
    {
      g_autoptr (SparkleUser) user = sparkle_entities_get_user (entities, id);

      return sparkle_user_get_known (user) ? sparkle_cli_describe_user (user) : NULL;
    }
  if (collection == SPARKLE_COLLECTION_DRAFT)
    {
      g_autoptr (SparkleDraft) draft = sparkle_entities_get_draft (entities, id);

      return sparkle_draft_get_known (draft) ? sparkle_cli_describe_draft (draft) : NULL;
    }
  return NULL;
}

static void
changed_cb (SparkleStore *store, SparkleStoreChanges *changes, gpointer user_data)
{
  Watch *watch = user_data;

  for (int collection = 0; collection < SPARKLE_COLLECTION_OUTBOX; collection++)
    {
      g_autofree const char **ids = NULL;
      const char *name = sparkle_collection_name (collection);

      if (sparkle_store_changes_is_all (changes, collection))
        {
          print_event ("many", name, NULL, NULL);
          continue;
        }
      ids = sparkle_store_changes_list (changes, collection);
      for (unsigned i = 0; ids != NULL && ids[i] != NULL; i++)
        {
          JsonNode *record = describe (watch->cli, collection, ids[i]);

          print_event (record != NULL || collection > SPARKLE_COLLECTION_COMMENT ? "changed" : "gone", name, ids[i],
                       record);
        }
    }
}

static void
state_cb (SparkleSession *session, GParamSpec *pspec, gpointer user_data)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (SPARKLE_TYPE_SESSION_STATE);
  GEnumValue *state = g_enum_get_value (states, sparkle_session_get_state (session));

  print_event ("state", NULL, state->value_nick, NULL);
}

static void
live_cb (SparkleSession *session, GParamSpec *pspec, gpointer user_data)
{
  gboolean live;

  g_object_get (session, "live", &live, NULL);
  print_event (live ? "live" : "not-live", NULL, NULL, NULL);
}

static void
presence_cb (SparkleSession *session, const char *post_id, char **users, char **typers, gpointer user_data)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "users", users != NULL ? g_strv_length (users) : 0);
  json_object_set_int_member (object, "typing", typers != NULL ? g_strv_length (typers) : 0);
  json_node_take_object (node, object);
  print_event ("presence", NULL, post_id, node);
}

static gboolean
term_cb (gpointer user_data)
{
  Watch *watch = user_data;

  if (dex_future_is_pending (DEX_FUTURE (watch->ended)))
    dex_promise_resolve_boolean (watch->ended, TRUE);
  return G_SOURCE_CONTINUE;
}

static int
run_watch (SparkleCli *cli)
{
  g_auto (GStrv) posts = NULL;
  g_autoptr (GError) error = NULL;
  Watch watch = { .cli = cli };
  int seconds = 0;
  const GOptionEntry entries[] = {
    { "for", 0, 0, G_OPTION_ARG_INT, &seconds, NULL, NULL },
    { "post", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &posts, NULL, NULL },
    { NULL }
  };

  if (!sparkle_cli_parse (cli, entries, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (cli->offline)
    return sparkle_cli_usage (cli, "Nothing happens with --offline");

  watch.ended = dex_promise_new ();
  watch.threads = g_ptr_array_new_with_free_func (g_object_unref);
  watch.term = g_unix_signal_add (SIGTERM, term_cb, &watch);
  watch.interrupt = g_unix_signal_add (SIGINT, term_cb, &watch);
  for (unsigned i = 0; posts != NULL && posts[i] != NULL; i++)
    g_ptr_array_add (watch.threads, sparkle_session_open_thread (cli->session, posts[i]));
  dex_await (sparkle_cli_limit (cli, sparkle_session_sync_now (cli->session)), &error);
  if (error != NULL)
    g_printerr ("sparkle-client-cli: %s\n", error->message);

  g_signal_connect (sparkle_session_get_store (cli->session), "changed", G_CALLBACK (changed_cb), &watch);
  g_signal_connect (cli->session, "notify::state", G_CALLBACK (state_cb), &watch);
  g_signal_connect (cli->session, "notify::live", G_CALLBACK (live_cb), &watch);
  g_signal_connect (cli->session, "presence", G_CALLBACK (presence_cb), &watch);
  print_event ("ready", NULL, NULL, NULL);
  state_cb (cli->session, NULL, &watch);
  live_cb (cli->session, NULL, &watch);

  if (seconds > 0)
    dex_await (dex_future_first (dex_ref (watch.ended), dex_timeout_new_seconds (seconds), NULL), NULL);
  else
    dex_await (dex_ref (watch.ended), NULL);

  g_signal_handlers_disconnect_by_data (sparkle_session_get_store (cli->session), &watch);
  g_signal_handlers_disconnect_by_data (cli->session, &watch);
  g_source_remove (watch.term);
  g_source_remove (watch.interrupt);
  g_ptr_array_unref (watch.threads);
  dex_unref (watch.ended);
  return SPARKLE_CLI_OK;
}

const SparkleCliCommand sparkle_cli_watch_commands[] = {
  { "watch", "[--for SECONDS] [-p POST]…", "print every change as a line of JSON as it comes", run_watch },
  { NULL }
};
