/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-wait-list.h"

#include "sparkled-db-error.h"

SparkledWaiter *
sparkled_waiter_new (const SparkledStatement *statement,
                     const char * const      *params,
                     unsigned                 n_params)
{
  SparkledWaiter *self = g_new0 (SparkledWaiter, 1);

  g_ref_count_init (&self->refs);
  self->statement = statement;
  self->promise = dex_promise_new ();
  self->n_params = n_params;
  self->params = g_new (char *, n_params);
  for (unsigned i = 0; i < n_params; i++)
    self->params[i] = g_strdup (params[i]);
  return self;
}

SparkledWaiter *
sparkled_waiter_ref (SparkledWaiter *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sparkled_waiter_unref (SparkledWaiter *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  for (unsigned i = 0; i < self->n_params; i++)
    g_free (self->params[i]);
  g_free (self->params);
  dex_clear (&self->promise);
  g_clear_pointer (&self->connection, sparkled_connection_unref);
  g_free (self);
}

static GQueue *
get_line (SparkledWaitList *self,
          SparkledWaiter   *waiter)
{
  return waiter->statement != NULL ? &self->statements : &self->transactions;
}

static void
refuse (SparkledWaitList *self,
        SparkledWaiter   *waiter,
        const GError     *error)
{
  sparkled_wait_list_remove (self, waiter);
  dex_promise_reject (waiter->promise, g_error_copy (error));
  sparkled_waiter_unref (waiter);
}

/* ---- Deadlines: all have the same patience, so who came first is first to lose it ---- */

static gint64
get_first_deadline (SparkledWaitList *self)
{
  gint64 first = -1;

  for (int transaction = 0; transaction < 2; transaction++)
    {
      SparkledWaiter *waiter = sparkled_wait_list_peek (self, transaction);

      if (waiter != NULL && (first < 0 || waiter->deadline < first))
        first = waiter->deadline;
    }
  return first;
}

static gboolean
expire_cb (gpointer data)
{
  SparkledWaitList *self = data;
  g_autoptr(GError) error = sparkled_db_error_busy ();
  gint64 now = g_get_monotonic_time ();

  for (int transaction = 0; transaction < 2; transaction++)
    {
      SparkledWaiter *waiter;

      while ((waiter = sparkled_wait_list_peek (self, transaction)) != NULL && now >= waiter->deadline)
        refuse (self, waiter, error);
    }
  g_source_set_ready_time (self->expiry, get_first_deadline (self));
  return G_SOURCE_CONTINUE;
}

static gboolean
expiry_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     data)
{
  return callback (data);
}

static GSourceFuncs expiry_funcs = { .dispatch = expiry_dispatch };

/* ---- The list ---- */

void
sparkled_wait_list_start (SparkledWaitList *self,
                          unsigned          limit,
                          unsigned          patience_ms)
{
  self->limit = limit;
  self->patience_us = patience_ms * G_TIME_SPAN_MILLISECOND;
  self->expiry = g_source_new (&expiry_funcs, sizeof (GSource));
  g_source_set_static_name (self->expiry, "[sparkled] database wait list");
  g_source_set_callback (self->expiry, expire_cb, self, NULL);
  g_source_attach (self->expiry, g_main_context_get_thread_default ());
}

void
sparkled_wait_list_stop (SparkledWaitList *self,
                         const GError     *error)
{
  sparkled_wait_list_refuse_all (self, error);
  if (self->expiry == NULL)
    return;
  g_source_destroy (self->expiry);
  g_clear_pointer (&self->expiry, g_source_unref);
}

void
sparkled_wait_list_add (SparkledWaitList *self,
                        SparkledWaiter   *waiter)
{
  waiter->link.data = waiter;
  waiter->deadline = g_get_monotonic_time () + self->patience_us;
  g_queue_push_tail_link (get_line (self, waiter), &waiter->link);
  if (sparkled_wait_list_get_length (self) > self->limit)
    {
      g_autoptr(GError) error = sparkled_db_error_busy ();

      refuse (self, waiter, error);
      return;
    }
  if (g_source_get_ready_time (self->expiry) < 0)
    g_source_set_ready_time (self->expiry, waiter->deadline);
}

void
sparkled_wait_list_remove (SparkledWaitList *self,
                           SparkledWaiter   *waiter)
{
  g_queue_unlink (get_line (self, waiter), &waiter->link);
  waiter->link.data = NULL;
}

void
sparkled_wait_list_refuse_all (SparkledWaitList *self,
                               const GError     *error)
{
  for (int transaction = 0; transaction < 2; transaction++)
    {
      SparkledWaiter *waiter;

      while ((waiter = sparkled_wait_list_peek (self, transaction)) != NULL)
        refuse (self, waiter, error);
    }
}

SparkledWaiter *
sparkled_wait_list_peek (SparkledWaitList *self,
                         gboolean          transaction)
{
  return g_queue_peek_head (transaction ? &self->transactions : &self->statements);
}

unsigned
sparkled_wait_list_get_length (SparkledWaitList *self)
{
  return self->statements.length + self->transactions.length;
}
