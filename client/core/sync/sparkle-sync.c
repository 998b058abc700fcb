/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

#define WINDOW_DEFAULT  SPARKLE_FIRST_SYNC_POSTS
#define BUDGET_DEFAULT  (G_GUINT64_CONSTANT (500) * 1024 * 1024)
#define CONNECT_TIMEOUT 15000

G_DEFINE_FINAL_TYPE (SparkleSync, sparkle_sync, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (SparkleSyncState, sparkle_sync_state,
                    G_DEFINE_ENUM_VALUE (SPARKLE_SYNC_STATE_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SYNC_STATE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SYNC_STATE_FIRST_SYNC, "first-sync"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SYNC_STATE_SYNCING, "syncing"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SYNC_STATE_IDLE, "idle"))

typedef enum
{
  PROP_STATE = 1,
  PROP_ONLINE,
  PROP_LIVE,
  PROP_PROGRESS,
} SparkleSyncProperty;

enum
{
  AUTH_LOST,
  PROBLEM,
  PRESENCE,
  N_SIGNALS
};

static GParamSpec *properties[PROP_PROGRESS + 1];
static unsigned signals[N_SIGNALS];

SparkleSyncRun *
sparkle_sync_run_new (SparkleSync *self, GCancellable *cancellable)
{
  SparkleSyncRun *run = g_new0 (SparkleSyncRun, 1);

  run->self = g_object_ref (self);
  run->cancellable = g_object_ref (cancellable);
  return run;
}

void
sparkle_sync_run_free (SparkleSyncRun *run)
{
  g_clear_object (&run->self);
  g_clear_object (&run->cancellable);
  g_free (run);
}

/* ---- state ------------------------------------------------------------------------------------------------------- */

static SparkleSyncState
compute_state (SparkleSync *self)
{
  SparkleSyncScope *feed = g_hash_table_lookup (self->scopes, "feed");
  SparkleSyncScope *scope;
  GHashTableIter iter;

  if (self->cancellable == NULL)
    return SPARKLE_SYNC_STATE_STOPPED;
  if (self->reach == SPARKLE_REACH_NO)
    return SPARKLE_SYNC_STATE_OFFLINE;
  if (feed != NULL && feed->row != NULL && feed->row->phase != SPARKLE_SCOPE_FOLLOWING)
    return SPARKLE_SYNC_STATE_FIRST_SYNC;
  if (self->pushing)
    return SPARKLE_SYNC_STATE_SYNCING;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    if (scope->dirty && !scope->refused && scope->n_failures == 0)
      return SPARKLE_SYNC_STATE_SYNCING;
  return SPARKLE_SYNC_STATE_IDLE;
}

void
sparkle_sync_update (SparkleSync *self)
{
  SparkleSyncState state = compute_state (self);

  if (state == self->state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
sparkle_sync_set_reach (SparkleSync *self, SparkleReach reach)
{
  gboolean was_online = self->reach == SPARKLE_REACH_YES;

  if (self->reach == reach)
    return;
  self->reach = reach;
  if (was_online != (reach == SPARKLE_REACH_YES))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
  if (reach == SPARKLE_REACH_YES)
    {
      sparkle_sync_bell_ring (&self->push_bell);
      sparkle_live_socket_hurry (self->live);
    }
  sparkle_sync_update (self);
}

void
sparkle_sync_set_live (SparkleSync *self, gboolean live)
{
  if (self->is_live == live)
    return;
  self->is_live = live;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

void
sparkle_sync_set_progress (SparkleSync *self, double progress)
{
  if (self->progress == progress)
    return;
  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

void
sparkle_sync_emit_problem (SparkleSync *self, const GError *error)
{
  g_signal_emit (self, signals[PROBLEM], 0, error);
}

static void
presence_cb (SparkleLiveSocket *live, SparkleLiveFrame *frame, GBytes *text, gpointer user_data)
{
  if (frame->type == SPARKLE_LIVE_PRESENCE && frame->scope != NULL)
    g_signal_emit (user_data, signals[PRESENCE], 0, frame->scope, frame->users, frame->typers);
}

gboolean
sparkle_sync_note_failure (SparkleSync *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED) && sparkle_http_has_token (self->http))
    {
      g_signal_emit (self, signals[AUTH_LOST], 0, error);
      return FALSE;
    }
  if (sparkle_error_is_retryable (error))
    {
      if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED))
        sparkle_sync_set_reach (self, SPARKLE_REACH_YES);
      else
        sparkle_sync_set_reach (self, SPARKLE_REACH_NO);
      return TRUE;
    }
  return FALSE;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void
begin_run (SparkleSync *self)
{
  SparkleSyncScope *scope;
  GHashTableIter iter;

  self->reach = SPARKLE_REACH_UNKNOWN;
  self->pull_failures = self->push_failures = 0;
  self->pull_not_before = self->push_not_before = 0;
  self->pull_alone = FALSE;
  self->push_max = SPARKLE_PUSH_MUTATIONS_MAX;
  sparkle_sync_forget_frames (self);

  sparkle_sync_set_always (self, "feed", TRUE);
  sparkle_sync_set_always (self, "me", sparkle_http_has_token (self->http));
  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    {
      /* Another account may be allowed what this one was not, and the other way round. */
      g_clear_pointer (&scope->row, sparkle_scope_row_free);
      scope->dirty = TRUE;
      scope->refused = scope->restarted = FALSE;
      scope->not_before = 0;
      scope->n_failures = 0;
      scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
    }
}

static DexFuture *
run_fiber (gpointer user_data)
{
  SparkleSyncRun *run = user_data;
  SparkleSync *self = run->self;

  if (g_cancellable_is_cancelled (run->cancellable))
    return dex_future_new_true ();

  begin_run (self);
  sparkle_sync_update (self);
  sparkle_live_socket_start (self->live);
  dex_await (dex_future_all (
               dex_scheduler_spawn (NULL, 0, sparkle_sync_pull_fiber,
                                    sparkle_sync_run_new (self, run->cancellable),
                                    (GDestroyNotify) sparkle_sync_run_free),
               dex_scheduler_spawn (NULL, 0, sparkle_sync_push_fiber,
                                    sparkle_sync_run_new (self, run->cancellable),
                                    (GDestroyNotify) sparkle_sync_run_free),
               dex_scheduler_spawn (NULL, 0, sparkle_sync_live_fiber,
                                    sparkle_sync_run_new (self, run->cancellable),
                                    (GDestroyNotify) sparkle_sync_run_free),
               NULL), NULL);
  return dex_future_new_true ();
}

typedef struct
{
  SparkleSyncRun *run;      /* (owned) */
  DexFuture      *previous; /* (owned) (nullable) */
} Start;

static void
start_free (Start *start)
{
  sparkle_sync_run_free (start->run);
  dex_clear (&start->previous);
  g_free (start);
}

static DexFuture *
start_fiber (gpointer user_data)
{
  Start *start = user_data;

  if (start->previous != NULL)
    dex_await (g_steal_pointer (&start->previous), NULL);
  return run_fiber (start->run);
}

/**
 * sparkle_sync_start:
 * @self: a sync that is stopped
 *
 * Begins to pull, push and listen, in the name of whom the token of the HTTP client belongs to.
 */
void
sparkle_sync_start (SparkleSync *self)
{
  Start *start;

  g_return_if_fail (SPARKLE_IS_SYNC (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  start = g_new0 (Start, 1);
  start->run = sparkle_sync_run_new (self, self->cancellable);
  start->previous = g_steal_pointer (&self->running);
  self->running = dex_scheduler_spawn (NULL, 0, start_fiber, start, (GDestroyNotify) start_free);
  sparkle_sync_update (self);
}

/**
 * sparkle_sync_stop:
 * @self: a sync
 *
 * Ends everything that is under way. What was sent but not answered goes back to the outbox.
 *
 * Returns: (transfer full): a future that resolves when nothing of it touches the store any more
 */
DexFuture *
sparkle_sync_stop (SparkleSync *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (SPARKLE_IS_SYNC (self), NULL);

  if (self->cancellable != NULL)
    {
      g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

      sparkle_live_socket_stop (self->live);
      g_cancellable_cancel (cancellable);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The connection was closed");
      sparkle_sync_settle (self, error);
      sparkle_sync_set_live (self, FALSE);
      if (self->reach == SPARKLE_REACH_YES)
        {
          self->reach = SPARKLE_REACH_UNKNOWN;
          g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
        }
      sparkle_sync_update (self);
    }
  return self->running != NULL ? dex_ref (self->running) : dex_future_new_true ();
}

/**
 * sparkle_sync_now:
 * @self: a sync that was started
 *
 * Pulls everything that is followed, at once.
 *
 * Returns: (transfer full): a future that resolves when all of it is here, and rejects with the first failure
 */
DexFuture *
sparkle_sync_now (SparkleSync *self)
{
  DexPromise *promise;

  g_return_val_if_fail (SPARKLE_IS_SYNC (self), NULL);

  if (self->cancellable == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("The network is switched off"));
  promise = dex_promise_new ();
  g_ptr_array_add (self->waiters, dex_ref (promise));
  sparkle_sync_ask_all_again (self);
  sparkle_sync_bell_ring (&self->pull_bell);
  sparkle_sync_bell_ring (&self->push_bell);
  sparkle_live_socket_hurry (self->live);
  return DEX_FUTURE (promise);
}

void
sparkle_sync_settle (SparkleSync *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (dex_unref);
  for (unsigned i = 0; i < waiters->len; i++)
    {
      DexPromise *promise = g_ptr_array_index (waiters, i);

      if (error == NULL)
        dex_promise_resolve_boolean (promise, TRUE);
      else
        dex_promise_reject (promise, g_error_copy (error));
    }
}

/**
 * sparkle_sync_push_soon:
 * @self: a sync
 *
 * Something is in the outbox.
 */
void
sparkle_sync_push_soon (SparkleSync *self)
{
  g_return_if_fail (SPARKLE_IS_SYNC (self));

  sparkle_sync_bell_ring (&self->push_bell);
}

gboolean
sparkle_sync_await_pushed (SparkleSync *self, GCancellable *cancellable)
{
  while (self->pushing && !g_cancellable_is_cancelled (cancellable))
    dex_await (dex_future_first (dex_ref (self->pushed), dex_cancellable_new_from_cancellable (cancellable), NULL),
               NULL);
  return !g_cancellable_is_cancelled (cancellable);
}

gboolean
sparkle_sync_sleep (gint64 milliseconds, GCancellable *cancellable)
{
  if (milliseconds > 0 && !g_cancellable_is_cancelled (cancellable))
    dex_await (dex_future_first (dex_timeout_new_usec (milliseconds * G_TIME_SPAN_MILLISECOND),
                                 dex_cancellable_new_from_cancellable (cancellable), NULL), NULL);
  return !g_cancellable_is_cancelled (cancellable);
}

/**
 * sparkle_sync_typing:
 * @self: a sync
 * @post_id: the post of a thread
 * @typing: whether a comment is being typed there
 *
 * Tells those who look at the same thread; lost when there is no live connection.
 */
void
sparkle_sync_typing (SparkleSync *self, const char *post_id, gboolean typing)
{
  g_autofree char *scope = NULL;

  g_return_if_fail (SPARKLE_IS_SYNC (self));
  g_return_if_fail (post_id != NULL);

  scope = g_strconcat ("post/", post_id, NULL);
  sparkle_live_socket_typing (self->live, scope, typing);
}

SparkleSyncState
sparkle_sync_get_state (SparkleSync *self)
{
  g_return_val_if_fail (SPARKLE_IS_SYNC (self), SPARKLE_SYNC_STATE_STOPPED);

  return self->state;
}

gboolean
sparkle_sync_get_online (SparkleSync *self)
{
  g_return_val_if_fail (SPARKLE_IS_SYNC (self), FALSE);

  return self->reach == SPARKLE_REACH_YES;
}

gboolean
sparkle_sync_get_live (SparkleSync *self)
{
  g_return_val_if_fail (SPARKLE_IS_SYNC (self), FALSE);

  return self->is_live;
}

double
sparkle_sync_get_progress (SparkleSync *self)
{
  g_return_val_if_fail (SPARKLE_IS_SYNC (self), 0);

  return self->progress;
}

/* ---- object ------------------------------------------------------------------------------------------------------ */

static void
sparkle_sync_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SparkleSync *self = SPARKLE_SYNC (object);

  switch ((SparkleSyncProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, self->reach == SPARKLE_REACH_YES);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->is_live);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    }
}

static void
sparkle_sync_dispose (GObject *object)
{
  SparkleSync *self = SPARKLE_SYNC (object);

  /* A run holds a reference, so here nothing runs any more. */
  if (self->live != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->live, self);
      sparkle_live_socket_stop (self->live);
    }
  g_clear_object (&self->live);
  dex_clear (&self->running);
  g_clear_object (&self->cancellable);
  sparkle_sync_forget_frames (self);
  g_hash_table_remove_all (self->scopes);
  g_clear_object (&self->http);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sparkle_sync_parent_class)->dispose (object);
}

