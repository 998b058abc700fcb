/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-feed.h"

#include "sparkle-feed-private.h"
#include "sparkle-model-private.h"

#define PAGE        50
#define NEAR        250 /* so near to the end of the keys that are there the next are read */
#define MAX_OBJECTS 400 /* GtkListView holds about 205 rows itself */

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
  if (self->more && position + NEAR > self->keys->len)
    sparkle_feed_extend_soon (self);
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

/* ---- older posts --------------------------------------------------------------------------------------------------------- */

static char *
scope_of (SparkleFeed *self)
{
  switch (self->kind)
    {
    case SPARKLE_LIST_FEED:
    case SPARKLE_LIST_CATEGORY:
    case SPARKLE_LIST_TAG:
    case SPARKLE_LIST_FOLLOWING:
      return g_strdup ("feed");
    case SPARKLE_LIST_AUTHOR:
      return g_strconcat ("user/", self->arg, NULL);
    case SPARKLE_LIST_BOOKMARKS:
    case SPARKLE_LIST_TRENDING:
      break;
    }
  return NULL;
}

void
sparkle_feed_update_complete (SparkleFeed *self)
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
      sparkle_feed_update_complete (self);
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

  if (self->more)
    sparkle_feed_extend_soon (self);
  if (self->more || self->loading_older || self->complete || self->older_func == NULL)
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

void
sparkle_feed_notify_new_count (SparkleFeed *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEW_COUNT]);
}

void
sparkle_feed_notify_n_items (SparkleFeed *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
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
  self->line = self->mark;
  self->mark = MAX (self->mark, SPARKLE_KEY (self->held, 0)->sort);
  sparkle_feed_become (self, all);
  sparkle_feed_set_held (self, sparkle_key_list_new (0));
  return count;
}

/**
 * sparkle_feed_set_mark:
 * @mark: what sparkle_feed_get_mark() said when the reader left
 *
 * Begins where the reader left: what came since waits above, or, when that is more than anybody reads, is there with the line below it.
 */
void
sparkle_feed_set_mark (SparkleFeed *self,
                       gint64       mark)
{
  g_autoptr (GArray) newest = NULL;
  unsigned newer = 0;

  g_return_if_fail (SPARKLE_IS_FEED (self));

  if (!sparkle_feed_holds (self) || mark >= self->mark)
    return;
  newest = sparkle_store_read_keys_after (self->store, self->kind, self->arg, NULL, SPARKLE_FEED_MAX_HELD + 1);
  while (newer < newest->len && SPARKLE_KEY (newest, newer)->sort > mark)
    newer++;
  self->line = mark;
  if (newer > SPARKLE_FEED_MAX_HELD || newer == newest->len)
    return;
  self->mark = mark;
  while (self->more && self->keys->len < newer + SPARKLE_FEED_FIRST)
    sparkle_feed_extend (self);
  sparkle_feed_hold_newest (self, newer);
}

gint64
sparkle_feed_get_mark (SparkleFeed *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED (self), G_MININT64);

  return self->mark;
}

/**
 * sparkle_feed_find_line:
 * @ret_position: (out): the first post that was there when the reader left
 *
 * Returns: %FALSE when nothing came since
 */
gboolean
sparkle_feed_find_line (SparkleFeed *self,
                        unsigned    *ret_position)
{
  SparkleKey key = { 0, G_MAXINT64 };

  g_return_val_if_fail (SPARKLE_IS_FEED (self), FALSE);

  if (!sparkle_feed_holds (self) || self->line == G_MAXINT64)
    return FALSE;
  key.sort = self->line;
  sparkle_key_list_search (self->keys, &key, ret_position);
  return *ret_position > 0 && *ret_position < self->keys->len;
}

gboolean
sparkle_feed_get_more (SparkleFeed *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED (self), FALSE);

  return self->more;
}

SparkleListKind
sparkle_feed_get_kind (SparkleFeed *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED (self), SPARKLE_LIST_FEED);

  return self->kind;
}

/**
 * sparkle_feed_refresh:
 *
 * Puts a list in order whose order stands while it is read: that of the trending posts.
 */
void
sparkle_feed_refresh (SparkleFeed *self)
{
  g_return_if_fail (SPARKLE_IS_FEED (self));

  if (self->kind == SPARKLE_LIST_TRENDING)
    sparkle_feed_reload_trending (self, TRUE);
}

/**
 * sparkle_feed_find:
 * @ret_position: (out): where it is
 *
 * Finds a post; the list grows down to it when it is farther down than was looked.
 *
 * Returns: %FALSE when it is not in the list, or waits
 */
gboolean
sparkle_feed_find (SparkleFeed *self,
                   const char  *post_id,
                   unsigned    *ret_position)
{
  SparkleKey key;
  unsigned position;

  g_return_val_if_fail (SPARKLE_IS_FEED (self) && post_id != NULL, FALSE);

  if (!sparkle_store_read_key (self->store, self->kind, self->arg, post_id, &key))
    return FALSE;
  if (self->kind == SPARKLE_LIST_TRENDING)
    return sparkle_key_list_search_row (self->keys, key.row, ret_position);
  if (self->more && self->keys->len > 0 && sparkle_key_compare (SPARKLE_KEY (self->keys, self->keys->len - 1), &key) < 0)
    {
      const SparkleKey *last = SPARKLE_KEY (self->keys, self->keys->len - 1);
      g_autoptr (GArray) between = sparkle_store_read_keys_between (self->store, self->kind, self->arg, last, &key);

      if (between->len > 0)
        sparkle_feed_splice (self, self->keys->len, 0, SPARKLE_KEY (between, 0), between->len);
      sparkle_feed_extend_soon (self);
    }
  if (!sparkle_key_list_search (self->keys, &key, &position))
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
  g_clear_handle_id (&self->extend_id, g_source_remove);
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
  self->line = G_MAXINT64;
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
  sparkle_feed_reload (self);
  sparkle_feed_update_complete (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (sparkle_feed_store_changed), self, G_CONNECT_SWAPPED);
  return self;
}
