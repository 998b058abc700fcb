/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "sparkle-cli-output.h"
#include "sparkle-cli.h"
#include "sparkle-error.h"

#define PASSWORD_LINE_MAX 1024

/* From SPARKLE_PASSWORD or standard input, never from the command line, which everybody on the machine can read. */
static char *
read_password (GError **error)
{
  const char *given = g_getenv ("SPARKLE_PASSWORD");
  char line[PASSWORD_LINE_MAX];
  struct termios before, silent;
  gboolean terminal;
  char *got;

  if (given != NULL)
    return g_strdup (given);

  terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &before) == 0;
  if (terminal)
    {
      silent = before;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      g_printerr ("Password: ");
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    }
  got = fgets (line, sizeof line, stdin);
  if (terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }
  if (got == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "No password was given");
      return NULL;
    }
  line[strcspn (line, "\r\n")] = '\0';
  got = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return got;
}

static int
finish_sign_in (SparkleCli *cli, DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (!dex_await (future, &error))
    return sparkle_cli_fail (cli, error);
  dex_await (sparkle_session_await_vault (cli->session), NULL);
  if (sparkle_session_get_notice (cli->session) != NULL)
    g_printerr ("sparkle-client-cli: %s\n", sparkle_session_get_notice (cli->session));
  sparkle_cli_print_user (cli, sparkle_session_get_account (cli->session));
  return SPARKLE_CLI_OK;
}

static int
run_login (SparkleCli *cli)
{
  g_autofree char *password = NULL;
  g_autoptr (GError) error = NULL;

  if (!sparkle_cli_parse (cli, NULL, 1, 1))
    return SPARKLE_CLI_USAGE;
  password = read_password (&error);
  if (password == NULL)
    return sparkle_cli_fail (cli, error);
  return finish_sign_in (cli, sparkle_session_login (cli->session, cli->arguments[0], password));
}

static int
run_register (SparkleCli *cli)
{
  g_autofree char *password = NULL;
  g_autoptr (GError) error = NULL;

  if (!sparkle_cli_parse (cli, NULL, 2, 2))
    return SPARKLE_CLI_USAGE;
  password = read_password (&error);
  if (password == NULL)
    return sparkle_cli_fail (cli, error);
  return finish_sign_in (cli, sparkle_session_register (cli->session, cli->arguments[0], cli->arguments[1], password));
}

static int
run_logout (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (!sparkle_cli_parse (cli, NULL, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (!dex_await (sparkle_session_logout (cli->session), &error))
    return sparkle_cli_fail (cli, error);
  dex_await (sparkle_session_await_vault (cli->session), NULL);
  return SPARKLE_CLI_OK;
}

static int
run_whoami (SparkleCli *cli)
{
  if (!sparkle_cli_parse (cli, NULL, 0, 0))
    return SPARKLE_CLI_USAGE;
  if (sparkle_session_get_account (cli->session) == NULL)
    {
      g_printerr ("sparkle-client-cli: Nobody is signed in\n");
      return SPARKLE_CLI_SIGN_IN;
    }
  sparkle_cli_print_user (cli, sparkle_session_get_account (cli->session));
  return SPARKLE_CLI_OK;
}

const SparkleCliCommand sparkle_cli_account_commands[] = {
  { "login", "LOGIN", "sign in with e-mail address or username; the password comes from SPARKLE_PASSWORD or standard input",
    run_login },
  { "register", "USERNAME EMAIL", "make an account and sign in", run_register },
  { "logout", "", "sign out", run_logout },
  { "whoami", "", "show who is signed in", run_whoami },
  { NULL }
};
