/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-cache.h"

#include <string.h>

typedef struct
{
  GList            link;     /* in the order of use, the latest first */
  char            *text;     /* (owned): the key; equal hashes are told apart */
  SparkleMarkdown *markdown; /* (owned) */
  gsize            size;
} Entry;

struct _SparkleMarkdownCache
{
  GHashTable *entries; /* text (of the entry) -> Entry (owned) */
  GQueue      order;
  unsigned    entries_max;
  gsize       bytes_max;
  gsize       bytes;
};

static void
entry_free (Entry *self)
{
  g_free (self->text);
  sparkle_markdown_unref (self->markdown);
  g_free (self);
}

/**
 * sparkle_markdown_cache_new:
 * @entries_max: how many trees at most
 * @bytes_max: how large they and their texts may be together
 *
 * Returns: (transfer full): an empty cache
 */
SparkleMarkdownCache *
sparkle_markdown_cache_new (unsigned entries_max,
                            gsize    bytes_max)
{
  SparkleMarkdownCache *self = g_new0 (SparkleMarkdownCache, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) entry_free);
  self->entries_max = entries_max;
  self->bytes_max = bytes_max;
  return self;
}

void
sparkle_markdown_cache_free (SparkleMarkdownCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static void
drop_oldest (SparkleMarkdownCache *self)
{
  Entry *entry = self->order.tail->data;

  g_queue_unlink (&self->order, &entry->link);
  self->bytes -= entry->size;
  g_hash_table_remove (self->entries, entry->text);
}

/**
 * sparkle_markdown_cache_look:
 * @text: as typed
 *
 * Returns: (transfer full) (nullable): its tree, if it is here
 */
SparkleMarkdown *
sparkle_markdown_cache_look (SparkleMarkdownCache *self,
                             const char           *text)
{
  Entry *entry = g_hash_table_lookup (self->entries, text);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&self->order, &entry->link);
  g_queue_push_head_link (&self->order, &entry->link);
  return sparkle_markdown_ref (entry->markdown);
}

/**
 * sparkle_markdown_cache_keep:
 * @text: as typed
 * @markdown: its tree
 *
 * Keeps a tree; others that were not looked at for longest make room.
 */
void
sparkle_markdown_cache_keep (SparkleMarkdownCache *self,
                             const char           *text,
                             SparkleMarkdown      *markdown)
{
  gsize size = strlen (text) + sparkle_markdown_get_size (markdown) + sizeof (Entry);
  Entry *entry;

  if (size > self->bytes_max / 4 || g_hash_table_contains (self->entries, text))
    return;
  entry = g_new0 (Entry, 1);
  entry->link.data = entry;
  entry->text = g_strdup (text);
  entry->markdown = sparkle_markdown_ref (markdown);
  entry->size = size;
  g_hash_table_insert (self->entries, entry->text, entry);
  g_queue_push_head_link (&self->order, &entry->link);
  self->bytes += size;
  while (self->order.length > self->entries_max || self->bytes > self->bytes_max)
    drop_oldest (self);
}

/**
 * sparkle_markdown_cache_read:
 * @text: as typed
 *
 * Returns: (transfer full): its tree, made now if it was not here
 */
SparkleMarkdown *
sparkle_markdown_cache_read (SparkleMarkdownCache *self,
                             const char           *text)
{
  SparkleMarkdown *markdown = sparkle_markdown_cache_look (self, text);

  if (markdown != NULL)
    return markdown;
  markdown = sparkle_markdown_parse (text, -1, SPARKLE_MARKDOWN_FULL);
  sparkle_markdown_cache_keep (self, text, markdown);
  return markdown;
}

/**
 * sparkle_markdown_cache_length:
 *
 * Returns: how many trees are here
 */
unsigned
sparkle_markdown_cache_length (SparkleMarkdownCache *self)
{
  return self->order.length;
}
