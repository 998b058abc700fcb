/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-draft.h"

#include "sparkle-model-private.h"

struct _SparkleDraft
{
  GObject          parent_instance;
  SparkleStoreDraft *row;     /* (owned), never NULL */
  gboolean         known;
};

typedef enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_CONTENT,
  PROP_TAGS,
  PROP_CATEGORY,
  PROP_YOUTUBE_VIDEO_ID,
  PROP_POST_ID,
  PROP_UPDATED_AT,
  PROP_VERSION,
  PROP_LOCAL,
  PROP_PENDING,
  PROP_KNOWN,
} SparkleDraftProperty;

static GParamSpec *properties[PROP_KNOWN + 1];

G_DEFINE_FINAL_TYPE (SparkleDraft, sparkle_draft, G_TYPE_OBJECT)

const char *
sparkle_draft_get_id (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return self->row->id;
}

const char *
sparkle_draft_get_title (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return self->row->title != NULL ? self->row->title : "";
}

const char *
sparkle_draft_get_content (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return self->row->content != NULL ? self->row->content : "";
}

const char * const *
sparkle_draft_get_tags (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return (const char * const *) self->row->tags;
}

const char *
sparkle_draft_get_category (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return self->row->category;
}

const char *
sparkle_draft_get_youtube_video_id (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return self->row->youtube_video_id;
}

const char *
sparkle_draft_get_post_id (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), NULL);

  return self->row->post_id;
}

gint64
sparkle_draft_get_updated_at (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), 0);

  return self->row->updated_at;
}

gint64
sparkle_draft_get_version (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), 0);

  return self->row->version;
}

gboolean
sparkle_draft_get_local (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), FALSE);

  return self->row->local != 0;
}

SparklePending
sparkle_draft_get_pending (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), SPARKLE_PENDING_NONE);

  return self->row->pending;
}

gboolean
sparkle_draft_get_known (SparkleDraft *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT (self), FALSE);

  return self->known;
}

static void
sparkle_draft_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SparkleDraft *self = SPARKLE_DRAFT (object);

  switch ((SparkleDraftProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, sparkle_draft_get_id (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, sparkle_draft_get_title (self));
      break;
    case PROP_CONTENT:
      g_value_set_string (value, sparkle_draft_get_content (self));
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, sparkle_draft_get_tags (self));
      break;
    case PROP_CATEGORY:
      g_value_set_string (value, sparkle_draft_get_category (self));
      break;
    case PROP_YOUTUBE_VIDEO_ID:
      g_value_set_string (value, sparkle_draft_get_youtube_video_id (self));
      break;
    case PROP_POST_ID:
      g_value_set_string (value, sparkle_draft_get_post_id (self));
      break;
    case PROP_UPDATED_AT:
      g_value_set_int64 (value, sparkle_draft_get_updated_at (self));
      break;
    case PROP_VERSION:
      g_value_set_int64 (value, sparkle_draft_get_version (self));
      break;
    case PROP_LOCAL:
      g_value_set_boolean (value, sparkle_draft_get_local (self));
      break;
    case PROP_PENDING:
      g_value_set_enum (value, sparkle_draft_get_pending (self));
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, sparkle_draft_get_known (self));
      break;
    }
}

static void
sparkle_draft_finalize (GObject *object)
{
  SparkleDraft *self = SPARKLE_DRAFT (object);

  g_clear_pointer (&self->row, sparkle_store_draft_free);
  G_OBJECT_CLASS (sparkle_draft_parent_class)->finalize (object);
}

static void
sparkle_draft_class_init (SparkleDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sparkle_draft_finalize;
  object_class->get_property = sparkle_draft_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_TITLE] = SPARKLE_PROP_TEXT ("title");
  properties[PROP_CONTENT] = SPARKLE_PROP_TEXT ("content");
  properties[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, SPARKLE_PROP_FLAGS);
  properties[PROP_CATEGORY] = SPARKLE_PROP_TEXT ("category");
  properties[PROP_YOUTUBE_VIDEO_ID] = SPARKLE_PROP_TEXT ("youtube-video-id");
  properties[PROP_POST_ID] = SPARKLE_PROP_TEXT ("post-id");
  properties[PROP_UPDATED_AT] = SPARKLE_PROP_INT ("updated-at");
  properties[PROP_VERSION] = SPARKLE_PROP_INT ("version");
  properties[PROP_LOCAL] = SPARKLE_PROP_BOOL ("local");
  properties[PROP_PENDING] = g_param_spec_enum ("pending", NULL, NULL, SPARKLE_TYPE_PENDING, SPARKLE_PENDING_NONE, SPARKLE_PROP_FLAGS);
  properties[PROP_KNOWN] = SPARKLE_PROP_BOOL ("known");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_draft_init (SparkleDraft *self)
{
}

/* What is shown of a record that is not cached. */
static SparkleStoreDraft *
empty_row (const char *id)
{
  SparkleStoreDraft *row = g_new0 (SparkleStoreDraft, 1);

  row->id = g_strdup (id);
  row->tags = g_new0 (char *, 1);
  return row;
}

void
sparkle_draft_update (SparkleDraft *self,
                      SparkleStoreDraft *row)
{
  SparkleStoreDraft *old = self->row;
  gboolean was_known = self->known;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  g_object_freeze_notify (G_OBJECT (self));
  SPARKLE_NOTIFY_VALUE (self, was_known, self->known, PROP_KNOWN);
  SPARKLE_NOTIFY_TEXT (self, old->title, self->row->title, PROP_TITLE);
  SPARKLE_NOTIFY_TEXT (self, old->content, self->row->content, PROP_CONTENT);
  SPARKLE_NOTIFY_STRV (self, old->tags, self->row->tags, PROP_TAGS);
  SPARKLE_NOTIFY_TEXT (self, old->category, self->row->category, PROP_CATEGORY);
  SPARKLE_NOTIFY_TEXT (self, old->youtube_video_id, self->row->youtube_video_id, PROP_YOUTUBE_VIDEO_ID);
  SPARKLE_NOTIFY_TEXT (self, old->post_id, self->row->post_id, PROP_POST_ID);
  SPARKLE_NOTIFY_VALUE (self, old->updated_at, self->row->updated_at, PROP_UPDATED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->version, self->row->version, PROP_VERSION);
  SPARKLE_NOTIFY_VALUE (self, old->local, self->row->local, PROP_LOCAL);
  SPARKLE_NOTIFY_VALUE (self, old->pending, self->row->pending, PROP_PENDING);
  g_object_thaw_notify (G_OBJECT (self));
  sparkle_store_draft_free (old);
}

SparkleDraft *
sparkle_draft_new (const char *id,
                   SparkleStoreDraft *row)
{
  SparkleDraft *self = g_object_new (SPARKLE_TYPE_DRAFT, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  return self;
}
