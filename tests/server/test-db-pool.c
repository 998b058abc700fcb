/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libdex.h>
#include <signal.h>

#include "sparkle-error.h"
#include "sparkled-db.h"
#include "sparkled-migrations.h"
#include "test-postgres.h"

static const SparkledStatement STATEMENTS[] = {
  { "echo", "SELECT $1::text, $2::integer, $3::boolean" },
  { "pid", "SELECT pg_backend_pid ()" },
  { "sleep", "SELECT pg_sleep ($1::float8)" },
  { "add", "INSERT INTO login_failure (login, failures) VALUES ($1, $2::integer)" },
  { "count", "SELECT count(*) FROM login_failure" },
  { "break", "INSERT INTO login_failure (login, failures) VALUES (repeat ('x', 300), 1)" },
  { "kill", "SELECT count (pg_terminate_backend (pid)) FROM pg_stat_activity"
            " WHERE application_name = 'sparkled' AND datname = current_database () AND pid <> pg_backend_pid ()" },
  { NULL },
};
#define ECHO  STATEMENTS[0]
#define PID   STATEMENTS[1]
#define SLEEP STATEMENTS[2]
#define ADD   STATEMENTS[3]
#define COUNT STATEMENTS[4]
#define BREAK STATEMENTS[5]
#define KILL  STATEMENTS[6]

static const char *expected; /* (nullable) the start of a warning that a test is about */
static unsigned n_expected;

typedef struct
{
  TestCluster  *cluster;
  TestDatabase *database;
  SparkledDb   *db;
} Fixture;

static void
await_all (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
}

static void
run_fiber (DexFiberFunc func,
           gpointer     data)
{
  g_autoptr(DexFuture) future = dex_scheduler_spawn (NULL, 0, func, data, NULL);
  g_autoptr(GError) error = NULL;

  await_all (future);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
}

static void
open_pool (Fixture  *f,
           unsigned  size,
           unsigned  wait_limit,
           unsigned  query_ms)
{
  SparkledDbOptions options = { .size = size, .wait_limit = wait_limit, .query_ms = query_ms };
  g_autoptr(DexFuture) started = NULL;
  g_autoptr(GError) error = NULL;

  f->db = sparkled_db_new (test_database_conninfo (f->database), &options);
  sparkled_db_register (f->db, STATEMENTS);
  started = sparkled_db_start (f->db);
  await_all (started);
  dex_future_get_value (started, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  expected = NULL;
  f->database = test_database_new ();
  sparkled_migrations_run (test_database_conninfo (f->database), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  if (f->db != NULL)
    {
      g_autoptr(DexFuture) stopped = sparkled_db_stop (f->db);

      await_all (stopped);
    }
  g_clear_object (&f->db);
  g_clear_pointer (&f->database, test_database_free);
  g_clear_pointer (&f->cluster, test_cluster_free);
}

static gboolean
all_connected (gpointer data)
{
  SparkledDbStats stats;

  sparkled_db_get_stats (data, &stats);
  return stats.size >= 2;
}

/* Structured logging and g_test_expect_message() do not meet: an expected warning is counted here. */
static GLogWriterOutput
log_writer (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         data)
{
  for (gsize i = 0; i < n_fields && level == G_LOG_LEVEL_WARNING && expected != NULL; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && g_str_has_prefix (fields[i].value, expected))
      {
        n_expected++;
        return G_LOG_WRITER_HANDLED;
      }
  return g_log_writer_default (level, fields, n_fields, data);
}

static void
expect_warning (const char *prefix)
{
  expected = prefix;
  n_expected = 0;
}

/* ---- Values ---- */

static DexFuture *
values_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (f->db, &ECHO, &error, 3, "h\303\251 'x'", "-42", NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (sparkled_rows_get_n (rows), ==, 1);
  g_assert_cmpstr (sparkled_rows_get (rows, 0, 0), ==, "h\303\251 'x'");
  g_assert_cmpuint (sparkled_rows_get_size (rows, 0, 0), ==, 7);
  g_assert_cmpint (sparkled_rows_get_int (rows, 0, 1), ==, -42);
  g_assert_null (sparkled_rows_get (rows, 0, 2));
  g_assert_false (sparkled_rows_get_bool (rows, 0, 2));

  g_clear_pointer (&rows, sparkled_rows_unref);
  rows = sparkled_db_queryv (f->db, &ECHO, &error, 3, "", "no number", "true");
  g_assert_null (rows);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
  g_assert_cmpstr (sparkled_db_error_sqlstate (error), ==, "22P02");
  return dex_future_new_true ();
}

static void
test_values (Fixture       *f,
             gconstpointer  data)
{
  open_pool (f, 2, 10, 2000);
  expect_warning ("statement echo failed: 22P02");
  run_fiber (values_fiber, f);
  g_assert_cmpuint (n_expected, ==, 1);
}

/* ---- Many fibers share few connections ---- */

typedef struct
{
  Fixture    *f;
  int         number;
  GHashTable *pids;
} Worker;

static DexFuture *
parallel_fiber (gpointer data)
{
  Worker *worker = data;
  g_autofree char *number = g_strdup_printf ("%d", worker->number);

  for (int i = 0; i < 10; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledRows) rows = sparkled_db_queryv (worker->f->db, &ECHO, &error, 3, number, number, "true");
      g_autoptr(SparkledRows) pid = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (sparkled_rows_get (rows, 0, 0), ==, number); /* one's own answer, not a neighbour's */
      g_assert_cmpint (sparkled_rows_get_int (rows, 0, 1), ==, worker->number);
      pid = sparkled_db_query (worker->f->db, &PID, NULL, 0, &error);
      g_assert_no_error (error);
      g_hash_table_add (worker->pids, GINT_TO_POINTER ((int) sparkled_rows_get_int (pid, 0, 0)));
    }
  return dex_future_new_true ();
}

static void
test_parallel (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GHashTable) pids = g_hash_table_new (NULL, NULL);
  g_autoptr(GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr(DexFuture) all = NULL;
  g_autoptr(GError) error = NULL;
  Worker workers[200];

  open_pool (f, 3, 1000, 5000);
  for (int i = 0; i < 200; i++)
    {
      workers[i] = (Worker) { f, i, pids };
      g_ptr_array_add (futures, dex_scheduler_spawn (NULL, 0, parallel_fiber, &workers[i], NULL));
    }
  all = dex_future_allv ((DexFuture **) futures->pdata, futures->len);
  await_all (all);
  dex_future_get_value (all, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (pids), >=, 1);
  g_assert_cmpuint (g_hash_table_size (pids), <=, 3);
}

/* ---- Transactions ---- */

static gint64
count_rows (SparkledDb *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, &COUNT, NULL, 0, &error);

  g_assert_no_error (error);
  return sparkled_rows_get_int (rows, 0, 0);
}

