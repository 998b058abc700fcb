/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <string.h>

#include "sparkle-error.h"

/* The column that a table has beside those of the record, set when a row is made. */
static const char *
extra_column (const SparkleTable *table)
{
  if (table->collection == SPARKLE_COLLECTION_POST)
    return "listed";
  if (table->collection == SPARKLE_COLLECTION_DRAFT)
    return "account_id";
  return NULL;
}

static char *
marks (unsigned n)
{
  GString *list = g_string_new ("?");

  while (--n > 0)
    g_string_append (list, ", ?");
  return g_string_free_and_steal (list);
}

static sqlite3_stmt *
prepare (SparkleWriter  *self,
         GError        **error,
         const char     *format,
         ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args); /* names from the constant tables only */
  va_end (args);
  return sparkle_database_prepare (self->db, sql, error);
}

static char *
assignments (const SparkleTable *table)
{
  GString *list = g_string_new (NULL);

  for (unsigned i = 0; i < table->n_wire; i++)
    g_string_append_printf (list, "%s%s = ?%u", i > 0 ? ", " : "", table->columns[i].name, i + 1);
  return g_string_free_and_steal (list);
}

static gboolean
prepare_table (SparkleWriter       *self,
               const SparkleTable  *table,
               GError             **error)
{
  SparkleTableStatements *statements = &self->statements[table->collection];
  const char *extra = extra_column (table);
  g_autofree char *wire = sparkle_table_column_list (table, "", table->n_wire);
  g_autofree char *all = sparkle_table_column_list (table, "", table->collection == SPARKLE_COLLECTION_ACCOUNT ? table->n_wire : table->n_columns);
  g_autofree char *values = marks (table->n_wire + (extra != NULL));
  g_autofree char *truth_values = marks (table->n_wire + 1);
  g_autofree char *sets = assignments (table);

  if ((statements->insert = prepare (self, error, "INSERT INTO %s (%s%s%s) VALUES (%s) ON CONFLICT (id) DO NOTHING",
                                     table->name, wire, extra != NULL ? ", " : "", extra != NULL ? extra : "", values)) == NULL ||
      (statements->find = prepare (self, error, "SELECT row, rev, %s, %s FROM %s WHERE id = ?", table->foldable ? "overlay" : "0",
                                   table->collection == SPARKLE_COLLECTION_POST ? "listed" : "0", table->name)) == NULL ||
      (statements->update = prepare (self, error, "UPDATE %s SET %s WHERE row = ?%u", table->name, sets, table->n_wire + 1)) == NULL ||
      (statements->drop = prepare (self, error, "DELETE FROM %s WHERE row = ?", table->name)) == NULL ||
      (statements->read = prepare (self, error, "SELECT %s FROM %s WHERE row = ?", all, table->name)) == NULL)
    return FALSE;
  if (!table->foldable)
    return TRUE;
  return (statements->truth_find = prepare (self, error, "SELECT rev FROM %s_truth WHERE row = ?", table->name)) != NULL &&
         (statements->truth_put = prepare (self, error, "INSERT OR REPLACE INTO %s_truth (row, %s) VALUES (%s)", table->name, wire, truth_values)) != NULL &&
         (statements->truth_read = prepare (self, error, "SELECT %s FROM %s_truth WHERE row = ?", wire, table->name)) != NULL &&
         (statements->truth_drop = prepare (self, error, "DELETE FROM %s_truth WHERE row = ?", table->name)) != NULL &&
         (statements->fold = prepare (self, error, "UPDATE %s SET pending = ?1, overlay = ?2, present = ?3%s WHERE row = ?4", table->name,
                                      table->collection == SPARKLE_COLLECTION_POST || table->collection == SPARKLE_COLLECTION_COMMENT ||
                                      table->collection == SPARKLE_COLLECTION_DRAFT ? ", local = ?5" : "")) != NULL;
}

