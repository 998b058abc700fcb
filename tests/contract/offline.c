/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real client core against a real server that is away, comes back, begins anew or throws it out: nothing that was typed is
 * lost, and nothing is sent twice or as somebody else. */
#include "device.h"

#include "sparkle-error.h"

static const char *program;

static unsigned
count_waiting (Device *device)
{
  unsigned failed = 0;
  unsigned all = sparkle_store_read_outbox_count (device_store (device), &failed);

  return all - failed;
}

static unsigned
count_failed (Device *device)
{
  unsigned failed = 0;

  sparkle_store_read_outbox_count (device_store (device), &failed);
  return failed;
}

static char *
get_content (Device *device, const char *post_id)
{
  g_autoptr (SparkleStorePost) post = device_find (device, post_id);

  return post != NULL ? g_strdup (post->content) : NULL;
}

static gboolean
has_content (Device *device, const char *post_id, const char *content)
{
  g_autofree char *is = get_content (device, post_id);

  return g_strcmp0 (is, content) == 0;
}

static void
edit (Device *device, const char *post_id, const char *content)
{
  SparklePostInput input = { .content = content };
  g_autoptr (GError) error = NULL;

  sparkle_session_edit_post (device->session, post_id, &input, &error);
  g_assert_no_error (error);
}

/* Written on a train, sent once, in order. */
static void
test_queue (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *reply = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  device_sync (ana);
  sparkle_session_set_network_enabled (ana->session, FALSE);
  post = device_post (ana, "On a train", "Nothing but hills");
  comment = device_comment (ana, post, "And sheep");
  reply = sparkle_session_create_comment (ana->session, post, comment, "Many", -1, &error);
  g_assert_no_error (error);
  sparkle_session_set_reaction (ana->session, SPARKLE_TARGET_POST, post, "sparkle", TRUE, &error);
  g_assert_no_error (error);
  sparkle_session_bookmark (ana->session, post, TRUE, &error);
  g_assert_no_error (error);
  edit (ana, post, "Nothing but green hills");
  device_flush (ana);
  g_assert_true (has_content (ana, post, "Nothing but green hills"));
  g_assert_cmpuint (count_waiting (ana), >=, 5);
  g_assert_cmpint (sparkle_session_get_state (ana->session), ==, SPARKLE_SESSION_STATE_OFFLINE);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 0);

  /* over a restart of the app, too */
  device_close (ana);
  device_open (ana);
  device_sync (ana);
  g_assert_cmpuint (count_waiting (ana), ==, 0);
  g_assert_cmpuint (count_failed (ana), ==, 0);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 1);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM comment"), ==, 2);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM reaction"), ==, 1);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM bookmark"), ==, 1);

  thread = sparkle_session_open_thread (ben->session, post);
  device_sync (ben);
  g_assert_true (has_content (ben, post, "Nothing but green hills"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (thread)), ==, 2);
}

/* The server dies and comes back by itself: what was written meanwhile is sent, once. */
static void
test_server_away (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  char *posts[5];

  device_register (ana, "ana");
  device_register (ben, "ben");
  device_sync (ana);
  device_sync (ben);
  test_server_kill (server);
  wait_until (sparkle_session_get_state (ana->session) == SPARKLE_SESSION_STATE_OFFLINE);
  g_assert_false (sparkle_session_get_online (ana->session));
  for (unsigned i = 0; i < G_N_ELEMENTS (posts); i++)
    posts[i] = device_post (ana, "While away", "Text");
  device_flush (ana);
  g_assert_cmpuint (device_count_feed (ana), ==, 5);

  test_server_start (server);
  wait_until (count_waiting (ana) == 0);
  wait_until (device_count_feed (ben) == 5);
  wait_until (sparkle_session_get_online (ben->session));
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 5);
  for (unsigned i = 0; i < G_N_ELEMENTS (posts); i++)
    g_free (posts[i]);
}

