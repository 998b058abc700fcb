/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of posts that are not one scope's, and what is told of reading. */
#include "sparkle-session-private.h"

#include "sparkle-uuid.h"

/* Posts whose opening was told already; a day's reading is less. */
#define MAX_TOLD 2000

/**
 * sparkle_session_open_following:
 * @self: an open session
 *
 * Returns: (transfer full): the cached posts of the people whom the account follows
 */
SparkleFeed *
sparkle_session_open_following (SparkleSession *self)
{
  SparkleFeed *feed;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);

  feed = sparkle_feed_new (self->entities, SPARKLE_LIST_FOLLOWING, NULL);
  sparkle_session_let_load_older (self, feed, "feed");
  return feed;
}

/**
 * sparkle_session_open_trending:
 * @self: an open session
 *
 * Returns: (transfer full): the cached posts of the last seven days that are talked about most, in an order that stands
 */
SparkleFeed *
sparkle_session_open_trending (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);

  return sparkle_feed_new (self->entities, SPARKLE_LIST_TRENDING, NULL);
}

/* Lets the server count a reader. It counts one a day, so this tells once a day; it is no write that anybody waits for: without a
 * connection, or when nobody is signed in, nothing is told and nothing is kept for later. */
void
sparkle_session_note_view (SparkleSession *self, const char *post_id)
{
  g_autofree char *path = NULL;
  gint64 day = g_get_real_time () / G_TIME_SPAN_DAY;

  if (self->closed || !self->network_enabled || self->http == NULL || !sparkle_http_has_token (self->http) ||
      !sparkle_uuid_is_valid (post_id) || !sparkle_sync_get_online (self->sync))
    return;
  if (self->told == NULL)
    self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (self->told_day != day || g_hash_table_size (self->told) >= MAX_TOLD)
    g_hash_table_remove_all (self->told);
  self->told_day = day;
  if (!g_hash_table_add (self->told, g_strdup (post_id)))
    return;
  path = g_strconcat ("/api/v1/posts/", post_id, "/view", NULL);
  dex_future_disown (sparkle_http_call (self->http, "PUT", path, NULL, NULL));
}
