/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-feed.h"

#include <string.h>

#include "sparkle-key-list.h"
#include "sparkle-model-private.h"
#include "sparkle-post-cache.h"

#define PAGE        50
#define MAX_OBJECTS 400 /* GtkListView holds about 205 rows itself */
#define MAX_SINGLE  100 /* more changed posts than this: read the whole list of keys again */
#define MAX_RUNS    32  /* more separate changes than this are told as one */

struct _SparkleFeed
{
  GObject              parent_instance;
  SparkleEntities     *entities;     /* (owned) */
  SparkleStore        *store;        /* (owned) */
  gulong               changed_id;
  SparkleListKind      kind;
  char                *arg;          /* (owned) (nullable) */
  GArray              *keys;         /* (owned): SparkleKey, what the list shows; replaced, never changed */
  GArray              *held;         /* (owned): SparkleKey, new posts that wait */
  gint64               mark;         /* what is newer waits; G_MININT64: nothing was shown yet */
  SparklePostCache    *posts;        /* (owned) */
  gboolean             loading_older;
  gboolean             complete;
  SparkleFeedOlderFunc older_func;   /* (nullable) */
  gpointer             older_data;
  GDestroyNotify       older_destroy;
};

typedef enum { PROP_NEW_COUNT = 1, PROP_LOADING_OLDER, PROP_COMPLETE, PROP_N_ITEMS } SparkleFeedProperty;
static GParamSpec *properties[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleFeed, sparkle_feed, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* ---- objects --------------------------------------------------------------------------------------------------------- */

static void
load_page (SparkleFeed *self,
           unsigned     position)
{
  unsigned first = position - position % PAGE;
  unsigned n = MIN (PAGE, self->keys->len - first);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) posts = sparkle_store_read_page (self->store, SPARKLE_KEY (self->keys, first), n, rows);

  while (posts->len > 0)
    {
      gint64 row = g_array_index (rows, gint64, posts->len - 1);

      sparkle_post_cache_take (self->posts, row, sparkle_entities_take_post (self->entities, g_ptr_array_steal_index (posts, posts->len - 1)));
    }
}

static gpointer
sparkle_feed_get_item (GListModel *model,
                       unsigned    position)
{
  SparkleFeed *self = SPARKLE_FEED (model);
  SparklePost *post;
  gint64 row;

  if (position >= self->keys->len)
    return NULL;
  row = SPARKLE_KEY (self->keys, position)->row;
  post = sparkle_post_cache_find (self->posts, row);
  if (post == NULL)
    {
      load_page (self, position);
      post = sparkle_post_cache_find (self->posts, row);
    }
  /* NULL: purged a moment ago; the notice that takes it off the list is on its way */
  return post != NULL ? g_object_ref (post) : sparkle_post_new ("", self->entities, NULL, FALSE);
}

static GType
sparkle_feed_get_item_type (GListModel *model)
{
  return SPARKLE_TYPE_POST;
}

static unsigned
sparkle_feed_get_n_items (GListModel *model)
{
  return SPARKLE_FEED (model)->keys->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_feed_get_item;
  iface->get_item_type = sparkle_feed_get_item_type;
  iface->get_n_items = sparkle_feed_get_n_items;
}

/* ---- changing ---------------------------------------------------------------------------------------------------------- */

