/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* One connection with its prepared statements. Used by one thread. */
typedef struct _SparkleDatabase SparkleDatabase;

/* path: the main file; journal_path: attached as "journal" (nullable). */
SparkleDatabase *sparkle_database_open     (const char *path, const char *journal_path, gboolean read_only, GError **error);
void             sparkle_database_close    (SparkleDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleDatabase, sparkle_database_close)

sqlite3         *sparkle_database_handle   (SparkleDatabase *self);
/* The prepared statement of this SQL, reset and unbound; owned by the database. Never NULL: fails as a statement without rows
 * (sparkle_database_step() then gives the error). */
sqlite3_stmt    *sparkle_database_prepare  (SparkleDatabase *self, const char *sql, GError **error);
/* TRUE and *ret_row TRUE: there is a row. */
gboolean         sparkle_database_step     (SparkleDatabase *self, sqlite3_stmt *stmt, gboolean *ret_row, GError **error);
/* Prepares, binds (format: 's' const char *, 'i' gint64, 'd' double, 'n' NULL without an argument), runs to the end. */
gboolean         sparkle_database_run      (SparkleDatabase *self, GError **error, const char *sql, const char *format, ...);
/* The statement after binding, to be stepped; NULL on failure. */
sqlite3_stmt    *sparkle_database_query    (SparkleDatabase *self, GError **error, const char *sql, const char *format, ...);
/* The first column of the first row as a number; fallback without a row. */
gboolean         sparkle_database_get_int  (SparkleDatabase *self, gint64 *ret_value, gint64 fallback, GError **error, const char *sql, const char *format, ...);
gboolean         sparkle_database_exec     (SparkleDatabase *self, const char *script, GError **error);
gboolean         sparkle_database_begin    (SparkleDatabase *self, GError **error);
gboolean         sparkle_database_commit   (SparkleDatabase *self, GError **error);
void             sparkle_database_rollback (SparkleDatabase *self);

/* ---- files ---- */

typedef struct
{
  const char         *name;        /* "store", "journal" */
  guint32             application_id;
  const char * const *migrations;  /* [0] makes version 1; NULL-terminated */
} SparkleSchema;

unsigned         sparkle_schema_version    (const SparkleSchema *schema);

typedef enum
{
  SPARKLE_FILE_GOOD,
  SPARKLE_FILE_DAMAGED,
  SPARKLE_FILE_FUTURE,
  SPARKLE_FILE_FAILED,  /* cannot be opened at all: permissions, disk full … error is set */
} SparkleFileState;

/* Looks at a file (which may not exist) and brings it to the schema's version, each migration in its own transaction after a copy to
 * "<path>.before-v<N>" when keep_backup. thorough: with a check of every page. */
SparkleFileState sparkle_file_prepare      (const char *path, const SparkleSchema *schema, gboolean keep_backup, gboolean thorough, GError **error);
/* Renames a file with its -wal and -shm to "<path>.<why>-<time>"; (transfer full): the new name. */
char            *sparkle_file_set_aside    (const char *path, const char *why, GError **error);
/* Copies the rows that can be read from another file of this schema (tables and columns that both have; what is there stays).
 * Returns how many; *ret_lost TRUE when reading failed somewhere. */
unsigned         sparkle_file_salvage      (const char *from, const char *into, gboolean *ret_lost, GError **error);

/* SQLite's code as ours; TRUE when the file is damaged. */
gboolean         sparkle_database_set_error (GError **error, sqlite3 *db, const char *doing);
gboolean         sparkle_database_is_damage (SparkleDatabase *self);

extern const SparkleSchema sparkle_store_schema;
extern const SparkleSchema sparkle_journal_schema;

G_END_DECLS
