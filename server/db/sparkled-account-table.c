/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-account-table.h"

#include "sparkle-limits.h"

enum { INSERT, FIND, TAKEN, ME, SET_PASSWORD, SET_ROLE, FAILURE_LOCK, FAILURE_ADD, FAILURE_CLEAR };

#define TEXT_(x) #x
#define TEXT(x) TEXT_ (x)
#define LOCK_FOR "interval '" TEXT (SPARKLE_LOCK_MINUTES) " minutes'"

/* The own user record with what only its owner sees. */
#define ME_JSON "left (user_record (a), -1) || ',\"email\":' || coalesce (to_json (a.email)::text, 'null') || '}'"

const SparkledStatement sparkled_account_statements[] = {
  [INSERT] = { "account_insert",
    "INSERT INTO account AS a (id, username, email, password_hash, role)"
    " VALUES ($1::uuid, $2, $3, $4, coalesce ($5, 'user')) RETURNING a.id, " ME_JSON },
  [FIND] = { "account_find",
    "SELECT a.id, a.password_hash,"
    "       a.status = 'deleted' OR (a.status = 'banned' AND coalesce (a.status_until > now(), true)), " ME_JSON
    /* not a CASE: no index could help it */
    "  FROM account a WHERE position ('@' IN $1::text) > 0 AND lower (a.email) = lower ($1)"
    "                    OR position ('@' IN $1::text) = 0 AND lower (a.username) = lower ($1)" },
  [TAKEN] = { "account_taken",
    "SELECT EXISTS (SELECT FROM account WHERE lower (username) = lower ($1)),"
    "       EXISTS (SELECT FROM account WHERE lower (email) = lower ($2))" },
  [ME] = { "account_me", "SELECT " ME_JSON " FROM account a WHERE a.id = $1::uuid" },
  [SET_PASSWORD] = { "account_set_password",
    "UPDATE account SET password_hash = $2 WHERE id = $1::uuid RETURNING id" },
  [SET_ROLE] = { "account_set_role",
    "UPDATE account SET role = $2, version = version + 1, updated_at = now() WHERE lower (username) = lower ($1) RETURNING id" },
  [FAILURE_LOCK] = { "login_failure_lock",
    "SELECT greatest (1, ceil (extract (epoch FROM locked_until - now())))::integer FROM login_failure"
    " WHERE login = $1 AND locked_until > now()" },
  /* The count starts anew when the last failures are as old as a lock is long. Rows as old are of
   * no more use: each new failure takes a few of them away, so that the table stays small. */
  [FAILURE_ADD] = { "login_failure_add",
    "WITH old AS (DELETE FROM login_failure WHERE ctid = ANY (ARRAY ("
    "  SELECT f.ctid FROM login_failure f WHERE f.login <> $1 AND greatest (f.first_at, f.locked_until) < now() - " LOCK_FOR " LIMIT 10)))"
    " INSERT INTO login_failure AS f (login) VALUES ($1)"
    " ON CONFLICT (login) DO UPDATE SET"
    "  failures = CASE WHEN f.first_at < now() - " LOCK_FOR " THEN 1 ELSE f.failures + 1 END,"
    "  first_at = CASE WHEN f.first_at < now() - " LOCK_FOR " THEN now() ELSE f.first_at END,"
    "  locked_until = CASE WHEN f.first_at >= now() - " LOCK_FOR " AND f.failures + 1 >= " TEXT (SPARKLE_LOCK_FAILURES)
    "                 THEN now() + " LOCK_FOR " END" },
  [FAILURE_CLEAR] = { "login_failure_clear", "DELETE FROM login_failure WHERE login = $1" },
  { NULL }
};

/**
 * sparkled_account_table_insert:
 * @tx: a write transaction
 * @row: the account
 * @error: CONFLICT with the index account_username or account_email when the name is taken
 *
 * (fiber)
 *
 * Returns: (transfer full): its id and its record for its owner
 */
SparkledRows *
sparkled_account_table_insert (SparkledTransaction       *tx,
                               const SparkledAccountRow  *row,
                               GError                   **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_account_statements[INSERT], error, 5,
                                      row->id, row->username, row->email, row->password_hash, row->role);
}

/**
 * sparkled_account_table_find:
 * @db: the pool
 * @login: a user name or e-mail address, in any case
 * @error: why it failed
 *
 * (fiber) Names have no @ and addresses have, so that it can only be one of them.
 *
 * Returns: (transfer full): the account, or no row
 */
SparkledRows *
sparkled_account_table_find (SparkledDb  *db,
                             const char  *login,
                             GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[FIND], error, 1, login);
}

/**
 * sparkled_account_table_taken:
 * @db: the pool
 * @username: a user name
 * @email: an e-mail address
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): whether either is taken
 */
SparkledRows *
sparkled_account_table_taken (SparkledDb  *db,
                              const char  *username,
                              const char  *email,
                              GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[TAKEN], error, 2, username, email);
}

/**
 * sparkled_account_table_me:
 * @db: the pool
 * @id: the account
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): its record for its owner
 */
SparkledRows *
sparkled_account_table_me (SparkledDb  *db,
                           const char  *id,
                           GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[ME], error, 1, id);
}

/**
 * sparkled_account_table_set_password:
 * @db: the pool
 * @id: the account
 * @password_hash: as the hasher made it
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the id, or no row
 */
SparkledRows *
sparkled_account_table_set_password (SparkledDb  *db,
                                     const char  *id,
                                     const char  *password_hash,
                                     GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[SET_PASSWORD], error, 2, id, password_hash);
}

/**
 * sparkled_account_table_set_role:
 * @db: the pool
 * @username: whose
 * @role: the name of a role
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the id, or no row
 */
SparkledRows *
sparkled_account_table_set_role (SparkledDb  *db,
                                 const char  *username,
                                 const char  *role,
                                 GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[SET_ROLE], error, 2, username, role);
}

/**
 * sparkled_login_failure_table_lock:
 * @db: the pool
 * @login: what the failures are counted for
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): for how many seconds it is locked, or no row
 */
SparkledRows *
sparkled_login_failure_table_lock (SparkledDb  *db,
                                   const char  *login,
                                   GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[FAILURE_LOCK], error, 1, login);
}

/**
 * sparkled_login_failure_table_add:
 * @db: the pool
 * @login: what the failures are counted for
 * @error: why it failed
 *
 * (fiber) Counts one more, and locks it at the fifth.
 *
 * Returns: (transfer full): no rows
 */
SparkledRows *
sparkled_login_failure_table_add (SparkledDb  *db,
                                  const char  *login,
                                  GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[FAILURE_ADD], error, 1, login);
}

/**
 * sparkled_login_failure_table_clear:
 * @db: the pool
 * @login: what the failures are counted for
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): no rows
 */
SparkledRows *
sparkled_login_failure_table_clear (SparkledDb  *db,
                                    const char  *login,
                                    GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_account_statements[FAILURE_CLEAR], error, 1, login);
}
