/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"
#include "sparkle-store-reader.h"

G_BEGIN_DECLS

/* Posts over SQLite: a GListModel of SparklePost that keeps only keys, reads pages of 50 and holds a bounded number of objects.
 * What is read never moves by itself: new posts of others wait in new-count until show_new(); one's own come in at once.
 * Properties: n-items, new-count (unsigned), loading-older (boolean), complete (boolean: nothing older to load), kind, arg. */
#define SPARKLE_TYPE_FEED (sparkle_feed_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFeed, sparkle_feed, SPARKLE, FEED, GObject)

/* Lists by time (all, a category, a tag, the followed) hold new posts back; profiles and bookmarks show them at once, trending posts
 * stand still. Reads the cache here and now, as far as it is looked at: the list grows as somebody comes near its end. */
SparkleFeed *sparkle_feed_new               (SparkleEntities *entities, SparkleListKind kind, const char *arg);
unsigned     sparkle_feed_get_new_count     (SparkleFeed *self);
/* Lets the waiting posts in on top; returns how many. */
unsigned     sparkle_feed_show_new          (SparkleFeed *self);
/* The newest that was shown, to be remembered when the reader leaves and given back on the next visit. */
gint64       sparkle_feed_get_mark          (SparkleFeed *self);
void         sparkle_feed_set_mark          (SparkleFeed *self, gint64 mark);
/* The first post that was there when the reader left last; FALSE: nothing came since. */
gboolean     sparkle_feed_find_line         (SparkleFeed *self, unsigned *ret_position);
/* Whether the cache has posts that were not looked at yet. */
gboolean     sparkle_feed_get_more          (SparkleFeed *self);
void         sparkle_feed_refresh           (SparkleFeed *self);
SparkleListKind sparkle_feed_get_kind       (SparkleFeed *self);
gboolean     sparkle_feed_get_loading_older (SparkleFeed *self);
gboolean     sparkle_feed_get_complete      (SparkleFeed *self);
/* Asks whoever syncs for older posts (see the hook). FALSE when there is nothing older or it is under way. */
gboolean     sparkle_feed_load_older        (SparkleFeed *self);

/* How older posts come: called on load_older(); returns a future (transfer full) that resolves when a page is in the store. */
typedef DexFuture *(*SparkleFeedOlderFunc)  (SparkleFeed *feed, gpointer user_data);
void         sparkle_feed_set_older_func    (SparkleFeed *self, SparkleFeedOlderFunc func, gpointer user_data, GDestroyNotify destroy);

/* Where a post is; FALSE when it is not in the list. For reading positions and tests. */
gboolean     sparkle_feed_find              (SparkleFeed *self, const char *post_id, unsigned *ret_position);

G_END_DECLS
