/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found in the cache, and that the index follows the rows. */
#include <gio/gio.h>
#include <libdex.h>
#include <string.h>

#include "sparkle-database.h"
#include "sparkle-error.h"
#include "sparkle-highlight.h"
#include "sparkle-store-search.h"
#include "store-kit.h"

#define NOVA "01900000-0000-7000-8000-00000000000a"
#define KAI  "01900000-0000-7000-8000-00000000000b"

static void
pull (Kit        *kit,
      const char *cursor,
      const char *fields)
{
  g_autoptr (SparkleApplyResult) result = kit_pull (kit, "feed", SPARKLE_APPLY_NORMAL, "\"cursor\":\"%s\",\"follow\":\"f\",\"more\":false,\"reset\":false,%s", cursor, fields);

  g_assert_cmpint (result->status, ==, SPARKLE_APPLY_APPLIED);
}

static gint64
count (Kit        *kit,
       const char *sql)
{
  g_autofree char *path = kit_file (kit, "store.db");
  g_autoptr (SparkleDatabase) db = sparkle_database_open (path, NULL, TRUE, NULL);
  gint64 n;

  g_assert_nonnull (db);
  g_assert_true (sparkle_database_get_int (db, &n, -1, NULL, sql, ""));
  return n;
}

/* The index is made when nothing else is to do. */
static void
await_index (Kit *kit)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (count (kit, "SELECT count(*) FROM search_queue") > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

static GPtrArray *
search (Kit               *kit,
        const char        *typed,
        SparkleCollection  only)
{
  g_autoptr (SparkleQuery) query = sparkle_query_parse (typed, NULL);
  SparkleSearchWish wish = { query, only, 20 };

  g_assert_nonnull (query);
  return kit_boxed (sparkle_store_search (kit->store, &wish));
}

/* The titles that were found, in their order: "p:Dragon c:Dragon u:nova t:myth"; comments with the title of their post. */
static char *
find (Kit        *kit,
      const char *typed)
{
  g_autoptr (GPtrArray) found = search (kit, typed, SPARKLE_N_COLLECTIONS);
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < found->len; i++)
    {
      SparkleFoundRow *row = found->pdata[i];
      g_autofree char *title = sparkle_highlight_strip (row->title, NULL);

      g_string_append_printf (out, "%s%c:%s", i > 0 ? " " : "",
                              row->collection == SPARKLE_COLLECTION_POST ? 'p' : row->collection == SPARKLE_COLLECTION_COMMENT ? 'c' :
                              row->collection == SPARKLE_COLLECTION_USER ? 'u' : 't', title);
    }
  return g_string_free_and_steal (out);
}

#define ASSERT_FINDS(kit, typed, expected)         \
  G_STMT_START                                     \
  {                                                \
    g_autofree char *found_ = find (kit, typed);   \
    g_assert_cmpstr (found_, ==, expected);        \
  }                                                \
  G_STMT_END

static char *
example (void)
{
  g_autofree char *dragon = kit_post ((KitPost) { .n = 1, .rev = 1, .version = 1, .author = NOVA, .title = "Dragon", .tags = "[\"myth\"]", .age = 10,
                                                  .content = "A **creature** with wings.\\n\\n||It dies|| at the end, says [this](https://example.org).", .category = "theories" });
  g_autofree char *knights = kit_post ((KitPost) { .n = 2, .rev = 1, .version = 1, .author = KAI, .title = "Knights", .age = 2000,
                                                   .content = "They ride out to meet the dragon at dawn.", .category = "reviews" });
  g_autofree char *fly = kit_post ((KitPost) { .n = 3, .rev = 1, .version = 1, .author = KAI, .title = "Dragonfly caf\\u00e9", .content = "An insect. \\u6211\\u559c\\u6b22\\u8fd9\\u4e2a\\u89c6\\u9891 \\ud83d\\udd25", .age = 30 });
  g_autofree char *nova = kit_user (NOVA, 1, "nova_star", 3);
  g_autofree char *kai = kit_user (KAI, 1, "kai", 30);

  return g_strdup_printf ("\"upserts\":{\"post\":[%s,%s,%s],\"user\":[%s,%s],\"tag\":[{\"id\":\"myth\",\"rev\":1,\"posts\":1}]},\"deletes\":{}", dragon, knights, fly, nova, kai);
}

