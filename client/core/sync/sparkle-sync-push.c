/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-private.h"

#include <string.h>

#include "sparkle-backoff.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-mutation-result.h"

/* Of the text of mutations in one push; the server takes SPARKLE_JSON_PUSH_MAX_BYTES. */
#define PUSH_BYTES (SPARKLE_JSON_PUSH_MAX_BYTES / 4)

static void
set_pushing (SparkleSync *self, gboolean pushing)
{
  if (self->pushing == pushing)
    return;
  self->pushing = pushing;
  if (pushing)
    {
      dex_clear (&self->pushed);
      self->pushed = dex_promise_new ();
    }
  else
    {
      dex_promise_resolve_boolean (self->pushed, TRUE);
      sparkle_sync_bell_ring (&self->frame_bell);
    }
  sparkle_sync_update (self);
}

/* (fiber) Ready as they were. What the store cannot take back now, because the disk is full, is tried again before the next push:
 * else it would count as being sent until the program ends. */
static void
give_back (SparkleSync *self, GPtrArray *rows, const GError *why)
{
  if (dex_await (sparkle_store_return_outbox (self->store, rows, 0, why), NULL))
    return;
  for (unsigned i = 0; i < rows->len; i++)
    g_ptr_array_add (self->stranded, sparkle_outbox_row_copy (g_ptr_array_index (rows, i)));
}

/* (fiber) */
static gboolean
give_back_stranded (SparkleSync *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (self->stranded->len > 0)
    {
      rows = g_steal_pointer (&self->stranded);
      self->stranded = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);
      give_back (self, rows, NULL);
    }
  return self->stranded->len == 0;
}

/* (fiber) The rows after what fits into one request go back, ready as they were. */
static void
give_back_surplus (SparkleSync *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) surplus = NULL;
  gsize bytes = 0;
  unsigned n_fit;

  for (n_fit = 0; n_fit < rows->len; n_fit++)
    {
      SparkleOutboxRow *row = g_ptr_array_index (rows, n_fit);

      bytes += row->data != NULL ? strlen (row->data) : 0;
      if (bytes > PUSH_BYTES && n_fit > 0)
        break;
    }
  if (n_fit == rows->len)
    return;

  surplus = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);
  while (rows->len > n_fit)
    g_ptr_array_add (surplus, g_ptr_array_steal_index (rows, n_fit));
  give_back (self, surplus, NULL);
}

/* What the server would have answered to a mutation that it does not even read. */
static GBytes *
format_rejection (SparkleOutboxRow *row, const GError *error)
{
  g_autofree char *result = sparkle_mutation_result_format (row->id, SPARKLE_MUTATION_REJECTED, NULL, NULL, NULL, error);
  char *answer = g_strdup_printf ("{\"results\":[%s]}", result);

  return g_bytes_new_take (answer, strlen (answer));
}

/* (fiber) */
static gboolean
await_summary (DexFuture *future, SparklePushSummary *ret_summary, GError **error)
{
  SparklePushSummary *summary = dex_await_boxed (future, error);

  if (summary == NULL)
    return FALSE;
  *ret_summary = *summary;
  g_boxed_free (sparkle_push_summary_get_type (), summary);
  return TRUE;
}

/* (fiber) The push as a whole was refused: not a matter of time. Finds out which mutation it is, one at a time. */
static void
reject_one (SparkleSyncRun *run, GPtrArray *rows, const GError *reason)
{
  SparkleSync *self = run->self;
  g_autoptr (GBytes) answer = NULL;

  if (rows->len > 1)
    {
      self->push_max = 1;
      give_back (self, rows, NULL);
      return;
    }
  answer = format_rejection (g_ptr_array_index (rows, 0), reason);
  if (!dex_await (sparkle_store_apply_push (self->store, rows, answer, 0), NULL))
    give_back (self, rows, NULL);
}

/* Whether a refusal of the whole push is about what is in it. That the way there is barred, or that the answer could not be kept
 * here, says nothing about what was typed. */
static gboolean
is_about_content (const GError *error)
{
  return g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST) ||
         g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED) ||
         g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE);
}

/* (fiber) How long to wait before the next push, in milliseconds; 0: not at all. */
static gint64
handle_failure (SparkleSyncRun *run, GPtrArray *rows, const GError *error)
{
  SparkleSync *self = run->self;
  gboolean stopped = g_cancellable_is_cancelled (run->cancellable);

  if (!stopped && is_about_content (error))
    {
      reject_one (run, rows, error);
      return 0;
    }

  /* Ready at once: when to try again is decided here, and a connection that comes back ends the wait. */
  give_back (self, rows, stopped ? NULL : error);
  if (stopped)
    return 0;
  if (!sparkle_sync_note_failure (self, error) && !g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL) &&
      !g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED))
    sparkle_sync_emit_problem (self, error);
  if (sparkle_error_get_retry_after (error) > 0)
    self->push_not_before = g_get_monotonic_time () + sparkle_error_get_retry_after (error) * G_TIME_SPAN_SECOND;
  return sparkle_backoff (self->rand, self->push_failures++, self->options.timing.retry_min,
                          self->options.timing.retry_max);
}

