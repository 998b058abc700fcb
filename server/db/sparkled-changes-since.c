/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-change-table.h"

#include "sparkled-array.h"
#include "sparkled-scope-changes.h"

/* Beside the pulls, what the processes do with the feed among themselves. */

static const SparkledStatement *
statement (const char *name)
{
  for (const SparkledStatement *s = sparkled_change_statements; s->name != NULL; s++)
    if (g_str_equal (s->name, name))
      return s;
  g_assert_not_reached ();
}

/* Columns of changes_since. */
enum { EPOCH, HORIZON_XID, HORIZON_SEQ, LAG, SCOPE, COLLECTION, XID, SEQ, GONE, RECORD };
#define ROWS_MAX 2000

/* What is gathered of one scope while rows of all scopes come mixed. */
typedef struct
{
  SparkledScopeChanges *changes;
  SparkledScopeBuilder *builder;
} Gathering;

static void
gathering_free (Gathering *self)
{
  sparkled_scope_builder_free (self->builder);
  g_free (self);
}

static SparkledScopeChanges *
add_scope (SparkledChanges *self,
           const char      *scope)
{
  SparkledScopeChanges *changes = g_new0 (SparkledScopeChanges, 1);

  changes->scope = g_strdup (scope);
  g_ptr_array_add (self->scopes, changes);
  return changes;
}

static void
gather (SparkledChanges *self,
        SparkledRows    *rows)
{
  g_autoptr(GHashTable) by_scope = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) gathering_free);
  GHashTableIter iter;
  gpointer value;

  for (unsigned row = 0; row < sparkled_rows_get_n (rows); row++)
    {
      const char *scope = sparkled_rows_get (rows, row, SCOPE);
      Gathering *gathering = g_hash_table_lookup (by_scope, scope);

      if (gathering == NULL)
        {
          gathering = g_new0 (Gathering, 1);
          gathering->changes = add_scope (self, scope);
          gathering->builder = sparkled_scope_builder_new ();
          g_hash_table_insert (by_scope, gathering->changes->scope, gathering);
        }
      sparkled_scope_builder_add (gathering->builder, sparkled_rows_get (rows, row, COLLECTION),
                                  sparkled_rows_get_bool (rows, row, GONE), sparkled_rows_get (rows, row, RECORD));
      gathering->changes->position.xid = g_ascii_strtoull (sparkled_rows_get (rows, row, XID), NULL, 10);
      gathering->changes->position.seq = sparkled_rows_get_int (rows, row, SEQ);
    }

  g_hash_table_iter_init (&iter, by_scope);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Gathering *gathering = value;

      sparkled_scope_builder_finish (gathering->builder, gathering->changes);
      gathering->changes->cursor = sparkled_scope_cursor_follow (gathering->changes->scope, self->epoch, &gathering->changes->position);
    }
}

/* Too much for a tick (an import, say): only which scopes it was in. */
static gboolean
name_scopes (SparkledChanges  *self,
             SparkledDb       *db,
             const char       *xid,
             const char       *seq,
             const char       *array,
             GError          **error)
{
  g_autofree char *upto_xid = g_strdup_printf ("%" G_GUINT64_FORMAT, self->horizon.xid);
  g_autofree char *upto_seq = g_strdup_printf ("%" G_GINT64_FORMAT, self->horizon.seq);
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (db, statement ("changes_since_scopes"), error, 5, xid, seq, upto_xid, upto_seq, array);

  for (unsigned row = 0; rows != NULL && row < sparkled_rows_get_n (rows); row++)
    {
      SparkledScopeChanges *changes = add_scope (self, sparkled_rows_get (rows, row, 0));

      changes->too_many = TRUE;
      changes->position = self->horizon;
      changes->cursor = sparkled_scope_cursor_follow (changes->scope, self->epoch, &self->horizon);
      changes->upserts = g_strdup ("{}");
      changes->deletes = g_strdup ("{}");
    }
  return rows != NULL;
}

/**
 * sparkled_changes_since:
 * @db: the pool
 * @since: (nullable): the horizon of the call before
 * @scopes: (array zero-terminated=1): the scopes that anybody listens to
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Reads what became visible below the horizon since the last call, in one statement. With
 * %NULL for @since it only tells the present horizon.
 *
 * Returns: (transfer full): the changes by scope, or %NULL with @error set
 */
