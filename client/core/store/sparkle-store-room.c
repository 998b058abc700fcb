/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-room.h"

#include <glib/gstdio.h>

#include "sparkle-store-private.h"

/* Pages that go back to the file system in one step: 2 MB, some milliseconds. */
#define PAGES_A_STEP 500
/* What is to be indexed comes on while a busy community is read: then the rest is left to later. */
#define MAX_SLICES   2000
/* A row beside its text: its columns, its places in the indexes, its memberships. */
#define ROW_BYTES    400

static SparkleStoreRoom *
sparkle_store_room_copy (const SparkleStoreRoom *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
sparkle_store_room_free (SparkleStoreRoom *self)
{
  g_free (self);
}

G_DEFINE_BOXED_TYPE (SparkleStoreRoom, sparkle_store_room, sparkle_store_room_copy, sparkle_store_room_free)

void
sparkle_store_kept_free (SparkleStoreKept *self)
{
  g_free (self->post_id);
  g_free (self);
}

/* ---- measuring --------------------------------------------------------------------------------------------------- */

/* A database with the log that belongs to it. */
static guint64
size_of (const char *path)
{
  static const char * const parts[] = { "", "-wal", "-shm" };
  guint64 size = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_strconcat (path, parts[i], NULL);
      GStatBuf info;

      if (g_stat (part, &info) == 0)
        size += (guint64) info.st_size;
    }
  return size;
}

static gboolean
read_kept (SparkleWriter  *writer,
           GPtrArray      *kept,
           GError        **error)
{
  sqlite3_stmt *stmt = sparkle_database_query (writer->db, error,
                                               "SELECT substr (k.scope, 6), k.since,"
                                               " (SELECT count(*) FROM comment c WHERE c.post_id = substr (k.scope, 6)),"
                                               " (SELECT total (length (CAST (c.content AS BLOB))) FROM comment c WHERE c.post_id = substr (k.scope, 6)),"
                                               " (SELECT length (CAST (p.content AS BLOB)) FROM post p WHERE p.id = substr (k.scope, 6))"
                                               " FROM kept k WHERE k.account_id = ? AND k.scope GLOB 'post/*' ORDER BY k.since DESC", "s", writer->account);
  gboolean row;

  do
    {
      if (!sparkle_database_step (writer->db, stmt, &row, error))
        return FALSE;
      if (row)
        {
          SparkleStoreKept *one = g_new0 (SparkleStoreKept, 1);

          one->post_id = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
          one->since = sqlite3_column_int64 (stmt, 1);
          one->n_comments = (unsigned) sqlite3_column_int64 (stmt, 2);
          one->bytes = (guint64) (sqlite3_column_double (stmt, 3) + sqlite3_column_double (stmt, 4)) + (one->n_comments + 1) * ROW_BYTES;
          g_ptr_array_add (kept, one);
        }
    }
  while (row);
  return TRUE;
}

static gboolean
list_kept_job (SparkleWriter  *writer,
               gpointer        data,
               GValue         *result,
               GError        **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_store_kept_free);

  if (!read_kept (writer, kept, error))
    return FALSE;
  g_value_init (result, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (result, g_steal_pointer (&kept));
  return TRUE;
}

DexFuture *
sparkle_store_list_kept (SparkleStore *self)
{
  return sparkle_store_do (self, FALSE, list_kept_job, NULL, NULL);
}

static gboolean
measure_job (SparkleWriter  *writer,
             gpointer        data,
             GValue         *result,
             GError        **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_store_kept_free);
  g_autofree char *store = g_build_filename (writer->folder, "store.db", NULL);
  SparkleStoreRoom room = { size_of (store), size_of (writer->journal_path), 0, 0 };

  if (!read_kept (writer, kept, error))
    return FALSE;
  room.n_kept = kept->len;
  for (unsigned i = 0; i < kept->len; i++)
    room.kept += ((SparkleStoreKept *) g_ptr_array_index (kept, i))->bytes;
  g_value_init (result, SPARKLE_TYPE_STORE_ROOM);
  g_value_set_boxed (result, &room);
  return TRUE;
}