/* A thread can be kept or looked at before its post was ever sent: the server did not know it until now. */
static void
ask_for_born (SparkleSync *self, GPtrArray *rows)
{
  for (unsigned i = 0; i < rows->len; i++)
    {
      SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      g_autofree char *scope = g_strcmp0 (row->op, "post.create") == 0 ? g_strconcat ("post/", row->record_id, NULL) : NULL;

      if (scope != NULL)
        sparkle_sync_ask_again (self, scope);
    }
}

/* (fiber) Sends rows and puts the answer into the store. */
static gint64
push_rows (SparkleSyncRun *run, GPtrArray *rows)
{
  SparkleSync *self = run->self;
  g_autofree char *text = sparkle_outbox_rows_to_json (rows);
  g_autoptr (GBytes) request = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  SparklePushSummary summary;
  gint64 delay;

  answer = dex_await_boxed (sparkle_http_call_raw (self->http, "POST", "/api/v1/sync/push", request, run->cancellable),
                            &error);
  if (answer == NULL)
    return handle_failure (run, rows, error);

  delay = sparkle_backoff (self->rand, self->push_failures, self->options.timing.retry_min,
                           self->options.timing.retry_max) * G_TIME_SPAN_MILLISECOND;
  if (!await_summary (sparkle_store_apply_push (self->store, rows, answer, delay), &summary, &error))
    return handle_failure (run, rows, error);

  ask_for_born (self, rows);
  sparkle_sync_set_reach (self, SPARKLE_REACH_YES);
  if (summary.n_retry > 0 && summary.n_applied == 0)
    self->push_failures++;
  else
    self->push_failures = 0;
  return 0;
}

/* Until something waiting becomes ready, in milliseconds. */
static gint64
get_wait (gint64 next_at)
{
  gint64 wait;

  if (next_at == G_MAXINT64)
    return SPARKLE_SYNC_FOREVER;
  wait = (next_at - g_get_real_time ()) / G_TIME_SPAN_MILLISECOND;
  /* Bounded, because the wall clock may jump. */
  return CLAMP (wait, 1, 60 * 1000);
}

/* (fiber) One turn: what is ready is sent. Gives how long to wait for a ring. */
static gint64
push_once (SparkleSyncRun *run)
{
  SparkleSync *self = run->self;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 wait;

  if (!give_back_stranded (self))
    return self->options.timing.retry_max;
  rows = dex_await_boxed (sparkle_store_take_outbox (self->store, self->push_max), &error);
  if (rows == NULL)
    {
      if (!g_cancellable_is_cancelled (run->cancellable))
        sparkle_sync_emit_problem (self, error);
      return self->options.timing.retry_max;
    }
  if (rows->len == 0)
    {
      gint64 next_at = dex_await_int64 (sparkle_store_next_outbox (self->store), &error);

      /* All that made single file necessary is through. */
      self->push_max = SPARKLE_PUSH_MUTATIONS_MAX;
      return error != NULL ? self->options.timing.retry_max : get_wait (next_at);
    }

  give_back_surplus (self, rows);
  set_pushing (self, TRUE);
  wait = push_rows (run, rows);
  set_pushing (self, FALSE);
  return wait;
}

/* Sends what is in the outbox, as long as somebody is signed in. */
DexFuture *
sparkle_sync_push_fiber (gpointer user_data)
{
  SparkleSyncRun *run = user_data;
  SparkleSync *self = run->self;

  while (!g_cancellable_is_cancelled (run->cancellable))
    {
      gint64 wait = SPARKLE_SYNC_FOREVER;

      if (sparkle_http_has_token (self->http))
        {
          /* Frames that wait go first, lest steady writing keeps them out. */
          if (!sparkle_sync_await_frames (self, run->cancellable) ||
              !sparkle_sync_sleep ((self->push_not_before - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND,
                                   run->cancellable))
            break;
          wait = push_once (run);
        }
      if (wait != 0 &&
          sparkle_sync_bell_wait (&self->push_bell, wait, run->cancellable) == SPARKLE_SYNC_BELL_CANCELLED)
        break;
    }
  return dex_future_new_true ();
}
