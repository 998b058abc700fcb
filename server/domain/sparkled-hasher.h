/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* argon2id on a few threads of its own: each hash takes 19 MiB and about 20 ms, so both the
 * threads and those who wait for one are bounded. */
typedef struct _SparkledHasher SparkledHasher;

SparkledHasher *sparkled_hasher_new    (void);
void            sparkled_hasher_free   (SparkledHasher *self);

/* Resolves to the hash as a string; UNAVAILABLE when too many wait. */
DexFuture      *sparkled_hasher_hash   (SparkledHasher *self, const char *password);
/* Resolves to whether it fits. hash: (nullable): as much work for nothing, so that the time does not tell. */
DexFuture      *sparkled_hasher_verify (SparkledHasher *self, const char *hash, const char *password);
/* Whether the hash was made with other numbers than those of today. */
gboolean        sparkled_hasher_is_old (const char *hash);
/* Blocking, for tools. (transfer full) (nullable) */
char           *sparkled_hasher_hash_now (const char *password);

G_END_DECLS
