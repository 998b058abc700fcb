/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root of the client without a server: what it does with what was typed when this machine fails. */
#include <glib/gstdio.h>
#include <libdex.h>
#include <sqlite3.h>

#include "sparkle-error.h"
#include "sparkle-session.h"
#include "sparkle-store-reader.h"
#include "sparkle-uuid.h"

typedef struct
{
  char           *folder;
  char           *account;
  SparkleSession *session;
} World;

static gboolean
wait_for (DexFuture *future, GError **error)
{
  gboolean ok;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  ok = dex_future_get_value (future, error) != NULL;
  dex_unref (future);
  return ok;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static SparkleSession *
make_session (const char *folder, const char *server, gboolean offline)
{
  g_autoptr (SparkleVault) vault = sparkle_vault_new_in_memory ();
  SparkleSessionOptions options = { .data_dir = folder, .server = server, .vault = vault, .offline = offline };
  SparkleSession *session = sparkle_session_new (&options);
  g_autoptr (GError) error = NULL;

  wait_for (sparkle_session_open (session), &error);
  g_assert_no_error (error);
  return session;
}

static void
world_init (World *world)
{
  g_autoptr (GError) error = NULL;

  world->folder = g_dir_make_tmp ("sparkle-session-XXXXXX", NULL);
  world->account = sparkle_uuid_new ();
  world->session = make_session (world->folder, "http://127.0.0.1:9", TRUE);
  wait_for (sparkle_store_set_account (sparkle_session_get_store (world->session), world->account), &error);
  g_assert_no_error (error);
}

static void
world_clear (World *world)
{
  g_assert_true (wait_for (sparkle_session_close (world->session), NULL));
  g_object_unref (world->session);
  remove_tree (world->folder);
  g_free (world->folder);
  g_free (world->account);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
journal_sql (World *world, const char *sql)
{
  g_autofree char *path = g_build_filename (world->folder, "http___127.0.0.1_9", "journal.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* The page has given the text away when the disk says no. */
static void
test_full_disk (void)
{
  g_auto (World) world = { NULL };
  g_autofree char *post_id = sparkle_uuid_new ();
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SparkleStoreComment) comment = NULL;

  world_init (&world);
  journal_sql (&world, "CREATE TRIGGER no BEFORE INSERT ON outbox BEGIN SELECT RAISE (ABORT, 'full'); END");
  id = sparkle_session_create_comment (world.session, post_id, NULL, "Precious", -1, &error);
  g_assert_no_error (error);
  g_assert_false (wait_for (sparkle_session_flush (world.session), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  g_assert_nonnull (sparkle_session_get_notice (world.session));
  g_clear_error (&error);
  second = sparkle_session_create_comment (world.session, post_id, NULL, "Another", -1, &error);
  g_assert_null (second);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  g_clear_error (&error);
  journal_sql (&world, "DROP TRIGGER no");
  wait_for (sparkle_session_flush (world.session), &error);
  g_assert_no_error (error);
  comment = sparkle_store_read_comment (sparkle_session_get_store (world.session), id);
  g_assert_nonnull (comment);
  g_assert_cmpstr (comment->content, ==, "Precious");
  second = sparkle_session_create_comment (world.session, post_id, NULL, "Another", -1, &error);
  g_assert_no_error (error);
}

/* What is in memory is never written in the name of who signs in next. */
static void
test_full_disk_other_account (void)
{
  g_auto (World) world = { NULL };
  g_autofree char *post_id = sparkle_uuid_new ();
  g_autofree char *other = sparkle_uuid_new ();
  g_autofree char *id = NULL;
  g_autoptr (SparkleStoreComment) comment = NULL;
  SparkleStore *store;

  world_init (&world);
  store = sparkle_session_get_store (world.session);
  journal_sql (&world, "CREATE TRIGGER no BEFORE INSERT ON outbox BEGIN SELECT RAISE (ABORT, 'full'); END");
  id = sparkle_session_create_comment (world.session, post_id, NULL, "Precious", -1, NULL);
  g_assert_false (wait_for (sparkle_session_flush (world.session), NULL));
  journal_sql (&world, "DROP TRIGGER no");
  g_assert_true (wait_for (sparkle_store_set_account (store, other), NULL));
  g_assert_true (wait_for (sparkle_session_flush (world.session), NULL));
  g_assert_cmpuint (sparkle_store_read_outbox_count (store, NULL), ==, 0);
  g_assert_true (wait_for (sparkle_store_set_account (store, world.account), NULL));
  g_assert_true (wait_for (sparkle_session_flush (world.session), NULL));
  comment = sparkle_store_read_comment (store, id);
  g_assert_nonnull (comment);
}

/* A password does not travel in the clear. */
static void
test_insecure_sign_in (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-session-XXXXXX", NULL);
  g_autoptr (SparkleSession) session = make_session (folder, "http://192.0.2.1", FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (wait_for (sparkle_session_login (session, "ada", "correct horse battery"), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (wait_for (sparkle_session_register (session, "ada", "ada@example.com", "correct horse battery"), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
  g_assert_true (wait_for (sparkle_session_close (session), NULL));
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/session/full-disk", test_full_disk);
  g_test_add_func ("/session/full-disk-other-account", test_full_disk_other_account);
  g_test_add_func ("/session/insecure-sign-in", test_insecure_sign_in);
  return g_test_run ();
}
