/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment.h"

#include <string.h>

#include "sparkle-model-private.h"

struct _SparkleComment
{
  GObject          parent_instance;
  SparkleStoreComment *row;     /* (owned), never NULL */
  gboolean         known;
  SparkleUser     *author;  /* (owned) (nullable) */
  unsigned         depth;
  unsigned         n_replies;
  gboolean         collapsed;
  gboolean         continues;
  gboolean         unread;
};

typedef enum
{
  PROP_ID = 1,
  PROP_POST_ID,
  PROP_PARENT_ID,
  PROP_AUTHOR,
  PROP_CONTENT,
  PROP_VIDEO_SECONDS,
  PROP_CREATED_AT,
  PROP_EDITED_AT,
  PROP_EDITED,
  PROP_DELETED,
  PROP_VERSION,
  PROP_REACTIONS,
  PROP_MY_REACTIONS,
  PROP_PENDING,
  PROP_LOCAL,
  PROP_KNOWN,
  PROP_DEPTH,
  PROP_N_REPLIES,
  PROP_COLLAPSED,
  PROP_CONTINUES,
  PROP_UNREAD,
} SparkleCommentProperty;

static GParamSpec *properties[PROP_UNREAD + 1];

G_DEFINE_FINAL_TYPE (SparkleComment, sparkle_comment, G_TYPE_OBJECT)

static gint64
sum_reactions (const gint64 *counts,
               const char   *type)
{
  gint64 sum = 0;

  if (type != NULL)
    {
      int index = sparkle_store_reaction_index (type);

      return index >= 0 ? counts[index] : 0;
    }
  for (unsigned i = 0; i < SPARKLE_STORE_N_REACTIONS; i++)
    sum += counts[i];
  return sum;
}

/**
 * sparkle_comment_get_n_reactions:
 * @type: (nullable): wire name of a reaction; %NULL: all of them
 */
gint64
sparkle_comment_get_n_reactions (SparkleComment *self,
                                    const char *type)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return sum_reactions (self->row->reactions, type);
}

gboolean
sparkle_comment_has_my_reaction (SparkleComment *self,
                                    const char *type)
{
  int index = sparkle_store_reaction_index (type);

  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return index >= 0 && (self->row->my_reactions & (1 << index)) != 0;
}

const char *
sparkle_comment_get_author_id (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), NULL);

  return self->row->author_id;
}

/* Its place in the thread; only the thread calls this. */
void
sparkle_comment_set_place (SparkleComment *self,
                           unsigned        depth,
                           unsigned        n_replies,
                           gboolean        collapsed,
                           gboolean        continues,
                           gboolean        unread)
{
  unsigned old_depth = self->depth, old_replies = self->n_replies;
  gboolean was_collapsed = self->collapsed, did_continue = self->continues, was_unread = self->unread;

  self->depth = depth;
  self->n_replies = n_replies;
  self->collapsed = collapsed;
  self->continues = continues;
  self->unread = unread;
  SPARKLE_NOTIFY_VALUE (self, old_depth, depth, PROP_DEPTH);
  SPARKLE_NOTIFY_VALUE (self, old_replies, n_replies, PROP_N_REPLIES);
  SPARKLE_NOTIFY_VALUE (self, was_collapsed, collapsed, PROP_COLLAPSED);
  SPARKLE_NOTIFY_VALUE (self, did_continue, continues, PROP_CONTINUES);
  SPARKLE_NOTIFY_VALUE (self, was_unread, unread, PROP_UNREAD);
}

const char *
sparkle_comment_get_id (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), NULL);

  return self->row->id;
}

const char *
sparkle_comment_get_post_id (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), NULL);

  return self->row->post_id;
}

const char *
sparkle_comment_get_parent_id (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), NULL);

  return self->row->parent_id;
}

SparkleUser *
sparkle_comment_get_author (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), NULL);

  return self->author;
}

const char *
sparkle_comment_get_content (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), NULL);

  return self->row->content != NULL ? self->row->content : "";
}

gint64
sparkle_comment_get_video_seconds (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->row->video_seconds;
}

gint64
sparkle_comment_get_created_at (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->row->created_at;
}

gint64
sparkle_comment_get_edited_at (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->row->edited_at;
}

gboolean
sparkle_comment_get_edited (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return (self->row->edited_at != 0);
}