/* One person, two devices, both off line: different lines are merged, the same line is shown from both sides. */
static void
test_conflict (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autoptr (SparkleOutboxItem) item = NULL;
  g_autofree char *post = NULL;
  GListModel *outbox;

  device_register (desk, "ana");
  device_login (laptop, "ana");
  post = device_post (desk, "A list", "one\ntwo\nthree\nfour\n");
  device_sync (desk);
  device_sync (laptop);
  sparkle_session_set_network_enabled (desk->session, FALSE);
  sparkle_session_set_network_enabled (laptop->session, FALSE);
  edit (desk, post, "ONE\ntwo\nthree\nfour\n");
  edit (laptop, post, "one\ntwo\nthree\nFOUR\n");
  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  sparkle_session_set_network_enabled (laptop->session, TRUE);
  device_sync (laptop);
  g_assert_cmpuint (count_failed (laptop), ==, 0);
  wait_until (has_content (desk, post, "ONE\ntwo\nthree\nFOUR\n"));
  wait_until (has_content (laptop, post, "ONE\ntwo\nthree\nFOUR\n"));

  sparkle_session_set_network_enabled (desk->session, FALSE);
  sparkle_session_set_network_enabled (laptop->session, FALSE);
  edit (desk, post, "ONE\n2\nthree\nFOUR\n");
  edit (laptop, post, "ONE\nII\nthree\nFOUR\n");
  sparkle_session_set_network_enabled (desk->session, TRUE);
  device_sync (desk);
  sparkle_session_set_network_enabled (laptop->session, TRUE);
  device_sync (laptop);
  wait_until (count_failed (laptop) == 1);
  outbox = G_LIST_MODEL (sparkle_session_get_outbox (laptop->session));
  wait_until (g_list_model_get_n_items (outbox) == 1);
  item = g_list_model_get_item (outbox, 0);
  g_assert_cmpint (sparkle_outbox_item_get_state (item), ==, SPARKLE_OUTBOX_CONFLICT);
  g_assert_cmpstr (sparkle_outbox_item_get_mine (item, "content"), ==, "ONE\nII\nthree\nFOUR\n");
  g_assert_cmpstr (sparkle_outbox_item_get_theirs (item, "content"), ==, "ONE\n2\nthree\nFOUR\n");
  g_assert_cmpuint (sparkle_session_get_failed_count (laptop->session), ==, 1);

  sparkle_session_outbox_retry (laptop->session, sparkle_outbox_item_get_id (item));
  device_sync (laptop);
  wait_until (has_content (desk, post, "ONE\nII\nthree\nFOUR\n"));
  g_assert_cmpuint (sparkle_session_get_failed_count (laptop->session), ==, 0);
}

/* The editor was opened before somebody else's change came: that change is not overwritten by what the editor showed. */
static void
test_stale_editor (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autofree char *post = NULL;

  device_register (desk, "ana");
  device_login (laptop, "ana");
  post = device_post (desk, "A list", "one\ntwo\nthree\nfour\n");
  device_sync (desk);
  device_sync (laptop);
  sparkle_session_begin_edit (laptop->session, post);
  edit (desk, post, "ONE\ntwo\nthree\nfour\n");
  wait_until (has_content (laptop, post, "ONE\ntwo\nthree\nfour\n"));
  edit (laptop, post, "one\ntwo\nthree\nFOUR\n");
  device_sync (laptop);
  wait_until (has_content (laptop, post, "ONE\ntwo\nthree\nFOUR\n"));
  wait_until (has_content (desk, post, "ONE\ntwo\nthree\nFOUR\n"));
}

/* After a restore of the server the cursors mean nothing: the client fetches anew and is equal again. */
static void
test_reset (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autofree char *kept = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *after = NULL;
  g_autofree char *ignored = NULL;
  g_autofree char *sql = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  kept = device_post (ana, "Kept", "Text");
  lost = device_post (ana, "Lost", "Text");
  device_sync (ana);
  device_sync (ben);
  g_assert_cmpuint (device_count_feed (ben), ==, 2);

  test_server_kill (server);
  sql = g_strdup_printf ("DELETE FROM change WHERE id = '%s'; DELETE FROM post WHERE id = '%s'; "
                         "UPDATE epoch SET epoch = random_epoch ()", lost, lost);
  ignored = test_server_query (server, sql);
  test_server_start (server);
  wait_until (device_count_feed (ben) == 1);
  g_assert_true (has_content (ben, kept, "Text"));
  after = device_post (ana, "After", "Text");
  wait_until (has_content (ben, after, "Text"));
  wait_until (device_count_feed (ana) == 2);
}

