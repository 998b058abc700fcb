/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-searcher.h"
#include "sparkle-store-reader.h"
#include "sparkle-writer.h"

G_BEGIN_DECLS

/* Work for the store's thread. In a transaction when write is TRUE. result: unset; to be filled on success. */
typedef gboolean (*SparkleStoreFunc) (SparkleWriter *writer, gpointer data, GValue *result, GError **error);

DexFuture       *sparkle_store_do       (SparkleStore *self, gboolean write, SparkleStoreFunc func, gpointer data, GDestroyNotify destroy);
/* The reading connection; NULL: not open. Reopened when the files were replaced. */
SparkleDatabase *sparkle_store_get_reader (SparkleStore *self);
/* The searching thread; NULL: not open, or never needed and not to be made now. It ends when the files are closed or replaced. */
SparkleSearcher *sparkle_store_get_searcher (SparkleStore *self, gboolean make);
gboolean         sparkle_store_index_job (SparkleWriter *writer, gpointer data, GValue *result, GError **error);

G_END_DECLS