gboolean
sparkle_comment_get_deleted (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return self->row->deleted != 0;
}

gint64
sparkle_comment_get_version (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->row->version;
}

unsigned
sparkle_comment_get_my_reactions (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->row->my_reactions;
}

SparklePending
sparkle_comment_get_pending (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), SPARKLE_PENDING_NONE);

  return self->row->pending;
}

gboolean
sparkle_comment_get_local (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return self->row->local != 0;
}

gboolean
sparkle_comment_get_known (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return self->known;
}

unsigned
sparkle_comment_get_depth (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->depth;
}

unsigned
sparkle_comment_get_n_replies (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), 0);

  return self->n_replies;
}

gboolean
sparkle_comment_get_collapsed (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return self->collapsed;
}

gboolean
sparkle_comment_get_continues (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return self->continues;
}

gboolean
sparkle_comment_get_unread (SparkleComment *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT (self), FALSE);

  return self->unread;
}

static void
sparkle_comment_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SparkleComment *self = SPARKLE_COMMENT (object);

  switch ((SparkleCommentProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, sparkle_comment_get_id (self));
      break;
    case PROP_POST_ID:
      g_value_set_string (value, sparkle_comment_get_post_id (self));
      break;
    case PROP_PARENT_ID:
      g_value_set_string (value, sparkle_comment_get_parent_id (self));
      break;
    case PROP_AUTHOR:
      g_value_set_object (value, sparkle_comment_get_author (self));
      break;
    case PROP_CONTENT:
      g_value_set_string (value, sparkle_comment_get_content (self));
      break;
    case PROP_VIDEO_SECONDS:
      g_value_set_int64 (value, sparkle_comment_get_video_seconds (self));
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, sparkle_comment_get_created_at (self));
      break;
    case PROP_EDITED_AT:
      g_value_set_int64 (value, sparkle_comment_get_edited_at (self));
      break;
    case PROP_EDITED:
      g_value_set_boolean (value, sparkle_comment_get_edited (self));
      break;
    case PROP_DELETED:
      g_value_set_boolean (value, sparkle_comment_get_deleted (self));
      break;
    case PROP_VERSION:
      g_value_set_int64 (value, sparkle_comment_get_version (self));
      break;
    case PROP_REACTIONS:
      g_value_set_int64 (value, sparkle_comment_get_n_reactions (self, NULL));
      break;
    case PROP_MY_REACTIONS:
      g_value_set_uint (value, sparkle_comment_get_my_reactions (self));
      break;
    case PROP_PENDING:
      g_value_set_enum (value, sparkle_comment_get_pending (self));
      break;
    case PROP_LOCAL:
      g_value_set_boolean (value, sparkle_comment_get_local (self));
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, sparkle_comment_get_known (self));
      break;
    case PROP_DEPTH:
      g_value_set_uint (value, sparkle_comment_get_depth (self));
      break;
    case PROP_N_REPLIES:
      g_value_set_uint (value, sparkle_comment_get_n_replies (self));
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, sparkle_comment_get_collapsed (self));
      break;
    case PROP_CONTINUES:
      g_value_set_boolean (value, self->continues);
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, self->unread);
      break;
    }
}

static void
sparkle_comment_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_COMMENT (object)->author);
  G_OBJECT_CLASS (sparkle_comment_parent_class)->dispose (object);
}

static void
sparkle_comment_finalize (GObject *object)
{
  SparkleComment *self = SPARKLE_COMMENT (object);

  g_clear_pointer (&self->row, sparkle_store_comment_free);
  G_OBJECT_CLASS (sparkle_comment_parent_class)->finalize (object);
}