static void
add (SparkledTransaction *tx,
     const char          *login,
     GError             **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_queryv (tx, &ADD, error, 2, login, "1");

  if (rows != NULL)
    g_assert_cmpuint (sparkled_rows_get_affected (rows), ==, 1);
}

static DexFuture *
transaction_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  SparkledTransaction *tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);

  /* committed */
  g_assert_no_error (error);
  add (tx, "a", &error);
  g_assert_no_error (error);
  sparkled_transaction_touch_scope (tx, "feed");
  sparkled_transaction_touch_scope (tx, "feed");
  g_assert_true (sparkled_transaction_commit (tx, &error));
  g_assert_cmpstr (sparkled_transaction_get_scopes (tx)[0], ==, "feed");
  g_assert_null (sparkled_transaction_get_scopes (tx)[1]);
  g_assert_false (sparkled_transaction_commit (tx, &error)); /* over */
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL);
  g_clear_error (&error);
  sparkled_transaction_free (tx);
  g_assert_cmpint (count_rows (f->db), ==, 1);

  /* freed uncommitted */
  tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  add (tx, "b", &error);
  g_assert_no_error (error);
  sparkled_transaction_free (tx);
  g_assert_cmpint (count_rows (f->db), ==, 1);

  /* failed: the constraint is named, COMMIT tells the truth */
  tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  add (tx, "c", &error);
  g_assert_no_error (error);
  add (tx, "a", &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT);
  g_assert_cmpstr (sparkled_db_error_sqlstate (error), ==, "23505");
  g_assert_cmpstr (sparkled_db_error_constraint (error), ==, "login_failure_pkey");
  g_clear_error (&error);
  g_assert_false (sparkled_transaction_commit (tx, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL);
  g_clear_error (&error);
  sparkled_transaction_free (tx);
  g_assert_cmpint (count_rows (f->db), ==, 1);

  /* back to a savepoint, twice */
  tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  add (tx, "d", &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (sparkled_transaction_savepoint (tx, &error));
      add (tx, "a", &error);
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT);
      g_clear_error (&error);
      g_assert_true (sparkled_transaction_rollback_to_savepoint (tx, &error));
    }
  g_assert_true (sparkled_transaction_commit (tx, &error));
  g_assert_no_error (error);
  sparkled_transaction_free (tx);
  g_assert_cmpint (count_rows (f->db), ==, 2);

  /* read only means it */
  tx = sparkled_db_begin (f->db, SPARKLED_DB_SNAPSHOT, &error);
  add (tx, "e", &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  sparkled_transaction_free (tx);

  /* nothing at all costs nothing */
  tx = sparkled_db_begin (f->db, SPARKLED_DB_READ, &error);
  g_assert_no_error (error);
  g_assert_true (sparkled_transaction_commit (tx, &error));
  sparkled_transaction_free (tx);
  return dex_future_new_true ();
}

