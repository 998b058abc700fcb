/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-private.h"

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-pull.h"

/* The server stops at 64 KiB unacked; a quarter of it keeps frames flowing without an ack for each. */
#define ACK_BYTES       (SPARKLE_LIVE_WINDOW_BYTES / 4)
#define ACK_MS          1000
/* A server that does not keep to its window is not followed into memory. */
#define HELD_MAX_BYTES  (8 * SPARKLE_LIVE_WINDOW_BYTES)
#define HELD_MAX_FRAMES 1024

typedef struct
{
  char   *scope;
  char   *from;   /* (nullable) */
  char   *cursor;
  GBytes *text;
} Frame;

static void
frame_free (Frame *frame)
{
  g_free (frame->scope);
  g_free (frame->from);
  g_free (frame->cursor);
  g_bytes_unref (frame->text);
  g_free (frame);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Frame, frame_free)

/* ---- subscriptions ----------------------------------------------------------------------------------------------- */

static unsigned
count_subscribed (SparkleSync *self)
{
  SparkleSyncScope *scope;
  GHashTableIter iter;
  unsigned count = 0;

  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    if (scope->subscription != SPARKLE_SUBSCRIPTION_NONE)
      count++;
  return count;
}

/* Subscribes from where the store stands; what is beyond the server's limit of scopes is left to polling. */
void
sparkle_sync_subscribe (SparkleSync *self, GPtrArray *scopes)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_request_free);
  unsigned n_subscribed = count_subscribed (self);

  g_ptr_array_sort (scopes, sparkle_sync_scope_compare);
  for (unsigned i = 0; i < scopes->len; i++)
    {
      SparkleSyncScope *scope = g_ptr_array_index (scopes, i);

      if (scope->subscription == SPARKLE_SUBSCRIPTION_NONE)
        {
          if (n_subscribed >= SPARKLE_LIVE_SCOPES_MAX)
            break;
          n_subscribed++;
        }
      scope->subscription = SPARKLE_SUBSCRIPTION_ASKED;
      scope->subscribed_at = g_get_monotonic_time ();
      g_ptr_array_add (requests, sparkle_scope_request_new (scope->name, scope->row->cursor));
    }
  if (requests->len > 0)
    sparkle_live_socket_subscribe (self->live, requests);
}

void
sparkle_sync_unsubscribe (SparkleSync *self, SparkleSyncScope *scope)
{
  if (scope->subscription == SPARKLE_SUBSCRIPTION_NONE)
    return;
  scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
  sparkle_live_socket_unsubscribe (self->live, scope->name);
}

static void
subscribe_one (SparkleSync *self, SparkleSyncScope *scope)
{
  g_autoptr (GPtrArray) scopes = g_ptr_array_new ();

  g_ptr_array_add (scopes, scope);
  sparkle_sync_subscribe (self, scopes);
}

static void
opened_cb (SparkleLiveSocket *live, gpointer user_data)
{
  SparkleSync *self = SPARKLE_SYNC (user_data);
  g_autoptr (GPtrArray) all = g_hash_table_get_values_as_ptr_array (self->scopes);
  g_autoptr (GPtrArray) ready = g_ptr_array_new ();

  sparkle_sync_forget_frames (self);
  for (unsigned i = 0; i < all->len; i++)
    {
      SparkleSyncScope *scope = g_ptr_array_index (all, i);

      scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
      if (sparkle_sync_scope_can_live (scope))
        {
          /* The catch-up after the gap comes as the first frame: no pull is needed. */
          scope->dirty = FALSE;
          g_ptr_array_add (ready, scope);
        }
    }
  sparkle_sync_set_live (self, TRUE);
  sparkle_sync_set_reach (self, SPARKLE_REACH_YES);
  sparkle_sync_subscribe (self, ready);
  for (unsigned i = 0; i < ready->len; i++)
    {
      SparkleSyncScope *scope = g_ptr_array_index (ready, i);

      if (scope->subscription == SPARKLE_SUBSCRIPTION_NONE)
        scope->dirty = TRUE;
    }
  sparkle_sync_bell_ring (&self->pull_bell);
}

static void
closed_cb (SparkleLiveSocket *live, const GError *reason, gpointer user_data)
{
  SparkleSync *self = SPARKLE_SYNC (user_data);
  SparkleSyncScope *scope;
  GHashTableIter iter;

  g_debug ("Live: %s", reason->message);
  sparkle_sync_forget_frames (self);
  g_hash_table_iter_init (&iter, self->scopes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &scope))
    scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
  if (!self->is_live)
    return;

  /* A pull tells soon whether the server is away or only the socket; not all clients at the same moment. */
  sparkle_sync_set_live (self, FALSE);
  self->pull_not_before = g_get_monotonic_time () +
                          (gint64) g_rand_double_range (self->rand, 0, self->options.timing.retry_min + 1) *
                          G_TIME_SPAN_MILLISECOND;
  sparkle_sync_mark_all_dirty (self);
  sparkle_sync_bell_ring (&self->pull_bell);
}

