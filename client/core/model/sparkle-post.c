/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post.h"

#include <string.h>

#include "sparkle-model-private.h"

struct _SparklePost
{
  GObject          parent_instance;
  SparkleStorePost *row;     /* (owned), never NULL */
  gboolean         known;
  gboolean         unread;
  SparkleUser     *author;  /* (owned) (nullable) */
  SparkleVideo    *video;   /* (owned) (nullable) */
};

typedef enum
{
  PROP_ID = 1,
  PROP_AUTHOR,
  PROP_KIND,
  PROP_TITLE,
  PROP_SLUG,
  PROP_EXCERPT,
  PROP_CONTENT,
  PROP_TAGS,
  PROP_CATEGORY,
  PROP_YOUTUBE_VIDEO_ID,
  PROP_STATE,
  PROP_FEATURED,
  PROP_READING_MINUTES,
  PROP_CREATED_AT,
  PROP_PUBLISHED_AT,
  PROP_EDITED_AT,
  PROP_PUBLISH_AT,
  PROP_EDITED,
  PROP_VERSION,
  PROP_N_COMMENTS,
  PROP_REACTIONS,
  PROP_MY_REACTIONS,
  PROP_BOOKMARKED,
  PROP_KEPT,
  PROP_UNREAD,
  PROP_PENDING,
  PROP_LOCAL,
  PROP_KNOWN,
} SparklePostProperty;

static GParamSpec *properties[PROP_KNOWN + 1];

G_DEFINE_FINAL_TYPE (SparklePost, sparkle_post, G_TYPE_OBJECT)

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
 * sparkle_post_get_n_reactions:
 * @type: (nullable): wire name of a reaction; %NULL: all of them
 */
gint64
sparkle_post_get_n_reactions (SparklePost *self,
                                 const char *type)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return sum_reactions (self->row->reactions, type);
}

gboolean
sparkle_post_has_my_reaction (SparklePost *self,
                                 const char *type)
{
  int index = sparkle_store_reaction_index (type);

  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return index >= 0 && (self->row->my_reactions & (1 << index)) != 0;
}

const char *
sparkle_post_get_author_id (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->author_id;
}

const char *
sparkle_post_get_id (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->id;
}

SparkleUser *
sparkle_post_get_author (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->author;
}

const char *
sparkle_post_get_kind (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->kind;
}

const char *
sparkle_post_get_title (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->title != NULL ? self->row->title : "";
}

const char *
sparkle_post_get_slug (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->slug;
}

const char *
sparkle_post_get_excerpt (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->excerpt != NULL ? self->row->excerpt : "";
}

const char *
sparkle_post_get_content (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->content != NULL ? self->row->content : "";
}

const char * const *
sparkle_post_get_tags (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return (const char * const *) self->row->tags;
}

const char *
sparkle_post_get_category (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->category;
}

const char *
sparkle_post_get_youtube_video_id (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->youtube_video_id;
}

/**
 * sparkle_post_get_video:
 *
 * Returns: (transfer none) (nullable): the video it is about; may be one of which nothing is known yet. It is another one when
 *   youtube-video-id is notified
 */
SparkleVideo *
sparkle_post_get_video (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->video;
}

const char *
sparkle_post_get_state (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), NULL);

  return self->row->state != NULL ? self->row->state : "";
}

gboolean
sparkle_post_get_featured (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return self->row->featured != 0;
}

unsigned
sparkle_post_get_reading_minutes (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->reading_minutes;
}

gint64
sparkle_post_get_created_at (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->created_at;
}

gint64
sparkle_post_get_published_at (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->published_at;
}

gint64
sparkle_post_get_edited_at (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->edited_at;
}

/**
 * sparkle_post_get_publish_at:
 *
 * Returns: when it will be published, µs; 0 unless it waits for that
 */
gint64
sparkle_post_get_publish_at (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->publish_at;
}

gboolean
sparkle_post_get_edited (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return (self->row->edited_at != 0);
}

