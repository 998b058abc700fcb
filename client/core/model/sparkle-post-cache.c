/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-cache.h"

struct _SparklePostCache
{
  GHashTable *entries; /* (owned): row (gint64, in the entry) -> Entry (owned by lru) */
  GQueue      lru;     /* Entry, last used first */
  unsigned    max;
};

typedef struct
{
  gint64       row;
  SparklePost *post; /* (owned) */
  GList        link;
} Entry;

static void
drop (SparklePostCache *self,
      Entry            *entry)
{
  g_hash_table_remove (self->entries, &entry->row);
  g_queue_unlink (&self->lru, &entry->link);
  g_object_unref (entry->post);
  g_free (entry);
}

SparklePostCache *
sparkle_post_cache_new (unsigned max)
{
  SparklePostCache *self = g_new0 (SparklePostCache, 1);

  self->entries = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->max = max;
  g_queue_init (&self->lru);
  return self;
}

void
sparkle_post_cache_clear (SparklePostCache *self)
{
  while (self->lru.head != NULL)
    drop (self, self->lru.head->data);
}

void
sparkle_post_cache_free (SparklePostCache *self)
{
  sparkle_post_cache_clear (self);
  g_hash_table_unref (self->entries);
  g_free (self);
}

SparklePost *
sparkle_post_cache_find (SparklePostCache *self,
                         gint64            row)
{
  Entry *entry = g_hash_table_lookup (self->entries, &row);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&self->lru, &entry->link);
  g_queue_push_head_link (&self->lru, &entry->link);
  return entry->post;
}

void
sparkle_post_cache_take (SparklePostCache *self,
                         gint64            row,
                         SparklePost      *post)
{
  Entry *entry;

  if (g_hash_table_contains (self->entries, &row))
    {
      g_object_unref (post);
      return;
    }
  entry = g_new0 (Entry, 1);
  entry->row = row;
  entry->post = post;
  entry->link.data = entry;
  g_hash_table_insert (self->entries, &entry->row, entry);
  g_queue_push_head_link (&self->lru, &entry->link);
  while (self->lru.length > self->max)
    drop (self, self->lru.tail->data);
}

void
sparkle_post_cache_forget (SparklePostCache *self,
                           gint64            row)
{
  Entry *entry = g_hash_table_lookup (self->entries, &row);

  if (entry != NULL)
    drop (self, entry);
}
