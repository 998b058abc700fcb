/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sparkle-drafts.h"
#include "sparkle-feed.h"
#include "sparkle-outbox.h"
#include "mirror.h"
#include "store-kit.h"

#define POST(...)  kit_post ((KitPost) { __VA_ARGS__ })

static const char *
title_at (Mirror   *mirror,
          unsigned  i)
{
  return sparkle_post_get_title (g_ptr_array_index (mirror->items, i));
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           GString    *seen)
{
  g_string_append_printf (seen, "%s ", pspec->name);
}

static void
test_identity (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .title = "one"), *two = POST (.n = 1, .title = "two", .rev = 2, .likes = 4);
  g_autofree char *user = kit_user (KIT_OTHER, 1, "bea", 0), *user2 = kit_user (KIT_OTHER, 2, "bea", 7);
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparklePost) early = sparkle_entities_get_post (entities, id);
  g_autoptr (SparkleFeed) feed = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (SparklePost) listed = NULL;

  g_assert_false (sparkle_post_get_known (early));
  g_assert_cmpstr (sparkle_post_get_id (early), ==, id);
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s],\"user\":[%s]},\"deletes\":{}", one, user);
  g_assert_true (sparkle_post_get_known (early));
  listed = g_list_model_get_item (G_LIST_MODEL (feed), 0);
  g_assert_true (listed == early);
  g_assert_cmpstr (sparkle_user_get_name (sparkle_post_get_author (early)), ==, "bea");

  g_signal_connect (early, "notify", G_CALLBACK (notify_cb), seen);
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s],\"user\":[%s]},\"deletes\":{}", two, user2);
  /* what changed and nothing else */
  g_assert_nonnull (strstr (seen->str, "title "));
  g_assert_nonnull (strstr (seen->str, "reactions "));
  g_assert_cmpuint (seen->len, ==, strlen ("title reactions "));
  g_assert_cmpint (sparkle_post_get_n_reactions (early, "like"), ==, 4);
  g_assert_cmpint (sparkle_post_get_n_reactions (early, NULL), ==, 4);
  g_assert_cmpint (sparkle_user_get_n_followers (sparkle_post_get_author (early)), ==, 7);
  g_string_truncate (seen, 0);
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f2\",\"cursor\":\"f3\",\"upserts\":{\"post\":[%s]},\"deletes\":{}", two);
  g_assert_cmpstr (seen->str, ==, "");
  g_signal_handlers_disconnect_by_func (early, notify_cb, seen);

  g_clear_object (&listed);
  g_clear_object (&feed);
  g_assert_cmpuint (sparkle_entities_count (entities), ==, 2);
  g_clear_object (&early);
  g_assert_cmpuint (sparkle_entities_count (entities), ==, 0);
}

