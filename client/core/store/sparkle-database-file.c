/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "sparkle-error.h"

unsigned
sparkle_schema_version (const SparkleSchema *schema)
{
  unsigned version = 0;

  while (schema->migrations[version] != NULL)
    version++;
  return version;
}

static gboolean
pragma_int (SparkleDatabase  *db,
            const char       *name,
            gint64           *ret_value,
            GError          **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", name); /* a constant name */

  return sparkle_database_get_int (db, ret_value, 0, error, sql, "");
}

static gboolean
set_pragma (SparkleDatabase  *db,
            const char       *name,
            gint64            value,
            GError          **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s = %" G_GINT64_FORMAT, name, value);

  return sparkle_database_exec (db, sql, error);
}

/* SQLite makes files as open as the umask lets it; those beside a database follow the database. A file that exists is not opened
 * here: closing it would end the locks that another connection of this process has on it. */
static void
make_private (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  for (unsigned i = 0; fd < 0 && i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      if (g_chmod (file, 0600) != 0 && errno != ENOENT)
        g_debug ("%s stays as open as it is: %s", file, g_strerror (errno));
    }
}

static gboolean
keep_copy (SparkleDatabase  *db,
           const char       *path,
           gint64            version,
           GError          **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.before-v%" G_GINT64_FORMAT, path, version + 1);

  g_unlink (copy);
  make_private (copy);
  return sparkle_database_run (db, error, "VACUUM INTO ?", "s", copy);
}

static gboolean
migrate_step (SparkleDatabase      *db,
              const SparkleSchema  *schema,
              gint64                version,
              GError              **error)
{
  return sparkle_database_begin (db, error) &&
         sparkle_database_exec (db, schema->migrations[version], error) &&
         set_pragma (db, "application_id", schema->application_id, error) &&
         set_pragma (db, "user_version", version + 1, error) &&
         sparkle_database_commit (db, error);
}

static gboolean
migrate (SparkleDatabase      *db,
         const char           *path,
         const SparkleSchema  *schema,
         gint64                version,
         gboolean              keep_backup,
         GError              **error)
{
  gint64 target = sparkle_schema_version (schema);

  if (version > 0 && version < target && keep_backup && !keep_copy (db, path, version, error))
    return FALSE;
  for (; version < target; version++)
    if (!migrate_step (db, schema, version, error))
      {
        sparkle_database_rollback (db);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_pages (SparkleDatabase *db)
{
  sqlite3_stmt *stmt = sparkle_database_query (db, NULL, "PRAGMA quick_check(1)", "");
  gboolean row, good;

  if (!sparkle_database_step (db, stmt, &row, NULL))
    return FALSE;
  good = row && g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0;
  sqlite3_reset (stmt);
  return good;
}

/**
 * sparkle_file_prepare:
 * @keep_backup: copy the file before its first migration
 * @thorough: check every page, which takes about a second for 500 MB
 *
 * Makes the file ready to be used at this program's schema version.
 *
 * Returns: what was found; @error is set unless it is good
 */
SparkleFileState
sparkle_file_prepare (const char           *path,
                      const SparkleSchema  *schema,
                      gboolean              keep_backup,
                      gboolean              thorough,
                      GError              **error)
{
  g_autoptr (SparkleDatabase) db = NULL;
  g_autoptr (GError) local = NULL;
  gint64 version, id, n_tables, target = sparkle_schema_version (schema);
  gboolean existed = g_file_test (path, G_FILE_TEST_EXISTS);

  make_private (path);
  db = sparkle_database_open (path, NULL, FALSE, &local);
  if (db == NULL)
    {
      sqlite3 *raw = NULL;
      /* told apart by looking once more with nothing but a read */
      gboolean damaged = existed &&
                         sqlite3_open_v2 (path, &raw, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                         sqlite3_exec (raw, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK &&
                         (sqlite3_errcode (raw) == SQLITE_NOTADB || sqlite3_errcode (raw) == SQLITE_CORRUPT);

      sqlite3_close (raw);
      g_propagate_error (error, g_steal_pointer (&local));
      return damaged ? SPARKLE_FILE_DAMAGED : SPARKLE_FILE_FAILED;
    }
  if (!pragma_int (db, "user_version", &version, &local) || !pragma_int (db, "application_id", &id, &local) ||
      !sparkle_database_get_int (db, &n_tables, 0, &local, "SELECT count(*) FROM sqlite_schema", ""))
    goto failed;
  if (version > target)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE_FUTURE,
                   _("%s was written by a newer version of Sparkle Universe"), path);
      return SPARKLE_FILE_FUTURE;
    }
  /* another program's file, or a file whose header was overwritten */
  if (version < 0 || (version == 0 && n_tables > 0) || (version > 0 && id != schema->application_id) || (thorough && existed && !check_pages (db)))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("%s is damaged"), path);
      return SPARKLE_FILE_DAMAGED;
    }
  if (migrate (db, path, schema, version, keep_backup, &local))
    return SPARKLE_FILE_GOOD;

failed:
  g_propagate_error (error, g_steal_pointer (&local));
  return sparkle_database_is_damage (db) ? SPARKLE_FILE_DAMAGED : SPARKLE_FILE_FAILED;
}