static void
test_transactions (Fixture       *f,
                   gconstpointer  data)
{
  open_pool (f, 2, 10, 2000);
  g_assert_true (test_wait_until (all_connected, f->db, 10));
  expect_warning ("statement add failed: 25006");
  run_fiber (transaction_fiber, f);
  g_assert_cmpuint (n_expected, ==, 1);
}

/* ---- Errors that a rule of the database makes ---- */

static DexFuture *
check_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = sparkled_db_query (f->db, &BREAK, NULL, 0, &error);

  g_assert_null (rows);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL);
  g_assert_null (strstr (error->message, "xxx")); /* no text of people, no names of tables */
  g_assert_cmpint (count_rows (f->db), ==, 0);
  return dex_future_new_true ();
}

static void
test_check (Fixture       *f,
            gconstpointer  data)
{
  open_pool (f, 1, 10, 2000);
  expect_warning ("statement break failed: 23514");
  run_fiber (check_fiber, f);
  g_assert_cmpuint (n_expected, ==, 1);
}

/* ---- Deadlines ---- */

static DexFuture *
timeout_fiber (gpointer data)
{
  Fixture *f = data;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (f->db, &SLEEP, &error, 1, "30");

  g_assert_null (rows);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (count_rows (f->db), ==, 0); /* the connection goes on */
  return dex_future_new_true ();
}

static void
test_timeout (Fixture       *f,
              gconstpointer  data)
{
  open_pool (f, 1, 10, 200);
  run_fiber (timeout_fiber, f);
}

/* ---- The wait list ---- */