static Kit *
world_new (void)
{
  Kit *kit = kit_new ();
  g_autofree char *fields = example ();

  pull (kit, "c1", fields);
  await_index (kit);
  return kit;
}

static void
test_words (void)
{
  g_autoptr (Kit) kit = world_new ();

  ASSERT_FINDS (kit, "dragon", "p:Dragon p:Dragonfly café p:Knights"); /* the title counts three times */
  ASSERT_FINDS (kit, "dragon ", "p:Dragon p:Knights p:Dragonfly café"); /* finished: what begins so comes last, as a guess */
  ASSERT_FINDS (kit, "DRAG", "p:Dragon p:Dragonfly café p:Knights");
  ASSERT_FINDS (kit, "\"ride out\"", "p:Knights");
  ASSERT_FINDS (kit, "\"out ride\"", "");
  ASSERT_FINDS (kit, "dragon dawn", "p:Knights");
  ASSERT_FINDS (kit, "dragon -dawn -insect", "p:Dragon");
  ASSERT_FINDS (kit, "cafe", "p:Dragonfly café");
  ASSERT_FINDS (kit, "\xe8\xa7\x86\xe9\xa2\x91", "p:Dragonfly café"); /* two characters within a sentence */
  ASSERT_FINDS (kit, "\xe6\xac\xa2\xe8\xbf\x99\xe4\xb8\xaa", "p:Dragonfly café");
  ASSERT_FINDS (kit, "\xe9\xa2\x91\xe8\xa7\x86", "");
  ASSERT_FINDS (kit, "\xf0\x9f\x94\xa5", "p:Dragonfly café");
  ASSERT_FINDS (kit, "nothinglikethis", "");
  ASSERT_FINDS (kit, "p ", ""); /* a mark of the index is no word */
}

static void
test_typos (void)
{
  g_autoptr (Kit) kit = world_new ();

  ASSERT_FINDS (kit, "dargon ", "p:Dragon");
  ASSERT_FINDS (kit, "dargo", "p:Dragon p:Dragonfly café");
  ASSERT_FINDS (kit, "kinghts", "p:Knights");
  ASSERT_FINDS (kit, "mith", "p:Dragon t:myth");
  ASSERT_FINDS (kit, "nvoa", "u:nova_star");
  ASSERT_FINDS (kit, "kia", "u:kai");
  ASSERT_FINDS (kit, "star", "u:nova_star");
  ASSERT_FINDS (kit, "onfl", "p:Dragonfly café"); /* in the middle */
  ASSERT_FINDS (kit, "wngs ", ""); /* bodies are searched as typed */
}

static void
test_filters (void)
{
  g_autoptr (Kit) kit = world_new ();

  ASSERT_FINDS (kit, "author:kai dragon", "p:Dragonfly café p:Knights");
  ASSERT_FINDS (kit, "author:KAI", "p:Dragonfly café p:Knights"); /* newest first */
  ASSERT_FINDS (kit, "author:nova_star author:kai", "p:Dragon p:Dragonfly café p:Knights");
  ASSERT_FINDS (kit, "-author:kai dragon", "p:Dragon");
  ASSERT_FINDS (kit, "author:nobody", "");
  ASSERT_FINDS (kit, "tag:Myth", "p:Dragon");
  ASSERT_FINDS (kit, "-tag:myth dragon", "p:Dragonfly café p:Knights");
  ASSERT_FINDS (kit, "category:reviews", "p:Knights");
  ASSERT_FINDS (kit, "tag:myth category:reviews", "");
  ASSERT_FINDS (kit, "before:2026-01-01", "p:Knights");
  ASSERT_FINDS (kit, "after:2026 dragon", "p:Dragon p:Dragonfly café");
  ASSERT_FINDS (kit, "has:video", "");
  ASSERT_FINDS (kit, "-dragon author:kai", "p:Dragonfly café");
  ASSERT_FINDS (kit, "\" - : * \"", "");
}

