/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-outbox.h"

#include <string.h>

#include "sparkle-id-list.h"
#include "sparkle-json-reader.h"
#include "sparkle-model-private.h"

struct _SparkleOutbox
{
  GObject          parent_instance;
  SparkleEntities *entities;   /* (owned) */
  SparkleStore    *store;      /* (owned) */
  gulong           changed_id;
  GPtrArray       *ids;        /* (owned) */
  GHashTable      *blockers;   /* (owned): id of a write that waits -> id of the one it waits for */
  GHashTable      *hidden;     /* (owned): ids that are about to be discarded */
  unsigned         n_waiting;
  unsigned         n_failed;
};

typedef enum { PROP_N_WAITING = 1, PROP_N_FAILED, PROP_N_ITEMS } SparkleOutboxProperty;
static GParamSpec *properties[PROP_N_ITEMS + 1];

enum { CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

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

/* ---- what waits for what ------------------------------------------------------------------------------------------ */

/* The records that a write needs, besides its own: each is looked for among those whose creation is not sent. (nullable) */
static const char *
find_unborn (const SparkleOutboxRow *row,
             GHashTable             *unborn)
{
  const char *found = NULL, *key;
  SparkleJsonReader reader;
  gsize length;

  sparkle_json_reader_init (&reader, row->data, strlen (row->data));
  if (!sparkle_json_reader_enter_object (&reader))
    return NULL;
  while (sparkle_json_reader_next_member (&reader, &key, &length) && key != NULL)
    {
      g_autofree char *id = NULL;

      if (!SPARKLE_JSON_KEY (key, length, "post_id") && !SPARKLE_JSON_KEY (key, length, "comment_id") &&
          !SPARKLE_JSON_KEY (key, length, "parent_id") && !SPARKLE_JSON_KEY (key, length, "user_id"))
        {
          if (!sparkle_json_reader_skip (&reader))
            return found;
          continue;
        }
      if (!sparkle_json_reader_string (&reader, &id))
        return found;
      if (id != NULL && g_hash_table_contains (unborn, id))
        found = g_hash_table_lookup (unborn, id);
    }
  return found;
}

/* As the store decides what may be sent: in the order of writing, an earlier write of the same record, or the creation of one that
 * is needed, comes first. */
static void
find_blockers (SparkleOutbox *self,
               GPtrArray     *rows)
{
  g_autoptr (GHashTable) busy = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) unborn = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_remove_all (self->blockers);
  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean create = g_str_has_suffix (row->op, ".create");
      const char *blocker = g_hash_table_lookup (busy, row->record_id);

      if (blocker == NULL && g_hash_table_size (unborn) > 0 && row->collection != SPARKLE_COLLECTION_DRAFT)
        blocker = find_unborn (row, unborn);
      if (blocker != NULL && row->state == SPARKLE_OUTBOX_WAITING)
        g_hash_table_insert (self->blockers, g_strdup (row->id), g_strdup (blocker));
      if (row->state != SPARKLE_OUTBOX_FAILED || create)
        g_hash_table_insert (busy, row->record_id, row->id);
      if (create)
        g_hash_table_insert (unborn, row->record_id, row->id);
    }
}

static void
reload (SparkleOutbox *self)
{
  g_autoptr (GPtrArray) rows = sparkle_store_read_outbox (self->store);
  g_autoptr (GPtrArray) ids = sparkle_id_list_new ();
  unsigned old = self->ids->len, n_waiting = self->n_waiting, n_failed = self->n_failed;

  self->n_waiting = self->n_failed = 0;
  find_blockers (self, rows);
  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean failed = row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT;

      /* a draft that waits is shown as a draft, and nobody waits for having read something */
      if ((row->collection == SPARKLE_COLLECTION_DRAFT || row->collection == SPARKLE_COLLECTION_NOTIFICATION) && !failed)
        continue;
      if (g_hash_table_contains (self->hidden, row->id))
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
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * sparkle_outbox_set_hidden:
 * @id: of a write
 * @hidden: whether it is out of sight and not counted
 *
 * A write that a person discards is gone for the eye at once, and for good when nobody takes that back. It is not remembered.
 */
void
sparkle_outbox_set_hidden (SparkleOutbox *self,
                           const char    *id,
                           gboolean       hidden)
{
  g_return_if_fail (SPARKLE_IS_OUTBOX (self));
  g_return_if_fail (id != NULL);

  if (hidden)
    g_hash_table_add (self->hidden, g_strdup (id));
  else
    g_hash_table_remove (self->hidden, id);
  reload (self);
}

/**
 * sparkle_outbox_get_blocker:
 * @item: a write
 *
 * Returns: (transfer full) (nullable): the one that must be sent before it
 */
SparkleOutboxItem *
sparkle_outbox_get_blocker (SparkleOutbox     *self,
                            SparkleOutboxItem *item)
{
  const char *id;

  g_return_val_if_fail (SPARKLE_IS_OUTBOX (self), NULL);
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (item), NULL);

  id = g_hash_table_lookup (self->blockers, sparkle_outbox_item_get_id (item));
  return id != NULL ? sparkle_entities_get_outbox_item (self->entities, id) : NULL;
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
  g_hash_table_unref (SPARKLE_OUTBOX (object)->blockers);
  g_hash_table_unref (SPARKLE_OUTBOX (object)->hidden);
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
  signals[CHANGED] = g_signal_new ("changed", SPARKLE_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_outbox_init (SparkleOutbox *self)
{
  self->ids = sparkle_id_list_new ();
  self->blockers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
