/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which posts a list has: as far as it is looked at, in an order that no news disturbs. */
#include "sparkle-feed-private.h"

#include <string.h>

#define CHUNK       1000 /* keys read, at most, when somebody comes near the end of those that are there */
#define TRENDING    300
#define MAX_SINGLE  100  /* more changed posts than this: read the keys again */
#define MAX_RUNS    32   /* more separate changes than this are told as one */

/* ---- changing ---------------------------------------------------------------------------------------------------------- */

/* Replaces a stretch of the list, in one step: an immutable array is put in the place of the other. */
void
sparkle_feed_splice (SparkleFeed      *self,
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
    sparkle_feed_notify_n_items (self);
}

void
sparkle_feed_become (SparkleFeed *self,
        GArray      *target)
{
  g_autoptr (GArray) runs = sparkle_key_list_find_runs (self->keys, target);

  if (runs->len > MAX_RUNS)
    {
      const SparkleKeyRun *first = &g_array_index (runs, SparkleKeyRun, 0);
      const SparkleKeyRun *last = &g_array_index (runs, SparkleKeyRun, runs->len - 1);

      sparkle_feed_splice (self, first->position, last->old_from + last->removed - first->old_from,
              SPARKLE_KEY (target, first->new_from), last->new_from + last->added - first->new_from);
      return;
    }
  for (unsigned i = 0; i < runs->len; i++)
    {
      const SparkleKeyRun *run = &g_array_index (runs, SparkleKeyRun, i);

      sparkle_feed_splice (self, run->position, run->removed, run->added > 0 ? SPARKLE_KEY (target, run->new_from) : NULL, run->added);
    }
}

/* What is sorted by the time of publishing and read from the top. */
gboolean
sparkle_feed_holds (SparkleFeed *self)
{
  switch (self->kind)
    {
    case SPARKLE_LIST_FEED:
    case SPARKLE_LIST_CATEGORY:
    case SPARKLE_LIST_TAG:
    case SPARKLE_LIST_FOLLOWING:
      return self->mark != G_MININT64;
    case SPARKLE_LIST_AUTHOR:
    case SPARKLE_LIST_BOOKMARKS:
    case SPARKLE_LIST_TRENDING:
      break;
    }
  return FALSE;
}

/* ---- as far as it is looked at ---------------------------------------------------------------------------------------- */

void
sparkle_feed_extend (SparkleFeed *self)
{
  const SparkleKey *last = self->keys->len > 0 ? SPARKLE_KEY (self->keys, self->keys->len - 1) : NULL;
  unsigned n = MIN (CHUNK, MAX (SPARKLE_FEED_FIRST, self->keys->len / 2));
  g_autoptr (GArray) next = sparkle_store_read_keys_after (self->store, self->kind, self->arg, last, n);

  self->more = next->len == n;
  if (next->len > 0)
    sparkle_feed_splice (self, self->keys->len, 0, SPARKLE_KEY (next, 0), next->len);
}

static gboolean
extend_cb (gpointer data)
{
  SparkleFeed *self = data;

  self->extend_id = 0;
  if (self->more)
    sparkle_feed_extend (self);
  return G_SOURCE_REMOVE;
}

/* Not while an item is asked for: whoever asks does not expect the list to grow under it. */
void
sparkle_feed_extend_soon (SparkleFeed *self)
{
  if (self->extend_id == 0)
    self->extend_id = g_idle_add (extend_cb, self);
}

/* Everything down to what is shown now, and so much more that a list which was short can grow. */
static GArray *
read_shown (SparkleFeed *self)
{
  unsigned limit;
  GArray *all;

  if (self->more && self->keys->len > 0)
    return sparkle_store_read_keys_until (self->store, self->kind, self->arg, SPARKLE_KEY (self->keys, self->keys->len - 1));
  limit = self->keys->len == 0 ? self->held->len + SPARKLE_FEED_FIRST : self->keys->len + self->held->len + CHUNK;
  all = sparkle_store_read_keys_after (self->store, self->kind, self->arg, NULL, limit);
  self->more = all->len == limit;
  return all;
}

static gboolean
is_own (SparkleFeed            *self,
        const SparkleStorePost *post)
{
  const char *account = sparkle_store_get_account (self->store);

  return account != NULL && g_strcmp0 (post->author_id, account) == 0;
}

