/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-live-table.h"

#include "sparkled-array.h"

enum { ENDED_SESSIONS };

const SparkledStatement sparkled_live_statements[] = {
  [ENDED_SESSIONS] = { "live_ended_sessions",
    "SELECT asked.id FROM unnest ($1::uuid[]) asked (id)"
    " WHERE NOT EXISTS (SELECT FROM session s JOIN account a ON a.id = s.account_id"
    "                   WHERE s.id = asked.id AND s.expires_at > now()"
    "                     AND NOT (a.status = 'deleted' OR (a.status = 'banned' AND coalesce (a.status_until > now(), true))))" },
  { NULL }
};

/**
 * sparkled_live_table_ended_sessions:
 *
 * (fiber)
 */
SparkledRows *
sparkled_live_table_ended_sessions (SparkledDb          *db,
                                    const char * const  *session_ids,
                                    GError             **error)
{
  g_autofree char *ids = sparkled_array_literal (session_ids);

  return sparkled_db_queryv (db, &sparkled_live_statements[ENDED_SESSIONS], error, 1, ids);
}
