/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sparkle-database.h"
#include "sparkle-error.h"
#include "store-kit.h"

/* What happens to the two files: damage, the future, other versions, sudden death. */

static void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s", message);
  sqlite3_close (db);
}

static void
write_junk (const char *path,
            long        offset,
            gsize       length)
{
  FILE *file = g_fopen (path, "r+b");
  g_autofree char *junk = g_strnfill (length, '\xa5');

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (junk, 1, length, file), ==, length);
  fclose (file);
}

static gboolean
has_file (Kit        *kit,
          const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (kit->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

static Kit *
fill (Kit *kit)
{
g_autofree char *post = kit_post ((KitPost) { .n = 1, .age = 1 });
  g_autofree char *draft = kit_id (3, 1);
  g_autofree char *mine = kit_id (1, 50);

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", post);
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"Draft\",\"content\":\"precious\"}", draft);
  kit_enqueue (kit, NULL, "post.create", 0, "{\"id\":\"%s\",\"title\":\"Unsent\",\"content\":\"also precious\"}", mine);
  return kit;
}

static Kit *
with_content (void)
{
  return fill (kit_new ());
}
/* What was typed is there, and so is its echo. */
static void
check_kept (Kit *kit)
{
  g_autofree char *draft_id = kit_id (3, 1);
  g_autofree char *mine = kit_id (1, 50);
  g_autoptr (SparkleStoreDraft) draft = sparkle_store_read_draft (kit->store, draft_id);
  g_autoptr (SparkleStorePost) post = sparkle_store_read_post (kit->store, mine);

  g_assert_nonnull (draft);
  g_assert_cmpstr (draft->content, ==, "precious");
  g_assert_nonnull (post);
  g_assert_cmpstr (post->content, ==, "also precious");
  g_assert_cmpint (post->pending, ==, SPARKLE_PENDING_WAITING);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 2);
  g_assert_cmpstr (sparkle_store_get_account (kit->store), ==, KIT_ME);
}

static void
check_cache_anew (Kit *kit)
{
  g_autoptr (SparkleScopeRow) feed = sparkle_store_read_scope (kit->store, "feed");
  g_autofree char *one = kit_id (1, 1);

  g_assert_cmpint (feed->phase, ==, SPARKLE_SCOPE_UNKNOWN);
  g_assert_null (feed->cursor);
  g_assert_null (sparkle_store_read_post (kit->store, one));
  g_assert_nonnull (sparkle_store_get_notice (kit->store));
}

static void
test_no_cache_file (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *path = kit_file (kit, "store.db");

  kit_close (kit);
  g_assert_cmpint (g_unlink (path), ==, 0);
  kit_open (kit);
  check_kept (kit);
  g_assert_null (sparkle_store_get_notice (kit->store));
}

static void
test_damaged_cache (gconstpointer data)
{
  long offset = GPOINTER_TO_INT (data);
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *path = kit_file (kit, "store.db");

  kit_close (kit);
  write_junk (path, offset, 4096);
  kit_open (kit);
  check_kept (kit);
  check_cache_anew (kit);
  g_assert_true (has_file (kit, "store.db.damaged-"));
  kit_close (kit);
  kit_open (kit);
  g_assert_null (sparkle_store_get_notice (kit->store)); /* said once */
  check_kept (kit);
}

/* Damage that shows only while the store is in use: the job fails, the next one finds a new cache. */
static void
test_damage_at_run_time (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *path = kit_file (kit, "store.db");
  g_autofree char *post = kit_post ((KitPost) { .n = 100, .age = 1 });
  g_autofree char *text = g_strdup_printf ("{\"post\":[%s]}", post);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autofree char *id = kit_id (1, 100);
  g_autoptr (GError) error = NULL;
  g_autoptr (SparkleStorePost) found = NULL;
  GStatBuf info;

  run_sql (path, "PRAGMA wal_checkpoint(TRUNCATE)");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  write_junk (path, 4096, info.st_size - 4096);
  run_sql (path, "PRAGMA user_version = 1"); /* another's commit: what the store has in memory is no longer trusted */
  g_assert_false (kit_wait (sparkle_store_apply_records (kit->store, "feed", bytes), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  check_kept (kit);
  check_cache_anew (kit);
  kit_ok (sparkle_store_apply_records (kit->store, "feed", bytes));
  found = sparkle_store_read_post (kit->store, id);
  g_assert_nonnull (found);
}

static void
test_future_cache (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *path = kit_file (kit, "store.db");

  kit_close (kit);
  run_sql (path, "PRAGMA user_version = 999; CREATE TABLE hyperpost (x)");
  kit_open (kit);
  check_kept (kit);
  check_cache_anew (kit);
  g_assert_true (has_file (kit, "store.db.future-"));
}

static void
test_future_journal (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *path = kit_file (kit, "journal.db");
  g_autofree char *other = kit_id (3, 2);
  g_autoptr (SparkleStoreDraft) draft = NULL, again = NULL;
  g_autofree char *back = NULL;

  kit_close (kit);
  run_sql (path, "PRAGMA user_version = 999");
  kit_open (kit);
  g_assert_nonnull (strstr (sparkle_store_get_notice (kit->store), "journal.db"));
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 0);
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"Beside\",\"content\":\"written meanwhile\"}", other);
  kit_close (kit);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  /* the newer program is back: both are one again */
  back = g_strdup_printf ("PRAGMA user_version = %u", sparkle_schema_version (&sparkle_journal_schema));
  run_sql (path, back);
  kit_open (kit);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 3);
  draft = sparkle_store_read_draft (kit->store, other);
  g_assert_cmpstr (draft->content, ==, "written meanwhile");
  {
    g_autofree char *first = kit_id (3, 1);

    again = sparkle_store_read_draft (kit->store, first);
    g_assert_cmpstr (again->content, ==, "precious");
  }
}

