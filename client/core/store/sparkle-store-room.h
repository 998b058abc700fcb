/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store.h"

G_BEGIN_DECLS

/* How much room the files take, what takes it, and making some. */

/* Bytes on the disk, logs included. */
typedef struct
{
  guint64  cache;    /* store.db: what can be fetched again */
  guint64  journal;  /* journal.db: drafts, outbox, settings; never cleared */
  guint64  kept;     /* of the cache: about what the threads kept offline take */
  unsigned n_kept;
} SparkleStoreRoom;

#define SPARKLE_TYPE_STORE_ROOM (sparkle_store_room_get_type ())
GType             sparkle_store_room_get_type (void) G_GNUC_CONST;
void              sparkle_store_room_free     (SparkleStoreRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleStoreRoom, sparkle_store_room_free)

/* One thread that is kept offline. */
typedef struct
{
  char     *post_id;
  gint64    since;      /* µs */
  guint64   bytes;      /* about */
  unsigned  n_comments; /* that are here */
} SparkleStoreKept;

void              sparkle_store_kept_free     (SparkleStoreKept *self);

/* Resolves to a SparkleStoreRoom (boxed). */
DexFuture        *sparkle_store_measure       (SparkleStore *self);
/* Resolves to a GPtrArray (boxed) of SparkleStoreKept of this account, last kept first. */
DexFuture        *sparkle_store_list_kept     (SparkleStore *self);

G_END_DECLS
