/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed and could not be put into the outbox, because the disk was full: it was taken from the person already, so it
 * stays in memory until there is space. Meanwhile nothing more is taken. */
#include "sparkle-session-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

#define RETRY_SECONDS 5

/* Writes that belong together. */
typedef struct
{
  char      *account_id; /* (owned): whose */
  GPtrArray *mutations;  /* (owned): SparkleStoreMutation, with references to their objects */
} Unwritten;

typedef struct
{
  SparkleSession *self; /* (owned) */
  Unwritten      *what; /* (owned) (nullable) */
} Attempt;

static void
mutation_free (SparkleStoreMutation *mutation)
{
  json_object_unref (mutation->data);
  g_clear_pointer (&mutation->base, json_object_unref);
  g_free ((char *) mutation->id);
  g_free (mutation);
}

static void
unwritten_free (Unwritten *what)
{
  g_free (what->account_id);
  g_ptr_array_unref (what->mutations);
  g_free (what);
}

static void
attempt_free (Attempt *attempt)
{
  g_clear_pointer (&attempt->what, unwritten_free);
  g_object_unref (attempt->self);
  g_free (attempt);
}

static Unwritten *
unwritten_new (SparkleSession *self, const SparkleStoreMutation *mutations, unsigned n_mutations)
{
  Unwritten *what = g_new0 (Unwritten, 1);

  what->account_id = g_strdup (sparkle_store_get_account (self->store));
  what->mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  for (unsigned i = 0; i < n_mutations; i++)
    {
      SparkleStoreMutation *mutation = g_memdup2 (&mutations[i], sizeof *mutation); /* op is a constant */

      mutation->id = g_strdup (mutation->id);
      json_object_ref (mutation->data);
      if (mutation->base != NULL)
        json_object_ref (mutation->base);
      g_ptr_array_add (what->mutations, mutation);
    }
  return what;
}

static DexFuture *
enqueue (SparkleSession *self, const Unwritten *what)
{
  g_autofree SparkleStoreMutation *mutations = g_new0 (SparkleStoreMutation, what->mutations->len);

  for (unsigned i = 0; i < what->mutations->len; i++)
    mutations[i] = *(SparkleStoreMutation *) g_ptr_array_index (what->mutations, i);
  return sparkle_store_enqueue (self->store, mutations, what->mutations->len);
}

/* (fiber) Puts in what waits, in its order; FALSE: something of this account still waits. */
static gboolean
write_again (SparkleSession *self, GError **error)
{
  g_autoptr (GQueue) waiting = g_steal_pointer (&self->unwritten);
  gboolean written = TRUE;

  self->unwritten = g_queue_new ();
  for (Unwritten *what; (what = g_queue_pop_head (waiting)) != NULL;)
    {
      g_autoptr (GError) failure = NULL;

      /* it waits for its own account; and what comes after something that failed, behind that */
      if (!written || g_strcmp0 (what->account_id, sparkle_store_get_account (self->store)) != 0)
        g_queue_push_tail (self->unwritten, what);
      else if (dex_await (enqueue (self, what), &failure) || !g_error_matches (failure, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE))
        {
          if (failure != NULL)
            sparkle_session_set_notice (self, failure->message);
          unwritten_free (what);
        }
      else
        {
          g_queue_push_tail (self->unwritten, what);
          g_propagate_error (error, g_steal_pointer (&failure));
          written = FALSE;
        }
    }
  if (self->sync != NULL && !self->closed)
    sparkle_sync_push_soon (self->sync);
  return written;
}

static gboolean retry_cb (gpointer user_data);

static void
retry_soon (SparkleSession *self)
{
  if (self->unwritten_source == 0 && !self->closed && self->unwritten->length > 0)
    self->unwritten_source = g_timeout_add_seconds (RETRY_SECONDS, retry_cb, self);
}

static DexFuture *
retry_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);

  write_again (self, NULL);
  self->writing_again = FALSE;
  retry_soon (self);
  return dex_future_new_true ();
}

static gboolean
retry_cb (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);

  self->unwritten_source = 0;
  if (!self->writing_again)
    {
      self->writing_again = TRUE;
      dex_future_disown (dex_scheduler_spawn (NULL, 0, retry_fiber, g_object_ref (self), g_object_unref));
    }
  return G_SOURCE_REMOVE;
}

static DexFuture *
attempted_cb (DexFuture *future, gpointer user_data)
{
  Attempt *attempt = user_data;
  SparkleSession *self = attempt->self;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    {
      if (!self->closed)
        sparkle_sync_push_soon (self->sync);
      return NULL;
    }
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE) && self->unwritten != NULL)
    {
      g_autofree char *notice = g_strdup_printf (/* Translators: %s is a sentence that says why it could not be kept */
                                                          _("%s. What you wrote is only in memory: leave Sparkle open"), error->message);

      g_queue_push_tail (self->unwritten, g_steal_pointer (&attempt->what));
      sparkle_session_set_notice (self, notice);
      retry_soon (self);
    }
  else
    sparkle_session_set_notice (self, error->message);
  return NULL;
}

/**
 * sparkle_session_write: (skip)
 * @self: an open session
 * @mutations: what to put into the outbox, all or none
 * @n_mutations: how many
 * @error: return location for an error
 *
 * Returns: whether it is taken; not while something before could not be kept
 */
gboolean
sparkle_session_write (SparkleSession *self, const SparkleStoreMutation *mutations, unsigned n_mutations, GError **error)
{
  Attempt *attempt;

  if (self->unwritten->length > 0)
    {
      g_clear_handle_id (&self->unwritten_source, g_source_remove);
      retry_cb (self);
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE,
                           _("What was written before could not be kept yet: make space on the disk and try again"));
      return FALSE;
    }
  attempt = g_new0 (Attempt, 1);
  attempt->self = g_object_ref (self);
  attempt->what = unwritten_new (self, mutations, n_mutations);
  dex_clear (&self->writing);
  self->writing = dex_future_finally (enqueue (self, attempt->what), attempted_cb, attempt, (GDestroyNotify) attempt_free);
  return TRUE;
}

static DexFuture *
flush_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (GError) error = NULL;

  /* its failure has been dealt with when this resolves */
  if (self->writing != NULL)
    dex_await (dex_ref (self->writing), NULL);
  if (self->unwritten->length > 0 && !write_again (self, &error))
    {
      retry_soon (self);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  return sparkle_store_flush (self->store);
}

/**
 * sparkle_session_flush:
 * @self: an open session
 *
 * Returns: (transfer full): a future that resolves when every write made before is durable on this machine, and rejects when
 *   one could not be kept
 */
DexFuture *
sparkle_session_flush (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);

  return dex_scheduler_spawn (NULL, 0, flush_fiber, g_object_ref (self), g_object_unref);
}

void
sparkle_session_forget_unwritten (SparkleSession *self)
{
  g_clear_handle_id (&self->unwritten_source, g_source_remove);
  if (self->unwritten != NULL)
    g_queue_free_full (g_steal_pointer (&self->unwritten), (GDestroyNotify) unwritten_free);
}
