/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-mutation-table.h"

enum { CLAIM, FIND, FINISH };

const SparkledStatement sparkled_mutation_statements[] = {
  /* A ban that has run out is none. */
  [CLAIM] = { "mutation_claim",
    "WITH claim AS ("
    "  INSERT INTO mutation (account_id, id, payload_hash, response)"
    "    SELECT a.id, $2::uuid, sha256($3::bytea), '' FROM account a WHERE a.id = $1::uuid"
    "    ON CONFLICT DO NOTHING RETURNING 1)"
    " SELECT a.username, a.role,"
    "        CASE WHEN a.status IN ('suspended', 'banned') AND a.status_until <= now() THEN 'active' ELSE a.status END,"
    "        EXISTS (SELECT FROM claim)"
    "   FROM account a WHERE a.id = $1::uuid" },
  [FIND] = { "mutation_find",
    "SELECT payload_hash = sha256($3::bytea), response FROM mutation WHERE account_id = $1::uuid AND id = $2::uuid" },
  [FINISH] = { "mutation_finish",
    "UPDATE mutation SET response = $3 WHERE account_id = $1::uuid AND id = $2::uuid" },
  { NULL }
};

/**
 * sparkled_mutation_table_claim:
 * @tx: an open transaction
 * @account_id: who writes
 * @id: the mutation
 * @digest: of its payload, ASCII
 * @error: why it failed
 *
 * Takes the id in the ledger and looks the writer up. Another transaction with the same
 * id makes this one wait until it has ended, so that one effect is all there can be.
 *
 * (fiber)
 *
 * Returns: (transfer full): one row, or none when there is no such account
 */
SparkledRows *
sparkled_mutation_table_claim (SparkledTransaction  *tx,
                               const char           *account_id,
                               const char           *id,
                               const char           *digest,
                               GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_mutation_statements[CLAIM], error, 3, account_id, id, digest);
}

/**
 * sparkled_mutation_table_find:
 * @tx: an open transaction
 * @account_id: who wrote
 * @id: the mutation
 * @digest: of the payload that is asked for now
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the recorded answer, or no row
 */
SparkledRows *
sparkled_mutation_table_find (SparkledTransaction  *tx,
                              const char           *account_id,
                              const char           *id,
                              const char           *digest,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_mutation_statements[FIND], error, 3, account_id, id, digest);
}

/**
 * sparkled_mutation_table_finish:
 * @tx: the transaction that claimed the id
 * @account_id: who writes
 * @id: the mutation
 * @response: the answer, JSON text
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether the answer is recorded
 */
gboolean
sparkled_mutation_table_finish (SparkledTransaction  *tx,
                                const char           *account_id,
                                const char           *id,
                                const char           *response,
                                GError              **error)
{
  g_autoptr(SparkledRows) rows =
    sparkled_transaction_queryv (tx, &sparkled_mutation_statements[FINISH], error, 3, account_id, id, response);

  return rows != NULL;
}
