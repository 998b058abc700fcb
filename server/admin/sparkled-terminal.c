/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-admin.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "sparkle-error.h"

#define LINE_MAX_BYTES 2048

static gboolean shown; /* a progress line stands there */

void
sparkled_admin_progress (guint64  done,
                         guint64  total,
                         gpointer what)
{
  static int last = -1;
  int percent = total > 0 ? (int) (done * 100 / total) : 100;

  if (!isatty (STDERR_FILENO) || (shown && percent == last))
    return;
  last = percent;
  shown = TRUE;
  fprintf (stderr, "\r\033[K%s %3d %%", (const char *) what, percent);
  fflush (stderr);
}

/**
 * sparkled_admin_progress_end:
 *
 * Takes the line of progress away.
 */
void
sparkled_admin_progress_end (void)
{
  if (!shown)
    return;
  shown = FALSE;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
}

static char *
read_line (GError **error)
{
  char line[LINE_MAX_BYTES];
  char *copy;

  if (fgets (line, sizeof line, stdin) == NULL || (strchr (line, '\n') == NULL && !feof (stdin)))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "A password is expected as the first line of the input");
      return NULL;
    }
  line[strcspn (line, "\r\n")] = '\0';
  copy = g_strdup (line);
  explicit_bzero (line, sizeof line);
  if (!g_utf8_validate (copy, -1, NULL))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "The password is not valid UTF-8");
      g_clear_pointer (&copy, g_free);
    }
  return copy;
}

static char *
ask (const char  *question,
     GError     **error)
{
  struct termios before, silent;
  char *line;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line (error);
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  fputs (question, stderr);
  fflush (stderr);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  line = read_line (error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  fputc ('\n', stderr);
  return line;
}

/**
 * sparkled_admin_read_password:
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Asks for a password twice without echo, or takes the first line of the input when that is no terminal.
 *
 * Returns: (transfer full) (nullable): the password, to be wiped
 */
char *
sparkled_admin_read_password (GError **error)
{
  g_autofree char *first = NULL, *second = NULL;

  if (!isatty (STDIN_FILENO))
    return read_line (error);
  first = ask ("Password: ", error);
  if (first == NULL)
    return NULL;
  second = ask ("Again: ", error);
  if (second == NULL)
    return NULL;
  if (strcmp (first, second) != 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "The two are not the same");
      return NULL;
    }
  return g_steal_pointer (&first);
}