SparkledChanges *
sparkled_changes_since (SparkledDb              *db,
                        const SparkledPosition  *since,
                        const char * const      *scopes,
                        GError                 **error)
{
  g_autofree char *xid = g_strdup_printf ("%" G_GUINT64_FORMAT, since != NULL ? since->xid : G_MAXUINT64);
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, since != NULL ? since->seq : 0);
  g_autofree char *array = sparkled_array_literal (since != NULL ? scopes : NULL);
  g_autoptr(SparkledRows) rows = sparkled_db_queryv (db, statement ("changes_since"), error, 3, xid, seq, array);
  g_autoptr(SparkledChanges) self = NULL;

  if (rows == NULL)
    return NULL;
  self = g_new0 (SparkledChanges, 1);
  self->scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkled_scope_changes_free);
  self->epoch = sparkled_rows_get_int (rows, 0, EPOCH);
  self->horizon.xid = g_ascii_strtoull (sparkled_rows_get (rows, 0, HORIZON_XID), NULL, 10);
  self->horizon.seq = sparkled_rows_get_int (rows, 0, HORIZON_SEQ);
  /* The newest row may have been written again and be above the horizon for now: what was passed stays passed. */
  if (since != NULL && sparkled_position_compare (&self->horizon, since) < 0)
    self->horizon = *since;
  self->pending = sparkled_rows_get (rows, 0, LAG) != NULL;
  self->lag_us = sparkled_rows_get_int (rows, 0, LAG);

  if (sparkled_rows_get_n (rows) > ROWS_MAX)
    {
      if (!name_scopes (self, db, xid, seq, array, error))
        return NULL;
    }
  else if (sparkled_rows_get (rows, 0, SCOPE) != NULL)
    gather (self, rows);
  return g_steal_pointer (&self);
}

/**
 * sparkled_change_collect_scopes:
 * @transaction: a writing transaction, before its commit
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Remembers every scope that the transaction's writes touched, in
 * sparkled_transaction_get_scopes().
 *
 * Returns: %TRUE on success
 */
gboolean
sparkled_change_collect_scopes (SparkledTransaction  *transaction,
                                GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_query (transaction, statement ("change_scopes"), NULL, 0, error);

  if (rows == NULL)
    return FALSE;
  for (unsigned row = 0; row < sparkled_rows_get_n (rows); row++)
    sparkled_transaction_touch_scope (transaction, sparkled_rows_get (rows, row, 0));
  return TRUE;
}

static int
take_int (SparkledDb  *db,
          const char  *name,
          GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, statement (name), NULL, 0, error);

  return rows != NULL ? (int) sparkled_rows_get_int (rows, 0, 0) : -1;
}

/**
 * sparkled_feed_flush:
 * @db: the pool
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Tells the crowded scopes of counts that changed. To be called each second by every
 * process; a lock lets one of them do it.
 *
 * Returns: how many records, or -1 with @error set
 */
int
sparkled_feed_flush (SparkledDb  *db,
                     GError     **error)
{
  return take_int (db, "feed_flush", error);
}

/**
 * sparkled_change_prune:
 * @db: the pool
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Forgets a batch of tombstones older than 30 days. Cursors from before then get a reset.
 *
 * Returns: how many (call again while it is more than 0), or -1 with @error set
 */
int
sparkled_change_prune (SparkledDb  *db,
                       GError     **error)
{
  return take_int (db, "change_prune", error);
}

/**
 * sparkled_change_get_lag:
 * @db: the pool
 * @ret_lag_us: (out): µs since the oldest transaction that writes began, 0 when there is none
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) How far behind readers of the feed are kept.
 *
 * Returns: %TRUE on success
 */
gboolean
sparkled_change_get_lag (SparkledDb  *db,
                         gint64      *ret_lag_us,
                         GError     **error)
{
  g_autoptr(SparkledRows) rows = sparkled_db_query (db, statement ("change_lag"), NULL, 0, error);

  if (rows == NULL)
    return FALSE;
  *ret_lag_us = sparkled_rows_get_int (rows, 0, 0);
  return TRUE;
}