static void
test_not_a_journal (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *path = kit_file (kit, "journal.db");

  kit_close (kit);
  write_junk (path, 0, 4096);
  kit_open (kit);
  g_assert_nonnull (strstr (sparkle_store_get_notice (kit->store), "journal.db.damaged-"));
  g_assert_true (has_file (kit, "journal.db.damaged-"));
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"x\",\"content\":\"goes on\"}");
}

/* One page of many is bad: the rows of the others are carried over, in order. */
static void
test_salvaged_journal (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *path = kit_file (kit, "journal.db");
  g_autofree char *big = g_strnfill (600, 'x');
  g_autoptr (GPtrArray) rows = NULL;
  sqlite3 *db;
  sqlite3_stmt *stmt;
  int page;

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  for (unsigned i = 0; i < 60; i++)
    {
      g_autofree char *id = kit_id (1, 100 + i);

      kit_enqueue (kit, NULL, "post.create", 0, "{\"id\":\"%s\",\"title\":\"%u\",\"content\":\"%s\"}", id, i, big);
    }
  kit_close (kit);
  /* a leaf in the middle of the outbox */
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 3", -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  page = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  write_junk (path, (page - 1) * 4096L, 4096);

  kit_open (kit);
  g_assert_nonnull (strstr (sparkle_store_get_notice (kit->store), "carried over"));
  g_assert_cmpstr (sparkle_store_get_account (kit->store), ==, KIT_ME);
  rows = sparkle_store_read_outbox (kit->store);
  g_assert_cmpuint (rows->len, >=, 45);
  g_assert_cmpuint (rows->len, <, 60);
  for (unsigned i = 1; i < rows->len; i++)
    g_assert_cmpint (g_ascii_strtoll (((SparkleOutboxRow *) rows->pdata[i])->summary, NULL, 10), >,
                     g_ascii_strtoll (((SparkleOutboxRow *) rows->pdata[i - 1])->summary, NULL, 10));
}

/* The echo is in one file, the outbox in the other: whichever commit was lost, opening makes them one. */
static void
test_torn_commit (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *store = kit_file (kit, "store.db");
  g_autofree char *journal = kit_file (kit, "journal.db");
  g_autofree char *mine = kit_id (1, 50);

  kit_close (kit);
  run_sql (store, "DELETE FROM post WHERE overlay"); /* the echo never came */
  kit_open (kit);
  check_kept (kit);
  kit_close (kit);
  run_sql (journal, "PRAGMA foreign_keys = ON; DELETE FROM outbox WHERE op = 'post.create'"); /* the outbox never came */
  kit_open (kit);
  g_assert_null (sparkle_store_read_post (kit->store, mine));
}

static void
test_second_program (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (SparkleStore) second = sparkle_store_new (kit->folder);
  g_autoptr (GError) error = NULL;

  g_assert_false (kit_wait (sparkle_store_open (second), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "Another"));
}

