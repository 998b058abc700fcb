/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-private.h"

#include <string.h>

#include "sparkle-backoff.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-pull.h"
#include "sparkle-store-reader.h"

/* The first page is what a person sees first: small, so that it is there soon. */
#define FIRST_PAGE          100
#define SCOPES_A_PULL       50
/* With a live socket nothing should be missed; this finds out if something was. */
#define RECONCILE_FACTOR    10
#define CONFIRM_US          (10 * G_TIME_SPAN_SECOND)
#define WAIT_LEAST_MS       20

/* One request for pages of some scopes. */
typedef struct
{
  GPtrArray         *scopes; /* (owned) names (char*) */
  GPtrArray         *rows;   /* (owned) SparkleScopeRow, as asked */
  unsigned           limit;
  SparkleApplyFlags  flags;
} Pull;

static void
pull_free (Pull *pull)
{
  g_clear_pointer (&pull->scopes, g_ptr_array_unref);
  g_clear_pointer (&pull->rows, g_ptr_array_unref);
  g_free (pull);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pull, pull_free)

static Pull *
pull_new (void)
{
  Pull *pull = g_new0 (Pull, 1);

  pull->scopes = g_ptr_array_new_with_free_func (g_free);
  pull->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  pull->limit = SPARKLE_PULL_LIMIT_DEFAULT;
  return pull;
}

static void
back_off_scope (SparkleSync *self, SparkleSyncScope *scope, const GError *error)
{
  unsigned wait = sparkle_backoff (self->rand, scope->n_failures++, self->options.timing.retry_min,
                                   self->options.timing.retry_max);

  if (error != NULL)
    wait = MAX (wait, sparkle_error_get_retry_after (error) * 1000);
  scope->not_before = g_get_monotonic_time () + wait * G_TIME_SPAN_MILLISECOND;
  scope->dirty = TRUE;
}

/* ---- choosing ---------------------------------------------------------------------------------------------------- */

/* (fiber) Scopes that may be pulled now, in order; loads where they stand. */
static GPtrArray *
find_ready (SparkleSyncRun *run)
{
  SparkleSync *self = run->self;
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) all = g_hash_table_get_values_as_ptr_array (self->scopes);
  gint64 now = g_get_monotonic_time ();

  g_ptr_array_sort (all, sparkle_sync_scope_compare);
  for (unsigned i = 0; i < all->len; i++)
    {
      SparkleSyncScope *scope = g_ptr_array_index (all, i);

      if (scope->dirty && !scope->refused && scope->not_before <= now)
        g_ptr_array_add (ready, g_strdup (scope->name));
    }

  for (unsigned i = 0; i < ready->len; i++)
    {
      const char *name = g_ptr_array_index (ready, i);
      SparkleSyncScope *scope = sparkle_sync_find_scope (self, name);
      g_autoptr (SparkleScopeRow) row = NULL;
      g_autoptr (GError) error = NULL;

      if (scope == NULL || scope->row != NULL)
        continue;
      row = dex_await_boxed (sparkle_store_get_scope (self->store, name), &error);
      if (g_cancellable_is_cancelled (run->cancellable))
        return NULL;
      /* The table of scopes may have changed meanwhile. */
      scope = sparkle_sync_find_scope (self, name);
      if (scope == NULL)
        continue;
      if (row != NULL)
        sparkle_sync_scope_set_row (scope, row);
      else
        back_off_scope (self, scope, error);
    }
  sparkle_sync_update (self);
  return g_steal_pointer (&ready);
}

static unsigned
count_feed (SparkleSync *self)
{
  g_autoptr (GArray) keys = sparkle_store_read_keys (self->store, SPARKLE_LIST_FEED, NULL);

  return keys != NULL ? keys->len : 0;
}

static void
choose_page (SparkleSync *self, Pull *pull, SparkleSyncScope *scope)
{
  unsigned have;

  /* Of a person the newest is there with the first page; older comes when somebody scrolls there. */
  if (g_str_has_prefix (scope->name, "user/"))
    pull->flags = SPARKLE_APPLY_WINDOW_END;
  if (strcmp (scope->name, "feed") != 0)
    return;
  pull->limit = scope->row->cursor == NULL ? MIN (FIRST_PAGE, self->options.window) : SPARKLE_PULL_LIMIT_DEFAULT;
  /* while it is fetched anew, the list still shows the old one */
  have = MIN (count_feed (self), (unsigned) scope->row->fetched);
  if (have + pull->limit >= self->options.window)
    pull->flags = SPARKLE_APPLY_WINDOW_END;
}