gboolean
sparkle_writer_prepare_statements (SparkleWriter  *self,
                                   GError        **error)
{
  for (unsigned i = 0; i < SPARKLE_COLLECTION_OUTBOX; i++)
    if (!prepare_table (self, sparkle_table_get (i), error))
      return FALSE;
  self->member_put = sparkle_database_prepare (self->db,
                                               "INSERT INTO member (collection, row, scope, gen) VALUES (?, ?, ?, ?)"
                                               " ON CONFLICT DO UPDATE SET gen = excluded.gen WHERE gen <> excluded.gen", error);
  return self->member_put != NULL;
}

static gboolean
run_row (SparkleWriter  *self,
         sqlite3_stmt   *stmt,
         gint64          row,
         GError        **error)
{
  sqlite3_bind_int64 (stmt, 1, row);
  return sparkle_database_step (self->db, stmt, NULL, error);
}

static gboolean
find_full (SparkleWriter       *self,
           const SparkleTable  *table,
           const char          *id,
           gint64              *ret_row,
           gint64              *ret_rev,
           gboolean            *ret_overlay,
           gboolean            *ret_listed,
           GError             **error)
{
  sqlite3_stmt *stmt = self->statements[table->collection].find;
  gboolean row;

  *ret_row = 0;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  if (!sparkle_database_step (self->db, stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *ret_row = sqlite3_column_int64 (stmt, 0);
  *ret_rev = sqlite3_column_int64 (stmt, 1);
  *ret_overlay = sqlite3_column_int (stmt, 2);
  *ret_listed = sqlite3_column_int (stmt, 3);
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
sparkle_writer_find (SparkleWriter       *self,
                     const SparkleTable  *table,
                     const char          *id,
                     gint64              *ret_row,
                     gint64              *ret_rev,
                     gboolean            *ret_overlay,
                     GError             **error)
{
  gboolean listed;

  return find_full (self, table, id, ret_row, ret_rev, ret_overlay, &listed, error);
}

void
sparkle_writer_touch (SparkleWriter     *self,
                      SparkleCollection  collection,
                      const char        *id)
{
  if (self->dirty[collection] == NULL)
    self->dirty[collection] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->dirty[collection], g_strdup (id));
}

/* A reaction changes what its post or comment shows, a bookmark its post, a follow both people. */
void
sparkle_writer_changed (SparkleWriter       *self,
                        const SparkleTable  *table,
                        const SparkleAnyRow *row)
{
  sparkle_store_changes_add (self->changes, table->collection, row->id);
  if (table->collection == SPARKLE_COLLECTION_REACTION && row->reaction.target_id != NULL)
    {
      sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_POST, row->reaction.target_id);
      sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_COMMENT, row->reaction.target_id);
    }
  else if (table->collection == SPARKLE_COLLECTION_BOOKMARK)
    sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_POST, row->id);
  else if (table->collection == SPARKLE_COLLECTION_FOLLOW && row->follow.followed_id != NULL && row->follow.follower_id != NULL)
    {
      sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_USER, row->follow.followed_id);
      sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_USER, row->follow.follower_id);
    }
}

static gboolean
put_member (SparkleWriter       *self,
            const SparkleTable  *table,
            gint64               row,
            gint64               scope_key,
            gint64               gen,
            GError             **error)
{
  sqlite3_bind_int64 (self->member_put, 1, table->collection);
  sqlite3_bind_int64 (self->member_put, 2, row);
  sqlite3_bind_int64 (self->member_put, 3, scope_key);
  sqlite3_bind_int64 (self->member_put, 4, gen);
  return sparkle_database_step (self->db, self->member_put, NULL, error);
}

static gboolean
put_truth (SparkleWriter        *self,
           const SparkleTable   *table,
           const SparkleAnyRow  *record,
           gint64                row,
           GError              **error)
{
  SparkleTableStatements *statements = &self->statements[table->collection];
  gboolean known;

  sqlite3_bind_int64 (statements->truth_find, 1, row);
  if (!sparkle_database_step (self->db, statements->truth_find, &known, error))
    return FALSE;
  if (known)
    {
      gint64 rev = sqlite3_column_int64 (statements->truth_find, 0);

      sqlite3_reset (statements->truth_find);
      if (rev >= record->head.rev)
        return TRUE;
    }
  sqlite3_bind_int64 (statements->truth_put, 1, row);
  sparkle_table_bind (table, record, table->n_wire, statements->truth_put, 2);
  return sparkle_database_step (self->db, statements->truth_put, NULL, error);
}

