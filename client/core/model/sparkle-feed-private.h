/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-feed.h"
#include "sparkle-key-list.h"
#include "sparkle-post-cache.h"

G_BEGIN_DECLS

/* sparkle-feed.c is the list as others see it, sparkle-feed-order.c which posts it has in which order. */
struct _SparkleFeed
{
  GObject              parent_instance;
  SparkleEntities     *entities;     /* (owned) */
  SparkleStore        *store;        /* (owned) */
  gulong               changed_id;
  SparkleListKind      kind;
  char                *arg;          /* (owned) (nullable) */
  GArray              *keys;         /* (owned): SparkleKey, what the list shows; replaced, never changed */
  gboolean             more;         /* the cache has posts after those */
  unsigned             extend_id;
  GArray              *held;         /* (owned): SparkleKey, new posts that wait */
  gint64               mark;         /* what is newer waits; G_MININT64: nothing was shown yet */
  gint64               line;         /* what is newer came since the reader left; G_MAXINT64: nothing did */
  SparklePostCache    *posts;        /* (owned) */
  gboolean             loading_older;
  gboolean             complete;
  SparkleFeedOlderFunc older_func;   /* (nullable) */
  gpointer             older_data;
  GDestroyNotify       older_destroy;
};

/* FIRST keys are read at once: a GtkListView builds rows for all it gets, up to some 200, before it shows one. */
#define SPARKLE_FEED_FIRST    16
/* Whoever was away for more than this is not led back through it. */
#define SPARKLE_FEED_MAX_HELD 500

/* Puts keys in the place of others and tells. */
void     sparkle_feed_splice          (SparkleFeed *self, unsigned position, unsigned removed, const SparkleKey *added, unsigned n_added);
/* Turns the list into target, told in as few steps as it takes. */
void     sparkle_feed_become          (SparkleFeed *self, GArray *target);
/* Whether new posts wait in this list. */
gboolean sparkle_feed_holds           (SparkleFeed *self);
void     sparkle_feed_set_held        (SparkleFeed *self, GArray *held); /* transfer full */
/* The next keys of the cache; soon: in idle time, not while an item is asked for. */
void     sparkle_feed_extend          (SparkleFeed *self);
void     sparkle_feed_extend_soon     (SparkleFeed *self);
/* Takes the first so many off the list again, but those of the reader: they wait. */
void     sparkle_feed_hold_newest     (SparkleFeed *self, unsigned n);
void     sparkle_feed_reload          (SparkleFeed *self);
void     sparkle_feed_reload_trending (SparkleFeed *self, gboolean afresh);
void     sparkle_feed_update_complete (SparkleFeed *self);
void     sparkle_feed_store_changed   (SparkleFeed *self, SparkleStoreChanges *changes);
void     sparkle_feed_notify_new_count (SparkleFeed *self);
void     sparkle_feed_notify_n_items  (SparkleFeed *self);

G_END_DECLS
