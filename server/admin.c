/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libdex.h>
#include <locale.h>
#include <sodium.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkled-account.h"
#include "sparkled-admin.h"
#include "sparkled-admin-table.h"
#include "sparkled-content-tables.h"
#include "sparkled-import.h"
#include "sparkled-migrations.h"

/* An import is one long transaction of many statements, each over in seconds. */
#define QUERY_MS (10 * 60 * 1000)

enum
{
  STATUS_DONE,
  STATUS_FAILED,
  STATUS_USAGE,
  STATUS_DATABASE,
};

typedef struct
{
  const char       *name;      /* one or two words */
  const char       *arguments; /* after them */
  unsigned          n_arguments;
  const char       *options;   /* that it takes, separated by blanks */
  const char       *summary;
  SparkledAdminFunc run;
  SparkledAdminFunc before;    /* (nullable) without the pool, instead of the look at the schema */
} Command;

static const Command commands[] = {
  { "migrate", "", 0, "", "bring the schema of the database up to date", sparkled_admin_epoch_check, sparkled_admin_migrate },
  { "status", "", 0, "", "show what is in the database and how it is doing", sparkled_admin_status },
  { "user create", "NAME EMAIL", 2, "role display-name", "make an account; the password is asked for, or the first line of the input", sparkled_admin_user_create },
  { "user role", "NAME ROLE", 2, "", "make someone user, creator, moderator or admin", sparkled_admin_user_role },
  { "token revoke", "NAME|SESSION", 1, "", "sign someone out everywhere, or end one session", sparkled_admin_token_revoke },
  { "import youtube-comments", "FILE", 1, "video title category", "take in the comments on a video (--video, --title)", sparkled_admin_import_comments },
  { "import video-list", "FILE", 1, "category", "take in a list of advertising films", sparkled_admin_import_videos },
  { "demo", "", 0, "data", "fill the database with the demo community", sparkled_admin_demo },
  { "announce", "MESSAGE", 1, "", "tell everybody one line, as a notification", sparkled_admin_announce },
  { "epoch new", "", 0, "", "after restoring a backup: have all devices fetch everything again", sparkled_admin_epoch_new },
};

static int
complain (int         status,
          const char *message)
{
  g_auto(GStrv) lines = g_strsplit (message, "\n", -1);

  sparkled_admin_progress_end ();
  for (unsigned i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      g_printerr ("sparkle-admin: %s\n", lines[i]);

  return status;
}

static char *
describe_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *left = g_strdup_printf ("%s %s", commands[i].name, commands[i].arguments);
      g_string_append_printf (text, "  %-30s  %s\n", left, commands[i].summary);
    }
  g_string_append (text, "\nSettings are read from --config FILE and SPARKLE_… variables, as sparkled does; most need only\n"
                         "SPARKLE_DATABASE, a connection string of PostgreSQL.");
  return g_string_free (text, FALSE);
}

/* Takes the words of the command off, so that its arguments are left. */
static const Command *
find_command (SparkledAdmin  *self,
              GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(GStrv) name = g_strsplit (commands[i].name, " ", -1);
      unsigned n = g_strv_length (name);

      if (self->n_words < n || strcmp (name[0], self->words[0]) != 0 || (n > 1 && strcmp (name[1], self->words[1]) != 0))
        continue;
      if (self->n_words - n != commands[i].n_arguments)
        {
          g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "Usage: sparkle-admin %s %s", commands[i].name, commands[i].arguments);
          return NULL;
        }
      self->words += n;
      self->n_words -= n;
      return &commands[i];
    }

  if (self->n_words == 0)
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "A command is missing; see --help");
  else
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "“%s%s%s” is no command; see --help", self->words[0],
                 self->n_words > 1 ? " " : "", self->n_words > 1 ? self->words[1] : "");
  return NULL;
}

static gboolean
check_options (SparkledAdmin  *self,
               const Command  *command,
               GError        **error)
{
  const struct { const char *name, *value; } options[] = {
    { "video", self->video }, { "title", self->title }, { "category", self->category },
    { "role", self->role }, { "display-name", self->display_name }, { "data", self->data },
  };
  g_auto(GStrv) known = g_strsplit (command->options, " ", -1);

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].value != NULL && !g_strv_contains ((const char * const *) known, options[i].name))
      {
        g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "--%s has no meaning for “%s”", options[i].name, command->name);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_schema (SparkledAdmin  *self,
              GError        **error)
{
  unsigned version;

  if (!sparkled_migrations_get_version (self->config->database, &version, error))
    return FALSE;
  if (version == sparkled_migrations_get_latest ())
    return TRUE;
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
               version < sparkled_migrations_get_latest () ? "The schema is version %u, this program needs %u: run `sparkle-admin migrate`"
                                                           : "The schema is version %u, this program knows %u: use the newer sparkle-admin",
               version, sparkled_migrations_get_latest ());
  return FALSE;
}

