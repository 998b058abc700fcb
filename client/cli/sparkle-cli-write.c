/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sparkle-cli-output.h"
#include "sparkle-cli.h"
#include "sparkle-error.h"
#include "sparkle-session-scheduled.h"
#include "sparkle-store-reader.h"
#include "sparkle-video-time.h"
#include "sparkle-youtube-id.h"

/* The options of what a post or draft consists of. */
typedef struct
{
  char  *title;
  char  *content;
  char **tags;
  char  *category;
  char  *video;
  char  *text;     /* content, read */
  char  *video_id; /* of an address in video */
  char  *when;
} PostOptions;

static void
post_options_clear (PostOptions *options)
{
  g_free (options->title);
  g_free (options->content);
  g_strfreev (options->tags);
  g_free (options->category);
  g_free (options->video);
  g_free (options->text);
  g_free (options->video_id);
  g_free (options->when);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostOptions, post_options_clear)

static gboolean
parse_post (SparkleCli *cli, PostOptions *options, int n_least, int n_most)
{
  const GOptionEntry entries[] = {
    { "title", 't', 0, G_OPTION_ARG_STRING, &options->title, NULL, NULL },
    { "content", 'c', 0, G_OPTION_ARG_STRING, &options->content, NULL, NULL },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->tags, NULL, NULL },
    { "category", 0, 0, G_OPTION_ARG_STRING, &options->category, NULL, NULL },
    { "video", 0, 0, G_OPTION_ARG_STRING, &options->video, NULL, NULL },
    { "publish-at", 0, 0, G_OPTION_ARG_STRING, &options->when, NULL, NULL },
    { NULL }
  };

  return sparkle_cli_parse (cli, entries, n_least, n_most);
}

