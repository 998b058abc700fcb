/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two people, each with the real client core, over a real server: what one does, the other sees. */
#include "device.h"

#include "sparkle-error.h"
#include "sparkle-session-comments.h"
#include "sparkle-uuid.h"

static const char *program;

static gboolean
is_live (Device *device)
{
  gboolean live;

  g_object_get (device->session, "live", &live, NULL);
  return live && sparkle_session_get_state (device->session) == SPARKLE_SESSION_STATE_IDLE;
}

static gboolean
has_post (Device *device, const char *id, const char *title)
{
  g_autoptr (SparkleStorePost) post = device_find (device, id);

  return post != NULL && g_strcmp0 (post->title, title) == 0;
}

static gboolean
has_counts (Device *device, const char *id, gint64 comments, gint64 likes)
{
  g_autoptr (SparkleStorePost) post = device_find (device, id);

  return post != NULL && post->n_comments == comments && post->reactions[0] == likes;
}

static gboolean
has_comment (Device *device, const char *id, const char *content)
{
  g_autoptr (SparkleStoreComment) comment = sparkle_store_read_comment (device_store (device), id);

  return comment != NULL && g_strcmp0 (comment->content, content) == 0;
}

/* A post written on one desk stands on the other, without a poll, and without moving what is read there. */
static void
test_post (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  SparkleFeed *feed;
  gint64 began;

  device_register (ana, "ana");
  device_register (ben, "ben");
  first = device_post (ana, "First", "One");
  device_sync (ana);
  device_sync (ben);
  g_assert_true (has_post (ben, first, "First"));
  wait_until (is_live (ana) && is_live (ben));

  feed = sparkle_session_get_feed (ben->session);
  sparkle_feed_show_new (feed);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 1);
  began = g_get_monotonic_time ();
  second = device_post (ana, "Second", "Two");
  /* one's own stands at once */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_feed (ana->session))), <=, 2);
  wait_until (has_post (ben, second, "Second"));
  g_test_message ("from write to the other's store: %.1f ms", (g_get_monotonic_time () - began) / 1000.0);
  wait_until (sparkle_feed_get_new_count (feed) == 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 1);
  g_assert_cmpuint (sparkle_feed_show_new (feed), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_feed (ana->session))), ==, 2);
}

static void
test_thread (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 2);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleThread) watched = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *reply = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  post = device_post (ana, "Talk", "About this");
  device_sync (ana);
  device_sync (ben);
  watched = sparkle_session_open_thread (ben->session, post);
  device_sync (ben);
  wait_until (is_live (ana) && is_live (ben));

  comment = device_comment (ana, post, "What do you think?");
  wait_until (has_comment (ben, comment, "What do you think?"));
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (watched)) == 1);
  reply = sparkle_session_create_comment (ben->session, post, comment, "A lot", -1, &error);
  g_assert_no_error (error);
  sparkle_session_set_reaction (ben->session, SPARKLE_TARGET_POST, post, "like", TRUE, &error);
  g_assert_no_error (error);
  sparkle_session_set_reaction (ben->session, SPARKLE_TARGET_COMMENT, comment, "fire", TRUE, &error);
  g_assert_no_error (error);
  wait_until (has_counts (ben, post, 2, 1));
  /* ana looks at the feed alone: counts come there too, gathered */
  wait_until (has_counts (ana, post, 2, 1));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (watched)), ==, 2);

  sparkle_session_set_reaction (ben->session, SPARKLE_TARGET_POST, post, "like", FALSE, &error);
  g_assert_no_error (error);
  wait_until (has_counts (ana, post, 2, 0));

  g_assert_true (sparkle_session_edit_comment (ana->session, comment, "What do you all think?", &error));
  wait_until (has_comment (ben, comment, "What do you all think?"));
  g_assert_true (sparkle_session_delete_comment (ana->session, comment, &error));
  wait_until (has_comment (ben, comment, ""));
  g_assert_true (sparkle_session_delete_post (ana->session, post, &error));
  wait_until (device_count_feed (ben) == 0);
}

