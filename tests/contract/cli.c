/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line against a real server: what it prints, and what its exit codes say. */
#include <signal.h>
#include <string.h>

#include "test-server.h"

static const char *server_program;
static const char *cli_program;

/* Somebody with a data folder and a token file of their own. */
typedef struct
{
  TestServer *server;
  char       *folder;
} Person;

static void
person_init (Person *person, TestServer *server)
{
  person->server = server;
  person->folder = g_dir_make_tmp ("sparkle-cli-XXXXXX", NULL);
}

static void
person_clear (Person *person)
{
  const char *command[] = { "rm", "-rf", person->folder, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (person->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static GSubprocess *
spawn (Person *person, const char * const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *token = g_build_filename (person->folder, "token", NULL);
  g_auto (GStrv) command = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add_many (builder, cli_program, "--data", person->folder, "--server", person->server->url,
                           "--token-file", token, "--json", "--wait", "20", NULL);
  g_strv_builder_addv (builder, (const char **) arguments);
  command = g_strv_builder_end (builder);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                                        G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_subprocess_launcher_setenv (launcher, "SPARKLE_PASSWORD", "correct horse battery", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) command, &error);
  g_assert_no_error (error);
  return process;
}

/* Runs a command; gives what it printed when it ended as expected. */
#define run(person, code, ...) run_command (person, code, NULL, (const char *[]) { __VA_ARGS__, NULL })
#define run_with_input(person, code, input, ...) run_command (person, code, input, (const char *[]) { __VA_ARGS__, NULL })

static char *
run_command (Person *person, int code, const char *input, const char * const *arguments)
{
  g_autoptr (GSubprocess) process = spawn (person, arguments);
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_subprocess_communicate_utf8 (process, input, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != code)
    g_error ("%s: exit status %d instead of %d\n%s\n%s", arguments[0], g_subprocess_get_exit_status (process), code,
             output, errors);
  return output;
}

/* A member of the first line of JSON. */
static char *
get_member (const char *output, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", 2);
  g_autoptr (JsonNode) node = json_from_string (lines[0], NULL);

  g_assert_nonnull (node);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), name));
}

static void
test_life (void)
{
  g_autoptr (TestServer) server = test_server_new (server_program, 1);
  g_auto (Person) ana;
  g_auto (Person) ben;
  g_autofree char *registered = NULL, *posted = NULL, *post = NULL, *state = NULL, *feed = NULL, *commented = NULL;
  g_autofree char *waiting = NULL, *outbox = NULL, *synced = NULL, *shown = NULL, *reacted = NULL, *who = NULL;
  g_autofree char *mine = NULL, *kept = NULL, *found = NULL, *told = NULL, *unread = NULL, *all = NULL;

  person_init (&ana, server);
  person_init (&ben, server);
  registered = run (&ana, 0, "register", "ana", "ana@sparkle.example");
  g_assert_nonnull (strstr (registered, "\"username\":\"ana\""));
  g_free (run (&ben, 0, "register", "ben", "ben@sparkle.example"));

  posted = run_with_input (&ana, 0, "From a pipe\n", "post", "-t", "A title", "-c", "-", "--tag", "sheep");
  post = get_member (posted, "id");
  state = get_member (posted, "state");
  g_assert_cmpstr (state, ==, "sent");
  feed = run (&ben, 0, "feed");
  g_assert_nonnull (strstr (feed, post));
  found = run (&ben, 0, "search", "titel", "author:ana");
  g_assert_nonnull (strstr (found, post));
  g_free (run (&ben, 6, "search", "nothinglikethis"));
  g_free (run (&ben, 7, "search", "before:yesterday"));
  g_assert_nonnull (strstr (feed, "\"author\":\"ana\""));

  waiting = run (&ben, 0, "--offline", "comment", post, "Later");
  g_assert_nonnull (strstr (waiting, "\"state\":\"waiting\""));
  outbox = run (&ben, 0, "--offline", "outbox");
  g_assert_nonnull (strstr (outbox, "comment.create"));
  synced = run (&ben, 0, "sync");
  g_assert_cmpstr (synced, ==, "{\"waiting\":0,\"failed\":0}\n");
  reacted = run (&ben, 0, "react", post, "fire");
  g_assert_nonnull (strstr (reacted, "\"state\":\"sent\""));
  shown = run (&ana, 0, "show", post);
  g_assert_nonnull (strstr (shown, "Later"));
  g_assert_nonnull (strstr (shown, "From a pipe"));
  g_assert_nonnull (strstr (shown, "\"fire\":1"));

  g_free (run (&ana, 0, "edit", post, "-c", "Edited"));
  g_free (run (&ben, 0, "follow", "ana"));
  g_free (run (&ben, 0, "bookmark", post));
  mine = run (&ben, 0, "bookmarks");
  g_assert_nonnull (strstr (mine, "\"bookmarked\":true"));
  g_free (run (&ben, 0, "keep", post));
  kept = run (&ben, 0, "--offline", "show", post);
  g_assert_nonnull (strstr (kept, "Edited"));
  who = run (&ben, 0, "whoami");
  g_assert_nonnull (strstr (who, "\"username\":\"ben\""));

  told = run (&ana, 0, "notifications", "--unread", "--read");
  g_assert_nonnull (strstr (told, "\"kind\":\"post_commented\""));
  g_assert_nonnull (strstr (told, "\"names\":[\"ben\"]"));
  g_assert_nonnull (strstr (told, "\"state\":\"sent\""));
  unread = run (&ana, 0, "notifications", "--unread");
  g_assert_cmpstr (unread, ==, "");
  all = run (&ana, 0, "--offline", "notifications", "-n", "1");
  g_assert_nonnull (strstr (all, "\"read\":true"));

  g_free (run (&ben, 0, "logout"));
  g_free (run (&ben, 4, "whoami"));
  g_free (run (&ben, 4, "notifications"));
  g_free (run (&ben, 0, "login", "ben"));
  g_free (run (&ana, 0, "delete", post));
}

