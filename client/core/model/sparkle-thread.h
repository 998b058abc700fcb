/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The comments of one post, flattened in the order of the tree (siblings oldest first): a GListModel of SparkleComment, each knowing its
 * depth. Replies of a collapsed comment are not in the list. A reply whose parent is not cached stands at the top level until it comes.
 * Properties: post (SparklePost), n-comments (unsigned: all cached, also collapsed ones). */
#define SPARKLE_TYPE_THREAD (sparkle_thread_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThread, sparkle_thread, SPARKLE, THREAD, GObject)

SparkleThread *sparkle_thread_new            (SparkleEntities *entities, const char *post_id);
SparklePost   *sparkle_thread_get_post       (SparkleThread *self); /* transfer none */
unsigned       sparkle_thread_get_n_comments (SparkleThread *self);
void           sparkle_thread_set_collapsed  (SparkleThread *self, const char *comment_id, gboolean collapsed);
gboolean       sparkle_thread_find           (SparkleThread *self, const char *comment_id, unsigned *ret_position);

G_END_DECLS
