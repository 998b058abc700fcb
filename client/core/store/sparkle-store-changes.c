/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-changes.h"

/* With more ids than this of one collection, looking at everything is cheaper than looking at each. */
#define MAX_IDS 5000

struct _SparkleStoreChanges
{
  gatomicrefcount  refs;
  GHashTable      *ids[SPARKLE_N_COLLECTIONS]; /* (owned) (nullable): set of (owned) ids */
  gboolean         all[SPARKLE_N_COLLECTIONS];
};

G_DEFINE_BOXED_TYPE (SparkleStoreChanges, sparkle_store_changes, sparkle_store_changes_ref, sparkle_store_changes_unref)

SparkleStoreChanges *
sparkle_store_changes_new (void)
{
  SparkleStoreChanges *self = g_new0 (SparkleStoreChanges, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

SparkleStoreChanges *
sparkle_store_changes_ref (SparkleStoreChanges *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
sparkle_store_changes_unref (SparkleStoreChanges *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    g_clear_pointer (&self->ids[i], g_hash_table_unref);
  g_free (self);
}

void
sparkle_store_changes_add (SparkleStoreChanges *self,
                           SparkleCollection    collection,
                           const char          *id)
{
  if (self->all[collection])
    return;
  if (self->ids[collection] == NULL)
    self->ids[collection] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->ids[collection], g_strdup (id));
  if (g_hash_table_size (self->ids[collection]) > MAX_IDS)
    sparkle_store_changes_add_all (self, collection);
}

void
sparkle_store_changes_add_all (SparkleStoreChanges *self,
                               SparkleCollection    collection)
{
  self->all[collection] = TRUE;
  g_clear_pointer (&self->ids[collection], g_hash_table_unref);
}

void
sparkle_store_changes_merge (SparkleStoreChanges *self,
                             SparkleStoreChanges *other)
{
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    {
      GHashTableIter iter;
      gpointer id;

      if (other->all[i])
        sparkle_store_changes_add_all (self, i);
      if (other->ids[i] == NULL || self->all[i])
        continue;
      g_hash_table_iter_init (&iter, other->ids[i]);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        sparkle_store_changes_add (self, i, id);
    }
}

gboolean
sparkle_store_changes_is_empty (SparkleStoreChanges *self)
{
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    if (sparkle_store_changes_touches (self, i))
      return FALSE;
  return TRUE;
}

gboolean
sparkle_store_changes_is_all (SparkleStoreChanges *self,
                              SparkleCollection    collection)
{
  return self->all[collection];
}

gboolean
sparkle_store_changes_touches (SparkleStoreChanges *self,
                               SparkleCollection    collection)
{
  return self->all[collection] || self->ids[collection] != NULL;
}

gboolean
sparkle_store_changes_contains (SparkleStoreChanges *self,
                                SparkleCollection    collection,
                                const char          *id)
{
  return self->all[collection] || (self->ids[collection] != NULL && g_hash_table_contains (self->ids[collection], id));
}

unsigned
sparkle_store_changes_count (SparkleStoreChanges *self,
                             SparkleCollection    collection)
{
  return self->ids[collection] != NULL ? g_hash_table_size (self->ids[collection]) : 0;
}

const char **
sparkle_store_changes_list (SparkleStoreChanges *self,
                            SparkleCollection    collection)
{
  if (self->ids[collection] == NULL)
    return g_new0 (const char *, 1);
  return (const char **) g_hash_table_get_keys_as_array (self->ids[collection], NULL);
}
