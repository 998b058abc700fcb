/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification.h"

#include "sparkle-model-private.h"

struct _SparkleNotification
{
  GObject                   parent_instance;
  SparkleStoreNotification *row;   /* (owned), never NULL */
  gboolean                  known;
};

typedef enum
{
  PROP_ID = 1,
  PROP_KIND,
  PROP_POST_ID,
  PROP_COMMENT_ID,
  PROP_TITLE,
  PROP_NAMES,
  PROP_COUNT,
  PROP_LEVEL,
  PROP_MESSAGE,
  PROP_UPDATED_AT,
  PROP_READ,
  PROP_KNOWN,
} SparkleNotificationProperty;

static GParamSpec *properties[PROP_KNOWN + 1];

G_DEFINE_FINAL_TYPE (SparkleNotification, sparkle_notification, G_TYPE_OBJECT)

const char *
sparkle_notification_get_id (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return self->row->id;
}

SparkleNotificationKind
sparkle_notification_get_kind (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), SPARKLE_N_NOTIFICATION_KINDS);

  return sparkle_notification_kind_from_string (self->row->kind);
}

const char *
sparkle_notification_get_post_id (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return self->row->post_id;
}

const char *
sparkle_notification_get_comment_id (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return self->row->comment_id;
}

const char *
sparkle_notification_get_title (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return self->row->title != NULL ? self->row->title : "";
}

const char * const *
sparkle_notification_get_names (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return (const char * const *) self->row->names;
}

const char *
sparkle_notification_get_username (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return self->row->usernames[0];
}

unsigned
sparkle_notification_get_count (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), 0);

  return (unsigned) CLAMP (self->row->count, 0, G_MAXINT32);
}

int
sparkle_notification_get_level (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), 0);

  return (int) CLAMP (self->row->level, 0, G_MAXINT32);
}

const char *
sparkle_notification_get_message (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), NULL);

  return self->row->message != NULL ? self->row->message : "";
}

gint64
sparkle_notification_get_updated_at (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), 0);

  return self->row->updated_at;
}

gboolean
sparkle_notification_get_read (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), FALSE);

  return self->row->read_at != 0;
}

gboolean
sparkle_notification_get_known (SparkleNotification *self)
{
  g_return_val_if_fail (SPARKLE_IS_NOTIFICATION (self), FALSE);

  return self->known;
}

static void
sparkle_notification_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  SparkleNotification *self = SPARKLE_NOTIFICATION (object);

  switch ((SparkleNotificationProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, sparkle_notification_get_id (self));
      break;
    case PROP_KIND:
      g_value_set_uint (value, sparkle_notification_get_kind (self));
      break;
    case PROP_POST_ID:
      g_value_set_string (value, sparkle_notification_get_post_id (self));
      break;
    case PROP_COMMENT_ID:
      g_value_set_string (value, sparkle_notification_get_comment_id (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, sparkle_notification_get_title (self));
      break;
    case PROP_NAMES:
      g_value_set_boxed (value, sparkle_notification_get_names (self));
      break;
    case PROP_COUNT:
      g_value_set_uint (value, sparkle_notification_get_count (self));
      break;
    case PROP_LEVEL:
      g_value_set_int64 (value, sparkle_notification_get_level (self));
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, sparkle_notification_get_message (self));
      break;
    case PROP_UPDATED_AT:
      g_value_set_int64 (value, sparkle_notification_get_updated_at (self));
      break;
    case PROP_READ:
      g_value_set_boolean (value, sparkle_notification_get_read (self));
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, sparkle_notification_get_known (self));
      break;
    }
}

static void
sparkle_notification_finalize (GObject *object)
{
  SparkleNotification *self = SPARKLE_NOTIFICATION (object);

  g_clear_pointer (&self->row, sparkle_store_notification_free);
  G_OBJECT_CLASS (sparkle_notification_parent_class)->finalize (object);
}

static void
sparkle_notification_class_init (SparkleNotificationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sparkle_notification_finalize;
  object_class->get_property = sparkle_notification_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_KIND] = SPARKLE_PROP_UINT ("kind");
  properties[PROP_POST_ID] = SPARKLE_PROP_TEXT ("post-id");
  properties[PROP_COMMENT_ID] = SPARKLE_PROP_TEXT ("comment-id");
  properties[PROP_TITLE] = SPARKLE_PROP_TEXT ("title");
  properties[PROP_NAMES] = g_param_spec_boxed ("names", NULL, NULL, G_TYPE_STRV, SPARKLE_PROP_FLAGS);
  properties[PROP_COUNT] = SPARKLE_PROP_UINT ("count");
  properties[PROP_LEVEL] = SPARKLE_PROP_INT ("level");
  properties[PROP_MESSAGE] = SPARKLE_PROP_TEXT ("message");
  properties[PROP_UPDATED_AT] = SPARKLE_PROP_INT ("updated-at");
  properties[PROP_READ] = SPARKLE_PROP_BOOL ("read");
  properties[PROP_KNOWN] = SPARKLE_PROP_BOOL ("known");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_notification_init (SparkleNotification *self)
{
}

/* What is shown of a record that is not cached: nothing that would be news. */
static SparkleStoreNotification *
empty_row (const char *id)
{
  SparkleStoreNotification *row = g_new0 (SparkleStoreNotification, 1);

  row->id = g_strdup (id);
  row->actors = g_new0 (char *, 1);
  row->usernames = g_new0 (char *, 1);
  row->names = g_new0 (char *, 1);
  row->read_at = 1;
  return row;
}

void
sparkle_notification_update (SparkleNotification      *self,
                             SparkleStoreNotification *row)
{
  SparkleStoreNotification *old = self->row;
  gboolean was_known = self->known;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  g_object_freeze_notify (G_OBJECT (self));
  SPARKLE_NOTIFY_VALUE (self, was_known, self->known, PROP_KNOWN);
  SPARKLE_NOTIFY_TEXT (self, old->kind, self->row->kind, PROP_KIND);
  SPARKLE_NOTIFY_TEXT (self, old->post_id, self->row->post_id, PROP_POST_ID);
  SPARKLE_NOTIFY_TEXT (self, old->comment_id, self->row->comment_id, PROP_COMMENT_ID);
  SPARKLE_NOTIFY_TEXT (self, old->title, self->row->title, PROP_TITLE);
  SPARKLE_NOTIFY_STRV (self, old->names, self->row->names, PROP_NAMES);
  SPARKLE_NOTIFY_VALUE (self, old->count, self->row->count, PROP_COUNT);
  SPARKLE_NOTIFY_VALUE (self, old->level, self->row->level, PROP_LEVEL);
  SPARKLE_NOTIFY_TEXT (self, old->message, self->row->message, PROP_MESSAGE);
  SPARKLE_NOTIFY_VALUE (self, old->updated_at, self->row->updated_at, PROP_UPDATED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->read_at != 0, self->row->read_at != 0, PROP_READ);
  g_object_thaw_notify (G_OBJECT (self));
  sparkle_store_notification_free (old);
}

SparkleNotification *
sparkle_notification_new (const char               *id,
                          SparkleStoreNotification *row)
{
  SparkleNotification *self = g_object_new (SPARKLE_TYPE_NOTIFICATION, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  return self;
}
