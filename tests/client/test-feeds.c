/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sparkle-feed.h"
#include "sparkle-trending.h"
#include "store-kit.h"

#define POST(...)  kit_post ((KitPost) { __VA_ARGS__ })

static char *
title_at (SparkleFeed *feed,
          unsigned     i)
{
  g_autoptr (SparklePost) post = g_list_model_get_item (G_LIST_MODEL (feed), i);

  return post != NULL ? g_strdup (sparkle_post_get_title (post)) : NULL;
}

/* The titles from top to bottom, in one word each. */
static char *
titles (SparkleFeed *feed)
{
  GString *all = g_string_new (NULL);

  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (feed)); i++)
    {
      g_autofree char *title = title_at (feed, i);

      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", title);
    }
  return g_string_free (all, FALSE);
}

#define assert_titles(feed, expected)               \
  G_STMT_START                                      \
  {                                                 \
    g_autofree char *found_ = titles (feed);        \
    g_assert_cmpstr (found_, ==, expected);         \
  }                                                 \
  G_STMT_END

static unsigned
n_items (SparkleFeed *feed)
{
  return g_list_model_get_n_items (G_LIST_MODEL (feed));
}

/* ---- trending ----------------------------------------------------------------------------------------------------- */

static void
test_score (void)
{
  g_assert_cmpfloat_with_epsilon (sparkle_trending_score (10, 2, 3, 0), 1 + 4 + 9, 1e-9);
  g_assert_cmpfloat_with_epsilon (sparkle_trending_score (10, 2, 3, 3 * G_TIME_SPAN_DAY), 14 * exp (-0.3), 1e-9);
  /* a clock that is behind, and counts that make no sense */
  g_assert_cmpfloat_with_epsilon (sparkle_trending_score (0, 1, 0, -G_TIME_SPAN_DAY), 2, 1e-9);
  g_assert_cmpfloat (sparkle_trending_score (-5, -1, -1, 0), ==, 0);
  g_assert_true (isfinite (sparkle_trending_score (G_MAXINT64, G_MAXINT64, G_MAXINT64, 0)));
}

static void
test_trending (void)
{
  g_autoptr (Kit) kit = kit_new ();
  gint64 now = g_get_real_time ();
  g_autofree char *seen = POST (.n = 1, .title = "seen", .views = 100, .at = now - G_TIME_SPAN_HOUR);
  g_autofree char *liked = POST (.n = 2, .title = "liked", .likes = 6, .at = now - G_TIME_SPAN_HOUR);
  g_autofree char *faded = POST (.n = 3, .title = "faded", .comments = 5, .at = now - 6 * G_TIME_SPAN_DAY);
  g_autofree char *old = POST (.n = 4, .title = "old", .comments = 500, .at = now - 8 * G_TIME_SPAN_DAY);
  g_autofree char *loud = POST (.n = 3, .title = "faded", .rev = 2, .comments = 50, .at = now - 6 * G_TIME_SPAN_DAY);
  g_autofree char *fresh = POST (.n = 5, .title = "fresh", .comments = 90, .at = now);
  g_autofree char *liked_id = kit_id (1, 2);
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) feed = NULL;
  unsigned position;

  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s,%s,%s,%s]},\"deletes\":{}", seen, liked, faded, old);
  feed = sparkle_feed_new (entities, SPARKLE_LIST_TRENDING, NULL);
  assert_titles (feed, "liked seen faded"); /* 12, 10 and 15·e^-0.6 = 8.2; a week is over for the other */

  /* The order stands while it is read, whatever comes. */
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", loud, fresh);
  assert_titles (feed, "liked seen faded");
  g_assert_cmpuint (sparkle_feed_get_new_count (feed), ==, 0);
  g_assert_true (sparkle_feed_find (feed, liked_id, &position));
  g_assert_cmpuint (position, ==, 0);
  /* What is gone is gone. */
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f2\",\"cursor\":\"f3\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", liked_id);
  assert_titles (feed, "seen faded");
  sparkle_feed_refresh (feed);
  assert_titles (feed, "fresh faded seen");
}

/* ---- following ---------------------------------------------------------------------------------------------------- */

static void
test_following (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *theirs = POST (.n = 1, .age = 10, .title = "theirs"), *mine = POST (.n = 2, .age = 20, .title = "mine", .author = KIT_ME);
  g_autofree char *later = POST (.n = 3, .age = 5, .title = "later"), *other = POST (.n = 4, .age = 4, .title = "other", .author = "01900000-0000-7000-8000-0000000000cc");
  g_autofree char *user = kit_user (KIT_OTHER, 1, "bea", 0);
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) feed = sparkle_feed_new (entities, SPARKLE_LIST_FOLLOWING, NULL);

  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s,%s],\"user\":[%s]},\"deletes\":{}", theirs, mine, user);
  g_assert_cmpuint (n_items (feed), ==, 0); /* nobody is signed in */
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  g_assert_cmpuint (n_items (feed), ==, 0);

  kit_enqueue (kit, NULL, "user.follow", 0, "{\"user_id\":\"%s\"}", KIT_OTHER);
  assert_titles (feed, "theirs");
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", later, other);
  assert_titles (feed, "theirs");
  g_assert_cmpuint (sparkle_feed_get_new_count (feed), ==, 1);
  sparkle_feed_show_new (feed);
  assert_titles (feed, "later theirs");

  kit_enqueue (kit, NULL, "user.unfollow", 0, "{\"user_id\":\"%s\"}", KIT_OTHER);
  g_assert_cmpuint (n_items (feed), ==, 0);
}