typedef struct
{
  SparkledAdmin *admin;
  const Command *command;
  GMainLoop     *loop;
  GError        *error; /* (owned) (nullable) */
} Run;

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;
  SparkledDb *db = run->admin->services.db;

  if (dex_await (sparkled_db_start (db), &run->error))
    run->command->run (run->admin, &run->error);
  dex_await (sparkled_db_stop (db), NULL);
  g_main_loop_quit (run->loop);
  return dex_future_new_true ();
}

static gboolean
run_with_pool (SparkledAdmin  *self,
               const Command  *command,
               GError        **error)
{
  const SparkledDbOptions options = { .size = 1, .wait_limit = 16, .query_ms = QUERY_MS };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(DexFuture) fiber = NULL;
  Run run = { self, command, loop, NULL };

  self->services.db = sparkled_db_new (self->config->database, &options);
  sparkled_account_register_statements (self->services.db);
  sparkled_content_tables_register (self->services.db);
  sparkled_import_register_statements (self->services.db);
  sparkled_db_register (self->services.db, sparkled_admin_statements);

  fiber = dex_scheduler_spawn (NULL, 0, run_fiber, &run, NULL);
  g_main_loop_run (loop);
  g_clear_object (&self->services.db);

  if (run.error != NULL)
    {
      g_propagate_error (error, run.error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_arguments (SparkledAdmin   *self,
                 int             *argc,
                 char          ***argv,
                 GError         **error)
{
  g_autofree char *file = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &file, "Read settings from FILE", "FILE" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version and end", NULL },
    { "video", 0, 0, G_OPTION_ARG_STRING, &self->video, "import: the id of the video on YouTube", "ID" },
    { "title", 0, 0, G_OPTION_ARG_STRING, &self->title, "import: the title of the video", "TITLE" },
    { "category", 0, 0, G_OPTION_ARG_STRING, &self->category, "import: the category of new posts", "SLUG" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &self->role, "user create: user, creator, moderator or admin", "ROLE" },
    { "display-name", 0, 0, G_OPTION_ARG_STRING, &self->display_name, "user create: how the person is shown", "NAME" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data, "demo: the folder with its files", "FOLDER" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("COMMAND - look after a server of Sparkle Universe");
  g_autofree char *description = describe_commands ();

  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (version)
    {
      g_print ("sparkle-admin %s\n", SPARKLE_VERSION);
      exit (STATUS_DONE);
    }
  self->words = *argv + 1;
  self->n_words = *argc - 1;
  self->config = sparkled_config_load (file, error);
  return self->config != NULL;
}

static void
admin_clear (SparkledAdmin *self)
{
  g_clear_pointer (&self->config, sparkled_config_free);
  g_free (self->video);
  g_free (self->title);
  g_free (self->category);
  g_free (self->role);
  g_free (self->display_name);
  g_free (self->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledAdmin, admin_clear)

int
main (int    argc,
      char **argv)
{
  g_auto(SparkledAdmin) admin = { 0 };
  g_autoptr(GError) error = NULL;
  const Command *command;

  setlocale (LC_ALL, "");
  setlocale (LC_MESSAGES, "C"); /* programs and operators read it, and the clients translate: English */
  dex_init ();
  if (sodium_init () < 0)
    return complain (STATUS_FAILED, "there is no source of random numbers");
  if (!parse_arguments (&admin, &argc, &argv, &error))
    return complain (STATUS_USAGE, error->message);
  command = find_command (&admin, &error);
  if (command == NULL || !check_options (&admin, command, &error))
    return complain (STATUS_USAGE, error->message);

  if (!(command->before != NULL ? command->before : check_schema) (&admin, &error))
    return complain (STATUS_DATABASE, error->message);
  if (!run_with_pool (&admin, command, &error))
    return complain (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST) ? STATUS_USAGE : STATUS_FAILED, error->message);
  return STATUS_DONE;
}
