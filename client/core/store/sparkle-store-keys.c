/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which posts a list has, in its order: only keys, read from an index as far as they are asked for. */
#include "sparkle-store-private.h"

#include <string.h>

#include "sparkle-trending.h"

#define LOW_MARK "(SELECT low_mark FROM scope WHERE key = 1)"

/* Each selects from the posts of a list; ?1 is the argument. sort and row are the two columns of the key, so chosen that an index
 * has both in this order. */
static const struct
{
  const char *from;
  const char *sort;
  const char *row;
} lists[] = {
  [SPARKLE_LIST_FEED] = { "post p WHERE p.listed AND p.published_at >= " LOW_MARK, "p.published_at", "p.row" },
  [SPARKLE_LIST_AUTHOR] = { "post p WHERE p.author_id = ?1 AND p.present AND p.state = 'published'", "p.published_at", "p.row" },
  [SPARKLE_LIST_CATEGORY] = { "post p WHERE p.listed AND p.published_at >= " LOW_MARK " AND p.category = ?1", "p.published_at", "p.row" },
  [SPARKLE_LIST_TAG] = { "post_tag t JOIN post p ON p.row = t.row AND p.published_at = t.published_at WHERE t.tag = ?1 AND p.listed AND t.published_at >= " LOW_MARK,
                         "t.published_at", "t.row" },
  [SPARKLE_LIST_BOOKMARKS] = { "bookmark b JOIN post p ON p.id = b.id WHERE b.present AND p.present", "b.created_at", "p.row" },
  [SPARKLE_LIST_FOLLOWING] = { "follow f JOIN post p ON p.author_id = f.followed_id WHERE f.follower_id = ?1 AND f.present"
                               " AND p.listed AND p.published_at >= " LOW_MARK, "p.published_at", "p.row" },
  [SPARKLE_LIST_TRENDING] = { "post p WHERE p.listed AND p.published_at >= " LOW_MARK, "p.published_at", "p.row" },
};

/* Following is of whoever is signed in. */
static const char *
argument_of (SparkleStore    *self,
             SparkleListKind  kind,
             const char      *arg)
{
  if (kind == SPARKLE_LIST_FOLLOWING)
    arg = sparkle_store_get_account (self);
  return arg != NULL ? arg : "";
}

static gboolean
step (SparkleStore *self,
      sqlite3_stmt *stmt)
{
  gboolean row;

  return stmt != NULL && sparkle_database_step (sparkle_store_get_reader (self), stmt, &row, NULL) && row;
}

static sqlite3_stmt *
prepare (SparkleStore    *self,
         SparkleListKind  kind,
         const char      *arg,
         const char      *condition,
         const char      *order)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  g_autofree char *sql = NULL;
  g_autofree char *place = NULL;

  if (db == NULL)
    return NULL;
  if (*order != '\0')
    place = g_strconcat (" ORDER BY ", lists[kind].sort, " DESC, ", lists[kind].row, " DESC", order, NULL);
  sql = g_strconcat ("SELECT ", lists[kind].sort, ", ", lists[kind].row, " FROM ", lists[kind].from, condition, place, NULL); /* constants */
  return sparkle_database_query (db, NULL, sql, strstr (sql, "?1") != NULL ? "s" : "", argument_of (self, kind, arg));
}

static GArray *
collect (SparkleStore *self,
         sqlite3_stmt *stmt)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (SparkleKey));

  while (step (self, stmt))
    {
      SparkleKey key = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };

      g_array_append_val (keys, key);
    }
  return keys;
}

GArray *
sparkle_store_read_keys_after (SparkleStore     *self,
                               SparkleListKind   kind,
                               const char       *arg,
                               const SparkleKey *after,
                               unsigned          limit)
{
  g_autofree char *condition = NULL;
  sqlite3_stmt *stmt;

  if (kind == SPARKLE_LIST_TRENDING)
    return g_array_new (FALSE, FALSE, sizeof (SparkleKey));
  if (after != NULL)
    condition = g_strconcat (" AND ", lists[kind].sort, " <= ?2 AND (", lists[kind].sort, " < ?2 OR ", lists[kind].row, " < ?3)", NULL);
  stmt = prepare (self, kind, arg, condition != NULL ? condition : "", " LIMIT ?4");
  if (stmt == NULL)
    return collect (self, NULL);
  if (after != NULL)
    {
      sqlite3_bind_int64 (stmt, 2, after->sort);
      sqlite3_bind_int64 (stmt, 3, after->row);
    }
  sqlite3_bind_int64 (stmt, 4, limit == G_MAXUINT ? -1 : (gint64) limit);
  return collect (self, stmt);
}

