/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <locale.h>
#include <stdio.h>

#include "sparkle-error.h"
#include "sparkled-acceptor.h"
#include "sparkled-config.h"
#include "sparkled-migrations.h"
#include "sparkled-rate.h"
#include "sparkled-service-manager.h"
#include "sparkled-supervisor.h"
#include "sparkled-worker.h"

#define DATABASE_TRIES 10
#define DATABASE_WAIT_US (500 * 1000)
#define PORT_TRIES 200 /* ten seconds in all: the workers of a server that was killed, on a busy machine */
#define PORT_WAIT_US (50 * 1000)

enum
{
  STATUS_DONE,
  STATUS_FAILED,
  STATUS_USAGE,    /* wrong options or configuration */
  STATUS_DATABASE, /* not there, or of another version */
};

typedef struct
{
  char    *file;
  char    *port;
  char    *workers;
  gboolean check;
  gboolean migrate;
  gboolean sample;
  gboolean version;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->file);
  g_free (self->port);
  g_free (self->workers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static int
complain (int         status,
          const char *message)
{
  g_auto(GStrv) lines = g_strsplit (message, "\n", -1);

  for (unsigned i = 0; lines[i] != NULL; i++)
    if (g_strstrip (lines[i])[0] != '\0')
      g_printerr ("sparkled: %s\n", lines[i]);

  return status;
}

static gboolean
parse_arguments (int         *argc,
                 char      ***argv,
                 Arguments   *ret,
                 GError     **error)
{
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &ret->file, "Read settings from FILE", "FILE" },
    { "port", 'p', 0, G_OPTION_ARG_STRING, &ret->port, "Listen on this port, 0 for any free one", "N" },
    { "workers", 'w', 0, G_OPTION_ARG_STRING, &ret->workers, "Serve with this many processes", "N" },
    { "check-config", 0, 0, G_OPTION_ARG_NONE, &ret->check, "Say whether the settings are right, print them, and end", NULL },
    { "migrate", 0, 0, G_OPTION_ARG_NONE, &ret->migrate, "Bring the schema of the database up to date first", NULL },
    { "sample-config", 0, 0, G_OPTION_ARG_NONE, &ret->sample, "Print a file with every setting explained, and end", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &ret->version, "Print the version and end", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("- the server of Sparkle Universe");
  g_autofree char *keys = sparkled_config_describe ();

  g_option_context_set_description (context, keys);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "“%s” is not an option; see --help", (*argv)[1]);
      return FALSE;
    }

  return TRUE;
}

static SparkledConfig *
load_config (const Arguments  *arguments,
             GError          **error)
{
  g_autoptr(SparkledConfig) config = sparkled_config_load (arguments->file, error);

  if (config == NULL ||
      (arguments->port != NULL && !sparkled_config_set (config, "port", arguments->port, error)) ||
      (arguments->workers != NULL && !sparkled_config_set (config, "workers", arguments->workers, error)))
    return NULL;

  return g_steal_pointer (&config);
}

/* The database may be starting beside us: a few seconds of patience, then a sentence. */
static gboolean
check_database (const SparkledConfig  *config,
                gboolean               migrate,
                GError               **error)
{
  unsigned latest = sparkled_migrations_get_latest ();
  unsigned version = 0, from, to;

  for (unsigned attempt = 1;; attempt++)
    {
      g_autoptr(GError) local = NULL;

      if (sparkled_migrations_get_version (config->database, &version, &local))
        break;
      if (attempt == DATABASE_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (attempt == 1)
        g_printerr ("sparkled: waiting for the database\n");
      g_usleep (DATABASE_WAIT_US);
    }

  if (migrate && version < latest)
    {
      if (!sparkled_migrations_run (config->database, &from, &to, error))
        return FALSE;
      g_printerr ("sparkled: the schema is now version %u (was %u)\n", to, from);
      version = to;
    }
  if (version < latest)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
                 version == 0 ? "The database is empty, the schema is missing: run `sparkle-admin migrate`"
                              : "The schema of the database is version %u, this program needs %u: run `sparkle-admin migrate`",
                 version, latest);
  else if (version > latest)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
                 "The schema of the database is version %u, this program knows %u: install the newer sparkled", version, latest);

  return version == latest;
}

