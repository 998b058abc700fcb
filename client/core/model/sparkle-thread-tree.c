/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-tree.h"

#include <string.h>

#include "sparkle-best.h"

static void
node_free (SparkleThreadNode *node)
{
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node->id);
  g_free (node->parent_id);
  g_free (node);
}

static SparkleThreadNode *
node_new (const SparkleThreadKey *key)
{
  SparkleThreadNode *node = g_new0 (SparkleThreadNode, 1);

  node->id = g_strdup (key->id);
  node->parent_id = g_strdup (key->parent_id);
  node->created_at = key->created_at;
  node->reactions = key->reactions;
  node->deleted = key->deleted != 0;
  node->own = key->own != 0;
  node->moment = key->moment;
  return node;
}

/* ---- order ------------------------------------------------------------------ */

static int
compare_age (const SparkleThreadNode *a,
             const SparkleThreadNode *b)
{
  if (a->created_at != b->created_at)
    return a->created_at < b->created_at ? -1 : 1;
  return strcmp (a->id, b->id);
}

/* Of no moment is after every moment. */
static int
compare_moment (const SparkleThreadNode *a,
                const SparkleThreadNode *b)
{
  if (a->parent->id == NULL && a->moment != b->moment)
    return (guint64) a->moment < (guint64) b->moment ? -1 : 1;
  return compare_age (a, b);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const SparkleThreadNode *one = *(SparkleThreadNode * const *) a;
  const SparkleThreadNode *two = *(SparkleThreadNode * const *) b;

  switch (((SparkleThreadTree *) user_data)->order)
    {
    case SPARKLE_THREAD_NEWEST:
      return compare_age (two, one);
    case SPARKLE_THREAD_BEST:
      if (one->score != two->score)
        return one->score > two->score ? -1 : 1;
      return compare_age (one, two);
    case SPARKLE_THREAD_VIDEO:
      return compare_moment (one, two);
    case SPARKLE_THREAD_OLDEST:
      return compare_age (one, two);
    }
  return 0;
}

/* Where it belongs among the children of its parent. */
static unsigned
find_place (SparkleThreadTree *self,
            GPtrArray         *siblings,
            SparkleThreadNode *node)
{
  unsigned low = 0, high = siblings->len;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;

      if (compare (&siblings->pdata[middle], &node, self) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
score (SparkleThreadTree *self,
       SparkleThreadNode *node)
{
  unsigned answers = 0;

  for (unsigned i = 0; node->children != NULL && i < node->children->len; i++)
    answers += !((SparkleThreadNode *) node->children->pdata[i])->deleted;
  node->score = sparkle_best_score (node->reactions, answers, node->created_at - self->began_at);
}

void
sparkle_thread_tree_sort (SparkleThreadTree *self,
                          SparkleThreadTree *scores)
{
  GHashTableIter iter;
  SparkleThreadNode *node;

  g_hash_table_iter_init (&iter, self->nodes);
  while (self->order == SPARKLE_THREAD_BEST && g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    {
      const SparkleThreadNode *old = scores != NULL && scores->order == SPARKLE_THREAD_BEST ? sparkle_thread_tree_find (scores, node->id) : NULL;

      if (old != NULL)
        node->score = old->score;
      else
        score (self, node);
    }
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    if (node->children != NULL)
      g_ptr_array_sort_with_data (node->children, compare, self);
  if (self->top->children != NULL)
    g_ptr_array_sort_with_data (self->top->children, compare, self);
}

/* ---- building ---------------------------------------------------------------- */

static void
adopt (SparkleThreadNode *parent,
       SparkleThreadNode *node)
{
  node->parent = parent;
  if (parent->children == NULL)
    parent->children = g_ptr_array_new ();
  g_ptr_array_add (parent->children, node);
}

/* Each node walks up until it meets a way that was walked before. Met on the same walk, it is a circle. */
static void
break_circles (SparkleThreadTree *self)
{
  GHashTableIter iter;
  SparkleThreadNode *start;
  unsigned walk = 0;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &start))
    {
      SparkleThreadNode *node = start, *oldest;

      for (walk++; node != self->top && node->mark == 0; node = node->parent)
        node->mark = walk;
      if (node == self->top || node->mark != walk)
        continue;
      oldest = node;
      for (SparkleThreadNode *other = node->parent; other != node; other = other->parent)
        if (compare_age (other, oldest) < 0)
          oldest = other;
      oldest->parent = self->top;
    }
}

/* From the leaves up and from the top down, without recursion: a thread may be as deep as it is long. */
static void
measure (SparkleThreadTree *self)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  g_ptr_array_add (order, self->top);
  for (unsigned i = 0; i < order->len; i++)
    {
      SparkleThreadNode *node = order->pdata[i];

      node->n_below = 0;
      for (unsigned k = 0; node->children != NULL && k < node->children->len; k++)
        {
          SparkleThreadNode *child = node->children->pdata[k];

          child->depth = node->depth + 1;
          g_ptr_array_add (order, child);
        }
    }
  for (unsigned i = order->len; i-- > 1;)
    {
      SparkleThreadNode *node = order->pdata[i];

      node->parent->n_below += node->n_below + !node->deleted;
    }
}