/* The token is ended on the server: writes wait, nothing is lost, and signing in again sends them. */
static void
test_thrown_out (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autofree char *ignored = NULL;
  g_autofree char *post = NULL;
  g_autoptr (GError) error = NULL;

  device_register (ana, "ana");
  device_sync (ana);
  test_server_kill (server);
  ignored = test_server_query (server, "DELETE FROM session");
  test_server_start (server);
  wait_until (sparkle_session_get_needs_sign_in (ana->session));
  g_assert_nonnull (sparkle_session_get_notice (ana->session));
  g_assert_nonnull (sparkle_session_get_account_id (ana->session));
  post = device_post (ana, "Still here", "Text");
  device_flush (ana);
  dex_await (sparkle_session_drain (ana->session), &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (count_waiting (ana), ==, 1);

  device_login (ana, "ana");
  g_assert_false (sparkle_session_get_needs_sign_in (ana->session));
  device_sync (ana);
  g_assert_cmpuint (count_waiting (ana), ==, 0);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 1);
}

/* One machine, two people: neither sees or sends what is the other's. */
static void
test_two_accounts (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) device = device_new (server);
  g_autoptr (Device) other = device_new (server);
  SparklePostInput input = { .title = "Secret", .content = "Plans" };
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;
  g_autofree char *post = NULL;
  g_autofree char *author = NULL;

  device_register (other, "ben");
  device_register (device, "ana");
  device_sync (device);
  sparkle_session_set_network_enabled (device->session, FALSE);
  draft = sparkle_session_save_draft (device->session, NULL, &input, &error);
  g_assert_no_error (error);
  post = device_post (device, "By ana", "Text");
  device_flush (device);
  dex_await (sparkle_session_logout (device->session), &error);
  g_assert_no_error (error);
  g_assert_null (sparkle_session_get_account (device->session));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_drafts (device->session))), ==, 0);
  g_assert_cmpuint (sparkle_session_get_outbox_count (device->session), ==, 0);
  g_assert_null (sparkle_session_create_post (device->session, &input, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED);
  g_clear_error (&error);

  sparkle_session_set_network_enabled (device->session, TRUE);
  device_login (device, "ben");
  device_sync (device);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_drafts (device->session))), ==, 0);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 0);

  dex_await (sparkle_session_logout (device->session), &error);
  g_assert_no_error (error);
  device_login (device, "ana");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_drafts (device->session))), ==, 1);
  device_sync (device);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 1);
  author = test_server_query (server, "SELECT a.username FROM post p JOIN account a ON a.id = p.author_id");
  g_assert_cmpstr (author, ==, "ana");
}

/* Drafts travel between the devices of one person, and become a post in one step. */
static void
test_drafts (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  SparklePostInput input = { .title = "Half", .content = "Half a thought" };
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;
  g_autofree char *post = NULL;
  GListModel *there;

  device_register (desk, "ana");
  device_login (laptop, "ana");
  device_sync (laptop);
  there = G_LIST_MODEL (sparkle_session_get_drafts (laptop->session));
  draft = sparkle_session_save_draft (desk->session, NULL, &input, &error);
  g_assert_no_error (error);
  wait_until (g_list_model_get_n_items (there) == 1);

  input.content = "A whole thought";
  input.draft_id = draft;
  post = sparkle_session_create_post (desk->session, &input, &error);
  g_assert_no_error (error);
  wait_until (g_list_model_get_n_items (there) == 0);
  wait_until (has_content (laptop, post, "A whole thought"));
}

/* Kept and bookmarked threads are followed though nobody looks at them, and can be read without a network. */
static void
test_kept (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  g_autoptr (SparkleThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *marked = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  device_register (ana, "ana");
  device_register (ben, "ben");
  kept = device_post (ana, "Kept", "Text");
  marked = device_post (ana, "Marked", "Text");
  device_sync (ana);
  device_sync (ben);
  sparkle_session_keep_offline (ben->session, kept, TRUE);
  sparkle_session_bookmark (ben->session, marked, TRUE, &error);
  g_assert_no_error (error);
  device_sync (ben);
  first = device_comment (ana, kept, "To the kept one");
  second = device_comment (ana, marked, "To the marked one");
  device_sync (ana);
  wait_until (({ g_autoptr (SparkleStoreComment) comment = sparkle_store_read_comment (device_store (ben), first); comment != NULL; }));
  wait_until (({ g_autoptr (SparkleStoreComment) comment = sparkle_store_read_comment (device_store (ben), second); comment != NULL; }));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_bookmarks (ben->session))), ==, 1);

  test_server_kill (server);
  device_close (ben);
  device_open (ben);
  thread = sparkle_session_open_thread (ben->session, kept);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (thread)), ==, 1);
}

