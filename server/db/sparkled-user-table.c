/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-user-table.h"

enum { LOCK, UPDATE, RECORD, VIEW };

#define COLUMNS "SELECT user_record (a), a.id, a.version, a.display_name, a.bio FROM account a"

const SparkledStatement sparkled_user_statements[] = {
  [LOCK] = { "user_lock", COLUMNS " WHERE a.id = $1::uuid AND a.status <> 'deleted' FOR NO KEY UPDATE" },
  [UPDATE] = { "user_update",
    "UPDATE account a SET display_name = $2, bio = $3, version = a.version + 1, updated_at = now()"
    " WHERE a.id = $1::uuid AND (a.display_name, a.bio) IS DISTINCT FROM ($2::text, $3::text)"
    " RETURNING user_record (a)" },
  [RECORD] = { "user_record", COLUMNS " WHERE a.id = $1::uuid AND a.status <> 'deleted'" },
  [VIEW] = { "user_view", COLUMNS " WHERE lower (a.username) = lower ($1::text) AND a.status <> 'deleted'" },
  { NULL }
};

/**
 * sparkled_user_table_lock:
 * @tx: a write transaction
 * @id: the account
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the person, locked until the transaction ends, or no row
 */
SparkledRows *
sparkled_user_table_lock (SparkledTransaction  *tx,
                          const char           *id,
                          GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_user_statements[LOCK], error, 1, id);
}

/**
 * sparkled_user_table_update:
 * @tx: the transaction that locked the person
 * @id: the account
 * @display_name: the new name
 * @bio: the new text
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record in its next version, or no row when it is all as it was
 */
SparkledRows *
sparkled_user_table_update (SparkledTransaction  *tx,
                            const char           *id,
                            const char           *display_name,
                            const char           *bio,
                            GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_user_statements[UPDATE], error, 3, id, display_name, bio);
}

/**
 * sparkled_user_table_record:
 * @tx: a transaction
 * @id: the account
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the person as this transaction sees them, or no row
 */
SparkledRows *
sparkled_user_table_record (SparkledTransaction  *tx,
                            const char           *id,
                            GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_user_statements[RECORD], error, 1, id);
}

/**
 * sparkled_user_table_view:
 * @db: the pool
 * @username: in any case
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the person, or no row
 */
SparkledRows *
sparkled_user_table_view (SparkledDb  *db,
                          const char  *username,
                          GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_user_statements[VIEW], error, 1, username);
}
