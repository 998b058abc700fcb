/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-reader.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_THREAD_OLDEST, /* as the talk went */
  SPARKLE_THREAD_NEWEST,
  SPARKLE_THREAD_BEST,   /* sparkle_best_score() as it was when the order was chosen */
  SPARKLE_THREAD_VIDEO,  /* along the video: what is about a moment of it by that moment, then the rest; answers as the talk went */
} SparkleThreadOrder;

typedef struct _SparkleThreadNode SparkleThreadNode;

/* One comment in the tree; private to the thread. */
struct _SparkleThreadNode
{
  char              *id;         /* (owned) */
  char              *parent_id;  /* (owned) (nullable) */
  SparkleThreadNode *parent;     /* never NULL but of the top */
  GPtrArray         *children;   /* (owned) (nullable): in order */
  gint64             created_at;
  gint64             reactions;
  double             score;
  gint64             moment;     /* second of the video, -1: none */
  int                depth;      /* of the top: -1 */
  unsigned           n_below;    /* how many are below it that are not deleted */
  unsigned           mark;       /* scratch of whoever works on it */
  guint              deleted   : 1;
  guint              own       : 1;
  guint              collapsed : 1;
  guint              unread    : 1;
};

/* All comments of one post as a tree. The top is no comment: it holds those that answer the post, and those whose parent is
 * not here. Parents in a circle are nonsense of a server: the oldest of a circle goes to the top. */
typedef struct
{
  GHashTable         *nodes;     /* (owned): id -> node (owned) */
  GHashTable         *waiting;   /* (owned): ids of parents that are not here */
  SparkleThreadNode  *top;       /* (owned) */
  SparkleThreadOrder  order;
  gint64              began_at;  /* when the post was published, µs */
} SparkleThreadTree;

SparkleThreadTree *sparkle_thread_tree_new     (GPtrArray *keys, SparkleThreadOrder order, gint64 began_at);
void               sparkle_thread_tree_free    (SparkleThreadTree *self);
SparkleThreadNode *sparkle_thread_tree_find    (SparkleThreadTree *self, const char *id); /* (nullable) */
/* Gives every node its score; scores (nullable): a tree whose scores are kept. */
void               sparkle_thread_tree_sort    (SparkleThreadTree *self, SparkleThreadTree *scores);
/* A comment without answers more. NULL: others have waited for it, build anew. */
SparkleThreadNode *sparkle_thread_tree_add     (SparkleThreadTree *self, const SparkleThreadKey *key);
/* FALSE: it has answers, build anew. */
gboolean           sparkle_thread_tree_remove  (SparkleThreadTree *self, SparkleThreadNode *node);
void               sparkle_thread_tree_delete  (SparkleThreadTree *self, SparkleThreadNode *node);
/* FALSE: at another time it has another place, build anew. */
gboolean           sparkle_thread_tree_date    (SparkleThreadTree *self, SparkleThreadNode *node, gint64 created_at);

gboolean           sparkle_thread_node_is_listed (const SparkleThreadNode *self);
/* Whether everything above it up to root is open and it is not too deep. */
gboolean           sparkle_thread_node_is_shown  (const SparkleThreadNode *self, const SparkleThreadNode *root, int depth_max);
/* Adds what is to be seen below root, and root itself unless it is the top. */
void               sparkle_thread_node_flatten   (SparkleThreadNode *root, int depth_max, GPtrArray *rows);
/* The same below one that is open and in the list of root already. */
void               sparkle_thread_node_flatten_below (SparkleThreadNode *self, const SparkleThreadNode *root, int depth_max, GPtrArray *rows);
/* (transfer full): root and all that hangs below it, whether it is to be seen or not */
GPtrArray         *sparkle_thread_node_list      (SparkleThreadNode *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleThreadTree, sparkle_thread_tree_free)

G_END_DECLS
