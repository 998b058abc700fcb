/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-entities.h"

#include "sparkle-model-private.h"
#include "sparkle-store-lists.h"

/* So many comments are known to have been read; when there are more, all are forgotten. */
#define MAX_SEEN 10000

struct _SparkleEntities
{
  GObject       parent_instance;
  SparkleStore *store;                       /* (owned) */
  gulong        changed_id;
  GHashTable   *maps[SPARKLE_N_COLLECTIONS]; /* id (owned) -> object (weak) */
  gint64        unread_since;
  GHashTable   *seen;                        /* (owned): ids of comments that were read in this run */
};

G_DEFINE_FINAL_TYPE (SparkleEntities, sparkle_entities, G_TYPE_OBJECT)

/* ---- the weak map ------------------------------------------------------------------------------------------------- */

/* Comes with every object: lets the map forget it, whichever of the two goes first. */
typedef struct
{
  GHashTable *map; /* (owned) */
  char       *id;
} Entry;

static void
object_gone_cb (gpointer  data,
                GObject  *object)
{
  Entry *entry = data;

  /* a newer object may already have the place */
  if (g_hash_table_lookup (entry->map, entry->id) == (gpointer) object)
    g_hash_table_remove (entry->map, entry->id);
  g_hash_table_unref (entry->map);
  g_free (entry->id);
  g_free (entry);
}

static void
remember (SparkleEntities   *self,
          SparkleCollection  collection,
          const char        *id,
          gpointer           object)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->map = g_hash_table_ref (self->maps[collection]);
  entry->id = g_strdup (id);
  g_hash_table_insert (self->maps[collection], g_strdup (id), object);
  g_object_weak_ref (object, object_gone_cb, entry);
}

static gpointer
lookup (SparkleEntities   *self,
        SparkleCollection  collection,
        const char        *id)
{
  gpointer object = g_hash_table_lookup (self->maps[collection], id);

  return object != NULL ? g_object_ref (object) : NULL;
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static gboolean
is_unread (SparkleEntities        *self,
           const SparkleStorePost *row)
{
  return row != NULL && row->read_at == 0 && self->unread_since > 0 && row->published_at > self->unread_since &&
         g_strcmp0 (row->author_id, sparkle_store_get_account (self->store)) != 0;
}

SparklePost *
sparkle_entities_take_post (SparkleEntities  *self,
                            SparkleStorePost *row)
{
  SparklePost *post = lookup (self, SPARKLE_COLLECTION_POST, row->id);

  if (post != NULL)
    {
      sparkle_store_post_free (row);
      return post;
    }
  post = sparkle_post_new (row->id, self, row, is_unread (self, row));
  remember (self, SPARKLE_COLLECTION_POST, sparkle_post_get_id (post), post);
  return post;
}

/**
 * sparkle_entities_get_post:
 *
 * Returns: (transfer full): the one live object of this post
 */
SparklePost *
sparkle_entities_get_post (SparkleEntities *self,
                           const char      *id)
{
  SparklePost *post;
  SparkleStorePost *row;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  post = lookup (self, SPARKLE_COLLECTION_POST, id);
  if (post == NULL)
    {
      row = sparkle_store_read_post (self->store, id);
      post = sparkle_post_new (id, self, row, is_unread (self, row));
      remember (self, SPARKLE_COLLECTION_POST, id, post);
    }
  return post;
}

SparkleUser *
sparkle_entities_get_user (SparkleEntities *self,
                           const char      *id)
{
  SparkleUser *user;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  user = lookup (self, SPARKLE_COLLECTION_USER, id);
  if (user == NULL)
    {
      user = sparkle_user_new (id, sparkle_store_read_user (self->store, id));
      remember (self, SPARKLE_COLLECTION_USER, id, user);
    }
  return user;
}

SparkleUser *
sparkle_entities_find_user (SparkleEntities *self,
                            const char      *username)
{
  g_autoptr (SparkleStoreUser) row = NULL;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && username != NULL, NULL);

  row = sparkle_store_read_user_by_name (self->store, username);
  return row != NULL ? sparkle_entities_get_user (self, row->id) : NULL;
}