/* "now", or a time of the local zone unless it names another one; seconds may be left out. */
static gboolean
parse_when (const char *text, gint64 *ret_at, GError **error)
{
  g_autofree char *iso = g_strdup (text);
  g_autofree char *whole = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;

  if (g_str_equal (text, "now"))
    {
      *ret_at = SPARKLE_PUBLISH_NOW;
      return TRUE;
    }
  g_strdelimit (iso, " ", 'T');
  whole = g_strconcat (iso, strlen (iso) == strlen ("2026-11-27T14:00") ? ":00" : "", NULL);
  time = g_date_time_new_from_iso8601 (whole, zone);
  if (time == NULL)
    {
      g_autoptr (GError) local = NULL;

      sparkle_error_add_detail (&local, "publish_at", "must be a time such as “2026-11-27 14:00”, or “now”");
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *ret_at = g_date_time_to_unix (time) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
fill_input (PostOptions *options, SparklePostInput *input, GError **error)
{
  if (options->content != NULL)
    {
      options->text = sparkle_cli_read_text (options->content, error);
      if (options->text == NULL)
        return FALSE;
    }
  if (options->when != NULL && !parse_when (options->when, &input->publish_at, error))
    return FALSE;
  input->title = options->title;
  input->content = options->text;
  input->tags = (const char * const *) options->tags;
  input->category = options->category;
  if (options->video != NULL && strstr (options->video, "://") != NULL)
    options->video_id = sparkle_youtube_id_from_url (options->video);
  input->youtube_video_id = options->video_id != NULL ? options->video_id : options->video;
  return TRUE;
}

static int
run_post (SparkleCli *cli)
{
  g_auto (PostOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  SparklePostInput input = { 0 };

  if (!parse_post (cli, &options, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (fill_input (&options, &input, &error))
    id = sparkle_session_create_post (cli->session, &input, &error);
  return id != NULL ? sparkle_cli_settle (cli, id) : sparkle_cli_fail (cli, error);
}

static gboolean
is_comment (SparkleCli *cli, const char *id)
{
  g_autoptr (SparkleStoreComment) comment = sparkle_store_read_comment (sparkle_session_get_store (cli->session), id);

  return comment != NULL;
}

/* (fiber) An edit needs what it changes: the version that it is based on. */
static gboolean
ensure_known (SparkleCli *cli, const char *id, GError **error)
{
  g_autoptr (SparkleThread) thread = NULL;
  g_autoptr (SparkleStorePost) post = sparkle_store_read_post (sparkle_session_get_store (cli->session), id);

  if (post != NULL || is_comment (cli, id))
    return TRUE;
  thread = sparkle_session_open_thread (cli->session, id);
  sparkle_cli_refresh (cli);
  post = sparkle_store_read_post (sparkle_session_get_store (cli->session), id);
  if (post != NULL)
    return TRUE;
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND,
               "There is no post or comment %s on this machine; “show” its post first", id);
  return FALSE;
}

static int
run_edit (SparkleCli *cli)
{
  g_auto (PostOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  SparklePostInput input = { 0 };
  gboolean done = FALSE;
  const char *id;

  if (!parse_post (cli, &options, 1, 1))
    return SPARKLE_CLI_USAGE;
  id = cli->arguments[0];
  if (ensure_known (cli, id, &error) && fill_input (&options, &input, &error))
    {
      if (!is_comment (cli, id))
        done = sparkle_session_edit_post (cli->session, id, &input, &error);
      else if (input.content == NULL)
        return sparkle_cli_usage (cli, "A comment is changed with --content");
      else
        done = sparkle_session_edit_comment (cli->session, id, input.content, &error);
    }
  return done ? sparkle_cli_settle (cli, id) : sparkle_cli_fail (cli, error);
}

static int
run_delete (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  const char *id;

  if (!sparkle_cli_parse (cli, NULL, 1, 1))
    return SPARKLE_CLI_USAGE;
  id = cli->arguments[0];
  if (ensure_known (cli, id, &error))
    {
      if (is_comment (cli, id))
        done = sparkle_session_delete_comment (cli->session, id, &error);
      else
        done = sparkle_session_delete_post (cli->session, id, &error);
    }
  return done ? sparkle_cli_settle (cli, id) : sparkle_cli_fail (cli, error);
}

static int
run_comment (SparkleCli *cli)
{
  g_autofree char *parent = NULL;
  g_autofree char *moment = NULL;
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  unsigned seconds = 0;
  const GOptionEntry entries[] = {
    { "parent", 'p', 0, G_OPTION_ARG_STRING, &parent, NULL, NULL },
    { "at", 'a', 0, G_OPTION_ARG_STRING, &moment, NULL, NULL },
    { NULL }
  };

  if (!sparkle_cli_parse (cli, entries, 2, 2))
    return SPARKLE_CLI_USAGE;
  if (moment != NULL && !sparkle_video_time_parse (moment, &seconds))
    return sparkle_cli_usage (cli, "“%s” is not a moment such as 2:31 or 1:02:31", moment);
  text = sparkle_cli_read_text (cli->arguments[1], &error);
  if (text != NULL)
    id = sparkle_session_create_comment (cli->session, cli->arguments[0], parent, text,
                                         moment != NULL ? (int) seconds : -1, &error);
  return id != NULL ? sparkle_cli_settle (cli, id) : sparkle_cli_fail (cli, error);
}

static gboolean
parse_switch (SparkleCli *cli, gboolean *off, int n_arguments)
{
  const GOptionEntry entries[] = {
    { "off", 0, 0, G_OPTION_ARG_NONE, off, NULL, NULL },
    { NULL }
  };

  return sparkle_cli_parse (cli, entries, n_arguments, n_arguments);
}

static int
run_react (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = NULL;
  gboolean off = FALSE;
  SparkleTarget target;

  if (!parse_switch (cli, &off, 2))
    return SPARKLE_CLI_USAGE;
  target = is_comment (cli, cli->arguments[0]) ? SPARKLE_TARGET_COMMENT : SPARKLE_TARGET_POST;
  if (!sparkle_session_set_reaction (cli->session, target, cli->arguments[0], cli->arguments[1], !off, &error))
    return sparkle_cli_fail (cli, error);
  record = g_strconcat (cli->arguments[0], ":", cli->arguments[1], NULL);
  return sparkle_cli_settle (cli, record);
}

static int
run_follow (SparkleCli *cli)
{
  g_autoptr (SparkleProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *record = NULL;
  gboolean off = FALSE;
  SparkleUser *user;

  if (!parse_switch (cli, &off, 1))
    return SPARKLE_CLI_USAGE;
  profile = sparkle_session_open_profile (cli->session, cli->arguments[0]);
  if (sparkle_profile_get_user (profile) == NULL)
    sparkle_cli_await_profile (cli, profile);
  user = sparkle_profile_get_user (profile);
  if (user == NULL)
    {
      error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "Nobody here is called %s", cli->arguments[0]);
      return sparkle_cli_fail (cli, error);
    }
  /* The text belongs to the live object, which changes while the answer is awaited. */
  id = g_strdup (sparkle_user_get_id (user));
  if (!sparkle_session_follow (cli->session, id, !off, &error))
    return sparkle_cli_fail (cli, error);
  record = g_strconcat (sparkle_session_get_account_id (cli->session), ":", id, NULL);
  return sparkle_cli_settle (cli, record);
}

static int
run_bookmark (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean off = FALSE;

  if (!parse_switch (cli, &off, 1))
    return SPARKLE_CLI_USAGE;
  if (!sparkle_session_bookmark (cli->session, cli->arguments[0], !off, &error))
    return sparkle_cli_fail (cli, error);
  return sparkle_cli_settle (cli, cli->arguments[0]);
}

static int
run_keep (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean off = FALSE;

  if (!parse_switch (cli, &off, 1))
    return SPARKLE_CLI_USAGE;
  sparkle_session_keep_offline (cli->session, cli->arguments[0], !off);
  if (!dex_await (sparkle_session_flush (cli->session), &error))
    return sparkle_cli_fail (cli, error);
  sparkle_cli_refresh (cli);
  return SPARKLE_CLI_OK;
}

static int
run_draft (SparkleCli *cli)
{
  g_auto (PostOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  SparklePostInput input = { 0 };
  const char *action;

  if (!parse_post (cli, &options, 1, 2))
    return SPARKLE_CLI_USAGE;
  action = cli->arguments[0];
  if (g_str_equal (action, "list") && cli->n_arguments == 1)
    {
      GListModel *drafts = G_LIST_MODEL (sparkle_session_get_drafts (cli->session));

      sparkle_cli_refresh (cli);
      for (unsigned i = 0; i < g_list_model_get_n_items (drafts); i++)
        {
          g_autoptr (SparkleDraft) draft = g_list_model_get_item (drafts, i);

          sparkle_cli_print_draft (cli, draft);
        }
      return SPARKLE_CLI_OK;
    }
  if (g_str_equal (action, "save"))
    {
      if (fill_input (&options, &input, &error))
        id = sparkle_session_save_draft (cli->session, cli->n_arguments > 1 ? cli->arguments[1] : NULL, &input, &error);
      return id != NULL ? sparkle_cli_settle (cli, id) : sparkle_cli_fail (cli, error);
    }
  if (g_str_equal (action, "delete") && cli->n_arguments == 2)
    {
      if (!sparkle_session_delete_draft (cli->session, cli->arguments[1], &error))
        return sparkle_cli_fail (cli, error);
      return sparkle_cli_settle (cli, cli->arguments[1]);
    }
  return sparkle_cli_usage (cli, "draft list | save [ID] … | delete ID");
}

static int
run_waiting (SparkleCli *cli)
{
  g_autoptr (SparkleEntityList) posts = NULL;

  if (!sparkle_cli_parse (cli, NULL, 0, 0))
    return SPARKLE_CLI_USAGE;
  posts = sparkle_session_open_waiting (cli->session);
  sparkle_cli_refresh (cli);
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (posts)); i++)
    {
      g_autoptr (SparklePost) post = g_list_model_get_item (G_LIST_MODEL (posts), i);

      sparkle_cli_print_post (cli, post, FALSE);
    }
  return SPARKLE_CLI_OK;
}

const SparkleCliCommand sparkle_cli_write_commands[] = {
  { "post", "-t TITLE -c TEXT|- [--tag TAG]… [--category SLUG] [--video ID|URL] [--publish-at TIME]", "write a post", run_post },
  { "edit", "ID [-t TITLE] [-c TEXT|-] …", "change a post or a comment", run_edit },
  { "waiting", "", "list your posts that wait for their time; edit ID --publish-at TIME|now changes it", run_waiting },
  { "delete", "ID", "delete a post or a comment", run_delete },
  { "comment", "POST TEXT|- [-p COMMENT] [-a 2:31]", "write a comment or a reply", run_comment },
  { "react", "ID like|love|fire|sparkle|mind_blown [--off]", "react to a post or a comment", run_react },
  { "follow", "USERNAME [--off]", "follow a person", run_follow },
  { "bookmark", "POST [--off]", "bookmark a post", run_bookmark },
  { "keep", "POST [--off]", "keep a thread on this machine", run_keep },
  { "draft", "list | save [ID] [-t TITLE] [-c TEXT|-] … | delete ID", "work with drafts", run_draft },
  { NULL }
};
