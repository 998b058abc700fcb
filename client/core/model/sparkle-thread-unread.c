/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is new to the reader: what came since the last visit, but for what was seen since. */
#include "sparkle-thread-private.h"

/* How many comments may stay unread behind a visit; the newest of them. */
#define MAX_UNREAD 500

void
sparkle_thread_set_unread (SparkleThread     *self,
            SparkleThreadNode *node,
            gboolean           unread)
{
  if (node->unread == unread)
    return;
  node->unread = unread;
  self->n_unread += unread ? 1 : -1;
}

gboolean
sparkle_thread_is_news (SparkleThread           *self,
         const SparkleThreadNode *node)
{
  if (node->own || node->deleted || self->upto == 0)
    return FALSE;
  return node->created_at > self->upto || g_hash_table_contains (self->left, node->id);
}

static gint64
newest (SparkleThread *self)
{
  GHashTableIter iter;
  SparkleThreadNode *node;
  gint64 at = self->upto;

  g_hash_table_iter_init (&iter, self->tree->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    if (!node->own)
      at = MAX (at, node->created_at);
  return at;
}

/* On the first visit nothing is new but what comes once all that was there has come. */
void
sparkle_thread_end_first_fetch (SparkleThread *self)
{
  g_autofree char *scope = g_strconcat ("post/", self->post_id, NULL);
  g_autoptr (SparkleScopeRow) row = NULL;

  if (self->upto != 0)
    return;
  row = sparkle_store_read_scope (self->store, scope);
  if (row != NULL && row->phase == SPARKLE_SCOPE_FOLLOWING)
    self->upto = MAX (newest (self), 1);
}

void
sparkle_thread_read_visit (SparkleThread *self)
{
  g_auto (GStrv) left = sparkle_store_read_visit (self->store, self->post_id, &self->upto);

  for (unsigned i = 0; left != NULL && left[i] != NULL; i++)
    g_hash_table_add (self->left, g_strdup (left[i]));
}

/* ---- public --------------------------------------------------------------------- */

unsigned
sparkle_thread_get_n_unread (SparkleThread *self)
{
  g_autoptr (GPtrArray) all = NULL;
  unsigned n_unread = 0;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self), 0);

  if (self->root_id == NULL)
    return self->n_unread;
  /* Of a branch what can be got to in it. */
  if (sparkle_thread_root (self) == NULL)
    return 0;
  all = sparkle_thread_node_list (sparkle_thread_root (self));
  for (unsigned i = 0; i < all->len; i++)
    n_unread += ((SparkleThreadNode *) all->pdata[i])->unread;
  return n_unread;
}

/**
 * sparkle_thread_refresh:
 *
 * Comes on screen (again): the comments, which other lists of the same thread show too, stand here from now on; what was read
 * there is read.
 */
void
sparkle_thread_refresh (SparkleThread *self)
{
  SparkleThreadCounts counts;
  GHashTableIter iter;
  SparkleThreadNode *node;

  g_return_if_fail (SPARKLE_IS_THREAD (self));

  counts = sparkle_thread_count (self);
  g_hash_table_iter_init (&iter, self->tree->nodes);
  while (self->n_unread > 0 && g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    if (node->unread && sparkle_entities_was_seen (self->entities, node->id))
      sparkle_thread_set_unread (self, node, FALSE);
  for (unsigned i = 0; i < self->rows->len; i++)
    sparkle_thread_place_alive (self, self->rows->pdata[i]);
  sparkle_thread_tell_counts (self, counts);
}

void
sparkle_thread_mark_read (SparkleThread *self,
                          const char    *comment_id)
{
  SparkleThreadNode *node;
  SparkleThreadCounts counts;

  g_return_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL);

  node = sparkle_thread_tree_find (self->tree, comment_id);
  if (node == NULL || !node->unread)
    return;
  counts = sparkle_thread_count (self);
  sparkle_entities_note_seen (self->entities, comment_id);
  sparkle_thread_set_unread (self, node, FALSE);
  sparkle_thread_place_alive (self, node);
  sparkle_thread_tell_counts (self, counts);
}

/* Through the whole tree, also what is collapsed or too deep. */
char *
sparkle_thread_next_unread (SparkleThread *self,
                            const char    *after_id)
{
  g_autoptr (GPtrArray) all = NULL;
  SparkleThreadNode *root, *after;
  unsigned start = 0;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self), NULL);

  root = sparkle_thread_root (self);
  if (self->n_unread == 0 || root == NULL)
    return NULL;
  all = sparkle_thread_node_list (root);
  after = after_id != NULL ? sparkle_thread_tree_find (self->tree, after_id) : NULL;
  if (after != NULL && g_ptr_array_find (all, after, &start))
    start++;
  for (unsigned i = 0; i < all->len; i++)
    {
      const SparkleThreadNode *node = all->pdata[(start + i) % all->len];

      if (node->unread)
        return g_strdup (node->id);
    }
  return NULL;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  gint64 one = (*(SparkleThreadNode * const *) a)->created_at, two = (*(SparkleThreadNode * const *) b)->created_at;

  return one < two ? 1 : one > two ? -1 : 0;
}

gboolean
sparkle_thread_get_visit (SparkleThread   *self,
                          gint64          *ret_upto,
                          char          ***ret_unread)
{
  g_autoptr (GPtrArray) unread = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  SparkleThreadNode *node;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self), FALSE);

  if (self->upto == 0)
    return FALSE;
  g_hash_table_iter_init (&iter, self->tree->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    if (node->unread)
      g_ptr_array_add (unread, node);
  g_ptr_array_sort (unread, compare_newest_first);
  for (unsigned i = 0; i < MIN (unread->len, MAX_UNREAD); i++)
    g_strv_builder_add (ids, ((SparkleThreadNode *) unread->pdata[i])->id);
  *ret_upto = newest (self);
  *ret_unread = g_strv_builder_end (ids);
  return TRUE;
}

