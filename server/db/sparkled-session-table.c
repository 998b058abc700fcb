/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-session-table.h"

#include "sparkle-limits.h"

enum { FIND, SEEN, INSERT, PRUNE, END, END_ALL };

#define TEXT_(x) #x
#define TEXT(x) TEXT_ (x)
#define SESSIONS_MAX "50"

const SparkledStatement sparkled_session_statements[] = {
  [FIND] = { "session_find",
    "SELECT s.id, a.id, a.username, a.role,"
    "       a.status = 'suspended' AND coalesce (a.status_until > now(), true),"
    "       micros (s.expires_at), s.last_seen_at < now() - interval '1 hour'"
    "  FROM session s JOIN account a ON a.id = s.account_id"
    " WHERE s.token_hash = $1::bytea AND s.expires_at > now() AND a.status <> 'deleted'"
    "   AND NOT (a.status = 'banned' AND coalesce (a.status_until > now(), true))" },
  [SEEN] = { "session_seen", "UPDATE session SET last_seen_at = now() WHERE id = $1::uuid" },
  [INSERT] = { "session_insert",
    "INSERT INTO session (id, account_id, token_hash, expires_at, user_agent, address)"
    " VALUES ($1::uuid, $2::uuid, $3::bytea, now() + interval '" TEXT (SPARKLE_SESSION_DAYS) " days', $4, left ($5, 100))"
    " RETURNING micros (expires_at)" },
  [PRUNE] = { "session_prune",
    "DELETE FROM session WHERE account_id = $1::uuid AND (expires_at <= now() OR id IN"
    " (SELECT id FROM session WHERE account_id = $1::uuid ORDER BY created_at DESC, id DESC OFFSET " SESSIONS_MAX "))" },
  [END] = { "session_end", "DELETE FROM session WHERE id = $1::uuid RETURNING id" },
  [END_ALL] = { "session_end_all", "DELETE FROM session WHERE account_id = $1::uuid RETURNING id" },
  { NULL }
};

/**
 * sparkled_session_table_find:
 * @db: the pool
 * @hash: of a token
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the session with its account, or no row when it ended or the account may not sign in
 */
SparkledRows *
sparkled_session_table_find (SparkledDb  *db,
                             const char  *hash,
                             GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_session_statements[FIND], error, 1, hash);
}

/**
 * sparkled_session_table_seen:
 * @db: the pool
 * @id: a session
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): no rows
 */
SparkledRows *
sparkled_session_table_seen (SparkledDb  *db,
                             const char  *id,
                             GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_session_statements[SEEN], error, 1, id);
}

/**
 * sparkled_session_table_insert:
 * @tx: a write transaction
 * @id: of the new session
 * @account_id: whose
 * @hash: of its token
 * @user_agent: (nullable): what the client calls itself, at most 500 characters
 * @address: (nullable): where it came from
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): when it expires
 */
SparkledRows *
sparkled_session_table_insert (SparkledTransaction  *tx,
                               const char           *id,
                               const char           *account_id,
                               const char           *hash,
                               const char           *user_agent,
                               const char           *address,
                               GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_session_statements[INSERT], error, 5,
                                      id, account_id, hash, user_agent, address);
}

/**
 * sparkled_session_table_prune:
 * @tx: a write transaction
 * @account_id: whose
 * @error: why it failed
 *
 * (fiber) Takes away what has expired and all but the newest fifty.
 *
 * Returns: (transfer full): no rows
 */
SparkledRows *
sparkled_session_table_prune (SparkledTransaction  *tx,
                              const char           *account_id,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_session_statements[PRUNE], error, 1, account_id);
}

/**
 * sparkled_session_table_end:
 * @db: the pool
 * @id: a session
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): its id, or no row when it had ended
 */
SparkledRows *
sparkled_session_table_end (SparkledDb  *db,
                            const char  *id,
                            GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_session_statements[END], error, 1, id);
}

/**
 * sparkled_session_table_end_all:
 * @db: the pool
 * @account_id: whose
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the ids of those that ended
 */
SparkledRows *
sparkled_session_table_end_all (SparkledDb  *db,
                                const char  *account_id,
                                GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_session_statements[END_ALL], error, 1, account_id);
}
