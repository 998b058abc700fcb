/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications between people and between the devices of one: the real client core over a real server. */
#include "device.h"

#include "sparkle-error.h"
#include "sparkle-session-notifications.h"

static const char *program;

static gboolean
is_live (Device *device)
{
  gboolean live;

  g_object_get (device->session, "live", &live, NULL);
  return live && sparkle_session_get_state (device->session) == SPARKLE_SESSION_STATE_IDLE;
}

static unsigned
n_unread (Device *device)
{
  return sparkle_notifications_get_n_unread (sparkle_session_get_notifications (device->session));
}

static unsigned
n_items (Device *device)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_notifications (device->session)));
}

static void
react (Device *device, const char *post_id, gboolean on)
{
  g_autoptr (GError) error = NULL;

  sparkle_session_set_reaction (device->session, SPARKLE_TARGET_POST, post_id, "like", on, &error);
  g_assert_no_error (error);
}

/* Live on both devices, read on one and so on both, taken back with its cause, switched off on both. */
static void
test_devices (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server), laptop = device_new (server), ben = device_new (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL, *other = NULL, *comment = NULL, *mutation = NULL;

  device_register (desk, "ana");
  device_login (laptop, "ana");
  device_register (ben, "ben");
  post = device_post (desk, "The ||butler|| did it", "Text");
  device_sync (desk);
  device_sync (ben);
  wait_until (is_live (desk) && is_live (laptop) && is_live (ben));

  react (ben, post, TRUE);
  wait_until (n_unread (desk) == 1 && n_unread (laptop) == 1);
  g_assert_cmpuint (n_items (ben), ==, 0);
  {
    g_autoptr (SparkleNotification) item = g_list_model_get_item (G_LIST_MODEL (sparkle_session_get_notifications (laptop->session)), 0);

    g_assert_cmpstr (sparkle_notification_get_title (item), ==, "The [spoiler] did it");
    g_assert_cmpstr (sparkle_notification_get_username (item), ==, "ben");
  }

  /* a thread that is opened on one is read on both */
  g_assert_true (sparkle_session_read_thread (laptop->session, post, &error));
  g_assert_cmpuint (n_unread (laptop), <=, 1);
  wait_until (n_unread (laptop) == 0 && n_unread (desk) == 0);
  g_assert_cmpuint (n_items (desk), ==, 1);

  /* taken back with its cause */
  comment = device_comment (ben, post, "@ana look");
  wait_until (n_unread (desk) == 1 && n_items (laptop) == 2);
  sparkle_session_delete_comment (ben->session, comment, &error);
  g_assert_no_error (error);
  wait_until (n_items (desk) == 1 && n_items (laptop) == 1 && n_unread (desk) == 0);

  /* the followers of an author are told by the job */
  sparkle_session_follow (desk->session, sparkle_session_get_account_id (ben->session), TRUE, &error);
  g_assert_no_error (error);
  wait_until (n_unread (ben) == 1);
  device_sync (desk);
  other = device_post (ben, "News from ben", "Text");
  wait_until (n_unread (desk) == 1 && n_unread (laptop) == 1);

  /* all at once, undone, and again */
  mutation = sparkle_session_read_notifications (desk->session, &error);
  g_assert_nonnull (mutation);
  wait_until (n_unread (desk) == 0);
  sparkle_session_outbox_discard (desk->session, mutation);
  wait_until (n_unread (desk) == 1);
  g_assert_cmpuint (n_unread (laptop), ==, 1);

  /* a switch holds for all devices */
  g_assert_true (sparkle_session_get_notify (laptop->session, SPARKLE_NOTIFICATION_POST_LIKED));
  sparkle_session_set_notify (desk->session, SPARKLE_NOTIFICATION_POST_LIKED, FALSE, &error);
  g_assert_no_error (error);
  wait_until (!sparkle_session_get_notify (laptop->session, SPARKLE_NOTIFICATION_POST_LIKED));
  device_sync (desk);
  g_assert_false (sparkle_session_get_notify (desk->session, SPARKLE_NOTIFICATION_POST_LIKED));
}

/* Read without a connection, several times over; sent once there is one, however often the process starts. */
static void
test_offline (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server), ben = device_new (server);
  g_autofree char *post = NULL;
  g_autoptr (GError) error = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  post = device_post (ana, "Title", "Text");
  device_sync (ana);
  device_sync (ben);
  react (ben, post, TRUE);
  device_sync (ben);
  device_sync (ana);
  g_assert_cmpuint (n_unread (ana), ==, 1);

  sparkle_session_set_network_enabled (ana->session, FALSE);
  g_assert_true (sparkle_session_read_thread (ana->session, post, &error));
  device_flush (ana);
  g_assert_cmpuint (n_unread (ana), ==, 0);
  g_assert_true (sparkle_session_read_thread (ana->session, post, &error));
  device_close (ana);
  device_open (ana);
  g_assert_cmpuint (n_unread (ana), ==, 0);
  sparkle_session_set_network_enabled (ana->session, TRUE);
  device_sync (ana);
  g_assert_cmpuint (n_unread (ana), ==, 0);
  g_assert_cmpuint (sparkle_session_get_outbox_count (ana->session), ==, 0);

  {
    g_autoptr (Device) fresh = device_new (server);

    device_login (fresh, "ana");
    device_sync (fresh);
    g_assert_cmpuint (n_items (fresh), ==, 1);
    g_assert_cmpuint (n_unread (fresh), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/notifications/devices", test_devices);
  dex_test_add_func ("/contract/notifications/offline", test_offline);
  return g_test_run ();
}
