/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A video on its way: a post names it, the server learns what it is, and every device has it, also without network. */
#include "device.h"

#include "sparkle-error.h"
#include "sparkle-session-thumbnails.h"

#define ROAR "CevxZvSJLk8"

static const char *program;

static void
learn (TestServer *server)
{
  g_free (test_database_psql (server->database, "SELECT video_learn ('" ROAR "', 'ok', 'Roar', 'Katy', NULL, 270, interval '20 days')"));
  g_free (test_database_psql (server->database, "SELECT video_thumbnail_learn ('" ROAR "', 'image/png', '\\x89504e47', '\"tag\"', interval '20 days')"));
}

static SparkleStoreVideo *
find (Device *device)
{
  return sparkle_store_read_video (device_store (device), ROAR);
}

static gboolean
has_title (Device *device)
{
  g_autoptr (SparkleStoreVideo) video = find (device);

  return video != NULL && g_strcmp0 (video->title, "Roar") == 0 && video->thumbnail;
}

static void
assert_picture (Device *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (sparkle_session_load_thumbnail (device->session, ROAR), &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\x89PNG", 4);
}

static void
test_life (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  SparklePostInput input = { .title = "About Roar", .content = "At 2:31", .youtube_video_id = ROAR };
  g_autoptr (SparkleStoreVideo) unknown = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  device_register (ana, "ana");
  id = sparkle_session_create_post (ana->session, &input, &error);
  g_assert_no_error (error);
  device_sync (ana);
  device_sync (ben);
  unknown = find (ben);
  g_assert_nonnull (unknown);
  g_assert_cmpstr (unknown->state, ==, "unknown");
  g_assert_cmpint (unknown->duration_seconds, ==, -1);
  /* there is no picture yet, and that is no failure of the network */
  g_assert_null (dex_await_boxed (sparkle_session_load_thumbnail (ben->session, ROAR), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  learn (server);
  wait_until (has_title (ben));
  assert_picture (ben);

  /* without the server all of it is here; who has not seen the picture is told why */
  wait_until (has_title (ana));
  test_server_kill (server);
  device_close (ben);
  device_open (ben);
  g_assert_true (has_title (ben));
  assert_picture (ben);
  g_assert_null (dex_await_boxed (sparkle_session_load_thumbnail (ana->session, ROAR), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE);
}

/* With the last post that names it a video leaves the feed, and so the cache. */
static void
test_leaves (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  SparklePostInput input = { .title = "About Roar", .content = "At 2:31", .youtube_video_id = ROAR };
  g_autoptr (SparkleStoreVideo) here = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  device_register (ana, "ana");
  id = sparkle_session_create_post (ana->session, &input, &error);
  g_assert_no_error (error);
  device_sync (ana);
  device_sync (ben);
  here = find (ben);
  g_assert_nonnull (here);
  g_assert_true (sparkle_session_delete_post (ana->session, id, &error));
  device_sync (ana);
  wait_until (({ g_autoptr (SparkleStoreVideo) video = find (ben); video == NULL; }));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/videos/life", test_life);
  dex_test_add_func ("/contract/videos/leaves", test_leaves);
  return g_test_run ();
}
