/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two devices of one person and a server between them: folders, notes and the own profile are the same everywhere in the end, and no
 * text of either is lost. A profile carries what its person said elsewhere. */
#include "device.h"

#include "sparkle-error.h"
#include "sparkle-session-bookmarks.h"
#include "sparkle-session-storage.h"

static const char *program;

static gboolean
has_bookmark (Device *device, const char *post, const char *folder, const char *note)
{
  g_autoptr (SparkleStoreBookmark) bookmark = sparkle_store_read_bookmark (device_store (device), post);

  return bookmark != NULL && g_strcmp0 (bookmark->folder, folder) == 0 && g_strcmp0 (bookmark->note, note) == 0;
}

static void
mark (Device *device, const char *post, const char *folder, const char *note, const char *note_base)
{
  g_autoptr (GError) error = NULL;

  sparkle_session_edit_bookmark (device->session, post, folder, note, note_base, &error);
  g_assert_no_error (error);
}

/* Each field for itself, and both texts of a note. */
static void
test_bookmarks (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL, *other = NULL;
  unsigned moved = 0;

  device_register (desk, "ana");
  post = device_post (desk, "Marked", "Text");
  other = device_post (desk, "Other", "Text");
  device_sync (desk);
  mark (desk, post, "Later", "first", "");
  mark (desk, other, "Later", NULL, NULL);
  device_sync (desk);
  device_login (laptop, "ana");
  device_sync (laptop);
  wait_until (has_bookmark (laptop, post, "Later", "first"));

  /* both are away, and write */
  sparkle_session_set_network_enabled (desk->session, FALSE);
  sparkle_session_set_network_enabled (laptop->session, FALSE);
  mark (desk, post, "Ideas", "first\nat the desk", "first");
  mark (laptop, post, NULL, "first\non the train", "first");
  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  sparkle_session_set_network_enabled (laptop->session, TRUE);
  device_sync (laptop);
  wait_until (has_bookmark (desk, post, "Ideas", "first\nat the desk\non the train"));
  wait_until (has_bookmark (laptop, post, "Ideas", "first\nat the desk\non the train"));

  /* a folder gets another name, with all that is in it */
  sparkle_session_rename_folder (laptop->session, "Later", "Ideas", &moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (moved, ==, 1);
  device_sync (laptop);
  wait_until (has_bookmark (desk, other, "Ideas", ""));

  /* one takes it away without having seen the other's note */
  sparkle_session_set_network_enabled (desk->session, FALSE);
  sparkle_session_bookmark (desk->session, other, FALSE, &error);
  g_assert_no_error (error);
  mark (laptop, other, NULL, "do not lose this", "");
  device_sync (laptop);
  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  wait_until (has_bookmark (desk, other, "Ideas", "do not lose this"));
  wait_until (has_bookmark (laptop, other, "Ideas", "do not lose this"));
}

static gboolean
is_called (Device *device, const char *name, const char *bio)
{
  g_autoptr (SparkleStoreUser) user = sparkle_store_read_user (device_store (device), sparkle_session_get_account_id (device->session));

  return user != NULL && g_strcmp0 (user->display_name, name) == 0 && g_strcmp0 (user->bio, bio) == 0;
}

/* Name and text changed on two devices: both changes hold, and the same lines are told as a conflict. */
static void
test_profile_edits (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autoptr (GError) error = NULL;
  unsigned failed = 0;

  device_register (desk, "ana");
  device_sync (desk);
  device_login (laptop, "ana");
  device_sync (laptop);
  sparkle_session_set_network_enabled (desk->session, FALSE);
  sparkle_session_set_network_enabled (laptop->session, FALSE);
  sparkle_session_edit_profile (desk->session, "Ana B", NULL, &error);
  g_assert_no_error (error);
  sparkle_session_edit_profile (laptop->session, NULL, "Watches everything twice", &error);
  g_assert_no_error (error);
  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  sparkle_session_set_network_enabled (laptop->session, TRUE);
  device_sync (laptop);
  wait_until (is_called (desk, "Ana B", "Watches everything twice"));
  wait_until (is_called (laptop, "Ana B", "Watches everything twice"));

  sparkle_session_set_network_enabled (laptop->session, FALSE);
  sparkle_session_edit_profile (desk->session, NULL, "From the desk", &error);
  sparkle_session_edit_profile (laptop->session, NULL, "From the laptop", &error);
  g_assert_no_error (error);
  device_sync (desk);
  sparkle_session_set_network_enabled (laptop->session, TRUE);
  wait_until ((sparkle_store_read_outbox_count (device_store (laptop), &failed), failed == 1));

  sparkle_session_edit_profile (desk->session, "", NULL, &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "display_name");
}

/* What somebody wrote under other posts comes with their profile, is followed there, and goes when its post goes. */
static void
test_profile (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL, *comment = NULL, *second = NULL;
  GListModel *comments, *followers;

  device_register (ana, "ana");
  device_register (ben, "ben");
  post = device_post (ana, "A post", "Text");
  device_sync (ana);
  device_sync (ben);
  comment = device_comment (ben, post, "What ben says");
  device_sync (ben);
  device_sync (ana);

  profile = sparkle_session_open_profile (ana->session, "ben");
  wait_until (sparkle_profile_get_fetched (profile));
  comments = sparkle_profile_get_list (profile, SPARKLE_IDS_COMMENTS_OF);
  followers = sparkle_profile_get_list (profile, SPARKLE_IDS_FOLLOWERS_OF);
  g_assert_true (sparkle_profile_get_complete (profile));
  g_assert_cmpuint (g_list_model_get_n_items (comments), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (followers), ==, 0);

  /* at once, and twice is once */
  for (unsigned i = 0; i < 2; i++)
    sparkle_session_follow (ana->session, sparkle_user_get_id (sparkle_profile_get_user (profile)), TRUE, &error);
  g_assert_no_error (error);
  wait_until (g_list_model_get_n_items (followers) == 1);
  g_assert_cmpint (sparkle_user_get_n_followers (sparkle_profile_get_user (profile)), ==, 1);
  device_sync (ana);
  g_assert_cmpint (sparkle_user_get_n_followers (sparkle_profile_get_user (profile)), ==, 1);

  second = device_comment (ben, post, "And more");
  device_sync (ben);
  wait_until (g_list_model_get_n_items (comments) == 2);
  sparkle_session_delete_post (ana->session, post, &error);
  g_assert_no_error (error);
  device_sync (ana);
  wait_until (g_list_model_get_n_items (comments) == 0);
}

/* Clearing keeps all that was typed, kept or bookmarked, and says what came free. */
static void
test_clear (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  gint64 freed;

  device_register (ana, "ana");
  kept = device_post (ana, "Kept", "Text");
  device_sync (ana);
  sparkle_session_keep_offline (ana->session, kept, TRUE);
  mark (ana, kept, "Later", "a note", "");
  device_sync (ana);
  sparkle_session_set_network_enabled (ana->session, FALSE);
  g_free (device_comment (ana, kept, "Not sent yet"));
  freed = dex_await_int64 (sparkle_session_clear_cache (ana->session), &error);
  g_assert_no_error (error);
  g_assert_cmpint (freed, >=, 0);
  g_assert_true (has_bookmark (ana, kept, "Later", "a note"));
  g_assert_cmpuint (sparkle_store_read_outbox_count (device_store (ana), NULL), ==, 1);
  sparkle_session_set_network_enabled (ana->session, TRUE);
  device_sync (ana);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM comment"), ==, 1);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/people/bookmarks", test_bookmarks);
  dex_test_add_func ("/contract/people/profile-edits", test_profile_edits);
  dex_test_add_func ("/contract/people/profile", test_profile);
  dex_test_add_func ("/contract/people/clear", test_clear);
  return g_test_run ();
}
