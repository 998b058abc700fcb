/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-entity-list.h"

#include "sparkle-id-list.h"
#include "sparkle-model-private.h"

/* Nobody scrolls further; the ids of so many are half a megabyte. */
#define MAX_IDS 10000

struct _SparkleEntityList
{
  GObject            parent_instance;
  SparkleEntities   *entities;   /* (owned) */
  SparkleStore      *store;      /* (owned) */
  gulong             changed_id;
  SparkleIdListKind  kind;
  char              *arg;        /* (nullable) */
  char              *filter;     /* (nullable) */
  GPtrArray         *ids;        /* (owned) */
};

typedef enum { PROP_N_ITEMS = 1 } SparkleEntityListProperty;
static GParamSpec *properties[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleEntityList, sparkle_entity_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gpointer
sparkle_entity_list_get_item (GListModel *model,
                              unsigned    position)
{
  SparkleEntityList *self = SPARKLE_ENTITY_LIST (model);
  const char *id;

  if (position >= self->ids->len)
    return NULL;
  id = g_ptr_array_index (self->ids, position);
  switch (self->kind)
    {
    case SPARKLE_IDS_COMMENTS_OF:
      return sparkle_entities_get_comment (self->entities, id);
    case SPARKLE_IDS_FOLLOWERS_OF:
    case SPARKLE_IDS_FOLLOWED_BY:
      return sparkle_entities_get_user (self->entities, id);
    case SPARKLE_IDS_BOOKMARKS:
      return sparkle_entities_get_bookmark (self->entities, id);
    case SPARKLE_IDS_WAITING:
      return sparkle_entities_get_post (self->entities, id);
    }
  return NULL;
}

static GType
sparkle_entity_list_get_item_type (GListModel *model)
{
  switch (SPARKLE_ENTITY_LIST (model)->kind)
    {
    case SPARKLE_IDS_COMMENTS_OF:
      return SPARKLE_TYPE_COMMENT;
    case SPARKLE_IDS_FOLLOWERS_OF:
    case SPARKLE_IDS_FOLLOWED_BY:
      return SPARKLE_TYPE_USER;
    case SPARKLE_IDS_BOOKMARKS:
      return SPARKLE_TYPE_BOOKMARK;
    case SPARKLE_IDS_WAITING:
      return SPARKLE_TYPE_POST;
    }
  return G_TYPE_OBJECT;
}

static unsigned
sparkle_entity_list_get_n_items (GListModel *model)
{
  return SPARKLE_ENTITY_LIST (model)->ids->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_entity_list_get_item;
  iface->get_item_type = sparkle_entity_list_get_item_type;
  iface->get_n_items = sparkle_entity_list_get_n_items;
}

static void
reload (SparkleEntityList *self)
{
  g_autoptr (GPtrArray) ids = sparkle_store_read_ids (self->store, self->kind, self->arg, self->filter, MAX_IDS);
  unsigned old = self->ids->len;

  sparkle_id_list_become (G_LIST_MODEL (self), &self->ids, ids);
  if (old != self->ids->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
changed_cb (SparkleEntityList   *self,
            SparkleStoreChanges *changes)
{
  gboolean touched = FALSE;

  switch (self->kind)
    {
    case SPARKLE_IDS_COMMENTS_OF:
      touched = sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_COMMENT);
      break;
    case SPARKLE_IDS_FOLLOWERS_OF:
    case SPARKLE_IDS_FOLLOWED_BY:
      touched = sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_FOLLOW) ||
                sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_USER);
      break;
    case SPARKLE_IDS_WAITING:
      touched = sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_POST);
      break;
    case SPARKLE_IDS_BOOKMARKS:
      touched = sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_BOOKMARK) ||
                sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_POST);
      break;
    }
  if (touched)
    reload (self);
}

static void
sparkle_entity_list_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch ((SparkleEntityListProperty) id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, SPARKLE_ENTITY_LIST (object)->ids->len);
      break;
    }
}

static void
sparkle_entity_list_dispose (GObject *object)
{
  SparkleEntityList *self = SPARKLE_ENTITY_LIST (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->entities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_entity_list_parent_class)->dispose (object);
}

static void
sparkle_entity_list_finalize (GObject *object)
{
  SparkleEntityList *self = SPARKLE_ENTITY_LIST (object);

  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_free (self->arg);
  g_free (self->filter);
  G_OBJECT_CLASS (sparkle_entity_list_parent_class)->finalize (object);
}

static void
sparkle_entity_list_class_init (SparkleEntityListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_entity_list_dispose;
  object_class->finalize = sparkle_entity_list_finalize;
  object_class->get_property = sparkle_entity_list_get_property;
  properties[PROP_N_ITEMS] = SPARKLE_PROP_UINT ("n-items");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_entity_list_init (SparkleEntityList *self)
{
  self->ids = sparkle_id_list_new ();
}

/**
 * sparkle_entity_list_new:
 * @entities: the live objects
 * @kind: what is listed
 * @arg: (nullable): of whom, or of which folder
 *
 * Returns: (transfer full): the list, which follows the store
 */
SparkleEntityList *
sparkle_entity_list_new (SparkleEntities   *entities,
                         SparkleIdListKind  kind,
                         const char        *arg)
{
  SparkleEntityList *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities), NULL);

  self = g_object_new (SPARKLE_TYPE_ENTITY_LIST, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  self->kind = kind;
  self->arg = g_strdup (arg);
  reload (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * sparkle_entity_list_set_arg:
 * @arg: (nullable): another folder
 *
 * Lists something else of the same kind.
 */
void
sparkle_entity_list_set_arg (SparkleEntityList *self,
                             const char        *arg)
{
  g_return_if_fail (SPARKLE_IS_ENTITY_LIST (self));

  if (g_set_str (&self->arg, arg))
    reload (self);
}

/**
 * sparkle_entity_list_set_filter:
 * @filter: (nullable): text that bookmarks must have
 *
 * Lists only some of them.
 */
void
sparkle_entity_list_set_filter (SparkleEntityList *self,
                                const char        *filter)
{
  g_return_if_fail (SPARKLE_IS_ENTITY_LIST (self));

  if (g_set_str (&self->filter, filter))
    reload (self);
}