static void
sparkle_sync_finalize (GObject *object)
{
  SparkleSync *self = SPARKLE_SYNC (object);

  sparkle_sync_bell_clear (&self->pull_bell);
  sparkle_sync_bell_clear (&self->push_bell);
  sparkle_sync_bell_clear (&self->frame_bell);
  dex_clear (&self->pushed);
  dex_clear (&self->frames_done);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_pointer (&self->stranded, g_ptr_array_unref);
  g_clear_pointer (&self->unacked, g_hash_table_unref);
  g_clear_pointer (&self->scopes, g_hash_table_unref);
  g_clear_pointer (&self->rand, g_rand_free);

  G_OBJECT_CLASS (sparkle_sync_parent_class)->finalize (object);
}

static void
sparkle_sync_class_init (SparkleSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sparkle_sync_get_property;
  object_class->dispose = sparkle_sync_dispose;
  object_class->finalize = sparkle_sync_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SPARKLE_TYPE_SYNC_STATE,
                                              SPARKLE_SYNC_STATE_STOPPED, flags);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[AUTH_LOST] = g_signal_new ("auth-lost", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[PRESENCE] = g_signal_new ("presence", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRV, G_TYPE_STRV);
}

static void
sparkle_sync_init (SparkleSync *self)
{
  self->scopes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) sparkle_sync_scope_free);
  self->unacked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiters = g_ptr_array_new_with_free_func (dex_unref);
  self->stranded = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);
  g_queue_init (&self->frames);
}

