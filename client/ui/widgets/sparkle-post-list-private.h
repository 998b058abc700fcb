/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-post-list.h"
#include "sparkle-post-row.h"

G_BEGIN_DECLS

/* sparkle-post-list.c has the rows and their cards, sparkle-post-list-place.c where the reader is. */
struct _SparklePostList
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkListView       *view;
  GtkWidget         *popover;       /* (nullable): made on first use; child of this widget */
  char              *open_id;       /* (nullable) */
  unsigned           around;        /* position near which rows are furnished at once */
  GPtrArray         *spare;         /* (owned): SparklePostCard, in no row */
  int                likely;        /* pixels: how high cards are, about */
  char              *line_id;       /* (nullable): the post above which the line between new and old stands */
  char              *end;           /* (nullable): what is said below the last post */
  gboolean           end_busy;
  char              *last_id;       /* (nullable): the last post */
  GdkFrameClock     *clock;         /* (owned) (nullable): while it is mapped */
  gulong             layout_id;
  gboolean           moved;         /* rows may be elsewhere than when they were furnished */
  unsigned           furnish_id;
  unsigned           minute_id;
  unsigned           place_tick;
  unsigned           place_position;
  double             place_offset;
  int                place_frames;
};

/* The row in one of the list's own children; NULL: it waits to be used again. */
SparklePostRow *sparkle_post_list_row_of    (GtkWidget *item_widget);
gboolean        sparkle_post_list_bounds_of (SparklePostList *self, GtkWidget *item_widget, graphene_rect_t *bounds);
gboolean        sparkle_post_list_wheel_cb  (GtkEventControllerScroll *controller, double dx, double dy, SparklePostList *self);

G_END_DECLS
