/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread.h"

#include "sparkle-limits.h"
#include "sparkle-row-runs.h"
#include "sparkle-thread-private.h"

/* Deeper than this rows are not indented further, whoever shows them. */
#define MAX_DEPTH 64

typedef enum { PROP_POST = 1, PROP_N_COMMENTS, PROP_N_ITEMS, PROP_N_UNREAD } SparkleThreadProperty;
static GParamSpec *properties[PROP_N_UNREAD + 1];

enum { CHANGING, MOMENTS, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleThread, sparkle_thread, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* ---- rows ------------------------------------------------------------------- */

/* NULL: the root of this branch is not here. */
SparkleThreadNode *
sparkle_thread_root (SparkleThread *self)
{
  return self->root_id != NULL ? sparkle_thread_tree_find (self->tree, self->root_id) : self->tree->top;
}

static int
depth_of (SparkleThread           *self,
          const SparkleThreadNode *node)
{
  const SparkleThreadNode *root = sparkle_thread_root (self);

  return node->depth - (root != NULL ? MAX (root->depth, 0) : 0);
}

static void
place (SparkleThread           *self,
       const SparkleThreadNode *node,
       SparkleComment          *comment)
{
  int depth = depth_of (self, node);

  sparkle_comment_set_place (comment, (unsigned) CLAMP (depth, 0, MAX_DEPTH), node->n_below, node->collapsed,
                             depth >= self->depth_max && node->n_below > 0, node->unread);
}

void
sparkle_thread_place_alive (SparkleThread           *self,
                            const SparkleThreadNode *node)
{
  g_autoptr (SparkleComment) comment = sparkle_entities_peek_comment (self->entities, node->id);

  if (comment != NULL)
    place (self, node, comment);
}

static gpointer
sparkle_thread_get_item (GListModel *model,
                         unsigned    position)
{
  SparkleThread *self = SPARKLE_THREAD (model);
  const SparkleThreadNode *node;
  SparkleComment *comment;

  if (position >= self->rows->len)
    return NULL;
  node = self->rows->pdata[position];
  comment = sparkle_entities_get_comment (self->entities, node->id);
  place (self, node, comment);
  return comment;
}

static GType
sparkle_thread_get_item_type (GListModel *model)
{
  return SPARKLE_TYPE_COMMENT;
}

static unsigned
sparkle_thread_get_n_items (GListModel *model)
{
  return SPARKLE_THREAD (model)->rows->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_thread_get_item;
  iface->get_item_type = sparkle_thread_get_item_type;
  iface->get_n_items = sparkle_thread_get_n_items;
}

void
sparkle_thread_splice (SparkleThread *self,
                       unsigned       position,
                       unsigned       removed,
                       gpointer      *added,
                       unsigned       n_added)
{
  if (removed + n_added == 0)
    return;
  g_signal_emit (self, signals[CHANGING], 0);
  sparkle_row_runs_splice (self->rows, position, removed, added, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, n_added);
}

/* ---- counts ----------------------------------------------------------------- */

SparkleThreadCounts
sparkle_thread_count (SparkleThread *self)
{
  return (SparkleThreadCounts) { g_hash_table_size (self->tree->nodes), self->rows->len, self->n_unread };
}

void
sparkle_thread_tell_counts (SparkleThread       *self,
                            SparkleThreadCounts  old)
{
  SparkleThreadCounts now = sparkle_thread_count (self);

  SPARKLE_NOTIFY_VALUE (self, old.comments, now.comments, PROP_N_COMMENTS);
  SPARKLE_NOTIFY_VALUE (self, old.items, now.items, PROP_N_ITEMS);
  SPARKLE_NOTIFY_VALUE (self, old.unread, now.unread, PROP_N_UNREAD);
  if (self->moments_moved)
    {
      self->moments_moved = FALSE;
      g_signal_emit (self, signals[MOMENTS], 0);
    }
}

static int
compare_seconds (gconstpointer a,
                 gconstpointer b)
{
  guint32 one = *(const guint32 *) a, two = *(const guint32 *) b;

  return (one > two) - (one < two);
}

/* ---- public --------------------------------------------------------------------------------------------------------- */

SparklePost *
sparkle_thread_get_post (SparkleThread *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self), NULL);

  return self->post;
}

const char *
sparkle_thread_get_root_id (SparkleThread *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self), NULL);

  return self->root_id;
}