static DexFuture *
full_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  g_autoptr(DexFuture) first = NULL;
  g_autoptr(DexFuture) second = NULL;
  SparkledDbStats stats;

  /* The only connection is taken: two may wait, the third hears at once that it is too much. */
  add (tx, "a", &error);
  g_assert_no_error (error);
  first = sparkled_db_send (f->db, &COUNT, NULL, 0);
  second = sparkled_db_send (f->db, &COUNT, NULL, 0);
  g_assert_null (sparkled_db_query (f->db, &COUNT, NULL, 0, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_assert_cmpuint (sparkle_error_get_retry_after (error), >, 0);
  g_clear_error (&error);
  g_assert_null (sparkled_db_begin (f->db, SPARKLED_DB_READ, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  sparkled_db_get_stats (f->db, &stats);
  g_assert_cmpuint (stats.waiting, ==, 2);
  g_assert_cmpuint (stats.busy, ==, 1);

  /* Who waits is served when it is free… */
  g_assert_true (sparkled_transaction_commit (tx, &error));
  g_assert_true (dex_await (dex_ref (first), &error));
  g_assert_true (dex_await (dex_ref (second), &error));

  /* …and told when it takes too long. */
  g_clear_pointer (&tx, sparkled_transaction_free);
  tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_null (sparkled_db_query (f->db, &COUNT, NULL, 0, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  return dex_future_new_true ();
}

static void
test_wait_list (Fixture       *f,
                gconstpointer  data)
{
  open_pool (f, 1, 2, 300);
  run_fiber (full_fiber, f);
}

/* A fiber that is given up while it waits must not keep the place or the connection. */
static DexFuture *
waiting_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);

  return dex_future_new_true ();
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  SparkledTransaction *tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  DexFuture *other = dex_scheduler_spawn (NULL, 0, waiting_fiber, f, NULL);

  add (tx, "a", &error);
  g_assert_no_error (error);
  dex_unref (other);
  sparkled_transaction_free (tx);
  tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tx);
  sparkled_transaction_free (tx);
  g_assert_cmpint (count_rows (f->db), ==, 0);
  return dex_future_new_true ();
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  open_pool (f, 1, 10, 2000);
  run_fiber (cancel_fiber, f);
}

/* ---- Lost connections ---- */

static DexFuture *
kill_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  g_autoptr(SparkledRows) rows = NULL;

  add (tx, "a", &error);
  g_assert_no_error (error);
  /* from the other connection */
  rows = sparkled_db_query (f->db, &KILL, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sparkled_rows_get_int (rows, 0, 0), >=, 1);
  /* the transaction's session is gone: it says so, and takes no other's place */
  add (tx, "b", &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (sparkled_transaction_commit (tx, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  return dex_future_new_true ();
}

static DexFuture *
count_fiber (gpointer data)
{
  Fixture *f = data;

  g_assert_cmpint (count_rows (f->db), ==, 0);
  return dex_future_new_true ();
}

static void
test_killed (Fixture       *f,
             gconstpointer  data)
{
  open_pool (f, 2, 10, 2000);
  g_assert_true (test_wait_until (all_connected, f->db, 10));
  run_fiber (kill_fiber, f);
  g_assert_true (test_wait_until (all_connected, f->db, 10));
  run_fiber (count_fiber, f);
}

/* ---- A backend that says nothing any more ---- */

static DexFuture *
frozen_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) pid = sparkled_db_query (f->db, &PID, NULL, 0, &error);
  g_autoptr(SparkledRows) rows = NULL;
  pid_t backend;

  g_assert_no_error (error);
  backend = (pid_t) sparkled_rows_get_int (pid, 0, 0);
  g_assert_cmpint (kill (backend, SIGSTOP), ==, 0);
  /* whoever waits is told in time, though the server's own time-out is frozen, too */
  rows = sparkled_db_query (f->db, &COUNT, NULL, 0, &error);
  g_assert_null (rows);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TIMED_OUT);
  /* then the connection is given up for a new one */
  do
    {
      g_clear_error (&error);
      g_clear_pointer (&rows, sparkled_rows_unref);
      dex_await (dex_timeout_new_msec (20), NULL);
      rows = sparkled_db_query (f->db, &PID, NULL, 0, &error);
    }
  while (rows == NULL);
  g_assert_cmpint (sparkled_rows_get_int (rows, 0, 0), !=, backend);
  g_assert_cmpint (kill (backend, SIGCONT), ==, 0);
  return dex_future_new_true ();
}

static void
test_frozen (Fixture       *f,
             gconstpointer  data)
{
  open_pool (f, 1, 10, 300);
  expect_warning ("PostgreSQL has not answered");
  run_fiber (frozen_fiber, f);
  g_assert_cmpuint (n_expected, ==, 1);
}

/* ---- Statements that travel together; a pool that stops ---- */

static DexFuture *
together_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (f->db, SPARKLED_DB_WRITE, &error);
  const char *params[] = { NULL, "1" };
  DexFuture *futures[20];
  g_autoptr(SparkledRows) rows = NULL;

  g_assert_no_error (error);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *login = g_strdup_printf ("%d", i == 19 ? 0 : i);

      params[0] = login;
      futures[i] = sparkled_transaction_send (tx, &ADD, params, 2);
    }
  for (int i = 0; i < 19; i++)
    {
      g_autoptr(SparkledRows) one = dex_await_boxed (futures[i], &error);
      g_assert_no_error (error);
    }
  rows = dex_await_boxed (futures[19], &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT);
  return dex_future_new_true ();
}

static void
test_together (Fixture       *f,
               gconstpointer  data)
{
  open_pool (f, 1, 10, 2000);
  run_fiber (together_fiber, f);
  run_fiber (count_fiber, f);
}

