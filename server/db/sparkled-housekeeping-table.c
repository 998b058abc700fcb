/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-housekeeping-table.h"

enum { SESSIONS, MUTATIONS };

#define BATCH "5000"

const SparkledStatement sparkled_housekeeping_statements[] = {
  [SESSIONS] = { "housekeeping_sessions",
    "DELETE FROM session WHERE ctid = ANY (ARRAY (SELECT s.ctid FROM session s WHERE s.expires_at < now() - interval '1 day'"
    " ORDER BY s.expires_at LIMIT " BATCH " FOR UPDATE SKIP LOCKED))" },
  [MUTATIONS] = { "housekeeping_mutations",
    "DELETE FROM mutation WHERE ctid = ANY (ARRAY (SELECT m.ctid FROM mutation m WHERE m.at < now() - interval '90 days'"
    " ORDER BY m.at LIMIT " BATCH " FOR UPDATE SKIP LOCKED))" },
  { NULL }
};

static int
run (SparkledDb              *db,
     const SparkledStatement *statement,
     GError                 **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, statement, NULL, 0, error);

  return rows != NULL ? (int) sparkled_rows_get_affected (rows) : -1;
}

/**
 * sparkled_housekeeping_table_prune_sessions:
 *
 * (fiber)
 */
int
sparkled_housekeeping_table_prune_sessions (SparkledDb  *db,
                                            GError     **error)
{
  return run (db, &sparkled_housekeeping_statements[SESSIONS], error);
}

/**
 * sparkled_housekeeping_table_prune_mutations:
 *
 * (fiber)
 */
int
sparkled_housekeeping_table_prune_mutations (SparkledDb  *db,
                                             GError     **error)
{
  return run (db, &sparkled_housekeeping_statements[MUTATIONS], error);
}
