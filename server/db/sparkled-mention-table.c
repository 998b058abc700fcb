/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-mention-table.h"

enum { SET };

/* The writer's own name and names of nobody fall out. In the order of the accounts, as all locks of accounts. Who was named
 * before and still is stays as they are: an edit tells nobody twice. */
const SparkledStatement sparkled_mention_statements[] = {
  [SET] = { "mention_set",
    "WITH place AS (SELECT coalesce (c.post_id, $1::uuid) AS post_id FROM (SELECT 1) one LEFT JOIN comment c ON c.id = $2::uuid),"
    " named AS MATERIALIZED (SELECT a.id FROM account a"
    "   WHERE lower (a.username) IN (SELECT lower (t) FROM unnest ($3::text[]) t) AND a.status <> 'deleted'),"
    " gone AS (DELETE FROM mention m USING place p"
    "   WHERE m.post_id = p.post_id AND m.comment_id IS NOT DISTINCT FROM $2::uuid AND m.account_id NOT IN (SELECT n.id FROM named n))"
    " INSERT INTO mention (account_id, post_id, comment_id)"
    "   SELECT n.id, p.post_id, $2::uuid FROM named n, place p ORDER BY n.id"
    " ON CONFLICT DO NOTHING" },
  { NULL }
};

/**
 * sparkled_mention_table_set:
 * @tx: a write transaction
 * @post_id: (nullable): the post whose text names people
 * @comment_id: (nullable): or the comment
 * @names: an array literal of user names, in any case
 * @error: why it failed
 *
 * Sets who is named in a text. Whoever is to be told follows by itself.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_mention_table_set (SparkledTransaction  *tx,
                            const char           *post_id,
                            const char           *comment_id,
                            const char           *names,
                            GError              **error)
{
  g_autoptr(SparkledRows) rows =
    sparkled_transaction_queryv (tx, &sparkled_mention_statements[SET], error, 3, post_id, comment_id, names);

  return rows != NULL;
}
