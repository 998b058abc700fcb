/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

/* What the program tells whoever called it. */
typedef enum
{
  SPARKLE_CLI_OK = 0,
  SPARKLE_CLI_FAILED = 1,    /* anything else */
  SPARKLE_CLI_USAGE = 2,
  SPARKLE_CLI_OFFLINE = 3,   /* a write is kept and will be sent later, or nothing could be fetched */
  SPARKLE_CLI_SIGN_IN = 4,   /* nobody is signed in, or the credentials are wrong */
  SPARKLE_CLI_REJECTED = 5,  /* the server refused a write, or it conflicts: see the outbox */
  SPARKLE_CLI_NOT_FOUND = 6,
  SPARKLE_CLI_INVALID = 7,   /* what was typed breaks a rule */
} SparkleCliExit;

typedef struct
{
  SparkleSession *session;   /* (owned) */
  GMainLoop      *loop;      /* (owned) */
  gboolean        json;
  gboolean        offline;
  unsigned        wait;      /* seconds */
  char          **arguments; /* (unowned) those of the command, without its name */
  int             n_arguments;
  int             exit_code;
} SparkleCli;

typedef struct
{
  const char *name;
  const char *usage;       /* of its arguments */
  const char *summary;
  int       (*run) (SparkleCli *cli); /* (fiber) */
} SparkleCliCommand;

/* Each ends with a NULL name. */
extern const SparkleCliCommand sparkle_cli_account_commands[];
extern const SparkleCliCommand sparkle_cli_read_commands[];
extern const SparkleCliCommand sparkle_cli_search_commands[];
extern const SparkleCliCommand sparkle_cli_write_commands[];
extern const SparkleCliCommand sparkle_cli_outbox_commands[];
extern const SparkleCliCommand sparkle_cli_watch_commands[];

int       sparkle_cli_fail          (SparkleCli   *cli,
                                     const GError *error);
int       sparkle_cli_usage         (SparkleCli   *cli,
                                     const char   *format,
                                     ...) G_GNUC_PRINTF (2, 3);
/* Options of the command itself; what is left are its arguments. */
gboolean  sparkle_cli_parse         (SparkleCli         *cli,
                                     const GOptionEntry *entries,
                                     int                 n_least,
                                     int                 n_most);
DexFuture *sparkle_cli_limit        (SparkleCli   *cli,
                                     DexFuture    *future); /* no longer than --wait */
/* (fiber) Fetches what is new; tells on standard error when that did not work. */
gboolean  sparkle_cli_refresh       (SparkleCli   *cli);
/* (fiber) After a write: sends it, and says what became of it. */
int       sparkle_cli_settle        (SparkleCli   *cli,
                                     const char   *id);
void      sparkle_cli_await_profile (SparkleCli     *cli,
                                     SparkleProfile *profile); /* (fiber) */
/* (transfer full): text, or all of standard input for "-" */
char     *sparkle_cli_read_text     (const char   *text,
                                     GError      **error);

G_END_DECLS
