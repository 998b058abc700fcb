/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-view-table.h"

enum { ADD, FLUSH, PRUNE };

/* A day may still be going on somewhere when it is over in UTC; nobody asks for one before that. */
const SparkledStatement sparkled_view_statements[] = {
  [ADD] = { "view_add",
    "INSERT INTO post_view (post_id, account_id) SELECT p.id, $2::uuid FROM post p"
    " WHERE p.id = $1::uuid AND p.state = 'published' AND p.author_id <> $2::uuid ON CONFLICT DO NOTHING" },
  [FLUSH] = { "view_flush", "SELECT views_flush ()" },
  [PRUNE] = { "view_prune",
    "DELETE FROM post_view WHERE ctid = ANY (ARRAY (SELECT v.ctid FROM post_view v WHERE v.day < (now() AT TIME ZONE 'UTC')::date - 1 AND v.counted"
    " ORDER BY v.day LIMIT 5000 FOR UPDATE SKIP LOCKED))" },
  { NULL }
};

/**
 * sparkled_view_table_add:
 * @db: the pool
 * @post_id: what was opened
 * @account_id: by whom
 * @error: why it failed
 *
 * (fiber) Notes that somebody opened a post; once a day, and not one's own.
 *
 * Returns: whether it could be asked
 */
gboolean
sparkled_view_table_add (SparkledDb  *db,
                         const char  *post_id,
                         const char  *account_id,
                         GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (db, &sparkled_view_statements[ADD], error, 2, post_id, account_id);

  return rows != NULL;
}

/**
 * sparkled_view_table_flush:
 * @db: the pool
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: how many posts have a new count, -1 on error
 */
int
sparkled_view_table_flush (SparkledDb  *db,
                           GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, &sparkled_view_statements[FLUSH], NULL, 0, error);

  return rows != NULL ? (int) sparkled_rows_get_int (rows, 0, 0) : -1;
}

/**
 * sparkled_view_table_prune:
 * @db: the pool
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: how many views of other days it forgot, -1 on error
 */
int
sparkled_view_table_prune (SparkledDb  *db,
                           GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, &sparkled_view_statements[PRUNE], NULL, 0, error);

  return rows != NULL ? (int) sparkled_rows_get_affected (rows) : -1;
}
