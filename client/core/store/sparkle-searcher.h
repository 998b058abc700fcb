/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-search.h"

G_BEGIN_DECLS

/* The thread that searches: one search at a time, the newest wins. Used by the thread that made it. */
typedef struct _SparkleSearcher SparkleSearcher;

SparkleSearcher *sparkle_searcher_new    (const char *path); /* of the cache */
void             sparkle_searcher_free   (SparkleSearcher *self); /* stops at once */
DexFuture       *sparkle_searcher_search (SparkleSearcher *self, const SparkleSearchWish *wish);
void             sparkle_searcher_cancel (SparkleSearcher *self);

G_END_DECLS
