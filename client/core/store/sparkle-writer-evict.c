/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include "sparkle-error.h"

#define SCOPES_A_ROUND 20
#define IN_USE_US      (60 * (gint64) G_USEC_PER_SEC) /* whoever looks at a scope says so before an eviction */
#define MIN_FEED_POSTS 200 /* the first screens stay, however small the budget */
#define READING_US     (3600 * (gint64) G_USEC_PER_SEC) /* where somebody read so lately, the feed is not cut */

/* The index follows the rows later (sparkle-writer-index.c): while rows go, its share is taken to shrink with them. */
static gboolean
used_bytes (SparkleWriter    *self,
            SparkleEviction  *round,
            GError          **error)
{
  gint64 pages, free_pages, size;

  if (!sparkle_database_get_int (self->db, &pages, 0, error, "PRAGMA main.page_count", "") ||
      !sparkle_database_get_int (self->db, &free_pages, 0, error, "PRAGMA main.freelist_count", "") ||
      !sparkle_database_get_int (self->db, &size, 0, error, "PRAGMA main.page_size", ""))
    return FALSE;
  round->used = (gint64) (((pages - free_pages) * size - round->index_bytes) * round->index_scale);
  return TRUE;
}

static gboolean
measure_index (SparkleWriter    *self,
               SparkleEviction  *round,
               GError          **error)
{
  gint64 bytes;

  round->index_scale = 1;
  if (!used_bytes (self, round, error) || !sparkle_writer_index_size (self, &bytes, error))
    return FALSE;
  if (round->used > bytes)
    {
      round->index_scale = round->used / (double) (round->used - bytes);
      round->index_bytes = bytes;
    }
  return TRUE;
}

/* Threads and profiles that nobody keeps or looks at, longest unused first. */
static gboolean
evict_scopes (SparkleWriter  *self,
              gboolean       *ret_some,
              GError        **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error,
                                               "SELECT scope FROM scope s WHERE key > 2"
                                               " AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.scope = s.scope)"
                                               " AND NOT EXISTS (SELECT 1 FROM bookmark b WHERE 'post/' || b.id = s.scope)"
                                               " AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.collection = 0 AND 'post/' || t.id = s.scope)"
                                               " AND NOT EXISTS (SELECT 1 FROM draft d WHERE 'post/' || d.post_id = s.scope)"
                                               " AND s.scope <> 'user/' || ?"
                                               " AND abs (used_at - ?) > ? ORDER BY used_at, key LIMIT ?", "siii",
                                               self->account, g_get_real_time (), IN_USE_US, (gint64) SCOPES_A_ROUND);
  gboolean row;

  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
  while (row);
  *ret_some = names->len > 0;
  for (unsigned i = 0; i < names->len; i++)
    if (!sparkle_writer_drop_scope (self, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

/* The feed can only be cut where a page of the first pull ended: from there the server can be asked for the rest again. */
static gboolean
find_cut (SparkleWriter      *self,
          SparkleScopeState  *feed,
          gint64             *ret_low,
          char              **ret_cursor,
          GError            **error)
{
  gint64 floor, reading;
  sqlite3_stmt *stmt;
  gboolean row;

  *ret_low = 0;
  if (!sparkle_database_get_int (self->db, &floor, 0, error,
                                 "SELECT published_at FROM post WHERE listed ORDER BY published_at DESC LIMIT 1 OFFSET ?", "i",
                                 (gint64) MIN_FEED_POSTS))
    return FALSE;
  if (floor == 0)
    return TRUE;
  /* what is on the screen of a list, and all above it */
  if (!sparkle_database_get_int (self->db, &reading, floor, error,
                                 "SELECT min (p.published_at) FROM reading r JOIN post p ON p.id = r.id AND p.listed"
                                 " WHERE r.account_id = ? AND abs (r.at - ?) < ?", "sii",
                                 self->account, g_get_real_time (), READING_US))
    return FALSE;
  floor = MIN (floor, reading);
  stmt = sparkle_database_query (self->db, error, "SELECT low, cursor FROM page WHERE scope = ? AND low > ? AND low <= ? ORDER BY low LIMIT 1", "iii",
                                 feed->key, feed->row.low_mark, floor);
  if (!sparkle_database_step (self->db, stmt, &row, error))
    return FALSE;
  if (row)
    {
      *ret_low = sqlite3_column_int64 (stmt, 0);
      *ret_cursor = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      sqlite3_reset (stmt);
    }
  return TRUE;
}

static gboolean
drop_posts_below (SparkleWriter  *self,
                  gint64          low,
                  GError        **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error,
                                               "SELECT id FROM post p WHERE published_at < ?1 AND NOT overlay AND author_id IS NOT ?2"
                                               " AND NOT EXISTS (SELECT 1 FROM bookmark b WHERE b.id = p.id)"
                                               " AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.scope = 'post/' || p.id)"
                                               " AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.post_id = p.id)"
                                               " AND EXISTS (SELECT 1 FROM member m WHERE m.collection = 0 AND m.row = p.row AND m.scope = 1)", "is",
                                               low, self->account);
  gboolean row;

  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
  while (row);
  for (unsigned i = 0; i < ids->len; i++)
    if (!sparkle_writer_leave (self, sparkle_table_get (SPARKLE_COLLECTION_POST), g_ptr_array_index (ids, i), SPARKLE_SCOPE_KEY_FEED, error))
      return FALSE;
  return TRUE;
}

static gboolean
evict_feed (SparkleWriter  *self,
            gboolean       *ret_some,
            GError        **error)
{
  g_auto (SparkleScopeState) feed = { { NULL } };
  g_autofree char *cursor = NULL;
  gint64 low;

  *ret_some = FALSE;
  if (!sparkle_writer_load_scope (self, "feed", &feed, error))
    return FALSE;
  if (feed.row.phase != SPARKLE_SCOPE_FOLLOWING)
    return TRUE;
  if (!find_cut (self, &feed, &low, &cursor, error))
    return FALSE;
  if (low == 0)
    return TRUE;
  *ret_some = TRUE;
  feed.row.low_mark = low;
  g_set_str (&feed.row.older, cursor);
  sparkle_store_changes_add_all (self->changes, SPARKLE_COLLECTION_POST);
  return drop_posts_below (self, low, error) &&
         sparkle_database_run (self->db, error, "DELETE FROM page WHERE scope = ? AND low < ?", "ii", feed.key, low) &&
         sparkle_writer_save_scope (self, &feed, error);
}

/**
 * sparkle_writer_evict:
 * @round: (inout): the budget; how it stands
 *
 * Makes some room when the rows do not fit into the budget: a few threads, or a page of the feed. So no round holds up what
 * waits behind it for long; the file shrinks afterwards.
 */
gboolean
sparkle_writer_evict (SparkleWriter    *self,
                      SparkleEviction  *round,
                      GError          **error)
{
  round->some = FALSE;
  if ((round->index_scale == 0 && !measure_index (self, round, error)) || !used_bytes (self, round, error))
    return FALSE;
  if ((guint64) round->used <= round->budget)
    return TRUE;
  return evict_scopes (self, &round->some, error) &&
         (round->some || evict_feed (self, &round->some, error)) &&
         used_bytes (self, round, error);
}