gint64
sparkle_post_get_version (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->version;
}

gint64
sparkle_post_get_n_comments (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->n_comments;
}

unsigned
sparkle_post_get_my_reactions (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), 0);

  return self->row->my_reactions;
}

gboolean
sparkle_post_get_bookmarked (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return self->row->bookmarked != 0;
}

gboolean
sparkle_post_get_kept (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return self->row->kept != 0;
}

gboolean
sparkle_post_get_unread (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return self->unread;
}

SparklePending
sparkle_post_get_pending (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), SPARKLE_PENDING_NONE);

  return self->row->pending;
}

gboolean
sparkle_post_get_local (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return self->row->local != 0;
}

gboolean
sparkle_post_get_known (SparklePost *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST (self), FALSE);

  return self->known;
}

static void
sparkle_post_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SparklePost *self = SPARKLE_POST (object);

  switch ((SparklePostProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, sparkle_post_get_id (self));
      break;
    case PROP_AUTHOR:
      g_value_set_object (value, sparkle_post_get_author (self));
      break;
    case PROP_KIND:
      g_value_set_string (value, sparkle_post_get_kind (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, sparkle_post_get_title (self));
      break;
    case PROP_SLUG:
      g_value_set_string (value, sparkle_post_get_slug (self));
      break;
    case PROP_EXCERPT:
      g_value_set_string (value, sparkle_post_get_excerpt (self));
      break;
    case PROP_CONTENT:
      g_value_set_string (value, sparkle_post_get_content (self));
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, sparkle_post_get_tags (self));
      break;
    case PROP_CATEGORY:
      g_value_set_string (value, sparkle_post_get_category (self));
      break;
    case PROP_YOUTUBE_VIDEO_ID:
      g_value_set_string (value, sparkle_post_get_youtube_video_id (self));
      break;
    case PROP_STATE:
      g_value_set_string (value, sparkle_post_get_state (self));
      break;
    case PROP_FEATURED:
      g_value_set_boolean (value, sparkle_post_get_featured (self));
      break;
    case PROP_READING_MINUTES:
      g_value_set_uint (value, sparkle_post_get_reading_minutes (self));
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, sparkle_post_get_created_at (self));
      break;
    case PROP_PUBLISHED_AT:
      g_value_set_int64 (value, sparkle_post_get_published_at (self));
      break;
    case PROP_EDITED_AT:
      g_value_set_int64 (value, sparkle_post_get_edited_at (self));
      break;
    case PROP_PUBLISH_AT:
      g_value_set_int64 (value, sparkle_post_get_publish_at (self));
      break;
    case PROP_EDITED:
      g_value_set_boolean (value, sparkle_post_get_edited (self));
      break;
    case PROP_VERSION:
      g_value_set_int64 (value, sparkle_post_get_version (self));
      break;
    case PROP_N_COMMENTS:
      g_value_set_int64 (value, sparkle_post_get_n_comments (self));
      break;
    case PROP_REACTIONS:
      g_value_set_int64 (value, sparkle_post_get_n_reactions (self, NULL));
      break;
    case PROP_MY_REACTIONS:
      g_value_set_uint (value, sparkle_post_get_my_reactions (self));
      break;
    case PROP_BOOKMARKED:
      g_value_set_boolean (value, sparkle_post_get_bookmarked (self));
      break;
    case PROP_KEPT:
      g_value_set_boolean (value, sparkle_post_get_kept (self));
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, sparkle_post_get_unread (self));
      break;
    case PROP_PENDING:
      g_value_set_enum (value, sparkle_post_get_pending (self));
      break;
    case PROP_LOCAL:
      g_value_set_boolean (value, sparkle_post_get_local (self));
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, sparkle_post_get_known (self));
      break;
    }
}

static void
sparkle_post_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_POST (object)->author);
  g_clear_object (&SPARKLE_POST (object)->video);
  G_OBJECT_CLASS (sparkle_post_parent_class)->dispose (object);
}

