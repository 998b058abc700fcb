/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be played of a page: files as they are, pages through the real yt-dlp, and programs that do not behave. */
#include <glib/gstdio.h>
#include <libdex.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "clip-server.h"
#include "sparkle-error.h"
#include "sparkle-stream-resolver.h"

static const char *clip_path;

static void
test_direct (void)
{
  static const char * const direct[] = { "https://a.example/x.mp4", "http://a.example/x.WEBM?y=1", "https://a.example/live/x.m3u8" };
  static const char * const pages[] = { "https://www.youtube.com/watch?v=CevxZvSJLk8", "https://a.example/", "https://a.example/mp4", "file:///x.mp4",
                                        "https:///x.mp4", "x.mp4", "" };

  for (unsigned i = 0; i < G_N_ELEMENTS (direct); i++)
    if (!sparkle_stream_is_direct (direct[i]))
      g_error ("%s is direct", direct[i]);
  for (unsigned i = 0; i < G_N_ELEMENTS (pages); i++)
    if (sparkle_stream_is_direct (pages[i]))
      g_error ("%s is not direct", pages[i]);
}

static SparkleStream *
resolve (SparkleStreamResolver *resolver,
         const char            *page,
         GError               **error)
{
  return dex_await_boxed (sparkle_stream_resolver_resolve (resolver, page, NULL), error);
}

/* The real program, through its extractor for any page. */
static void
test_program (void)
{
  g_autoptr(SparkleStreamResolver) resolver = sparkle_stream_resolver_new (NULL);
  ClipServer server;
  g_autofree char *page = NULL, *clip = NULL, *none = NULL;
  g_autoptr(SparkleStream) stream = NULL, file = NULL, nothing = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (sparkle_stream_resolver_is_there (resolver));
  clip_server_start (&server, clip_path);
  page = clip_server_uri (&server, "/page");
  clip = clip_server_uri (&server, "/clip.webm");
  none = clip_server_uri (&server, "/none");
  stream = resolve (resolver, page, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stream->uri, ==, clip);
  g_assert_true (stream->resolved);
  file = resolve (resolver, clip, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->uri, ==, clip);
  g_assert_false (file->resolved);
  nothing = resolve (resolver, none, &error);
  g_assert_null (nothing);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  clip_server_stop (&server);
}

static char *
write_program (const char *text)
{
  g_autofree char *script = g_strconcat ("#!/bin/sh\n", text, "\n", NULL);
  char *path = NULL;
  int fd = g_file_open_tmp ("sparkle-program-XXXXXX", &path, NULL);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, script, -1, NULL));
  g_chmod (path, 0700);
  return path;
}

static void
assert_fails (const char *program_text,
              int         code)
{
  g_autofree char *program = write_program (program_text);
  g_autoptr(SparkleStreamResolver) resolver = sparkle_stream_resolver_new (program);
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkleStream) stream = resolve (resolver, "https://a.example/page", &error);

  g_assert_null (stream);
  if (!g_error_matches (error, SPARKLE_ERROR, code))
    g_error ("“%s”: %s", program_text, error->message);
  g_remove (program);
}

static void
test_answers (void)
{
  assert_fails ("exit 1", SPARKLE_ERROR_UNAVAILABLE);
  assert_fails ("echo junk", SPARKLE_ERROR_UNAVAILABLE);
  assert_fails ("echo '{\"url\":17}'", SPARKLE_ERROR_UNAVAILABLE);
  assert_fails ("echo '{\"url\":\"file:///etc/passwd\"}'", SPARKLE_ERROR_UNAVAILABLE);
  assert_fails ("echo '{\"url\":\"rtsp://a.example/\"}'", SPARKLE_ERROR_UNAVAILABLE);
  assert_fails ("kill -9 $$", SPARKLE_ERROR_UNAVAILABLE);
  assert_fails ("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done",
                SPARKLE_ERROR_TOO_LARGE);
}