DexFuture *
sparkle_store_measure (SparkleStore *self)
{
  return sparkle_store_do (self, FALSE, measure_job, NULL, NULL);
}

/* ---- making room --------------------------------------------------------------------------------------------------- */

/* The round is shared by the fiber that asks and the thread that answers; one of them at a time has it. */

static gboolean
evict_job (SparkleWriter  *writer,
           gpointer        data,
           GValue         *result,
           GError        **error)
{
  return sparkle_writer_evict (writer, data, error);
}

/* What went from the tables goes from the index, before the file is cut. */
static gboolean
index_job (SparkleWriter  *writer,
           gpointer        data,
           GValue         *result,
           GError        **error)
{
  SparkleEviction *round = data;

  if (!sparkle_writer_index_slice (writer, error))
    return FALSE;
  round->some = sparkle_writer_index_wait (writer) >= 0;
  return TRUE;
}

/* Outside a transaction: the pages go back after each step, and a crash between two leaves a whole file. */
static gboolean
shrink_job (SparkleWriter  *writer,
            gpointer        data,
            GValue         *result,
            GError        **error)
{
  SparkleEviction *round = data;

  if (!sparkle_database_run (writer->db, error, "PRAGMA main.incremental_vacuum(" G_STRINGIFY (PAGES_A_STEP) ")", "") ||
      !sparkle_database_get_int (writer->db, &round->unused_pages, 0, error, "PRAGMA main.freelist_count", ""))
    return FALSE;
  if (round->unused_pages == 0) /* what was cut is in the log until this; a reader that is busy only delays it */
    return sparkle_database_run (writer->db, error, "PRAGMA main.wal_checkpoint(TRUNCATE)", "");
  return TRUE;
}

typedef struct
{
  SparkleStore *store; /* (owned) */
  guint64       budget;
} Eviction;

static void
eviction_free (Eviction *eviction)
{
  g_object_unref (eviction->store);
  g_free (eviction);
}

/* (fiber) One step on the store's thread; others come in between. */
static gboolean
take_step (SparkleStore      *store,
           gboolean           write,
           SparkleStoreFunc   func,
           SparkleEviction   *round,
           GError           **error)
{
  return dex_await (sparkle_store_do (store, write, func, g_atomic_rc_box_acquire (round), g_atomic_rc_box_release), error);
}

static DexFuture *
evict_fiber (gpointer user_data)
{
  Eviction *eviction = user_data;
  g_autoptr (GError) error = NULL;
  SparkleEviction *round = g_atomic_rc_box_new0 (SparkleEviction);
  unsigned n_slices = 0;
  gint64 used, before = G_MAXINT64;
  gboolean ok;

  round->budget = eviction->budget;
  do
    ok = take_step (eviction->store, TRUE, evict_job, round, &error);
  while (ok && round->some && (guint64) round->used > round->budget);
  used = round->used;

  do
    ok = ok && take_step (eviction->store, FALSE, index_job, round, &error);
  while (ok && round->some && ++n_slices < MAX_SLICES);
  while (ok && (before == G_MAXINT64 || (round->unused_pages > 0 && round->unused_pages < before)))
    {
      before = before == G_MAXINT64 ? G_MAXINT64 - 1 : round->unused_pages;
      ok = take_step (eviction->store, FALSE, shrink_job, round, &error);
    }
  g_atomic_rc_box_release (round);
  return ok ? dex_future_new_for_int64 (used) : dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * sparkle_store_evict:
 * @budget: bytes that the rows of the cache may take
 *
 * Removes the oldest until it fits or nothing more may go, in short steps between which others are served, and gives the room
 * back to the disk.
 *
 * Returns: (transfer full): a future gint64, the bytes that are used now
 */
DexFuture *
sparkle_store_evict (SparkleStore *self,
                     guint64       budget)
{
  Eviction *eviction;

  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  eviction = g_new0 (Eviction, 1);
  eviction->store = g_object_ref (self);
  eviction->budget = budget;
  return dex_scheduler_spawn (NULL, 0, evict_fiber, eviction, (GDestroyNotify) eviction_free);
}
