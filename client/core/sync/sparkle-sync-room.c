/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-private.h"

#include "sparkle-store-reader.h"

/* How much of what was fetched stays. */

#define EVICT_EVERY_US (10 * G_TIME_SPAN_MINUTE)

/* What somebody looks at must not go from under their eyes. */
static void
touch_wanted (SparkleSync *self)
{
  GHashTableIter iter;
  const char *name;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, NULL))
    dex_future_disown (sparkle_store_touch_scope (self->store, name));
}

/* (fiber) */
void
sparkle_sync_evict_if_due (SparkleSync *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->evicted_at != 0 && now - self->evicted_at < EVICT_EVERY_US)
    return;
  self->evicted_at = now;
  if (sparkle_store_read_size (self->store) <= self->options.budget)
    return;
  dex_await (sparkle_sync_evict (self, self->options.budget), NULL);
}

/**
 * sparkle_sync_evict:
 * @self: a sync
 * @budget: bytes of cache
 *
 * Makes room at once, sparing what is wanted now.
 *
 * Returns: (transfer full): a future gint64, the bytes that are used now
 */
DexFuture *
sparkle_sync_evict (SparkleSync *self, guint64 budget)
{
  g_return_val_if_fail (SPARKLE_IS_SYNC (self), NULL);

  touch_wanted (self);
  return sparkle_store_evict (self->store, budget);
}

/**
 * sparkle_sync_set_budget:
 * @self: a sync
 * @budget: bytes that the cache may take
 *
 * Holds from the next look at the cache on.
 */
void
sparkle_sync_set_budget (SparkleSync *self, guint64 budget)
{
  g_return_if_fail (SPARKLE_IS_SYNC (self));

  self->options.budget = budget;
}
