/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-migrations.h"

#include <stdlib.h>

#include "sparkled-connect.h"
#include "sparkle-error.h"

typedef PGconn Connection;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, PQfinish)
typedef PGresult Result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Result, PQclear)

/* Any number that nothing else locks: "sparkle" in the ASCII of a bigint. */
#define LOCK "SELECT pg_advisory_lock (32479580640668773)"

static gboolean
migrations_connect (const char  *conninfo,
                    Connection **ret_pg,
                    GError     **error)
{
  g_autoptr(Connection) pg = sparkled_connect_sync (conninfo);

  if (PQstatus (pg) != CONNECTION_OK)
    {
      g_autofree char *message = g_strdup (PQerrorMessage (pg));

      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "The database cannot be reached: %s", g_strstrip (message));
      return FALSE;
    }
  *ret_pg = g_steal_pointer (&pg);
  return TRUE;
}

/* Runs SQL, possibly several statements. what names it in the error. */
static gboolean
execute (Connection  *pg,
         const char  *sql,
         const char  *what,
         GError     **error)
{
  g_autoptr(Result) result = PQexec (pg, sql);

  if (PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK)
    return TRUE;

  g_autofree char *message = g_strdup (PQerrorMessage (pg));
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "%s failed: %s", what, g_strstrip (message));
  return FALSE;
}

static gboolean
read_version (Connection  *pg,
              unsigned    *ret_version,
              GError     **error)
{
  /* Two steps: a statement that names a missing table does not even parse. */
  g_autoptr(Result) exists = PQexec (pg, "SELECT to_regclass ('schema_version') IS NOT NULL");
  g_autoptr(Result) newest = NULL;

  if (PQntuples (exists) == 1 && PQgetvalue (exists, 0, 0)[0] == 'f')
    {
      *ret_version = 0;
      return TRUE;
    }
  newest = PQexec (pg, "SELECT coalesce (max (version), 0) FROM schema_version");
  if (PQresultStatus (newest) != PGRES_TUPLES_OK)
    return execute (pg, "SELECT version FROM schema_version", "Reading the schema version", error);
  *ret_version = (unsigned) strtoul (PQgetvalue (newest, 0, 0), NULL, 10);
  return TRUE;
}

static gboolean
apply (Connection               *pg,
       const SparkledMigration  *migration,
       GError                  **error)
{
  /* a constant name, of a file that is built in */
  g_autofree char *record = g_strdup_printf ("INSERT INTO schema_version (version, name) VALUES (%u, '%s')", migration->version, migration->name);
  g_autofree char *what = g_strdup_printf ("Migration %s", migration->name);

  if (execute (pg, "BEGIN", what, error)
      && execute (pg, migration->sql, what, error)
      && execute (pg, record, what, error)
      && execute (pg, "COMMIT", what, error))
    return TRUE;
  execute (pg, "ROLLBACK", what, NULL);
  return FALSE;
}

/**
 * sparkled_migrations_get_latest:
 *
 * Returns: the schema version that this program needs
 */
unsigned
sparkled_migrations_get_latest (void)
{
  unsigned latest = 0;

  for (const SparkledMigration *m = sparkled_migrations; m->version != 0; m++)
    latest = m->version;
  return latest;
}

/**
 * sparkled_migrations_get_version:
 * @conninfo: a libpq connection string
 * @ret_version: (out): the version of the database's schema, 0 for an empty database
 * @error: return location of an error of SPARKLE_ERROR
 *
 * Returns: %TRUE on success
 */
gboolean
sparkled_migrations_get_version (const char  *conninfo,
                                 unsigned    *ret_version,
                                 GError     **error)
{
  g_autoptr(Connection) pg = NULL;

  return migrations_connect (conninfo, &pg, error) && read_version (pg, ret_version, error);
}

/**
 * sparkled_migrations_run:
 * @conninfo: a libpq connection string
 * @ret_from: (out) (optional): the version that was found
 * @ret_to: (out) (optional): the version that the database has now
 * @error: return location of an error of SPARKLE_ERROR
 *
 * Brings the schema up to date. Each migration has its own transaction, so a failure leaves the
 * last good version; a lock makes processes that start together take turns. A database that is
 * newer than this program is left as it is. A database that is not the one it was (restored
 * elsewhere, failed over) starts a new epoch.
 *
 * Returns: %TRUE if the schema is at least the one that this program needs
 */
gboolean
sparkled_migrations_run (const char  *conninfo,
                         unsigned    *ret_from,
                         unsigned    *ret_to,
                         GError     **error)
{
  static const char table[] =
    "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())";
  g_autoptr(Connection) pg = NULL;
  unsigned version = 0;

  if (!migrations_connect (conninfo, &pg, error)
      || !execute (pg, LOCK, "Waiting for other migrations", error)
      || !execute (pg, table, "Creating the table of versions", error)
      || !read_version (pg, &version, error))
    return FALSE;

  if (ret_from != NULL)
    *ret_from = version;
  for (const SparkledMigration *m = sparkled_migrations; m->version != 0; m++)
    {
      if (m->version <= version)
        continue;
      if (!apply (pg, m, error))
        return FALSE;
      version = m->version;
    }
  if (!execute (pg, "SELECT epoch_check ()", "Looking at the epoch", error))
    return FALSE;
  if (ret_to != NULL)
    *ret_to = version;
  return TRUE;
}

/**
 * sparkled_migrations_new_epoch:
 * @conninfo: a libpq connection string
 * @ret_epoch: (out) (optional): the new epoch
 * @error: return location of an error of SPARKLE_ERROR
 *
 * Starts a new epoch by hand: every client fetches everything anew. For a database that lost
 * changes in a way that it cannot see itself, such as a restored snapshot of a disk.
 *
 * Returns: %TRUE on success
 */
gboolean
sparkled_migrations_new_epoch (const char  *conninfo,
                               gint64      *ret_epoch,
                               GError     **error)
{
  g_autoptr(Connection) pg = NULL;
  g_autoptr(Result) result = NULL;

  if (!migrations_connect (conninfo, &pg, error))
    return FALSE;
  result = PQexec (pg, "SELECT epoch_check (true)");
  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    {
      g_autofree char *message = g_strdup (PQerrorMessage (pg));

      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "Starting a new epoch failed: %s", g_strstrip (message));
      return FALSE;
    }
  if (ret_epoch != NULL)
    *ret_epoch = g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
  return TRUE;
}