/* ---- frames ------------------------------------------------------------------------------------------------------ */

void
sparkle_sync_forget_frames (SparkleSync *self)
{
  g_queue_clear_full (&self->frames, (GDestroyNotify) frame_free);
  self->frames_bytes = 0;
  g_hash_table_remove_all (self->unacked);
  self->unacked_bytes = 0;
  self->unacked_since = 0;
  if (self->frames_done != NULL && dex_future_is_pending (DEX_FUTURE (self->frames_done)))
    dex_promise_resolve_boolean (self->frames_done, TRUE);
}

static void
hold_frame (SparkleSync *self, SparkleLiveFrame *frame, GBytes *text)
{
  Frame *held;

  if (self->frames.length >= HELD_MAX_FRAMES || self->frames_bytes + g_bytes_get_size (text) > HELD_MAX_BYTES)
    {
      g_debug ("Live: too many frames at once; pulling instead");
      sparkle_sync_forget_frames (self);
      sparkle_sync_mark_all_dirty (self);
      sparkle_sync_bell_ring (&self->pull_bell);
      return;
    }
  held = g_new0 (Frame, 1);
  held->scope = g_strdup (frame->scope);
  held->from = g_strdup (frame->from);
  held->cursor = g_strdup (frame->cursor);
  held->text = g_bytes_ref (text);
  g_queue_push_tail (&self->frames, held);
  self->frames_bytes += g_bytes_get_size (text);
  sparkle_sync_bell_ring (&self->frame_bell);
}

static void
frame_cb (SparkleLiveSocket *live, SparkleLiveFrame *frame, GBytes *text, gpointer user_data)
{
  SparkleSync *self = SPARKLE_SYNC (user_data);
  SparkleSyncScope *scope = sparkle_sync_find_scope (self, frame->scope);

  switch (frame->type)
    {
    case SPARKLE_LIVE_CHANGES:
      if (frame->scope != NULL && frame->cursor != NULL)
        hold_frame (self, frame, text);
      break;
    case SPARKLE_LIVE_PULL:
      if (scope != NULL)
        {
          scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
          sparkle_sync_mark_dirty (self, scope);
        }
      break;
    case SPARKLE_LIVE_ERROR:
      g_debug ("Live: %s", frame->error != NULL ? frame->error->message : "error");
      if (scope != NULL)
        {
          /* The pull gets the same refusal, and knows what to do about it. */
          scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
          scope->not_before = g_get_monotonic_time () + self->options.timing.retry_min * G_TIME_SPAN_MILLISECOND;
          sparkle_sync_mark_dirty (self, scope);
        }
      break;
    case SPARKLE_LIVE_PRESENCE: /* handled in sparkle-sync.c */
    case SPARKLE_LIVE_SUBSCRIBE:
    case SPARKLE_LIVE_UNSUBSCRIBE:
    case SPARKLE_LIVE_ACK:
    case SPARKLE_LIVE_TYPING:
      break;
    }
}

void
sparkle_sync_connect_live (SparkleSync *self)
{
  g_signal_connect_object (self->live, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->live, "closed", G_CALLBACK (closed_cb), self, 0);
  g_signal_connect_object (self->live, "frame", G_CALLBACK (frame_cb), self, 0);
}

static void
send_acks (SparkleSync *self)
{
  GHashTableIter iter;
  const char *scope, *cursor;

  g_hash_table_iter_init (&iter, self->unacked);
  while (g_hash_table_iter_next (&iter, (gpointer *) &scope, (gpointer *) &cursor))
    sparkle_live_socket_ack (self->live, scope, cursor);
  g_hash_table_remove_all (self->unacked);
  self->unacked_bytes = 0;
  self->unacked_since = 0;
}

static void
note_unacked (SparkleSync *self, Frame *frame)
{
  g_hash_table_replace (self->unacked, g_strdup (frame->scope), g_strdup (frame->cursor));
  self->unacked_bytes += g_bytes_get_size (frame->text);
  if (self->unacked_since == 0)
    self->unacked_since = g_get_monotonic_time ();
  if (self->unacked_bytes >= ACK_BYTES)
    send_acks (self);
}