/* Replaces a stretch of the list, in one step: an immutable array is put in the place of the other. */
static void
splice (SparkleFeed      *self,
        unsigned          position,
        unsigned          removed,
        const SparkleKey *added,
        unsigned          n_added)
{
  GArray *old = self->keys;
  GArray *keys = sparkle_key_list_splice (old, position, removed, added, n_added);

  self->keys = keys;
  for (unsigned i = 0; i < removed; i++)
    {
      unsigned at;

      if (!sparkle_key_list_search (keys, SPARKLE_KEY (old, position + i), &at))
        sparkle_post_cache_forget (self->posts, SPARKLE_KEY (old, position + i)->row);
    }
  if (self->mark == G_MININT64 && keys->len > 0)
    self->mark = SPARKLE_KEY (keys, 0)->sort;
  g_array_unref (old);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, n_added);
  if (removed != n_added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
become (SparkleFeed *self,
        GArray      *target)
{
  g_autoptr (GArray) runs = sparkle_key_list_find_runs (self->keys, target);

  if (runs->len > MAX_RUNS)
    {
      const SparkleKeyRun *first = &g_array_index (runs, SparkleKeyRun, 0);
      const SparkleKeyRun *last = &g_array_index (runs, SparkleKeyRun, runs->len - 1);

      splice (self, first->position, last->old_from + last->removed - first->old_from,
              SPARKLE_KEY (target, first->new_from), last->new_from + last->added - first->new_from);
      return;
    }
  for (unsigned i = 0; i < runs->len; i++)
    {
      const SparkleKeyRun *run = &g_array_index (runs, SparkleKeyRun, i);

      splice (self, run->position, run->removed, run->added > 0 ? SPARKLE_KEY (target, run->new_from) : NULL, run->added);
    }
}

static gboolean
holds (SparkleFeed *self)
{
  return self->kind == SPARKLE_LIST_FEED && self->mark != G_MININT64;
}

static gboolean
is_own (SparkleFeed            *self,
        const SparkleStorePost *post)
{
  const char *account = sparkle_store_get_account (self->store);

  return account != NULL && g_strcmp0 (post->author_id, account) == 0;
}

static void
set_held (SparkleFeed *self,
          GArray      *held) /* transfer full */
{
  unsigned old = self->held->len;

  g_array_unref (self->held);
  self->held = held;
  if (old != held->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEW_COUNT]);
}

/* Which of the new ones on top are by the reader: they are shown at once. */
static GHashTable *
find_own_rows (SparkleFeed *self,
               GArray      *candidates)
{
  GHashTable *own = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) posts = NULL;

  if (candidates->len == 0)
    return own;
  posts = sparkle_store_read_page (self->store, SPARKLE_KEY (candidates, 0), candidates->len, rows);
  for (unsigned i = 0; i < posts->len; i++)
    if (is_own (self, g_ptr_array_index (posts, i)))
      g_hash_table_add (own, g_memdup2 (&g_array_index (rows, gint64, i), sizeof (gint64)));
  return own;
}

static void
reload (SparkleFeed *self)
{
  g_autoptr (GArray) all = sparkle_store_read_keys (self->store, self->kind, self->arg);
  g_autoptr (GArray) shown = NULL;
  g_autoptr (GArray) candidates = NULL;
  g_autoptr (GHashTable) own = NULL;
  GArray *held;
  unsigned newer = 0, position;

  while (holds (self) && newer < all->len && SPARKLE_KEY (all, newer)->sort > self->mark)
    newer++;
  if (newer == 0)
    {
      become (self, all);
      set_held (self, sparkle_key_list_new (0));
      return;
    }
  candidates = sparkle_key_list_new (newer);
  for (unsigned i = 0; i < newer; i++)
    if (!sparkle_key_list_search (self->keys, SPARKLE_KEY (all, i), &position))
      g_array_append_val (candidates, *SPARKLE_KEY (all, i));
  own = find_own_rows (self, candidates);
  shown = sparkle_key_list_new (all->len);
  held = sparkle_key_list_new (newer);
  for (unsigned i = 0; i < all->len; i++)
    {
      const SparkleKey *key = SPARKLE_KEY (all, i);
      gboolean waits = i < newer && sparkle_key_list_search (candidates, key, &position) && !g_hash_table_contains (own, &key->row);

      g_array_append_val (waits ? held : shown, *key);
    }
  become (self, shown);
  set_held (self, held);
}

static void
remove_held (SparkleFeed *self,
             gint64       row)
{
  unsigned position;

  if (sparkle_key_list_search_row (self->held, row, &position))
    set_held (self, sparkle_key_list_splice (self->held, position, 1, NULL, 0));
}

static gboolean
must_wait (SparkleFeed      *self,
           const SparkleKey *key,
           const char       *post_id)
{
  g_autoptr (SparkleStorePost) post = NULL;

  if (!holds (self) || key->sort <= self->mark)
    return FALSE;
  post = sparkle_store_read_post (self->store, post_id);
  return post != NULL && !is_own (self, post);
}

/* An object in the cache under this row that is of another post: SQLite gave the row number of a purged post to a new one. */
static gboolean
is_mistaken (SparkleFeed *self,
             gint64       row,
             const char  *post_id)
{
  SparklePost *post = sparkle_post_cache_find (self->posts, row);

  return post != NULL && !g_str_equal (sparkle_post_get_id (post), post_id);
}

