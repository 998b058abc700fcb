/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-post.h"

G_BEGIN_DECLS

/* A scrolled list of posts that starts fast, stays small and keeps its place: only the rows in sight and those around have cards, which
 * are handed on while it scrolls. Choosing one activates win.open-post. */
#define SPARKLE_TYPE_POST_LIST (sparkle_post_list_get_type ())
G_DECLARE_FINAL_TYPE (SparklePostList, sparkle_post_list, SPARKLE, POST_LIST, AdwBin)

GtkWidget     *sparkle_post_list_new          (void);
void           sparkle_post_list_set_model    (SparklePostList *self, GListModel *posts);
GtkAdjustment *sparkle_post_list_get_vadjustment (SparklePostList *self); /* transfer none */
/* What is on top: FALSE when nothing is. offset: how many pixels of it are above the edge (>= 0). */
gboolean       sparkle_post_list_get_place    (SparklePostList *self, char **ret_id, double *ret_offset);
void           sparkle_post_list_set_place    (SparklePostList *self, unsigned position, double offset);
void           sparkle_post_list_scroll_to_top (SparklePostList *self);
/* Scrolls just far enough to see it. */
void           sparkle_post_list_reveal       (SparklePostList *self, unsigned position);
/* Where the line between new and old is, and what is said at the end. */
void           sparkle_post_list_set_line     (SparklePostList *self, const char *post_id);
void           sparkle_post_list_set_end      (SparklePostList *self, const char *text, gboolean busy);
/* Marks the post that is being read. */
void           sparkle_post_list_set_open     (SparklePostList *self, const char *post_id);
/* How many rows have cards; for tests and benchmarks. */
unsigned       sparkle_post_list_count_furnished (SparklePostList *self, unsigned *ret_rows);

G_END_DECLS
