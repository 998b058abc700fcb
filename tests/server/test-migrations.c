/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error.h"
#include "sparkled-account-table.h"
#include "sparkled-migrations.h"
#include "test-postgres.h"

static char *
psql (TestDatabase *database,
      const char   *sql)
{
  return test_database_psql (database, sql);
}

#define ASSERT_SQL(database, sql, expected)                \
  G_STMT_START                                             \
  {                                                        \
    g_autofree char *answer_ = psql (database, sql);       \
    g_assert_cmpstr (answer_, ==, expected);               \
  }                                                        \
  G_STMT_END

static void
test_run (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  const char *conninfo = test_database_conninfo (database);
  g_autoptr(GError) error = NULL;
  unsigned from = 99;
  unsigned to = 99;

  g_assert_true (sparkled_migrations_get_version (conninfo, &from, &error));
  g_assert_cmpuint (from, ==, 0);
  g_assert_true (sparkled_migrations_run (conninfo, &from, &to, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (from, ==, 0);
  g_assert_cmpuint (to, ==, sparkled_migrations_get_latest ());
  ASSERT_SQL (database, "SELECT count(*) FROM category", "8");

  /* again: nothing to do, nothing changed */
  g_free (psql (database, "INSERT INTO login_failure (login) VALUES ('kept')"));
  g_assert_true (sparkled_migrations_run (conninfo, &from, &to, &error));
  g_assert_cmpuint (from, ==, to);
  ASSERT_SQL (database, "SELECT login FROM login_failure", "kept");

  /* a database of a newer program is left alone */
  g_free (psql (database, "INSERT INTO schema_version (version, name) VALUES (900, 'future')"));
  g_assert_true (sparkled_migrations_run (conninfo, &from, &to, &error));
  g_assert_cmpuint (to, ==, 900);
}

/* A migration that fails leaves nothing of itself behind. */
static void
test_failure (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  const char *conninfo = test_database_conninfo (database);
  g_autoptr(GError) error = NULL;
  unsigned version = 99;

  g_free (psql (database, "CREATE TABLE draft (id integer)")); /* in the way, near the end */
  g_assert_false (sparkled_migrations_run (conninfo, NULL, NULL, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, "001-initial"));
  g_assert_nonnull (strstr (error->message, "draft"));
  ASSERT_SQL (database, "SELECT to_regclass ('account') IS NULL", "t");
  g_assert_true (sparkled_migrations_get_version (conninfo, &version, NULL));
  g_assert_cmpuint (version, ==, 0);

  g_clear_error (&error);
  g_assert_false (sparkled_migrations_run ("host=/nonexistent dbname=x", NULL, NULL, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
}

static gpointer
run_thread (gpointer data)
{
  g_autoptr(GError) error = NULL;

  sparkled_migrations_run (data, NULL, NULL, &error);
  g_assert_no_error (error);
  return NULL;
}

/* Workers that start together take turns. */
static void
test_together (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("migrate", run_thread, (gpointer) test_database_conninfo (database));
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  ASSERT_SQL (database, "SELECT count(*) = max (version) FROM schema_version", "t");
}

static void
test_epoch (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  const char *conninfo = test_database_conninfo (database);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  gint64 epoch = 0;

  g_assert_true (sparkled_migrations_run (conninfo, NULL, NULL, &error));
  first = psql (database, "SELECT epoch FROM epoch");
  g_assert_true (sparkled_migrations_run (conninfo, NULL, NULL, &error));
  ASSERT_SQL (database, "SELECT epoch FROM epoch", first);

  /* restored elsewhere: xids of the other cluster may be far ahead of ours */
  g_free (psql (database, "UPDATE change SET xid = '999999999999'; UPDATE epoch SET identity = 'another cluster'"));
  g_assert_true (sparkled_migrations_run (conninfo, NULL, NULL, &error));
  second = psql (database, "SELECT epoch FROM epoch");
  g_assert_cmpstr (first, !=, second);
  ASSERT_SQL (database, "SELECT count(*) FROM change WHERE xid >= pg_current_xact_id ()", "0");

  g_assert_true (sparkled_migrations_new_epoch (conninfo, &epoch, &error));
  third = psql (database, "SELECT epoch FROM epoch");
  g_assert_cmpstr (third, !=, second);
  g_assert_cmpint (epoch, ==, g_ascii_strtoll (third, NULL, 10));
}

/* Dates are UTC and fixed width, whatever the session thinks of times. */
static void
test_records (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();

  g_assert_true (sparkled_migrations_run (test_database_conninfo (database), NULL, NULL, NULL));
  ASSERT_SQL (database,
              "SET timezone = 'Asia/Kolkata'; SET datestyle = 'German'; SET lc_time = 'C';"
              "SELECT utc_text ('2026-01-02 03:04:05.6789+05:30')",
              "2026-01-01T21:34:05.678Z");
  g_free (psql (database,
                "INSERT INTO account (id, username, email) VALUES ('00000000-0000-7000-8000-000000000001', 'Ann', 'a@example.org');"
                "INSERT INTO post (id, author_id, title, slug, content) VALUES ('00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-000000000001', E'Q\"\\n\\u2028', 'q', 'text')"));
  ASSERT_SQL (database, "SELECT string_agg (k, ' ' ORDER BY k) FROM account u, json_object_keys (user_record (u)::json) k",
              "bio counts created_at deleted display_name id level rev role status username version xp");
  ASSERT_SQL (database, "SELECT string_agg (k, ' ' ORDER BY k) FROM post p, json_object_keys (post_record (p)::json) k",
              "author_id category content counts created_at edited_at excerpt featured id kind publish_at published_at reading_minutes rev slug state tags title version youtube_video_id");
  ASSERT_SQL (database, "SELECT post_view (p)::json -> 'author' ->> 'username' FROM post p", "Ann");
  ASSERT_SQL (database, "SELECT count(*) FROM post p, account u WHERE post_record (p) LIKE '%a@example.org%' OR user_record (u) LIKE '%a@example.org%'", "0");
  ASSERT_SQL (database, "SELECT post_record (p)::json ->> 'title' = p.title FROM post p", "t");
}

/* Whoever signs in is looked up by an index: with a hundred thousand members, reading them all is a door for floods. */
static void
test_sign_in_plan (void)
{
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autofree char *sql = NULL, *plan = NULL;

  g_assert_true (sparkled_migrations_run (test_database_conninfo (database), NULL, NULL, NULL));
  for (const SparkledStatement *statement = sparkled_account_statements; statement->name != NULL; statement++)
    if (g_str_equal (statement->name, "account_find"))
      sql = g_strdup_printf ("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
                             " PREPARE find AS %s; EXPLAIN EXECUTE find ('somebody')", statement->sql);
  g_assert_nonnull (sql);
  plan = test_database_psql (database, sql);
  g_assert_nonnull (strstr (plan, "account_email"));
  g_assert_nonnull (strstr (plan, "account_username"));
  g_assert_null (strstr (plan, "Seq Scan"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/db/migrations/run", test_run);
  g_test_add_func ("/db/migrations/failure", test_failure);
  g_test_add_func ("/db/migrations/together", test_together);
  g_test_add_func ("/db/migrations/epoch", test_epoch);
  g_test_add_func ("/db/migrations/records", test_records);
  g_test_add_func ("/db/sign-in-plan", test_sign_in_plan);
  return g_test_run ();
}