static void
test_marks (void)
{
  g_autoptr (Kit) kit = world_new ();
  g_autoptr (GPtrArray) found = search (kit, "dargon creature", SPARKLE_COLLECTION_POST);
  SparkleFoundRow *row;

  g_assert_cmpuint (found->len, ==, 1);
  row = found->pdata[0];
  g_assert_cmpstr (row->title, ==, SPARKLE_MARK_BEGIN "Dragon" SPARKLE_MARK_END);
  g_assert_cmpstr (row->fragment, ==, "A " SPARKLE_MARK_BEGIN "creature" SPARKLE_MARK_END " with wings. [spoiler] at the end, says this.");
  g_assert_cmpstr (row->username, ==, "nova_star");
}

static void
test_follows_rows (void)
{
  g_autoptr (Kit) kit = world_new ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *edited = kit_post ((KitPost) { .n = 1, .rev = 5, .version = 2, .author = NOVA, .title = "Griffin", .content = "Feathers", .age = 10 });
  g_autofree char *counted = kit_post ((KitPost) { .n = 2, .rev = 6, .version = 1, .author = KAI, .title = "Knights", .age = 2000,
                                                   .content = "They ride out to meet the dragon at dawn.", .category = "reviews", .likes = 9 });
  g_autofree char *fields = g_strdup_printf ("\"upserts\":{\"post\":[%s]},\"deletes\":{}", edited);
  g_autofree char *likes = g_strdup_printf ("\"upserts\":{\"post\":[%s]},\"deletes\":{}", counted);
  g_autofree char *gone = NULL;

  pull (kit, "c2", likes);
  g_assert_cmpint (count (kit, "SELECT count(*) FROM search_queue"), ==, 0); /* counters change nothing that is found */
  pull (kit, "c3", fields);
  await_index (kit);
  ASSERT_FINDS (kit, "griffin", "p:Griffin");
  ASSERT_FINDS (kit, "feathers", "p:Griffin");
  ASSERT_FINDS (kit, "creature", "");
  ASSERT_FINDS (kit, "tag:myth", "");

  gone = g_strdup_printf ("\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", id);
  pull (kit, "c4", gone);
  ASSERT_FINDS (kit, "griffin", ""); /* at once, whatever the index says */
  await_index (kit);
  g_assert_cmpint (count (kit, "SELECT count(*) FROM search_post"), ==, 2);
  ASSERT_FINDS (kit, "dragon", "p:Dragonfly café p:Knights");
}

/* What somebody wrote without network is found by them, and not by who signs in next. */
static void
test_accounts (void)
{
  g_autoptr (Kit) kit = world_new ();
  g_autofree char *id = kit_id (1, 50);

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_enqueue (kit, NULL, "post.create", 0, "{\"id\":\"%s\",\"title\":\"Secret phoenix\",\"content\":\"Ashes\"}", id);
  await_index (kit);
  ASSERT_FINDS (kit, "phoenix", "p:Secret phoenix");
  ASSERT_FINDS (kit, "ashes", "p:Secret phoenix");
  kit_ok (sparkle_store_set_account (kit->store, KIT_OTHER));
  ASSERT_FINDS (kit, "phoenix", "");
  await_index (kit);
  ASSERT_FINDS (kit, "ashes", "");
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  await_index (kit);
  ASSERT_FINDS (kit, "phoenix", "p:Secret phoenix");
}

static void
test_comments (void)
{
  g_autoptr (Kit) kit = world_new ();
  g_autofree char *scope = kit_id (1, 1);
  g_autofree char *name = g_strconcat ("post/", scope, NULL);
  g_autofree char *comment = kit_comment (1, 1, 1, 1, -1, "What a dragon! 100% fire", 0);

  kit_pulled (kit, name, SPARKLE_APPLY_NORMAL, "\"cursor\":\"t1\",\"follow\":\"t1\",\"more\":false,\"reset\":false,\"upserts\":{\"comment\":[%s]},\"deletes\":{}", comment);
  await_index (kit);
  ASSERT_FINDS (kit, "fire", "c:Dragon");
  ASSERT_FINDS (kit, "fire tag:myth", ""); /* comments have none */
  kit_ok (sparkle_store_drop_scope (kit->store, name));
  ASSERT_FINDS (kit, "fire", "");
}