/* (fiber) The next pull; NULL when there is none. First pulls go alone, because their pages are large. */
static Pull *
choose (SparkleSyncRun *run)
{
  SparkleSync *self = run->self;
  g_autoptr (GPtrArray) ready = find_ready (run);
  g_autoptr (Pull) pull = pull_new ();

  for (unsigned i = 0; ready != NULL && i < ready->len && pull->scopes->len < SCOPES_A_PULL; i++)
    {
      SparkleSyncScope *scope = sparkle_sync_find_scope (self, g_ptr_array_index (ready, i));
      gboolean first;

      if (scope == NULL || scope->row == NULL)
        continue;
      first = scope->row->phase != SPARKLE_SCOPE_FOLLOWING;
      if (first && pull->scopes->len > 0)
        continue;
      g_ptr_array_add (pull->scopes, g_strdup (scope->name));
      g_ptr_array_add (pull->rows, sparkle_scope_row_copy (scope->row));
      /* What comes to be known from here on makes it dirty again. */
      scope->dirty = FALSE;
      if (first)
        choose_page (self, pull, scope);
      if (first || self->pull_alone)
        break;
    }
  return pull->scopes->len > 0 ? g_steal_pointer (&pull) : NULL;
}

/* ---- one request ------------------------------------------------------------------------------------------------- */

static GBytes *
format_request (Pull *pull)
{
  g_autoptr (SparklePullRequest) request = sparkle_pull_request_new (pull->limit);
  char *text;

  for (unsigned i = 0; i < pull->rows->len; i++)
    {
      SparkleScopeRow *row = g_ptr_array_index (pull->rows, i);

      g_ptr_array_add (request->scopes, sparkle_scope_request_new (row->scope, row->cursor));
    }
  text = sparkle_pull_request_format (request);
  return g_bytes_new_take (text, strlen (text));
}

/* (fiber) The cursor of a scope is no good: forget the scope and fetch it again, once in a run. */
static void
restart_scope (SparkleSyncRun *run, const char *name, const GError *error)
{
  SparkleSync *self = run->self;
  SparkleSyncScope *scope = sparkle_sync_find_scope (self, name);

  if (scope == NULL)
    return;
  if (scope->restarted)
    {
      back_off_scope (self, scope, error);
      return;
    }
  scope->restarted = TRUE;
  dex_await (sparkle_store_drop_scope (self->store, name), NULL);
  scope = sparkle_sync_find_scope (self, name);
  if (scope == NULL || g_cancellable_is_cancelled (run->cancellable))
    return;
  g_clear_pointer (&scope->row, sparkle_scope_row_free);
  scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
  scope->dirty = TRUE;
}

/* (fiber) The server does not give one scope. */
static void
handle_refusal (SparkleSyncRun *run, const char *name, const GError *error)
{
  SparkleSync *self = run->self;
  SparkleSyncScope *scope = sparkle_sync_find_scope (self, name);

  if (scope == NULL)
    return;
  if (sparkle_error_is_retryable (error))
    {
      back_off_scope (self, scope, error);
      return;
    }
  if (error->code == SPARKLE_ERROR_UNAUTHORIZED && sparkle_http_has_token (self->http))
    {
      sparkle_sync_note_failure (self, error);
      return;
    }
  if (error->code == SPARKLE_ERROR_BAD_REQUEST || error->code == SPARKLE_ERROR_VALIDATION_FAILED)
    {
      restart_scope (run, name, error);
      return;
    }
  /* Something happened while it was asked for: perhaps the post that the server does not know has been sent meanwhile. */
  if (scope->dirty)
    {
      back_off_scope (self, scope, NULL);
      return;
    }
  /* Gone, or not ours to see any more: what only this scope held leaves the cache. */
  scope->refused = TRUE;
  scope->dirty = FALSE;
  sparkle_sync_unsubscribe (self, scope);
  dex_await (sparkle_store_drop_scope (self->store, name), NULL);
}

static void
handle_applied (SparkleSync *self, SparkleSyncScope *scope, SparkleApplyResult *result)
{
  gboolean moved = scope->row == NULL || result->row == NULL ||
                   g_strcmp0 (scope->row->cursor, result->row->cursor) != 0;

  sparkle_sync_scope_set_row (scope, result->row);
  if (moved)
    scope->n_failures = 0;
  scope->not_before = 0;
  if ((result->more || !sparkle_sync_scope_can_live (scope)) && moved)
    scope->dirty = TRUE;
  else if (result->more)
    back_off_scope (self, scope, NULL); /* a server that goes in circles */
  else if (moved || scope->subscription != SPARKLE_SUBSCRIPTION_LIVE)
    scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
}

