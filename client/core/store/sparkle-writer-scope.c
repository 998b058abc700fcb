/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <string.h>

#include "sparkle-error.h"

void
sparkle_scope_state_clear (SparkleScopeState *state)
{
  sparkle_table_clear (sparkle_table_scope (), &state->row);
  g_clear_pointer (&state->follow, g_free);
}

static gboolean
is_kept (SparkleWriter  *self,
         const char     *scope,
         gint64         *ret_kept,
         GError        **error)
{
  return sparkle_database_get_int (self->db, ret_kept, 0, error, "SELECT 1 FROM kept WHERE account_id = ? AND scope = ?", "ss",
                                   self->account, scope);
}

/**
 * sparkle_writer_load_scope:
 * @state: zeroed
 *
 * Reads what is known of a scope, making its row the first time.
 */
gboolean
sparkle_writer_load_scope (SparkleWriter      *self,
                           const char         *scope,
                           SparkleScopeState  *state,
                           GError            **error)
{
  static const char select[] = "SELECT scope, cursor, older, phase, fetched, low_mark, synced_at, key, gen, complete, new_low, follow"
                               " FROM scope WHERE scope = ?";
  const SparkleTable *table = sparkle_table_scope ();
  sqlite3_stmt *stmt;
  gboolean row;

  if (!sparkle_database_run (self->db, error, "INSERT INTO scope (scope) VALUES (?) ON CONFLICT DO NOTHING", "s", scope))
    return FALSE;
  stmt = sparkle_database_query (self->db, error, select, "s", scope);
  if (!sparkle_database_step (self->db, stmt, &row, error))
    return FALSE;
  sparkle_table_read (table, &state->row, table->n_columns, stmt, 0);
  state->key = sqlite3_column_int64 (stmt, 7);
  state->gen = sqlite3_column_int64 (stmt, 8);
  state->complete = sqlite3_column_int64 (stmt, 9);
  state->new_low = sqlite3_column_int64 (stmt, 10);
  state->follow = g_strdup ((const char *) sqlite3_column_text (stmt, 11));
  sqlite3_reset (stmt);
  return is_kept (self, scope, &state->row.kept, error);
}

gboolean
sparkle_writer_save_scope (SparkleWriter            *self,
                           const SparkleScopeState  *state,
                           GError                  **error)
{
  return sparkle_database_run (self->db, error,
                               "UPDATE scope SET cursor = ?, older = ?, follow = ?, phase = ?, fetched = ?, low_mark = ?, new_low = ?,"
                               " gen = ?, complete = ?, synced_at = ? WHERE key = ?", "sssiiiiiiii",
                               state->row.cursor, state->row.older, state->follow, state->row.phase, state->row.fetched,
                               state->row.low_mark, state->new_low, state->gen, state->complete, state->row.synced_at, state->key);
}

gboolean
sparkle_writer_scope_key (SparkleWriter  *self,
                          const char     *scope,
                          gint64         *ret_key,
                          gint64         *ret_gen,
                          GError        **error)
{
  g_auto (SparkleScopeState) state = { { NULL } };

  if (!sparkle_writer_load_scope (self, scope, &state, error))
    return FALSE;
  *ret_key = state.key;
  *ret_gen = state.gen;
  return TRUE;
}

/**
 * sparkle_writer_drop_scope:
 *
 * Forgets a scope: what only it held is purged, and it will be fetched from the beginning when it is asked for again.
 */
gboolean
sparkle_writer_drop_scope (SparkleWriter  *self,
                           const char     *scope,
                           GError        **error)
{
  g_auto (SparkleScopeState) state = { { NULL } };
  g_autofree char *account = NULL;
  gboolean ok;

  if (!sparkle_writer_load_scope (self, scope, &state, error))
    return FALSE;
  /* generation -1 names nothing: all leave. Drafts are the journal's and stay: nobody's account has none to sweep. */
  if (state.key == SPARKLE_SCOPE_KEY_ME)
    {
      if (!sparkle_database_run (self->db, error, "DELETE FROM member WHERE scope = ? AND collection = ?", "ii", state.key,
                                 (gint64) SPARKLE_COLLECTION_DRAFT))
        return FALSE;
      account = g_steal_pointer (&self->account);
      self->account = g_strdup ("");
    }
  ok = sparkle_writer_sweep (self, state.key, -1, error);
  if (account != NULL)
    {
      g_free (self->account);
      self->account = g_steal_pointer (&account);
    }
  if (!ok || !sparkle_database_run (self->db, error, "DELETE FROM page WHERE scope = ?", "i", state.key))
    return FALSE;
  if (state.key <= SPARKLE_SCOPE_KEY_ME)
    return sparkle_database_run (self->db, error,
                                 "UPDATE scope SET cursor = NULL, older = NULL, follow = NULL, phase = 0, fetched = 0, low_mark = 0,"
                                 " new_low = 0, complete = 0, gen = gen + 1 WHERE key = ?", "i", state.key);
  return sparkle_database_run (self->db, error, "DELETE FROM scope WHERE key = ?", "i", state.key);
}

gboolean
sparkle_writer_refetch_scope (SparkleWriter  *self,
                              gint64          key,
                              GError        **error)
{
  return sparkle_database_run (self->db, error,
                               "UPDATE scope SET cursor = NULL, older = NULL, follow = NULL, phase = 0, fetched = 0, new_low = 0,"
                               " gen = gen + 1 WHERE key = ?", "i", key);
}

static gboolean
touch_overlays (SparkleWriter *self)
{
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    {
      GHashTableIter iter;
      gpointer id;

      if (self->overlay[i] == NULL)
        continue;
      g_hash_table_iter_init (&iter, self->overlay[i]);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        sparkle_writer_touch (self, i, id);
    }
  return TRUE;
}

/* moderation and whatever else only some accounts may see: anything but the public scopes */
static gboolean
drop_private_scopes (SparkleWriter  *self,
                     GError        **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error,
                                               "SELECT scope FROM scope WHERE scope <> 'feed' AND scope NOT GLOB 'post/*' AND scope NOT GLOB 'user/*'", "");
  gboolean row;

  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
  while (row);
  for (unsigned i = 0; i < names->len; i++)
    if (!sparkle_writer_drop_scope (self, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

/**
 * sparkle_writer_set_account:
 * @account: "" for nobody
 *
 * Another person: the private part of the cache goes, the echo of the old outbox with it; the echo of the new one comes back.
 */
gboolean
sparkle_writer_set_account (SparkleWriter  *self,
                            const char     *account,
                            GError        **error)
{
  if (g_str_equal (self->account, account))
    return TRUE;
  if (!drop_private_scopes (self, error) ||
      !sparkle_database_run (self->db, error, "INSERT OR REPLACE INTO setting (key, value) VALUES ('account', ?)", "s", account))
    return FALSE;
  touch_overlays (self);
  g_free (self->account);
  self->account = g_strdup (account);
  if (!sparkle_writer_load_overlay (self, error))
    return FALSE;
  touch_overlays (self);
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    sparkle_store_changes_add_all (self->changes, i);
  return TRUE;
}
