/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-bell.h"

/**
 * sparkle_sync_bell_ring:
 * @self: a bell
 *
 * Wakes who waits, or the next who would.
 */
void
sparkle_sync_bell_ring (SparkleSyncBell *self)
{
  self->rung = TRUE;
  if (self->promise != NULL && dex_future_is_pending (DEX_FUTURE (self->promise)))
    dex_promise_resolve_boolean (self->promise, TRUE);
}

/**
 * sparkle_sync_bell_wait: (skip)
 * @self: a bell
 * @milliseconds: how long, or %SPARKLE_SYNC_FOREVER
 * @cancellable: ends the waiting
 *
 * (fiber) Waits for a ring. At most one fiber waits for a bell.
 *
 * Returns: why the waiting ended
 */
SparkleSyncBellResult
sparkle_sync_bell_wait (SparkleSyncBell *self, gint64 milliseconds, GCancellable *cancellable)
{
  g_autoptr (DexPromise) promise = NULL;
  DexFuture *cancelled;
  gboolean rung;

  if (g_cancellable_is_cancelled (cancellable))
    return SPARKLE_SYNC_BELL_CANCELLED;

  if (!self->rung && milliseconds != 0)
    {
      promise = dex_promise_new ();
      dex_clear (&self->promise);
      self->promise = dex_ref (promise);
      cancelled = dex_cancellable_new_from_cancellable (cancellable);
      if (milliseconds > 0)
        dex_await (dex_future_first (dex_ref (promise), cancelled,
                                     dex_timeout_new_usec (milliseconds * G_TIME_SPAN_MILLISECOND), NULL), NULL);
      else
        dex_await (dex_future_first (dex_ref (promise), cancelled, NULL), NULL);
      /* Once cancelled the bell may belong to another run, or to nobody. */
      if (g_cancellable_is_cancelled (cancellable))
        return SPARKLE_SYNC_BELL_CANCELLED;
      dex_clear (&self->promise);
    }

  rung = self->rung;
  self->rung = FALSE;
  return rung ? SPARKLE_SYNC_BELL_RUNG : SPARKLE_SYNC_BELL_TIMED_OUT;
}

/**
 * sparkle_sync_bell_clear:
 * @self: a bell
 *
 * Frees what the bell holds. Nobody may wait for it any more but who was cancelled.
 */
void
sparkle_sync_bell_clear (SparkleSyncBell *self)
{
  dex_clear (&self->promise);
  self->rung = FALSE;
}