static gboolean
insert_row (SparkleWriter        *self,
            const SparkleTable   *table,
            const SparkleAnyRow  *record,
            gboolean              listed,
            gint64               *ret_row,
            GError              **error)
{
  sqlite3_stmt *stmt = self->statements[table->collection].insert;

  sparkle_table_bind (table, record, table->n_wire, stmt, 1);
  if (table->collection == SPARKLE_COLLECTION_POST)
    sqlite3_bind_int (stmt, table->n_wire + 1, listed);
  else if (table->collection == SPARKLE_COLLECTION_DRAFT)
    sqlite3_bind_text (stmt, table->n_wire + 1, self->account, -1, SQLITE_STATIC);
  *ret_row = 0;
  if (!sparkle_database_step (self->db, stmt, NULL, error))
    return FALSE;
  if (sqlite3_changes (sparkle_database_handle (self->db)) > 0)
    *ret_row = sqlite3_last_insert_rowid (sparkle_database_handle (self->db));
  return TRUE;
}

static gboolean
update_row (SparkleWriter        *self,
            const SparkleTable   *table,
            const SparkleAnyRow  *record,
            gint64                row,
            GError              **error)
{
  sqlite3_stmt *stmt = self->statements[table->collection].update;

  sparkle_table_bind (table, record, table->n_wire, stmt, 1);
  sqlite3_bind_int64 (stmt, table->n_wire + 1, row);
  return sparkle_database_step (self->db, stmt, NULL, error);
}

static gboolean
set_listed (SparkleWriter  *self,
            gint64          row,
            gboolean        listed,
            GError        **error)
{
  return sparkle_database_run (self->db, error, "UPDATE post SET listed = ? WHERE row = ?", "ii", (gint64) listed, row);
}

/* A record with pending mutations: the truth is put aside, the effective row is folded before the commit. */
static gboolean
upsert_overlaid (SparkleWriter        *self,
                 const SparkleTable   *table,
                 const SparkleAnyRow  *record,
                 gint64                scope_key,
                 gint64                gen,
                 GError              **error)
{
  gint64 row, rev;
  gboolean overlay;

  if (!sparkle_writer_find (self, table, record->id, &row, &rev, &overlay, error))
    return FALSE;
  if (row == 0)
    {
      if (!insert_row (self, table, record, FALSE, &row, error))
        return FALSE;
    }
  else if (overlay)
    {
      if (!put_truth (self, table, record, row, error))
        return FALSE;
    }
  else if (record->head.rev > rev && !update_row (self, table, record, row, error))
    return FALSE;
  sparkle_writer_touch (self, table->collection, record->id);
  return put_member (self, table, row, scope_key, gen, error);
}

/**
 * sparkle_writer_upsert:
 * @gen: generation of the scope that the record was seen in
 *
 * Takes a record of the server: what has a lower or the same rev than what is known changes nothing but the membership.
 */
gboolean
sparkle_writer_upsert (SparkleWriter        *self,
                       const SparkleTable   *table,
                       const SparkleAnyRow  *record,
                       gint64                scope_key,
                       gint64                gen,
                       GError              **error)
{
  gboolean is_post = table->collection == SPARKLE_COLLECTION_POST;
  gboolean published = is_post && g_strcmp0 (record->post.state, "published") == 0;
  gboolean in_feed = scope_key == SPARKLE_SCOPE_KEY_FEED;
  gboolean overlay, was_listed, listed;
  gint64 row, rev;

  self->drafts_named |= table->collection == SPARKLE_COLLECTION_DRAFT;
  sparkle_writer_changed (self, table, record);
  if (self->overlay[table->collection] != NULL && g_hash_table_contains (self->overlay[table->collection], record->id))
    return upsert_overlaid (self, table, record, scope_key, gen, error);

  if (!insert_row (self, table, record, published && in_feed, &row, error))
    return FALSE;
  if (row != 0)
    return put_member (self, table, row, scope_key, gen, error);

  if (!find_full (self, table, record->id, &row, &rev, &overlay, &was_listed, error))
    return FALSE;
  if (overlay) /* its last mutation has just gone: the fold before the commit puts the truth in place */
    {
      if (!put_truth (self, table, record, row, error))
        return FALSE;
      sparkle_writer_touch (self, table->collection, record->id);
      return put_member (self, table, row, scope_key, gen, error);
    }
  if (record->head.rev > rev && !update_row (self, table, record, row, error))
    return FALSE;
  /* an older rev says nothing about the state */
  listed = (was_listed || in_feed) && (record->head.rev >= rev ? published : was_listed);
  if (is_post && listed != was_listed && !set_listed (self, row, listed, error))
    return FALSE;
  return put_member (self, table, row, scope_key, gen, error);
}