/* The index goes on where it was, from the queue in the file. */
static void
test_interrupted (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *fields = example ();

  pull (kit, "c1", fields);
  kit_close (kit); /* at once: nothing is indexed yet */
  g_assert_cmpint (count (kit, "SELECT count(*) FROM search_queue"), >, 0);
  kit_open (kit);
  await_index (kit);
  ASSERT_FINDS (kit, "creature", "p:Dragon");
}

/* The newest search wins, the others say that they were superseded. */
static void
test_superseded (void)
{
  g_autoptr (Kit) kit = world_new ();
  g_autoptr (SparkleQuery) query = sparkle_query_parse ("dragon", NULL);
  SparkleSearchWish wish = { query, SPARKLE_N_COLLECTIONS, 20 };
  DexFuture *futures[50];
  unsigned cancelled = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = sparkle_store_search (kit->store, &wish);
  for (unsigned i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!kit_wait (futures[i], &error))
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_assert_cmpuint (i, <, G_N_ELEMENTS (futures) - 1);
          cancelled++;
        }
    }
  g_assert_cmpuint (cancelled, >, 0);
  sparkle_store_cancel_search (kit->store);
  ASSERT_FINDS (kit, "dawn", "p:Knights");
}

static void
test_hostile (void)
{
  static const char * const typed[] = {
    "\"", "\"\"", "'", "*", "^", ":", "- -", "(", ")", "NEAR(", "a NEAR b", "a AND", "OR", "NOT x", "{title} : x", "title:x", "facets:p", "rowid:1",
    "x\" OR \"y", "a* b*", "%", "_", "\\", "--", ";DROP TABLE post", "\xee\x80\x80", "x\x01y", "tag:\"\"", "author:'", "\xe2\x80\x8b",
  };
  g_autoptr (Kit) kit = world_new ();
  g_autofree char *many = g_strnfill (200, 'a');
  g_autofree char *all = find (kit, many);

  g_assert_cmpstr (all, ==, "");
  for (unsigned i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *found = find (kit, typed[i]);

      g_assert_null (strstr (found, "\xee\x80\x80"));
    }
}

static void
test_closed (void)
{
  g_autoptr (Kit) kit = world_new ();
  g_autoptr (SparkleQuery) query = sparkle_query_parse ("dragon", NULL);
  SparkleSearchWish wish = { query, SPARKLE_N_COLLECTIONS, 20 };
  g_autoptr (GError) error = NULL;
  DexFuture *running = sparkle_store_search (kit->store, &wish);

  kit_ok (sparkle_store_close (kit->store)); /* takes the searching thread along */
  kit_wait (running, NULL);
  g_assert_false (kit_wait (sparkle_store_search (kit->store, &wish), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);
  kit_ok (sparkle_store_open (kit->store));
  ASSERT_FINDS (kit, "dawn", "p:Knights");
  kit_ok (sparkle_store_drop_cache (kit->store));
  ASSERT_FINDS (kit, "dawn", "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/store-search/words", test_words);
  g_test_add_func ("/store-search/typos", test_typos);
  g_test_add_func ("/store-search/filters", test_filters);
  g_test_add_func ("/store-search/marks", test_marks);
  g_test_add_func ("/store-search/follows-rows", test_follows_rows);
  g_test_add_func ("/store-search/accounts", test_accounts);
  g_test_add_func ("/store-search/comments", test_comments);
  g_test_add_func ("/store-search/interrupted", test_interrupted);
  g_test_add_func ("/store-search/superseded", test_superseded);
  g_test_add_func ("/store-search/hostile", test_hostile);
  g_test_add_func ("/store-search/closed", test_closed);
  return g_test_run ();
}
