/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed-world.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"

/* ---- Cursors ---- */

static void
test_cursor (void)
{
  SparkledCursor follow = { .kind = SPARKLED_CURSOR_FOLLOW, .scope_hash = 7, .epoch = -5, .position = { G_MAXUINT64, G_MAXINT64 } };
  SparkledCursor page = { .kind = SPARKLED_CURSOR_PAGE, .scope_hash = 8, .epoch = 1, .position = { 3, 0 }, .rank = -9,
                          .collection = "tag", .id = "na\303\257ve \"x\"" };
  g_autofree char *follow_text = sparkled_cursor_encode (&follow);
  g_autofree char *page_text = sparkled_cursor_encode (&page);
  SparkledCursor read;
  SparkledPosition position;

  g_assert_true (sparkled_cursor_decode (follow_text, &read));
  g_assert_cmpmem (&read, sizeof read, &follow, sizeof follow);
  g_assert_true (sparkled_cursor_decode (page_text, &read));
  g_assert_cmpmem (&read, sizeof read, &page, sizeof page);
  g_assert_true (sparkled_cursor_decode_follow (follow_text, &position));
  g_assert_cmpint (sparkled_position_compare (&position, &follow.position), ==, 0);
  g_assert_false (sparkled_cursor_decode_follow (page_text, &position));
  g_assert_null (strpbrk (page_text, "+/="));

  /* what is cut off, or from elsewhere */
  for (gsize i = 0; i < strlen (follow_text); i++)
    {
      g_autofree char *cut = g_strndup (follow_text, i);
      g_assert_false (sparkled_cursor_decode (cut, &read));
    }
  g_assert_false (sparkled_cursor_decode ("", &read));
  g_assert_false (sparkled_cursor_decode ("not a cursor", &read));
  g_assert_false (sparkled_cursor_decode ("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw", &read));
  {
    g_autofree char *huge = g_strnfill (100000, 'A');
    g_assert_false (sparkled_cursor_decode (huge, &read));
  }

  /* any change of it is refused or is another cursor that decodes to itself */
  for (int i = 0; i < 2000; i++)
    {
      g_autofree char *text = g_strdup (i % 2 ? page_text : follow_text);

      text[g_test_rand_int_range (0, (int) strlen (text))] = (char) g_test_rand_int_range (1, 128);
      if (sparkled_cursor_decode (text, &read))
        {
          g_autofree char *again = sparkled_cursor_encode (&read);
          if (strlen (again) == strlen (text)) /* not one with a NUL in its text */
            g_assert_cmpstr (again, ==, text);
        }
    }
}

/* ---- Pulls ---- */