static void
handle_ignored (SparkleSync *self, SparkleSyncScope *scope, SparkleApplyResult *result)
{
  sparkle_sync_scope_set_row (scope, result->row);
  /* A frame was faster: fine. Otherwise the answer is not one to what was asked: ask again, but not in a circle. */
  if (scope->subscription != SPARKLE_SUBSCRIPTION_LIVE)
    {
      scope->dirty = TRUE;
      scope->not_before = g_get_monotonic_time () + self->options.timing.resubscribe_min * G_TIME_SPAN_MILLISECOND;
    }
}

/* (fiber) */
static void
handle_result (SparkleSyncRun *run, const char *name, SparkleApplyResult *result)
{
  SparkleSync *self = run->self;
  SparkleSyncScope *scope = sparkle_sync_find_scope (self, name);

  if (scope == NULL)
    return;
  switch (result->status)
    {
    case SPARKLE_APPLY_APPLIED:
      handle_applied (self, scope, result);
      break;
    case SPARKLE_APPLY_IGNORED:
      handle_ignored (self, scope, result);
      break;
    case SPARKLE_APPLY_RESET:
      if (scope->row == NULL || scope->row->cursor == NULL)
        back_off_scope (self, scope, NULL); /* it was at its beginning already */
      sparkle_sync_scope_set_row (scope, result->row);
      scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
      scope->dirty = TRUE;
      break;
    case SPARKLE_APPLY_REFUSED:
      handle_refusal (run, name, result->error);
      break;
    }
}

static void
update_progress (SparkleSync *self)
{
  SparkleSyncScope *feed = sparkle_sync_find_scope (self, "feed");

  if (feed == NULL || feed->row == NULL)
    return;
  if (feed->row->phase == SPARKLE_SCOPE_FOLLOWING)
    sparkle_sync_set_progress (self, 1);
  else
    sparkle_sync_set_progress (self, CLAMP ((double) count_feed (self) / self->options.window, 0, 0.99));
}

static void
subscribe_ready (SparkleSync *self)
{
  g_autoptr (GPtrArray) all = g_hash_table_get_values_as_ptr_array (self->scopes);
  g_autoptr (GPtrArray) ready = g_ptr_array_new ();

  if (!self->is_live)
    return;
  for (unsigned i = 0; i < all->len; i++)
    {
      SparkleSyncScope *scope = g_ptr_array_index (all, i);

      if (!scope->dirty && scope->subscription == SPARKLE_SUBSCRIPTION_NONE && sparkle_sync_scope_can_live (scope))
        g_ptr_array_add (ready, scope);
    }
  sparkle_sync_subscribe (self, ready);
}

/* (fiber) Asks, and puts the answer into the store. */
static gboolean
pull_once (SparkleSyncRun *run, Pull *pull, GError **error)
{
  SparkleSync *self = run->self;
  g_autoptr (GBytes) request = format_request (pull);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GPtrArray) results = NULL;

  answer = dex_await_boxed (sparkle_http_call_raw (self->http, "POST", "/api/v1/sync/pull", request, run->cancellable),
                            error);
  if (answer == NULL)
    return FALSE;
  sparkle_sync_set_reach (self, SPARKLE_REACH_YES);
  /* Counts must not jump back and forth between what was just done here and what the server knew before. */
  if (!sparkle_sync_await_pushed (self, run->cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
      return FALSE;
    }
  results = dex_await_boxed (sparkle_store_apply_pull (self->store, pull->rows, answer, pull->flags), error);
  if (results == NULL)
    return FALSE;

  for (unsigned i = 0; i < results->len && i < pull->scopes->len; i++)
    {
      if (g_cancellable_is_cancelled (run->cancellable))
        break;
      handle_result (run, g_ptr_array_index (pull->scopes, i), g_ptr_array_index (results, i));
    }
  return TRUE;
}

/* ---- the loop ---------------------------------------------------------------------------------------------------- */

