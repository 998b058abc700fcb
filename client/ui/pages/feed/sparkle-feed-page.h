/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-feed.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* A list of posts: home, bookmarks, a category, a tag. Remembers where the reader was. */
#define SPARKLE_TYPE_FEED_PAGE (sparkle_feed_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFeedPage, sparkle_feed_page, SPARKLE, FEED_PAGE, AdwBin)

SparkleFeedPage *sparkle_feed_page_new           (SparkleSession *session, SparkleFeed *feed, const char *key, const char *title);
GtkWidget       *sparkle_feed_page_new_waiting   (void);
const char      *sparkle_feed_page_get_title     (SparkleFeedPage *self);
void             sparkle_feed_page_set_empty     (SparkleFeedPage *self, const char *icon_name, const char *title,
                                                  const char *description, const char *action_label, const char *action_name);
/* FALSE when there are posts to show: the failure is then told elsewhere. */
gboolean         sparkle_feed_page_show_failure  (SparkleFeedPage *self, const GError *error);
void             sparkle_feed_page_save_position (SparkleFeedPage *self);
/* Marks the post that is being read. */
void             sparkle_feed_page_set_open      (SparkleFeedPage *self, const char *post_id);
void             sparkle_feed_page_move          (SparkleFeedPage *self, int step);

/* F5: an order that stands is made anew. */
void             sparkle_feed_page_refresh       (SparkleFeedPage *self);

G_END_DECLS