/* The workers of a supervisor that was killed take a moment to finish what they began; whoever
 * starts the server again then must not be turned away. */
static gboolean
wait_for_port (const SparkledConfig  *config,
               GError               **error)
{
  for (unsigned tries = 1;; tries++)
    {
      g_autoptr(GError) local = NULL;

      if (sparkled_acceptor_check_free (config->listen, config->port, &local))
        return TRUE;
      if (tries == PORT_TRIES || !g_error_matches (local, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (tries == 1)
        g_printerr ("sparkled: port %u of %s is in use, waiting up to %u seconds for it\n",
                    config->port, config->listen, PORT_TRIES * PORT_WAIT_US / 1000000);
      g_usleep (PORT_WAIT_US);
    }
}

/* Where to listen: on what the service manager handed over, which then is what the settings say;
 * else where they say, once it is free. @ret_fd is 0 then. */
static gboolean
find_port (SparkledConfig  *config,
           int             *ret_fd,
           GError         **error)
{
  g_autoptr(GInetSocketAddress) local = NULL;
  g_autofree char *address = NULL, *port = NULL;
  int fd;

  *ret_fd = 0;
  if (!sparkled_service_manager_take_socket (&fd, error))
    return FALSE;
  if (fd < 0)
    return wait_for_port (config, error);
  local = sparkled_acceptor_get_address (fd, error);
  if (local == NULL)
    return FALSE;
  *ret_fd = fd;
  address = g_inet_address_to_string (g_inet_socket_address_get_address (local));
  port = g_strdup_printf ("%u", g_inet_socket_address_get_port (local));

  return sparkled_config_set (config, "listen", address, error) && sparkled_config_set (config, "port", port, error);
}

static int
serve (SparkledConfig *config,
       int             activated_fd)
{
  g_autoptr(SparkledRate) rate = sparkled_rate_new ();
  SparkledWorkerOptions options = { .config = config, .rate = rate, .port = config->port, .activated_fd = activated_fd, .ready_fd = -1 };

  if (rate == NULL)
    return complain (STATUS_FAILED, "there is no memory for the rate limits");
  if (config->workers > 1)
    return sparkled_supervisor_run (config, rate, activated_fd);

  return sparkled_worker_run (&options);
}

int
main (int    argc,
      char **argv)
{
  g_auto(Arguments) arguments = { 0 };
  g_autoptr(SparkledConfig) config = NULL;
  g_autoptr(GError) error = NULL;
  int activated_fd;

  setlocale (LC_ALL, "");
  setlocale (LC_MESSAGES, "C"); /* programs and operators read it, and the clients translate: English */
  if (!parse_arguments (&argc, &argv, &arguments, &error))
    return complain (STATUS_USAGE, error->message);
  if (arguments.version)
    {
      g_print ("sparkled %s\n", SPARKLE_VERSION);
      return STATUS_DONE;
    }
  if (arguments.sample)
    {
      g_autofree char *text = sparkled_config_sample ();

      g_print ("%s", text);
      return STATUS_DONE;
    }
  config = load_config (&arguments, &error);
  if (config == NULL)
    return complain (STATUS_USAGE, error->message);
  if (arguments.check)
    {
      g_autofree char *text = sparkled_config_to_string (config);

      g_print ("%s", text);
      return STATUS_DONE;
    }
  if (!find_port (config, &activated_fd, &error))
    return complain (STATUS_FAILED, error->message);
  if (!check_database (config, arguments.migrate, &error))
    return complain (STATUS_DATABASE, error->message);

  return serve (config, activated_fd);
}
