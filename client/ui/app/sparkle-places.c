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
  if (g_str_equal (place, "following"))
    return g_strdup (_("Following"));
  if (g_str_equal (place, "trending"))
    return g_strdup (_("Trending"));
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

/* What a list says when it has nothing: one sentence and what can be done about it. */
static void
set_empty (SparkleFeedPage *page,
           SparkleSession  *session,
           const char      *place)
{
  if (g_str_equal (place, "following") && sparkle_session_get_account_id (session) == NULL)
    sparkle_feed_page_set_empty (page, "system-users-symbolic", _("You are not signed in"),
                                 _("Who is signed in can follow people and finds their posts here."), _("_Sign in"), "win.sign-in");
  else if (g_str_equal (place, "following"))
    sparkle_feed_page_set_empty (page, "system-users-symbolic", _("Nothing from people you follow"),
                                 _("Follow somebody on their profile, and what they write appears here."),
                                 _("See what is _trending"), "win.show-list(('trending', ''))");
  else if (g_str_equal (place, "trending"))
    sparkle_feed_page_set_empty (page, "sparkle-trending-symbolic", _("A quiet week"),
                                 _("Nothing was published in the last seven days."), _("_Write a post"), "win.compose");
  else if (g_str_equal (place, "category"))
    sparkle_feed_page_set_empty (page, "sparkle-spark-symbolic", _("Nothing in this category yet"), _("Be the first to write here."),
                                 _("_Write a post"), "win.compose");
  else if (g_str_equal (place, "tag"))
    sparkle_feed_page_set_empty (page, "sparkle-spark-symbolic", _("Nothing with this tag"), _("No post that is stored here has it."),
                                 _("_Look for news"), "win.sync");
  else
    sparkle_feed_page_set_empty (page, "sparkle-spark-symbolic", _("No posts yet"), _("Be the first to write one."),
                                 _("_Write a post"), "win.compose");
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
  else if (g_str_equal (place, "following"))
    feed = sparkle_session_open_following (session);
  else if (g_str_equal (place, "trending"))
    feed = sparkle_session_open_trending (session);
  else
    feed = g_object_ref (sparkle_session_get_feed (session));

  page = sparkle_feed_page_new (session, feed, key, title);
  set_empty (page, session, place);
  return GTK_WIDGET (page);
}