unsigned
sparkle_thread_get_n_comments (SparkleThread *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self), 0);

  return g_hash_table_size (self->tree->nodes);
}

/**
 * sparkle_thread_list_moments:
 *
 * Of the whole thread, also of what is collapsed, too deep or in another branch; not of what is deleted.
 *
 * Returns: (transfer full) (element-type guint32): the seconds of the video that its comments are about, in order
 */
GArray *
sparkle_thread_list_moments (SparkleThread *self)
{
  GArray *moments;
  GHashTableIter iter;
  SparkleThreadNode *node;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self), NULL);

  moments = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_hash_table_iter_init (&iter, self->tree->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    if (node->moment >= 0 && !node->deleted)
      {
        guint32 seconds = (guint32) MIN (node->moment, SPARKLE_VIDEO_SECONDS_MAX);

        g_array_append_val (moments, seconds);
      }
  g_array_sort (moments, compare_seconds);
  return moments;
}

/**
 * sparkle_thread_set_depth_max:
 * @depth_max: how deep the list goes below its top; what is deeper has a list of its own
 */
void
sparkle_thread_set_depth_max (SparkleThread *self,
                              unsigned       depth_max)
{
  g_return_if_fail (SPARKLE_IS_THREAD (self));

  if (self->depth_max == (int) depth_max)
    return;
  self->depth_max = (int) depth_max;
  sparkle_thread_rebuild (self, FALSE);
}

SparkleThreadOrder
sparkle_thread_get_order (SparkleThread *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self), SPARKLE_THREAD_OLDEST);

  return self->order;
}

/**
 * sparkle_thread_set_order:
 * @order: of the answers to one comment, and of those to the post
 *
 * The best are those that are it now: what happens while one reads moves nothing until the order is chosen again.
 */
void
sparkle_thread_set_order (SparkleThread      *self,
                          SparkleThreadOrder  order)
{
  g_return_if_fail (SPARKLE_IS_THREAD (self));

  if (self->order == order && order != SPARKLE_THREAD_BEST)
    return;
  self->order = order;
  sparkle_thread_rebuild (self, TRUE);
}

/**
 * sparkle_thread_set_collapsed:
 *
 * Takes the replies of a comment off the list, or puts them back: one change of the list.
 */
void
sparkle_thread_set_collapsed (SparkleThread *self,
                              const char    *comment_id,
                              gboolean       collapsed)
{
  g_autoptr (GPtrArray) below = g_ptr_array_new ();
  SparkleThreadNode *node, *root;
  unsigned position = 0, old_items;

  g_return_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL);

  node = sparkle_thread_tree_find (self->tree, comment_id);
  root = sparkle_thread_root (self);
  if (node == NULL || node->collapsed == !!collapsed)
    return;
  if (collapsed)
    g_hash_table_add (self->collapsed, g_strdup (comment_id));
  else
    g_hash_table_remove (self->collapsed, comment_id);
  old_items = self->rows->len;
  node->collapsed = FALSE;
  if (g_ptr_array_find (self->rows, node, &position) && root != NULL)
    sparkle_thread_node_flatten_below (node, root, self->depth_max, below);
  node->collapsed = !!collapsed;
  sparkle_thread_place_alive (self, node);
  if (collapsed)
    sparkle_thread_splice (self, position + 1, below->len, NULL, 0);
  else
    sparkle_thread_splice (self, position + 1, 0, below->pdata, below->len);
  SPARKLE_NOTIFY_VALUE (self, old_items, self->rows->len, PROP_N_ITEMS);
}

gboolean
sparkle_thread_find (SparkleThread *self,
                     const char    *comment_id,
                     unsigned      *ret_position)
{
  SparkleThreadNode *node;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL, FALSE);

  node = sparkle_thread_tree_find (self->tree, comment_id);
  return node != NULL && g_ptr_array_find (self->rows, node, ret_position);
}

gboolean
sparkle_thread_knows (SparkleThread *self,
                      const char    *comment_id)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL, FALSE);

  return sparkle_thread_tree_find (self->tree, comment_id) != NULL;
}