static DexFuture *
stopped_fiber (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (f->db, &SLEEP, &error, 1, "10");

  g_assert_null (rows);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_null (sparkled_db_begin (f->db, SPARKLED_DB_READ, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  return dex_future_new_true ();
}

static void
test_stopped (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr(DexFuture) all = NULL;
  g_autoptr(DexFuture) stopped = NULL;
  g_autoptr(GError) error = NULL;
  SparkledDbStats stats;

  open_pool (f, 1, 100, 5000);
  for (int i = 0; i < 40; i++) /* some in flight, some in the wait list */
    g_ptr_array_add (futures, dex_scheduler_spawn (NULL, 0, stopped_fiber, f, NULL));
  do
    {
      g_main_context_iteration (NULL, TRUE);
      sparkled_db_get_stats (f->db, &stats);
    }
  while (stats.waiting == 0);
  stopped = sparkled_db_stop (f->db);
  all = dex_future_allv ((DexFuture **) futures->pdata, futures->len);
  await_all (all);
  dex_future_get_value (all, &error);
  g_assert_no_error (error);
  await_all (stopped);
}

/* ---- PostgreSQL restarted under load ---- */

typedef struct
{
  Fixture  *f;
  gboolean  stop;
  unsigned  done;
  unsigned  refused;
  unsigned  next;
  GHashTable *committed;
} Load;

static DexFuture *
load_fiber (gpointer data)
{
  Load *load = data;

  while (!load->stop)
    {
      g_autofree char *login = g_strdup_printf ("load %u", load->next++);
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledTransaction) tx = sparkled_db_begin (load->f->db, SPARKLED_DB_WRITE, &error);

      if (tx != NULL)
        add (tx, login, &error);
      if (error == NULL && sparkled_transaction_commit (tx, &error))
        {
          load->done++;
          g_hash_table_add (load->committed, g_steal_pointer (&login));
          continue;
        }
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
      load->refused++;
      dex_await (dex_timeout_new_msec (5), NULL);
    }
  return dex_future_new_true ();
}

static gboolean
load_goes_on (gpointer data)
{
  Load *load = data;

  return load->done > 50;
}

static gboolean
load_is_refused (gpointer data)
{
  Load *load = data;

  return load->refused > 20;
}

static void
test_restart (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GHashTable) committed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Load load = { .f = f, .committed = committed };
  g_autoptr(GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr(DexFuture) all = NULL;
  g_autofree char *names = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GHashTable) stored = NULL;
  GHashTableIter iter;
  gpointer name;

  expect_warning ("statement"); /* a server that goes down may give any reason */
  g_clear_pointer (&f->database, test_database_free);
  f->cluster = test_cluster_new ();
  f->database = test_database_new_in (f->cluster);
  g_assert_true (sparkled_migrations_run (test_database_conninfo (f->database), NULL, NULL, NULL));
  open_pool (f, 3, 50, 2000);

  for (int i = 0; i < 10; i++)
    g_ptr_array_add (futures, dex_scheduler_spawn (NULL, 0, load_fiber, &load, NULL));
  g_assert_true (test_wait_until (load_goes_on, &load, 10));
  test_cluster_stop (f->cluster); /* immediate, as a crash */
  g_assert_true (test_wait_until (load_is_refused, &load, 10));
  g_assert_false (sparkled_db_is_ready (f->db));
  test_cluster_start (f->cluster);
  load.done = 0;
  g_assert_true (test_wait_until (load_goes_on, &load, 20)); /* by itself */
  load.stop = TRUE;
  all = dex_future_allv ((DexFuture **) futures->pdata, futures->len);
  await_all (all);

  /* What was said to be committed is there. */
  names = test_database_psql (f->database, "SELECT login FROM login_failure");
  lines = g_strsplit (names, "\n", -1);
  stored = g_hash_table_new (g_str_hash, g_str_equal);
  for (unsigned i = 0; lines[i] != NULL; i++)
    g_hash_table_add (stored, lines[i]);
  g_hash_table_iter_init (&iter, committed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_assert_true (g_hash_table_contains (stored, name));
}

/* ---- A database that is not ours ---- */

static void
test_no_schema (Fixture       *f,
                gconstpointer  data)
{
  SparkledDbOptions options = { .size = 2, .wait_limit = 1, .query_ms = 500 };
  g_autoptr(TestDatabase) empty = test_database_new ();
  g_autoptr(DexFuture) started = NULL;
  g_autoptr(GError) error = NULL;

  expect_warning ("statement SELECT (SELECT max (version)");
  f->db = sparkled_db_new (test_database_conninfo (empty), &options);
  started = sparkled_db_start (f->db);
  await_all (started);
  g_assert_null (dex_future_get_value (started, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "sparkle-admin migrate"));

  /* It comes to life by itself once that was done. */
  g_assert_true (sparkled_migrations_run (test_database_conninfo (empty), NULL, NULL, NULL));
  g_assert_true (test_wait_until (all_connected, f->db, 20));
  {
    g_autoptr(DexFuture) stopped = sparkled_db_stop (f->db);
    await_all (stopped);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_log_set_writer_func (log_writer, NULL, NULL);

#define TEST(path, func) g_test_add ("/db/pool/" path, Fixture, NULL, set_up, func, tear_down)
  TEST ("values", test_values);
  TEST ("parallel", test_parallel);
  TEST ("transactions", test_transactions);
  TEST ("check", test_check);
  TEST ("timeout", test_timeout);
  TEST ("wait-list", test_wait_list);
  TEST ("cancel", test_cancel);
  TEST ("killed", test_killed);
  TEST ("frozen", test_frozen);
  TEST ("together", test_together);
  TEST ("stopped", test_stopped);
  TEST ("restart-under-load", test_restart);
  TEST ("no-schema", test_no_schema);
  return g_test_run ();
}
