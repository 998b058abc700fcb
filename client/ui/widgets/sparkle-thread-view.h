/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-outbox.h"
#include "sparkle-thread.h"

G_BEGIN_DECLS

/* A post and its comments, or a branch of them, in one scrolling list. What comes and goes does not move the row on top; a row
 * begins as an empty place of a likely height and is furnished when it is in sight, the others in idle time.
 *
 * Signals: ::reply (SparkleComment), ::edit (SparkleComment), ::elsewhere (const char *comment_id): it is too deep or not
 * deep enough to be shown here. */
#define SPARKLE_TYPE_THREAD_VIEW (sparkle_thread_view_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThreadView, sparkle_thread_view, SPARKLE, THREAD_VIEW, AdwBin)

GtkWidget      *sparkle_thread_view_new            (void);
void            sparkle_thread_view_set_thread     (SparkleThreadView *self, SparkleThread *thread, GListModel *outbox);
void            sparkle_thread_view_set_reader     (SparkleThreadView *self, const char *reader_id);
void            sparkle_thread_view_update_author  (SparkleThreadView *self);

/* Scrolls to a comment and lets it glow once; one that is not here yet when it comes. */
void            sparkle_thread_view_show_comment   (SparkleThreadView *self, const char *comment_id, gboolean focus);
gboolean        sparkle_thread_view_next_unread    (SparkleThreadView *self);
/* The focus goes to the next comment, or the one before. */
void            sparkle_thread_view_step           (SparkleThreadView *self, int step);
/* (transfer full) (nullable): which has the focus; ret_within (optional): whether something in its row has it */
SparkleComment *sparkle_thread_view_get_current    (SparkleThreadView *self, gboolean *ret_within);
/* The replies of a comment go or come while it stays where it is. */
void            sparkle_thread_view_set_collapsed  (SparkleThreadView *self, SparkleComment *comment, gboolean collapsed);

/* Which row is on top, and how much of it is above the edge; the post's id is "post". */
gboolean        sparkle_thread_view_get_place      (SparkleThreadView *self, char **ret_id, double *ret_offset);
void            sparkle_thread_view_set_place      (SparkleThreadView *self, const char *id, double offset);
/* Where a comment's row is, in pixels below the edge; FALSE: it has no place now. */
gboolean        sparkle_thread_view_get_row_y      (SparkleThreadView *self, const char *comment_id, double *ret_y);
unsigned        sparkle_thread_view_count_furnished (SparkleThreadView *self, unsigned *ret_rows);

G_END_DECLS