/* The frame does not follow on what is here. */
static void
handle_gap (SparkleSync *self, SparkleSyncScope *scope)
{
  gint64 now = g_get_monotonic_time ();

  /* Sent before the server read our last subscribe: the one that follows on it comes. */
  if (scope->subscription != SPARKLE_SUBSCRIPTION_LIVE || !sparkle_sync_scope_can_live (scope))
    return;
  if (now - scope->subscribed_at >= self->options.timing.resubscribe_min * G_TIME_SPAN_MILLISECOND)
    {
      subscribe_one (self, scope);
      return;
    }
  scope->subscription = SPARKLE_SUBSCRIPTION_NONE;
  scope->not_before = now + self->options.timing.resubscribe_min * G_TIME_SPAN_MILLISECOND;
  sparkle_sync_mark_dirty (self, scope);
}

static void
handle_result (SparkleSync *self, SparkleSyncScope *scope, SparkleApplyResult *result)
{
  switch (result->status)
    {
    case SPARKLE_APPLY_APPLIED:
      sparkle_sync_scope_set_row (scope, result->row);
      if (scope->subscription == SPARKLE_SUBSCRIPTION_ASKED)
        scope->subscription = SPARKLE_SUBSCRIPTION_LIVE;
      if (result->more)
        sparkle_sync_mark_dirty (self, scope);
      break;
    case SPARKLE_APPLY_IGNORED:
      sparkle_sync_scope_set_row (scope, result->row);
      handle_gap (self, scope);
      break;
    case SPARKLE_APPLY_RESET:
    case SPARKLE_APPLY_REFUSED:
      sparkle_sync_scope_set_row (scope, result->row);
      sparkle_sync_unsubscribe (self, scope);
      sparkle_sync_mark_dirty (self, scope);
      break;
    }
}

/* (fiber) */
static void
apply_frame (SparkleSyncRun *run, Frame *frame)
{
  SparkleSync *self = run->self;
  SparkleSyncScope *scope = sparkle_sync_find_scope (self, frame->scope);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  if (scope != NULL && scope->subscription != SPARKLE_SUBSCRIPTION_NONE)
    {
      results = dex_await_boxed (sparkle_store_apply_frame (self->store, frame->text), &error);
      if (g_cancellable_is_cancelled (run->cancellable))
        return;
      scope = sparkle_sync_find_scope (self, frame->scope);
      if (scope != NULL && results != NULL && results->len > 0)
        handle_result (self, scope, g_ptr_array_index (results, 0));
      else if (scope != NULL)
        {
          g_debug ("Live: %s", error != NULL ? error->message : "no result");
          scope->not_before = g_get_monotonic_time () + self->options.timing.retry_min * G_TIME_SPAN_MILLISECOND;
          sparkle_sync_unsubscribe (self, scope);
          sparkle_sync_mark_dirty (self, scope);
        }
    }
  /* Also those not applied: they were received, and the window is the server's. */
  note_unacked (self, frame);
}

gboolean
sparkle_sync_await_frames (SparkleSync *self, GCancellable *cancellable)
{
  if (g_queue_is_empty (&self->frames))
    return !g_cancellable_is_cancelled (cancellable);
  if (self->frames_done == NULL || !dex_future_is_pending (DEX_FUTURE (self->frames_done)))
    {
      dex_clear (&self->frames_done);
      self->frames_done = dex_promise_new ();
    }
  dex_await (dex_future_first (dex_ref (self->frames_done), dex_cancellable_new_from_cancellable (cancellable), NULL),
             NULL);
  return !g_cancellable_is_cancelled (cancellable);
}

/* Puts frames into the store one after the other, but none while a push is under way. */
DexFuture *
sparkle_sync_live_fiber (gpointer user_data)
{
  SparkleSyncRun *run = user_data;
  SparkleSync *self = run->self;

  while (!g_cancellable_is_cancelled (run->cancellable))
    {
      g_autoptr (Frame) frame = NULL;

      if (!sparkle_sync_await_pushed (self, run->cancellable))
        break;
      frame = g_queue_pop_head (&self->frames);
      if (frame != NULL)
        {
          self->frames_bytes -= g_bytes_get_size (frame->text);
          apply_frame (run, frame);
        }
      if (g_cancellable_is_cancelled (run->cancellable))
        break;
      if (self->unacked_since != 0 && g_get_monotonic_time () - self->unacked_since >= ACK_MS * G_TIME_SPAN_MILLISECOND)
        send_acks (self);
      if (!g_queue_is_empty (&self->frames))
        continue;

      if (self->frames_done != NULL && dex_future_is_pending (DEX_FUTURE (self->frames_done)))
        dex_promise_resolve_boolean (self->frames_done, TRUE);
      if (sparkle_sync_bell_wait (&self->frame_bell, self->unacked_since != 0 ? ACK_MS : SPARKLE_SYNC_FOREVER,
                                  run->cancellable) == SPARKLE_SYNC_BELL_CANCELLED)
        break;
    }
  return dex_future_new_true ();
}
