/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"
#include "sparkle-thread-tree.h"

G_BEGIN_DECLS

/* The comments of one post, flattened in the order of the tree: a GListModel of SparkleComment, each knowing its place. Replies of a
 * collapsed comment are not in the list, nor what is deeper than depth-max, which has a list of its own with another root. A reply
 * whose parent is not cached stands at the top level until it comes; a deleted comment stays while it has answers.
 * One comment more or less is one small change; only what re-hangs branches is worked out anew, and then told as few runs.
 * Properties: post (SparklePost), n-comments (unsigned: all cached, also collapsed ones), n-items, n-unread.
 * Signals: ::changing: the list is about to change, and still shows what it did. ::moments: see sparkle_thread_list_moments(). */
#define SPARKLE_TYPE_THREAD (sparkle_thread_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThread, sparkle_thread, SPARKLE, THREAD, GObject)

SparkleThread     *sparkle_thread_new            (SparkleEntities *entities, const char *post_id);
SparkleThread     *sparkle_thread_new_branch     (SparkleEntities *entities, const char *post_id, const char *root_id);
SparklePost       *sparkle_thread_get_post       (SparkleThread *self); /* transfer none */
const char        *sparkle_thread_get_root_id    (SparkleThread *self); /* (nullable): of a branch */
unsigned           sparkle_thread_get_n_comments (SparkleThread *self);
void               sparkle_thread_set_depth_max  (SparkleThread *self, unsigned depth_max);
SparkleThreadOrder sparkle_thread_get_order      (SparkleThread *self);
void               sparkle_thread_set_order      (SparkleThread *self, SparkleThreadOrder order);

/* (transfer full): seconds (guint32) of the video that comments are about, in order, one for each comment */
GArray            *sparkle_thread_list_moments   (SparkleThread *self);

gboolean           sparkle_thread_find           (SparkleThread *self, const char *comment_id, unsigned *ret_position);
gboolean           sparkle_thread_knows          (SparkleThread *self, const char *comment_id); /* cached, in the list or not */
void               sparkle_thread_set_collapsed  (SparkleThread *self, const char *comment_id, gboolean collapsed);
/* Opens what hides it. FALSE: it is not cached, or shown in another list. */
gboolean           sparkle_thread_reveal         (SparkleThread *self, const char *comment_id);
/* (transfer full) (nullable): the comment whose branch shows what is too deep here */
char              *sparkle_thread_find_branch    (SparkleThread *self, const char *comment_id);

/* What came since the last visit. */
unsigned           sparkle_thread_get_n_unread   (SparkleThread *self);
/* Comes on screen: other lists of this thread have shown its comments at other places meanwhile. */
void               sparkle_thread_refresh        (SparkleThread *self);
void               sparkle_thread_mark_read      (SparkleThread *self, const char *comment_id);
/* (transfer full) (nullable): the next one below a comment (NULL: from the top), from the end on from the top */
char              *sparkle_thread_next_unread    (SparkleThread *self, const char *after_id);
/* Where this visit leaves off: up to when all is read but for some; ret_unread: (transfer full). FALSE: nothing to remember. */
gboolean           sparkle_thread_get_visit      (SparkleThread *self, gint64 *ret_upto, char ***ret_unread);

G_END_DECLS