GArray *
sparkle_store_read_keys_until (SparkleStore     *self,
                               SparkleListKind   kind,
                               const char       *arg,
                               const SparkleKey *last)
{
  return sparkle_store_read_keys_between (self, kind, arg, &(SparkleKey) { G_MAXINT64, G_MAXINT64 }, last);
}

GArray *
sparkle_store_read_keys_between (SparkleStore     *self,
                                 SparkleListKind   kind,
                                 const char       *arg,
                                 const SparkleKey *after,
                                 const SparkleKey *last)
{
  const char *sort = lists[kind].sort, *row = lists[kind].row;
  g_autofree char *condition = g_strconcat (" AND ", sort, " <= ?2 AND (", sort, " < ?2 OR ", row, " < ?3) AND ",
                                            sort, " >= ?4 AND (", sort, " > ?4 OR ", row, " >= ?5)", NULL);
  sqlite3_stmt *stmt = prepare (self, kind, arg, condition, " ");

  if (stmt == NULL)
    return collect (self, NULL);
  sqlite3_bind_int64 (stmt, 2, after->sort);
  sqlite3_bind_int64 (stmt, 3, after->row);
  sqlite3_bind_int64 (stmt, 4, last->sort);
  sqlite3_bind_int64 (stmt, 5, last->row);
  return collect (self, stmt);
}

GArray *
sparkle_store_read_keys (SparkleStore    *self,
                         SparkleListKind  kind,
                         const char      *arg)
{
  return sparkle_store_read_keys_after (self, kind, arg, NULL, G_MAXUINT);
}

gboolean
sparkle_store_read_key (SparkleStore    *self,
                        SparkleListKind  kind,
                        const char      *arg,
                        const char      *post_id,
                        SparkleKey      *ret_key)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  sqlite3_stmt *stmt = prepare (self, kind, arg, " AND p.id = ?5", "");
  gboolean listed = FALSE;

  *ret_key = (SparkleKey) { 0, 0 };
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 5, post_id, -1, SQLITE_TRANSIENT);
  listed = step (self, stmt);
  if (!listed)
    {
      stmt = sparkle_database_query (db, NULL, "SELECT published_at, row FROM post WHERE id = ?", "s", post_id);
      if (!step (self, stmt))
        return FALSE;
    }
  *ret_key = (SparkleKey) { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };
  sqlite3_reset (stmt);
  return listed;
}

gboolean
sparkle_store_is_listed (SparkleStore *self,
                         gint64        row)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  sqlite3_stmt *stmt = db != NULL ? sparkle_database_query (db, NULL, "SELECT 1 FROM post p WHERE p.row = ? AND p.listed"
                                                                      " AND p.published_at >= " LOW_MARK, "i", row) : NULL;

  if (!step (self, stmt))
    return FALSE;
  sqlite3_reset (stmt);
  return TRUE;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const SparkleKey *x = a, *y = b;

  if (x->sort != y->sort)
    return x->sort > y->sort ? -1 : 1;
  return x->row == y->row ? 0 : x->row > y->row ? -1 : 1;
}

GArray *
sparkle_store_read_trending (SparkleStore *self,
                             gint64        now,
                             unsigned      limit)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (SparkleKey));
  sqlite3_stmt *stmt = NULL;

  if (db != NULL)
    stmt = sparkle_database_query (db, NULL, "SELECT row, published_at, n_views, r_like + r_love + r_fire + r_sparkle + r_mind_blown, n_comments"
                                             " FROM post p WHERE p.listed AND p.published_at >= max (?, " LOW_MARK ")", "i",
                                   now - SPARKLE_TRENDING_WINDOW);
  while (step (self, stmt))
    {
      double score = sparkle_trending_score (sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3), sqlite3_column_int64 (stmt, 4),
                                             now - sqlite3_column_int64 (stmt, 1));
      SparkleKey key = { (gint64) (score * 1e6), sqlite3_column_int64 (stmt, 0) };

      g_array_append_val (keys, key);
    }
  g_array_sort (keys, compare_keys);
  if (keys->len > limit)
    g_array_set_size (keys, limit);
  return keys;
}