SparkleComment *
sparkle_entities_get_comment (SparkleEntities *self,
                              const char      *id)
{
  SparkleComment *comment;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  comment = lookup (self, SPARKLE_COLLECTION_COMMENT, id);
  if (comment == NULL)
    {
      comment = sparkle_comment_new (id, self, sparkle_store_read_comment (self->store, id));
      remember (self, SPARKLE_COLLECTION_COMMENT, id, comment);
    }
  return comment;
}

SparkleComment *
sparkle_entities_peek_comment (SparkleEntities *self,
                               const char      *id)
{
  return lookup (self, SPARKLE_COLLECTION_COMMENT, id);
}

SparkleBookmark *
sparkle_entities_get_bookmark (SparkleEntities *self,
                               const char      *post_id)
{
  SparkleBookmark *bookmark;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && post_id != NULL, NULL);

  bookmark = lookup (self, SPARKLE_COLLECTION_BOOKMARK, post_id);
  if (bookmark == NULL)
    {
      bookmark = sparkle_bookmark_new (post_id, self, sparkle_store_read_bookmark (self->store, post_id));
      remember (self, SPARKLE_COLLECTION_BOOKMARK, post_id, bookmark);
    }
  return bookmark;
}

SparkleDraft *
sparkle_entities_get_draft (SparkleEntities *self,
                            const char      *id)
{
  SparkleDraft *draft;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  draft = lookup (self, SPARKLE_COLLECTION_DRAFT, id);
  if (draft == NULL)
    {
      draft = sparkle_draft_new (id, sparkle_store_read_draft (self->store, id));
      remember (self, SPARKLE_COLLECTION_DRAFT, id, draft);
    }
  return draft;
}

SparkleNotification *
sparkle_entities_get_notification (SparkleEntities *self,
                                   const char      *id)
{
  SparkleNotification *notification;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  notification = lookup (self, SPARKLE_COLLECTION_NOTIFICATION, id);
  if (notification == NULL)
    {
      notification = sparkle_notification_new (id, sparkle_store_read_notification (self->store, id));
      remember (self, SPARKLE_COLLECTION_NOTIFICATION, id, notification);
    }
  return notification;
}

SparkleVideo *
sparkle_entities_get_video (SparkleEntities *self,
                            const char      *id)
{
  SparkleVideo *video;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  video = lookup (self, SPARKLE_COLLECTION_VIDEO, id);
  if (video == NULL)
    {
      video = sparkle_video_new (id, sparkle_store_read_video (self->store, id));
      remember (self, SPARKLE_COLLECTION_VIDEO, id, video);
    }
  return video;
}

SparkleOutboxItem *
sparkle_entities_get_outbox_item (SparkleEntities *self,
                                  const char      *id)
{
  SparkleOutboxItem *item;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self) && id != NULL, NULL);

  item = lookup (self, SPARKLE_COLLECTION_OUTBOX, id);
  if (item == NULL)
    {
      item = sparkle_outbox_item_new (id, sparkle_store_read_outbox_item (self->store, id));
      remember (self, SPARKLE_COLLECTION_OUTBOX, id, item);
    }
  return item;
}

SparkleStore *
sparkle_entities_get_store (SparkleEntities *self)
{
  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self), NULL);

  return self->store;
}

unsigned
sparkle_entities_count (SparkleEntities *self)
{
  unsigned count = 0;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (self), 0);

  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    count += g_hash_table_size (self->maps[i]);
  return count;
}

/* ---- keeping fresh -------------------------------------------------------------------------------------------------- */