/**
 * sparkle_thread_tree_new: (skip)
 * @keys: of SparkleThreadKey
 * @order: of siblings
 * @began_at: when the post was published, µs
 *
 * Hangs each comment under its parent. Not yet sorted.
 *
 * Returns: (transfer full): the tree
 */
SparkleThreadTree *
sparkle_thread_tree_new (GPtrArray          *keys,
                         SparkleThreadOrder  order,
                         gint64              began_at)
{
  SparkleThreadTree *self = g_new0 (SparkleThreadTree, 1);
  GHashTableIter iter;
  SparkleThreadNode *node;

  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) node_free);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->top = g_new0 (SparkleThreadNode, 1);
  self->top->depth = -1;
  self->order = order;
  self->began_at = began_at;
  for (unsigned i = 0; i < keys->len; i++)
    {
      node = node_new (keys->pdata[i]);
      g_hash_table_replace (self->nodes, node->id, node);
    }
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    {
      node->parent = node->parent_id != NULL ? g_hash_table_lookup (self->nodes, node->parent_id) : NULL;
      if (node->parent == NULL && node->parent_id != NULL)
        g_hash_table_add (self->waiting, g_strdup (node->parent_id));
      if (node->parent == NULL)
        node->parent = self->top;
    }
  break_circles (self);
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    adopt (node->parent, node);
  measure (self);
  return self;
}

void
sparkle_thread_tree_free (SparkleThreadTree *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->waiting);
  node_free (self->top);
  g_free (self);
}

SparkleThreadNode *
sparkle_thread_tree_find (SparkleThreadTree *self,
                          const char        *id)
{
  return g_hash_table_lookup (self->nodes, id);
}

/* ---- small changes ------------------------------------------------------------ */

static void
count_up (SparkleThreadNode *node,
          int                by)
{
  for (SparkleThreadNode *above = node->parent; above != NULL; above = above->parent)
    above->n_below += by;
}

SparkleThreadNode *
sparkle_thread_tree_add (SparkleThreadTree      *self,
                         const SparkleThreadKey *key)
{
  SparkleThreadNode *node, *parent;

  if (g_hash_table_contains (self->waiting, key->id) || g_strcmp0 (key->parent_id, key->id) == 0)
    return NULL;
  node = node_new (key);
  parent = node->parent_id != NULL ? sparkle_thread_tree_find (self, node->parent_id) : NULL;
  if (parent == NULL && node->parent_id != NULL)
    g_hash_table_add (self->waiting, g_strdup (node->parent_id));
  node->parent = parent != NULL ? parent : self->top;
  node->depth = node->parent->depth + 1;
  score (self, node);
  if (node->parent->children == NULL)
    node->parent->children = g_ptr_array_new ();
  g_ptr_array_insert (node->parent->children, find_place (self, node->parent->children, node), node);
  g_hash_table_replace (self->nodes, node->id, node);
  if (!node->deleted)
    count_up (node, 1);
  return node;
}

