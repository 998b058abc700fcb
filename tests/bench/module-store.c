/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sparkle-feed.h"
#include "sparkle-store-reader.h"
#include "sparkle-database.h"
#include "sparkle-table.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"

/* The first sync as the client does it: answers of 500 records come as text and end in its store. The reference inserts
 * the same rows, ready in memory, into the same schema with prepared statements and one transaction a page. */

#define POSTS      20000
#define LARGE_FEED 100000
#define PER_PAGE   450
#define USERS      50   /* more of a page: authors */
#define RUNS       5

typedef struct
{
  GPtrArray *answers;  /* GBytes: the pulls */
  GPtrArray *pages;    /* GArray of SparkleAnyRow, posts then users */
  GPtrArray *n_posts;  /* of each page */
  unsigned   n_records;
} Load;

static void
wait_for (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  while (dex_future_get_status (future) == DEX_FUTURE_STATUS_PENDING)
    g_main_context_iteration (NULL, TRUE);
  if (dex_future_get_value (future, &error) == NULL)
    g_error ("%s", error->message);
  dex_unref (future);
}

static void
append_post (GString *out,
             GRand   *rand,
             gint64   at)
{
  static const char words[] = "the new theory about that old video says more than one may think and nobody has seen it coming \\u00e9 ";
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *author = sparkle_uuid_new ();
  g_autofree char *time = sparkle_time_format (at);

  g_string_append_printf (out, "{\"id\":\"%s\",\"rev\":%u,\"version\":1,\"author_id\":\"%s\",\"kind\":\"blog\",\"title\":\"A title of about forty characters, %u\","
                               "\"slug\":\"a-title-of-about-forty-characters\",\"excerpt\":\"%s%s\",\"content\":\"", id, g_rand_int_range (rand, 1, 90), author,
                          g_rand_int_range (rand, 0, 10000), words, words);
  for (int i = g_rand_int_range (rand, 3, 12); i > 0; i--)
    g_string_append (out, words);
  g_string_append_printf (out, "\",\"tags\":[\"theory\",\"video\",\"2026\"],\"category\":\"theories\",\"youtube_video_id\":\"dQw4w9WgXcQ\",\"featured\":false,"
                               "\"state\":\"published\",\"reading_minutes\":2,\"created_at\":\"%s\",\"published_at\":\"%s\",\"edited_at\":null,"
                               "\"counts\":{\"comments\":%d,\"reactions\":{\"like\":%d,\"love\":3,\"fire\":0,\"sparkle\":1,\"mind_blown\":0}}}",
                          time, time, g_rand_int_range (rand, 0, 99), g_rand_int_range (rand, 0, 99));
}

static void
append_user (GString *out,
             GRand   *rand)
{
  g_autofree char *id = sparkle_uuid_new ();

  g_string_append_printf (out, "{\"id\":\"%s\",\"rev\":4,\"version\":1,\"username\":\"fan_%u\",\"display_name\":\"A fan\",\"bio\":\"I watch everything twice\","
                               "\"role\":\"user\",\"level\":3,\"xp\":512,\"created_at\":\"2025-01-01T00:00:00.000Z\",\"deleted\":false,"
                               "\"counts\":{\"posts\":3,\"followers\":10,\"following\":20}}", id, g_rand_int (rand));
}

/* The same text for both: an answer as the server gives it, and its rows taken apart for the reference. */
static void
decode_page (Load        *load,
             const char  *posts,
             const char  *users)
{
  const char *texts[] = { posts, users };
  SparkleCollection collections[] = { SPARKLE_COLLECTION_POST, SPARKLE_COLLECTION_USER };
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (SparkleAnyRow));
  unsigned n_posts = 0;

  for (unsigned i = 0; i < 2; i++)
    {
      const SparkleTable *table = sparkle_table_get (collections[i]);
      SparkleJsonReader reader;
      gboolean more;

      sparkle_json_reader_init (&reader, texts[i], strlen (texts[i]));
      g_assert_true (sparkle_json_reader_enter_array (&reader));
      while (sparkle_json_reader_next_element (&reader, &more) && more)
        {
          g_array_set_size (rows, rows->len + 1);
          g_assert_true (sparkle_table_decode (table, &g_array_index (rows, SparkleAnyRow, rows->len - 1), &reader, NULL));
        }
      if (i == 0)
        n_posts = rows->len;
    }
  load->n_records += rows->len;
  g_ptr_array_add (load->pages, rows);
  g_ptr_array_add (load->n_posts, GUINT_TO_POINTER (n_posts));
}

