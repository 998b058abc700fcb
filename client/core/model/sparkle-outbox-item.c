/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-outbox-item.h"

#include "sparkle-model-private.h"

struct _SparkleOutboxItem
{
  GObject           parent_instance;
  SparkleOutboxRow *row;    /* (owned), never NULL */
  JsonNode         *mine;   /* (owned) (nullable): parsed when first asked for */
  JsonNode         *theirs; /* (owned) (nullable) */
  JsonNode         *base;   /* (owned) (nullable) */
};

typedef enum
{
  PROP_ID = 1,
  PROP_OP,
  PROP_RECORD_ID,
  PROP_SUMMARY,
  PROP_STATE,
  PROP_ATTEMPTS,
  PROP_NEXT_AT,
  PROP_CREATED_AT,
  PROP_ERROR_MESSAGE,
} SparkleOutboxItemProperty;

static GParamSpec *properties[PROP_ERROR_MESSAGE + 1];

G_DEFINE_FINAL_TYPE (SparkleOutboxItem, sparkle_outbox_item, G_TYPE_OBJECT)

GType
sparkle_outbox_state_get_type (void)
{
  static const GEnumValue values[] = {
    { SPARKLE_OUTBOX_WAITING, "SPARKLE_OUTBOX_WAITING", "waiting" },
    { SPARKLE_OUTBOX_SENDING, "SPARKLE_OUTBOX_SENDING", "sending" },
    { SPARKLE_OUTBOX_FAILED, "SPARKLE_OUTBOX_FAILED", "failed" },
    { SPARKLE_OUTBOX_CONFLICT, "SPARKLE_OUTBOX_CONFLICT", "conflict" },
    { 0, NULL, NULL }
  };
  static GType type;

  if (g_once_init_enter_pointer (&type))
    g_once_init_leave_pointer (&type, g_enum_register_static ("SparkleOutboxState", values));
  return type;
}

const char *
sparkle_outbox_item_get_id (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return self->row->id;
}

const char *
sparkle_outbox_item_get_op (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return self->row->op;
}

SparkleCollection
sparkle_outbox_item_get_collection (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), SPARKLE_N_COLLECTIONS);

  return self->row->collection;
}

const char *
sparkle_outbox_item_get_record_id (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return self->row->record_id;
}

const char *
sparkle_outbox_item_get_summary (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return self->row->summary != NULL ? self->row->summary : "";
}

SparkleOutboxState
sparkle_outbox_item_get_state (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), SPARKLE_OUTBOX_WAITING);

  return self->row->state;
}

gint64
sparkle_outbox_item_get_attempts (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), 0);

  return self->row->attempts;
}

gint64
sparkle_outbox_item_get_next_at (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), 0);

  return self->row->next_at;
}

gint64
sparkle_outbox_item_get_created_at (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), 0);

  return self->row->created_at;
}

int
sparkle_outbox_item_get_error_code (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), -1);

  return self->row->error_code;
}

const char *
sparkle_outbox_item_get_error_message (SparkleOutboxItem *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return self->row->error_message;
}

static JsonObject *
get_object (JsonNode   **node,
            const char  *text)
{
  if (*node == NULL && text != NULL)
    *node = json_from_string (text, NULL);
  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

static const char *
get_field (JsonNode   **node,
           const char  *text,
           const char  *field)
{
  JsonObject *object = get_object (node, text);
  JsonNode *value;

  if (object == NULL)
    return NULL;
  value = json_object_get_member (object, field);
  return value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;
}

/**
 * sparkle_outbox_item_get_mine:
 * @field: "title", "content", "bio" …
 *
 * Returns: (nullable): what was typed here
 */
const char *
sparkle_outbox_item_get_mine (SparkleOutboxItem *self,
                              const char        *field)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return get_field (&self->mine, self->row->data, field);
}

const char *
sparkle_outbox_item_get_theirs (SparkleOutboxItem *self,
                                const char        *field)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return get_field (&self->theirs, self->row->theirs, field);
}

const char *
sparkle_outbox_item_get_base (SparkleOutboxItem *self,
                              const char        *field)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (self), NULL);

  return get_field (&self->base, self->row->base, field);
}

/**
 * sparkle_outbox_item_get_sides:
 * @ret_base: (out) (nullable): what was changed here
 * @ret_mine: (out) (nullable): what it was changed into
 * @ret_theirs: (out) (nullable): of a conflict, what the server has
 *
 * The sides hold other members than those that the write changes.
 */
