/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-database.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

#define BUSY_TIMEOUT_MS 5000

struct _SparkleDatabase
{
  sqlite3    *handle;
  GHashTable *statements; /* (owned): SQL (owned) -> sqlite3_stmt */
  gboolean    in_transaction;
  gboolean    damage;     /* SQLite reported a damaged file on this connection */
};

static gboolean
is_damage (int code)
{
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

/**
 * sparkle_database_set_error:
 * @doing: what was being done, in the language of the person, as in "Opening the cache"
 *
 * Turns SQLite's last error of a connection into a %SPARKLE_ERROR_STORAGE.
 *
 * Returns: whether the error means that the file is damaged
 */
gboolean
sparkle_database_set_error (GError     **error,
                            sqlite3     *db,
                            const char  *doing)
{
  int code = db != NULL ? sqlite3_extended_errcode (db) : SQLITE_NOMEM;

  if ((code & 0xff) == SQLITE_FULL)
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE,
                         _("The disk is full: nothing more can be kept on this machine until there is space"));
  else if ((code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_PERM || (code & 0xff) == SQLITE_CANTOPEN)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE,
                 _("The folder of the database cannot be written (%s)"), db != NULL ? sqlite3_errmsg (db) : _("no memory"));
  else
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE,
                 /* Translators: what was being done, such as “Opening the database”, then a technical reason */
                 _("%s failed: %s"), doing, db != NULL ? sqlite3_errmsg (db) : _("no memory"));
  return is_damage (code);
}

static gboolean
fail (SparkleDatabase  *self,
      GError          **error,
      const char       *doing)
{
  if (sparkle_database_set_error (error, self->handle, doing))
    self->damage = TRUE;
  return FALSE;
}

gboolean
sparkle_database_is_damage (SparkleDatabase *self)
{
  return self->damage;
}

sqlite3 *
sparkle_database_handle (SparkleDatabase *self)
{
  return self->handle;
}

gboolean
sparkle_database_exec (SparkleDatabase  *self,
                       const char       *script,
                       GError          **error)
{
  if (sqlite3_exec (self->handle, script, NULL, NULL, NULL) != SQLITE_OK)
    return fail (self, error, _("Changing the database"));
  return TRUE;
}

