/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for the outbox to be empty. */
#include "sparkle-session-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

static GError *
get_drain_obstacle (SparkleSession *self)
{
  if (self->closed || !self->network_enabled)
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("The network is switched off"));
  if (!sparkle_http_has_token (self->http))
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to send what waits"));
  if (sparkle_sync_get_state (self->sync) == SPARKLE_SYNC_STATE_OFFLINE)
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE,
                                _("The server cannot be reached; what waits is sent later"));
  return NULL;
}

/* Resolves those who wait for an empty outbox when it is, and rejects them with error, or with what stands in the way. */
void
sparkle_session_check_drains (SparkleSession *self, const GError *error)
{
  g_autoptr (GPtrArray) drains = NULL;
  g_autoptr (GError) obstacle = error != NULL ? g_error_copy (error) : NULL;
  unsigned count, failed = 0;

  if (self->drains->len == 0)
    return;
  if (obstacle == NULL)
    {
      count = sparkle_store_read_outbox_count (self->store, &failed);
      if (count > failed)
        {
          if (self->signing)
            return;
          obstacle = get_drain_obstacle (self);
          if (obstacle == NULL)
            return;
        }
    }

  drains = g_steal_pointer (&self->drains);
  self->drains = g_ptr_array_new_with_free_func (dex_unref);
  for (unsigned i = 0; i < drains->len; i++)
    {
      DexPromise *promise = g_ptr_array_index (drains, i);

      if (obstacle != NULL)
        dex_promise_reject (promise, g_error_copy (obstacle));
      else
        dex_promise_resolve_boolean (promise, TRUE);
    }
}

static DexFuture *
drain_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  DexPromise *promise;
  g_autoptr (GError) error = NULL;

  if (self->ready == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
  dex_await (dex_ref (self->ready), NULL);
  if (!self->closed && !dex_await (sparkle_session_flush (self), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (self->closed)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");

  promise = dex_promise_new ();
  g_ptr_array_add (self->drains, dex_ref (promise));
  sparkle_sync_push_soon (self->sync);
  sparkle_session_check_drains (self, NULL);
  return DEX_FUTURE (promise);
}

/**
 * sparkle_session_drain:
 * @self: an open session
 *
 * Waits until the server has answered to every write.
 *
 * Returns: (transfer full): a future that resolves when nothing waits any more (failed ones stay), and rejects when nobody is
 *   signed in or the server cannot be reached
 */
DexFuture *
sparkle_session_drain (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return dex_scheduler_spawn (NULL, 0, drain_fiber, g_object_ref (self), g_object_unref);
}
