/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which scopes are followed, and for whom. */
#include "sparkle-sync-private.h"

SparkleSyncScope *
sparkle_sync_find_scope (SparkleSync *self, const char *name)
{
  return name != NULL ? g_hash_table_lookup (self->scopes, name) : NULL;
}

void
sparkle_sync_mark_dirty (SparkleSync *self, SparkleSyncScope *scope)
{
  if (scope->refused)
    return;
  scope->dirty = TRUE;
  sparkle_sync_bell_ring (&self->pull_bell);
  sparkle_sync_update (self);
}

void
sparkle_sync_mark_all_dirty (SparkleSync *self)
{
  SparkleSyncScope *scope;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    if (!scope->refused)
      scope->dirty = TRUE;
  sparkle_sync_update (self);
}

/* The server now holds what it did not know, or shows what it did not show: a refusal of before says nothing. */
void
sparkle_sync_ask_again (SparkleSync *self, const char *name)
{
  SparkleSyncScope *scope = sparkle_sync_find_scope (self, name);

  if (scope == NULL)
    return;
  scope->refused = FALSE;
  sparkle_sync_mark_dirty (self, scope);
}

void
sparkle_sync_ask_all_again (SparkleSync *self)
{
  SparkleSyncScope *scope;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    scope->refused = FALSE;
  sparkle_sync_mark_all_dirty (self);
}

static SparkleSyncScope *
ensure_scope (SparkleSync *self, const char *name)
{
  SparkleSyncScope *scope = g_hash_table_lookup (self->scopes, name);

  if (scope != NULL)
    return scope;
  scope = sparkle_sync_scope_new (name);
  g_hash_table_insert (self->scopes, scope->name, scope);
  sparkle_sync_mark_dirty (self, scope);
  return scope;
}

static void
drop_if_unwanted (SparkleSync *self, SparkleSyncScope *scope)
{
  if (sparkle_sync_scope_is_wanted (scope))
    return;
  sparkle_sync_unsubscribe (self, scope);
  g_hash_table_remove (self->scopes, scope->name);
  sparkle_sync_update (self);
}

/**
 * sparkle_sync_open_scope:
 * @self: a sync
 * @scope: what somebody begins to look at
 *
 * Fetches the scope, before others, and follows it until [method@Sync.close_scope] was called as often.
 */
void
sparkle_sync_open_scope (SparkleSync *self, const char *scope)
{
  SparkleSyncScope *opened;

  g_return_if_fail (SPARKLE_IS_SYNC (self));
  g_return_if_fail (scope != NULL);

  opened = ensure_scope (self, scope);
  opened->n_opened++;
  opened->refused = FALSE;
  opened->not_before = 0;
  if (opened->subscription != SPARKLE_SUBSCRIPTION_LIVE)
    sparkle_sync_mark_dirty (self, opened);
}

/**
 * sparkle_sync_close_scope:
 * @self: a sync
 * @scope: what somebody looked at
 *
 * Ends one [method@Sync.open_scope].
 */
void
sparkle_sync_close_scope (SparkleSync *self, const char *scope)
{
  SparkleSyncScope *closed;

  g_return_if_fail (SPARKLE_IS_SYNC (self));

  closed = sparkle_sync_find_scope (self, scope);
  if (closed == NULL || closed->n_opened == 0)
    return;
  closed->n_opened--;
  drop_if_unwanted (self, closed);
}

/**
 * sparkle_sync_keep_scopes:
 * @self: a sync
 * @scopes: (array zero-terminated=1): scopes
 *
 * Says which scopes are followed though nobody looks at them. Replaces what was said before.
 */
void
sparkle_sync_keep_scopes (SparkleSync *self, const char * const *scopes)
{
  g_autoptr (GPtrArray) all = NULL;

  g_return_if_fail (SPARKLE_IS_SYNC (self));
  g_return_if_fail (scopes != NULL);

  all = g_hash_table_get_values_as_ptr_array (self->scopes);
  for (unsigned i = 0; i < all->len; i++)
    {
      SparkleSyncScope *scope = g_ptr_array_index (all, i);

      scope->kept = g_strv_contains (scopes, scope->name);
    }
  for (unsigned i = 0; scopes[i] != NULL; i++)
    ensure_scope (self, scopes[i])->kept = TRUE;
  for (unsigned i = 0; i < all->len; i++)
    drop_if_unwanted (self, g_ptr_array_index (all, i));
}

void
sparkle_sync_set_always (SparkleSync *self, const char *name, gboolean always)
{
  SparkleSyncScope *scope = always ? ensure_scope (self, name) : sparkle_sync_find_scope (self, name);

  if (scope == NULL)
    return;
  scope->always = always;
  drop_if_unwanted (self, scope);
}