static void
sparkle_post_finalize (GObject *object)
{
  SparklePost *self = SPARKLE_POST (object);

  g_clear_pointer (&self->row, sparkle_store_post_free);
  G_OBJECT_CLASS (sparkle_post_parent_class)->finalize (object);
}

static void
sparkle_post_class_init (SparklePostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_post_dispose;
  object_class->finalize = sparkle_post_finalize;
  object_class->get_property = sparkle_post_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_AUTHOR] = g_param_spec_object ("author", NULL, NULL, SPARKLE_TYPE_USER, SPARKLE_PROP_FLAGS);
  properties[PROP_KIND] = SPARKLE_PROP_TEXT ("kind");
  properties[PROP_TITLE] = SPARKLE_PROP_TEXT ("title");
  properties[PROP_SLUG] = SPARKLE_PROP_TEXT ("slug");
  properties[PROP_EXCERPT] = SPARKLE_PROP_TEXT ("excerpt");
  properties[PROP_CONTENT] = SPARKLE_PROP_TEXT ("content");
  properties[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, SPARKLE_PROP_FLAGS);
  properties[PROP_CATEGORY] = SPARKLE_PROP_TEXT ("category");
  properties[PROP_YOUTUBE_VIDEO_ID] = SPARKLE_PROP_TEXT ("youtube-video-id");
  properties[PROP_STATE] = SPARKLE_PROP_TEXT ("state");
  properties[PROP_FEATURED] = SPARKLE_PROP_BOOL ("featured");
  properties[PROP_READING_MINUTES] = SPARKLE_PROP_UINT ("reading-minutes");
  properties[PROP_CREATED_AT] = SPARKLE_PROP_INT ("created-at");
  properties[PROP_PUBLISHED_AT] = SPARKLE_PROP_INT ("published-at");
  properties[PROP_EDITED_AT] = SPARKLE_PROP_INT ("edited-at");
  properties[PROP_PUBLISH_AT] = SPARKLE_PROP_INT ("publish-at");
  properties[PROP_EDITED] = SPARKLE_PROP_BOOL ("edited");
  properties[PROP_VERSION] = SPARKLE_PROP_INT ("version");
  properties[PROP_N_COMMENTS] = SPARKLE_PROP_INT ("n-comments");
  properties[PROP_REACTIONS] = SPARKLE_PROP_INT ("reactions");
  properties[PROP_MY_REACTIONS] = SPARKLE_PROP_UINT ("my-reactions");
  properties[PROP_BOOKMARKED] = SPARKLE_PROP_BOOL ("bookmarked");
  properties[PROP_KEPT] = SPARKLE_PROP_BOOL ("kept");
  properties[PROP_UNREAD] = SPARKLE_PROP_BOOL ("unread");
  properties[PROP_PENDING] = g_param_spec_enum ("pending", NULL, NULL, SPARKLE_TYPE_PENDING, SPARKLE_PENDING_NONE, SPARKLE_PROP_FLAGS);
  properties[PROP_LOCAL] = SPARKLE_PROP_BOOL ("local");
  properties[PROP_KNOWN] = SPARKLE_PROP_BOOL ("known");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_post_init (SparklePost *self)
{
}

/* What is shown of a record that is not cached. */
static SparkleStorePost *
empty_row (const char *id)
{
  SparkleStorePost *row = g_new0 (SparkleStorePost, 1);

  row->id = g_strdup (id);
  row->tags = g_new0 (char *, 1);
  return row;
}

static SparkleVideo *
find_video (SparklePost     *self,
            SparkleEntities *entities)
{
  return self->row->youtube_video_id != NULL ? sparkle_entities_get_video (entities, self->row->youtube_video_id) : NULL;
}

