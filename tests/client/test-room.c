/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-kit.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sparkle-database.h"
#include "sparkle-store-lists.h"
#include "sparkle-store-room.h"

/* The room that the cache takes on a real disk, and what makes room for nothing. */

#define N_PAGES   12
#define PAGE      100
#define N_THREADS 24
#define N_REPLIES 20

static guint64
cache_on_disk (Kit *kit)
{
  g_autoptr (SparkleStoreRoom) room = kit_boxed (sparkle_store_measure (kit->store));

  return room->cache;
}

static char *
scope_of (unsigned post)
{
  g_autofree char *id = kit_id (1, post);

  return g_strconcat ("post/", id, NULL);
}

static void
fill_thread (Kit        *kit,
             unsigned    post,
             const char *text)
{
  g_autofree char *scope = scope_of (post);
  g_autoptr (GString) comments = g_string_new (NULL);

  for (unsigned i = 0; i < N_REPLIES; i++)
    {
      g_autofree char *comment = kit_comment (post * 100 + i, 1, 1, post, -1, text, 0);

      g_string_append_printf (comments, "%s%s", i > 0 ? "," : "", comment);
    }
  kit_pulled (kit, scope, 0, "\"cursor\":\"t\",\"follow\":\"t\",\"more\":false,\"upserts\":{\"comment\":[%s]},\"deletes\":{}", comments->str);
}

/* 1,200 posts, 24 threads; the oldest threads are kept, bookmarked, and of a draft. */
static void
fill (Kit *kit)
{
  g_autoptr (GString) page = g_string_new (NULL);
  g_autofree char *big = g_strnfill (3000, 'x');
  g_autofree char *kept = scope_of (1199), *marked = kit_id (1, 1198), *written = kit_id (1, 1197);

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  for (unsigned p = 0; p < N_PAGES; p++)
    {
      g_string_truncate (page, 0);
      for (unsigned i = 0; i < PAGE; i++)
        {
          g_autofree char *post = kit_post ((KitPost) { .n = p * PAGE + i, .rev = 1, .version = 1, .author = KIT_OTHER, .title = "T",
                                                        .content = big, .state = "published", .age = (int) (p * PAGE + i) });

          g_string_append_printf (page, "%s%s", i > 0 ? "," : "", post);
        }
      kit_pulled (kit, "feed", p == N_PAGES - 1 ? SPARKLE_APPLY_WINDOW_END : 0,
                  "\"cursor\":\"p%u\",\"follow\":\"f\",\"more\":true,\"upserts\":{\"post\":[%s]},\"deletes\":{}", p, page->str);
    }
  for (unsigned i = 0; i < N_THREADS; i++)
    fill_thread (kit, 1199 - i, big);
  kit_ok (sparkle_store_set_kept (kit->store, kept, TRUE));
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\",\"folder\":\"Later\",\"note\":\"Read this\"}", marked);
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"d\",\"title\":\"Mine\",\"content\":\"Typed\",\"post_id\":\"%s\"}", written);
}

static unsigned
count_replies (Kit      *kit,
               unsigned  post)
{
  g_autofree char *id = kit_id (1, post);
  g_autoptr (GPtrArray) keys = sparkle_store_read_thread (kit->store, id, 1000);

  return keys->len;
}

static void
assert_spared (Kit *kit)
{
  g_autofree char *marked = kit_id (1, 1198);
  g_autoptr (SparkleStoreBookmark) bookmark = sparkle_store_read_bookmark (kit->store, marked);
  g_autoptr (GPtrArray) drafts = sparkle_store_read_drafts (kit->store);

  for (unsigned post = 1197; post <= 1199; post++)
    {
      g_autofree char *id = kit_id (1, post);
      g_autoptr (SparkleStorePost) row = sparkle_store_read_post (kit->store, id);

      g_assert_nonnull (row);
      g_assert_cmpuint (strlen (row->content), ==, 3000);
      g_assert_cmpuint (count_replies (kit, post), ==, N_REPLIES);
    }
  g_assert_nonnull (bookmark);
  g_assert_cmpstr (bookmark->folder, ==, "Later");
  g_assert_cmpstr (bookmark->note, ==, "Read this");
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 2);
}