static void
test_new_posts_wait (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 10, .title = "one"), *two = POST (.n = 2, .age = 20, .title = "two");
  g_autofree char *fresh = POST (.n = 3, .age = 5, .title = "fresh"), *fresher = POST (.n = 4, .age = 4, .title = "fresher");
  g_autofree char *late = POST (.n = 5, .age = 15, .title = "late"), *mine = kit_id (1, 50), *fresh_id = kit_id (1, 3);
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) feed = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  g_autoptr (SparkleFeed) profile = sparkle_feed_new (entities, SPARKLE_LIST_AUTHOR, KIT_OTHER);
  g_autoptr (GString) seen = g_string_new (NULL);
  Mirror mirror, all;
  unsigned position;

  mirror_init (&mirror, G_LIST_MODEL (feed));
  mirror_init (&all, G_LIST_MODEL (profile));
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", one, two);
  g_assert_cmpuint (mirror.items->len, ==, 2);
  g_signal_connect (feed, "notify::new-count", G_CALLBACK (notify_cb), seen);
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s,%s,%s]},\"deletes\":{}", fresh, late, fresher);
  g_assert_cmpuint (sparkle_feed_get_new_count (feed), ==, 2);
  g_assert_cmpuint (mirror.items->len, ==, 3); /* what is older than the top takes its place */
  g_assert_cmpstr (title_at (&mirror, 1), ==, "late");
  g_assert_cmpuint (all.items->len, ==, 5); /* a profile shows all at once */
  kit_enqueue (kit, NULL, "post.create", 0, "{\"id\":\"%s\",\"title\":\"mine\",\"content\":\"c\"}", mine);
  g_assert_cmpuint (mirror.items->len, ==, 4);
  g_assert_cmpstr (title_at (&mirror, 0), ==, "mine");
  g_assert_false (sparkle_feed_find (feed, fresh_id, &position));
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f2\",\"cursor\":\"f3\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", fresh_id);
  g_assert_cmpuint (sparkle_feed_get_new_count (feed), ==, 1);
  g_assert_cmpuint (sparkle_feed_show_new (feed), ==, 1);
  g_assert_cmpuint (sparkle_feed_get_new_count (feed), ==, 0);
  g_assert_cmpuint (mirror.items->len, ==, 5);
  mirror_check (&mirror);
  mirror_check (&all);
  g_signal_handlers_disconnect_by_func (feed, notify_cb, seen);
  mirror_clear (&mirror);
  mirror_clear (&all);
}

static DexPromise *older_promise;

static DexFuture *
older_cb (SparkleFeed *feed,
          gpointer     user_data)
{
  older_promise = dex_promise_new ();
  return DEX_FUTURE (dex_ref (older_promise));
}

static void
test_older (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 10), *two = POST (.n = 2, .age = 20);
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) feed = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  Mirror mirror;

  mirror_init (&mirror, G_LIST_MODEL (feed));
  sparkle_feed_set_older_func (feed, older_cb, NULL, NULL);
  kit_pulled (kit, "feed", SPARKLE_APPLY_WINDOW_END, "\"cursor\":\"p1\",\"follow\":\"f1\",\"more\":true,\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  g_assert_false (sparkle_feed_get_complete (feed));
  g_assert_true (sparkle_feed_load_older (feed));
  g_assert_true (sparkle_feed_get_loading_older (feed));
  g_assert_false (sparkle_feed_load_older (feed));
  kit_pulled (kit, "feed", SPARKLE_APPLY_OLDER, "\"cursor\":\"p2\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", two);
  g_assert_cmpuint (mirror.items->len, ==, 2);
  g_assert_true (sparkle_feed_get_complete (feed));
  dex_promise_resolve_boolean (older_promise, TRUE);
  g_clear_pointer (&older_promise, dex_unref);
  while (sparkle_feed_get_loading_older (feed))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (sparkle_feed_load_older (feed));
  mirror_clear (&mirror);
}

