/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>

#include "sparkle-cli-output.h"
#include "sparkle-cli.h"
#include "sparkle-error.h"
#include "sparkle-highlight.h"
#include "sparkle-session-search.h"
#include "sparkle-time.h"

#define LIMIT_DEFAULT 20

static const char * const kinds[] = { "post", "comment", "user", "tag" };

static void
settled_cb (SparkleSearch *search, GParamSpec *pspec, gpointer user_data)
{
  DexPromise *promise = user_data;

  if (!sparkle_search_get_busy (search) && sparkle_search_get_state (search) != SPARKLE_SEARCH_ASKING &&
      dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_boolean (promise, TRUE);
}

/* (fiber) Until both this machine and the server have answered, or cannot. */
static void
await_search (SparkleCli *cli, SparkleSearch *search)
{
  DexPromise *promise = dex_promise_new ();
  gulong handler;

  handler = g_signal_connect_data (search, "notify", G_CALLBACK (settled_cb), dex_ref (promise),
                                   (GClosureNotify) (void (*) (void)) dex_unref, 0);
  settled_cb (search, NULL, promise);
  dex_await (sparkle_cli_limit (cli, DEX_FUTURE (promise)), NULL);
  g_signal_handler_disconnect (search, handler);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
print_hit_json (SparkleSearchHit *hit, const char *title, const char *fragment, gboolean here)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *at = sparkle_search_hit_get_at (hit) > 0 ? sparkle_time_format (sparkle_search_hit_get_at (hit)) : NULL;

  json_builder_begin_object (builder);
  add_string (builder, "type", kinds[sparkle_search_hit_get_kind (hit)]);
  add_string (builder, "id", sparkle_search_hit_get_id (hit));
  add_string (builder, "post_id", sparkle_search_hit_get_post_id (hit));
  add_string (builder, "title", title);
  add_string (builder, "fragment", fragment);
  add_string (builder, "author", sparkle_search_hit_get_username (hit));
  add_string (builder, "at", at);
  json_builder_set_member_name (builder, "cached");
  json_builder_add_boolean_value (builder, here);
  json_builder_end_object (builder);
  sparkle_cli_print_json (json_builder_get_root (builder));
}

static void
print_hit (SparkleCli *cli, SparkleSearchHit *hit, gboolean here)
{
  g_autofree char *title = sparkle_highlight_strip (sparkle_search_hit_get_title (hit), NULL);
  g_autofree char *fragment = sparkle_highlight_strip (sparkle_search_hit_get_fragment (hit), NULL);

  if (cli->json)
    {
      print_hit_json (hit, title, fragment, here);
      return;
    }
  g_print ("%-8s %s  %s%s%s\n", kinds[sparkle_search_hit_get_kind (hit)], sparkle_search_hit_get_id (hit), title,
           *sparkle_search_hit_get_username (hit) != '\0' ? " · " : "", sparkle_search_hit_get_username (hit));
  if (*fragment != '\0')
    g_print ("         %s\n", fragment);
}

static int
print_found (SparkleCli *cli, SparkleSearch *search, unsigned limit)
{
  unsigned printed = 0;

  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    {
      GListModel *section = sparkle_search_get_section (search, i);

      for (unsigned j = 0; j < g_list_model_get_n_items (section) && printed < limit; j++, printed++)
        {
          g_autoptr (SparkleSearchHit) hit = g_list_model_get_item (section, j);

          print_hit (cli, hit, i != SPARKLE_SEARCH_SERVER);
        }
    }
  if (sparkle_search_get_state (search) == SPARKLE_SEARCH_OFFLINE)
    g_printerr ("Not connected: only this machine was searched\n");
  else if (sparkle_search_get_state (search) == SPARKLE_SEARCH_FAILED)
    g_printerr ("Only this machine was searched: %s\n", sparkle_search_get_error_message (search));
  return printed > 0 ? SPARKLE_CLI_OK : SPARKLE_CLI_NOT_FOUND;
}

static gboolean
parse_kind (const char *text, SparkleSearchFor *ret_what)
{
  *ret_what = SPARKLE_SEARCH_FOR_ALL;
  if (text == NULL)
    return TRUE;
  for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], text))
      {
        *ret_what = SPARKLE_SEARCH_FOR_POSTS + i;
        return TRUE;
      }
  return FALSE;
}

static int
run_search (SparkleCli *cli)
{
  int limit = LIMIT_DEFAULT;
  g_autofree char *type = NULL;
  g_autofree char *text = NULL;
  g_autoptr (SparkleSearch) search = NULL;
  g_autoptr (GError) error = NULL;
  SparkleSearchFor what;
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { "type", 't', 0, G_OPTION_ARG_STRING, &type, NULL, NULL },
    { NULL }
  };

  if (!sparkle_cli_parse (cli, entries, 1, 100))
    return SPARKLE_CLI_USAGE;
  if (limit < 1 || limit > 500)
    return sparkle_cli_usage (cli, "--limit is 1 to 500");
  if (!parse_kind (type, &what))
    return sparkle_cli_usage (cli, "--type is post, comment, user or tag");
  sparkle_cli_refresh (cli);
  if (!dex_await (sparkle_cli_limit (cli, sparkle_session_prepare_search (cli->session)), &error))
    return sparkle_cli_fail (cli, error);
  text = g_strjoinv (" ", cli->arguments);
  search = sparkle_session_open_search (cli->session);
  sparkle_search_look_for (search, text, what);
  if (sparkle_search_get_problem (search) != NULL)
    {
      g_printerr ("sparkle-client-cli: %s\n", sparkle_search_get_problem (search));
      return SPARKLE_CLI_INVALID;
    }
  await_search (cli, search);
  return print_found (cli, search, limit);
}

const SparkleCliCommand sparkle_cli_search_commands[] = {
  { "search", "[-n COUNT] [--type post|comment|user|tag] WORD…",
    "search posts, comments, people and tags; also author: tag: category: before: after: has:video", run_search },
  { NULL }
};
