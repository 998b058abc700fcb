/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"
#include "sparkle-store-room.h"

G_BEGIN_DECLS

/* What this machine keeps and how much room that takes. */

#define SPARKLE_STORAGE_BUDGET_UNLIMITED G_MAXUINT64
#define SPARKLE_STORAGE_BUDGET_DEFAULT   (G_GUINT64_CONSTANT (500) * 1000 * 1000)

/* Bytes of cache; makes room at once when it is less than there is. */
void       sparkle_session_set_storage_budget (SparkleSession *self, guint64 bytes);
/* Resolves to a SparkleStoreRoom (boxed). */
DexFuture *sparkle_session_measure_storage    (SparkleSession *self);
/* Resolves to a GPtrArray (boxed) of SparkleStoreKept, last kept first. */
DexFuture *sparkle_session_list_kept          (SparkleSession *self);
/* Forgets what can be fetched again and is neither kept nor bookmarked nor on screen. Resolves to a gint64: bytes that came free. */
DexFuture *sparkle_session_clear_cache        (SparkleSession *self);

G_END_DECLS