/**
 * sparkle_file_set_aside:
 * @why: a word for the file name: "damaged", "future"
 *
 * Moves a database out of the way, whole, so that nothing is lost.
 *
 * Returns: (transfer full) (nullable): where it is now
 */
char *
sparkle_file_set_aside (const char  *path,
                        const char  *why,
                        GError     **error)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *target = NULL;

  for (unsigned n = 0; target == NULL || g_file_test (target, G_FILE_TEST_EXISTS); n++)
    {
      g_free (target);
      target = n == 0 ? g_strdup_printf ("%s.%s-%s", path, why, time) : g_strdup_printf ("%s.%s-%s-%u", path, why, time, n);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (target, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Could not move %s out of the way: %s"), from, g_strerror (errno));
          return NULL;
        }
    }
  return g_steal_pointer (&target);
}

/* ---- salvage -------------------------------------------------------------------------------------------------- */

static GPtrArray *
column_names (SparkleDatabase *db,
              const char      *table)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = sparkle_database_query (db, NULL, "SELECT name FROM pragma_table_info(?)", "s", table);
  gboolean row;

  while (sparkle_database_step (db, stmt, &row, NULL) && row)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  return names;
}

/* Row numbers may be taken in the other file, overlay refers to a _truth row of that number: what was read last stands for both. */
static gboolean
is_row_number (const char *column)
{
  return g_str_equal (column, "row") || g_str_equal (column, "seq");
}

static char *
common_columns (SparkleDatabase  *from,
                SparkleDatabase  *into,
                const char       *table,
                gboolean          with_row_number,
                char            **ret_insert)
{
  g_autoptr (GPtrArray) theirs = column_names (from, table);
  g_autoptr (GPtrArray) ours = column_names (into, table);
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);

  for (unsigned i = 0; i < ours->len; i++)
    {
      const char *name = g_ptr_array_index (ours, i);

      if (!g_ptr_array_find_with_equal_func (theirs, name, g_str_equal, NULL) ||
          g_str_equal (name, "overlay") || (!with_row_number && is_row_number (name)))
        continue;
      g_string_append_printf (list, "%s\"%s\"", list->len > 0 ? ", " : "", name);
      g_string_append (marks, marks->len > 0 ? ", ?" : "?");
    }
  *ret_insert = NULL;
  if (list->len == 0)
    return NULL;
  *ret_insert = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", table, list->str, marks->str);
  return g_string_free_and_steal (g_steal_pointer (&list));
}

typedef struct
{
  SparkleDatabase *from, *into;
  char            *insert;      /* with the row number, which comes first */
  char            *insert_free; /* without it */
  gboolean         has_row_number;
  unsigned         copied;
} Copying;

