/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-cli.h"

#include <stdio.h>
#include <string.h>

#include "sparkle-cli-output.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-store-reader.h"

static int
get_exit_code (const GError *error)
{
  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    return SPARKLE_CLI_OFFLINE;
  if (error->domain != SPARKLE_ERROR)
    return SPARKLE_CLI_FAILED;
  switch ((SparkleErrorCode) error->code)
    {
    case SPARKLE_ERROR_VALIDATION_FAILED:
    case SPARKLE_ERROR_BAD_REQUEST:
    case SPARKLE_ERROR_TOO_LARGE:
      return SPARKLE_CLI_INVALID;
    case SPARKLE_ERROR_UNAUTHORIZED:
    case SPARKLE_ERROR_INVALID_CREDENTIALS:
      return SPARKLE_CLI_SIGN_IN;
    case SPARKLE_ERROR_NOT_FOUND:
    case SPARKLE_ERROR_GONE:
      return SPARKLE_CLI_NOT_FOUND;
    case SPARKLE_ERROR_FORBIDDEN:
    case SPARKLE_ERROR_CONFLICT:
    case SPARKLE_ERROR_STALE_VERSION:
    case SPARKLE_ERROR_IDEMPOTENCY_MISMATCH:
    case SPARKLE_ERROR_LOCKED:
      return SPARKLE_CLI_REJECTED;
    case SPARKLE_ERROR_RATE_LIMITED:
    case SPARKLE_ERROR_UNAVAILABLE:
    case SPARKLE_ERROR_TIMED_OUT:
    case SPARKLE_ERROR_OFFLINE:
      return SPARKLE_CLI_OFFLINE;
    case SPARKLE_ERROR_METHOD_NOT_ALLOWED:
    case SPARKLE_ERROR_UNSUPPORTED_MEDIA:
    case SPARKLE_ERROR_INTERNAL:
    case SPARKLE_ERROR_PROTOCOL:
    case SPARKLE_ERROR_STORAGE:
    case SPARKLE_ERROR_STORAGE_FUTURE:
    case SPARKLE_ERROR_NO_KEYRING:
    case SPARKLE_ERROR_LAST_:
      break;
    }
  return SPARKLE_CLI_FAILED;
}

/**
 * sparkle_cli_fail: (skip)
 * @cli: the program
 * @error: what went wrong
 *
 * Says so, with every wrong field on its own line.
 *
 * Returns: the exit code that fits
 */
int
sparkle_cli_fail (SparkleCli *cli, const GError *error)
{
  if (cli->json && error->domain == SPARKLE_ERROR)
    {
      g_autofree char *text = sparkle_error_to_json (error);

      g_printerr ("%s\n", text);
      return get_exit_code (error);
    }
  g_printerr ("sparkle-client-cli: %s\n", error->message);
  for (unsigned i = 0; i < sparkle_error_n_details (error); i++)
    {
      const SparkleErrorDetail *detail = sparkle_error_get_detail (error, i);

      g_printerr ("  %s: %s\n", detail->field, detail->message);
    }
  return get_exit_code (error);
}

/**
 * sparkle_cli_usage: (skip)
 * @cli: the program
 * @format: what is wrong with the command line
 * @...: arguments of @format
 *
 * Returns: the exit code for a wrong command line
 */
int
sparkle_cli_usage (SparkleCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("sparkle-client-cli: %s\nTry “sparkle-client-cli --help”.\n", text);
  return SPARKLE_CLI_USAGE;
}

/**
 * sparkle_cli_parse: (skip)
 * @cli: the program
 * @entries: (nullable): options of the command
 * @n_least: how many arguments there must be
 * @n_most: how many there may be
 *
 * Takes the command's options out of its arguments.
 *
 * Returns: %FALSE after saying what is wrong
 */
gboolean
sparkle_cli_parse (SparkleCli *cli, const GOptionEntry *entries, int n_least, int n_most)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GPtrArray) vector = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) copy = NULL;
  char **rest;
  int count;

  g_ptr_array_add (vector, (gpointer) "sparkle-client-cli");
  for (int i = 0; i < cli->n_arguments; i++)
    g_ptr_array_add (vector, cli->arguments[i]);
  g_ptr_array_add (vector, NULL);
  copy = g_strdupv ((char **) vector->pdata);
  rest = copy;
  count = (int) vector->len - 1;

  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &rest, &error))
    {
      sparkle_cli_usage (cli, "%s", error->message);
      copy = rest;
      return FALSE;
    }
  copy = rest;
  count = (int) g_strv_length (rest) - 1;
  if (count > 0 && g_str_equal (rest[1], "--"))
    {
      g_free (rest[1]);
      memmove (&rest[1], &rest[2], sizeof (char *) * count);
      count--;
    }
  if (count < n_least || count > n_most)
    {
      if (count < n_least)
        sparkle_cli_usage (cli, "Something is missing");
      else
        sparkle_cli_usage (cli, "One argument too many: “%s”", rest[n_most + 1]);
      return FALSE;
    }

  /* The strings live as long as the program. */
  cli->arguments = g_new0 (char *, count + 1);
  for (int i = 0; i < count; i++)
    cli->arguments[i] = (char *) g_intern_string (rest[i + 1]);
  cli->n_arguments = count;
  return TRUE;
}

