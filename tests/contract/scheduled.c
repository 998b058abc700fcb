/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real client core against a real server of two workers: posts that wait for their time, written on one device, seen on the
 * author's others and by nobody else until it has come. */
#include "device.h"

#include "sparkle-error.h"
#include "sparkle-session-scheduled.h"

static const char *program;

static gint64
in_hours (int hours)
{
  return g_get_real_time () + hours * G_TIME_SPAN_HOUR;
}

static char *
schedule (Device *device, const char *title, gint64 at)
{
  SparklePostInput input = { .title = title, .content = "Text", .publish_at = at };
  g_autoptr (GError) error = NULL;
  char *id = sparkle_session_create_post (device->session, &input, &error);

  g_assert_no_error (error);
  return id;
}

static unsigned
count (SparkleEntityList *posts)
{
  return g_list_model_get_n_items (G_LIST_MODEL (posts));
}

/* What a device shows of one person. */
static unsigned
count_of (Device *device, const char *author_id)
{
  g_autoptr (GArray) keys = sparkle_store_read_keys (device_store (device), SPARKLE_LIST_AUTHOR, author_id);

  return keys->len;
}

static void
let_pass (TestServer *server)
{
  g_free (test_server_query (server, "UPDATE post SET publish_at = now() - interval '1 second' WHERE state = 'scheduled'"));
}

/* Written on a train, for tomorrow: it waits there, then on the server and on the other device; a follower hears of it when it
 * appears, as something new, and has missed nothing in between. */
static void
test_waiting (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 2);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleEntityList) here = NULL;
  g_autoptr (SparkleEntityList) there = NULL;
  g_autoptr (SparkleThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *account_id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *post = NULL;
  g_autofree char *after = NULL;
  gint64 at = in_hours (20);

  device_register (desk, "ana");
  device_login (laptop, "ana");
  device_register (ben, "ben");
  account_id = g_strdup (sparkle_session_get_account_id (desk->session));
  sparkle_session_follow (ben->session, account_id, TRUE, &error);
  g_assert_no_error (error);
  device_sync (ben);
  device_sync (desk);

  sparkle_session_set_network_enabled (desk->session, FALSE);
  here = sparkle_session_open_waiting (desk->session);
  there = sparkle_session_open_waiting (laptop->session);
  post = schedule (desk, "Tomorrow", at);
  device_flush (desk);
  g_assert_cmpuint (count (here), ==, 1);
  g_assert_cmpuint (device_count_feed (desk), ==, 0);
  g_assert_cmpuint (count_of (desk, account_id), ==, 0);
  {
    g_autoptr (SparklePost) waiting = g_list_model_get_item (G_LIST_MODEL (here), 0);

    g_assert_cmpint (sparkle_post_get_publish_at (waiting), ==, at / 1000 * 1000);
  }

  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  wait_until (count (there) == 1);
  g_assert_cmpuint (count (here), ==, 1);
  before = device_post (desk, "Today", "Text");
  device_sync (desk);
  wait_until (device_count_feed (ben) == 1);
  thread = sparkle_session_open_thread (ben->session, post);
  device_sync (ben);
  g_assert_null (device_find (ben, post));
  g_assert_cmpuint (device_count_feed (laptop), <=, 1);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%'"), ==, 1);

  /* both workers look for what is due */
  let_pass (server);
  wait_until (device_count_feed (ben) == 2);
  wait_until (count (there) == 0 && count (here) == 0);
  wait_until (device_count_feed (laptop) == 2 && device_count_feed (desk) == 2);
  after = device_post (desk, "Afterwards", "Text");
  wait_until (device_count_feed (ben) == 3);
  {
    g_autoptr (GArray) keys = sparkle_store_read_keys (device_store (ben), SPARKLE_LIST_FEED, NULL);
    g_autoptr (SparkleStorePost) found = device_find (ben, post);
    g_autoptr (SparkleStorePost) first = device_find (ben, before);
    g_autoptr (SparkleStorePost) last = device_find (ben, after);

    g_assert_cmpuint (keys->len, ==, 3);
    g_assert_cmpint (found->published_at, >, first->published_at);
    g_assert_cmpint (found->published_at, <, last->published_at);
    g_assert_cmpint (found->publish_at, ==, 0);
    g_assert_cmpint (found->edited_at, ==, 0);
  }
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%'"), ==, 3);
  wait_until (test_server_count (server, "SELECT count(*) FROM notification WHERE kind = 'followed_posted' AND n_causes > 0") == 3);
}

