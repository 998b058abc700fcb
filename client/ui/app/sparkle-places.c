/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-places.h"

#include <glib/gi18n.h>

#include "sparkle-bookmarks-page.h"
#include "sparkle-categories.h"
#include "sparkle-drafts-page.h"
#include "sparkle-feed-page.h"
#include "sparkle-notifications-page.h"
#include "sparkle-outbox-page.h"
#include "sparkle-search-page.h"

/**
 * sparkle_place_get_title:
 * @place: name of the list
 * @arg: of a category its slug, of a tag its name
 * @categories: (nullable): the categories that are known
 *
 * Returns: (transfer full): what people call it
 */
char *
sparkle_place_get_title (const char *place,
                         const char *arg,
                         GListModel *categories)
{
  if (g_str_equal (place, "category"))
    {
      SparkleCategory *category = categories != NULL ? sparkle_categories_lookup (SPARKLE_CATEGORIES (categories), arg) : NULL;

      return g_strdup (category != NULL ? sparkle_category_get_name (category) : arg);
    }
  if (g_str_equal (place, "tag"))
    return g_strdup_printf ("#%s", arg);
  if (g_str_equal (place, "bookmarks"))
    return g_strdup (_("Bookmarks"));
  if (g_str_equal (place, "drafts"))
    return g_strdup (_("Drafts"));
  if (g_str_equal (place, "notifications"))
    return g_strdup (_("Notifications"));
  if (g_str_equal (place, "outbox"))
    return g_strdup (_("Outbox"));
  if (g_str_equal (place, "search"))
    return g_strdup (_("Search"));
  return g_strdup (_("Home"));
}

/**
 * sparkle_place_new_page:
 * @session: open
 * @place: name of the list
 * @arg: of a category its slug, of a tag its name
 * @key: under which the reader's place in it is remembered
 * @title: what people call it
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
sparkle_place_new_page (SparkleSession *session,
                        const char     *place,
                        const char     *arg,
                        const char     *key,
                        const char     *title)
{
  g_autoptr(SparkleFeed) feed = NULL;
  SparkleFeedPage *page;

  if (g_str_equal (place, "bookmarks"))
    return sparkle_bookmarks_page_new (session);
  if (g_str_equal (place, "drafts"))
    return sparkle_drafts_page_new (session);
  if (g_str_equal (place, "notifications"))
    return sparkle_notifications_page_new (session);
  if (g_str_equal (place, "outbox"))
    return sparkle_outbox_page_new (session);
  if (g_str_equal (place, "search"))
    return sparkle_search_page_new (session);

  if (g_str_equal (place, "category"))
    feed = sparkle_session_open_posts (session, arg, NULL);
  else if (g_str_equal (place, "tag"))
    feed = sparkle_session_open_posts (session, NULL, arg);
  else
    feed = g_object_ref (sparkle_session_get_feed (session));

  page = sparkle_feed_page_new (session, feed, key, title);
  sparkle_feed_page_set_empty (page, "sparkle-spark-symbolic", _("No posts yet"), _("Be the first to write one."),
                                 _("_Write a post"), "win.compose");
  return GTK_WIDGET (page);
}
