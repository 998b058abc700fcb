/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-comment-row.h"
#include "sparkle-thread-view.h"

G_BEGIN_DECLS

/* The files sparkle-thread-view.c (rows, life) and sparkle-thread-view-place.c (where they are) share this. */
struct _SparkleThreadView
{
  AdwBin parent_instance;

  SparkleThread     *thread;     /* (owned) (nullable) */
  SparklePost       *post;       /* (owned) (nullable): first row, but of a branch */
  GListModel        *outbox;     /* (owned) (nullable) */
  char              *reader_id;  /* (nullable) */
  GHashTable        *opened;     /* (owned): ids of long comments that are shown whole */
  GHashTable        *in_sight;   /* (owned): ids of unread ones that were in sight at the last look */
  char              *glow_id;    /* (nullable) */
  gboolean           awaits;     /* glow_id is not here yet */
  gboolean           focuses;    /* what is gone to gets the focus */
  gboolean           leading;    /* the list changes because of what was pressed, which says what holds still */

  GtkScrolledWindow *scroller;
  GtkListView       *view;
  GtkWidget         *popover;    /* (nullable): made on first use; child of this widget */
  GtkWidget         *menu;       /* (nullable): the same */
  unsigned           around;     /* position near which rows are furnished at once */
  unsigned           furnish_id;
  unsigned           minute_id;
  unsigned           seen_id;
  unsigned           glow_source;
  unsigned           place_tick;
  GdkFrameClock     *place_clock;   /* (owned) (nullable): of place_handler */
  gulong             place_handler;
  gint64             place_frame;   /* of the last corrections */
  int                place_tries;   /* left in it */
  gpointer           place_item; /* (owned) (nullable) */
  double             place_y;
  int                place_frames;
};

/* The list's own children hold the rows; (nullable): one without a comment is waiting to be used again. */
SparkleCommentRow *sparkle_thread_view_row_of       (GtkWidget *item_widget);
/* FALSE: it has no place; a list keeps rows that are far away (that of the focus, say) whose bounds mean nothing. */
gboolean           sparkle_thread_view_bounds_of    (SparkleThreadView *self, GtkWidget *item_widget, graphene_rect_t *bounds);
int                sparkle_thread_view_page_height  (SparkleThreadView *self);
/* What comes and goes from now on leaves the first row in sight where it is. */
void               sparkle_thread_view_hold_top     (SparkleThreadView *self);
void               sparkle_thread_view_end_approach (SparkleThreadView *self);
void               sparkle_thread_view_elsewhere    (SparkleThreadView *self, const char *comment_id);
/* What is looked for has perhaps come. */
void               sparkle_thread_view_look_again   (SparkleThreadView *self);

G_END_DECLS