/* A comment that a link leads to is fetched by itself, with who wrote it; one that is nowhere is said to be nowhere. */
static void
test_find_comment (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new_windowed (server, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL, *comment = NULL, *found = NULL, *nothing = sparkle_uuid_new ();
  g_autoptr (SparkleStoreComment) row = NULL;
  g_autoptr (SparkleStoreUser) author = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  post = device_post (ana, "Talk", "About this");
  comment = device_comment (ana, post, "Look at this");
  device_sync (ana);
  g_assert_null (sparkle_store_read_comment (device_store (ben), comment));

  found = dex_await_string (sparkle_session_find_comment (ben->session, comment), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, post);
  row = sparkle_store_read_comment (device_store (ben), comment);
  g_assert_cmpstr (row->content, ==, "Look at this");
  author = sparkle_store_read_user (device_store (ben), row->author_id);
  g_assert_cmpstr (author->username, ==, "ana");

  g_assert_false (dex_await (sparkle_session_find_comment (ben->session, nothing), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (dex_await (sparkle_session_find_comment (ben->session, "../users/ana"), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  sparkle_session_set_network_enabled (ben->session, FALSE);
  g_assert_false (dex_await (sparkle_session_find_comment (ben->session, nothing), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE);
}

static void
note_typing_cb (SparkleSession *session, const char *post_id, char **users, char **typers, gpointer user_data)
{
  unsigned *most = user_data;

  *most = MAX (*most, typers != NULL ? g_strv_length (typers) : 0);
}

static void
test_typing (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleThread) watched = NULL;
  g_autoptr (SparkleThread) typed = NULL;
  g_autofree char *post = NULL;
  unsigned most = 0;

  device_register (ana, "ana");
  device_register (ben, "ben");
  post = device_post (ana, "Talk", "About this");
  device_sync (ana);
  g_signal_connect (ben->session, "presence", G_CALLBACK (note_typing_cb), &most);
  watched = sparkle_session_open_thread (ben->session, post);
  typed = sparkle_session_open_thread (ana->session, post);
  device_sync (ben);
  device_sync (ana);
  wait_until (is_live (ana) && is_live (ben));
  dex_await (dex_timeout_new_msec (200), NULL);
  sparkle_session_set_typing (ana->session, post, TRUE);
  wait_until (most == 1);
  g_signal_handlers_disconnect_by_data (ben->session, &most);
}

static void
test_people (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleProfile) profile = NULL;
  g_autoptr (SparkleProfile) nobody = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL;
  SparkleUser *user;

  device_register (ana, "ana");
  device_register (ben, "ben");
  device_sync (ben);
  profile = sparkle_session_open_profile (ben->session, "ana");
  wait_until (sparkle_profile_get_user (profile) != NULL);
  user = sparkle_profile_get_user (profile);
  g_assert_cmpstr (sparkle_user_get_username (user), ==, "ana");
  g_assert_true (sparkle_session_follow (ben->session, sparkle_user_get_id (user), TRUE, &error));
  device_sync (ben);
  g_assert_true (sparkle_user_get_followed (user));
  wait_until (sparkle_user_get_n_followers (user) == 1);

  post = device_post (ana, "By me", "Text");
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (sparkle_profile_get_posts (profile))) == 1);
  g_assert_true (sparkle_session_edit_profile (ana->session, "Ana Lyze", "I look closely", &error));
  g_assert_no_error (error);
  wait_until (g_strcmp0 (sparkle_user_get_bio (user), "I look closely") == 0);
  g_assert_cmpstr (sparkle_user_get_name (user), ==, "Ana Lyze");

  g_assert_false (sparkle_session_follow (ana->session, sparkle_user_get_id (user), TRUE, &error));
  g_assert_nonnull (error);
  nobody = sparkle_session_open_profile (ben->session, "nobody_at_all");
  wait_until (!sparkle_profile_get_loading (nobody));
  g_assert_null (sparkle_profile_get_user (nobody));
  g_assert_nonnull (sparkle_profile_get_error_message (nobody));
}

/* The first sync stops at its window; older posts come when somebody scrolls there, and what is new still comes live. */
static void
test_window (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = NULL;
  g_autofree char *latest = NULL;
  SparkleFeed *feed;
  unsigned before;

  device_register (ana, "ana");
  for (unsigned i = 0; i < 160; i++)
    {
      g_autofree char *title = g_strdup_printf ("Post %u", i);
      g_autofree char *id = device_post (ana, title, "Text");
    }
  device_sync (ana);
  wait_until (device_count_feed (ana) == 160);

  ben = device_new_windowed (server, 40);
  device_sync (ben);
  feed = sparkle_session_get_feed (ben->session);
  sparkle_feed_show_new (feed);
  before = g_list_model_get_n_items (G_LIST_MODEL (feed));
  g_test_message ("window of 40: %u posts", before);
  g_assert_cmpuint (before, >, 0);
  g_assert_cmpuint (before, <=, 40);
  while (g_list_model_get_n_items (G_LIST_MODEL (feed)) < 160)
    {
      unsigned now = g_list_model_get_n_items (G_LIST_MODEL (feed));

      /* what is cached comes first, then the server is asked */
      sparkle_feed_load_older (feed);
      wait_until (!sparkle_feed_get_loading_older (feed) && g_list_model_get_n_items (G_LIST_MODEL (feed)) > now);
    }
  latest = device_post (ana, "Latest", "Text");
  wait_until (has_post (ben, latest, "Latest"));
  g_assert_cmpuint (device_count_feed (ben), ==, 161);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/live/post", test_post);
  dex_test_add_func ("/contract/live/thread", test_thread);
  dex_test_add_func ("/contract/live/find-comment", test_find_comment);
  dex_test_add_func ("/contract/live/typing", test_typing);
  dex_test_add_func ("/contract/live/people", test_people);
  dex_test_add_func ("/contract/live/window", test_window);
  return g_test_run ();
}
