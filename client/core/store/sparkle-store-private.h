/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-reader.h"
#include "sparkle-writer.h"

G_BEGIN_DECLS

/* Work for the store's thread. In a transaction when write is TRUE. result: unset; to be filled on success. */
typedef gboolean (*SparkleStoreFunc) (SparkleWriter *writer, gpointer data, GValue *result, GError **error);

DexFuture       *sparkle_store_do       (SparkleStore *self, gboolean write, SparkleStoreFunc func, gpointer data, GDestroyNotify destroy);
/* The reading connection; NULL: not open. Reopened when the files were replaced. */
SparkleDatabase *sparkle_store_get_reader (SparkleStore *self);

G_END_DECLS
