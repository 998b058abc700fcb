/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-categories.h"

#include "sparkle-store-reader.h"

struct _SparkleCategories
{
  GObject parent_instance;

  SparkleStore *store; /* (owned) */
  GPtrArray    *items; /* (owned) (element-type SparkleCategory): by position */
};

static void sparkle_categories_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleCategories, sparkle_categories, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sparkle_categories_list_model_init))

static GType
sparkle_categories_get_item_type (GListModel *model)
{
  return SPARKLE_TYPE_CATEGORY;
}

static guint
sparkle_categories_get_n_items (GListModel *model)
{
  return SPARKLE_CATEGORIES (model)->items->len;
}

static gpointer
sparkle_categories_get_item (GListModel *model,
                             guint       position)
{
  SparkleCategories *self = SPARKLE_CATEGORIES (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
sparkle_categories_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sparkle_categories_get_item_type;
  iface->get_n_items = sparkle_categories_get_n_items;
  iface->get_item = sparkle_categories_get_item;
}

/* There are a few dozen at most: the stretch between the first and the last difference is replaced. */
static void
reload (SparkleCategories *self)
{
  g_autoptr(GPtrArray) rows = sparkle_store_read_categories (self->store);
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->items);
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned head = 0, tail = 0;

  for (unsigned i = 0; i < old->len; i++)
    g_hash_table_insert (by_id, (gpointer) sparkle_category_get_id (g_ptr_array_index (old, i)), g_ptr_array_index (old, i));

  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; rows != NULL && i < rows->len; i++)
    {
      const SparkleStoreCategory *row = g_ptr_array_index (rows, i);
      SparkleCategory *known = g_hash_table_lookup (by_id, row->id);

      if (known != NULL)
        sparkle_category_update (known, row);
      g_ptr_array_add (self->items, known != NULL ? g_object_ref (known) : sparkle_category_new (row));
    }

  while (head < old->len && head < self->items->len && g_ptr_array_index (old, head) == g_ptr_array_index (self->items, head))
    head++;
  while (tail < old->len - head && tail < self->items->len - head &&
         g_ptr_array_index (old, old->len - 1 - tail) == g_ptr_array_index (self->items, self->items->len - 1 - tail))
    tail++;
  if (old->len != self->items->len || head + tail < old->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, self->items->len - head - tail);
}

static void
changed_cb (SparkleCategories   *self,
            SparkleStoreChanges *changes)
{
  if (sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_CATEGORY))
    reload (self);
}

static void
sparkle_categories_dispose (GObject *object)
{
  SparkleCategories *self = SPARKLE_CATEGORIES (object);

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sparkle_categories_parent_class)->dispose (object);
}

static void
sparkle_categories_finalize (GObject *object)
{
  g_ptr_array_unref (SPARKLE_CATEGORIES (object)->items);

  G_OBJECT_CLASS (sparkle_categories_parent_class)->finalize (object);
}

static void
sparkle_categories_class_init (SparkleCategoriesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_categories_dispose;
  object_class->finalize = sparkle_categories_finalize;
}

static void
sparkle_categories_init (SparkleCategories *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sparkle_categories_new:
 * @entities: whose store is read
 *
 * Returns: (transfer full): the categories as cached, kept fresh
 */
SparkleCategories *
sparkle_categories_new (SparkleEntities *entities)
{
  SparkleCategories *self = g_object_new (SPARKLE_TYPE_CATEGORIES, NULL);

  self->store = g_object_ref (sparkle_entities_get_store (entities));
  g_signal_connect_swapped (self->store, "changed", G_CALLBACK (changed_cb), self);
  reload (self);
  return self;
}

/**
 * sparkle_categories_lookup:
 * @id: (nullable): a slug
 *
 * Returns: (transfer none) (nullable): the category of that slug
 */
SparkleCategory *
sparkle_categories_lookup (SparkleCategories *self,
                           const char        *id)
{
  g_return_val_if_fail (SPARKLE_IS_CATEGORIES (self), NULL);

  for (unsigned i = 0; id != NULL && i < self->items->len; i++)
    if (g_str_equal (sparkle_category_get_id (g_ptr_array_index (self->items, i)), id))
      return g_ptr_array_index (self->items, i);
  return NULL;
}
