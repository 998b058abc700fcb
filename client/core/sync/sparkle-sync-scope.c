/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-scope.h"

#include <string.h>

/**
 * sparkle_sync_scope_new: (skip)
 * @name: a scope
 *
 * Returns: a scope that nobody wants yet
 */
SparkleSyncScope *
sparkle_sync_scope_new (const char *name)
{
  SparkleSyncScope *self = g_new0 (SparkleSyncScope, 1);

  self->name = g_strdup (name);
  return self;
}

/**
 * sparkle_sync_scope_free: (skip)
 * @self: (nullable): a scope
 *
 * Frees it.
 */
void
sparkle_sync_scope_free (SparkleSyncScope *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->row, sparkle_scope_row_free);
  g_free (self->name);
  g_free (self);
}

/**
 * sparkle_sync_scope_is_wanted: (skip)
 * @self: a scope
 *
 * Returns: whether anybody has a use for it
 */
gboolean
sparkle_sync_scope_is_wanted (SparkleSyncScope *self)
{
  return self->always || self->kept || self->n_opened > 0;
}

/**
 * sparkle_sync_scope_can_live: (skip)
 * @self: a scope
 *
 * Returns: whether it is complete, so that frames can follow on it
 */
gboolean
sparkle_sync_scope_can_live (SparkleSyncScope *self)
{
  return !self->refused && self->row != NULL && self->row->phase == SPARKLE_SCOPE_FOLLOWING && self->row->cursor != NULL;
}

/**
 * sparkle_sync_scope_set_row: (skip)
 * @self: a scope
 * @row: (nullable): as it stands in the store now; copied
 *
 * Remembers where the store stands.
 */
void
sparkle_sync_scope_set_row (SparkleSyncScope *self, SparkleScopeRow *row)
{
  SparkleScopeRow *copy = row != NULL ? sparkle_scope_row_copy (row) : NULL;

  g_clear_pointer (&self->row, sparkle_scope_row_free);
  self->row = copy;
}

static int
get_rank (const SparkleSyncScope *self)
{
  if (self->n_opened > 0)
    return 0;
  if (self->always)
    return 1;
  return 2;
}

/**
 * sparkle_sync_scope_compare: (skip)
 * @a: pointer to a scope
 * @b: pointer to another
 *
 * Returns: the order in which scopes are pulled and subscribed
 */
int
sparkle_sync_scope_compare (gconstpointer a, gconstpointer b)
{
  const SparkleSyncScope *one = *(const SparkleSyncScope * const *) a;
  const SparkleSyncScope *other = *(const SparkleSyncScope * const *) b;
  int difference = get_rank (one) - get_rank (other);

  return difference != 0 ? difference : strcmp (one->name, other->name);
}