gboolean
sparkle_thread_tree_remove (SparkleThreadTree *self,
                            SparkleThreadNode *node)
{
  if (node->children != NULL && node->children->len > 0)
    return FALSE;
  if (!node->deleted)
    count_up (node, -1);
  g_ptr_array_remove (node->parent->children, node);
  g_hash_table_remove (self->nodes, node->id);
  return TRUE;
}

void
sparkle_thread_tree_delete (SparkleThreadTree *self,
                            SparkleThreadNode *node)
{
  if (node->deleted)
    return;
  node->deleted = TRUE;
  count_up (node, -1);
}

gboolean
sparkle_thread_tree_date (SparkleThreadTree *self,
                          SparkleThreadNode *node,
                          gint64             created_at)
{
  GPtrArray *siblings = node->parent->children;
  unsigned place;

  node->created_at = created_at;
  if (!g_ptr_array_find (siblings, node, &place))
    return FALSE;
  return (place == 0 || compare (&siblings->pdata[place - 1], &node, self) < 0) &&
         (place + 1 == siblings->len || compare (&node, &siblings->pdata[place + 1], self) < 0);
}

/* ---- the list ------------------------------------------------------------------ */

/* A deleted comment keeps its place while somebody answers it. */
gboolean
sparkle_thread_node_is_listed (const SparkleThreadNode *self)
{
  return !self->deleted || self->n_below > 0;
}

gboolean
sparkle_thread_node_is_shown (const SparkleThreadNode *self,
                              const SparkleThreadNode *root,
                              int                      depth_max)
{
  if (!sparkle_thread_node_is_listed (self) || self->depth - MAX (root->depth, 0) > depth_max)
    return FALSE;
  for (const SparkleThreadNode *above = self; above != root; above = above->parent)
    if (above == NULL || (above != self && above->collapsed))
      return FALSE;
  return self == root || !root->collapsed;
}

typedef struct { SparkleThreadNode *node; unsigned next; } Frame;

static void
walk (SparkleThreadNode *self,
      int                deepest,
      gboolean           everything,
      GPtrArray         *rows)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame frame = { self, 0 };

  g_array_append_val (stack, frame);
  while (stack->len > 0)
    {
      Frame *last = &g_array_index (stack, Frame, stack->len - 1);
      SparkleThreadNode *child;

      if (last->node->children == NULL || last->next == last->node->children->len || (last->node->collapsed && !everything) || last->node->depth >= deepest)
        {
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      child = last->node->children->pdata[last->next++];
      if (!sparkle_thread_node_is_listed (child))
        continue;
      g_ptr_array_add (rows, child);
      frame = (Frame) { child, 0 };
      g_array_append_val (stack, frame);
    }
}

void
sparkle_thread_node_flatten_below (SparkleThreadNode       *self,
                                   const SparkleThreadNode *root,
                                   int                      depth_max,
                                   GPtrArray               *rows)
{
  walk (self, depth_max + MAX (root->depth, 0), FALSE, rows);
}

GPtrArray *
sparkle_thread_node_list (SparkleThreadNode *root)
{
  GPtrArray *all = g_ptr_array_new ();

  if (root->depth >= 0)
    g_ptr_array_add (all, root);
  walk (root, G_MAXINT, TRUE, all);
  return all;
}

void
sparkle_thread_node_flatten (SparkleThreadNode *root,
                             int                depth_max,
                             GPtrArray         *rows)
{
  if (root->depth >= 0 && !sparkle_thread_node_is_listed (root))
    return;
  if (root->depth >= 0)
    g_ptr_array_add (rows, root);
  sparkle_thread_node_flatten_below (root, root, depth_max, rows);
}
