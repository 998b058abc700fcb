/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* Which records changed since the last notice. Collections with very many changes say `all` instead of naming them.
 * Reactions name their target's collection too (post or comment), bookmarks their post, follows their users:
 * who shows a post need only look for posts. */
typedef struct _SparkleStoreChanges SparkleStoreChanges;

#define SPARKLE_TYPE_STORE_CHANGES (sparkle_store_changes_get_type ())
GType                sparkle_store_changes_get_type (void) G_GNUC_CONST;
SparkleStoreChanges *sparkle_store_changes_new      (void);
SparkleStoreChanges *sparkle_store_changes_ref      (SparkleStoreChanges *self);
void                 sparkle_store_changes_unref    (SparkleStoreChanges *self);

void                 sparkle_store_changes_add      (SparkleStoreChanges *self, SparkleCollection collection, const char *id);
void                 sparkle_store_changes_add_all  (SparkleStoreChanges *self, SparkleCollection collection);
void                 sparkle_store_changes_merge    (SparkleStoreChanges *self, SparkleStoreChanges *other);

gboolean             sparkle_store_changes_is_empty (SparkleStoreChanges *self);
/* TRUE: anything of this collection may have changed; the ids are then not told. */
gboolean             sparkle_store_changes_is_all   (SparkleStoreChanges *self, SparkleCollection collection);
gboolean             sparkle_store_changes_touches  (SparkleStoreChanges *self, SparkleCollection collection); /* any at all */
gboolean             sparkle_store_changes_contains (SparkleStoreChanges *self, SparkleCollection collection, const char *id);
unsigned             sparkle_store_changes_count    (SparkleStoreChanges *self, SparkleCollection collection);
/* A NULL-terminated array of ids owned by self (transfer container: g_free() the array only). */
const char         **sparkle_store_changes_list     (SparkleStoreChanges *self, SparkleCollection collection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleStoreChanges, sparkle_store_changes_unref)

G_END_DECLS
