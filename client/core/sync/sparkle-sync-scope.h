/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_SUBSCRIPTION_NONE,
  SPARKLE_SUBSCRIPTION_ASKED, /* frames of an older position may still come, and do not count */
  SPARKLE_SUBSCRIPTION_LIVE,  /* every frame follows on the one before */
} SparkleSubscription;

/* Where one scope stands with the server. */
typedef struct
{
  char                *name;          /* (owned) */
  SparkleScopeRow     *row;           /* (owned) (nullable) as the store last told */
  unsigned             n_opened;      /* how many look at it */
  gboolean             always;        /* feed and me */
  gboolean             kept;
  gboolean             dirty;         /* to be pulled */
  gboolean             refused;       /* the server does not give it; not asked again until opened, born, or all are asked again */
  gboolean             restarted;     /* its cursor was thrown away in this run */
  gint64               not_before;    /* monotonic µs */
  unsigned             n_failures;
  SparkleSubscription  subscription;
  gint64               subscribed_at; /* monotonic µs of the asking */
} SparkleSyncScope;

SparkleSyncScope *sparkle_sync_scope_new         (const char       *name);
void              sparkle_sync_scope_free        (SparkleSyncScope *self);
gboolean          sparkle_sync_scope_is_wanted   (SparkleSyncScope *self);
gboolean          sparkle_sync_scope_can_live    (SparkleSyncScope *self);
void              sparkle_sync_scope_set_row     (SparkleSyncScope *self,
                                                  SparkleScopeRow  *row);
/* qsort order of two SparkleSyncScope*: what a person waits for comes first. */
int               sparkle_sync_scope_compare     (gconstpointer     a,
                                                  gconstpointer     b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleSyncScope, sparkle_sync_scope_free)

G_END_DECLS
