/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-storage.h"

#include "sparkle-session-private.h"
#include "sparkle-thumbnail-cache.h"

/**
 * sparkle_session_set_storage_budget:
 * @self: a session
 * @bytes: how much the cache may take; %SPARKLE_STORAGE_BUDGET_UNLIMITED for all there is
 *
 * What is kept, bookmarked, typed or on screen stays, even when it is more.
 */
void
sparkle_session_set_storage_budget (SparkleSession *self, guint64 bytes)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (bytes > 0);

  self->sync_options.budget = bytes;
  if (self->sync == NULL || self->closed)
    return;
  sparkle_sync_set_budget (self->sync, bytes);
  if (sparkle_store_read_size (self->store) > bytes)
    sparkle_session_watch (self, sparkle_sync_evict (self->sync, bytes));
}

static DexFuture *
size_fiber (gpointer user_data)
{
  return dex_future_new_for_uint64 (sparkle_thumbnail_cache_size (user_data));
}

static DexFuture *
clear_thumbnails_fiber (gpointer user_data)
{
  return dex_future_new_for_uint64 (sparkle_thumbnail_cache_clear (user_data));
}

/* On a thread of the pool: a folder of some thousand files. */
static DexFuture *
with_thumbnails (SparkleSession *self, DexFiberFunc func)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, func, sparkle_session_get_thumbnail_folder (self), g_free);
}

static DexFuture *
measure_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (SparkleStoreRoom) room = NULL;
  g_autoptr (GError) error = NULL;

  room = dex_await_boxed (sparkle_store_measure (self->store), &error);
  if (room == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  room->cache += dex_await_uint64 (with_thumbnails (self, size_fiber), NULL);
  return dex_future_new_take_boxed (SPARKLE_TYPE_STORE_ROOM, g_steal_pointer (&room));
}

/**
 * sparkle_session_measure_storage:
 * @self: an open session
 *
 * Returns: (transfer full): a future SparkleStoreRoom (boxed), in bytes on the disk; the pictures of videos count as cache
 */
DexFuture *
sparkle_session_measure_storage (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);

  return dex_scheduler_spawn (NULL, 0, measure_fiber, g_object_ref (self), g_object_unref);
}

/**
 * sparkle_session_list_kept:
 * @self: an open session
 *
 * Returns: (transfer full): a future GPtrArray of SparkleStoreKept: the threads that are kept offline
 */
DexFuture *
sparkle_session_list_kept (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);

  return sparkle_store_list_kept (self->store);
}

static DexFuture *
clear_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (SparkleStoreRoom) before = NULL;
  g_autoptr (SparkleStoreRoom) after = NULL;
  g_autoptr (GError) error = NULL;

  before = dex_await_boxed (sparkle_store_measure (self->store), &error);
  if (before == NULL || self->closed || !dex_await (sparkle_sync_evict (self->sync, 0), &error) || self->closed)
    return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) : dex_future_new_for_int64 (0);
  after = dex_await_boxed (sparkle_store_measure (self->store), &error);
  if (after == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_int64 (MAX (0, (gint64) before->cache - (gint64) after->cache) +
                                   (gint64) dex_await_uint64 (with_thumbnails (self, clear_thumbnails_fiber), NULL));
}

/**
 * sparkle_session_clear_cache:
 * @self: an open session
 *
 * Forgets what can be fetched again. Kept threads, bookmarks, drafts, what was typed and what is on screen stay.
 *
 * Returns: (transfer full): a future gint64, the bytes that came free on the disk
 */
DexFuture *
sparkle_session_clear_cache (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->sync != NULL, NULL);

  return dex_scheduler_spawn (NULL, 0, clear_fiber, g_object_ref (self), g_object_unref);
}