/* The file itself becomes smaller, and what was typed or kept is all there. */
static void
test_budget (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (SparkleStoreRoom) room = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  guint64 before, after, least;

  fill (kit);
  kit_ok (sparkle_store_evict (kit->store, G_MAXINT64)); /* nothing goes, the log is folded in */
  before = cache_on_disk (kit);
  g_assert_cmpuint (before, >, 4 * 1024 * 1024);
  assert_spared (kit);

  kit_ok (sparkle_store_evict (kit->store, before / 2));
  after = cache_on_disk (kit);
  g_test_message ("%" G_GUINT64_FORMAT " bytes on the disk, %" G_GUINT64_FORMAT " with half as the budget", before, after);
  g_assert_cmpuint (after, <, before * 6 / 10);
  assert_spared (kit);

  kit_ok (sparkle_store_evict (kit->store, 0));
  least = cache_on_disk (kit);
  g_test_message ("%" G_GUINT64_FORMAT " when all goes that may", least);
  g_assert_cmpuint (least, <, after);
  assert_spared (kit);
  g_assert_cmpuint (count_replies (kit, 1190), ==, 0);

  room = kit_boxed (sparkle_store_measure (kit->store));
  kept = kit_boxed (sparkle_store_list_kept (kit->store));
  g_assert_cmpuint (room->n_kept, ==, 1);
  g_assert_cmpuint (room->kept, >, 3000 * N_REPLIES);
  g_assert_cmpuint (room->journal, >, 0);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpuint (((SparkleStoreKept *) kept->pdata[0])->n_comments, ==, N_REPLIES);
}

/* Where somebody reads, the feed is not cut under their eyes. */
static void
test_reading (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *read = kit_id (1, 1150);
  g_autoptr (GArray) keys = NULL;

  fill (kit);
  kit_ok (sparkle_store_set_reading_position (kit->store, "home", read, 0));
  kit_ok (sparkle_store_evict (kit->store, 0));
  keys = sparkle_store_read_keys (kit->store, SPARKLE_LIST_FEED, NULL);
  g_assert_cmpuint (keys->len, >=, 1150);
}

/* ---- sudden death ------------------------------------------------------------------------------------------------- */

static void
child_main (const char *folder,
            int         out)
{
  SparkleStore *store = sparkle_store_new (folder);
  gint64 budget = 12 * 1024 * 1024;

  kit_ok (sparkle_store_open (store));
  for (char step = 0;; step++)
    {
      budget = budget * 9 / 10;
      dex_future_disown (sparkle_store_evict (store, budget));
      if (write (out, &step, 1) != 1)
        _exit (1);
      kit_ok (sparkle_store_flush (store));
    }
}