gboolean
sparkle_thread_reveal (SparkleThread *self,
                       const char    *comment_id)
{
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  SparkleThreadNode *node, *root;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL, FALSE);

  node = sparkle_thread_tree_find (self->tree, comment_id);
  root = sparkle_thread_root (self);
  if (node == NULL || root == NULL || depth_of (self, node) > self->depth_max || !sparkle_thread_node_is_listed (node))
    return FALSE;
  for (SparkleThreadNode *parent = node; parent != root; parent = parent->parent)
    {
      if (parent == NULL)
        return FALSE;
      if (parent->parent != NULL && parent->parent->collapsed)
        g_ptr_array_add (above, parent->parent);
    }
  for (unsigned i = above->len; i-- > 0;)
    sparkle_thread_set_collapsed (self, ((SparkleThreadNode *) above->pdata[i])->id, FALSE);
  return TRUE;
}

char *
sparkle_thread_find_branch (SparkleThread *self,
                            const char    *comment_id)
{
  SparkleThreadNode *node;
  int steps;

  g_return_val_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL, NULL);

  node = sparkle_thread_tree_find (self->tree, comment_id);
  if (node == NULL || node->depth <= self->depth_max)
    return NULL;
  /* The pages begin where the one before ends. */
  steps = node->depth % MAX (self->depth_max, 1);
  if (steps == 0)
    steps = self->depth_max;
  for (int i = 0; i < steps && node->parent->id != NULL; i++)
    node = node->parent;
  return g_strdup (node->id);
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static void
sparkle_thread_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SparkleThread *self = SPARKLE_THREAD (object);

  switch ((SparkleThreadProperty) id)
    {
    case PROP_POST:
      g_value_set_object (value, self->post);
      break;
    case PROP_N_COMMENTS:
      g_value_set_uint (value, g_hash_table_size (self->tree->nodes));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->rows->len);
      break;
    case PROP_N_UNREAD:
      g_value_set_uint (value, self->n_unread);
      break;
    }
}

static void
sparkle_thread_dispose (GObject *object)
{
  SparkleThread *self = SPARKLE_THREAD (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->post);
  g_clear_object (&self->entities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sparkle_thread_parent_class)->dispose (object);
}

static void
sparkle_thread_finalize (GObject *object)
{
  SparkleThread *self = SPARKLE_THREAD (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->tree, sparkle_thread_tree_free);
  g_clear_pointer (&self->collapsed, g_hash_table_unref);
  g_clear_pointer (&self->left, g_hash_table_unref);
  g_free (self->post_id);
  g_free (self->root_id);
  G_OBJECT_CLASS (sparkle_thread_parent_class)->finalize (object);
}

static void
sparkle_thread_class_init (SparkleThreadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_thread_dispose;
  object_class->finalize = sparkle_thread_finalize;
  object_class->get_property = sparkle_thread_get_property;
  properties[PROP_POST] = g_param_spec_object ("post", NULL, NULL, SPARKLE_TYPE_POST, SPARKLE_PROP_FLAGS);
  properties[PROP_N_COMMENTS] = SPARKLE_PROP_UINT ("n-comments");
  properties[PROP_N_ITEMS] = SPARKLE_PROP_UINT ("n-items");
  properties[PROP_N_UNREAD] = SPARKLE_PROP_UINT ("n-unread");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[MOMENTS] = g_signal_new ("moments", SPARKLE_TYPE_THREAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGING] = g_signal_new ("changing", SPARKLE_TYPE_THREAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_thread_init (SparkleThread *self)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  self->tree = sparkle_thread_tree_new (nothing, SPARKLE_THREAD_OLDEST, 0);
  self->collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rows = g_ptr_array_new ();
  self->depth_max = G_MAXINT / 2;
}

/**
 * sparkle_thread_new_branch:
 * @root_id: (nullable): the comment that the list begins with; %NULL: the whole thread
 */
SparkleThread *
sparkle_thread_new_branch (SparkleEntities *entities,
                           const char      *post_id,
                           const char      *root_id)
{
  SparkleThread *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities) && post_id != NULL, NULL);

  self = g_object_new (SPARKLE_TYPE_THREAD, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  self->post_id = g_strdup (post_id);
  self->root_id = g_strdup (root_id);
  self->post = sparkle_entities_get_post (entities, post_id);
  sparkle_thread_read_visit (self);
  sparkle_thread_rebuild (self, FALSE);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (sparkle_thread_follow), self, G_CONNECT_SWAPPED);
  return self;
}

SparkleThread *
sparkle_thread_new (SparkleEntities *entities,
                    const char      *post_id)
{
  return sparkle_thread_new_branch (entities, post_id, NULL);
}
