/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmark.h"

#include "sparkle-model-private.h"

struct _SparkleBookmark
{
  GObject               parent_instance;
  SparkleStoreBookmark *row;   /* (owned), never NULL */
  SparklePost          *post;  /* (owned) */
  gboolean              known;
};

typedef enum
{
  PROP_ID = 1,
  PROP_POST,
  PROP_FOLDER,
  PROP_NOTE,
  PROP_CREATED_AT,
  PROP_PENDING,
  PROP_KNOWN,
} SparkleBookmarkProperty;

static GParamSpec *properties[PROP_KNOWN + 1];

G_DEFINE_FINAL_TYPE (SparkleBookmark, sparkle_bookmark, G_TYPE_OBJECT)

const char *
sparkle_bookmark_get_id (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), NULL);

  return self->row->id;
}

SparklePost *
sparkle_bookmark_get_post (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), NULL);

  return self->post;
}

const char *
sparkle_bookmark_get_folder (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), NULL);

  return self->row->folder != NULL ? self->row->folder : "";
}

const char *
sparkle_bookmark_get_note (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), NULL);

  return self->row->note != NULL ? self->row->note : "";
}

gint64
sparkle_bookmark_get_created_at (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), 0);

  return self->row->created_at;
}

gboolean
sparkle_bookmark_get_known (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), FALSE);

  return self->known;
}

SparklePending
sparkle_bookmark_get_pending (SparkleBookmark *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK (self), SPARKLE_PENDING_NONE);

  return self->row->pending;
}

static void
sparkle_bookmark_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SparkleBookmark *self = SPARKLE_BOOKMARK (object);

  switch ((SparkleBookmarkProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, self->row->id);
      break;
    case PROP_POST:
      g_value_set_object (value, self->post);
      break;
    case PROP_FOLDER:
      g_value_set_string (value, sparkle_bookmark_get_folder (self));
      break;
    case PROP_NOTE:
      g_value_set_string (value, sparkle_bookmark_get_note (self));
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, self->row->created_at);
      break;
    case PROP_PENDING:
      g_value_set_enum (value, sparkle_bookmark_get_pending (self));
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, self->known);
      break;
    }
}

static void
sparkle_bookmark_finalize (GObject *object)
{
  SparkleBookmark *self = SPARKLE_BOOKMARK (object);

  g_clear_pointer (&self->row, sparkle_store_bookmark_free);
  g_clear_object (&self->post);

  G_OBJECT_CLASS (sparkle_bookmark_parent_class)->finalize (object);
}

static void
sparkle_bookmark_class_init (SparkleBookmarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sparkle_bookmark_get_property;
  object_class->finalize = sparkle_bookmark_finalize;

  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_POST] = g_param_spec_object ("post", NULL, NULL, SPARKLE_TYPE_POST, SPARKLE_PROP_FLAGS);
  properties[PROP_FOLDER] = SPARKLE_PROP_TEXT ("folder");
  properties[PROP_NOTE] = SPARKLE_PROP_TEXT ("note");
  properties[PROP_CREATED_AT] = SPARKLE_PROP_INT ("created-at");
  properties[PROP_PENDING] = g_param_spec_enum ("pending", NULL, NULL, SPARKLE_TYPE_PENDING, SPARKLE_PENDING_NONE, SPARKLE_PROP_FLAGS);
  properties[PROP_KNOWN] = SPARKLE_PROP_BOOL ("known");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_bookmark_init (SparkleBookmark *self)
{
}

static SparkleStoreBookmark *
empty_row (const char *id)
{
  SparkleStoreBookmark *row = g_new0 (SparkleStoreBookmark, 1);

  row->id = g_strdup (id);
  return row;
}

SparkleBookmark *
sparkle_bookmark_new (const char           *id,
                      SparkleEntities      *entities,
                      SparkleStoreBookmark *row)
{
  SparkleBookmark *self = g_object_new (SPARKLE_TYPE_BOOKMARK, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  self->post = sparkle_entities_get_post (entities, id);
  return self;
}

void
sparkle_bookmark_update (SparkleBookmark      *self,
                         SparkleStoreBookmark *row)
{
  g_autoptr (SparkleStoreBookmark) old = self->row;
  gboolean was_known = self->known;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  g_object_freeze_notify (G_OBJECT (self));
  SPARKLE_NOTIFY_TEXT (self, old->folder != NULL ? old->folder : "", sparkle_bookmark_get_folder (self), PROP_FOLDER);
  SPARKLE_NOTIFY_TEXT (self, old->note != NULL ? old->note : "", sparkle_bookmark_get_note (self), PROP_NOTE);
  SPARKLE_NOTIFY_VALUE (self, old->created_at, self->row->created_at, PROP_CREATED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->pending, self->row->pending, PROP_PENDING);
  SPARKLE_NOTIFY_VALUE (self, was_known, self->known, PROP_KNOWN);
  g_object_thaw_notify (G_OBJECT (self));
}