/* FALSE: its row is gone and with it the way to find it; read the list again. */
static gboolean
update_one (SparkleFeed *self,
            const char  *post_id)
{
  SparkleKey key;
  unsigned position;
  gboolean listed = sparkle_store_read_key (self->store, self->kind, self->arg, post_id, &key);
  gboolean exact, found;

  if (key.row == 0)
    return FALSE;
  exact = sparkle_key_list_search (self->keys, &key, &position);
  found = exact || sparkle_key_list_search_row (self->keys, key.row, &position);
  if (listed && exact)
    {
      if (is_mistaken (self, key.row, post_id))
        {
          sparkle_post_cache_forget (self->posts, key.row);
          splice (self, position, 1, &key, 1);
        }
      return TRUE;
    }
  if (found)
    splice (self, position, 1, NULL, 0);
  remove_held (self, key.row);
  if (!listed)
    return TRUE;
  if (!found && must_wait (self, &key, post_id))
    {
      sparkle_key_list_search (self->held, &key, &position);
      set_held (self, sparkle_key_list_splice (self->held, position, 0, &key, 1));
      return TRUE;
    }
  sparkle_key_list_search (self->keys, &key, &position);
  splice (self, position, 0, &key, 1);
  return TRUE;
}

/* ---- older posts --------------------------------------------------------------------------------------------------------- */

static char *
scope_of (SparkleFeed *self)
{
  switch (self->kind)
    {
    case SPARKLE_LIST_FEED:
    case SPARKLE_LIST_CATEGORY:
    case SPARKLE_LIST_TAG:
      return g_strdup ("feed");
    case SPARKLE_LIST_AUTHOR:
      return g_strconcat ("user/", self->arg, NULL);
    case SPARKLE_LIST_BOOKMARKS:
      break;
    }
  return NULL;
}

static void
update_complete (SparkleFeed *self)
{
  g_autofree char *scope = scope_of (self);
  g_autoptr (SparkleScopeRow) row = scope != NULL ? sparkle_store_read_scope (self->store, scope) : NULL;
  gboolean complete = scope == NULL || (row != NULL && row->phase == SPARKLE_SCOPE_FOLLOWING && row->older == NULL);

  if (complete == self->complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
changed_cb (SparkleFeed         *self,
            SparkleStoreChanges *changes)
{
  g_autofree const char **ids = NULL;

  if (!sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_POST))
    return;
  update_complete (self);
  if (self->kind == SPARKLE_LIST_BOOKMARKS ||
      sparkle_store_changes_is_all (changes, SPARKLE_COLLECTION_POST) ||
      sparkle_store_changes_count (changes, SPARKLE_COLLECTION_POST) > MAX_SINGLE)
    {
      reload (self);
      return;
    }
  ids = sparkle_store_changes_list (changes, SPARKLE_COLLECTION_POST);
  for (unsigned i = 0; ids[i] != NULL; i++)
    if (!update_one (self, ids[i]))
      {
        reload (self);
        return;
      }
}

static void
weak_ref_free (GWeakRef *ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

static DexFuture *
older_done_cb (DexFuture *future,
               gpointer   user_data)
{
  g_autoptr (SparkleFeed) self = g_weak_ref_get (user_data);

  if (self != NULL)
    {
      self->loading_older = FALSE;
      update_complete (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING_OLDER]);
    }
  return NULL;
}

/**
 * sparkle_feed_load_older:
 *
 * Asks for older posts than those that are cached; they are appended when they have come.
 *
 * Returns: %FALSE when there are none, nobody to ask, or it is under way already
 */
gboolean
sparkle_feed_load_older (SparkleFeed *self)
{
  GWeakRef *ref;
  DexFuture *future;

  g_return_val_if_fail (SPARKLE_IS_FEED (self), FALSE);

  if (self->loading_older || self->complete || self->older_func == NULL)
    return FALSE;
  future = self->older_func (self, self->older_data);
  if (future == NULL)
    return FALSE;
  self->loading_older = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING_OLDER]);
  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, self);
  dex_future_disown (dex_future_finally (future, older_done_cb, ref, (GDestroyNotify) weak_ref_free));
  return TRUE;
}

void
sparkle_feed_set_older_func (SparkleFeed          *self,
                             SparkleFeedOlderFunc  func,
                             gpointer              user_data,
                             GDestroyNotify        destroy)
{
  g_return_if_fail (SPARKLE_IS_FEED (self));

  if (self->older_destroy != NULL)
    self->older_destroy (self->older_data);
  self->older_func = func;
  self->older_data = user_data;
  self->older_destroy = destroy;
}

