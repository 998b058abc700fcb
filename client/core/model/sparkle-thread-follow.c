/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-row-runs.h"
#include "sparkle-thread-private.h"
#include "sparkle-video-time.h"

#define MAX_COMMENTS 20000
/* More changes at once than this are worked out together. */
#define MAX_SMALL 64

static void
place_above (SparkleThread           *self,
             const SparkleThreadNode *node)
{
  for (const SparkleThreadNode *above = node->parent; above != NULL && above->id != NULL; above = above->parent)
    sparkle_thread_place_alive (self, above);
}

/* ---- all anew --------------------------------------------------------------- */

/* What is remembered of each comment moves over to the new tree. */
static void
dress (SparkleThread     *self,
       SparkleThreadTree *old)
{
  GHashTableIter iter;
  SparkleThreadNode *node;

  self->n_unread = 0;
  g_hash_table_iter_init (&iter, self->tree->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    {
      const SparkleThreadNode *before = old != NULL ? sparkle_thread_tree_find (old, node->id) : NULL;

      node->collapsed = g_hash_table_contains (self->collapsed, node->id);
      node->mark = 0;
      sparkle_thread_set_unread (self, node, before != NULL ? before->unread && !node->deleted : sparkle_thread_is_news (self, node));
    }
}

/* The rows that stay take the new nodes at once: a row is its id. */
static void
become (SparkleThread *self,
        GPtrArray     *target)
{
  g_autoptr (GArray) runs = NULL;

  for (unsigned i = 0; i < target->len; i++)
    ((SparkleThreadNode *) target->pdata[i])->mark = i + 1;
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      SparkleThreadNode *old = self->rows->pdata[i];
      SparkleThreadNode *now = sparkle_thread_tree_find (self->tree, old->id);

      if (now != NULL && now->mark != 0)
        self->rows->pdata[i] = now;
      else
        old->mark = 0;
    }
  g_autofree unsigned *marks = g_new0 (unsigned, self->rows->len + 1);

  for (unsigned i = 0; i < self->rows->len; i++)
    marks[i] = ((SparkleThreadNode *) self->rows->pdata[i])->mark;
  runs = sparkle_row_runs_find (marks, self->rows->len, target->len);
  for (unsigned i = 0; i < runs->len; i++)
    {
      SparkleRowRun run = g_array_index (runs, SparkleRowRun, i);

      sparkle_thread_splice (self, run.position, run.removed, target->pdata + run.position, run.added);
    }
}

/* Reads the whole thread again; rows that stay are not told of. */
void
sparkle_thread_rebuild (SparkleThread *self,
                        gboolean       resort)
{
  g_autoptr (GPtrArray) keys = sparkle_store_read_thread (self->store, self->post_id, MAX_COMMENTS);
  g_autoptr (GPtrArray) target = g_ptr_array_new ();
  g_autoptr (SparkleThreadTree) old = self->tree;
  SparkleThreadCounts counts = sparkle_thread_count (self);
  SparkleThreadNode *root;

  /* The old tree lives until the list holds none of its nodes. */
  self->tree = sparkle_thread_tree_new (keys, self->order, sparkle_post_get_published_at (self->post));
  sparkle_thread_tree_sort (self->tree, resort ? NULL : old);
  dress (self, old);
  sparkle_thread_end_first_fetch (self);
  root = sparkle_thread_root (self);
  if (root != NULL)
    sparkle_thread_node_flatten (root, self->depth_max, target);
  become (self, target);
  self->moments_moved = TRUE;
  sparkle_thread_tell_counts (self, counts);
  for (unsigned i = 0; i < self->rows->len; i++)
    sparkle_thread_place_alive (self, self->rows->pdata[i]);
}

/* ---- one more, one less ------------------------------------------------------ */

/* Where a row is, or would be. */
static unsigned
position_for (SparkleThread     *self,
              SparkleThreadNode *node)
{
  GPtrArray *siblings = node->parent->children;
  unsigned place = 0, position = 0;

  g_ptr_array_find (siblings, node, &place);
  while (place-- > 0)
    {
      const SparkleThreadNode *before = siblings->pdata[place];

      if (!sparkle_thread_node_is_listed (before) || !g_ptr_array_find (self->rows, before, &position))
        continue;
      for (position++; position < self->rows->len && ((SparkleThreadNode *) self->rows->pdata[position])->depth > before->depth; position++)
        ;
      return position;
    }
  return g_ptr_array_find (self->rows, node->parent, &position) ? position + 1 : 0;
}

static void
hide_row (SparkleThread     *self,
          SparkleThreadNode *node)
{
  unsigned position;

  if (g_ptr_array_find (self->rows, node, &position))
    sparkle_thread_splice (self, position, 1, NULL, 0);
}

static gboolean
insert (SparkleThread          *self,
        const SparkleThreadKey *key)
{
  SparkleThreadNode *root = sparkle_thread_root (self);
  SparkleThreadNode *node;
  gboolean hidden_parent;

  if (key->deleted || (root == NULL && self->root_id != NULL && g_str_equal (key->id, self->root_id)))
    return FALSE;
  node = sparkle_thread_tree_add (self->tree, key);
  if (node == NULL)
    return FALSE;
  node->collapsed = g_hash_table_contains (self->collapsed, node->id);
  self->moments_moved |= node->moment >= 0;
  sparkle_thread_set_unread (self, node, sparkle_thread_is_news (self, node));
  /* A deleted parent that nobody answered was not in the list. */
  hidden_parent = node->parent->deleted && node->parent->n_below == 1;
  if (hidden_parent)
    return FALSE;
  if (root != NULL && sparkle_thread_node_is_shown (node, root, self->depth_max))
    sparkle_thread_splice (self, position_for (self, node), 0, (gpointer *) &node, 1);
  place_above (self, node);
  return TRUE;
}

