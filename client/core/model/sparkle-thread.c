/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread.h"

#include "sparkle-id-list.h"
#include "sparkle-model-private.h"

#define MAX_COMMENTS 20000
/* Deeper than this the tree is drawn flat: depth stops growing, the order stays. */
#define MAX_DEPTH    64

typedef struct
{
  unsigned   depth;
  unsigned   n_replies;
  GPtrArray *children;  /* (nullable): ids, owned by the keys of nodes */
} Node;

struct _SparkleThread
{
  GObject          parent_instance;
  SparkleEntities *entities;   /* (owned) */
  SparkleStore    *store;      /* (owned) */
  gulong           changed_id;
  char            *post_id;    /* (owned) */
  SparklePost     *post;       /* (owned) */
  GHashTable      *nodes;      /* (owned): id (owned) -> Node (owned): every cached comment */
  GHashTable      *collapsed;  /* (owned): set of ids */
  GPtrArray       *ids;        /* (owned): what the list shows */
};

typedef enum { PROP_POST = 1, PROP_N_COMMENTS, PROP_N_ITEMS } SparkleThreadProperty;
static GParamSpec *properties[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleThread, sparkle_thread, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
node_free (Node *node)
{
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

static void
place (SparkleThread  *self,
       const char     *id,
       SparkleComment *comment)
{
  const Node *node = g_hash_table_lookup (self->nodes, id);

  if (node != NULL)
    sparkle_comment_set_place (comment, node->depth, node->n_replies, g_hash_table_contains (self->collapsed, id));
}

static gpointer
sparkle_thread_get_item (GListModel *model,
                         unsigned    position)
{
  SparkleThread *self = SPARKLE_THREAD (model);
  SparkleComment *comment;

  if (position >= self->ids->len)
    return NULL;
  comment = sparkle_entities_get_comment (self->entities, g_ptr_array_index (self->ids, position));
  place (self, g_ptr_array_index (self->ids, position), comment);
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
  return SPARKLE_THREAD (model)->ids->len;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item = sparkle_thread_get_item;
  iface->get_item_type = sparkle_thread_get_item_type;
  iface->get_n_items = sparkle_thread_get_n_items;
}

/* ---- the tree ------------------------------------------------------------------------------------------------------- */

static void
add_child (Node       *parent,
           const char *id)
{
  if (parent->children == NULL)
    parent->children = g_ptr_array_new ();
  g_ptr_array_add (parent->children, (gpointer) id);
}

/* Hangs each comment under its parent; those without a known parent go under roots. Keys come oldest first, so that siblings do. */
static GHashTable *
build_nodes (GPtrArray *keys,
             Node      *roots)
{
  GHashTable *nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) node_free);

  for (unsigned i = 0; i < keys->len; i++)
    {
      const SparkleThreadKey *key = g_ptr_array_index (keys, i);

      g_hash_table_insert (nodes, g_strdup (key->id), g_new0 (Node, 1));
    }
  for (unsigned i = 0; i < keys->len; i++)
    {
      const SparkleThreadKey *key = g_ptr_array_index (keys, i);
      Node *parent = key->parent_id != NULL ? g_hash_table_lookup (nodes, key->parent_id) : NULL;
      gpointer own_key;

      g_hash_table_lookup_extended (nodes, key->id, &own_key, NULL);
      add_child (parent != NULL ? parent : roots, own_key);
    }
  return nodes;
}

typedef struct { Node *node; unsigned next; unsigned depth; gboolean hidden; } Frame;

/* Walks without recursion: a thread may be as deep as it is long. Comments in a circle of parents are under no root and stay away. */
static void
flatten (SparkleThread *self,
         GHashTable    *nodes,
         Node          *roots,
         GPtrArray     *visible)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame top = { roots, 0, 0, FALSE };

  g_array_append_val (stack, top);
  while (stack->len > 0)
    {
      Frame *frame = &g_array_index (stack, Frame, stack->len - 1);
      const char *id;
      Frame child;

      if (frame->node->children == NULL || frame->next == frame->node->children->len)
        {
          unsigned replies = frame->node->n_replies + 1;

          g_array_set_size (stack, stack->len - 1);
          if (stack->len > 0)
            g_array_index (stack, Frame, stack->len - 1).node->n_replies += replies;
          continue;
        }
      id = g_ptr_array_index (frame->node->children, frame->next++);
      child = (Frame) { g_hash_table_lookup (nodes, id), 0, frame->depth + 1, frame->hidden || g_hash_table_contains (self->collapsed, id) };
      child.node->depth = MIN (frame->depth, MAX_DEPTH);
      if (!frame->hidden)
        g_ptr_array_add (visible, g_strdup (id));
      g_array_append_val (stack, child);
    }
}

