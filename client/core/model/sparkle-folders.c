/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-folders.h"

#include <string.h>

struct _SparkleFolders
{
  GObject       parent_instance;
  SparkleStore *store;      /* (owned) */
  gulong        changed_id;
  GPtrArray    *folders;    /* (owned): SparkleStoreFolder */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleFolders, sparkle_folders, G_TYPE_OBJECT)

static gboolean
are_equal (GPtrArray *a,
           GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (unsigned i = 0; i < a->len; i++)
    {
      const SparkleStoreFolder *left = g_ptr_array_index (a, i);
      const SparkleStoreFolder *right = g_ptr_array_index (b, i);

      if (left->count != right->count || strcmp (left->name, right->name) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
changed_cb (SparkleFolders      *self,
            SparkleStoreChanges *changes)
{
  g_autoptr (GPtrArray) now = NULL;

  if (!sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_BOOKMARK) &&
      !sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_POST))
    return;
  now = sparkle_store_read_folders (self->store);
  if (are_equal (self->folders, now))
    return;
  g_ptr_array_unref (self->folders);
  self->folders = g_steal_pointer (&now);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sparkle_folders_dispose (GObject *object)
{
  SparkleFolders *self = SPARKLE_FOLDERS (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_folders_parent_class)->dispose (object);
}

static void
sparkle_folders_finalize (GObject *object)
{
  g_clear_pointer (&SPARKLE_FOLDERS (object)->folders, g_ptr_array_unref);
  G_OBJECT_CLASS (sparkle_folders_parent_class)->finalize (object);
}

static void
sparkle_folders_class_init (SparkleFoldersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_folders_dispose;
  object_class->finalize = sparkle_folders_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_folders_init (SparkleFolders *self)
{
}

/**
 * sparkle_folders_new:
 * @entities: the live objects
 *
 * Returns: (transfer full): the folders, which follow the store
 */
SparkleFolders *
sparkle_folders_new (SparkleEntities *entities)
{
  SparkleFolders *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities), NULL);

  self = g_object_new (SPARKLE_TYPE_FOLDERS, NULL);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  self->folders = sparkle_store_read_folders (self->store);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

unsigned
sparkle_folders_get_total (SparkleFolders *self)
{
  unsigned total = 0;

  g_return_val_if_fail (SPARKLE_IS_FOLDERS (self), 0);

  for (unsigned i = 0; i < self->folders->len; i++)
    total += sparkle_folders_get_count (self, i);
  return total;
}

unsigned
sparkle_folders_get_n (SparkleFolders *self)
{
  g_return_val_if_fail (SPARKLE_IS_FOLDERS (self), 0);

  return self->folders->len;
}

const char *
sparkle_folders_get_name (SparkleFolders *self,
                          unsigned        i)
{
  g_return_val_if_fail (SPARKLE_IS_FOLDERS (self) && i < self->folders->len, NULL);

  return ((SparkleStoreFolder *) g_ptr_array_index (self->folders, i))->name;
}

unsigned
sparkle_folders_get_count (SparkleFolders *self,
                           unsigned        i)
{
  g_return_val_if_fail (SPARKLE_IS_FOLDERS (self) && i < self->folders->len, 0);

  return ((SparkleStoreFolder *) g_ptr_array_index (self->folders, i))->count;
}
