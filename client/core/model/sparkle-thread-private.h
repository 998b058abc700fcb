/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-model-private.h"
#include "sparkle-thread.h"

G_BEGIN_DECLS

/* The files sparkle-thread.c (list and object), -follow.c (what changes) and -unread.c (what is new) share this. */
struct _SparkleThread
{
  GObject             parent_instance;
  SparkleEntities    *entities;   /* (owned) */
  SparkleStore       *store;      /* (owned) */
  gulong              changed_id;
  char               *post_id;    /* (owned) */
  char               *root_id;    /* (owned) (nullable): of a branch */
  SparklePost        *post;       /* (owned) */
  SparkleThreadTree  *tree;       /* (owned) */
  GHashTable         *collapsed;  /* (owned): set of ids */
  GHashTable         *left;       /* (owned): ids left unread by the last visit */
  GPtrArray          *rows;       /* (owned): SparkleThreadNode, owned by the tree: what the list shows */
  SparkleThreadOrder  order;
  int                 depth_max;
  gint64              upto;       /* of the last visit; newer ones are unread. 0: the first visit, and its comments are still coming */
  unsigned            n_unread;
  gboolean            moments_moved; /* and it is not told yet */
};

/* What is told when it changes. */
typedef struct { unsigned comments, items, unread; } SparkleThreadCounts;
SparkleThreadCounts sparkle_thread_count        (SparkleThread *self);
void                sparkle_thread_tell_counts  (SparkleThread *self, SparkleThreadCounts old);

SparkleThreadNode  *sparkle_thread_root         (SparkleThread *self); /* NULL: the root of this branch is not here */
void                sparkle_thread_place_alive  (SparkleThread *self, const SparkleThreadNode *node);
/* Rows go and come, and it is told. */
void                sparkle_thread_splice       (SparkleThread *self, unsigned position, unsigned removed, gpointer *added, unsigned n_added);

void                sparkle_thread_rebuild      (SparkleThread *self, gboolean resort);
void                sparkle_thread_follow       (SparkleThread *self, SparkleStoreChanges *changes);

void                sparkle_thread_read_visit   (SparkleThread *self);
gboolean            sparkle_thread_is_news      (SparkleThread *self, const SparkleThreadNode *node);
void                sparkle_thread_set_unread   (SparkleThread *self, SparkleThreadNode *node, gboolean unread);
void                sparkle_thread_end_first_fetch (SparkleThread *self);

G_END_DECLS