void
sparkle_post_update (SparklePost *self,
                     SparkleEntities *entities,
                     SparkleStorePost *row,
                     gboolean unread)
{
  SparkleStorePost *old = self->row;
  gboolean was_known = self->known;
  gboolean was_unread = self->unread;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old->author_id, self->row->author_id) != 0)
    {
      g_autoptr (SparkleUser) author = self->author;

      self->author = self->row->author_id != NULL ? sparkle_entities_get_user (entities, self->row->author_id) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTHOR]);
    }
  self->unread = unread;
  SPARKLE_NOTIFY_VALUE (self, was_unread, unread, PROP_UNREAD);
  SPARKLE_NOTIFY_VALUE (self, was_known, self->known, PROP_KNOWN);
  SPARKLE_NOTIFY_TEXT (self, old->kind, self->row->kind, PROP_KIND);
  SPARKLE_NOTIFY_TEXT (self, old->title, self->row->title, PROP_TITLE);
  SPARKLE_NOTIFY_TEXT (self, old->slug, self->row->slug, PROP_SLUG);
  SPARKLE_NOTIFY_TEXT (self, old->excerpt, self->row->excerpt, PROP_EXCERPT);
  SPARKLE_NOTIFY_TEXT (self, old->content, self->row->content, PROP_CONTENT);
  SPARKLE_NOTIFY_STRV (self, old->tags, self->row->tags, PROP_TAGS);
  SPARKLE_NOTIFY_TEXT (self, old->category, self->row->category, PROP_CATEGORY);
  if (g_strcmp0 (old->youtube_video_id, self->row->youtube_video_id) != 0)
    {
      g_autoptr (SparkleVideo) video = self->video;

      self->video = find_video (self, entities);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_YOUTUBE_VIDEO_ID]);
    }
  SPARKLE_NOTIFY_TEXT (self, old->state, self->row->state, PROP_STATE);
  SPARKLE_NOTIFY_VALUE (self, old->featured, self->row->featured, PROP_FEATURED);
  SPARKLE_NOTIFY_VALUE (self, old->reading_minutes, self->row->reading_minutes, PROP_READING_MINUTES);
  SPARKLE_NOTIFY_VALUE (self, old->created_at, self->row->created_at, PROP_CREATED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->published_at, self->row->published_at, PROP_PUBLISHED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->edited_at, self->row->edited_at, PROP_EDITED_AT);
  SPARKLE_NOTIFY_VALUE (self, old->publish_at, self->row->publish_at, PROP_PUBLISH_AT);
  SPARKLE_NOTIFY_VALUE (self, (old->edited_at != 0), (self->row->edited_at != 0), PROP_EDITED);
  SPARKLE_NOTIFY_VALUE (self, old->version, self->row->version, PROP_VERSION);
  SPARKLE_NOTIFY_VALUE (self, old->n_comments, self->row->n_comments, PROP_N_COMMENTS);
  if (memcmp (old->reactions, self->row->reactions, sizeof old->reactions) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACTIONS]);
  SPARKLE_NOTIFY_VALUE (self, old->my_reactions, self->row->my_reactions, PROP_MY_REACTIONS);
  SPARKLE_NOTIFY_VALUE (self, old->bookmarked, self->row->bookmarked, PROP_BOOKMARKED);
  SPARKLE_NOTIFY_VALUE (self, old->kept, self->row->kept, PROP_KEPT);
  SPARKLE_NOTIFY_VALUE (self, old->pending, self->row->pending, PROP_PENDING);
  SPARKLE_NOTIFY_VALUE (self, old->local, self->row->local, PROP_LOCAL);
  g_object_thaw_notify (G_OBJECT (self));
  sparkle_store_post_free (old);
}

SparklePost *
sparkle_post_new (const char *id,
                  SparkleEntities *entities,
                  SparkleStorePost *row,
                  gboolean unread)
{
  SparklePost *self = g_object_new (SPARKLE_TYPE_POST, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  self->unread = unread;
  if (self->row->author_id != NULL)
    self->author = sparkle_entities_get_user (entities, self->row->author_id);
  self->video = find_video (self, entities);
  return self;
}
