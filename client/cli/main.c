/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <libdex.h>
#include <locale.h>
#include <string.h>

#include "sparkle-cli.h"
#include "sparkle-error.h"

#define WAIT_DEFAULT 30

static const SparkleCliCommand * const tables[] = {
  sparkle_cli_account_commands, sparkle_cli_read_commands, sparkle_cli_search_commands, sparkle_cli_write_commands, sparkle_cli_outbox_commands,
  sparkle_cli_watch_commands,
};

typedef struct
{
  char     *data;
  char     *server;
  char     *token_file;
  gboolean  json;
  gboolean  offline;
  gboolean  insecure;
  gboolean  version;
  int       wait;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->server);
  g_free (options->token_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const SparkleCliCommand *
find_command (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const SparkleCliCommand *command = tables[i]; command->name != NULL; command++)
      if (g_str_equal (command->name, name))
        return command;
  return NULL;
}

static char *
describe_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (unsigned i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const SparkleCliCommand *command = tables[i]; command->name != NULL; command++)
      g_string_append_printf (text, "  %s %s\n      %s\n", command->name, command->usage, command->summary);
  g_string_append (text, "\nThe token is kept in the keyring, in the file of --token-file, or comes from SPARKLE_TOKEN.\n"
                         "Exit codes: 0 done, 1 failed, 2 usage, 3 offline, 4 sign in, 5 rejected, 6 not found, 7 invalid.");
  return g_string_free (text, FALSE);
}

typedef struct
{
  SparkleCli              *cli;
  const SparkleCliCommand *command;
} Job;

static DexFuture *
run_fiber (gpointer user_data)
{
  Job *job = user_data;
  SparkleCli *cli = job->cli;
  const char *token = g_getenv ("SPARKLE_TOKEN");
  g_autoptr (GError) error = NULL;

  if (!dex_await (sparkle_session_open (cli->session), &error))
    cli->exit_code = sparkle_cli_fail (cli, error);
  else if (token != NULL && !cli->offline &&
           !dex_await (sparkle_cli_limit (cli, sparkle_session_use_token (cli->session, token)), &error))
    cli->exit_code = sparkle_cli_fail (cli, error);
  else
    cli->exit_code = job->command->run (cli);

  g_clear_error (&error);
  if (!dex_await (sparkle_session_close (cli->session), &error))
    g_printerr ("sparkle-client-cli: %s\n", error->message);
  g_main_loop_quit (cli->loop);
  return dex_future_new_true ();
}

static SparkleVault *
make_vault (const Options *options)
{
  if (options->token_file != NULL)
    return sparkle_vault_new_in_file (options->token_file);
  if (g_getenv ("SPARKLE_TOKEN") != NULL)
    return sparkle_vault_new_in_memory ();
  return sparkle_vault_new ();
}

static int
run (const Options *options, const SparkleCliCommand *command, int argc, char **argv)
{
  g_autofree char *data = options->data != NULL ? g_strdup (options->data)
                                                : g_build_filename (g_get_user_data_dir (), "sparkle-client-cli", NULL);
  g_autoptr (SparkleVault) vault = make_vault (options);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SparkleSession) session = NULL;
  SparkleSessionOptions session_options = {
    .data_dir = data,
    .server = options->server != NULL ? options->server : g_getenv ("SPARKLE_SERVER"),
    .vault = vault,
    .offline = options->offline,
    .allow_insecure = options->insecure,
  };
  SparkleCli cli = {
    .loop = loop,
    .json = options->json,
    .offline = options->offline,
    .wait = (unsigned) options->wait,
    .arguments = argv,
    .n_arguments = argc,
  };
  Job job = { .cli = &cli, .command = command };

  session = sparkle_session_new (&session_options);
  cli.session = session;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, &job, NULL));
  g_main_loop_run (loop);
  return cli.exit_code;
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { .wait = WAIT_DEFAULT };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND …");
  g_autofree char *commands = describe_commands ();
  g_autoptr (GError) error = NULL;
  const SparkleCliCommand *command;
  const GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, "Where the databases are", "DIR" },
    { "server", 's', 0, G_OPTION_ARG_STRING, &options.server, "Address of the community (SPARKLE_SERVER; else the last one)", "URL" },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file, "Keep the token in this private file", "FILE" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.json, "Print JSON, one record a line", NULL },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &options.offline, "Do not use the network", NULL },
    { "wait", 'w', 0, G_OPTION_ARG_INT, &options.wait, "Seconds to wait for the server (30)", "SECONDS" },
    { "allow-insecure", 0, 0, G_OPTION_ARG_NONE, &options.insecure, "Allow plain http to another machine", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options.version, "Print the version", NULL },
    { NULL }
  };

  setlocale (LC_ALL, "");
  dex_init ();
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_description (context, commands);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("sparkle-client-cli: %s\n", error->message);
      return SPARKLE_CLI_USAGE;
    }
  if (options.version)
    {
      g_print ("sparkle-client-cli %s\n", SPARKLE_VERSION);
      return SPARKLE_CLI_OK;
    }
  command = argc > 1 ? find_command (argv[1]) : NULL;
  if (command == NULL || options.wait < 1 || options.wait > 86400)
    {
      if (argc < 2)
        g_printerr ("sparkle-client-cli: Say what to do. Try “sparkle-client-cli --help”.\n");
      else if (command == NULL)
        g_printerr ("sparkle-client-cli: There is no command “%s”. Try “sparkle-client-cli --help”.\n", argv[1]);
      else
        g_printerr ("sparkle-client-cli: --wait is 1 to 86400 seconds.\n");
      return SPARKLE_CLI_USAGE;
    }
  return run (&options, command, argc - 2, argv + 2);
}