static void
test_exit_codes (void)
{
  g_autoptr (TestServer) server = test_server_new (server_program, 1);
  g_auto (Person) ana;

  person_init (&ana, server);
  g_free (run (&ana, 2, "dance"));
  g_free (run (&ana, 2, "show"));
  g_free (run (&ana, 2, "feed", "-n", "0"));
  g_free (run (&ana, 2, "feed", "--nonsense"));
  g_free (run (&ana, 4, "login", "nobody"));
  g_free (run (&ana, 4, "post", "-t", "T", "-c", "C"));
  g_free (run (&ana, 7, "register", "a b", "nowhere"));
  g_free (run (&ana, 0, "register", "ana", "ana@sparkle.example"));
  g_free (run (&ana, 7, "post", "-t", "", "-c", ""));
  g_free (run (&ana, 7, "post", "-t", "Later", "-c", "C", "--publish-at", "tomorrow"));
  g_free (run_with_input (&ana, 7, "", "post", "-t", "Title", "-c", "-"));
  g_free (run (&ana, 6, "show", "0190c3a0-0000-7000-8000-000000000000"));
  g_free (run (&ana, 6, "profile", "nobody_at_all"));
  g_free (run (&ana, 6, "outbox", "retry", "0190c3a0-0000-7000-8000-000000000000"));
  g_free (run (&ana, 5, "comment", "0190c3a0-0000-7000-8000-000000000000", "To nothing"));
  g_free (run (&ana, 5, "sync"));
  test_server_kill (server);
  g_free (run (&ana, 3, "post", "-t", "Title", "-c", "Kept for later"));
  g_free (run (&ana, 0, "feed"));
}

/* What one does is a line on the other's terminal. */
static void
test_watch (void)
{
  g_autoptr (TestServer) server = test_server_new (server_program, 1);
  g_auto (Person) ana;
  g_auto (Person) ben;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  gboolean posted = FALSE, seen = FALSE;

  person_init (&ana, server);
  person_init (&ben, server);
  g_free (run (&ana, 0, "register", "ana", "ana@sparkle.example"));
  process = spawn (&ben, (const char *[]) { "watch", "--for", "60", NULL });
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  while (!seen && (line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, NULL)) != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (line, NULL);

      g_assert_nonnull (node);
      if (!posted && strstr (line, "\"event\":\"live\"") != NULL)
        {
          g_free (run (&ana, 0, "post", "-t", "Breaking", "-c", "News"));
          posted = TRUE;
        }
      seen = posted && strstr (line, "\"title\":\"Breaking\"") != NULL;
      g_clear_pointer (&line, g_free);
    }
  g_assert_true (seen);
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  server_program = argv[1];
  cli_program = argv[2];
  g_test_add_func ("/contract/cli/life", test_life);
  g_test_add_func ("/contract/cli/exit-codes", test_exit_codes);
  g_test_add_func ("/contract/cli/watch", test_watch);
  return g_test_run ();
}