void
sparkle_outbox_item_get_sides (SparkleOutboxItem  *self,
                               JsonObject        **ret_base,
                               JsonObject        **ret_mine,
                               JsonObject        **ret_theirs)
{
  g_return_if_fail (SPARKLE_IS_OUTBOX_ITEM (self));

  *ret_base = get_object (&self->base, self->row->base);
  *ret_mine = get_object (&self->mine, self->row->data);
  *ret_theirs = get_object (&self->theirs, self->row->theirs);
}

static void
sparkle_outbox_item_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  SparkleOutboxItem *self = SPARKLE_OUTBOX_ITEM (object);

  switch ((SparkleOutboxItemProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, self->row->id);
      break;
    case PROP_OP:
      g_value_set_string (value, self->row->op);
      break;
    case PROP_RECORD_ID:
      g_value_set_string (value, self->row->record_id);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, sparkle_outbox_item_get_summary (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->row->state);
      break;
    case PROP_ATTEMPTS:
      g_value_set_int64 (value, self->row->attempts);
      break;
    case PROP_NEXT_AT:
      g_value_set_int64 (value, self->row->next_at);
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, self->row->created_at);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->row->error_message);
      break;
    }
}

static void
clear_parsed (SparkleOutboxItem *self)
{
  g_clear_pointer (&self->mine, json_node_unref);
  g_clear_pointer (&self->theirs, json_node_unref);
  g_clear_pointer (&self->base, json_node_unref);
}

static void
sparkle_outbox_item_finalize (GObject *object)
{
  SparkleOutboxItem *self = SPARKLE_OUTBOX_ITEM (object);

  clear_parsed (self);
  g_clear_pointer (&self->row, sparkle_outbox_row_free);
  G_OBJECT_CLASS (sparkle_outbox_item_parent_class)->finalize (object);
}

static void
sparkle_outbox_item_class_init (SparkleOutboxItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sparkle_outbox_item_finalize;
  object_class->get_property = sparkle_outbox_item_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_OP] = SPARKLE_PROP_TEXT ("op");
  properties[PROP_RECORD_ID] = SPARKLE_PROP_TEXT ("record-id");
  properties[PROP_SUMMARY] = SPARKLE_PROP_TEXT ("summary");
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SPARKLE_TYPE_OUTBOX_STATE, SPARKLE_OUTBOX_WAITING, SPARKLE_PROP_FLAGS);
  properties[PROP_ATTEMPTS] = SPARKLE_PROP_INT ("attempts");
  properties[PROP_NEXT_AT] = SPARKLE_PROP_INT ("next-at");
  properties[PROP_CREATED_AT] = SPARKLE_PROP_INT ("created-at");
  properties[PROP_ERROR_MESSAGE] = SPARKLE_PROP_TEXT ("error-message");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_outbox_item_init (SparkleOutboxItem *self)
{
}

/* An entry that left the outbox keeps what it showed last: somebody may still be looking at it. */
void
sparkle_outbox_item_update (SparkleOutboxItem *self,
                            SparkleOutboxRow  *row)
{
  SparkleOutboxRow *old = self->row;

  if (row == NULL)
    return;
  clear_parsed (self);
  self->row = row;
  g_object_freeze_notify (G_OBJECT (self));
  SPARKLE_NOTIFY_TEXT (self, old->summary, row->summary, PROP_SUMMARY);
  SPARKLE_NOTIFY_VALUE (self, old->state, row->state, PROP_STATE);
  SPARKLE_NOTIFY_VALUE (self, old->attempts, row->attempts, PROP_ATTEMPTS);
  SPARKLE_NOTIFY_VALUE (self, old->next_at, row->next_at, PROP_NEXT_AT);
  SPARKLE_NOTIFY_VALUE (self, old->created_at, row->created_at, PROP_CREATED_AT);
  SPARKLE_NOTIFY_TEXT (self, old->error_message, row->error_message, PROP_ERROR_MESSAGE);
  g_object_thaw_notify (G_OBJECT (self));
  sparkle_outbox_row_free (old);
}

SparkleOutboxItem *
sparkle_outbox_item_new (const char       *id,
                         SparkleOutboxRow *row)
{
  SparkleOutboxItem *self = g_object_new (SPARKLE_TYPE_OUTBOX_ITEM, NULL);

  self->row = row;
  if (row == NULL)
    {
      self->row = g_new0 (SparkleOutboxRow, 1);
      self->row->id = g_strdup (id);
      self->row->error_code = -1;
    }
  return self;
}
