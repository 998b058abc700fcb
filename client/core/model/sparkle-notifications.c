/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notifications.h"

#include "sparkle-id-list.h"
#include "sparkle-model-private.h"

struct _SparkleNotifications
{
  GObject          parent_instance;
  SparkleEntities *entities;   /* (owned) */
  SparkleStore    *store;      /* (owned) */
  gulong           changed_id;
  GPtrArray       *ids;        /* (owned) */
  unsigned         n_unread;
};

typedef enum { PROP_N_ITEMS = 1, PROP_N_UNREAD } SparkleNotificationsProperty;
static GParamSpec *properties[PROP_N_UNREAD + 1];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleNotifications, sparkle_notifications, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gpointer
sparkle_notifications_get_item (GListModel *model,
                         unsigned    position)
{
  SparkleNotifications *self = SPARKLE_NOTIFICATIONS (model);

  return position < self->ids->len ? sparkle_entities_get_notification (self->entities, g_ptr_array_index (self->ids, position)) : NULL;
}

static GType
sparkle_notifications_get_item_type (GListModel *model)
{
  return SPARKLE_TYPE_NOTIFICATION;
}

static unsigned
sparkle_notifications_get_n_items (GListModel *model)
{
  return SPARKLE_NOTIFICATIONS (model)->ids->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_notifications_get_item;
  iface->get_item_type = sparkle_notifications_get_item_type;
  iface->get_n_items = sparkle_notifications_get_n_items;
}

static void
reload (SparkleNotifications *self)
{
  unsigned old = self->ids->len, old_unread = self->n_unread;
  g_autoptr (GPtrArray) ids = sparkle_store_read_notifications (self->store, &self->n_unread);

  sparkle_id_list_become (G_LIST_MODEL (self), &self->ids, ids);
  if (old != self->ids->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  if (old_unread != self->n_unread)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNREAD]);
}

static void
changed_cb (SparkleNotifications       *self,
            SparkleStoreChanges *changes)
{
  if (sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_NOTIFICATION))
    reload (self);
}

static void
sparkle_notifications_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((SparkleNotificationsProperty) id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, SPARKLE_NOTIFICATIONS (object)->ids->len);
      break;
    case PROP_N_UNREAD:
      g_value_set_uint (value, SPARKLE_NOTIFICATIONS (object)->n_unread);
      break;
    }
}

static void
sparkle_notifications_dispose (GObject *object)
{
  SparkleNotifications *self = SPARKLE_NOTIFICATIONS (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->entities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_notifications_parent_class)->dispose (object);
}

static void
sparkle_notifications_finalize (GObject *object)
{
  g_clear_pointer (&SPARKLE_NOTIFICATIONS (object)->ids, g_ptr_array_unref);
  G_OBJECT_CLASS (sparkle_notifications_parent_class)->finalize (object);
}

static void
sparkle_notifications_class_init (SparkleNotificationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_notifications_dispose;
  object_class->finalize = sparkle_notifications_finalize;
  object_class->get_property = sparkle_notifications_get_property;
  properties[PROP_N_ITEMS] = SPARKLE_PROP_UINT ("n-items");
  properties[PROP_N_UNREAD] = SPARKLE_PROP_UINT ("n-unread");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_notifications_init (SparkleNotifications *self)
{
  self->ids = sparkle_id_list_new ();
}

unsigned
sparkle_notifications_get_n_unread (SparkleNotifications *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATIONS (self), 0);

  return self->n_unread;
}

SparkleNotifications *
sparkle_notifications_new (SparkleEntities *entities)
{
  SparkleNotifications *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities), NULL);

  self = g_object_new (SPARKLE_TYPE_NOTIFICATIONS, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  reload (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