static void
rebuild (SparkleThread *self)
{
  g_autoptr (GPtrArray) keys = sparkle_store_read_thread (self->store, self->post_id, MAX_COMMENTS);
  g_autoptr (GPtrArray) visible = sparkle_id_list_new ();
  Node roots = { 0 };
  unsigned old_count = g_hash_table_size (self->nodes), old_items = self->ids->len;

  GHashTable *nodes = build_nodes (keys, &roots);
  flatten (self, nodes, &roots, visible);
  g_clear_pointer (&roots.children, g_ptr_array_unref);
  g_hash_table_unref (self->nodes);
  self->nodes = nodes;
  sparkle_id_list_become (G_LIST_MODEL (self), &self->ids, visible);
  if (old_count != g_hash_table_size (nodes))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_COMMENTS]);
  if (old_items != self->ids->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  /* depth and replies of those that somebody looks at */
  for (unsigned i = 0; i < self->ids->len; i++)
    {
      const char *id = g_ptr_array_index (self->ids, i);
      g_autoptr (SparkleComment) comment = sparkle_entities_peek_comment (self->entities, id);

      if (comment != NULL)
        place (self, id, comment);
    }
}

static gboolean
concerns (SparkleThread       *self,
          SparkleStoreChanges *changes)
{
  g_autofree const char **ids = NULL;

  if (!sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_COMMENT))
    return FALSE;
  if (sparkle_store_changes_is_all (changes, SPARKLE_COLLECTION_COMMENT))
    return TRUE;
  ids = sparkle_store_changes_list (changes, SPARKLE_COLLECTION_COMMENT);
  for (unsigned i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (SparkleStoreComment) row = NULL;

      if (g_hash_table_contains (self->nodes, ids[i]))
        return TRUE;
      row = sparkle_store_read_comment (self->store, ids[i]);
      if (row != NULL && g_strcmp0 (row->post_id, self->post_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
changed_cb (SparkleThread       *self,
            SparkleStoreChanges *changes)
{
  if (concerns (self, changes))
    rebuild (self);
}

/* ---- public --------------------------------------------------------------------------------------------------------- */

SparklePost *
sparkle_thread_get_post (SparkleThread *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self), NULL);

  return self->post;
}

unsigned
sparkle_thread_get_n_comments (SparkleThread *self)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self), 0);

  return g_hash_table_size (self->nodes);
}

/**
 * sparkle_thread_set_collapsed:
 *
 * Takes the replies of a comment off the list, or puts them back.
 */
void
sparkle_thread_set_collapsed (SparkleThread *self,
                              const char    *comment_id,
                              gboolean       collapsed)
{
  g_return_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL);

  if (collapsed == g_hash_table_contains (self->collapsed, comment_id) || !g_hash_table_contains (self->nodes, comment_id))
    return;
  if (collapsed)
    g_hash_table_add (self->collapsed, g_strdup (comment_id));
  else
    g_hash_table_remove (self->collapsed, comment_id);
  rebuild (self);
}

gboolean
sparkle_thread_find (SparkleThread *self,
                     const char    *comment_id,
                     unsigned      *ret_position)
{
  g_return_val_if_fail (SPARKLE_IS_THREAD (self) && comment_id != NULL, FALSE);

  return g_ptr_array_find_with_equal_func (self->ids, comment_id, g_str_equal, ret_position);
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
      g_value_set_uint (value, g_hash_table_size (self->nodes));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->ids->len);
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

  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->collapsed, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_free (self->post_id);
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
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_thread_init (SparkleThread *self)
{
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) node_free);
  self->collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ids = sparkle_id_list_new ();
}

SparkleThread *
sparkle_thread_new (SparkleEntities *entities,
                    const char      *post_id)
{
  SparkleThread *self;

  g_return_val_if_fail (SPARKLE_IS_ENTITIES (entities) && post_id != NULL, NULL);

  self = g_object_new (SPARKLE_TYPE_THREAD, NULL);
  self->entities = g_object_ref (entities);
  self->store = g_object_ref (sparkle_entities_get_store (entities));
  self->post_id = g_strdup (post_id);
  self->post = sparkle_entities_get_post (entities, post_id);
  rebuild (self);
  self->changed_id = g_signal_connect_object (self->store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
