/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-bookmark-table.h"

enum { POST, SET, RECORD, REMOVE };

const SparkledStatement sparkled_bookmark_statements[] = {
  [POST] = { "bookmark_post",
    "SELECT p.state IN ('published', 'archived'), post_record (p), user_record (a)"
    "  FROM post p JOIN account a ON a.id = p.author_id WHERE p.id = $1::uuid" },
  [SET] = { "bookmark_set",
    "INSERT INTO bookmark AS b (account_id, post_id, folder, note) VALUES ($1::uuid, $2::uuid, $3, $4)"
    " ON CONFLICT (account_id, post_id) DO UPDATE SET folder = excluded.folder, note = excluded.note"
    "   WHERE $5::boolean AND (b.folder, b.note) IS DISTINCT FROM (excluded.folder, excluded.note)"
    " RETURNING bookmark_record (b)" },
  [RECORD] = { "bookmark_record",
    "SELECT bookmark_record (b), b.folder, b.note FROM bookmark b WHERE b.account_id = $1::uuid AND b.post_id = $2::uuid"
    " FOR NO KEY UPDATE" },
  [REMOVE] = { "bookmark_remove",
    "DELETE FROM bookmark b WHERE b.account_id = $1::uuid AND b.post_id = $2::uuid" },
  { NULL }
};

/**
 * sparkled_bookmark_table_post:
 * @tx: a transaction
 * @post_id: the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): what a bookmark of the post brings with it, or no row
 */
SparkledRows *
sparkled_bookmark_table_post (SparkledTransaction  *tx,
                              const char           *post_id,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_bookmark_statements[POST], error, 1, post_id);
}

/**
 * sparkled_bookmark_table_set:
 * @tx: a write transaction
 * @account_id: whose bookmark it is
 * @post_id: the post
 * @folder: its folder; empty for none
 * @note: its note; empty for none
 * @had: whether it is known to be there, as it was locked by sparkled_bookmark_table_record(): else one that another
 *   device made since stays as it is, locked as well
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when it was just so already or must be looked at again
 */
SparkledRows *
sparkled_bookmark_table_set (SparkledTransaction  *tx,
                             const char           *account_id,
                             const char           *post_id,
                             const char           *folder,
                             const char           *note,
                             gboolean              had,
                             GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_bookmark_statements[SET], error, 5, account_id, post_id, folder, note,
                                      had ? "true" : "false");
}

/**
 * sparkled_bookmark_table_record:
 * @tx: a transaction
 * @account_id: whose bookmark it is
 * @post_id: the post
 * @error: why it failed
 *
 * Locks it until the transaction ends.
 *
 * (fiber)
 *
 * Returns: (transfer full): the bookmark, or no row
 */
SparkledRows *
sparkled_bookmark_table_record (SparkledTransaction  *tx,
                                const char           *account_id,
                                const char           *post_id,
                                GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_bookmark_statements[RECORD], error, 2, account_id, post_id);
}

/**
 * sparkled_bookmark_table_remove:
 * @tx: a write transaction
 * @account_id: whose bookmark it is
 * @post_id: the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether it is gone now
 */
gboolean
sparkled_bookmark_table_remove (SparkledTransaction  *tx,
                                const char           *account_id,
                                const char           *post_id,
                                GError              **error)
{
  g_autoptr(SparkledRows) rows =
    sparkled_transaction_queryv (tx, &sparkled_bookmark_statements[REMOVE], error, 2, account_id, post_id);

  return rows != NULL;
}
