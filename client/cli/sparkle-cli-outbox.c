/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-cli-output.h"
#include "sparkle-cli.h"
#include "sparkle-error.h"

static int
list_outbox (SparkleCli *cli)
{
  GListModel *outbox = G_LIST_MODEL (sparkle_session_get_outbox (cli->session));

  for (unsigned i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (SparkleOutboxItem) item = g_list_model_get_item (outbox, i);

      sparkle_cli_print_outbox (cli, item);
    }
  return SPARKLE_CLI_OK;
}

static SparkleOutboxItem *
find_item (SparkleCli *cli, const char *id)
{
  GListModel *outbox = G_LIST_MODEL (sparkle_session_get_outbox (cli->session));

  for (unsigned i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (SparkleOutboxItem) item = g_list_model_get_item (outbox, i);

      if (g_str_equal (sparkle_outbox_item_get_id (item), id))
        return g_steal_pointer (&item);
    }
  return NULL;
}

static int
run_outbox (SparkleCli *cli)
{
  g_autoptr (SparkleOutboxItem) item = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  g_autofree char *content = NULL;
  g_autofree char *text = NULL;
  g_autofree char *record = NULL;
  const char *action;
  const GOptionEntry entries[] = {
    { "title", 't', 0, G_OPTION_ARG_STRING, &title, NULL, NULL },
    { "content", 'c', 0, G_OPTION_ARG_STRING, &content, NULL, NULL },
    { NULL }
  };

  if (!sparkle_cli_parse (cli, entries, 0, 2))
    return SPARKLE_CLI_USAGE;
  action = cli->n_arguments > 0 ? cli->arguments[0] : "list";
  if (g_str_equal (action, "list") && cli->n_arguments < 2)
    return list_outbox (cli);
  if (cli->n_arguments != 2 || (!g_str_equal (action, "retry") && !g_str_equal (action, "discard") &&
                                !g_str_equal (action, "edit")))
    return sparkle_cli_usage (cli, "outbox [list] | retry ID | discard ID | edit ID [-t TITLE] [-c TEXT]");

  item = find_item (cli, cli->arguments[1]);
  if (item == NULL)
    {
      error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "%s is not in the outbox", cli->arguments[1]);
      return sparkle_cli_fail (cli, error);
    }
  record = g_strdup (sparkle_outbox_item_get_record_id (item));
  if (g_str_equal (action, "discard"))
    {
      sparkle_session_outbox_discard (cli->session, cli->arguments[1]);
      if (!dex_await (sparkle_session_flush (cli->session), &error))
        return sparkle_cli_fail (cli, error);
      return SPARKLE_CLI_OK;
    }
  if (g_str_equal (action, "retry"))
    sparkle_session_outbox_retry (cli->session, cli->arguments[1]);
  else
    {
      text = content != NULL ? sparkle_cli_read_text (content, &error) : NULL;
      if (error != NULL ||
          !sparkle_session_outbox_replace_text (cli->session, cli->arguments[1], title, text, &error))
        return sparkle_cli_fail (cli, error);
    }
  return sparkle_cli_settle (cli, record);
}

const SparkleCliCommand sparkle_cli_outbox_commands[] = {
  { "outbox", "[list] | retry ID | discard ID | edit ID [-t TITLE] [-c TEXT|-]", "see to what waits or failed", run_outbox },
  { NULL }
};