static void
refresh (SparkleEntities   *self,
         SparkleCollection  collection,
         const char        *id,
         gpointer           object)
{
  SparkleStorePost *post;

  switch (collection)
    {
    case SPARKLE_COLLECTION_POST:
      post = sparkle_store_read_post (self->store, id);
      sparkle_post_update (object, self, post, is_unread (self, post));
      break;
    case SPARKLE_COLLECTION_USER:
      sparkle_user_update (object, sparkle_store_read_user (self->store, id));
      break;
    case SPARKLE_COLLECTION_COMMENT:
      sparkle_comment_update (object, self, sparkle_store_read_comment (self->store, id));
      break;
    case SPARKLE_COLLECTION_BOOKMARK:
      sparkle_bookmark_update (object, sparkle_store_read_bookmark (self->store, id));
      break;
    case SPARKLE_COLLECTION_DRAFT:
      sparkle_draft_update (object, sparkle_store_read_draft (self->store, id));
      break;
    case SPARKLE_COLLECTION_NOTIFICATION:
      sparkle_notification_update (object, sparkle_store_read_notification (self->store, id));
      break;
    case SPARKLE_COLLECTION_VIDEO:
      sparkle_video_update (object, sparkle_store_read_video (self->store, id));
      break;
    case SPARKLE_COLLECTION_OUTBOX:
      sparkle_outbox_item_update (object, sparkle_store_read_outbox_item (self->store, id));
      break;
    case SPARKLE_COLLECTION_REACTION:
    case SPARKLE_COLLECTION_FOLLOW:
    case SPARKLE_COLLECTION_CATEGORY:
    case SPARKLE_COLLECTION_TAG:
    case SPARKLE_COLLECTION_ACCOUNT:
    case SPARKLE_N_COLLECTIONS:
      break;
    }
}

/* Whoever is told may drop or make objects: work on a list that holds its own references. */
static void
refresh_changed (SparkleEntities     *self,
                 SparkleCollection    collection,
                 SparkleStoreChanges *changes)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree const char **named = NULL;
  GHashTableIter iter;
  gpointer id, object;

  if (!sparkle_store_changes_touches (changes, collection) || g_hash_table_size (self->maps[collection]) == 0)
    return;
  if (sparkle_store_changes_is_all (changes, collection))
    {
      g_hash_table_iter_init (&iter, self->maps[collection]);
      while (g_hash_table_iter_next (&iter, &id, &object))
        {
          g_ptr_array_add (objects, g_object_ref (object));
          g_ptr_array_add (ids, g_strdup (id));
        }
    }
  else
    {
      named = sparkle_store_changes_list (changes, collection);
      for (unsigned i = 0; named[i] != NULL; i++)
        {
          object = lookup (self, collection, named[i]);
          if (object == NULL)
            continue;
          g_ptr_array_add (objects, object);
          g_ptr_array_add (ids, g_strdup (named[i]));
        }
    }
  for (unsigned i = 0; i < objects->len; i++)
    refresh (self, collection, g_ptr_array_index (ids, i), g_ptr_array_index (objects, i));
}

static void
changed_cb (SparkleEntities     *self,
            SparkleStoreChanges *changes)
{
  if (self->unread_since == 0)
    self->unread_since = sparkle_store_read_unread_since (self->store);
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    refresh_changed (self, i, changes);
}

void
sparkle_entities_note_seen (SparkleEntities *self,
                            const char      *comment_id)
{
  if (g_hash_table_size (self->seen) >= MAX_SEEN)
    g_hash_table_remove_all (self->seen);
  g_hash_table_add (self->seen, g_strdup (comment_id));
}

gboolean
sparkle_entities_was_seen (SparkleEntities *self,
                           const char      *comment_id)
{
  return g_hash_table_contains (self->seen, comment_id);
}

static void
sparkle_entities_dispose (GObject *object)
{
  SparkleEntities *self = SPARKLE_ENTITIES (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_entities_parent_class)->dispose (object);
}

static void
sparkle_entities_finalize (GObject *object)
{
  SparkleEntities *self = SPARKLE_ENTITIES (object);

  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    g_clear_pointer (&self->maps[i], g_hash_table_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  G_OBJECT_CLASS (sparkle_entities_parent_class)->finalize (object);
}

static void
sparkle_entities_class_init (SparkleEntitiesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_entities_dispose;
  object_class->finalize = sparkle_entities_finalize;
}

static void
sparkle_entities_init (SparkleEntities *self)
{
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    self->maps[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * sparkle_entities_new:
 * @store: an open store, or one that will be opened
 *
 * Make it before any list over the same store: the objects then are fresh when the lists are told of a change.
 */
SparkleEntities *
sparkle_entities_new (SparkleStore *store)
{
  SparkleEntities *self;

  g_return_val_if_fail (SPARKLE_IS_STORE (store), NULL);

  self = g_object_new (SPARKLE_TYPE_ENTITIES, NULL);
  self->store = g_object_ref (store);
  self->unread_since = sparkle_store_read_unread_since (store);
  self->changed_id = g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
