/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"

#include <glib/gstdio.h>

#define PASSWORD "correct horse battery"

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

Device *
device_new_windowed (TestServer *server, unsigned window)
{
  Device *self = g_new0 (Device, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("sparkle-device-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = g_strdup (server->url);
  self->vault = sparkle_vault_new_in_memory ();
  self->window = window;
  device_open (self);
  return self;
}

Device *
device_new (TestServer *server)
{
  return device_new_windowed (server, 0);
}

void
device_open (Device *self)
{
  SparkleSyncTiming timing = SPARKLE_SYNC_TIMING_DEFAULT;
  SparkleSessionOptions options = { .data_dir = self->folder, .server = self->server, .vault = self->vault,
                                    .timing = &timing, .window = self->window };
  g_autoptr (GError) error = NULL;

  timing.seed = 7;
  timing.retry_min = timing.reconnect_min = 20;
  timing.retry_max = timing.reconnect_max = 200;
  g_assert_null (self->session);
  self->session = sparkle_session_new (&options);
  dex_await (sparkle_session_open (self->session), &error);
  g_assert_no_error (error);
}

void
device_close (Device *self)
{
  g_autoptr (GError) error = NULL;
  gpointer gone;

  if (self->session == NULL)
    return;
  dex_await (sparkle_session_close (self->session), &error);
  g_assert_no_error (error);
  /* A fiber that was answered by the closing holds the session until it has returned: it goes, though not always at once. */
  gone = self->session;
  g_object_add_weak_pointer (G_OBJECT (self->session), &gone);
  g_clear_object (&self->session);
  wait_until (gone == NULL);
}

void
device_free (Device *self)
{
  device_close (self);
  remove_folder (self->folder);
  g_object_unref (self->vault);
  g_free (self->folder);
  g_free (self->server);
  g_free (self);
}

void
device_register (Device *self, const char *username)
{
  g_autofree char *email = g_strconcat (username, "@sparkle.example", NULL);
  g_autoptr (GError) error = NULL;

  dex_await (sparkle_session_register (self->session, username, email, PASSWORD), &error);
  g_assert_no_error (error);
  g_assert_nonnull (sparkle_session_get_account (self->session));
}

void
device_login (Device *self, const char *username)
{
  g_autoptr (GError) error = NULL;

  dex_await (sparkle_session_login (self->session, username, PASSWORD), &error);
  g_assert_no_error (error);
}

void
device_sync (Device *self)
{
  g_autoptr (GError) error = NULL;

  if (sparkle_session_get_account_id (self->session) != NULL)
    {
      dex_await (sparkle_session_drain (self->session), &error);
      g_assert_no_error (error);
    }
  dex_await (sparkle_session_sync_now (self->session), &error);
  g_assert_no_error (error);
}

SparkleStore *
device_store (Device *self)
{
  return sparkle_session_get_store (self->session);
}

char *
device_post (Device *self, const char *title, const char *content)
{
  SparklePostInput input = { .title = title, .content = content };
  g_autoptr (GError) error = NULL;
  char *id = sparkle_session_create_post (self->session, &input, &error);

  g_assert_no_error (error);
  return id;
}

char *
device_comment (Device *self, const char *post_id, const char *content)
{
  g_autoptr (GError) error = NULL;
  char *id = sparkle_session_create_comment (self->session, post_id, NULL, content, -1, &error);

  g_assert_no_error (error);
  return id;
}

void
device_flush (Device *self)
{
  g_autoptr (GError) error = NULL;

  dex_await (sparkle_session_flush (self->session), &error);
  g_assert_no_error (error);
}

SparkleStorePost *
device_find (Device *self, const char *post_id)
{
  return sparkle_store_read_post (device_store (self), post_id);
}

unsigned
device_count_feed (Device *self)
{
  g_autoptr (GArray) keys = sparkle_store_read_keys (device_store (self), SPARKLE_LIST_FEED, NULL);

  return keys->len;
}
