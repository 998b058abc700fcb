/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-xp-table.h"

enum { AWARD, REVOKE };

/* Both lock the accounts in the order of their ids: two people who react to each other's posts at
 * the same moment must not wait crosswise. */
const SparkledStatement sparkled_xp_statements[] = {
  [AWARD] = { "xp_award",
    "WITH person AS MATERIALIZED (SELECT a.id FROM account a WHERE a.id IN ($1::uuid, $4::uuid) ORDER BY a.id FOR NO KEY UPDATE)"
    " INSERT INTO xp_award (account_id, cause, points)"
    "   SELECT v.account_id, v.cause, v.points"
    "     FROM (VALUES ($1::uuid, $2::text, $3::integer), ($4::uuid, $5::text, $6::integer)) v (account_id, cause, points)"
    "     JOIN person ON person.id = v.account_id"
    " ON CONFLICT DO NOTHING" },
  [REVOKE] = { "xp_revoke",
    "WITH person AS MATERIALIZED (SELECT a.id FROM account a WHERE a.id IN ($1::uuid, $3::uuid) ORDER BY a.id FOR NO KEY UPDATE)"
    " DELETE FROM xp_award x USING person"
    "   WHERE x.account_id = person.id"
    "     AND (x.account_id, x.cause) IN (($1::uuid, $2::text), ($3::uuid, $4::text))" },
  { NULL }
};

/**
 * sparkled_xp_table_award:
 * @tx: a write transaction
 * @first: an award
 * @second: (nullable): another
 * @error: why it failed
 *
 * Gives points, once per person and cause. Experience and level follow by themselves.
 *
 * (fiber)
 *
 * Returns: whether they are given
 */
gboolean
sparkled_xp_table_award (SparkledTransaction    *tx,
                         const SparkledXpAward  *first,
                         const SparkledXpAward  *second,
                         GError                **error)
{
  g_autoptr(SparkledRows) rows = NULL;
  char points[2][16];

  g_snprintf (points[0], sizeof points[0], "%d", first->points);
  g_snprintf (points[1], sizeof points[1], "%d", second != NULL ? second->points : 0);

  rows = sparkled_transaction_queryv (tx, &sparkled_xp_statements[AWARD], error, 6,
                                      first->account_id, first->cause, points[0],
                                      second != NULL ? second->account_id : NULL,
                                      second != NULL ? second->cause : NULL,
                                      second != NULL ? points[1] : NULL);
  return rows != NULL;
}

/**
 * sparkled_xp_table_revoke:
 * @tx: a write transaction
 * @first: an award; its points do not matter
 * @second: (nullable): another
 * @error: why it failed
 *
 * Takes points back when their cause is gone.
 *
 * (fiber)
 *
 * Returns: whether they are gone
 */
gboolean
sparkled_xp_table_revoke (SparkledTransaction    *tx,
                          const SparkledXpAward  *first,
                          const SparkledXpAward  *second,
                          GError                **error)
{
  g_autoptr(SparkledRows) rows =
    sparkled_transaction_queryv (tx, &sparkled_xp_statements[REVOKE], error, 4,
                                 first->account_id, first->cause,
                                 second != NULL ? second->account_id : NULL,
                                 second != NULL ? second->cause : NULL);

  return rows != NULL;
}
