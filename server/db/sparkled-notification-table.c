/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-notification-table.h"

enum { READ, SWITCH, SETTINGS, LIST, ANNOUNCE, WORK, PRUNE };

const SparkledStatement sparkled_notification_statements[] = {
  /* Times are compared as records tell them, in whole milliseconds. In the order of the ids, as all who lock several. */
  [READ] = { "notification_read",
    "UPDATE notification n SET read_at = now()"
    "  FROM (SELECT o.id FROM notification o"
    "          WHERE o.account_id = $1::uuid AND o.read_at IS NULL AND o.n_causes > 0"
    "            AND date_trunc ('milliseconds', o.updated_at) <= timestamptz 'epoch' + $2::bigint * interval '1 microsecond'"
    "            AND ($3::uuid[] IS NULL OR o.id = ANY ($3::uuid[])) AND ($4::uuid IS NULL OR o.post_id = $4::uuid)"
    "          ORDER BY o.id FOR NO KEY UPDATE) l"
    " WHERE n.id = l.id" },
  [SWITCH] = { "notification_switch",
    "UPDATE account a SET settings = jsonb_set (a.settings, '{notifications}', coalesce (a.settings -> 'notifications', '{}') || $2::jsonb)"
    " WHERE a.id = $1::uuid RETURNING account_record (a)" },
  [SETTINGS] = { "notification_settings", "SELECT account_record (a) FROM account a WHERE a.id = $1::uuid" },
  /* The inner limit is for the planner: see sparkled-post-table.c. */
  [LIST] = { "notification_list",
    "SELECT * FROM (SELECT notification_record (n), micros (n.updated_at), n.id FROM notification n"
    " WHERE n.account_id = $1::uuid AND notification_is_visible (n) AND (n.read_at IS NULL OR NOT $2::boolean)"
    "   AND (n.updated_at, n.id) < (coalesce (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', 'infinity'),"
    "                               coalesce ($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))"
    " ORDER BY n.updated_at DESC, n.id DESC LIMIT 101) page LIMIT $5::integer" },
  [ANNOUNCE] = { "notification_announce", "INSERT INTO notification_work (what, message) VALUES ('announce', $1)" },
  [WORK] = { "notification_work", "SELECT notification_work_on ()" },
  [PRUNE] = { "notification_prune", "SELECT notification_prune ()" },
  { NULL }
};

/**
 * sparkled_notification_table_read:
 * @tx: a write transaction
 * @account_id: who read them
 * @until: those last changed until then, µs
 * @ids: (nullable): an array literal; only these
 * @post_id: (nullable): only those about this post
 * @error: why it failed
 *
 * Marks notifications as read. What is read stays as it is.
 *
 * (fiber)
 *
 * Returns: whether they are read now
 */
gboolean
sparkled_notification_table_read (SparkledTransaction  *tx,
                                  const char           *account_id,
                                  const char           *until,
                                  const char           *ids,
                                  const char           *post_id,
                                  GError              **error)
{
  g_autoptr(SparkledRows) rows =
    sparkled_transaction_queryv (tx, &sparkled_notification_statements[READ], error, 4, account_id, until, ids, post_id);

  return rows != NULL;
}

/**
 * sparkled_notification_table_switch:
 * @tx: a write transaction
 * @account_id: whose
 * @switches: a JSON object of kinds and whether they are wanted
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the account's private record
 */
SparkledRows *
sparkled_notification_table_switch (SparkledTransaction  *tx,
                                    const char           *account_id,
                                    const char           *switches,
                                    GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_notification_statements[SWITCH], error, 2, account_id, switches);
}

/**
 * sparkled_notification_table_settings:
 * @db: the pool
 * @account_id: whose
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the account's private record
 */
SparkledRows *
sparkled_notification_table_settings (SparkledDb  *db,
                                      const char  *account_id,
                                      GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_notification_statements[SETTINGS], error, 1, account_id);
}

/**
 * sparkled_notification_table_list:
 * @db: the pool
 * @account_id: whose
 * @unread: only those that were not read
 * @before_at: (nullable): µs, with @before_id: the last one that was listed
 * @before_id: (nullable): its id
 * @limit: how many
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the last changed first, one more than @limit if there is one
 */
SparkledRows *
sparkled_notification_table_list (SparkledDb  *db,
                                  const char  *account_id,
                                  gboolean     unread,
                                  const char  *before_at,
                                  const char  *before_id,
                                  unsigned     limit,
                                  GError     **error)
{
  char most[16];

  g_snprintf (most, sizeof most, "%u", limit + 1);
  return sparkled_db_queryv (db, &sparkled_notification_statements[LIST], error, 5,
                             account_id, unread ? "true" : "false", before_at, before_id, most);
}

/**
 * sparkled_notification_table_announce:
 * @db: the pool
 * @message: one line for everybody
 * @error: why it failed
 *
 * Puts down that everybody is to be told something.
 *
 * (fiber)
 *
 * Returns: whether it will be
 */
gboolean
sparkled_notification_table_announce (SparkledDb  *db,
                                      const char  *message,
                                      GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (db, &sparkled_notification_statements[ANNOUNCE], error, 1, message);

  return rows != NULL;
}

/**
 * sparkled_notification_table_work:
 * @db: the pool
 * @error: why it failed
 *
 * Does a part of what concerns many accounts, in one short transaction of its own.
 *
 * (fiber)
 *
 * Returns: (transfer full): a row for each scope that changed, and one of %NULL when there is more to do
 */
SparkledRows *
sparkled_notification_table_work (SparkledDb  *db,
                                  GError     **error)
{
  return sparkled_db_query (db, &sparkled_notification_statements[WORK], NULL, 0, error);
}

/**
 * sparkled_notification_table_prune:
 * @db: the pool
 * @error: why it failed
 *
 * Forgets a batch of those that are too many or were taken back.
 *
 * (fiber)
 *
 * Returns: how many, or -1
 */
int
sparkled_notification_table_prune (SparkledDb  *db,
                                   GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, &sparkled_notification_statements[PRUNE], NULL, 0, error);

  return rows != NULL ? (int) sparkled_rows_get_int (rows, 0, 0) : -1;
}