static DexFuture *
pages_fiber (gpointer data)
{
  FeedWorld *f = data;
  g_autoptr(FeedReader) pages = feed_reader_new ("feed");
  g_autoptr(FeedReader) whole = feed_reader_new ("feed");
  g_autoptr(GError) error = NULL;
  SparkledChangeRequest requests[5];
  g_autoptr(GPtrArray) answer = NULL;
  g_autofree char *follow = NULL;
  g_autofree char *page = NULL;
  g_autofree char *me = g_strconcat ("me/", f->people[0], NULL);
  g_autofree char *nobody = g_strdup ("post/00000000-0000-7000-8000-000000000000");
  SparkledScopeChanges *changes;
  unsigned n_pages = 1;

  for (int i = 0; i < 25; i++)
    {
      g_autofree char *id = sparkle_uuid_new ();
      DO (f, POST, 4, id, f->people[i % 2], "Title", "{tag}");
    }

  /* the first page has the categories and the newest posts with their authors */
  requests[0] = (SparkledChangeRequest) { "feed", NULL };
  answer = sparkled_change_pull (f->db, requests, 1, 14, &error);
  g_assert_no_error (error);
  changes = g_ptr_array_index (answer, 0);
  g_assert_true (changes->more);
  g_assert_false (changes->reset);
  g_assert_cmpuint (changes->n_upserts, ==, 14);
  g_assert_nonnull (changes->follow);
  g_assert_nonnull (strstr (changes->upserts, "\"category\":[{"));
  g_assert_nonnull (strstr (changes->upserts, "\"user\":[{"));
  g_assert_nonnull (strstr (changes->upserts, "\"post\":[{"));
  follow = g_strdup (changes->follow);
  page = g_strdup (changes->cursor);
  feed_reader_apply (pages, changes);
  pages->cursor = g_strdup (page);

  /* a post written while one pages: not in the older pages, but after them */
  f->posts[0] = sparkle_uuid_new ();
  DO (f, POST, 4, f->posts[0], f->people[0], "Late", "{tag,other}");
  while (feed_reader_pull (pages, f->db, 14))
    n_pages++;
  g_assert_cmpuint (n_pages, ==, 2);
  while (feed_reader_pull (pages, f->db, 14))
    ;
  g_assert_cmpint (sparkled_feed_flush (f->db, &error), >, 0); /* the counts of tags and authors */
  g_assert_false (feed_reader_pull (pages, f->db, 1000));
  g_assert_false (feed_reader_pull (whole, f->db, 1000));
  feed_reader_assert_same (pages, whole);
  g_assert_cmpuint (g_hash_table_size (whole->records), ==, 8 + 2 + 2 + 26);

  /* a client that stops at its window follows from the first page's horizon */
  requests[0] = (SparkledChangeRequest) { "feed", follow };
  requests[1] = (SparkledChangeRequest) { me, follow };                  /* another scope's cursor: a reset */
  requests[2] = (SparkledChangeRequest) { "feed", "nonsense" };
  requests[3] = (SparkledChangeRequest) { nobody, NULL };
  requests[4] = (SparkledChangeRequest) { me, NULL };
  g_clear_pointer (&answer, g_ptr_array_unref);
  answer = sparkled_change_pull (f->db, requests, 5, 100, &error);
  g_assert_no_error (error);
  changes = g_ptr_array_index (answer, 0);
  g_assert_nonnull (strstr (changes->upserts, "\"Late\""));
  g_assert_null (changes->follow);
  g_assert_false (changes->reset);
  changes = g_ptr_array_index (answer, 1);
  g_assert_true (changes->reset);
  g_assert_nonnull (strstr (changes->upserts, "\"account\":[{"));
  changes = g_ptr_array_index (answer, 2);
  g_assert_error (changes->error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
  changes = g_ptr_array_index (answer, 3);
  g_assert_error (changes->error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
  changes = g_ptr_array_index (answer, 4);
  g_assert_false (changes->reset);
  g_assert_false (changes->more);

  /* only nonsense asks the database nothing */
  g_clear_pointer (&answer, g_ptr_array_unref);
  answer = sparkled_change_pull (f->db, &requests[2], 1, 100, &error);
  g_assert_no_error (error);
  g_assert_error (((SparkledScopeChanges *) answer->pdata[0])->error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);

  /* nothing new: nothing, and the cursor keeps its worth */
  requests[0] = (SparkledChangeRequest) { "feed", pages->cursor };
  g_clear_pointer (&answer, g_ptr_array_unref);
  answer = sparkled_change_pull (f->db, requests, 1, 100, &error);
  changes = g_ptr_array_index (answer, 0);
  g_assert_cmpstr (changes->upserts, ==, "{}");
  g_assert_cmpstr (changes->deletes, ==, "{}");
  g_assert_false (changes->more);
  return dex_future_new_true ();
}

static void
test_pages (FeedWorld       *f,
            gconstpointer  data)
{
  feed_run_fiber (pages_fiber, f);
}

/* ---- Deletion, bookmarks, a new epoch, pruning ---- */

static DexFuture *
life_fiber (gpointer data)
{
  FeedWorld *f = data;
  g_autoptr(FeedReader) feed = feed_reader_new ("feed");
  g_autofree char *me_scope = g_strconcat ("me/", f->people[1], NULL);
  g_autoptr(FeedReader) me = feed_reader_new (me_scope);
  g_autoptr(GError) error = NULL;
  SparkledChangeRequest request = { "feed", NULL };
  g_autofree char *post = sparkle_uuid_new ();
  g_autofree char *key = g_strconcat ("post/", post, NULL);
  g_autofree char *author = g_strconcat ("user/", f->people[0], NULL);
  g_autofree char *old = NULL;
  g_autoptr(GPtrArray) answer = NULL;

  DO (f, POST, 4, post, f->people[0], "Here", "{tag}");
  DO (f, BOOKMARK, 2, f->people[1], post);
  g_assert_false (feed_reader_pull (feed, f->db, 100));
  g_assert_false (feed_reader_pull (me, f->db, 100));
  g_assert_true (g_hash_table_contains (feed->records, key));
  g_assert_true (g_hash_table_contains (me->records, key));
  g_assert_true (g_hash_table_contains (me->records, author));

  /* deleted: gone from the feed, a stub for who has bookmarked it */
  DO (f, STATE, 2, post, "deleted");
  g_assert_false (feed_reader_pull (feed, f->db, 100));
  g_assert_false (feed_reader_pull (me, f->db, 100));
  g_assert_false (g_hash_table_contains (feed->records, key));
  g_assert_false (g_hash_table_contains (feed->records, author));
  g_assert_false (g_hash_table_contains (feed->records, "tag/tag"));
  g_assert_nonnull (strstr (g_hash_table_lookup (me->records, key), "\"title\":\"\""));
  DO (f, UNBOOKMARK, 2, f->people[1], post);
  g_assert_false (feed_reader_pull (me, f->db, 100));
  g_assert_false (g_hash_table_contains (me->records, key));
  g_assert_false (g_hash_table_contains (me->records, author));

  /* tombstones that are pruned make older cursors start anew, younger ones not */
  old = g_strdup (feed->cursor);
  DO (f, STATE, 2, post, "published");
  DO (f, STATE, 2, post, "deleted");
  g_assert_false (feed_reader_pull (feed, f->db, 100));
  g_free (test_database_psql (f->database, "UPDATE change SET at = at - interval '31 days'"));
  g_assert_cmpint (sparkled_change_prune (f->db, &error), >, 0);
  g_assert_no_error (error);
  g_assert_cmpint (sparkled_change_prune (f->db, &error), ==, 0);
  request.cursor = old;
  answer = sparkled_change_pull (f->db, &request, 1, 100, &error);
  g_assert_true (((SparkledScopeChanges *) answer->pdata[0])->reset);
  g_clear_pointer (&answer, g_ptr_array_unref);
  request.cursor = feed->cursor;
  answer = sparkled_change_pull (f->db, &request, 1, 100, &error);
  g_assert_false (((SparkledScopeChanges *) answer->pdata[0])->reset);
  g_clear_pointer (&answer, g_ptr_array_unref);

  /* another life of the database */
  g_free (test_database_psql (f->database, "UPDATE epoch SET identity = 'elsewhere'; UPDATE change SET xid = '9000000000'; SELECT epoch_check ()"));
  answer = sparkled_change_pull (f->db, &request, 1, 100, &error);
  g_assert_true (((SparkledScopeChanges *) answer->pdata[0])->reset);
  g_assert_cmpuint (((SparkledScopeChanges *) answer->pdata[0])->n_upserts, ==, 8);
  return dex_future_new_true ();
}

static void
test_life (FeedWorld       *f,
           gconstpointer  data)
{
  feed_run_fiber (life_fiber, f);
}

/* The last thing that anybody did was to take something away, and then nobody wrote for a month: what is pruned
 * then must not lie behind every cursor there is. */
static DexFuture *
dormant_fiber (gpointer data)
{
  FeedWorld *f = data;
  g_autoptr(FeedReader) feed = feed_reader_new ("feed");
  g_autoptr(GError) error = NULL;
  SparkledChangeRequest request = { "feed", NULL };
  g_autofree char *post = sparkle_uuid_new ();

  DO (f, POST, 4, post, f->people[0], "Gone", "{}");
  DO (f, BOOKMARK, 2, f->people[1], post);
  DO (f, UNBOOKMARK, 2, f->people[1], post);
  g_free (test_database_psql (f->database, "UPDATE change SET at = at - interval '31 days'"));
  while (sparkled_change_prune (f->db, &error) > 0)
    ;
  g_assert_no_error (error);
  g_assert_false (feed_reader_pull (feed, f->db, 1000));
  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) answer = NULL;

      request.cursor = feed->cursor;
      answer = sparkled_change_pull (f->db, &request, 1, 100, &error);
      g_assert_no_error (error);
      g_assert_false (((SparkledScopeChanges *) answer->pdata[0])->reset);
      g_assert_cmpuint (((SparkledScopeChanges *) answer->pdata[0])->n_upserts, ==, 0);
    }
  return dex_future_new_true ();
}

