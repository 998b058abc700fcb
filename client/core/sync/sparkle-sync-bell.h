/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Wakes one waiting fiber; a ring while nobody waits is remembered, several are one. */
typedef struct
{
  DexPromise *promise; /* (owned) (nullable) of who waits */
  gboolean    rung;
} SparkleSyncBell;

typedef enum
{
  SPARKLE_SYNC_BELL_RUNG,
  SPARKLE_SYNC_BELL_TIMED_OUT,
  SPARKLE_SYNC_BELL_CANCELLED,
} SparkleSyncBellResult;

#define SPARKLE_SYNC_FOREVER (-1)

void                  sparkle_sync_bell_ring  (SparkleSyncBell *self);
SparkleSyncBellResult sparkle_sync_bell_wait  (SparkleSyncBell *self,
                                               gint64           milliseconds,
                                               GCancellable    *cancellable);
void                  sparkle_sync_bell_clear (SparkleSyncBell *self);

G_END_DECLS
