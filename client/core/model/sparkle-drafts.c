/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-drafts.h"

#include "sparkle-id-list.h"
#include "sparkle-model-private.h"

struct _SparkleDrafts
{
  GObject          parent_instance;
  SparkleEntities *entities;   /* (owned) */
  SparkleStore    *store;      /* (owned) */
  gulong           changed_id;
  GPtrArray       *ids;        /* (owned) */
  GHashTable      *hidden;     /* (owned): ids that are about to be deleted */
};

typedef enum { PROP_N_ITEMS = 1 } SparkleDraftsProperty;
static GParamSpec *properties[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleDrafts, sparkle_drafts, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gpointer
sparkle_drafts_get_item (GListModel *model,
                         unsigned    position)
{
  SparkleDrafts *self = SPARKLE_DRAFTS (model);

  return position < self->ids->len ? sparkle_entities_get_draft (self->entities, g_ptr_array_index (self->ids, position)) : NULL;
}

static GType
sparkle_drafts_get_item_type (GListModel *model)
{
  return SPARKLE_TYPE_DRAFT;
}

static unsigned
sparkle_drafts_get_n_items (GListModel *model)
{
  return SPARKLE_DRAFTS (model)->ids->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_drafts_get_item;
  iface->get_item_type = sparkle_drafts_get_item_type;
  iface->get_n_items = sparkle_drafts_get_n_items;
}

static void
reload (SparkleDrafts *self)
{
  g_autoptr (GPtrArray) ids = sparkle_store_read_drafts (self->store);
  unsigned old = self->ids->len;

  for (unsigned i = ids->len; i-- > 0;)
    if (g_hash_table_contains (self->hidden, g_ptr_array_index (ids, i)))
      g_ptr_array_remove_index (ids, i);
  sparkle_id_list_become (G_LIST_MODEL (self), &self->ids, ids);
  if (old != self->ids->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/**
 * sparkle_drafts_set_hidden:
 * @id: of a draft
 * @hidden: whether it is out of sight
 *
 * A draft that a person deletes is gone for the eye at once, and for good when nobody takes that back. It is not remembered.
 */
void
sparkle_drafts_set_hidden (SparkleDrafts *self,
                           const char    *id,
                           gboolean       hidden)
{
  g_return_if_fail (SPARKLE_IS_DRAFTS (self));
  g_return_if_fail (id != NULL);

  if (hidden)
    g_hash_table_add (self->hidden, g_strdup (id));
  else
    g_hash_table_remove (self->hidden, id);
  reload (self);
}

static void
changed_cb (SparkleDrafts       *self,
            SparkleStoreChanges *changes)
{
  if (sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_DRAFT))
    reload (self);
}

static void
sparkle_drafts_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((SparkleDraftsProperty) id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, SPARKLE_DRAFTS (object)->ids->len);
      break;
    }
}

static void
sparkle_drafts_dispose (GObject *object)
{
  SparkleDrafts *self = SPARKLE_DRAFTS (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->entities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_drafts_parent_class)->dispose (object);
}

static void
sparkle_drafts_finalize (GObject *object)
{
  g_clear_pointer (&SPARKLE_DRAFTS (object)->ids, g_ptr_array_unref);
  g_hash_table_unref (SPARKLE_DRAFTS (object)->hidden);
  G_OBJECT_CLASS (sparkle_drafts_parent_class)->finalize (object);
}

static void
sparkle_drafts_class_init (SparkleDraftsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_drafts_dispose;
  object_class->finalize = sparkle_drafts_finalize;
  object_class->get_property = sparkle_drafts_get_property;
  properties[PROP_N_ITEMS] = SPARKLE_PROP_UINT ("n-items");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_drafts_init (SparkleDrafts *self)
{
  self->ids = sparkle_id_list_new ();
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

SparkleDrafts *
sparkle_drafts_new (SparkleEntities *entities)
{
  SparkleDrafts *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities), NULL);

  self = g_object_new (SPARKLE_TYPE_DRAFTS, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  reload (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