/* ---- categories and tags ------------------------------------------------------------------------------------------ */

static void
test_tags_follow_the_post (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 10, .title = "one", .tags = "[\"Red\",\"blue\"]", .category = "news");
  g_autofree char *edited = POST (.n = 1, .rev = 2, .age = 10, .title = "one", .tags = "[\"blue\",\"green\"]");
  g_autofree char *moved = POST (.n = 1, .rev = 3, .age = 30, .title = "one", .tags = "[\"blue\",\"green\"]");
  g_autofree char *two = POST (.n = 2, .age = 20, .title = "two", .tags = "[\"green\",\"green\"]"), *id = kit_id (1, 1);
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) red = sparkle_feed_new (entities, SPARKLE_LIST_TAG, "red");
  g_autoptr (SparkleFeed) green = sparkle_feed_new (entities, SPARKLE_LIST_TAG, "GREEN");
  g_autoptr (SparkleFeed) news = sparkle_feed_new (entities, SPARKLE_LIST_CATEGORY, "news");

  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", one, two);
  assert_titles (red, "one");
  assert_titles (green, "two"); /* twice the same tag is once */
  assert_titles (news, "one");
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s]},\"deletes\":{}", edited);
  g_assert_cmpuint (n_items (red), ==, 0);
  g_assert_cmpuint (n_items (news), ==, 0);
  sparkle_feed_show_new (green);
  assert_titles (green, "one two");
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f2\",\"cursor\":\"f3\",\"upserts\":{\"post\":[%s]},\"deletes\":{}", moved);
  assert_titles (green, "two one");
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f3\",\"cursor\":\"f4\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", id);
  assert_titles (green, "two");
}

/* ---- where the reader left ----------------------------------------------------------------------------------------- */

static void
fill (Kit      *kit,
      unsigned  n,
      int       newest_age)
{
  g_autoptr (GString) page = g_string_new (NULL);

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("p%u", i);
      g_autofree char *post = POST (.n = i, .age = newest_age + (int) i, .title = title);

      g_string_append_printf (page, "%s%s", i > 0 ? "," : "", post);
    }
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f0\",\"follow\":\"f0\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", page->str);
}

static void
add_newer (Kit      *kit,
           unsigned  first,
           unsigned  n,
           int       oldest_age)
{
  static unsigned cursor;
  g_autoptr (GString) page = g_string_new (NULL);

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("new%u", i);
      g_autofree char *post = POST (.n = first + i, .age = oldest_age - (int) i, .title = title);

      g_string_append_printf (page, "%s%s", i > 0 ? "," : "", post);
    }
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f%u\",\"cursor\":\"f%u\",\"upserts\":{\"post\":[%s]},\"deletes\":{}", cursor, cursor + 1, page->str);
  cursor++;
}

static void
test_left_and_back (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) before = NULL, after = NULL, late = NULL;
  g_autofree char *top = NULL, *oldest_new = NULL, *deep = kit_id (1, 1500), *deep_title = NULL;
  unsigned position;
  gint64 mark;

  fill (kit, 2000, 1000);
  before = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  g_assert_false (sparkle_feed_find_line (before, &position));
  mark = sparkle_feed_get_mark (before);
  add_newer (kit, 5000, 30, 900);
  g_assert_cmpuint (sparkle_feed_get_new_count (before), ==, 30);

  /* Another start: the list begins as it was left, and what came waits. */
  after = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  g_assert_cmpuint (sparkle_feed_get_new_count (after), ==, 0);
  sparkle_feed_set_mark (after, mark);
  g_assert_cmpuint (sparkle_feed_get_new_count (after), ==, 30);
  top = title_at (after, 0);
  g_assert_cmpstr (top, ==, "p0");
  g_assert_cmpint (sparkle_feed_get_mark (after), ==, mark);
  g_assert_false (sparkle_feed_find_line (after, &position));

  g_assert_cmpuint (sparkle_feed_show_new (after), ==, 30);
  g_assert_true (sparkle_feed_find_line (after, &position));
  g_assert_cmpuint (position, ==, 30);
  oldest_new = title_at (after, position - 1);
  g_assert_cmpstr (oldest_new, ==, "new0");
  g_assert_cmpint (sparkle_feed_get_mark (after), >, mark);

  /* A place far down is found although nobody looked so far yet. */
  g_assert_true (sparkle_feed_find (after, deep, &position));
  g_assert_cmpuint (position, ==, 1530);
  deep_title = title_at (after, position);
  g_assert_cmpstr (deep_title, ==, "p1500");
  g_assert_cmpuint (n_items (after), <, 2030);

  /* More than anybody catches up with is there at once, with the line below it. */
  add_newer (kit, 6000, 700, 800);
  late = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  sparkle_feed_set_mark (late, mark);
  g_assert_cmpuint (sparkle_feed_get_new_count (late), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/feeds/score", test_score);
  g_test_add_func ("/feeds/trending", test_trending);
  g_test_add_func ("/feeds/following", test_following);
  g_test_add_func ("/feeds/tags", test_tags_follow_the_post);
  g_test_add_func ("/feeds/left-and-back", test_left_and_back);
  return g_test_run ();
}
