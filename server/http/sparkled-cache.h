/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-answer.h"

G_BEGIN_DECLS

/* Answers that are equal for everybody, kept until their scope changes (and never long), and
 * the flights: one piece of work for all who ask the same at the same time. Bounded in number
 * and bytes; the least recently used goes first. */
typedef struct _SparkledCache  SparkledCache;
typedef struct _SparkledFlight SparkledFlight;

typedef struct
{
  unsigned entries;
  gsize    bytes;
  guint64  hits;
  guint64  joined;  /* answered by somebody else's flight */
  guint64  misses;
  guint64  invalidated;
} SparkledCacheStats;

/* Called once for each who waits, when the flight has landed. */
typedef void (*SparkledLandedFunc) (SparkledAnswer *answer, gpointer waiter);

SparkledCache  *sparkled_cache_new        (gsize max_bytes, unsigned max_entries, unsigned keep_ms);
void            sparkled_cache_free       (SparkledCache *self);
/* (transfer none) (nullable) */
SparkledAnswer *sparkled_cache_lookup     (SparkledCache *self, const char *key);
/* Waits for the flight of this key. ret_flight: (transfer full) (nullable): a new one that the caller must land. */
void            sparkled_cache_board      (SparkledCache *self, const char *key, const char *scope,
                                           SparkledLandedFunc func, gpointer waiter, SparkledFlight **ret_flight);
/* flight: (transfer full) */
void            sparkled_cache_land       (SparkledCache *self, SparkledFlight *flight, SparkledAnswer *answer);
/* scopes: (nullable): NULL is all */
void            sparkled_cache_invalidate (SparkledCache *self, const char * const *scopes);
void            sparkled_cache_get_stats  (SparkledCache *self, SparkledCacheStats *ret_stats);

G_END_DECLS