/* What breaks a rule is refused at once, with the field, and never sent; what only the server can know fails in the outbox. */
static void
test_refusals (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = device_new (server);
  SparklePostInput empty = { .title = "", .content = "" };
  g_autoptr (GError) error = NULL;
  g_autofree char *post = NULL;
  g_autofree char *comment = NULL;
  g_autoptr (SparkleOutboxItem) item = NULL;

  dex_await (sparkle_session_register (ana->session, "a b", "nowhere", "short"), &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpuint (sparkle_error_n_details (error), >=, 3);
  g_clear_error (&error);
  dex_await (sparkle_session_login (ana->session, "nobody", "wrong password"), &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INVALID_CREDENTIALS);
  g_clear_error (&error);

  device_register (ana, "ana");
  device_register (ben, "ben");
  g_assert_null (sparkle_session_create_post (ana->session, &empty, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_clear_error (&error);
  post = device_post (ana, "Here", "Text");
  device_sync (ana);
  device_sync (ben);

  /* gone before the comment comes */
  sparkle_session_set_network_enabled (ben->session, FALSE);
  comment = device_comment (ben, post, "Late");
  device_flush (ben);
  g_assert_true (sparkle_session_delete_post (ana->session, post, &error));
  device_sync (ana);
  sparkle_session_set_network_enabled (ben->session, TRUE);
  wait_until (count_failed (ben) == 1);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (sparkle_session_get_outbox (ben->session))) == 1);
  item = g_list_model_get_item (G_LIST_MODEL (sparkle_session_get_outbox (ben->session)), 0);
  g_assert_cmpint (sparkle_outbox_item_get_state (item), ==, SPARKLE_OUTBOX_FAILED);
  g_assert_nonnull (sparkle_outbox_item_get_error_message (item));
  g_assert_cmpstr (sparkle_outbox_item_get_mine (item, "content"), ==, "Late");
  sparkle_session_outbox_discard (ben->session, sparkle_outbox_item_get_id (item));
  device_flush (ben);
  g_assert_cmpuint (count_failed (ben), ==, 0);
}

/* Opened and closed at any moment of a first sync, of writing, of catching up: it ends, and nothing is left behind. */
static void
test_close_anywhere (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  unsigned n_posts = 0;

  device_register (ana, "ana");
  for (unsigned i = 0; i < 25; i++)
    {
      g_autofree char *id = device_post (ana, "Post", "Text");

      n_posts++;
      dex_await (dex_timeout_new_usec (g_rand_int_range (rand, 0, 60000)), NULL);
      if (i % 5 == 0)
        {
          g_autoptr (SparkleThread) thread = sparkle_session_open_thread (ana->session, id);
          g_autoptr (SparkleProfile) profile = sparkle_session_open_profile (ana->session, "somebody");

          dex_future_disown (sparkle_session_sync_now (ana->session));
          dex_future_disown (sparkle_session_drain (ana->session));
          dex_await (dex_timeout_new_usec (g_rand_int_range (rand, 0, 20000)), NULL);
        }
      dex_await (dex_timeout_new_msec (1), NULL);
      dex_await (sparkle_session_close (ana->session), NULL);
      g_clear_object (&ana->session);
      device_open (ana);
    }
  device_sync (ana);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, n_posts);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/offline/queue", test_queue);
  dex_test_add_func ("/contract/offline/server-away", test_server_away);
  dex_test_add_func ("/contract/offline/conflict", test_conflict);
  dex_test_add_func ("/contract/offline/stale-editor", test_stale_editor);
  dex_test_add_func ("/contract/offline/reset", test_reset);
  dex_test_add_func ("/contract/offline/thrown-out", test_thrown_out);
  dex_test_add_func ("/contract/offline/two-accounts", test_two_accounts);
  dex_test_add_func ("/contract/offline/drafts", test_drafts);
  dex_test_add_func ("/contract/offline/kept", test_kept);
  dex_test_add_func ("/contract/offline/refusals", test_refusals);
  dex_test_add_func ("/contract/offline/close-anywhere", test_close_anywhere);
  return g_test_run ();
}