static void
test_kill (void)
{
  for (int round = 0; round < 2; round++)
    {
      g_autoptr (Kit) kit = kit_new ();
      g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
      const char *argv[] = { self, "--child", kit->folder, NULL };
      g_autofree char *path = kit_file (kit, "store.db");
      g_autoptr (SparkleDatabase) db = NULL;
      g_autoptr (GError) error = NULL;
      int out, status;
      char step = -1;
      gint64 faults;
      GPid pid;

      fill (kit);
      kit_close (kit);
      g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, &error);
      g_assert_no_error (error);
      while (step < 2 + round * 5 && read (out, &step, 1) == 1)
        ;
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      close (out);

      kit_open (kit);
      assert_spared (kit);
      kit_ok (sparkle_store_evict (kit->store, 0));
      assert_spared (kit);
      kit_close (kit);
      db = sparkle_database_open (path, NULL, FALSE, &error);
      g_assert_no_error (error);
      g_assert_true (sparkle_database_get_int (db, &faults, 1, &error, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", ""));
      g_assert_cmpint (faults, ==, 0);
    }
}

/* ---- bookmarks in the outbox -------------------------------------------------------------------------------------- */

static void
assert_data (Kit        *kit,
             const char *expected)
{
  g_autoptr (GPtrArray) rows = sparkle_store_read_outbox (kit->store);
  g_autoptr (JsonNode) data = NULL, wanted = json_from_string (expected, NULL);

  g_assert_cmpuint (rows->len, ==, 1);
  data = json_from_string (((SparkleOutboxRow *) rows->pdata[0])->data, NULL);
  g_assert_true (json_node_equal (data, wanted));
}

/* Folder and note are set each for itself; unsent, both are said at once, over what the first was written over. */
static void
test_bookmark_join (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *post = kit_post ((KitPost) { .n = 1, .rev = 1, .version = 1, .author = KIT_OTHER, .title = "T", .content = "C", .state = "published" });
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (GPtrArray) folders = NULL, all = NULL, found = NULL, none = NULL;

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_pulled (kit, "feed", 0, "\"cursor\":\"c\",\"follow\":\"f\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", post);
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\",\"folder\":\"Later\"}", id);
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\",\"note\":\"on\",\"note_base\":\"\"}", id);
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\",\"note\":\"one\",\"note_base\":\"on\"}", id);
  {
    g_autofree char *expected = g_strdup_printf ("{\"post_id\":\"%s\",\"folder\":\"Later\",\"note\":\"one\",\"note_base\":\"\"}", id);
    g_autoptr (SparkleStoreBookmark) bookmark = sparkle_store_read_bookmark (kit->store, id);

    assert_data (kit, expected);
    g_assert_cmpstr (bookmark->folder, ==, "Later");
    g_assert_cmpstr (bookmark->note, ==, "one");
    g_assert_cmpint (bookmark->pending, ==, SPARKLE_PENDING_WAITING);
  }
  folders = sparkle_store_read_folders (kit->store);
  g_assert_cmpuint (folders->len, ==, 1);
  g_assert_cmpstr (((SparkleStoreFolder *) folders->pdata[0])->name, ==, "Later");
  all = sparkle_store_read_ids (kit->store, SPARKLE_IDS_BOOKMARKS, NULL, NULL, 10);
  found = sparkle_store_read_ids (kit->store, SPARKLE_IDS_BOOKMARKS, "Later", "ONE", 10);
  none = sparkle_store_read_ids (kit->store, SPARKLE_IDS_BOOKMARKS, "", NULL, 10);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);

  /* taken away before the server heard of it: nothing is left to be said */
  kit_enqueue (kit, NULL, "bookmark.unset", 0, "{\"post_id\":\"%s\",\"note_base\":\"one\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 0);
}

/* The server kept it, for a note that was not seen here. */
static void
test_bookmark_stays (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *post = kit_post ((KitPost) { .n = 1, .rev = 1, .version = 1, .author = KIT_OTHER, .title = "T", .content = "C", .state = "published" });
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (SparkleStoreBookmark) bookmark = NULL;

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_pulled (kit, "me", 0, "\"cursor\":\"c\",\"follow\":\"f\",\"more\":false,\"upserts\":{\"post\":[%s],\"bookmark\":[{\"id\":\"%s\",\"rev\":1,"
              "\"post_id\":\"%s\",\"folder\":\"\",\"note\":\"old\",\"created_at\":\"2026-01-01T00:00:00.000Z\"}]},\"deletes\":{}", post, id, id);
  kit_enqueue (kit, NULL, "bookmark.unset", 0, "{\"post_id\":\"%s\",\"note_base\":\"old\"}", id);
  g_assert_null (sparkle_store_read_bookmark (kit->store, id));
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 1);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"collection\":\"bookmark\",\"record\":{\"id\":\"%s\",\"rev\":2,"
              "\"post_id\":\"%s\",\"folder\":\"\",\"note\":\"new\",\"created_at\":\"2026-01-01T00:00:00.000Z\"}}",
              ((SparkleOutboxRow *) sent->pdata[0])->id, id, id);
  bookmark = sparkle_store_read_bookmark (kit->store, id);
  g_assert_nonnull (bookmark);
  g_assert_cmpstr (bookmark->note, ==, "new");
}

int
main (int   argc,
      char *argv[])
{
  dex_init ();
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    child_main (argv[2], STDOUT_FILENO);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-room/budget", test_budget);
  g_test_add_func ("/store-room/reading", test_reading);
  g_test_add_func ("/store-room/kill", test_kill);
  g_test_add_func ("/store-room/bookmark-join", test_bookmark_join);
  g_test_add_func ("/store-room/bookmark-stays", test_bookmark_stays);
  return g_test_run ();
}
