/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <string.h>

#include "sparkle-error.h"

/* Truth + pending mutations = what is read. A record is "overlaid" while the outbox holds something that touches it; its truth
 * then waits in the _truth table. Folding always starts from the truth, so it may be done at any time, in any order, twice. */

static JsonNode *
parse_data (const SparkleOutboxRow *mutation)
{
  JsonNode *node = json_from_string (mutation->data, NULL);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, json_object_new ());
  return node;
}

/* What a person typed stays on screen when it failed, marked; a click or a deletion that was refused is taken back. */
static gboolean
shows (const SparkleOutboxRow *mutation,
       const SparkleEchoOp    *op)
{
  return mutation->state != SPARKLE_OUTBOX_FAILED ||
         op->verb == SPARKLE_VERB_CREATE || op->verb == SPARKLE_VERB_EDIT || op->verb == SPARKLE_VERB_SAVE;
}

/* ---- counts --------------------------------------------------------------------------------------------------- */

static gboolean
truth_exists (SparkleWriter      *self,
              SparkleCollection   collection,
              const char         *id,
              gboolean           *ret_exists,
              GError            **error)
{
  const SparkleTable *table = sparkle_table_get (collection);
  SparkleAnyRow row = { 0 };
  gboolean ok = sparkle_writer_read_truth (self, table, id, &row, ret_exists, error);

  if (*ret_exists && collection == SPARKLE_COLLECTION_COMMENT && row.comment.deleted)
    *ret_exists = FALSE;
  sparkle_table_clear (table, &row);
  return ok;
}

/* The pending ones decide what will be; the difference to what the server counts already is the echo. */
static gboolean
count_target (SparkleWriter          *self,
              const SparkleOutboxRow *mutation,
              const SparkleEchoOp    *op,
              GHashTable             *final,
              GError                **error)
{
  gboolean exists, will = op->verb == SPARKLE_VERB_SET || op->verb == SPARKLE_VERB_CREATE;

  if (op->verb == SPARKLE_VERB_EDIT)
    return TRUE;
  if (!truth_exists (self, op->collection, mutation->record_id, &exists, error))
    return FALSE;
  if (op->verb == SPARKLE_VERB_CREATE && mutation->state == SPARKLE_OUTBOX_FAILED)
    return TRUE;
  g_hash_table_insert (final, g_strdup (mutation->record_id), GINT_TO_POINTER ((int) will - (int) exists));
  return TRUE;
}

static void
add_delta (const SparkleTable  *table,
           SparkleCollection    of,
           const char          *record_id,
           int                  delta,
           const char          *account,
           SparkleAnyRow       *row)
{
  gint64 *count = NULL;

  if (of == SPARKLE_COLLECTION_REACTION)
    {
      const char *colon = strrchr (record_id, ':');
      int type = colon != NULL ? sparkle_store_reaction_index (colon + 1) : -1;

      if (type >= 0 && table->collection == SPARKLE_COLLECTION_POST)
        count = &row->post.reactions[type];
      else if (type >= 0 && table->collection == SPARKLE_COLLECTION_COMMENT)
        count = &row->comment.reactions[type];
    }
  else if (of == SPARKLE_COLLECTION_COMMENT && table->collection == SPARKLE_COLLECTION_POST)
    count = &row->post.n_comments;
  else if (of == SPARKLE_COLLECTION_FOLLOW && table->collection == SPARKLE_COLLECTION_USER)
    count = g_str_equal (row->id, account) ? &row->user.n_following : &row->user.n_followers;
  if (count != NULL)
    *count = MAX (0, *count + delta);
}

static gboolean
fold_counts (SparkleWriter       *self,
             const SparkleTable  *table,
             GPtrArray           *mutations,
             SparkleAnyRow       *row,
             GError             **error)
{
  for (SparkleCollection of = 0; of < SPARKLE_COLLECTION_OUTBOX; of++)
    {
      g_autoptr (GHashTable) final = NULL;
      GHashTableIter iter;
      gpointer id, delta;

      if (of == table->collection)
        continue;
      for (unsigned i = 0; i < mutations->len; i++)
        {
          const SparkleOutboxRow *mutation = g_ptr_array_index (mutations, i);
          const SparkleEchoOp *op = sparkle_echo_op (mutation->op);

          if (op == NULL || op->collection != of || !shows (mutation, op))
            continue;
          if (final == NULL)
            final = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
          if (!count_target (self, mutation, op, final, error))
            return FALSE;
        }
      if (final == NULL)
        continue;
      g_hash_table_iter_init (&iter, final);
      while (g_hash_table_iter_next (&iter, &id, &delta))
        add_delta (table, of, id, GPOINTER_TO_INT (delta), self->account, row);
    }
  return TRUE;
}