/* The cache knows a cursor of `me`, the journal not the draft that came with it. */
static void
test_torn_draft (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *journal = kit_file (kit, "journal.db");
  g_autofree char *draft = kit_draft (1, 1, 1, "From elsewhere", "text");
  g_autofree char *id = kit_id (3, 1);
  g_autofree char *before = NULL;
  g_autoptr (SparkleScopeRow) me = NULL;
  g_autoptr (SparkleStoreDraft) row = NULL;
  gsize length;

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_pulled (kit, "me", 0, "\"cursor\":\"m1\",\"follow\":\"m1\",\"more\":false,\"upserts\":{},\"deletes\":{}");
  kit_close (kit);
  g_assert_true (g_file_get_contents (journal, &before, &length, NULL));
  kit_open (kit);
  kit_framed (kit, "\"scope\":\"me\",\"from\":\"m1\",\"cursor\":\"m2\",\"more\":false,\"upserts\":{\"draft\":[%s]},\"deletes\":{}", draft);
  kit_close (kit);
  g_assert_true (g_file_set_contents (journal, before, length, NULL));
  kit_open (kit);
  me = sparkle_store_read_scope (kit->store, "me");
  g_assert_null (me->cursor);
  g_assert_cmpint (me->phase, ==, SPARKLE_SCOPE_UNKNOWN);
  kit_pulled (kit, "me", 0, "\"cursor\":\"m2\",\"follow\":\"m2\",\"more\":false,\"upserts\":{\"draft\":[%s]},\"deletes\":{}", draft);
  row = sparkle_store_read_draft (kit->store, id);
  g_assert_nonnull (row);
  /* and it is not fetched a third time */
  kit_close (kit);
  kit_open (kit);
  g_clear_pointer (&me, sparkle_scope_row_free);
  me = sparkle_store_read_scope (kit->store, "me");
  g_assert_cmpstr (me->cursor, ==, "m2");
}

static void
limit_files (guint64 bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* One file takes the commit, the other has no space for it: the write failed, so its echo goes. */
static void
test_full_at_commit (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *wal = kit_file (kit, "journal.db-wal");
  g_autofree char *large = g_strnfill (700 * 1024, 'x');
  g_autofree char *draft = kit_id (3, 2);
  g_autofree char *lost = kit_id (1, 51);
  g_autofree char *one = kit_id (1, 1);
  g_autofree char *data = g_strdup_printf ("{\"id\":\"%s\",\"title\":\"Lost\",\"content\":\"text\"}", lost);
  g_autoptr (JsonNode) node = json_from_string (data, NULL);
  SparkleStoreMutation mutation = { NULL, "post.create", json_node_get_object (node), 0, NULL };
  g_autoptr (SparkleStorePost) post = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  signal (SIGXFSZ, SIG_IGN);
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"content\":\"%s\"}", draft, large);
  g_assert_cmpint (g_stat (wal, &info), ==, 0);
  limit_files (info.st_size);
  g_assert_false (kit_wait (sparkle_store_enqueue (kit->store, &mutation, 1), &error));
  limit_files (0);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  kit_ok (sparkle_store_mark_read (kit->store, one));
  post = sparkle_store_read_post (kit->store, lost);
  g_assert_null (post);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 3);
}

/* What is cached can be read though nothing can be written; later all goes on. */
static void
test_full_at_open (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *journal = kit_file (kit, "journal.db");
  g_autofree char *one = kit_id (1, 1);
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (SparkleStorePost) post = NULL;

  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, >, 0);
  kit_close (kit);
  run_sql (journal, "CREATE TRIGGER no BEFORE UPDATE ON outbox BEGIN SELECT RAISE (ABORT, 'full'); END");
  kit_open (kit);
  g_assert_nonnull (sparkle_store_get_notice (kit->store));
  post = sparkle_store_read_post (kit->store, one);
  g_assert_nonnull (post);
  check_kept (kit);
  run_sql (journal, "DROP TRIGGER no");
  g_clear_pointer (&sent, g_ptr_array_unref);
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, >, 0);
}

/* A header that says nothing any more over tables that are there. */
static void
test_blank_header (void)
{
  g_autoptr (Kit) kit = with_content ();
  g_autofree char *store = kit_file (kit, "store.db");
  g_autofree char *journal = kit_file (kit, "journal.db");

  kit_close (kit);
  run_sql (store, "PRAGMA user_version = 0; PRAGMA application_id = 0");
  run_sql (journal, "PRAGMA user_version = 0; PRAGMA application_id = 0");
  kit_open (kit);
  check_kept (kit);
  check_cache_anew (kit);
}