/* The last scope that held it has let it go. */
static gboolean
purge (SparkleWriter        *self,
       const SparkleTable   *table,
       const char           *id,
       gint64                row,
       gboolean              overlay,
       GError              **error)
{
  SparkleTableStatements *statements = &self->statements[table->collection];

  if (!overlay)
    return run_row (self, statements->drop, row, error);
  sparkle_writer_touch (self, table->collection, id);
  return run_row (self, statements->truth_drop, row, error);
}

static gboolean
report_change (SparkleWriter        *self,
               const SparkleTable   *table,
               gint64                row,
               GError              **error)
{
  SparkleAnyRow record = { 0 };
  sqlite3_stmt *stmt = self->statements[table->collection].read;
  gboolean found;

  sqlite3_bind_int64 (stmt, 1, row);
  if (!sparkle_database_step (self->db, stmt, &found, error))
    return FALSE;
  if (found)
    {
      sparkle_table_read (table, &record, table->n_wire, stmt, 0);
      sqlite3_reset (stmt);
      sparkle_writer_changed (self, table, &record);
      sparkle_table_clear (table, &record);
    }
  return TRUE;
}

static gboolean
leave_row (SparkleWriter        *self,
           const SparkleTable   *table,
           const char           *id,
           gint64                row,
           gboolean              overlay,
           gboolean              listed,
           gint64                scope_key,
           GError              **error)
{
  gint64 others;

  self->drafts_named |= table->collection == SPARKLE_COLLECTION_DRAFT;
  if (!report_change (self, table, row, error) ||
      !sparkle_database_run (self->db, error, "DELETE FROM member WHERE collection = ? AND row = ? AND scope = ?", "iii",
                             (gint64) table->collection, row, scope_key) ||
      !sparkle_database_get_int (self->db, &others, 0, error, "SELECT 1 FROM member WHERE collection = ? AND row = ? LIMIT 1", "ii",
                                 (gint64) table->collection, row))
    return FALSE;
  if (others == 0)
    return purge (self, table, id, row, overlay, error);
  if (listed && scope_key == SPARKLE_SCOPE_KEY_FEED)
    {
      if (overlay)
        sparkle_writer_touch (self, table->collection, id);
      return set_listed (self, row, FALSE, error);
    }
  return TRUE;
}

gboolean
sparkle_writer_leave (SparkleWriter       *self,
                      const SparkleTable  *table,
                      const char          *id,
                      gint64               scope_key,
                      GError             **error)
{
  gint64 row, rev;
  gboolean overlay, listed;

  if (!find_full (self, table, id, &row, &rev, &overlay, &listed, error))
    return FALSE;
  return row == 0 || leave_row (self, table, id, row, overlay, listed, scope_key, error);
}

typedef struct
{
  SparkleCollection collection;
  gint64            row;
} Place;

static gboolean
leave_place (SparkleWriter  *self,
             const Place    *place,
             gint64          scope_key,
             GError        **error)
{
  const SparkleTable *table = sparkle_table_get (place->collection);
  sqlite3_stmt *stmt = table != NULL ? self->statements[place->collection].read : NULL;
  SparkleAnyRow record = { 0 };
  gboolean found, ok;

  if (stmt == NULL)
    return TRUE;
  sqlite3_bind_int64 (stmt, 1, place->row);
  if (!sparkle_database_step (self->db, stmt, &found, error))
    return FALSE;
  if (!found)
    return sparkle_database_run (self->db, error, "DELETE FROM member WHERE collection = ? AND row = ? AND scope = ?", "iii",
                                 (gint64) place->collection, place->row, scope_key);
  sparkle_table_read (table, &record, table->n_wire, stmt, 0);
  sqlite3_reset (stmt);
  ok = sparkle_writer_leave (self, table, record.id, scope_key, error);
  sparkle_table_clear (table, &record);
  return ok;
}