/**
 * sparkle_sync_new:
 * @store: an open store
 * @http: the server
 * @options: waits, sizes and jitter; zero means the default
 *
 * Returns: (transfer full): a sync that is stopped
 */
SparkleSync *
sparkle_sync_new (SparkleStore *store, SparkleHttp *http, const SparkleSyncOptions *options)
{
  SparkleLiveSocketOptions live_options;
  SparkleSync *self;

  g_return_val_if_fail (SPARKLE_IS_STORE (store), NULL);
  g_return_val_if_fail (SPARKLE_IS_HTTP (http), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (SPARKLE_TYPE_SYNC, NULL);
  self->store = g_object_ref (store);
  self->http = g_object_ref (http);
  self->options = *options;
  if (self->options.window == 0)
    self->options.window = WINDOW_DEFAULT;
  if (self->options.budget == 0)
    self->options.budget = BUDGET_DEFAULT;
  self->rand = options->timing.seed != 0 ? g_rand_new_with_seed ((guint32) options->timing.seed) : g_rand_new ();

  live_options = (SparkleLiveSocketOptions) {
    .seed = options->timing.seed,
    .reconnect_min_ms = options->timing.reconnect_min,
    .reconnect_max_ms = options->timing.reconnect_max,
    .connect_timeout_ms = CONNECT_TIMEOUT,
    .keepalive_seconds = options->timing.keepalive,
  };
  self->live = sparkle_live_socket_new (http, &live_options);
  g_signal_connect_object (self->live, "frame", G_CALLBACK (presence_cb), self, 0);
  sparkle_sync_connect_live (self);
  return self;
}