void
sparkle_feed_set_held (SparkleFeed *self,
          GArray      *held) /* transfer full */
{
  unsigned old = self->held->len;

  g_array_unref (self->held);
  self->held = held;
  if (old != held->len)
    sparkle_feed_notify_new_count (self);
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

/* An order that stands: what has gone is taken out, nothing else moves until it is asked for. */
void
sparkle_feed_reload_trending (SparkleFeed *self,
                 gboolean     afresh)
{
  g_autoptr (GArray) now = sparkle_store_read_trending (self->store, g_get_real_time (), TRENDING);
  g_autoptr (GArray) left = NULL;

  if (afresh || self->keys->len == 0)
    {
      sparkle_feed_become (self, now);
      return;
    }
  left = sparkle_key_list_new (self->keys->len);
  for (unsigned i = 0; i < self->keys->len; i++)
    if (sparkle_store_is_listed (self->store, SPARKLE_KEY (self->keys, i)->row))
      g_array_append_val (left, *SPARKLE_KEY (self->keys, i));
  sparkle_feed_become (self, left);
}

void
sparkle_feed_reload (SparkleFeed *self)
{
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) shown = NULL;
  g_autoptr (GArray) candidates = NULL;
  g_autoptr (GHashTable) own = NULL;
  GArray *held;
  unsigned newer = 0, position;

  if (self->kind == SPARKLE_LIST_TRENDING)
    {
      sparkle_feed_reload_trending (self, FALSE);
      return;
    }
  all = read_shown (self);
  while (sparkle_feed_holds (self) && newer < all->len && SPARKLE_KEY (all, newer)->sort > self->mark)
    newer++;
  if (newer == 0)
    {
      sparkle_feed_become (self, all);
      sparkle_feed_set_held (self, sparkle_key_list_new (0));
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
  sparkle_feed_become (self, shown);
  sparkle_feed_set_held (self, held);
}

void
sparkle_feed_hold_newest (SparkleFeed *self,
                          unsigned     n)
{
  g_autoptr (GArray) candidates = sparkle_key_list_new (n);
  g_autoptr (GArray) shown = sparkle_key_list_new (self->keys->len);
  g_autoptr (GHashTable) own = NULL;
  GArray *held = sparkle_key_list_new (n);

  n = MIN (n, self->keys->len);
  if (n > 0)
    g_array_append_vals (candidates, SPARKLE_KEY (self->keys, 0), n);
  own = find_own_rows (self, candidates);
  for (unsigned i = 0; i < self->keys->len; i++)
    {
      const SparkleKey *key = SPARKLE_KEY (self->keys, i);

      if (i < n && !g_hash_table_contains (own, &key->row))
        g_array_append_val (held, *key);
      else
        g_array_append_val (shown, *key);
    }
  sparkle_feed_become (self, shown);
  sparkle_feed_set_held (self, held);
}

static void
remove_held (SparkleFeed *self,
             gint64       row)
{
  unsigned position;

  if (sparkle_key_list_search_row (self->held, row, &position))
    sparkle_feed_set_held (self, sparkle_key_list_splice (self->held, position, 1, NULL, 0));
}

static gboolean
must_wait (SparkleFeed      *self,
           const SparkleKey *key,
           const char       *post_id)
{
  g_autoptr (SparkleStorePost) post = NULL;

  if (!sparkle_feed_holds (self) || key->sort <= self->mark)
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
  if (self->kind == SPARKLE_LIST_TRENDING)
    {
      if (!listed && sparkle_key_list_search_row (self->keys, key.row, &position))
        sparkle_feed_splice (self, position, 1, NULL, 0);
      return TRUE;
    }
  exact = sparkle_key_list_search (self->keys, &key, &position);
  found = exact || sparkle_key_list_search_row (self->keys, key.row, &position);
  if (listed && exact)
    {
      if (is_mistaken (self, key.row, post_id))
        {
          sparkle_post_cache_forget (self->posts, key.row);
          sparkle_feed_splice (self, position, 1, &key, 1);
        }
      return TRUE;
    }
  if (found)
    sparkle_feed_splice (self, position, 1, NULL, 0);
  remove_held (self, key.row);
  if (!listed)
    return TRUE;
  if (!found && must_wait (self, &key, post_id))
    {
      sparkle_key_list_search (self->held, &key, &position);
      sparkle_feed_set_held (self, sparkle_key_list_splice (self->held, position, 0, &key, 1));
      return TRUE;
    }
  sparkle_key_list_search (self->keys, &key, &position);
  if (!self->more || position < self->keys->len)
    sparkle_feed_splice (self, position, 0, &key, 1);
  return TRUE;
}

void
sparkle_feed_store_changed (SparkleFeed         *self,
            SparkleStoreChanges *changes)
{
  g_autofree const char **ids = NULL;

  gboolean others = self->kind == SPARKLE_LIST_FOLLOWING && sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_FOLLOW);

  if (!others && !sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_POST))
    return;
  sparkle_feed_update_complete (self);
  if (others || self->kind == SPARKLE_LIST_BOOKMARKS ||
      sparkle_store_changes_is_all (changes, SPARKLE_COLLECTION_POST) ||
      sparkle_store_changes_count (changes, SPARKLE_COLLECTION_POST) > MAX_SINGLE)
    {
      sparkle_feed_reload (self);
      return;
    }
  ids = sparkle_store_changes_list (changes, SPARKLE_COLLECTION_POST);
  for (unsigned i = 0; ids[i] != NULL; i++)
    if (!update_one (self, ids[i]))
      {
        sparkle_feed_reload (self);
        return;
      }
}