/* ---- one record ----------------------------------------------------------------------------------------------- */

/* Reading concerns every notification that it touches, anything else the one record that it names. */
static gboolean
is_about (const SparkleEchoOp    *op,
          const SparkleOutboxRow *mutation,
          const SparkleAnyRow    *row)
{
  return op->collection == SPARKLE_COLLECTION_NOTIFICATION || g_str_equal (mutation->record_id, row->id);
}

static void
fold_mutations (const SparkleTable *table,
                GPtrArray          *mutations,
                SparkleAnyRow      *row,
                gboolean           *present,
                gint64             *pending)
{
  for (unsigned i = 0; i < mutations->len; i++)
    {
      const SparkleOutboxRow *mutation = g_ptr_array_index (mutations, i);
      const SparkleEchoOp *op = sparkle_echo_op (mutation->op);
      g_autoptr (JsonNode) data = NULL;

      if (op == NULL || op->collection != table->collection || !is_about (op, mutation, row))
        continue;
      if (mutation->state == SPARKLE_OUTBOX_FAILED || mutation->state == SPARKLE_OUTBOX_CONFLICT)
        *pending = SPARKLE_PENDING_FAILED;
      else if (*pending == SPARKLE_PENDING_NONE)
        *pending = SPARKLE_PENDING_WAITING;
      if (!shows (mutation, op))
        continue;
      data = parse_data (mutation);
      sparkle_echo_apply (op, mutation, json_node_get_object (data), row, present);
    }
}

static void
set_pending (const SparkleTable *table,
             SparkleAnyRow      *row,
             gint64              pending)
{
  switch (table->collection)
    {
    case SPARKLE_COLLECTION_POST: row->post.pending = pending; break;
    case SPARKLE_COLLECTION_USER: row->user.pending = pending; break;
    case SPARKLE_COLLECTION_COMMENT: row->comment.pending = pending; break;
    case SPARKLE_COLLECTION_DRAFT: row->draft.pending = pending; break;
    case SPARKLE_COLLECTION_REACTION:
    case SPARKLE_COLLECTION_FOLLOW:
    case SPARKLE_COLLECTION_BOOKMARK:
    case SPARKLE_COLLECTION_CATEGORY:
    case SPARKLE_COLLECTION_TAG:
    case SPARKLE_COLLECTION_VIDEO:
    case SPARKLE_COLLECTION_ACCOUNT:
    case SPARKLE_COLLECTION_NOTIFICATION:
    case SPARKLE_COLLECTION_OUTBOX:
    case SPARKLE_N_COLLECTIONS:
      break;
    }
}

static gint64
local_of (const SparkleTable  *table,
          const SparkleAnyRow *row)
{
  return table->collection == SPARKLE_COLLECTION_POST ? row->post.local
       : table->collection == SPARKLE_COLLECTION_COMMENT ? row->comment.local
       : table->collection == SPARKLE_COLLECTION_DRAFT ? row->draft.local : 0;
}

static gboolean
set_listed (SparkleWriter        *self,
            const SparkleTable   *table,
            const SparkleAnyRow  *record,
            gint64                row,
            gboolean              present,
            gboolean              local,
            GError              **error)
{
  gint64 in_feed = 0;

  if (table->collection != SPARKLE_COLLECTION_POST)
    return TRUE;
  if (!sparkle_database_get_int (self->db, &in_feed, 0, error, "SELECT 1 FROM member WHERE collection = ? AND row = ? AND scope = ?", "iii",
                                 (gint64) SPARKLE_COLLECTION_POST, row, (gint64) SPARKLE_SCOPE_KEY_FEED))
    return FALSE;
  return sparkle_database_run (self->db, error, "UPDATE post SET listed = ? WHERE row = ?", "ii",
                               (gint64) (present && (in_feed || local) && g_strcmp0 (record->post.state, "published") == 0), row);
}

