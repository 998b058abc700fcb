/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-reaction-table.h"

enum { TARGET_POST, TARGET_COMMENT, INSERT_POST, INSERT_COMMENT, RECORD, REMOVE };

const SparkledStatement sparkled_reaction_statements[] = {
  [TARGET_POST] = { "reaction_target_post",
    "SELECT p.author_id, p.state IN ('published', 'archived') FROM post p WHERE p.id = $1::uuid" },
  [TARGET_COMMENT] = { "reaction_target_comment",
    "SELECT c.author_id, p.state IN ('published', 'archived') AND NOT c.deleted"
    "  FROM comment c JOIN post p ON p.id = c.post_id WHERE c.id = $1::uuid" },
  [INSERT_POST] = { "reaction_insert_post",
    "INSERT INTO reaction AS r (account_id, target, target_id, post_id, type)"
    " SELECT $1::uuid, 'post', p.id, p.id, $3 FROM post p WHERE p.id = $2::uuid"
    " ON CONFLICT DO NOTHING RETURNING reaction_record (r)" },
  [INSERT_COMMENT] = { "reaction_insert_comment",
    "INSERT INTO reaction AS r (account_id, target, target_id, post_id, comment_id, type)"
    " SELECT $1::uuid, 'comment', c.id, c.post_id, c.id, $3 FROM comment c WHERE c.id = $2::uuid"
    " ON CONFLICT DO NOTHING RETURNING reaction_record (r)" },
  [RECORD] = { "reaction_record",
    "SELECT reaction_record (r) FROM reaction r WHERE r.account_id = $1::uuid AND r.target_id = $2::uuid AND r.type = $3" },
  [REMOVE] = { "reaction_remove",
    "DELETE FROM reaction r WHERE r.account_id = $1::uuid AND r.target_id = $2::uuid AND r.type = $3 RETURNING 1" },
  { NULL }
};

static SparkledRows *
query_row (SparkledTransaction        *tx,
           const SparkledStatement    *statement,
           const SparkledReactionRow  *row,
           GError                    **error)
{
  return sparkled_transaction_queryv (tx, statement, error, 3, row->account_id, row->target_id, row->type);
}

/**
 * sparkled_reaction_table_target:
 * @tx: a write transaction
 * @row: the reaction
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): whose the target is and whether it may be seen, or no row
 */
SparkledRows *
sparkled_reaction_table_target (SparkledTransaction        *tx,
                                const SparkledReactionRow  *row,
                                GError                    **error)
{
  const SparkledStatement *statement = &sparkled_reaction_statements[row->on_comment ? TARGET_COMMENT : TARGET_POST];

  return sparkled_transaction_queryv (tx, statement, error, 1, row->target_id);
}

/**
 * sparkled_reaction_table_insert:
 * @tx: a write transaction
 * @row: the reaction
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when it was there already
 */
SparkledRows *
sparkled_reaction_table_insert (SparkledTransaction        *tx,
                                const SparkledReactionRow  *row,
                                GError                    **error)
{
  return query_row (tx, &sparkled_reaction_statements[row->on_comment ? INSERT_COMMENT : INSERT_POST], row, error);
}

/**
 * sparkled_reaction_table_record:
 * @tx: a transaction
 * @row: the reaction
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row
 */
SparkledRows *
sparkled_reaction_table_record (SparkledTransaction        *tx,
                                const SparkledReactionRow  *row,
                                GError                    **error)
{
  return query_row (tx, &sparkled_reaction_statements[RECORD], row, error);
}

/**
 * sparkled_reaction_table_remove:
 * @tx: a write transaction
 * @row: the reaction
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): one row when it was there, else none
 */
SparkledRows *
sparkled_reaction_table_remove (SparkledTransaction        *tx,
                                const SparkledReactionRow  *row,
                                GError                    **error)
{
  return query_row (tx, &sparkled_reaction_statements[REMOVE], row, error);
}