static void
copy_row (Copying      *copying,
          sqlite3_stmt *reading,
          gboolean      with_row_number)
{
  sqlite3_stmt *writing = sparkle_database_prepare (copying->into, with_row_number ? copying->insert : copying->insert_free, NULL);
  int skip = copying->has_row_number && !with_row_number ? 1 : 0;

  for (int i = skip; writing != NULL && i < sqlite3_column_count (reading); i++)
    sqlite3_bind_value (writing, i + 1 - skip, sqlite3_column_value (reading, i));
  /* a row that breaks a constraint is itself damaged, or here already: it stays in the old file */
  if (!sparkle_database_step (copying->into, writing, NULL, NULL))
    return;
  if (sqlite3_changes (sparkle_database_handle (copying->into)) > 0)
    copying->copied++;
  else if (with_row_number)
    copy_row (copying, reading, FALSE);
}

/* One direction through one table, row by row, until the damage. */
static gboolean
copy_rows (Copying    *copying,
           const char *select)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *reading = sparkle_database_prepare (copying->from, select, &error);
  gboolean row;

  while (sparkle_database_step (copying->from, reading, &row, &error) && row)
    copy_row (copying, reading, copying->has_row_number);
  return error == NULL;
}

static gboolean
salvage_table (SparkleDatabase *from,
               SparkleDatabase *into,
               const char      *table,
               unsigned        *copied)
{
  Copying copying = { from, into };
  g_autofree char *insert = NULL;
  g_autofree char *insert_free = NULL;
  g_autofree char *columns = common_columns (from, into, table, TRUE, &insert);
  g_autofree char *others = common_columns (from, into, table, FALSE, &insert_free);
  g_autofree char *forwards = NULL;
  g_autofree char *backwards = NULL;
  gboolean whole;

  if (columns == NULL || others == NULL)
    return FALSE;
  copying.has_row_number = !g_str_equal (columns, others);
  copying.insert = insert;
  copying.insert_free = insert_free;
  /* constant names: tables and columns of our own schema */
  forwards = g_strdup_printf ("SELECT %s FROM \"%s\" ORDER BY 1", columns, table);
  backwards = g_strdup_printf ("SELECT %s FROM \"%s\" ORDER BY 1 DESC", columns, table);
  whole = copy_rows (&copying, forwards);
  if (!whole)
    copy_rows (&copying, backwards); /* what lies behind the damage */
  *copied += copying.copied;
  return whole;
}

/**
 * sparkle_file_salvage:
 * @from: a set-aside file; not changed but for its own journal
 * @into: a good file
 *
 * Carries over, row by row, what can be read. Rows that @into has already are kept as they are.
 *
 * Returns: the number of rows carried over
 */
unsigned
sparkle_file_salvage (const char  *from,
                      const char  *into,
                      gboolean    *ret_lost,
                      GError     **error)
{
  g_autoptr (SparkleDatabase) source = NULL;
  g_autoptr (SparkleDatabase) target = NULL;
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt;
  gboolean row;
  unsigned copied = 0;

  *ret_lost = FALSE;
  target = sparkle_database_open (into, NULL, FALSE, error);
  if (target == NULL)
    return 0;
  source = sparkle_database_open (from, NULL, FALSE, NULL);
  if (source == NULL)
    {
      *ret_lost = TRUE;
      return 0;
    }
  stmt = sparkle_database_query (target, error, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\\_truth' ESCAPE '\\' ORDER BY rowid", "");
  while (sparkle_database_step (target, stmt, &row, error) && row)
    g_ptr_array_add (tables, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  if (!sparkle_database_begin (target, error))
    return 0;
  for (unsigned i = 0; i < tables->len; i++)
    if (!salvage_table (source, target, g_ptr_array_index (tables, i), &copied))
      *ret_lost = TRUE;
  if (!sparkle_database_commit (target, error))
    return 0;
  return copied;
}