static void
sparkle_comment_class_init (SparkleCommentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_comment_dispose;
  object_class->finalize = sparkle_comment_finalize;
  object_class->get_property = sparkle_comment_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_POST_ID] = SPARKLE_PROP_TEXT ("post-id");
  properties[PROP_PARENT_ID] = SPARKLE_PROP_TEXT ("parent-id");
  properties[PROP_AUTHOR] = g_param_spec_object ("author", NULL, NULL, SPARKLE_TYPE_USER, SPARKLE_PROP_FLAGS);
  properties[PROP_CONTENT] = SPARKLE_PROP_TEXT ("content");
  properties[PROP_VIDEO_SECONDS] = SPARKLE_PROP_INT ("video-seconds");
  properties[PROP_CREATED_AT] = SPARKLE_PROP_INT ("created-at");
  properties[PROP_EDITED_AT] = SPARKLE_PROP_INT ("edited-at");
  properties[PROP_EDITED] = SPARKLE_PROP_BOOL ("edited");
  properties[PROP_DELETED] = SPARKLE_PROP_BOOL ("deleted");
  properties[PROP_VERSION] = SPARKLE_PROP_INT ("version");
  properties[PROP_REACTIONS] = SPARKLE_PROP_INT ("reactions");
  properties[PROP_MY_REACTIONS] = SPARKLE_PROP_UINT ("my-reactions");
  properties[PROP_PENDING] = g_param_spec_enum ("pending", NULL, NULL, SPARKLE_TYPE_PENDING, SPARKLE_PENDING_NONE, SPARKLE_PROP_FLAGS);
  properties[PROP_LOCAL] = SPARKLE_PROP_BOOL ("local");
  properties[PROP_KNOWN] = SPARKLE_PROP_BOOL ("known");
  properties[PROP_DEPTH] = SPARKLE_PROP_UINT ("depth");
  properties[PROP_N_REPLIES] = SPARKLE_PROP_UINT ("n-replies");
  properties[PROP_COLLAPSED] = SPARKLE_PROP_BOOL ("collapsed");
  properties[PROP_CONTINUES] = SPARKLE_PROP_BOOL ("continues");
  properties[PROP_UNREAD] = SPARKLE_PROP_BOOL ("unread");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_comment_init (SparkleComment *self)
{
}

/* What is shown of a record that is not cached. */
static SparkleStoreComment *
empty_row (const char *id)
{
  SparkleStoreComment *row = g_new0 (SparkleStoreComment, 1);

  row->id = g_strdup (id);
  row->video_seconds = -1;
  return row;
}

void
sparkle_comment_update (SparkleComment *self,
                        SparkleEntities *entities,
                        SparkleStoreComment *row)
{
  SparkleStoreComment *old = self->row;
  gboolean was_known = self->known;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old->author_id, self->row->author_id) != 0)
    {
      g_autoptr (SparkleUser) author = self->author;

      self->author = self->row->author_id != NULL ? sparkle_entities_get_user (entities, self->row->author_id) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTHOR]);
    }
  SPARKLE_NOTIFY_VALUE (self, was_known, self->known, PROP_KNOWN);
  SPARKLE_NOTIFY_TEXT (self, old->post_id, self->row->post_id, PROP_POST_ID);
  SPARKLE_NOTIFY_TEXT (self, old->parent_id, self->row->parent_id, PROP_PARENT_ID);
  SPARKLE_NOTIFY_TEXT (self, old->content, self->row->content, PROP_CONTENT);
  SPARKLE_NOTIFY_VALUE (self, old->video_seconds, self->row->video_seconds, PROP_VIDEO_SECONDS);
  SPARKLE_NOTIFY_VALUE (self, old->created_at, self->row->created_at, PROP_CREATED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->edited_at, self->row->edited_at, PROP_EDITED_AT);
  SPARKLE_NOTIFY_VALUE (self, (old->edited_at != 0), (self->row->edited_at != 0), PROP_EDITED);
  SPARKLE_NOTIFY_VALUE (self, old->deleted, self->row->deleted, PROP_DELETED);
  SPARKLE_NOTIFY_VALUE (self, old->version, self->row->version, PROP_VERSION);
  if (memcmp (old->reactions, self->row->reactions, sizeof old->reactions) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACTIONS]);
  SPARKLE_NOTIFY_VALUE (self, old->my_reactions, self->row->my_reactions, PROP_MY_REACTIONS);
  SPARKLE_NOTIFY_VALUE (self, old->pending, self->row->pending, PROP_PENDING);
  SPARKLE_NOTIFY_VALUE (self, old->local, self->row->local, PROP_LOCAL);
  g_object_thaw_notify (G_OBJECT (self));
  sparkle_store_comment_free (old);
}

SparkleComment *
sparkle_comment_new (const char *id,
                     SparkleEntities *entities,
                     SparkleStoreComment *row)
{
  SparkleComment *self = g_object_new (SPARKLE_TYPE_COMMENT, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  if (self->row->author_id != NULL)
    self->author = sparkle_entities_get_user (entities, self->row->author_id);
  return self;
}