/* The server is down when the time comes: it publishes when it is up again. */
static void
test_restart (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 2);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autofree char *post = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  post = schedule (ana, "Tonight", in_hours (2));
  device_sync (ana);
  device_sync (ben);
  g_assert_cmpuint (device_count_feed (ben), ==, 0);

  test_server_kill (server);
  let_pass (server);
  test_server_start (server);
  wait_until (device_count_feed (ben) == 1);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post WHERE state = 'published' AND published_at > now() - interval '1 minute'"), ==, 1);
}

/* Another time, another text, now, never: all of it also without network. */
static void
test_changes (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 2);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (SparkleEntityList) waiting = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  SparklePostInput text = { .content = "Better text" };

  device_register (ana, "ana");
  waiting = sparkle_session_open_waiting (ana->session);
  one = schedule (ana, "One", in_hours (2));
  two = schedule (ana, "Two", in_hours (3));
  device_sync (ana);
  g_assert_cmpuint (count (waiting), ==, 2);

  sparkle_session_set_network_enabled (ana->session, FALSE);
  sparkle_session_reschedule (ana->session, one, in_hours (9), &error);
  g_assert_no_error (error);
  sparkle_session_edit_post (ana->session, one, &text, &error);
  g_assert_no_error (error);
  device_flush (ana);
  {
    g_autoptr (SparklePost) first = g_list_model_get_item (G_LIST_MODEL (waiting), 0);

    g_assert_cmpstr (sparkle_post_get_id (first), ==, two);
  }
  sparkle_session_reschedule (ana->session, two, SPARKLE_PUBLISH_NOW, &error);
  g_assert_no_error (error);
  device_flush (ana);
  g_assert_cmpuint (count (waiting), ==, 1);
  g_assert_cmpuint (device_count_feed (ana), ==, 1);
  sparkle_session_set_network_enabled (ana->session, TRUE);
  device_sync (ana);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post WHERE state = 'published' AND title = 'Two'"), ==, 1);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post WHERE state = 'scheduled' AND content = 'Better text'"
                                              " AND publish_at > now() + interval '8 hours'"), ==, 1);
  wait_until (device_count_feed (ana) == 1);

  sparkle_session_delete_post (ana->session, one, &error);
  g_assert_no_error (error);
  device_sync (ana);
  g_assert_cmpuint (count (waiting), ==, 0);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post WHERE state = 'scheduled'"), ==, 0);

  /* said at once, by name */
  g_assert_null (sparkle_session_create_post (ana->session, &(SparklePostInput) { .title = "T", .content = "C", .publish_at = in_hours (24 * 400) }, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "publish_at");
}

/* Two devices without network choose different times, and one a better text: no question is asked, the last time holds. */
static void
test_two_devices (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 2);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autoptr (SparkleEntityList) there = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL;
  SparklePostInput text = { .content = "Better text" };
  unsigned failed = 0;

  device_register (desk, "ana");
  device_login (laptop, "ana");
  there = sparkle_session_open_waiting (laptop->session);
  post = schedule (desk, "One", in_hours (2));
  device_sync (desk);
  wait_until (count (there) == 1);
  sparkle_session_set_network_enabled (desk->session, FALSE);
  sparkle_session_set_network_enabled (laptop->session, FALSE);
  sparkle_session_edit_post (desk->session, post, &text, &error);
  g_assert_no_error (error);
  sparkle_session_reschedule (desk->session, post, in_hours (5), &error);
  g_assert_no_error (error);
  sparkle_session_reschedule (laptop->session, post, in_hours (9), &error);
  g_assert_no_error (error);

  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  sparkle_session_set_network_enabled (laptop->session, TRUE);
  device_sync (laptop);
  wait_until (test_server_count (server, "SELECT count(*) FROM post WHERE state = 'scheduled' AND content = 'Better text'"
                                         " AND publish_at > now() + interval '8 hours'") == 1);
  wait_until (sparkle_store_read_outbox_count (device_store (laptop), &failed) == 0);
  g_assert_cmpuint (failed, ==, 0);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/scheduled/waiting", test_waiting);
  dex_test_add_func ("/contract/scheduled/restart", test_restart);
  dex_test_add_func ("/contract/scheduled/changes", test_changes);
  dex_test_add_func ("/contract/scheduled/two-devices", test_two_devices);
  return g_test_run ();
}