/**
 * sparkle_cli_limit: (skip)
 * @cli: the program
 * @future: (transfer full): what is waited for
 *
 * Returns: (transfer full): the same, but rejected after --wait seconds
 */
DexFuture *
sparkle_cli_limit (SparkleCli *cli, DexFuture *future)
{
  return dex_future_with_timeout_seconds (future, (int) cli->wait);
}

/**
 * sparkle_cli_refresh: (skip)
 * @cli: the program
 *
 * (fiber) Fetches what is new, unless --offline.
 *
 * Returns: %FALSE when what is shown may be old
 */
gboolean
sparkle_cli_refresh (SparkleCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (cli->offline)
    return TRUE;
  if (dex_await (sparkle_cli_limit (cli, sparkle_session_sync_now (cli->session)), &error))
    return TRUE;
  g_printerr ("sparkle-client-cli: showing what is kept on this machine: %s\n", error->message);
  return FALSE;
}

static SparkleOutboxRow *
find_in_outbox (SparkleCli *cli, const char *id)
{
  g_autoptr (GPtrArray) rows = sparkle_store_read_outbox (sparkle_session_get_store (cli->session));
  SparkleOutboxRow *found = NULL;

  for (unsigned i = 0; rows != NULL && i < rows->len; i++)
    {
      SparkleOutboxRow *row = g_ptr_array_index (rows, i);

      if (g_strcmp0 (row->record_id, id) == 0 || g_strcmp0 (row->id, id) == 0)
        found = row;
    }
  return found != NULL ? sparkle_outbox_row_copy (found) : NULL;
}

/**
 * sparkle_cli_settle: (skip)
 * @cli: the program
 * @id: the record that was written
 *
 * (fiber) Makes the write durable, sends it, and prints what became of it: sent, waiting, failed or conflict.
 *
 * Returns: the exit code
 */
int
sparkle_cli_settle (SparkleCli *cli, const char *id)
{
  g_autoptr (SparkleOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;
  const char *state = "sent";
  int exit_code = SPARKLE_CLI_OK;

  if (!dex_await (sparkle_session_flush (cli->session), &error))
    return sparkle_cli_fail (cli, error);
  if (sparkle_session_get_notice (cli->session) != NULL)
    g_printerr ("sparkle-client-cli: %s\n", sparkle_session_get_notice (cli->session));
  if (!cli->offline)
    dex_await (sparkle_cli_limit (cli, sparkle_session_drain (cli->session)), &error);

  row = find_in_outbox (cli, id);
  if (row != NULL && (row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT))
    {
      state = row->state == SPARKLE_OUTBOX_CONFLICT ? "conflict" : "failed";
      exit_code = SPARKLE_CLI_REJECTED;
      g_printerr ("sparkle-client-cli: %s\n", row->error_message != NULL ? row->error_message : "Refused by the server");
    }
  else if (row != NULL)
    {
      state = "waiting";
      exit_code = cli->offline ? SPARKLE_CLI_OK : SPARKLE_CLI_OFFLINE;
      if (error != NULL)
        g_printerr ("sparkle-client-cli: It is kept and will be sent later: %s\n", error->message);
    }
  sparkle_cli_print_write (cli, id, state, row != NULL ? row->id : NULL);
  return exit_code;
}

/**
 * sparkle_cli_read_text: (skip)
 * @text: what was given: a text, or "-"
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the text, of standard input for "-"
 */
char *
sparkle_cli_read_text (const char *text, GError **error)
{
  const gsize most = SPARKLE_CONTENT_MAX * 4 + 1;
  g_autofree char *buffer = NULL;
  gsize length;

  if (!g_str_equal (text, "-"))
    return g_strdup (text);
  buffer = g_malloc (most + 1);
  length = fread (buffer, 1, most, stdin);
  buffer[length] = '\0';
  if (length == most || !g_utf8_validate (buffer, (gssize) length, NULL))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "%s",
                   length == most ? "The text is too long" : "The text is not valid UTF-8");
      return NULL;
    }
  g_strchomp (buffer);
  return g_steal_pointer (&buffer);
}