static gboolean
write_effective (SparkleWriter        *self,
                 const SparkleTable   *table,
                 const SparkleAnyRow  *record,
                 gint64                row,
                 gint64                pending,
                 gboolean              overlay,
                 gboolean              present,
                 GError              **error)
{
  SparkleTableStatements *statements = &self->statements[table->collection];

  sparkle_table_bind (table, record, table->n_wire, statements->update, 1);
  sqlite3_bind_int64 (statements->update, table->n_wire + 1, row);
  sqlite3_bind_int64 (statements->fold, 1, pending);
  sqlite3_bind_int64 (statements->fold, 2, overlay);
  sqlite3_bind_int64 (statements->fold, 3, present);
  sqlite3_bind_int64 (statements->fold, 4, row);
  if (sqlite3_bind_parameter_count (statements->fold) > 4)
    sqlite3_bind_int64 (statements->fold, 5, local_of (table, record));
  return sparkle_database_step (self->db, statements->update, NULL, error) &&
         sparkle_database_step (self->db, statements->fold, NULL, error) &&
         set_listed (self, table, record, row, present, local_of (table, record) != 0, error);
}

static gboolean
drop_row (SparkleWriter       *self,
          const SparkleTable  *table,
          gint64               row,
          GError             **error)
{
  SparkleTableStatements *statements = &self->statements[table->collection];

  sqlite3_bind_int64 (statements->drop, 1, row);
  sqlite3_bind_int64 (statements->truth_drop, 1, row);
  return sparkle_database_step (self->db, statements->drop, NULL, error) &&
         sparkle_database_step (self->db, statements->truth_drop, NULL, error) &&
         sparkle_database_run (self->db, error, "DELETE FROM member WHERE collection = ? AND row = ?", "ii", (gint64) table->collection, row);
}

/* The row of a record that is only here so far. */
static gboolean
make_row (SparkleWriter        *self,
          const SparkleTable   *table,
          const SparkleAnyRow  *record,
          gint64               *ret_row,
          GError              **error)
{
  sqlite3_stmt *stmt = self->statements[table->collection].insert;

  sparkle_table_bind (table, record, table->n_wire, stmt, 1);
  if (table->collection == SPARKLE_COLLECTION_POST)
    sqlite3_bind_int (stmt, table->n_wire + 1, 0);
  else if (table->collection == SPARKLE_COLLECTION_DRAFT)
    sqlite3_bind_text (stmt, table->n_wire + 1, self->account, -1, SQLITE_STATIC);
  if (!sparkle_database_step (self->db, stmt, NULL, error))
    return FALSE;
  *ret_row = sqlite3_last_insert_rowid (sparkle_database_handle (self->db));
  return TRUE;
}

/* From now on the truth waits in its own table. */
static gboolean
put_truth_aside (SparkleWriter        *self,
                 const SparkleTable   *table,
                 const SparkleAnyRow  *truth,
                 gint64                row,
                 GError              **error)
{
  sqlite3_stmt *stmt = self->statements[table->collection].truth_put;

  sqlite3_bind_int64 (stmt, 1, row);
  sparkle_table_bind (table, truth, table->n_wire, stmt, 2);
  return sparkle_database_step (self->db, stmt, NULL, error);
}

static gboolean
fold_overlaid (SparkleWriter       *self,
               const SparkleTable  *table,
               GPtrArray           *mutations,
               SparkleAnyRow       *record,
               gint64               row,
               gboolean             was_overlay,
               gboolean             known,
               GError             **error)
{
  gboolean present = known;
  gint64 pending = SPARKLE_PENDING_NONE;

  if (known && !was_overlay && !put_truth_aside (self, table, record, row, error))
    return FALSE;
  fold_mutations (table, mutations, record, &present, &pending);
  if (!known && !present) /* nobody has it: an edit of something that is gone */
    return row == 0 || drop_row (self, table, row, error);
  set_pending (table, record, pending);
  if (!fold_counts (self, table, mutations, record, error) ||
      (row == 0 && !make_row (self, table, record, &row, error)))
    return FALSE;
  sparkle_writer_changed (self, table, record);
  return write_effective (self, table, record, row, pending, TRUE, present, error);
}

/* Nothing is pending any more: the truth is what is read. */
static gboolean
restore_truth (SparkleWriter        *self,
               const SparkleTable   *table,
               const SparkleAnyRow  *truth,
               gint64                row,
               gboolean              known,
               GError              **error)
{
  sqlite3_stmt *drop = self->statements[table->collection].truth_drop;

  if (!known)
    return drop_row (self, table, row, error);
  sqlite3_bind_int64 (drop, 1, row);
  return sparkle_database_step (self->db, drop, NULL, error) &&
         write_effective (self, table, truth, row, SPARKLE_PENDING_NONE, FALSE, TRUE, error);
}