/* A list reads on in idle time when its end is looked at. */
static void
settle (SparkleFeed *feed)
{
  unsigned before;

  do
    {
      before = g_list_model_get_n_items (G_LIST_MODEL (feed));
      for (unsigned i = 0; i < before; i++)
        g_object_unref (g_list_model_get_item (G_LIST_MODEL (feed), i));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  while (g_list_model_get_n_items (G_LIST_MODEL (feed)) != before);
}

/* Random life of a community: after every step each list's listener holds exactly the model, and the model what the store says. */
static void
test_feed_random (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleFeed) feed = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  g_autoptr (SparkleFeed) tagged = sparkle_feed_new (entities, SPARKLE_LIST_TAG, "red");
  g_autoptr (SparkleFeed) category = sparkle_feed_new (entities, SPARKLE_LIST_CATEGORY, "news");
  g_autoptr (SparkleFeed) bookmarks = sparkle_feed_new (entities, SPARKLE_LIST_BOOKMARKS, NULL);
  SparkleFeed *feeds[] = { feed, tagged, category, bookmarks };
  SparkleListKind kinds[] = { SPARKLE_LIST_FEED, SPARKLE_LIST_TAG, SPARKLE_LIST_CATEGORY, SPARKLE_LIST_BOOKMARKS };
  const char *args[] = { NULL, "red", "news", NULL };
  Mirror mirrors[4];
  unsigned n_cursor = 0;

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  for (unsigned i = 0; i < 4; i++)
    mirror_init (&mirrors[i], G_LIST_MODEL (feeds[i]));
  kit_pulled (kit, "feed", 0, "\"cursor\":\"c0\",\"follow\":\"c0\",\"more\":false,\"upserts\":{},\"deletes\":{}");
  for (unsigned step = 0; step < 100; step++)
    {
      g_autoptr (GString) upserts = g_string_new (NULL);
      g_autoptr (GString) deletes = g_string_new (NULL);
      g_autofree char *id = kit_id (1, g_rand_int_range (rand, 0, 60));
      unsigned n = g_rand_int_range (rand, 0, 8) == 0 ? 150 : g_rand_int_range (rand, 0, 6);

      for (unsigned i = 0; i < n; i++)
        {
          unsigned number = g_rand_int_range (rand, 0, n > 100 ? 400 : 60);
          g_autofree char *other = kit_id (1, number);

          if (g_rand_int_range (rand, 0, 4) == 0)
            g_string_append_printf (deletes, "%s\"%s\"", deletes->len > 0 ? "," : "", other);
          else
            {
              /* sometimes another date: the post moves; many share one */
              g_autofree char *post = POST (.n = number, .rev = step * 200 + i + 1, .age = g_rand_int_range (rand, 0, 50),
                                            .author = g_rand_boolean (rand) ? KIT_ME : KIT_OTHER,
                                            .tags = g_rand_boolean (rand) ? "[\"red\"]" : "[\"blue\",\"x\"]",
                                            .category = g_rand_boolean (rand) ? "news" : NULL,
                                            .state = g_rand_int_range (rand, 0, 10) == 0 ? "deleted" : "published");
              g_string_append_printf (upserts, "%s%s", upserts->len > 0 ? "," : "", post);
            }
        }
      kit_framed (kit, "\"scope\":\"feed\",\"from\":\"c%u\",\"cursor\":\"c%u\",\"upserts\":{\"post\":[%s]},\"deletes\":{\"post\":[%s]}",
                  n_cursor, n_cursor + 1, upserts->str, deletes->str);
      n_cursor++;
      kit_enqueue (kit, NULL, g_rand_boolean (rand) ? "bookmark.set" : "bookmark.unset", 0, "{\"post_id\":\"%s\"}", id);
      if (g_rand_int_range (rand, 0, 10) == 0)
        kit_enqueue (kit, NULL, "post.delete", 0, "{\"id\":\"%s\"}", id);
      for (unsigned i = 0; i < 4; i++)
        {
          if (g_rand_int_range (rand, 0, 10) == 0)
            sparkle_feed_show_new (feeds[i]);
          settle (feeds[i]);
        }
      for (unsigned i = 0; i < 4; i++)
        {
          g_autoptr (GArray) keys = sparkle_store_read_keys (kit->store, kinds[i], args[i]);

          mirror_check (&mirrors[i]);
          g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feeds[i])) + sparkle_feed_get_new_count (feeds[i]), ==, keys->len);
        }
    }
  for (unsigned i = 0; i < 4; i++)
    {
      sparkle_feed_show_new (feeds[i]);
      settle (feeds[i]);
    }
  for (unsigned i = 0; i < 4; i++)
    {
      g_autoptr (GArray) keys = sparkle_store_read_keys (kit->store, kinds[i], args[i]);
      g_autoptr (GPtrArray) page = sparkle_store_read_page (kit->store, (SparkleKey *) keys->data, keys->len, NULL);

      mirror_check (&mirrors[i]);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feeds[i])), ==, keys->len);
      for (unsigned p = 0; p < page->len; p++)
        g_assert_cmpstr (sparkle_post_get_id (g_ptr_array_index (mirrors[i].items, p)), ==, ((SparkleStorePost *) page->pdata[p])->id);
      mirror_clear (&mirrors[i]);
    }
}