static void
make_load (Load     *load,
           unsigned  n_posts,
           gboolean  with_rows)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint64 at = g_get_real_time ();

  load->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  load->pages = g_ptr_array_new ();
  load->n_posts = g_ptr_array_new ();
  for (unsigned done = 0; done < n_posts; done += PER_PAGE)
    {
      g_autoptr (GString) posts = g_string_new ("["), users = g_string_new ("[");
      char *answer;

      for (unsigned i = 0; i < PER_PAGE; i++, at -= G_USEC_PER_SEC)
        {
          if (i > 0)
            g_string_append_c (posts, ',');
          append_post (posts, rand, at);
        }
      for (unsigned i = 0; i < USERS; i++)
        {
          if (i > 0)
            g_string_append_c (users, ',');
          append_user (users, rand);
        }
      g_string_append_c (posts, ']');
      g_string_append_c (users, ']');
      answer = g_strdup_printf ("{\"success\":true,\"data\":{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c%u\",\"follow\":\"f\",\"more\":%s,\"reset\":false,"
                                "\"upserts\":{\"post\":%s,\"user\":%s},\"deletes\":{}}]}}", done, done + PER_PAGE < n_posts ? "true" : "false", posts->str, users->str);
      g_ptr_array_add (load->answers, g_bytes_new_take (answer, strlen (answer)));
      if (with_rows)
        decode_page (load, posts->str, users->str);
    }
}

static void
clear_load (Load *load)
{
  for (unsigned p = 0; p < load->pages->len; p++)
    {
      GArray *rows = load->pages->pdata[p];

      for (unsigned i = 0; i < rows->len; i++)
        sparkle_table_clear (sparkle_table_get (i < GPOINTER_TO_UINT (load->n_posts->pdata[p]) ? SPARKLE_COLLECTION_POST : SPARKLE_COLLECTION_USER),
                             &g_array_index (rows, SparkleAnyRow, i));
      g_array_unref (rows);
    }
  g_ptr_array_unref (load->answers);
  g_ptr_array_unref (load->pages);
  g_ptr_array_unref (load->n_posts);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

/* ---- the client ------------------------------------------------------------------------------------------------------- */

static void
apply_all (SparkleStore *store,
           Load         *load)
{
  for (unsigned i = 0; i < load->answers->len; i++)
    {
      g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);

      g_ptr_array_add (asked, sparkle_store_read_scope (store, "feed"));
      wait_for (sparkle_store_apply_pull (store, asked, load->answers->pdata[i], SPARKLE_APPLY_NORMAL));
    }
}

static double
measure_store (Load *load)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-bench-XXXXXX", NULL);
  g_autoptr (SparkleStore) store = sparkle_store_new (folder);
  gint64 begin;
  double seconds;

  wait_for (sparkle_store_open (store));
  begin = g_get_monotonic_time ();
  apply_all (store, load);
  seconds = (g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC;
  wait_for (sparkle_store_close (store));
  remove_folder (folder);
  return load->n_records / seconds;
}

/* ---- the reference ------------------------------------------------------------------------------------------------------ */

static sqlite3_stmt *
prepare_insert (SparkleDatabase   *db,
                SparkleCollection  collection)
{
  const SparkleTable *table = sparkle_table_get (collection);
  gboolean post = collection == SPARKLE_COLLECTION_POST;
  g_autofree char *columns = sparkle_table_column_list (table, "", table->n_wire);
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *stmt;

  g_string_printf (sql, "INSERT INTO %s (%s%s) VALUES (?", table->name, columns, post ? ", listed" : "");
  for (unsigned i = 1; i < table->n_wire; i++)
    g_string_append (sql, ", ?");
  g_string_append (sql, post ? ", 1)" : ")");
  stmt = sparkle_database_prepare (db, sql->str, NULL);
  g_assert_nonnull (stmt);
  return stmt;
}

static double
measure_reference (Load *load)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  const SparkleTable *tables[] = { sparkle_table_get (SPARKLE_COLLECTION_POST), sparkle_table_get (SPARKLE_COLLECTION_USER) };
  SparkleDatabase *db;
  sqlite3_stmt *inserts[2], *member;
  gint64 begin;
  double seconds;

  g_assert_cmpint (sparkle_file_prepare (path, &sparkle_store_schema, FALSE, FALSE, NULL), ==, SPARKLE_FILE_GOOD);
  db = sparkle_database_open (path, NULL, FALSE, NULL);
  inserts[0] = prepare_insert (db, SPARKLE_COLLECTION_POST);
  inserts[1] = prepare_insert (db, SPARKLE_COLLECTION_USER);
  member = sparkle_database_prepare (db, "INSERT INTO member (collection, row, scope, gen) VALUES (?, ?, 1, 1)", NULL);
  begin = g_get_monotonic_time ();
  for (unsigned p = 0; p < load->pages->len; p++)
    {
      GArray *rows = load->pages->pdata[p];

      g_assert_true (sparkle_database_begin (db, NULL));
      for (unsigned i = 0; i < rows->len; i++)
        {
          unsigned which = i < GPOINTER_TO_UINT (load->n_posts->pdata[p]) ? 0 : 1;

          sparkle_table_bind (tables[which], &g_array_index (rows, SparkleAnyRow, i), tables[which]->n_wire, inserts[which], 1);
          g_assert_true (sparkle_database_step (db, inserts[which], NULL, NULL));
          sqlite3_bind_int (member, 1, tables[which]->collection);
          sqlite3_bind_int64 (member, 2, sqlite3_last_insert_rowid (sparkle_database_handle (db)));
          g_assert_true (sparkle_database_step (db, member, NULL, NULL));
        }
      g_assert_true (sparkle_database_commit (db, NULL));
    }
  seconds = (g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC;
  sparkle_database_close (db);
  remove_folder (folder);
  return load->n_records / seconds;
}

