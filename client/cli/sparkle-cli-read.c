/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-cli-output.h"
#include "sparkle-cli.h"
#include "sparkle-error.h"
#include "sparkle-session-notifications.h"

#define FEED_DEFAULT 20

static int
run_sync (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;
  unsigned waiting, failed;

  if (!sparkle_cli_parse (cli, NULL, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (cli->offline)
    return sparkle_cli_usage (cli, "Syncing and --offline do not go together");
  if (!dex_await (sparkle_cli_limit (cli, sparkle_session_sync_now (cli->session)), &error))
    return sparkle_cli_fail (cli, error);
  if (sparkle_session_get_account (cli->session) != NULL &&
      !dex_await (sparkle_cli_limit (cli, sparkle_session_drain (cli->session)), &error))
    return sparkle_cli_fail (cli, error);

  waiting = sparkle_session_get_outbox_count (cli->session);
  failed = sparkle_session_get_failed_count (cli->session);
  if (cli->json)
    g_print ("{\"waiting\":%u,\"failed\":%u}\n", waiting - failed, failed);
  else
    g_print ("Up to date. %u waiting, %u failed\n", waiting - failed, failed);
  return failed > 0 ? SPARKLE_CLI_REJECTED : SPARKLE_CLI_OK;
}

static void
print_posts (SparkleCli *cli, SparkleFeed *feed, int limit)
{
  unsigned count = g_list_model_get_n_items (G_LIST_MODEL (feed));

  for (unsigned i = 0; i < count && i < (unsigned) limit; i++)
    {
      g_autoptr (SparklePost) post = g_list_model_get_item (G_LIST_MODEL (feed), i);

      sparkle_cli_print_post (cli, post, FALSE);
    }
}

static int
run_feed (SparkleCli *cli)
{
  int limit = FEED_DEFAULT;
  g_autofree char *category = NULL;
  g_autofree char *tag = NULL;
  g_autoptr (SparkleFeed) feed = NULL;
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { "category", 'c', 0, G_OPTION_ARG_STRING, &category, NULL, NULL },
    { "tag", 't', 0, G_OPTION_ARG_STRING, &tag, NULL, NULL },
    { NULL }
  };

  if (!sparkle_cli_parse (cli, entries, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (limit < 1 || limit > 100000)
    return sparkle_cli_usage (cli, "--limit is 1 to 100000");
  sparkle_cli_refresh (cli);
  if (category != NULL || tag != NULL)
    feed = sparkle_session_open_posts (cli->session, category, tag);
  else
    feed = g_object_ref (sparkle_session_get_feed (cli->session));
  sparkle_feed_show_new (feed);
  print_posts (cli, feed, limit);
  return SPARKLE_CLI_OK;
}

static int
run_bookmarks (SparkleCli *cli)
{
  if (!sparkle_cli_parse (cli, NULL, 0, 0))
    return SPARKLE_CLI_USAGE;
  sparkle_cli_refresh (cli);
  print_posts (cli, sparkle_session_get_bookmarks (cli->session), G_MAXINT);
  return SPARKLE_CLI_OK;
}

static int
run_notifications (SparkleCli *cli)
{
  int limit = FEED_DEFAULT;
  gboolean unread = FALSE, read = FALSE;
  GListModel *notifications;
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { "unread", 0, 0, G_OPTION_ARG_NONE, &unread, NULL, NULL },
    { "read", 0, 0, G_OPTION_ARG_NONE, &read, NULL, NULL },
    { NULL }
  };

  if (!sparkle_cli_parse (cli, entries, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (limit < 1 || limit > 100000)
    return sparkle_cli_usage (cli, "--limit is 1 to 100000");
  if (sparkle_session_get_account (cli->session) == NULL)
    {
      g_printerr ("sparkle-client-cli: Nobody is signed in\n");
      return SPARKLE_CLI_SIGN_IN;
    }
  sparkle_cli_refresh (cli);
  notifications = G_LIST_MODEL (sparkle_session_get_notifications (cli->session));
  for (unsigned i = 0; i < g_list_model_get_n_items (notifications) && limit > 0; i++)
    {
      g_autoptr (SparkleNotification) notification = g_list_model_get_item (notifications, i);

      if (unread && sparkle_notification_get_read (notification))
        continue;
      sparkle_cli_print_notification (cli, notification);
      limit--;
    }
  if (read)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *id = sparkle_session_read_notifications (cli->session, &error);

      if (error != NULL)
        return sparkle_cli_fail (cli, error);
      return id != NULL ? sparkle_cli_settle (cli, id) : SPARKLE_CLI_OK;
    }
  return SPARKLE_CLI_OK;
}

static int
run_show (SparkleCli *cli)
{
  g_autoptr (SparkleThread) thread = NULL;
  SparklePost *post;
  unsigned count;

  if (!sparkle_cli_parse (cli, NULL, 1, 1))
    return SPARKLE_CLI_USAGE;
  thread = sparkle_session_open_thread (cli->session, cli->arguments[0]);
  sparkle_cli_refresh (cli);
  post = sparkle_thread_get_post (thread);
  if (post == NULL || !sparkle_post_get_known (post))
    {
      g_autoptr (GError) error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is no post %s here",
                                              cli->arguments[0]);

      return sparkle_cli_fail (cli, error);
    }
  sparkle_cli_print_post (cli, post, TRUE);
  count = g_list_model_get_n_items (G_LIST_MODEL (thread));
  for (unsigned i = 0; i < count; i++)
    {
      g_autoptr (SparkleComment) comment = g_list_model_get_item (G_LIST_MODEL (thread), i);

      sparkle_cli_print_comment (cli, comment);
    }
  return SPARKLE_CLI_OK;
}

static void
search_ended_cb (SparkleProfile *profile, GParamSpec *pspec, gpointer user_data)
{
  DexPromise *promise = user_data;

  if (!sparkle_profile_get_loading (profile) && dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_boolean (promise, TRUE);
}

/**
 * sparkle_cli_await_profile: (skip)
 * @cli: the program
 * @profile: a profile that is being looked for
 *
 * (fiber) Waits until somebody was found, or not.
 */
void
sparkle_cli_await_profile (SparkleCli *cli, SparkleProfile *profile)
{
  DexPromise *promise = dex_promise_new ();
  gulong handler;

  handler = g_signal_connect_data (profile, "notify::loading", G_CALLBACK (search_ended_cb), dex_ref (promise),
                                   (GClosureNotify) (void (*) (void)) dex_unref, 0);
  search_ended_cb (profile, NULL, promise);
  dex_await (sparkle_cli_limit (cli, DEX_FUTURE (promise)), NULL);
  g_signal_handler_disconnect (profile, handler);
}

static int
run_profile (SparkleCli *cli)
{
  g_autoptr (SparkleProfile) profile = NULL;

  if (!sparkle_cli_parse (cli, NULL, 1, 1))
    return SPARKLE_CLI_USAGE;
  profile = sparkle_session_open_profile (cli->session, cli->arguments[0]);
  sparkle_cli_await_profile (cli, profile);
  if (sparkle_profile_get_user (profile) == NULL)
    {
      g_autoptr (GError) error = NULL;
      const char *reason = sparkle_profile_get_error_message (profile);

      error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "%s is not here: %s", cli->arguments[0],
                           reason != NULL ? reason : "no answer");
      return sparkle_cli_fail (cli, error);
    }
  sparkle_cli_refresh (cli);
  sparkle_cli_print_user (cli, sparkle_profile_get_user (profile));
  print_posts (cli, sparkle_profile_get_posts (profile), FEED_DEFAULT);
  return SPARKLE_CLI_OK;
}

const SparkleCliCommand sparkle_cli_read_commands[] = {
  { "sync", "", "send what waits and fetch what is new", run_sync },
  { "feed", "[-n COUNT] [--category SLUG | --tag TAG]", "list the newest posts", run_feed },
  { "show", "POST", "show a post and its comments", run_show },
  { "profile", "USERNAME", "show a person and what they wrote", run_profile },
  { "bookmarks", "", "list the bookmarked posts", run_bookmarks },
  { "notifications", "[-n COUNT] [--unread] [--read]", "list what others did; --read marks everything as read", run_notifications },
  { NULL }
};