/* Drafts are in the journal and outlive the cache: those that the whole `me` did not name are gone on the server. */
static gboolean
sweep_drafts (SparkleWriter  *self,
              gint64          gen,
              GError        **error)
{
  const SparkleTable *table = sparkle_table_get (SPARKLE_COLLECTION_DRAFT);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error,
                                               "SELECT id FROM draft d WHERE account_id = ? AND NOT EXISTS"
                                               " (SELECT 1 FROM member WHERE collection = ? AND row = d.row AND scope = ? AND gen = ?)", "siii",
                                               self->account, (gint64) SPARKLE_COLLECTION_DRAFT, (gint64) SPARKLE_SCOPE_KEY_ME, gen);
  gboolean row;

  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
  while (row);
  for (unsigned i = 0; i < ids->len; i++)
    if (!sparkle_writer_leave (self, table, g_ptr_array_index (ids, i), SPARKLE_SCOPE_KEY_ME, error))
      return FALSE;
  return TRUE;
}

/**
 * sparkle_writer_sweep:
 * @gen: the generation that stays
 *
 * The end of a refetch: what the server did not name again leaves the scope.
 */
gboolean
sparkle_writer_sweep (SparkleWriter  *self,
                      gint64          scope_key,
                      gint64          gen,
                      GError        **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error, "SELECT collection, row FROM member WHERE scope = ? AND gen <> ?", "ii", scope_key, gen);
  gboolean row;

  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        {
          Place place = { sqlite3_column_int (stmt, 0), sqlite3_column_int64 (stmt, 1) };

          g_array_append_val (places, place);
        }
    }
  while (row);
  for (unsigned i = 0; i < places->len; i++)
    if (!leave_place (self, &g_array_index (places, Place, i), scope_key, error))
      return FALSE;
  return scope_key != SPARKLE_SCOPE_KEY_ME || *self->account == '\0' || sweep_drafts (self, gen, error);
}

static gboolean
read_by_row (SparkleWriter       *self,
             const SparkleTable  *table,
             sqlite3_stmt        *stmt,
             unsigned             n_columns,
             gint64               row,
             SparkleAnyRow       *record,
             gboolean            *ret_known,
             GError             **error)
{
  sqlite3_bind_int64 (stmt, 1, row);
  if (!sparkle_database_step (self->db, stmt, ret_known, error))
    return FALSE;
  if (*ret_known)
    {
      sparkle_table_read (table, record, n_columns, stmt, 0);
      sqlite3_reset (stmt);
    }
  return TRUE;
}

gboolean
sparkle_writer_read_truth (SparkleWriter       *self,
                           const SparkleTable  *table,
                           const char          *id,
                           SparkleAnyRow       *record,
                           gboolean            *ret_known,
                           GError             **error)
{
  SparkleTableStatements *statements = &self->statements[table->collection];
  gint64 row, rev;
  gboolean overlay;

  *ret_known = FALSE;
  if (!sparkle_writer_find (self, table, id, &row, &rev, &overlay, error))
    return FALSE;
  if (row == 0)
    return TRUE;
  return read_by_row (self, table, overlay ? statements->truth_read : statements->read, table->n_wire, row, record, ret_known, error);
}

gboolean
sparkle_writer_read_effective (SparkleWriter       *self,
                               const SparkleTable  *table,
                               const char          *id,
                               SparkleAnyRow       *record,
                               gboolean            *ret_known,
                               GError             **error)
{
  gint64 row, rev;
  gboolean overlay;

  *ret_known = FALSE;
  if (!sparkle_writer_find (self, table, id, &row, &rev, &overlay, error))
    return FALSE;
  if (row == 0)
    return TRUE;
  return read_by_row (self, table, self->statements[table->collection].read, table->n_columns, row, record, ret_known, error);
}