/* The address is never an option, nor words of a shell; nothing of the person's settings is read. */
static void
test_arguments (void)
{
  g_autofree char *program = write_program ("last=; for a in \"$@\"; do before=$last; last=$a; done; [ \"$before\" = -- ] && [ \"$1\" = --ignore-config ] && "
                                            "[ \"$last\" = 'https://a.example/$(id)?--exec=x%20y' ] && echo '{\"url\":\"https://a.example/ok\"}'");
  g_autoptr(SparkleStreamResolver) resolver = sparkle_stream_resolver_new (program);
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkleStream) stream = resolve (resolver, "https://a.example/$(id)?--exec=x%20y", &error);
  g_autoptr(SparkleStream) option = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (stream->uri, ==, "https://a.example/ok");
  g_remove (program);
  option = resolve (resolver, "--exec=rm", &error);
  g_assert_null (option);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
}

static void
test_absent (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autoptr(SparkleStreamResolver) resolver = sparkle_stream_resolver_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkleStream) stream = NULL;

  g_setenv ("PATH", "/nonexistent", TRUE);
  g_assert_false (sparkle_stream_resolver_is_there (resolver));
  stream = resolve (resolver, "https://a.example/page", &error);
  g_setenv ("PATH", path, TRUE);
  g_assert_null (stream);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
}

static DexFuture *
cancel_fiber (gpointer data)
{
  dex_await (dex_timeout_new_msec (300), NULL);
  g_cancellable_cancel (data);
  return dex_future_new_true ();
}

/* Who goes on to something else leaves no process behind, nor what that started. */
static void
test_cancel (void)
{
  g_autofree char *note = g_strdup_printf ("%s/sparkle-pid-%d", g_get_tmp_dir (), (int) getpid ());
  g_autofree char *text = g_strdup_printf ("sleep 1000 & echo $! > %s; wait", note);
  g_autofree char *program = write_program (text);
  g_autofree char *pid = NULL;
  g_autoptr(SparkleStreamResolver) resolver = sparkle_stream_resolver_new (program);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(DexFuture) cancelling = dex_scheduler_spawn (NULL, 0, cancel_fiber, cancellable, NULL);
  g_autoptr(GError) error = NULL;
  gint64 until = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  g_autoptr(SparkleStream) stream = dex_await_boxed (sparkle_stream_resolver_resolve (resolver, "https://a.example/page", cancellable), &error);
  pid_t child;

  g_assert_null (stream);
  g_assert_nonnull (error);
  g_assert_true (dex_await (g_steal_pointer (&cancelling), NULL));
  g_assert_true (g_file_get_contents (note, &pid, NULL, NULL));
  child = (pid_t) g_ascii_strtoll (pid, NULL, 10);
  g_assert_cmpint (child, >, 1);
  /* a zombie without a parent is gone as soon as init looks */
  while (kill (child, 0) == 0 && g_get_monotonic_time () < until)
    {
      g_autofree char *stat_path = g_strdup_printf ("/proc/%d/stat", (int) child);
      g_autofree char *stat_text = NULL;

      if (g_file_get_contents (stat_path, &stat_text, NULL, NULL) && strstr (stat_text, ") Z ") != NULL)
        break;
      dex_await (dex_timeout_new_msec (20), NULL);
    }
  g_assert_cmpint (g_get_monotonic_time (), <, until);
  g_remove (note);
  g_remove (program);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  clip_path = argv[1];
  dex_init ();
  g_test_add_func ("/stream-resolver/direct", test_direct);
  dex_test_add_func ("/stream-resolver/program", test_program);
  dex_test_add_func ("/stream-resolver/answers", test_answers);
  dex_test_add_func ("/stream-resolver/arguments", test_arguments);
  dex_test_add_func ("/stream-resolver/absent", test_absent);
  dex_test_add_func ("/stream-resolver/cancel", test_cancel);
  return g_test_run ();
}
