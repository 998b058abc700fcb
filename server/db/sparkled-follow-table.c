/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-follow-table.h"

enum { INSERT, RECORD, REMOVE };

const SparkledStatement sparkled_follow_statements[] = {
  [INSERT] = { "follow_insert",
    "INSERT INTO follow AS f (follower_id, followed_id) VALUES ($1::uuid, $2::uuid)"
    " ON CONFLICT DO NOTHING RETURNING follow_record (f)" },
  [RECORD] = { "follow_record",
    "SELECT follow_record (f) FROM follow f WHERE f.follower_id = $1::uuid AND f.followed_id = $2::uuid" },
  [REMOVE] = { "follow_remove",
    "DELETE FROM follow f WHERE f.follower_id = $1::uuid AND f.followed_id = $2::uuid RETURNING 1" },
  { NULL }
};

/**
 * sparkled_follow_table_insert:
 * @tx: a write transaction
 * @follower_id: who follows
 * @followed_id: whom
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when it was there already
 */
SparkledRows *
sparkled_follow_table_insert (SparkledTransaction  *tx,
                              const char           *follower_id,
                              const char           *followed_id,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_follow_statements[INSERT], error, 2, follower_id, followed_id);
}

/**
 * sparkled_follow_table_record:
 * @tx: a transaction
 * @follower_id: who follows
 * @followed_id: whom
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row
 */
SparkledRows *
sparkled_follow_table_record (SparkledTransaction  *tx,
                              const char           *follower_id,
                              const char           *followed_id,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_follow_statements[RECORD], error, 2, follower_id, followed_id);
}

/**
 * sparkled_follow_table_remove:
 * @tx: a write transaction
 * @follower_id: who follows
 * @followed_id: whom
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): one row when it was there, else none
 */
SparkledRows *
sparkled_follow_table_remove (SparkledTransaction  *tx,
                              const char           *follower_id,
                              const char           *followed_id,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_follow_statements[REMOVE], error, 2, follower_id, followed_id);
}
