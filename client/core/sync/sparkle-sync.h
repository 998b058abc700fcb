/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "sparkle-http.h"
#include "sparkle-store.h"
#include "sparkle-sync-timing.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_SYNC_STATE_STOPPED,
  SPARKLE_SYNC_STATE_OFFLINE,    /* the server cannot be reached: trying again by itself */
  SPARKLE_SYNC_STATE_FIRST_SYNC, /* the feed was never fetched to its window */
  SPARKLE_SYNC_STATE_SYNCING,    /* pulling or pushing */
  SPARKLE_SYNC_STATE_IDLE,       /* nothing to do that is known of */
} SparkleSyncState;

#define SPARKLE_TYPE_SYNC_STATE (sparkle_sync_state_get_type ())
GType sparkle_sync_state_get_type (void) G_GNUC_CONST;

typedef struct
{
  SparkleSyncTiming timing;
  unsigned          window; /* posts that a first sync fetches */
  guint64           budget; /* bytes of cache */
} SparkleSyncOptions;

/* Keeps the store and one server the same.
 *
 * Properties: state, online (boolean), live (boolean), progress (0..1 of the first sync).
 * Signals, on the thread that made it:
 *   ::auth-lost (GError *error)                              the server does not take the token any more
 *   ::problem (GError *error)                                something that trying again will not mend
 *   ::presence (const char *scope, GStrv users, GStrv typers) */
#define SPARKLE_TYPE_SYNC (sparkle_sync_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSync, sparkle_sync, SPARKLE, SYNC, GObject)

SparkleSync      *sparkle_sync_new          (SparkleStore             *store,
                                             SparkleHttp              *http,
                                             const SparkleSyncOptions *options);
void              sparkle_sync_start        (SparkleSync *self);
DexFuture        *sparkle_sync_stop         (SparkleSync *self);

SparkleSyncState  sparkle_sync_get_state    (SparkleSync *self);
gboolean          sparkle_sync_get_online   (SparkleSync *self);
gboolean          sparkle_sync_get_live     (SparkleSync *self);
double            sparkle_sync_get_progress (SparkleSync *self);

/* What somebody looks at; counted. */
void              sparkle_sync_open_scope   (SparkleSync *self,
                                             const char  *scope);
void              sparkle_sync_close_scope  (SparkleSync *self,
                                             const char  *scope);
/* What stays here though nobody looks: replaces the list. */
void              sparkle_sync_keep_scopes  (SparkleSync        *self,
                                             const char * const *scopes);

/* How much may be kept; making room. */
void              sparkle_sync_set_budget   (SparkleSync *self,
                                             guint64      budget);
DexFuture        *sparkle_sync_evict        (SparkleSync *self,
                                             guint64      budget);

DexFuture        *sparkle_sync_now          (SparkleSync *self);
DexFuture        *sparkle_sync_load_older   (SparkleSync *self,
                                             const char  *scope);
void              sparkle_sync_push_soon    (SparkleSync *self);
void              sparkle_sync_typing       (SparkleSync *self,
                                             const char  *post_id,
                                             gboolean     typing);

G_END_DECLS