static void
test_private (void)
{
  static const char * const names[] = { "", "store.db", "store.db-wal", "journal.db", "journal.db-wal", "lock" };
  g_autoptr (Kit) kit = kit_new ();

  kit_close (kit);
  g_assert_cmpint (g_chmod (kit->folder, 0755), ==, 0);
  for (unsigned i = 0; i < 2; i++)
    {
      kit_open (kit);
      fill (kit);
      for (unsigned n = 0; n < G_N_ELEMENTS (names); n++)
        {
          g_autofree char *path = kit_file (kit, names[n]);
          GStatBuf info;

          g_assert_cmpint (g_stat (path, &info), ==, 0);
          g_assert_cmpint (info.st_mode & 0077, ==, 0);
        }
      kit_close (kit);
      if (i == 0)
        {
          g_autofree char *path = kit_file (kit, "journal.db");

          g_assert_cmpint (g_chmod (path, 0644), ==, 0);
        }
    }
}

static void
test_unwritable (void)
{
  g_autoptr (SparkleStore) store = sparkle_store_new ("/proc/sparkle-cannot-be");
  g_autoptr (GError) error = NULL;

  g_assert_false (kit_wait (sparkle_store_open (store), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_false (kit_wait (sparkle_store_flush (store), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
}

/* ---- versions ------------------------------------------------------------------------------------------------------- */

static void
load_dump (const char *path,
           const char *name)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "client", "schemas", name, NULL);
  g_autofree char *sql = NULL;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  run_sql (path, sql);
}

static gboolean
has_dump (const char *name)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "client", "schemas", name, NULL);

  return g_file_test (dump, G_FILE_TEST_EXISTS);
}

/* Every schema that was ever shipped opens, with what was in it. */
static void
test_shipped_schemas (void)
{
  for (unsigned version = 1; version <= sparkle_schema_version (&sparkle_journal_schema); version++)
    {
      g_autoptr (Kit) kit = kit_new ();
      g_autofree char *store = kit_file (kit, "store.db");
      g_autofree char *journal = kit_file (kit, "journal.db");
      g_autofree char *store_dump = g_strdup_printf ("store-v%u.sql", MIN (version, sparkle_schema_version (&sparkle_store_schema)));
      g_autofree char *journal_dump = g_strdup_printf ("journal-v%u.sql", version);

      /* The last ones are not shipped while they have no dump. */
      if (version > 1 && !has_dump (journal_dump))
        break;
      while (version > 1 && !has_dump (store_dump))
        store_dump[strlen ("store-v")]--;
      kit_close (kit);
      g_unlink (store);
      g_unlink (journal);
      load_dump (store, store_dump);
      load_dump (journal, journal_dump);
      kit_open (kit);
      g_assert_null (sparkle_store_get_notice (kit->store));
      check_kept (kit);
      {
        g_autofree char *one = kit_id (1, 1);
        g_autoptr (SparkleStorePost) post = sparkle_store_read_post (kit->store, one);

        g_assert_nonnull (post);
      }
    }
}