static void
test_dormant (FeedWorld       *f,
              gconstpointer  data)
{
  feed_run_fiber (dormant_fiber, f);
}

/* ---- Counts: at once where one looks, once a second elsewhere ---- */

static void
assert_sql (FeedWorld    *f,
            const char *expected,
            const char *sql)
{
  g_autofree char *answer = test_database_psql (f->database, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static DexFuture *
counts_fiber (gpointer data)
{
  FeedWorld *f = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *post = sparkle_uuid_new ();
  g_autofree char *scope = g_strconcat ("post/", post, NULL);
  g_autoptr(FeedReader) thread = feed_reader_new (scope);
  g_autoptr(FeedReader) feed = feed_reader_new ("feed");
  g_autofree char *key = g_strconcat ("post/", post, NULL);
  const char *old;

  DO (f, POST, 4, post, f->people[0], "Hot", "{}");
  while (sparkled_feed_flush (f->db, &error) > 0)
    ;
  g_assert_false (feed_reader_pull (feed, f->db, 100));
  g_assert_false (feed_reader_pull (thread, f->db, 100));
  old = g_hash_table_lookup (feed->records, key);

  for (int i = 0; i < N_PEOPLE; i++)
    DO (f, REACT, 3, f->people[i], post, "fire");
  g_assert_false (feed_reader_pull (feed, f->db, 100));
  g_assert_false (feed_reader_pull (thread, f->db, 100));
  g_assert_nonnull (strstr (g_hash_table_lookup (thread->records, key), "\"fire\":4"));
  g_assert_true (g_hash_table_lookup (feed->records, key) == old); /* not even touched */
  g_assert_cmpint (sparkled_feed_flush (f->db, &error), ==, 1); /* four reactions, one post */
  g_assert_false (feed_reader_pull (feed, f->db, 100));
  g_assert_nonnull (strstr (g_hash_table_lookup (feed->records, key), "\"fire\":4"));
  g_assert_cmpint (sparkled_feed_flush (f->db, &error), ==, 0);
  return dex_future_new_true ();
}

static void
test_counts (FeedWorld       *f,
             gconstpointer  data)
{
  feed_run_fiber (counts_fiber, f);
}

/* Somebody whom hundreds follow: the feed hears within a second, the crowd within a minute. */
static DexFuture *
crowd_fiber (gpointer data)
{
  FeedWorld *f = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *crowd = g_strdup_printf (
    "INSERT INTO account (id, username) SELECT gen_random_uuid (), 'fan_' || g FROM generate_series (1, 300) g;"
    "INSERT INTO follow (follower_id, followed_id) SELECT id, '%s' FROM account WHERE username LIKE 'fan%%'", f->people[0]);
  g_autofree char *heard = g_strdup_printf (
    "SELECT count(*) FILTER (WHERE scope LIKE 'me/%%'), count(*) FILTER (WHERE scope = 'feed') FROM change"
    " WHERE collection = 'user' AND id = '%s' AND xid >= (SELECT max (xid) FROM change) AND scope <> 'me/%s'", f->people[0], f->people[0]);
  g_autofree char *post = sparkle_uuid_new ();
  SparkledPosition start = { 3, 0 };
  g_autofree char *me = g_strconcat ("me/", f->people[0], NULL);
  const char *scopes[] = { "feed", me, "user/none", NULL };
  g_autoptr(SparkledChanges) changes = NULL;

  DO (f, POST, 4, post, f->people[0], "Star", "{}");
  g_free (test_database_psql (f->database, crowd));
  while (sparkled_feed_flush (f->db, &error) > 0)
    ;
  DO (f, REACT, 3, f->people[1], post, "like"); /* makes no count of a user; the next does */
  DO (f, UNFOLLOW, 2, f->people[1], f->people[0]);
  g_free (test_database_psql (f->database, "DELETE FROM feed_pending; DELETE FROM follow WHERE follower_id = (SELECT id FROM account WHERE username = 'fan_1')"));
  g_assert_cmpint (sparkled_feed_flush (f->db, &error), >, 0);
  assert_sql (f, "0|1", heard);
  assert_sql (f, "1", "SELECT count(*) FROM feed_pending WHERE wide");
  g_assert_cmpint (sparkled_feed_flush (f->db, &error), ==, 0);
  g_free (test_database_psql (f->database, "UPDATE feed_pending SET due = now()"));
  g_assert_cmpint (sparkled_feed_flush (f->db, &error), ==, 1);
  assert_sql (f, "299|1", heard);

  /* more than a tick should carry: only which scopes */
  g_free (test_database_psql (f->database,
                              "INSERT INTO change (collection, id, scope, xid, seq, rank) SELECT 'tag', 't' || g, 'feed', pg_current_xact_id (), g, 0 FROM generate_series (1, 2100) g"));
  changes = sparkled_changes_since (f->db, &start, scopes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->scopes->len, ==, 2);
  for (guint i = 0; i < changes->scopes->len; i++)
    {
      SparkledScopeChanges *scope = g_ptr_array_index (changes->scopes, i);

      g_assert_true (scope->too_many);
      g_assert_cmpstr (scope->upserts, ==, "{}");
      g_assert_cmpint (sparkled_position_compare (&scope->position, &changes->horizon), ==, 0);
    }
  return dex_future_new_true ();
}

static void
test_crowd (FeedWorld       *f,
            gconstpointer  data)
{
  feed_run_fiber (crowd_fiber, f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/db/cursor", test_cursor);
  g_test_add ("/db/pull/pages", FeedWorld, NULL, feed_set_up, test_pages, feed_tear_down);
  g_test_add ("/db/pull/life", FeedWorld, NULL, feed_set_up, test_life, feed_tear_down);
  g_test_add ("/db/pull/dormant", FeedWorld, NULL, feed_set_up, test_dormant, feed_tear_down);
  g_test_add ("/db/feed/counts", FeedWorld, NULL, feed_set_up, test_counts, feed_tear_down);
  g_test_add ("/db/feed/crowd", FeedWorld, NULL, feed_set_up, test_crowd, feed_tear_down);
  return g_test_run ();
}
