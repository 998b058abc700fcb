/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <glib/gstdio.h>

#include "bench-posts.h"
#include "sparkle-database.h"
#include "sparkle-store-search.h"

/* What a person waits for after each key: the client's search over a cache of 100,000 posts whose words are nearly all common ones, the
 * worst case. The reference is FTS5 itself over the same texts, ranked by its own bm25. */

#define POSTS   100000
#define SERVER  "http://127.0.0.1:1"
#define ROUNDS  5

/* Typed letter by letter. */
static const char * const typed[] = {
  "lamp", "shadow mir", "\"the lamp\" clock", "teory", "zürich -lamp", "author:fan_7 mirror", "tag:theory corner", "has:video ending is", "caroll mendes",
};

static gpointer
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gpointer found = NULL;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (future, &error);
  if (value == NULL)
    g_error ("%s", error->message);
  if (G_VALUE_HOLDS_BOXED (value))
    found = g_value_dup_boxed (value);
  dex_unref (future);
  return found;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The index is complete; how many rows a second that was. */
static double
await_index (SparkleDatabase *db)
{
  gint64 begin = g_get_monotonic_time ();
  unsigned tick = g_timeout_add (20, tick_cb, NULL);
  gint64 left;

  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_true (sparkle_database_get_int (db, &left, 0, NULL, "SELECT count(*) FROM search_queue", ""));
    }
  while (left > 0);
  g_source_remove (tick);
  return POSTS / ((g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC);
}

static void
search_once (SparkleStore *store,
             const char   *text,
             GArray       *times)
{
  g_autoptr (SparkleQuery) query = sparkle_query_parse (text, NULL);
  g_autoptr (GPtrArray) found = NULL;
  SparkleSearchWish wish = { query, SPARKLE_N_COLLECTIONS, 20 };
  gint64 begin = g_get_monotonic_time ();
  double ms;

  found = await (sparkle_store_search (store, &wish));
  ms = (g_get_monotonic_time () - begin) / 1000.0;
  g_array_append_val (times, ms);
  g_debug ("%8.2f ms  %s", ms, text);
}

static void
type_everything (SparkleStore *store,
                 GArray       *times)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (typed); i++)
    for (const char *end = typed[i]; *end != '\0';)
      {
        g_autofree char *text = NULL;

        end = g_utf8_next_char (end);
        text = g_strndup (typed[i], end - typed[i]);
        search_once (store, text, times);
      }
}

/* The same words through the plain table. */
static double
measure_reference (SparkleDatabase *db)
{
  static const char * const matches[] = { "\"lamp\" *", "\"shadow\" AND \"mir\" *", "\"the\" + \"lamp\" AND \"clock\" *" };
  gint64 begin = g_get_monotonic_time ();

  for (unsigned i = 0; i < G_N_ELEMENTS (matches); i++)
    g_assert_true (sparkle_database_run (db, NULL, "SELECT rowid FROM search_post WHERE search_post MATCH ? ORDER BY rank LIMIT 20", "s", matches[i]));
  return (g_get_monotonic_time () - begin) / 1000.0 / G_N_ELEMENTS (matches);
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

static void
run (Bench *bench)
{
  g_autofree char *dir = g_dir_make_tmp ("sparkle-bench-XXXXXX", NULL);
  g_autofree char *folder = bench_posts_folder (dir, SERVER);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autoptr (SparkleStore) store = NULL;
  g_autoptr (SparkleDatabase) db = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 before, after;

  dex_init ();
  bench_posts_fill (dir, SERVER, POSTS);
  store = sparkle_store_new (folder);
  await (sparkle_store_open (store));
  db = sparkle_database_open (path, NULL, TRUE, NULL);
  g_assert_true (sparkle_database_get_int (db, &before, 0, NULL, "PRAGMA page_count", ""));
  bench_row (bench, "indexing for search in the background", await_index (db), "posts/s", BENCH_NO_BUDGET, 0);
  g_assert_true (sparkle_database_get_int (db, &after, 0, NULL, "PRAGMA page_count", ""));
  bench_row (bench, "the index, against the rows it is of", (after - before) / (double) before, "times", BENCH_NO_BUDGET, 0);
  for (unsigned i = 0; i < ROUNDS; i++)
    type_everything (store, times);
  g_array_sort (times, compare);
  bench_row (bench, "search as you type, 100,000 cached posts, median", g_array_index (times, double, times->len / 2), "ms", BENCH_NO_BUDGET, 0);
  bench_row (bench, "search as you type, 100,000 cached posts, p95", g_array_index (times, double, times->len * 95 / 100), "ms", BENCH_AT_MOST, 30);
  bench_row (bench, "search as you type, slowest", g_array_index (times, double, times->len - 1), "ms", BENCH_NO_BUDGET, 0);
  bench_row (bench, "reference: FTS5 ranked by bm25, common words", measure_reference (db), "ms", BENCH_NO_BUDGET, 0);
  await (sparkle_store_close (store));
  remove_tree (dir);
}

const BenchModule bench_module_search = { "search", "the client's search over 100,000 cached posts", run };
