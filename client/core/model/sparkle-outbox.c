/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-outbox.h"

#include "sparkle-id-list.h"
#include "sparkle-model-private.h"

struct _SparkleOutbox
{
  GObject          parent_instance;
  SparkleEntities *entities;   /* (owned) */
  SparkleStore    *store;      /* (owned) */
  gulong           changed_id;
  GPtrArray       *ids;        /* (owned) */
  unsigned         n_waiting;
  unsigned         n_failed;
};

typedef enum { PROP_N_WAITING = 1, PROP_N_FAILED, PROP_N_ITEMS } SparkleOutboxProperty;
static GParamSpec *properties[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleOutbox, sparkle_outbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gpointer
sparkle_outbox_get_item (GListModel *model,
                         unsigned    position)
{
  SparkleOutbox *self = SPARKLE_OUTBOX (model);

  return position < self->ids->len ? sparkle_entities_get_outbox_item (self->entities, g_ptr_array_index (self->ids, position)) : NULL;
}

static GType
sparkle_outbox_get_item_type (GListModel *model)
{
  return SPARKLE_TYPE_OUTBOX_ITEM;
}

static unsigned
sparkle_outbox_get_n_items (GListModel *model)
{
  return SPARKLE_OUTBOX (model)->ids->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_outbox_get_item;
  iface->get_item_type = sparkle_outbox_get_item_type;
  iface->get_n_items = sparkle_outbox_get_n_items;
}

static void
reload (SparkleOutbox *self)
{
  g_autoptr (GPtrArray) rows = sparkle_store_read_outbox (self->store);
  g_autoptr (GPtrArray) ids = sparkle_id_list_new ();
  unsigned old = self->ids->len, n_waiting = self->n_waiting, n_failed = self->n_failed;

  self->n_waiting = self->n_failed = 0;
  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean failed = row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT;

      /* a draft that waits is shown as a draft */
      if (row->collection == SPARKLE_COLLECTION_DRAFT && !failed)
        continue;
      *(failed ? &self->n_failed : &self->n_waiting) += 1;
      g_ptr_array_add (ids, g_strdup (row->id));
    }
  sparkle_id_list_become (G_LIST_MODEL (self), &self->ids, ids);
  g_object_freeze_notify (G_OBJECT (self));
  SPARKLE_NOTIFY_VALUE (self, old, self->ids->len, PROP_N_ITEMS);
  SPARKLE_NOTIFY_VALUE (self, n_waiting, self->n_waiting, PROP_N_WAITING);
  SPARKLE_NOTIFY_VALUE (self, n_failed, self->n_failed, PROP_N_FAILED);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
changed_cb (SparkleOutbox       *self,
            SparkleStoreChanges *changes)
{
  if (sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_OUTBOX))
    reload (self);
}

unsigned
sparkle_outbox_get_n_waiting (SparkleOutbox *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX (self), 0);

  return self->n_waiting;
}

unsigned
sparkle_outbox_get_n_failed (SparkleOutbox *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX (self), 0);

  return self->n_failed;
}

static void
sparkle_outbox_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((SparkleOutboxProperty) id)
    {
    case PROP_N_WAITING:
      g_value_set_uint (value, SPARKLE_OUTBOX (object)->n_waiting);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, SPARKLE_OUTBOX (object)->n_failed);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, SPARKLE_OUTBOX (object)->ids->len);
      break;
    }
}

static void
sparkle_outbox_dispose (GObject *object)
{
  SparkleOutbox *self = SPARKLE_OUTBOX (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->entities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_outbox_parent_class)->dispose (object);
}

static void
sparkle_outbox_finalize (GObject *object)
{
  g_clear_pointer (&SPARKLE_OUTBOX (object)->ids, g_ptr_array_unref);
  G_OBJECT_CLASS (sparkle_outbox_parent_class)->finalize (object);
}

static void
sparkle_outbox_class_init (SparkleOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_outbox_dispose;
  object_class->finalize = sparkle_outbox_finalize;
  object_class->get_property = sparkle_outbox_get_property;
  properties[PROP_N_WAITING] = SPARKLE_PROP_UINT ("n-waiting");
  properties[PROP_N_FAILED] = SPARKLE_PROP_UINT ("n-failed");
  properties[PROP_N_ITEMS] = SPARKLE_PROP_UINT ("n-items");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_outbox_init (SparkleOutbox *self)
{
  self->ids = sparkle_id_list_new ();
}

SparkleOutbox *
sparkle_outbox_new (SparkleEntities *entities)
{
  SparkleOutbox *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities), NULL);

  self = g_object_new (SPARKLE_TYPE_OUTBOX, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  reload (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