/* ---- public ------------------------------------------------------------------------------------------------------------ */

unsigned
sparkle_feed_get_new_count (SparkleFeed *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED (self), 0);

  return self->held->len;
}

gboolean
sparkle_feed_get_loading_older (SparkleFeed *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED (self), FALSE);

  return self->loading_older;
}

gboolean
sparkle_feed_get_complete (SparkleFeed *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED (self), FALSE);

  return self->complete;
}

/**
 * sparkle_feed_show_new:
 *
 * Lets the posts in that came while the list was read.
 *
 * Returns: how many
 */
unsigned
sparkle_feed_show_new (SparkleFeed *self)
{
  g_autoptr (GArray) all = NULL;
  unsigned count;

  g_return_val_if_fail (SPARKLE_IS_FEED (self), 0);

  count = self->held->len;
  if (count == 0)
    return 0;
  all = sparkle_key_list_merge (self->held, self->keys);
  self->mark = MAX (self->mark, SPARKLE_KEY (self->held, 0)->sort);
  become (self, all);
  set_held (self, sparkle_key_list_new (0));
  return count;
}

gboolean
sparkle_feed_find (SparkleFeed *self,
                   const char  *post_id,
                   unsigned    *ret_position)
{
  SparkleKey key;
  unsigned position;

  g_return_val_if_fail (SPARKLE_IS_FEED (self) && post_id != NULL, FALSE);

  if (!sparkle_store_read_key (self->store, self->kind, self->arg, post_id, &key) || !sparkle_key_list_search (self->keys, &key, &position))
    return FALSE;
  *ret_position = position;
  return TRUE;
}

/* ---- object ------------------------------------------------------------------------------------------------------------ */

static void
sparkle_feed_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SparkleFeed *self = SPARKLE_FEED (object);

  switch ((SparkleFeedProperty) id)
    {
    case PROP_NEW_COUNT:
      g_value_set_uint (value, self->held->len);
      break;
    case PROP_LOADING_OLDER:
      g_value_set_boolean (value, self->loading_older);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->keys->len);
      break;
    }
}

static void
sparkle_feed_dispose (GObject *object)
{
  SparkleFeed *self = SPARKLE_FEED (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  sparkle_feed_set_older_func (self, NULL, NULL, NULL);
  sparkle_post_cache_clear (self->posts);
  g_clear_object (&self->entities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_feed_parent_class)->dispose (object);
}

static void
sparkle_feed_finalize (GObject *object)
{
  SparkleFeed *self = SPARKLE_FEED (object);

  g_clear_pointer (&self->posts, sparkle_post_cache_free);
  g_clear_pointer (&self->keys, g_array_unref);
  g_clear_pointer (&self->held, g_array_unref);
  g_free (self->arg);
  G_OBJECT_CLASS (sparkle_feed_parent_class)->finalize (object);
}

static void
sparkle_feed_class_init (SparkleFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_feed_dispose;
  object_class->finalize = sparkle_feed_finalize;
  object_class->get_property = sparkle_feed_get_property;
  properties[PROP_NEW_COUNT] = SPARKLE_PROP_UINT ("new-count");
  properties[PROP_LOADING_OLDER] = SPARKLE_PROP_BOOL ("loading-older");
  properties[PROP_COMPLETE] = SPARKLE_PROP_BOOL ("complete");
  properties[PROP_N_ITEMS] = SPARKLE_PROP_UINT ("n-items");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_feed_init (SparkleFeed *self)
{
  self->keys = sparkle_key_list_new (0);
  self->held = sparkle_key_list_new (0);
  self->mark = G_MININT64;
  self->posts = sparkle_post_cache_new (MAX_OBJECTS);
}

/**
 * sparkle_feed_new:
 * @arg: (nullable): user id, category or tag, as the kind wants it
 *
 * Reads the keys from the cache at once: no network, no waiting.
 */
SparkleFeed *
sparkle_feed_new (SparkleEntities *entities,
                  SparkleListKind  kind,
                  const char      *arg)
{
  SparkleFeed *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities), NULL);

  self = g_object_new (SPARKLE_TYPE_FEED, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  self->kind = kind;
  self->arg = g_strdup (arg);
  reload (self);
  update_complete (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
