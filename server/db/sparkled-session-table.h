/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_session_statements[];

/* Columns of find. */
enum
{
  SPARKLED_SESSION_ID,
  SPARKLED_SESSION_ACCOUNT_ID,
  SPARKLED_SESSION_USERNAME,
  SPARKLED_SESSION_ROLE,
  SPARKLED_SESSION_SUSPENDED,
  SPARKLED_SESSION_EXPIRES_AT,   /* µs since 1970 */
  SPARKLED_SESSION_UNSEEN,       /* not marked as seen for an hour */
};

/* hash: as a bytea literal. */
SparkledRows *sparkled_session_table_find    (SparkledDb *db, const char *hash, GError **error);
SparkledRows *sparkled_session_table_seen    (SparkledDb *db, const char *id, GError **error);
/* Column 0: when it expires, µs since 1970. */
SparkledRows *sparkled_session_table_insert  (SparkledTransaction *tx, const char *id, const char *account_id, const char *hash,
                                              const char *user_agent, const char *address, GError **error);
/* Ends all but the newest of an account. */
SparkledRows *sparkled_session_table_prune   (SparkledTransaction *tx, const char *account_id, GError **error);
/* Column 0: the ids that were ended. */
SparkledRows *sparkled_session_table_end     (SparkledDb *db, const char *id, GError **error);
SparkledRows *sparkled_session_table_end_all (SparkledDb *db, const char *account_id, GError **error);

G_END_DECLS