static void
finalize_statement (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

static gboolean
attach (SparkleDatabase  *self,
        const char       *path,
        GError          **error)
{
  return sparkle_database_run (self, error, "ATTACH ? AS journal", "s", path);
}

/* Foreign keys are read back: inside a transaction the pragma does nothing and says nothing. */
static gboolean
switch_on_foreign_keys (SparkleDatabase  *self,
                        GError          **error)
{
  gint64 on;

  if (!sparkle_database_exec (self, "PRAGMA foreign_keys = ON", error) ||
      !sparkle_database_get_int (self, &on, 0, error, "PRAGMA foreign_keys", ""))
    return FALSE;
  if (on != 1)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The database does not check foreign keys"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
configure (SparkleDatabase  *self,
           const char       *journal_path,
           gboolean          read_only,
           GError          **error)
{
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  if (journal_path != NULL && !attach (self, journal_path, error))
    return FALSE;
  if (read_only)
    return sparkle_database_exec (self, "PRAGMA query_only = ON; PRAGMA cache_size = -512", error);
  if (!sparkle_database_exec (self,
                              "PRAGMA main.auto_vacuum = INCREMENTAL;"
                              "PRAGMA main.journal_mode = WAL; PRAGMA main.synchronous = NORMAL;"
                              "PRAGMA main.wal_autocheckpoint = 2000; PRAGMA main.journal_size_limit = 67108864;"
                              "PRAGMA main.cache_size = -16384; PRAGMA temp_store = MEMORY", error))
    return FALSE;
  if (journal_path != NULL &&
      !sparkle_database_exec (self, "PRAGMA journal.journal_mode = WAL; PRAGMA journal.synchronous = FULL;"
                                    "PRAGMA journal.journal_size_limit = 16777216", error))
    return FALSE;
  return switch_on_foreign_keys (self, error);
}

SparkleDatabase *
sparkle_database_open (const char  *path,
                       const char  *journal_path,
                       gboolean     read_only,
                       GError     **error)
{
  g_autoptr (SparkleDatabase) self = g_new0 (SparkleDatabase, 1);
  int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  if (sqlite3_open_v2 (path, &self->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK)
    {
      fail (self, error, _("Opening the database"));
      return NULL;
    }
  if (!configure (self, journal_path, read_only, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
sparkle_database_close (SparkleDatabase *self)
{
  if (self == NULL)
    return;
  sparkle_database_rollback (self);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->handle);
  g_free (self);
}

sqlite3_stmt *
sparkle_database_prepare (SparkleDatabase  *self,
                          const char       *sql,
                          GError          **error)
{
  sqlite3_stmt *stmt = g_hash_table_lookup (self->statements, sql);

  if (stmt != NULL)
    {
      sqlite3_reset (stmt);
      sqlite3_clear_bindings (stmt);
      return stmt;
    }
  if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
    {
      fail (self, error, _("Using the database"));
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), stmt);
  return stmt;
}

gboolean
sparkle_database_step (SparkleDatabase  *self,
                       sqlite3_stmt     *stmt,
                       gboolean         *ret_row,
                       GError          **error)
{
  int result;

  if (ret_row != NULL)
    *ret_row = FALSE;
  if (stmt == NULL)
    return FALSE;
  result = sqlite3_step (stmt);
  if (result == SQLITE_ROW && ret_row != NULL)
    {
      *ret_row = TRUE;
      return TRUE;
    }
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    {
      sqlite3_reset (stmt);
      return TRUE;
    }
  fail (self, error, _("Using the database"));
  sqlite3_reset (stmt);
  return FALSE;
}

static sqlite3_stmt *
query_va (SparkleDatabase  *self,
          GError          **error,
          const char       *sql,
          const char       *format,
          va_list           args)
{
  sqlite3_stmt *stmt = sparkle_database_prepare (self, sql, error);

  for (int i = 0; stmt != NULL && format[i] != '\0'; i++)
    switch (format[i])
      {
      case 's': sqlite3_bind_text (stmt, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT); break;
      case 'i': sqlite3_bind_int64 (stmt, i + 1, va_arg (args, gint64)); break;
      case 'd': sqlite3_bind_double (stmt, i + 1, va_arg (args, double)); break;
      default:  sqlite3_bind_null (stmt, i + 1); break;
      }
  return stmt;
}

sqlite3_stmt *
sparkle_database_query (SparkleDatabase  *self,
                        GError          **error,
                        const char       *sql,
                        const char       *format,
                        ...)
{
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = query_va (self, error, sql, format, args);
  va_end (args);
  return stmt;
}

gboolean
sparkle_database_run (SparkleDatabase  *self,
                      GError          **error,
                      const char       *sql,
                      const char       *format,
                      ...)
{
  sqlite3_stmt *stmt;
  gboolean row;
  va_list args;

  va_start (args, format);
  stmt = query_va (self, error, sql, format, args);
  va_end (args);
  do
    if (!sparkle_database_step (self, stmt, &row, error))
      return FALSE;
  while (row);
  return TRUE;
}

gboolean
sparkle_database_get_int (SparkleDatabase  *self,
                          gint64           *ret_value,
                          gint64            fallback,
                          GError          **error,
                          const char       *sql,
                          const char       *format,
                          ...)
{
  sqlite3_stmt *stmt;
  gboolean row;
  va_list args;

  *ret_value = fallback;
  va_start (args, format);
  stmt = query_va (self, error, sql, format, args);
  va_end (args);
  if (!sparkle_database_step (self, stmt, &row, error))
    return FALSE;
  if (row)
    {
      if (sqlite3_column_type (stmt, 0) != SQLITE_NULL)
        *ret_value = sqlite3_column_int64 (stmt, 0);
      sqlite3_reset (stmt);
    }
  return TRUE;
}

gboolean
sparkle_database_begin (SparkleDatabase  *self,
                        GError          **error)
{
  if (!sparkle_database_run (self, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  self->in_transaction = TRUE;
  return TRUE;
}

gboolean
sparkle_database_commit (SparkleDatabase  *self,
                         GError          **error)
{
  if (!sparkle_database_run (self, error, "COMMIT", ""))
    return FALSE;
  self->in_transaction = FALSE;
  return TRUE;
}

/* SQLite may have rolled back by itself (disk full): then there is nothing left to do. */
void
sparkle_database_rollback (SparkleDatabase *self)
{
  if (self->in_transaction && sqlite3_get_autocommit (self->handle) == 0)
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
  self->in_transaction = FALSE;
}
