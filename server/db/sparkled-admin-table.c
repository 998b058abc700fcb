/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-admin-table.h"

enum { STATUS, FIND, PRESENT, EPOCH, NOTIFY };

const SparkledStatement sparkled_admin_statements[] = {
  [STATUS] = { "admin_status",
    "SELECT name, value FROM (VALUES"
    " (1, 'PostgreSQL', current_setting ('server_version')),"
    " (2, 'database', current_database () || ', ' || pg_size_pretty (pg_database_size (current_database ()))),"
    " (3, 'members', (SELECT count(*) FROM account WHERE password_hash IS NOT NULL)::text"
    "    || ' who can sign in, ' || (SELECT count(*) FROM account WHERE password_hash IS NULL)::text || ' imported'),"
    " (4, 'staff', (SELECT coalesce (string_agg (username || ' (' || role || ')', ', ' ORDER BY username), 'none')"
    "    FROM (SELECT username, role FROM account WHERE role IN ('moderator', 'admin') ORDER BY username LIMIT 20) s)),"
    " (5, 'posts', (SELECT count(*) FROM post WHERE state = 'published')::text),"
    " (6, 'comments', (SELECT count(*) FROM comment WHERE NOT deleted)::text),"
    " (7, 'reactions', (SELECT count(*) FROM reaction)::text),"
    " (8, 'sessions', (SELECT count(*) FROM session WHERE expires_at > now())::text),"
    " (9, 'locked sign-ins', (SELECT count(*) FROM login_failure WHERE locked_until > now())::text),"
    " (10, 'change feed', (SELECT count(*) || ' rows, ' || count(*) FILTER (WHERE deleted) || ' of them tombstones' FROM change) || ', ' || (SELECT count(*) FROM feed_pending)::text || ' counts waiting'),"
    " (11, 'epoch', (SELECT epoch || ' since ' || utc_text (since) FROM epoch)),"
    " (12, 'connections', (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database ())::text"
    "    || ' of ' || current_setting ('max_connections')),"
    " (13, 'oldest writer', (SELECT coalesce (max (extract (epoch FROM clock_timestamp () - xact_start))::numeric (12, 3), 0)::text || ' s'"
    "    FROM pg_stat_activity WHERE datname = current_database () AND backend_xid IS NOT NULL))"
    ") AS t (n, name, value) ORDER BY n" },
  [FIND] = { "admin_find", "SELECT id FROM account WHERE lower (username) = lower ($1)" },
  [PRESENT] = { "admin_present",
    "UPDATE account SET display_name = coalesce ($2, display_name), bio = coalesce ($3, bio), version = version + 1, updated_at = now()"
    " WHERE id = $1::uuid RETURNING id" },
  [EPOCH] = { "admin_epoch", "SELECT epoch_check ($1::boolean)" },
  [NOTIFY] = { "admin_notify", "SELECT pg_notify ($1, $2)" },
  { NULL }
};

SparkledRows *
sparkled_admin_table_status (SparkledDb  *db,
                             GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_admin_statements[STATUS], error, 0);
}

SparkledRows *
sparkled_admin_table_find (SparkledDb  *db,
                           const char  *username,
                           GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_admin_statements[FIND], error, 1, username);
}

SparkledRows *
sparkled_admin_table_present (SparkledDb  *db,
                              const char  *id,
                              const char  *display_name,
                              const char  *bio,
                              GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_admin_statements[PRESENT], error, 3, id, display_name, bio);
}

SparkledRows *
sparkled_admin_table_epoch (SparkledDb  *db,
                            gboolean     force,
                            GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_admin_statements[EPOCH], error, 1, force ? "true" : "false");
}

static gboolean
notify (SparkledDb  *db,
        const char  *channel,
        const char  *payload,
        GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (db, &sparkled_admin_statements[NOTIFY], error, 2, channel, payload);

  return rows != NULL;
}

gboolean
sparkled_admin_table_notify_changed (SparkledDb  *db,
                                     GError     **error)
{
  return notify (db, "sparkle_change", "*", error);
}

gboolean
sparkled_admin_table_notify_account (SparkledDb  *db,
                                     const char  *account_id,
                                     const char  *session_id,
                                     GError     **error)
{
  g_autofree char *payload = g_strconcat (account_id != NULL ? account_id : "-", " ", session_id != NULL ? session_id : "-", NULL);

  return notify (db, "sparkle_account", payload, error);
}