/* The machinery itself: steps one by one, a copy before, a failed step leaves the version before it. */
static void
test_migration_steps (void)
{
  static const char * const two[] = { "CREATE TABLE a (x); INSERT INTO a VALUES (1)", "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1", NULL };
  static const char * const broken[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y", "CREATE TABLE b (z); INSERT INTO nowhere VALUES (1)", NULL };
  static const char * const one[] = { "CREATE TABLE a (x); INSERT INTO a VALUES (1)", NULL };
  const SparkleSchema first = { "t", 7, one }, second = { "t", 7, two }, third = { "t", 7, broken };
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *path = kit_file (kit, "t.db");
  g_autofree char *copy = kit_file (kit, "t.db.before-v2");
  g_autoptr (GError) error = NULL;
  g_autoptr (SparkleDatabase) db = NULL;
  gint64 value;

  g_assert_cmpint (sparkle_file_prepare (path, &first, TRUE, TRUE, &error), ==, SPARKLE_FILE_GOOD);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_cmpint (sparkle_file_prepare (path, &second, TRUE, TRUE, &error), ==, SPARKLE_FILE_GOOD);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_cmpint (sparkle_file_prepare (path, &third, TRUE, TRUE, &error), ==, SPARKLE_FILE_FAILED);
  g_assert_nonnull (error);
  db = sparkle_database_open (path, NULL, FALSE, NULL);
  g_assert_true (sparkle_database_get_int (db, &value, 0, NULL, "PRAGMA user_version", ""));
  g_assert_cmpint (value, ==, 2);
  g_assert_true (sparkle_database_get_int (db, &value, 0, NULL, "SELECT y FROM a", ""));
  g_assert_cmpint (value, ==, 2);
  g_assert_true (sparkle_database_get_int (db, &value, 0, NULL, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'", ""));
  g_assert_cmpint (value, ==, 0);
  g_assert_true (sparkle_database_get_int (db, &value, 0, NULL, "PRAGMA foreign_keys", ""));
  g_assert_cmpint (value, ==, 1);
}

/* ---- sudden death ----------------------------------------------------------------------------------------------------- */

/* Writes drafts and says so once each is durable, until it is killed. */
static void
child_main (const char *folder,
            int         out)
{
  SparkleStore *store = sparkle_store_new (folder);

  kit_ok (sparkle_store_open (store));
  kit_ok (sparkle_store_set_account (store, KIT_ME));
  for (int i = 0;; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"id\":\"%08d\",\"title\":\"%d\",\"content\":\"c\"}", i % 10, i);
      g_autoptr (JsonNode) node = json_from_string (text, NULL);
      SparkleStoreMutation mutation = { NULL, i % 3 == 0 ? "post.create" : "draft.save", json_node_get_object (node), 0, NULL };
      g_autofree char *create = g_strdup_printf ("{\"id\":\"p%08d\",\"title\":\"%d\",\"content\":\"c\"}", i, i);
      g_autoptr (JsonNode) create_node = json_from_string (create, NULL);

      if (i % 3 == 0)
        mutation.data = json_node_get_object (create_node);
      kit_ok (sparkle_store_enqueue (store, &mutation, 1));
      if (write (out, &i, sizeof i) != sizeof i)
        _exit (1);
    }
}

static void
test_kill (void)
{
  for (unsigned round = 0; round < 4; round++)
    {
      g_autoptr (Kit) kit = kit_new ();
      g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
      const char *argv[] = { self, "--child", kit->folder, NULL };
      g_autoptr (GError) error = NULL;
      int out, number, last = -1, status;
      GPid pid;

      kit_close (kit);
      g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, &error);
      g_assert_no_error (error);
      while (last < 20 + (int) round * 15 && read (out, &number, sizeof number) == sizeof number)
        last = number;
      kill (pid, SIGKILL);
      while (read (out, &number, sizeof number) == sizeof number)
        last = number;
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      close (out);
      g_assert_cmpint (last, >=, 20);

      kit_open (kit);
      for (int i = 0; i <= last; i++)
        if (i % 3 == 0)
          {
            g_autofree char *id = g_strdup_printf ("p%08d", i);
            g_autoptr (SparkleStorePost) post = sparkle_store_read_post (kit->store, id);

            g_assert_nonnull (post);
          }
        else if (i > last - 10)
          {
            g_autofree char *id = g_strdup_printf ("%08d", i % 10);
            g_autoptr (SparkleStoreDraft) draft = sparkle_store_read_draft (kit->store, id);

            g_assert_nonnull (draft);
            g_assert_cmpint (g_ascii_strtoll (draft->title, NULL, 10), >=, i);
          }
    }
}

int
main (int   argc,
      char *argv[])
{
  dex_init ();
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    child_main (argv[2], STDOUT_FILENO);
  if (argc == 3 && g_str_equal (argv[1], "--make")) /* the content of a dump; see schemas/dump.sh */
    {
      Kit kit = { .folder = argv[2] };

      kit_open (&kit);
      kit_close (fill (&kit));
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-files/no-cache-file", test_no_cache_file);
  g_test_add_data_func ("/store-files/damaged-cache/header", GINT_TO_POINTER (0), test_damaged_cache);
  g_test_add_data_func ("/store-files/damaged-cache/schema", GINT_TO_POINTER (100), test_damaged_cache);
  g_test_add_data_func ("/store-files/damaged-cache/table", GINT_TO_POINTER (8 * 4096), test_damaged_cache);
  g_test_add_func ("/store-files/damage-at-run-time", test_damage_at_run_time);
  g_test_add_func ("/store-files/future-cache", test_future_cache);
  g_test_add_func ("/store-files/future-journal", test_future_journal);
  g_test_add_func ("/store-files/not-a-journal", test_not_a_journal);
  g_test_add_func ("/store-files/salvaged-journal", test_salvaged_journal);
  g_test_add_func ("/store-files/torn-commit", test_torn_commit);
  g_test_add_func ("/store-files/torn-draft", test_torn_draft);
  g_test_add_func ("/store-files/full-at-commit", test_full_at_commit);
  g_test_add_func ("/store-files/full-at-open", test_full_at_open);
  g_test_add_func ("/store-files/blank-header", test_blank_header);
  g_test_add_func ("/store-files/private", test_private);
  g_test_add_func ("/store-files/second-program", test_second_program);
  g_test_add_func ("/store-files/unwritable", test_unwritable);
  g_test_add_func ("/store-files/shipped-schemas", test_shipped_schemas);
  g_test_add_func ("/store-files/migration-steps", test_migration_steps);
  g_test_add_func ("/store-files/kill", test_kill);
  return g_test_run ();
}