/* (fiber) FALSE: stopped meanwhile. */
static gboolean
handle_failure (SparkleSyncRun *run, Pull *pull, const GError *error)
{
  SparkleSync *self = run->self;
  gboolean retry;
  gint64 wait;

  if (g_cancellable_is_cancelled (run->cancellable))
    return FALSE;
  for (unsigned i = 0; i < pull->scopes->len; i++)
    {
      SparkleSyncScope *scope = sparkle_sync_find_scope (self, g_ptr_array_index (pull->scopes, i));

      if (scope != NULL)
        scope->dirty = TRUE;
    }

  retry = sparkle_sync_note_failure (self, error);
  if (g_cancellable_is_cancelled (run->cancellable))
    return FALSE;
  sparkle_sync_settle (self, error);

  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST) ||
      g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED))
    {
      if (pull->scopes->len > 1)
        {
          self->pull_alone = TRUE;
          return TRUE;
        }
      restart_scope (run, g_ptr_array_index (pull->scopes, 0), error);
    }
  else if (!retry)
    sparkle_sync_emit_problem (self, error);
  if (g_cancellable_is_cancelled (run->cancellable))
    return FALSE;

  wait = sparkle_backoff (self->rand, self->pull_failures++, self->options.timing.retry_min,
                          self->options.timing.retry_max);
  if (!sparkle_sync_sleep (sparkle_error_get_retry_after (error) * 1000, run->cancellable))
    return FALSE;
  return sparkle_sync_bell_wait (&self->pull_bell, wait, run->cancellable) != SPARKLE_SYNC_BELL_CANCELLED;
}

/* Until the next thing to do without being told: in milliseconds. */
static gint64
get_idle_wait (SparkleSync *self, gboolean *ret_poll)
{
  gint64 poll = self->options.timing.poll_interval;
  gint64 now = g_get_monotonic_time ();
  SparkleSyncScope *scope;
  GHashTableIter iter;
  gint64 wait;

  if (self->is_live)
    poll *= RECONCILE_FACTOR;
  wait = poll + (gint64) g_rand_double_range (self->rand, 0, poll * 0.2 + 1);
  *ret_poll = TRUE;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    {
      gint64 until = G_MAXINT64;

      if (scope->dirty && !scope->refused)
        until = scope->not_before;
      else if (scope->subscription == SPARKLE_SUBSCRIPTION_ASKED)
        until = scope->subscribed_at + CONFIRM_US;
      if (until < G_MAXINT64 && (until - now) / G_TIME_SPAN_MILLISECOND < wait)
        {
          wait = MAX ((until - now) / G_TIME_SPAN_MILLISECOND, 0) + WAIT_LEAST_MS;
          *ret_poll = FALSE;
        }
    }
  return wait;
}

/* The server never confirmed these: a pull tells where they stand. */
static void
check_subscriptions (SparkleSync *self)
{
  gint64 now = g_get_monotonic_time ();
  SparkleSyncScope *scope;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    if (scope->subscription == SPARKLE_SUBSCRIPTION_ASKED && now - scope->subscribed_at >= CONFIRM_US)
      {
        scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
        scope->dirty = TRUE;
      }
}

static gboolean
is_any_dirty (SparkleSync *self)
{
  SparkleSyncScope *scope;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    if (scope->dirty && !scope->refused)
      return TRUE;
  return FALSE;
}

/* (fiber) Nothing to pull: waits for a reason to. */
static gboolean
wait_for_work (SparkleSyncRun *run)
{
  SparkleSync *self = run->self;
  SparkleSyncBellResult why;
  gboolean poll;
  gint64 wait;

  subscribe_ready (self);
  sparkle_sync_update (self);
  if (!is_any_dirty (self))
    sparkle_sync_settle (self, NULL);
  sparkle_sync_evict_if_due (self);
  if (g_cancellable_is_cancelled (run->cancellable))
    return FALSE;

  wait = get_idle_wait (self, &poll);
  why = sparkle_sync_bell_wait (&self->pull_bell, wait, run->cancellable);
  if (why == SPARKLE_SYNC_BELL_CANCELLED)
    return FALSE;
  check_subscriptions (self);
  if (why == SPARKLE_SYNC_BELL_TIMED_OUT && poll)
    sparkle_sync_ask_all_again (self);
  return TRUE;
}

/* Pulls what is dirty until nothing is, then waits. */
DexFuture *
sparkle_sync_pull_fiber (gpointer user_data)
{
  SparkleSyncRun *run = user_data;
  SparkleSync *self = run->self;

  while (!g_cancellable_is_cancelled (run->cancellable))
    {
      g_autoptr (Pull) pull = NULL;
      g_autoptr (GError) error = NULL;

      if (!sparkle_sync_sleep ((self->pull_not_before - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND,
                               run->cancellable))
        break;
      pull = choose (run);
      if (g_cancellable_is_cancelled (run->cancellable))
        break;
      if (pull == NULL)
        {
          if (!wait_for_work (run))
            break;
          continue;
        }

      sparkle_sync_update (self);
      if (pull_once (run, pull, &error))
        {
          self->pull_failures = 0;
          update_progress (self);
          subscribe_ready (self);
          sparkle_sync_update (self);
        }
      else if (!handle_failure (run, pull, error))
        break;
    }
  return dex_future_new_true ();
}