static gboolean
take_away (SparkleThread     *self,
           SparkleThreadNode *node)
{
  SparkleThreadNode *parent = node->parent;

  if (node->children != NULL && node->children->len > 0)
    return FALSE;
  self->moments_moved |= node->moment >= 0;
  sparkle_thread_set_unread (self, node, FALSE);
  hide_row (self, node);
  sparkle_thread_tree_remove (self->tree, node);
  for (; parent->id != NULL && !sparkle_thread_node_is_listed (parent); parent = parent->parent)
    hide_row (self, parent);
  for (; parent->id != NULL; parent = parent->parent)
    sparkle_thread_place_alive (self, parent);
  return TRUE;
}

static gboolean
update (SparkleThread          *self,
        SparkleThreadNode      *node,
        const SparkleThreadKey *key)
{
  if (g_strcmp0 (node->parent_id, key->parent_id) != 0 || (node->deleted && !key->deleted))
    return FALSE;
  node->own = key->own != 0;
  if (node->moment != key->moment || (key->deleted && !node->deleted))
    self->moments_moved |= node->moment >= 0 || key->moment >= 0;
  /* Of another moment, it has another place along the video. */
  if (node->moment != key->moment && self->order == SPARKLE_THREAD_VIDEO)
    return FALSE;
  node->moment = key->moment;
  if (key->deleted && !node->deleted)
    {
      sparkle_thread_set_unread (self, node, FALSE);
      sparkle_thread_tree_delete (self->tree, node);
      for (SparkleThreadNode *gone = node; gone->id != NULL && !sparkle_thread_node_is_listed (gone); gone = gone->parent)
        hide_row (self, gone);
      place_above (self, node);
    }
  return node->created_at == key->created_at || sparkle_thread_tree_date (self->tree, node, key->created_at);
}

static gint64
sum_reactions (const SparkleStoreComment *row)
{
  gint64 sum = 0;

  for (unsigned i = 0; i < SPARKLE_STORE_N_REACTIONS; i++)
    sum += row->reactions[i];
  return sum;
}

/* FALSE: this is more than a small change. */
static gboolean
follow_one (SparkleThread *self,
            const char    *id)
{
  g_autoptr (SparkleStoreComment) row = sparkle_store_read_comment (self->store, id);
  SparkleThreadNode *node = sparkle_thread_tree_find (self->tree, id);
  SparkleThreadKey key;

  if (row == NULL || g_strcmp0 (row->post_id, self->post_id) != 0)
    return node == NULL || take_away (self, node);
  key = (SparkleThreadKey) {
    .id = row->id, .parent_id = row->parent_id, .created_at = row->created_at, .reactions = sum_reactions (row), .deleted = row->deleted,
    .own = row->local || g_strcmp0 (row->author_id, sparkle_store_get_account (self->store)) == 0,
    .moment = sparkle_video_time_of (row->video_seconds, row->content),
  };
  if (node != NULL)
    return update (self, node, &key);
  return g_hash_table_size (self->tree->nodes) < MAX_COMMENTS ? insert (self, &key) : TRUE;
}

static gboolean
concerns (SparkleThread *self,
          const char    *id)
{
  g_autoptr (SparkleStoreComment) row = NULL;

  if (sparkle_thread_tree_find (self->tree, id) != NULL)
    return TRUE;
  row = sparkle_store_read_comment (self->store, id);
  return row != NULL && g_strcmp0 (row->post_id, self->post_id) == 0;
}

static void
follow_some (SparkleThread  *self,
             const char    **ids,
             unsigned        n_ids)
{
  SparkleThreadCounts counts = sparkle_thread_count (self);

  if (n_ids > MAX_SMALL)
    {
      for (unsigned i = 0; i < n_ids; i++)
        if (concerns (self, ids[i]))
          {
            sparkle_thread_rebuild (self, FALSE);
            return;
          }
      return;
    }
  for (unsigned i = 0; i < n_ids; i++)
    if (!follow_one (self, ids[i]))
      {
        sparkle_thread_rebuild (self, FALSE);
        break;
      }
  sparkle_thread_end_first_fetch (self);
  sparkle_thread_tell_counts (self, counts);
}

/* The cache changed. */
void
sparkle_thread_follow (SparkleThread       *self,
                       SparkleStoreChanges *changes)
{
  g_autofree const char **ids = NULL;
  unsigned n_ids = 0;

  if (!sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_COMMENT))
    return;
  if (sparkle_store_changes_is_all (changes, SPARKLE_COLLECTION_COMMENT))
    {
      sparkle_thread_rebuild (self, FALSE);
      return;
    }
  ids = sparkle_store_changes_list (changes, SPARKLE_COLLECTION_COMMENT);
  while (ids[n_ids] != NULL)
    n_ids++;
  follow_some (self, ids, n_ids);
}