static void
test_outbox_and_drafts (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleOutbox) outbox = sparkle_outbox_new (entities);
  g_autoptr (SparkleDrafts) drafts = sparkle_drafts_new (entities);
  g_autofree char *draft_id = kit_id (3, 1), *other_draft = kit_id (3, 2), *post_id = kit_id (1, 1);
  g_autoptr (GPtrArray) sent = NULL;
  Mirror waiting, saved;
  SparkleOutboxItem *item;

  mirror_init (&waiting, G_LIST_MODEL (outbox));
  mirror_init (&saved, G_LIST_MODEL (drafts));
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"T\",\"content\":\"a\"}", draft_id);
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"U\",\"content\":\"b\"}", other_draft);
  g_assert_cmpuint (waiting.items->len, ==, 0);
  g_assert_cmpuint (saved.items->len, ==, 2);
  g_assert_cmpstr (sparkle_draft_get_title (saved.items->pdata[0]), ==, "U");
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"content\":\"aa\"}", draft_id);
  g_assert_cmpstr (sparkle_draft_get_title (saved.items->pdata[0]), ==, "T"); /* last changed first */
  kit_enqueue (kit, NULL, "comment.create", 0, "{\"post_id\":\"%s\",\"content\":\"words\"}", post_id);
  g_assert_cmpuint (sparkle_outbox_get_n_waiting (outbox), ==, 1);
  item = waiting.items->pdata[0];
  g_assert_cmpstr (sparkle_outbox_item_get_summary (item), ==, "words");
  sent = kit_take (kit);
  g_assert_cmpint (sparkle_outbox_item_get_state (item), ==, SPARKLE_OUTBOX_SENDING);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"rejected\",\"error\":{\"error\":\"The post is gone\",\"code\":\"not_found\"}}", sparkle_outbox_item_get_id (item));
  g_assert_cmpint (sparkle_outbox_item_get_state (item), ==, SPARKLE_OUTBOX_FAILED);
  g_assert_cmpstr (sparkle_outbox_item_get_error_message (item), ==, "The post is gone");
  g_assert_cmpstr (sparkle_outbox_item_get_mine (item, "content"), ==, "words");
  g_assert_cmpuint (sparkle_outbox_get_n_failed (outbox), ==, 1);
  kit_ok (sparkle_store_discard_outbox (kit->store, sparkle_outbox_item_get_id (item)));
  g_assert_cmpuint (waiting.items->len, ==, 0);
  mirror_clear (&waiting);
  mirror_clear (&saved);
}

static void
test_large_feed (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (SparkleFeed) feed = NULL;

  for (unsigned i = 0; i < 2000; i++)
    {
      g_autofree char *post = POST (.n = i, .age = i);
      g_string_append_printf (page, "%s%s", i > 0 ? "," : "", post);
    }
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f\",\"follow\":\"f\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", page->str);
  feed = sparkle_feed_new (entities, SPARKLE_LIST_FEED, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), <, 100); /* not before it is looked at */
  settle (feed);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 2000);
  for (unsigned i = 0; i < 2000; i++)
    {
      g_autoptr (SparklePost) post = g_list_model_get_item (G_LIST_MODEL (feed), i);
      g_autofree char *id = kit_id (1, i);

      g_assert_cmpstr (sparkle_post_get_id (post), ==, id);
    }
  g_assert_cmpuint (sparkle_entities_count (entities), <, 500); /* scrolling to the end keeps few */
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/models/identity", test_identity);
  g_test_add_func ("/models/new-posts-wait", test_new_posts_wait);
  g_test_add_func ("/models/older", test_older);
  g_test_add_func ("/models/feed-random", test_feed_random);
  g_test_add_func ("/models/outbox-and-drafts", test_outbox_and_drafts);
  g_test_add_func ("/models/large-feed", test_large_feed);
  return g_test_run ();
}
