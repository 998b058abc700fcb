/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-live-socket.h"
#include "sparkle-sync-bell.h"
#include "sparkle-sync-scope.h"
#include "sparkle-sync.h"

G_BEGIN_DECLS

/* Three fibers share this object: pull (sparkle-sync-pull.c), push (sparkle-sync-push.c) and live (sparkle-sync-live.c).
 * Each holds a reference while it runs; sparkle_sync_stop() cancels all three, and a new run begins only after they ended. */

typedef enum
{
  SPARKLE_REACH_UNKNOWN,
  SPARKLE_REACH_YES,
  SPARKLE_REACH_NO,
} SparkleReach;

struct _SparkleSync
{
  GObject              parent_instance;

  SparkleStore        *store;          /* (owned) */
  SparkleHttp         *http;           /* (owned) */
  SparkleLiveSocket   *live;           /* (owned) */
  SparkleSyncOptions   options;
  GRand               *rand;           /* (owned) */

  GHashTable          *scopes;         /* (owned) name -> SparkleSyncScope */
  GCancellable        *cancellable;    /* (owned) (nullable) of the run */
  DexFuture           *running;        /* (owned) (nullable) resolves when the last run has ended */

  SparkleSyncState     state;
  SparkleReach         reach;
  gboolean             is_live;
  double               progress;

  /* pull */
  SparkleSyncBell      pull_bell;
  unsigned             pull_failures;
  gint64               pull_not_before; /* monotonic µs: the server asked for it */
  gboolean             pull_alone;      /* one scope at a time: some cursor in the last pull was wrong */
  gint64               evicted_at;      /* monotonic µs */
  GPtrArray           *waiters;         /* (owned) DexPromise of sparkle_sync_now() */

  /* push */
  SparkleSyncBell      push_bell;
  unsigned             push_failures;
  gint64               push_not_before; /* monotonic µs */
  unsigned             push_max;
  GPtrArray           *stranded;        /* (owned) SparkleOutboxRow that the store would not take back yet */
  gboolean             pushing;         /* from the request until its answer is in the store */
  DexPromise          *pushed;          /* (owned) (nullable) resolves when pushing ends */

  /* live */
  SparkleSyncBell      frame_bell;
  GQueue               frames;          /* (owned) Frame* */
  gsize                frames_bytes;
  DexPromise          *frames_done;     /* (owned) (nullable) resolves when frames is empty */
  GHashTable          *unacked;         /* (owned) scope -> cursor */
  gsize                unacked_bytes;
  gint64               unacked_since;   /* monotonic µs; 0: none */
};

void              sparkle_sync_update        (SparkleSync *self);
void              sparkle_sync_set_reach     (SparkleSync *self, SparkleReach reach);
void              sparkle_sync_set_live      (SparkleSync *self, gboolean live);
void              sparkle_sync_set_progress  (SparkleSync *self, double progress);
void              sparkle_sync_emit_problem  (SparkleSync *self, const GError *error);
/* Sorts a failure of a request: tells whoever must know. TRUE when trying again later makes sense. */
gboolean          sparkle_sync_note_failure  (SparkleSync *self, const GError *error);
SparkleSyncScope *sparkle_sync_find_scope    (SparkleSync *self, const char *name);
void              sparkle_sync_mark_dirty    (SparkleSync *self, SparkleSyncScope *scope);
void              sparkle_sync_mark_all_dirty (SparkleSync *self);
/* Like marking dirty, but also what the server refused. */
void              sparkle_sync_ask_again     (SparkleSync *self, const char *name);
void              sparkle_sync_ask_all_again (SparkleSync *self);
void              sparkle_sync_set_always    (SparkleSync *self, const char *name, gboolean always);
gboolean          sparkle_sync_await_pushed  (SparkleSync *self, GCancellable *cancellable); /* (fiber) */
void              sparkle_sync_evict_if_due  (SparkleSync *self); /* (fiber) */
gboolean          sparkle_sync_sleep         (gint64 milliseconds, GCancellable *cancellable); /* (fiber) */
void              sparkle_sync_settle        (SparkleSync *self, const GError *error);

DexFuture        *sparkle_sync_pull_fiber    (gpointer run);
DexFuture        *sparkle_sync_push_fiber    (gpointer run);
DexFuture        *sparkle_sync_live_fiber    (gpointer run);
gboolean          sparkle_sync_await_frames  (SparkleSync *self, GCancellable *cancellable); /* (fiber) */
void              sparkle_sync_subscribe     (SparkleSync *self, GPtrArray *scopes); /* of SparkleSyncScope */
void              sparkle_sync_unsubscribe   (SparkleSync *self, SparkleSyncScope *scope);
void              sparkle_sync_connect_live  (SparkleSync *self);
void              sparkle_sync_forget_frames (SparkleSync *self);

/* What a fiber of one run holds. */
typedef struct
{
  SparkleSync  *self;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
} SparkleSyncRun;

SparkleSyncRun   *sparkle_sync_run_new       (SparkleSync *self, GCancellable *cancellable);
void              sparkle_sync_run_free      (SparkleSyncRun *run);

G_END_DECLS