static gboolean
fold_record (SparkleWriter       *self,
             const SparkleTable  *table,
             const char          *id,
             GError             **error)
{
  g_autoptr (GPtrArray) mutations = NULL;
  SparkleAnyRow record = { 0 };
  gint64 row, rev;
  gboolean overlay = FALSE, known, ok;

  mutations = sparkle_writer_outbox_of (self, table->collection, id, error);
  if (mutations == NULL ||
      !sparkle_writer_find (self, table, id, &row, &rev, &overlay, error) ||
      !sparkle_writer_read_truth (self, table, id, &record, &known, error))
    return FALSE;
  sparkle_store_changes_add (self->changes, table->collection, id);
  if (record.id == NULL)
    {
      record.id = g_strdup (id);
      if (table->collection == SPARKLE_COLLECTION_COMMENT)
        record.comment.video_seconds = -1;
    }
  if (mutations->len > 0)
    ok = fold_overlaid (self, table, mutations, &record, row, overlay, known, error);
  else
    ok = !overlay || row == 0 || restore_truth (self, table, &record, row, known, error);
  if (row != 0)
    sparkle_writer_changed (self, table, &record);
  sparkle_table_clear (table, &record);
  return ok;
}

/**
 * sparkle_writer_fold_dirty:
 *
 * Recomputes the effective rows of all records that were touched since the last commit.
 */
gboolean
sparkle_writer_fold_dirty (SparkleWriter  *self,
                           GError        **error)
{
  for (unsigned i = 0; i < SPARKLE_COLLECTION_OUTBOX; i++)
    {
      const SparkleTable *table = sparkle_table_get (i);
      GHashTableIter iter;
      gpointer id;

      if (self->dirty[i] == NULL)
        continue;
      g_hash_table_iter_init (&iter, self->dirty[i]);
      while (table->foldable && g_hash_table_iter_next (&iter, &id, NULL))
        if (!fold_record (self, table, id, error))
          return FALSE;
      g_clear_pointer (&self->dirty[i], g_hash_table_unref);
    }
  return TRUE;
}

/* ---- the sets -------------------------------------------------------------------------------------------------- */

gboolean
sparkle_writer_load_overlay (SparkleWriter  *self,
                             GError        **error)
{
  sqlite3_stmt *stmt;
  gboolean row;

  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    g_clear_pointer (&self->overlay[i], g_hash_table_unref);
  stmt = sparkle_database_query (self->db, error,
                                 "SELECT DISTINCT t.collection, t.id FROM touch t JOIN outbox o ON o.id = t.mutation WHERE o.account_id = ?", "s",
                                 self->account);
  do
    {
      unsigned collection;

      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      collection = sqlite3_column_int (stmt, 0);
      if (collection >= SPARKLE_COLLECTION_OUTBOX)
        continue;
      if (self->overlay[collection] == NULL)
        self->overlay[collection] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_add (self->overlay[collection], g_strdup ((const char *) sqlite3_column_text (stmt, 1)));
    }
  while (row);
  return TRUE;
}

/**
 * sparkle_writer_reconcile:
 *
 * The two files commit each for itself, so that after a crash the echo of one may miss in the other: everything that the outbox
 * touches or that is still marked as overlaid is folded anew.
 */
gboolean
sparkle_writer_reconcile (SparkleWriter  *self,
                          GError        **error)
{
  for (unsigned i = 0; i < SPARKLE_COLLECTION_OUTBOX; i++)
    {
      const SparkleTable *table = sparkle_table_get (i);
      g_autofree char *sql = NULL;
      GHashTableIter iter;
      sqlite3_stmt *stmt;
      gpointer id;
      gboolean row;

      if (!table->foldable)
        continue;
      if (self->overlay[i] != NULL)
        {
          g_hash_table_iter_init (&iter, self->overlay[i]);
          while (g_hash_table_iter_next (&iter, &id, NULL))
            sparkle_writer_touch (self, i, id);
        }
      sql = g_strdup_printf ("SELECT id FROM %s WHERE overlay", table->name); /* constant names; a partial index */
      stmt = sparkle_database_prepare (self->db, sql, error);
      do
        {
          if (!sparkle_database_step (self->db, stmt, &row, error))
            return FALSE;
          if (row)
            sparkle_writer_touch (self, i, (const char *) sqlite3_column_text (stmt, 0));
        }
      while (row);
    }
  return TRUE;
}