/* ---- taking a page apart, three ways -------------------------------------------------------------------------------------- */

static double
measure_reader (Load *load)
{
  gint64 begin = g_get_monotonic_time ();
  Load again = { .pages = g_ptr_array_new (), .n_posts = g_ptr_array_new (), .answers = g_ptr_array_new () };
  double seconds;

  for (unsigned i = 0; i < load->answers->len; i++)
    {
      const char *text = g_bytes_get_data (load->answers->pdata[i], NULL);

      decode_page (&again, strstr (text, "\"post\":[") + strlen ("\"post\":"), strstr (text, "\"user\":[") + strlen ("\"user\":"));
    }
  seconds = (g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC;
  clear_load (&again);
  return load->n_records / seconds;
}

static double
measure_json_glib (Load *load)
{
  gint64 begin = g_get_monotonic_time ();

  for (unsigned i = 0; i < load->answers->len; i++)
    {
      gsize length;
      const char *text = g_bytes_get_data (load->answers->pdata[i], &length);
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();

      g_assert_true (json_parser_load_from_data (parser, text, length, NULL));
    }
  return load->n_records / ((g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC);
}

static double
measure_json_each (Load *load)
{
  const SparkleTable *table = sparkle_table_get (SPARKLE_COLLECTION_POST);
  g_autoptr (SparkleDatabase) db = sparkle_database_open (":memory:", NULL, FALSE, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  gint64 begin = g_get_monotonic_time ();
  unsigned n = 0;

  for (unsigned i = 0; i < table->n_wire; i++)
    g_string_append_printf (sql, "%svalue ->> '$.%s%s%s'", i > 0 ? ", " : "",
                            table->columns[i].group == NULL ? "" : table->columns[i].key[0] == 'c' ? "counts." : "counts.reactions.", "", table->columns[i].key);
  g_string_append (sql, " FROM json_each (?, '$.data.scopes[0].upserts.post')");
  for (unsigned i = 0; i < load->answers->len; i++)
    {
      sqlite3_stmt *stmt = sparkle_database_prepare (db, sql->str, NULL);
      gboolean row;

      sqlite3_bind_text (stmt, 1, g_bytes_get_data (load->answers->pdata[i], NULL), -1, SQLITE_STATIC);
      while (sparkle_database_step (db, stmt, &row, NULL) && row)
        n++;
    }
  return n / ((g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC);
}

/* ---- opening ------------------------------------------------------------------------------------------------------------------ */

static void
measure_large_feed (Bench *bench)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-bench-XXXXXX", NULL);
  SparkleStore *store = sparkle_store_new (folder);
  SparkleEntities *entities;
  SparkleFeed *feed;
  Load load = { NULL };
  gint64 begin;

  make_load (&load, LARGE_FEED, FALSE);
  wait_for (sparkle_store_open (store));
  apply_all (store, &load);
  clear_load (&load);
  wait_for (sparkle_store_close (store));
  g_clear_object (&store);

  begin = g_get_monotonic_time ();
  store = sparkle_store_new (folder);
  wait_for (sparkle_store_open (store));
  entities = sparkle_entities_new (store);
  feed = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  for (unsigned i = 0; i < 20; i++)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (feed), i));
  bench_row (bench, "store opened and first screen read, 100,000 cached posts", (g_get_monotonic_time () - begin) / 1000.0, "ms", BENCH_NO_BUDGET, 0);
  g_object_unref (feed);
  g_object_unref (entities);
  wait_for (sparkle_store_close (store));
  g_object_unref (store);
  remove_folder (folder);
}

static void
run (Bench *bench)
{
  Load load = { NULL };
  double store = 0, reference = 0;

  dex_init ();
  make_load (&load, POSTS, TRUE);
  /* in turns, the best of each: the disk has moods */
  for (unsigned i = 0; i < RUNS; i++)
    {
      reference = MAX (reference, measure_reference (&load));
      store = MAX (store, measure_store (&load));
    }
  bench_row_ratio (bench, "first sync into the client's store, against raw SQLite", store, "records/s", reference, BENCH_AT_LEAST, 0.5);
  bench_row (bench, "taking a page apart: the store's reader", measure_reader (&load), "records/s", BENCH_NO_BUDGET, 0);
  bench_row (bench, "taking a page apart: json-glib, tree only", measure_json_glib (&load), "records/s", BENCH_NO_BUDGET, 0);
  bench_row (bench, "taking a page apart: SQLite's json_each", measure_json_each (&load), "records/s", BENCH_NO_BUDGET, 0);
  clear_load (&load);
  measure_large_feed (bench);
}

const BenchModule bench_module_store = { "store", "the client's store: first sync, opening", run };
