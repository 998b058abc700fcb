/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sqlite3.h>

#include "sparkle-error.h"
#include "store-kit.h"

#define POST(...)  kit_post ((KitPost) { __VA_ARGS__ })

static unsigned
feed_length (Kit *kit)
{
  g_autoptr (GArray) keys = sparkle_store_read_keys (kit->store, SPARKLE_LIST_FEED, NULL);

  return keys->len;
}

static SparkleStorePost *
read_post (Kit      *kit,
           unsigned  n)
{
  g_autofree char *id = kit_id (1, n);

  return sparkle_store_read_post (kit->store, id);
}

/* ---- catch-up ---------------------------------------------------------------------------------------------------- */

static void
test_first_pull (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 1, .title = "A \\\"quoted\\\" \\u00e9 \\ud83d\\ude00", .tags = "[\"x\",\"y\"]", .comments = 3, .likes = 2);
  g_autofree char *two = POST (.n = 2, .age = 2);
  g_autofree char *three = POST (.n = 3, .age = 3);
  g_autofree char *user = kit_user (KIT_OTHER, 1, "bea", 0);
  g_autoptr (SparkleApplyResult) first = NULL, second = NULL;
  g_autoptr (SparkleStorePost) post = NULL;
  g_autoptr (SparkleStoreUser) person = NULL;

  first = kit_pull (kit, "feed", 0, "\"cursor\":\"p1\",\"follow\":\"f1\",\"more\":true,\"reset\":false,\"upserts\":{\"post\":[%s,%s],\"user\":[%s],\"novelty\":[{\"a\":1}]},\"deletes\":{}", one, two, user);
  g_assert_cmpint (first->status, ==, SPARKLE_APPLY_APPLIED);
  g_assert_true (first->more);
  g_assert_cmpuint (first->n_upserts, ==, 3);
  g_assert_cmpstr (first->row->cursor, ==, "p1");
  g_assert_cmpint (first->row->phase, ==, SPARKLE_SCOPE_FETCHING);
  g_assert_cmpint (first->row->fetched, ==, 2);
  g_assert_cmpuint (feed_length (kit), ==, 2);

  second = kit_pull (kit, "feed", 0, "\"cursor\":\"f2\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", three);
  g_assert_false (second->more);
  g_assert_cmpint (second->row->phase, ==, SPARKLE_SCOPE_FOLLOWING);
  g_assert_cmpstr (second->row->cursor, ==, "f2");
  g_assert_null (second->row->older);
  g_assert_cmpuint (feed_length (kit), ==, 3);

  post = read_post (kit, 1);
  g_assert_cmpstr (post->title, ==, "A \"quoted\" é 😀");
  g_assert_cmpstr (post->tags[1], ==, "y");
  g_assert_null (post->tags[2]);
  g_assert_cmpint (post->n_comments, ==, 3);
  g_assert_cmpint (post->reactions[0], ==, 2);
  g_assert_cmpint (post->pending, ==, SPARKLE_PENDING_NONE);
  person = sparkle_store_read_user_by_name (kit->store, "BEA");
  g_assert_cmpstr (person->id, ==, KIT_OTHER);
}

static void
test_window (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 1);
  g_autofree char *two = POST (.n = 2, .age = 2);
  g_autofree char *old = POST (.n = 9, .age = 90);
  g_autofree char *older = POST (.n = 3, .age = 3);
  g_autoptr (SparkleApplyResult) first = NULL, late = NULL, last = NULL;

  first = kit_pull (kit, "feed", SPARKLE_APPLY_WINDOW_END, "\"cursor\":\"p1\",\"follow\":\"f1\",\"more\":true,\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", one, two);
  g_assert_false (first->more);
  g_assert_cmpstr (first->row->cursor, ==, "f1");
  g_assert_cmpstr (first->row->older, ==, "p1");
  /* an edit of a post beyond the window does not make a hole in the list */
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", old);
  g_assert_cmpuint (feed_length (kit), ==, 2);
  late = kit_pull (kit, "feed", SPARKLE_APPLY_OLDER, "\"cursor\":\"p2\",\"more\":true,\"upserts\":{\"post\":[%s]},\"deletes\":{}", older);
  g_assert_cmpint (late->status, ==, SPARKLE_APPLY_APPLIED);
  g_assert_cmpstr (late->row->cursor, ==, "f2");
  g_assert_cmpstr (late->row->older, ==, "p2");
  g_assert_cmpuint (feed_length (kit), ==, 3);
  last = kit_pull (kit, "feed", SPARKLE_APPLY_OLDER, "\"cursor\":\"p3\",\"more\":false,\"upserts\":{},\"deletes\":{}");
  g_assert_null (last->row->older);
  g_assert_cmpuint (feed_length (kit), ==, 4);
}

static void
test_chain (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 1, .rev = 5, .title = "five");
  g_autofree char *stale = POST (.n = 1, .age = 1, .rev = 4, .title = "four");
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (SparkleApplyResult) wrong = NULL, early = NULL;
  g_autoptr (SparkleStorePost) post = NULL;

  early = kit_frame (kit, "\"scope\":\"feed\",\"from\":\"f0\",\"cursor\":\"f1\",\"upserts\":{},\"deletes\":{}");
  g_assert_cmpint (early->status, ==, SPARKLE_APPLY_IGNORED);
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  wrong = kit_frame (kit, "\"scope\":\"feed\",\"from\":\"f0\",\"cursor\":\"f9\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", id);
  g_assert_cmpint (wrong->status, ==, SPARKLE_APPLY_IGNORED);
  g_assert_cmpstr (wrong->row->cursor, ==, "f1");
  g_assert_cmpuint (feed_length (kit), ==, 1);
  /* an older rev changes nothing */
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s]},\"deletes\":{}", stale);
  post = read_post (kit, 1);
  g_assert_cmpstr (post->title, ==, "five");
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f2\",\"cursor\":\"f3\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", id);
  g_assert_cmpuint (feed_length (kit), ==, 0);
  g_assert_null (sparkle_store_read_post (kit->store, id));
}

/* A record leaves one scope and stays in the other; with the last it is gone. */
static void
test_membership (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 1);
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *scope = g_strconcat ("post/", id, NULL);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", scope);
  g_autoptr (SparkleStorePost) post = NULL;

  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  kit_pulled (kit, scope, 0, "\"cursor\":\"t1\",\"follow\":\"t1\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", id);
  g_assert_cmpuint (feed_length (kit), ==, 0);
  post = read_post (kit, 1);
  g_assert_nonnull (post);
  /* and comes back with the rev it had */
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f2\",\"cursor\":\"f3\",\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  g_assert_cmpuint (feed_length (kit), ==, 1);
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f3\",\"cursor\":\"f4\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", id);
  kit_framed (kit, "\"scope\":%s,\"from\":\"t1\",\"cursor\":\"t2\",\"upserts\":{},\"deletes\":{\"post\":[\"%s\"]}", quoted, id);
  g_assert_null (sparkle_store_read_post (kit->store, id));
}

static void
test_reset (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 1);
  g_autofree char *two = POST (.n = 2, .age = 2);
  g_autofree char *three = POST (.n = 3, .age = 3);
  g_autoptr (SparkleApplyResult) reset = NULL;

  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", one, two);
  reset = kit_pull (kit, "feed", 0, "\"cursor\":null,\"more\":true,\"reset\":true,\"upserts\":{},\"deletes\":{}");
  g_assert_cmpint (reset->status, ==, SPARKLE_APPLY_RESET);
  g_assert_null (reset->row->cursor);
  g_assert_cmpuint (feed_length (kit), ==, 2); /* readers see no hole */
  kit_pulled (kit, "feed", 0, "\"cursor\":\"p1\",\"follow\":\"f8\",\"more\":true,\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  g_assert_cmpuint (feed_length (kit), ==, 2);
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f9\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", three);
  g_assert_cmpuint (feed_length (kit), ==, 2);
  g_assert_null (read_post (kit, 2));
}

static void
test_refused_and_junk (void)
{
  static const char * const junk[] = {
    "", "{", "null", "{\"scopes\":[]}", "{\"scopes\":[{\"scope\":\"me\",\"cursor\":\"x\"}]}", "{\"scopes\":[{\"scope\":\"feed\"}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"upserts\":{\"post\":[{\"id\":5}]}}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"upserts\":{\"post\":[{\"id\":\"\\u0000\"}]}}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"upserts\":{\"post\":{}}}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"upserts\":{\"post\":[{\"id\":\"a\",\"rev\":99999999999999999999}]}}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"deletes\":{\"post\":[null]}}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\"},{\"scope\":\"feed\",\"cursor\":\"c\"}]}",
    "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"upserts\":{\"post\":[{\"id\":\"a\",\"title\":\"\xff\"}]}}]}",
  };
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (SparkleApplyResult) refused = NULL;
  g_autoptr (GString) deep = g_string_new ("{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c\",\"x\":");

  for (unsigned i = 0; i < 10000; i++)
    g_string_append_c (deep, '[');
  for (unsigned i = 0; i <= G_N_ELEMENTS (junk); i++)
    {
      const char *text = i < G_N_ELEMENTS (junk) ? junk[i] : deep->str;
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (asked, kit_boxed (sparkle_store_get_scope (kit->store, "feed")));
      g_assert_false (kit_wait (sparkle_store_apply_pull (kit->store, asked, bytes, 0), &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);
    }
  g_assert_cmpuint (feed_length (kit), ==, 0);
  refused = kit_pull (kit, "moderation", 0, "\"error\":{\"error\":\"No\",\"code\":\"forbidden\"}");
  g_assert_cmpint (refused->status, ==, SPARKLE_APPLY_REFUSED);
  g_assert_error (refused->error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
}

/* ---- outbox -------------------------------------------------------------------------------------------------------- */

static Kit *
signed_in (void)
{
  Kit *kit = kit_new ();
  g_autofree char *one = POST (.n = 1, .age = 1, .content = "a\\nb\\nc\\n", .likes = 2);

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  kit_pulled (kit, "feed", 0, "\"cursor\":\"f1\",\"follow\":\"f1\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", one);
  kit_pulled (kit, "me", 0, "\"cursor\":\"m1\",\"follow\":\"m1\",\"more\":false,\"upserts\":{},\"deletes\":{}");
  return kit;
}

static void
test_needs_account (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (JsonNode) node = json_from_string ("{\"title\":\"t\",\"content\":\"c\"}", NULL);
  SparkleStoreMutation mutation = { NULL, "post.create", json_node_get_object (node), 0, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (kit_wait (sparkle_store_enqueue (kit->store, &mutation, 1), &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED);
}

static void
test_create (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 50);
  g_autofree char *record = POST (.n = 50, .author = KIT_ME, .title = "Mine", .age = -5);
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (SparkleStorePost) echo = NULL, real = NULL;
  g_autofree char *body = NULL;
  SparklePushSummary summary;

  kit_enqueue (kit, NULL, "post.create", 0, "{\"id\":\"%s\",\"title\":\"Mine\",\"content\":\"text\",\"tags\":[\"a\"]}", id);
  g_assert_cmpuint (feed_length (kit), ==, 2);
  echo = read_post (kit, 50);
  g_assert_cmpint (echo->pending, ==, SPARKLE_PENDING_WAITING);
  g_assert_cmpint (echo->local, ==, 1);
  g_assert_cmpstr (echo->author_id, ==, KIT_ME);
  g_assert_cmpstr (echo->slug, ==, "mine");
  g_assert_cmpstr (echo->tags[0], ==, "a");
  /* an unsent edit becomes part of it */
  kit_enqueue (kit, NULL, "post.edit", 0, "{\"id\":\"%s\",\"title\":\"Mine 2\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 1);
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 1);
  body = sparkle_outbox_rows_to_json (sent);
  g_assert_nonnull (strstr (body, "Mine 2"));
  summary = kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"collection\":\"post\",\"record\":%s}",
                        ((SparkleOutboxRow *) sent->pdata[0])->id, record);
  g_assert_cmpuint (summary.n_applied, ==, 1);
  g_assert_cmpint (summary.next_at, ==, G_MAXINT64);
  real = read_post (kit, 50);
  g_assert_cmpint (real->pending, ==, SPARKLE_PENDING_NONE);
  g_assert_cmpint (real->local, ==, 0);
  g_assert_cmpstr (real->title, ==, "Mine");
  g_assert_cmpuint (feed_length (kit), ==, 2);
}

/* The answer, the live frame and a pull bring the same record: whichever comes first, there is one post and nothing pending at the end. */
static void
test_echo_any_order (void)
{
  static const char orders[6][4] = { "RLP", "RPL", "LRP", "LPR", "PRL", "PLR" };

  for (unsigned i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (Kit) kit = signed_in ();
      g_autofree char *id = kit_id (1, 50);
      g_autofree char *thread = g_strconcat ("post/", id, NULL);
      g_autofree char *post = POST (.n = 1, .age = 1, .content = "a\\nb\\nc\\n", .likes = 3, .rev = 2);
      g_autofree char *one_id = kit_id (1, 1);
      g_autofree char *reaction = kit_reaction (one_id, one_id, "like", 1);
      g_autofree char *record = POST (.n = 50, .author = KIT_ME, .title = "Mine", .age = -5);
      g_autoptr (GPtrArray) sent = NULL;
      g_autoptr (SparkleStorePost) real = NULL, liked = NULL;

      kit_enqueue (kit, "01900000-0009-7000-8000-000000000001", "post.create", 0, "{\"id\":\"%s\",\"title\":\"Mine\",\"content\":\"text\"}", id);
      kit_enqueue (kit, "01900000-0009-7000-8000-000000000002", "reaction.set", 0, "{\"post_id\":\"%s\",\"type\":\"like\"}", one_id);
      liked = read_post (kit, 1);
      g_assert_cmpint (liked->reactions[0], ==, 3);
      g_assert_cmpint (liked->my_reactions, ==, 1);
      sent = kit_take (kit);
      g_assert_cmpuint (sent->len, ==, 2);
      for (const char *step = orders[i]; *step != '\0'; step++)
        {
          if (*step == 'R')
            kit_answer (kit, sent, "{\"id\":\"01900000-0009-7000-8000-000000000001\",\"status\":\"applied\",\"collection\":\"post\",\"record\":%s},"
                                   "{\"id\":\"01900000-0009-7000-8000-000000000002\",\"status\":\"applied\",\"collection\":\"reaction\",\"record\":%s,"
                                   "\"related\":{\"post\":[%s]}}", record, reaction, post);
          else if (*step == 'L')
            {
              kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"post\":[%s,%s]},\"deletes\":{}", record, post);
              kit_framed (kit, "\"scope\":\"me\",\"from\":\"m1\",\"cursor\":\"m2\",\"upserts\":{\"reaction\":[%s]},\"deletes\":{}", reaction);
            }
          else
            kit_pulled (kit, thread, 0, "\"cursor\":\"t1\",\"follow\":\"t1\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", record);
          real = read_post (kit, 50);
          g_assert_nonnull (real);
          g_clear_pointer (&real, sparkle_store_post_free);
          g_assert_cmpuint (feed_length (kit), ==, 2);
        }
      real = read_post (kit, 50);
      g_assert_cmpint (real->pending, ==, SPARKLE_PENDING_NONE);
      g_assert_cmpint (real->local, ==, 0);
      sparkle_store_post_free (liked);
      liked = read_post (kit, 1);
      g_assert_cmpint (liked->reactions[0], ==, 3);
      g_assert_cmpint (liked->my_reactions, ==, 1);
    }
}

static void
test_set_and_unset (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (GPtrArray) sent = NULL, empty = NULL;
  g_autoptr (SparkleStorePost) post = NULL, after = NULL;

  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\"}", id);
  kit_enqueue (kit, NULL, "reaction.set", 0, "{\"post_id\":\"%s\",\"type\":\"fire\"}", id);
  post = read_post (kit, 1);
  g_assert_true (post->bookmarked);
  g_assert_cmpint (post->reactions[2], ==, 1);
  kit_enqueue (kit, NULL, "reaction.unset", 0, "{\"post_id\":\"%s\",\"type\":\"fire\"}", id);
  kit_enqueue (kit, NULL, "bookmark.unset", 0, "{\"post_id\":\"%s\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 0);
  after = read_post (kit, 1);
  g_assert_false (after->bookmarked);
  g_assert_cmpint (after->reactions[2], ==, 0);
  /* what is under way cannot be taken back: the opposite follows it */
  kit_enqueue (kit, NULL, "reaction.set", 0, "{\"post_id\":\"%s\",\"type\":\"fire\"}", id);
  sent = kit_take (kit);
  kit_enqueue (kit, NULL, "reaction.unset", 0, "{\"post_id\":\"%s\",\"type\":\"fire\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 2);
  empty = kit_take (kit);
  g_assert_cmpuint (empty->len, ==, 0);
}

static void
test_order_and_blocking (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 50);
  g_autofree char *other = kit_id (1, 1);
  g_autofree char *comment = kit_id (2, 7);
  g_autoptr (GPtrArray) sent = NULL, later = NULL;
  SparklePushSummary summary;
  unsigned failed;

  kit_enqueue (kit, NULL, "post.create", 0, "{\"id\":\"%s\",\"title\":\"T\",\"content\":\"c\"}", id);
  kit_enqueue (kit, NULL, "comment.create", 0, "{\"id\":\"%s\",\"post_id\":\"%s\",\"content\":\"first\"}", comment, id);
  kit_enqueue (kit, NULL, "reaction.set", 0, "{\"comment_id\":\"%s\",\"post_id\":\"%s\",\"type\":\"love\"}", comment, id);
  kit_enqueue (kit, NULL, "reaction.set", 0, "{\"post_id\":\"%s\",\"type\":\"like\"}", other);
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 4); /* what needs the post goes in the same batch, behind it */
  g_assert_cmpstr (((SparkleOutboxRow *) sent->pdata[0])->op, ==, "post.create");
  summary = kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"rejected\",\"error\":{\"error\":\"Validation failed\",\"code\":\"validation_failed\","
                        "\"details\":[{\"field\":\"title\",\"message\":\"is too short\"}]}}", ((SparkleOutboxRow *) sent->pdata[0])->id);
  g_assert_cmpuint (summary.n_rejected, ==, 1);
  g_assert_cmpuint (summary.n_retry, ==, 3);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, &failed), ==, 4);
  g_assert_cmpuint (failed, ==, 1);
  {
    g_autoptr (SparkleStorePost) post = read_post (kit, 50);
    g_autoptr (SparkleOutboxRow) row = sparkle_store_read_outbox_item (kit->store, ((SparkleOutboxRow *) sent->pdata[0])->id);

    g_assert_cmpint (post->pending, ==, SPARKLE_PENDING_FAILED);
    g_assert_cmpstr (row->error_message, ==, "Title: is too short");
  }
  /* the failed post keeps only those back that need it */
  kit_ok (sparkle_store_return_outbox (kit->store, sent, 0, NULL));
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\"}", other);
  later = kit_take (kit);
  g_assert_cmpuint (later->len, ==, 1);
  g_assert_cmpstr (((SparkleOutboxRow *) later->pdata[0])->op, ==, "bookmark.set");
  /* discarding it takes its comment and their reactions along */
  kit_ok (sparkle_store_discard_outbox (kit->store, ((SparkleOutboxRow *) sent->pdata[0])->id));
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, &failed), ==, 2);
  g_assert_null (sparkle_store_read_post (kit->store, id));
  g_assert_null (sparkle_store_read_comment (kit->store, comment));
}

static void
test_merge_on_conflict (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *theirs = POST (.n = 1, .age = 1, .rev = 2, .version = 2, .content = "A\\nb\\nc\\n", .likes = 2);
  g_autofree char *done = POST (.n = 1, .age = 1, .rev = 3, .version = 3, .content = "A\\nb\\nC\\n", .likes = 2);
  g_autofree char *clash = POST (.n = 1, .age = 1, .rev = 4, .version = 4, .content = "X\\nb\\nC\\n", .likes = 2);
  g_autoptr (GPtrArray) sent = NULL, again = NULL, third = NULL;
  g_autoptr (SparkleStorePost) post = NULL, mine = NULL, final = NULL;
  g_autoptr (SparkleOutboxRow) row = NULL;
  SparklePushSummary summary;

  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"content\":\"a\\nb\\nC\\n\"}", id);
  sent = kit_take (kit);
  g_assert_cmpint (((SparkleOutboxRow *) sent->pdata[0])->base_version, ==, 1);
  summary = kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"conflict\",\"record\":%s,\"error\":{\"error\":\"stale\",\"code\":\"stale_version\"}}",
                        ((SparkleOutboxRow *) sent->pdata[0])->id, theirs);
  g_assert_cmpuint (summary.n_merged, ==, 1);
  g_assert_cmpint (summary.next_at, ==, 0);
  post = read_post (kit, 1);
  g_assert_cmpstr (post->content, ==, "A\nb\nC\n");
  again = kit_take (kit);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (((SparkleOutboxRow *) again->pdata[0])->base_version, ==, 2);
  g_assert_cmpstr (((SparkleOutboxRow *) again->pdata[0])->id, !=, ((SparkleOutboxRow *) sent->pdata[0])->id);
  kit_answer (kit, again, "{\"id\":\"%s\",\"status\":\"applied\",\"record\":%s}", ((SparkleOutboxRow *) again->pdata[0])->id, done);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 0);

  /* both changed the same line: both are kept */
  kit_enqueue (kit, NULL, "post.edit", 3, "{\"id\":\"%s\",\"content\":\"M\\nb\\nC\\n\"}", id);
  third = kit_take (kit);
  summary = kit_answer (kit, third, "{\"id\":\"%s\",\"status\":\"conflict\",\"record\":%s}", ((SparkleOutboxRow *) third->pdata[0])->id, clash);
  g_assert_cmpuint (summary.n_conflicts, ==, 1);
  row = sparkle_store_read_outbox_item (kit->store, ((SparkleOutboxRow *) third->pdata[0])->id);
  g_assert_cmpint (row->state, ==, SPARKLE_OUTBOX_CONFLICT);
  g_assert_nonnull (strstr (row->theirs, "X\\nb"));
  g_assert_nonnull (strstr (row->base, "A\\nb"));
  mine = read_post (kit, 1);
  g_assert_cmpstr (mine->content, ==, "M\nb\nC\n");
  g_assert_cmpint (mine->pending, ==, SPARKLE_PENDING_FAILED);
  kit_ok (sparkle_store_retry_outbox (kit->store, row->id)); /* mine wins */
  g_clear_pointer (&sent, g_ptr_array_unref);
  sent = kit_take (kit);
  g_assert_cmpint (((SparkleOutboxRow *) sent->pdata[0])->base_version, ==, 4);
  kit_ok (sparkle_store_return_outbox (kit->store, sent, 0, NULL));
  kit_ok (sparkle_store_discard_outbox (kit->store, ((SparkleOutboxRow *) sent->pdata[0])->id)); /* theirs wins */
  final = read_post (kit, 1);
  g_assert_cmpstr (final->content, ==, "X\nb\nC\n");
  g_assert_cmpint (final->pending, ==, SPARKLE_PENDING_NONE);
}

/* Who goes on writing at a post in conflict writes at the own side of it: nothing waits behind that was written over another text. */
static void
test_edit_in_conflict (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *clash = POST (.n = 1, .age = 1, .rev = 2, .version = 2, .content = "X\\nb\\nc\\n", .likes = 2);
  g_autoptr (GPtrArray) sent = NULL, again = NULL;
  g_autoptr (SparkleOutboxRow) row = NULL;
  g_autoptr (JsonObject) solved = json_object_new ();

  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"content\":\"M\\nb\\nc\\n\"}", id);
  sent = kit_take (kit);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"conflict\",\"record\":%s}", ((SparkleOutboxRow *) sent->pdata[0])->id, clash);
  kit_enqueue (kit, NULL, "post.edit", 0, "{\"id\":\"%s\",\"content\":\"M\\nb\\nc\\nd\\n\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 1);
  row = sparkle_store_read_outbox_item (kit->store, ((SparkleOutboxRow *) sent->pdata[0])->id);
  g_assert_cmpint (row->state, ==, SPARKLE_OUTBOX_CONFLICT);
  g_assert_nonnull (strstr (row->data, "c\\nd\\n"));

  json_object_set_string_member (solved, "content", "X M\nb\nc\nd\n");
  kit_ok (sparkle_store_edit_outbox (kit->store, row->id, solved));
  again = kit_take (kit);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (((SparkleOutboxRow *) again->pdata[0])->base_version, ==, 2);
}

/* An editor that was opened before another edit was made: its text must be merged and may not replace the other. */
static void
test_edit_from_before (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *data = g_strdup_printf ("{\"id\":\"%s\",\"content\":\"a\\nb\\nc\\nsecond\\n\"}", id);
  g_autofree char *done = POST (.n = 1, .age = 1, .rev = 2, .version = 2, .content = "first\\na\\nb\\nc\\n", .likes = 2);
  g_autoptr (JsonNode) second = json_from_string (data, NULL), base = json_from_string ("{\"content\":\"a\\nb\\nc\\n\"}", NULL);
  SparkleStoreMutation mutation = { NULL, "post.edit", json_node_get_object (second), 1, json_node_get_object (base) };
  g_autoptr (GPtrArray) sent = NULL, next = NULL, merged = NULL;
  g_autoptr (SparkleStorePost) post = NULL;
  SparklePushSummary summary;

  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"content\":\"first\\na\\nb\\nc\\n\"}", id);
  kit_ok (sparkle_store_enqueue (kit->store, &mutation, 1));
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 2);
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 1);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"record\":%s}", ((SparkleOutboxRow *) sent->pdata[0])->id, done);
  next = kit_take (kit);
  g_assert_cmpuint (next->len, ==, 1);
  g_assert_cmpint (((SparkleOutboxRow *) next->pdata[0])->base_version, ==, 1);
  summary = kit_answer (kit, next, "{\"id\":\"%s\",\"status\":\"conflict\",\"record\":%s}", ((SparkleOutboxRow *) next->pdata[0])->id, done);
  g_assert_cmpuint (summary.n_merged, ==, 1);
  post = read_post (kit, 1);
  g_assert_cmpstr (post->content, ==, "first\na\nb\nc\nsecond\n");
}

/* An edit written while the one before is under way goes after it, on top of its version. */
static void
test_edit_chain (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *done = POST (.n = 1, .age = 1, .rev = 2, .version = 2, .title = "one", .content = "a\\nb\\nc\\n");
  g_autoptr (GPtrArray) sent = NULL, none = NULL, next = NULL;

  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"title\":\"one\"}", id);
  sent = kit_take (kit);
  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"title\":\"two\"}", id);
  none = kit_take (kit);
  g_assert_cmpuint (none->len, ==, 0);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"record\":%s}", ((SparkleOutboxRow *) sent->pdata[0])->id, done);
  next = kit_take (kit);
  g_assert_cmpuint (next->len, ==, 1);
  g_assert_cmpint (((SparkleOutboxRow *) next->pdata[0])->base_version, ==, 2);
}

/* The answer to an edit can come twice, with somebody else's edit in between: what waits behind was not written on top of that. */
static void
test_edit_chain_repeated_answer (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *done = POST (.n = 1, .age = 1, .rev = 2, .version = 2, .title = "one", .content = "a\\nb\\nc\\n");
  g_autofree char *theirs = POST (.n = 1, .age = 1, .rev = 3, .version = 3, .title = "theirs", .content = "a\\nb\\nc\\n");
  g_autoptr (GPtrArray) sent = NULL, next = NULL;

  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"title\":\"one\"}", id);
  sent = kit_take (kit);
  kit_enqueue (kit, NULL, "post.edit", 1, "{\"id\":\"%s\",\"title\":\"two\"}", id);
  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", theirs);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"record\":%s}", ((SparkleOutboxRow *) sent->pdata[0])->id, done);
  next = kit_take (kit);
  g_assert_cmpuint (next->len, ==, 1);
  g_assert_cmpint (((SparkleOutboxRow *) next->pdata[0])->base_version, ==, 2);
}

/* The disk does not take the other account: nothing may be written in the name of either. */
static void
test_account_not_changed (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *journal = kit_file (kit, "journal.db");
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *data = g_strdup_printf ("{\"post_id\":\"%s\"}", id);
  SparkleStoreMutation mutation = { NULL, "bookmark.set", NULL, 0, NULL };
  g_autoptr (DexFuture) changing = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (journal, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TRIGGER no BEFORE INSERT ON setting BEGIN SELECT RAISE (ABORT, 'full'); END", NULL, NULL, NULL), ==, SQLITE_OK);
  node = json_from_string (data, NULL);
  mutation.data = json_node_get_object (node);
  changing = sparkle_store_set_account (kit->store, KIT_OTHER);
  g_assert_false (kit_wait (sparkle_store_enqueue (kit->store, &mutation, 1), NULL));
  g_assert_false (kit_wait (dex_ref (changing), NULL));
  g_assert_cmpstr (sparkle_store_get_account (kit->store), ==, KIT_ME);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 0);
  g_assert_cmpint (sqlite3_exec (db, "DROP TRIGGER no", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* The server took neither: deleted here, both are gone for good. */
static void
test_delete_failed (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *draft = kit_id (3, 1);
  g_autofree char *mine = kit_id (1, 50);
  g_autofree char *comment = kit_id (2, 50);
  g_autoptr (GPtrArray) sent = NULL, none = NULL;
  g_autoptr (SparkleStoreDraft) row = NULL;
  g_autoptr (SparkleStorePost) post = NULL;

  kit_enqueue (kit, draft, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"t\"}", draft);
  kit_enqueue (kit, mine, "post.create", 0, "{\"id\":\"%s\",\"title\":\"t\",\"content\":\"c\"}", mine);
  kit_enqueue (kit, comment, "comment.create", 0, "{\"id\":\"%s\",\"post_id\":\"%s\",\"content\":\"c\"}", comment, mine);
  sent = sparkle_store_read_outbox (kit->store);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"rejected\"},{\"id\":\"%s\",\"status\":\"rejected\"}", draft, mine);
  kit_enqueue (kit, NULL, "draft.delete", 0, "{\"id\":\"%s\"}", draft);
  kit_enqueue (kit, NULL, "post.delete", 0, "{\"id\":\"%s\"}", mine);
  row = sparkle_store_read_draft (kit->store, draft);
  g_assert_null (row);
  post = sparkle_store_read_post (kit->store, mine);
  g_assert_null (post);
  none = sparkle_store_read_outbox (kit->store);
  g_assert_cmpuint (none->len, ==, 0);
}

/* A comment that nobody has seen goes away before it is sent, its answer is a text of its own: it stays, and finds its parent. */
static void
test_delete_answered (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *post = kit_id (1, 50);
  g_autofree char *parent = kit_id (2, 50);
  g_autofree char *child = kit_id (2, 51);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (SparkleStoreComment) kept = NULL;

  kit_enqueue (kit, post, "post.create", 0, "{\"id\":\"%s\",\"title\":\"t\",\"content\":\"c\"}", post);
  kit_enqueue (kit, parent, "comment.create", 0, "{\"id\":\"%s\",\"post_id\":\"%s\",\"content\":\"said too soon\"}", parent, post);
  kit_enqueue (kit, child, "comment.create", 0, "{\"id\":\"%s\",\"post_id\":\"%s\",\"parent_id\":\"%s\",\"content\":\"an answer\"}",
               child, post, parent);
  kit_enqueue (kit, NULL, "comment.delete", 0, "{\"id\":\"%s\"}", parent);
  rows = sparkle_store_read_outbox (kit->store);
  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_cmpstr (((SparkleOutboxRow *) rows->pdata[1])->record_id, ==, parent);
  g_assert_cmpstr (((SparkleOutboxRow *) rows->pdata[2])->record_id, ==, child);
  g_assert_cmpstr (((SparkleOutboxRow *) rows->pdata[3])->op, ==, "comment.delete");
  kept = sparkle_store_read_comment (kit->store, child);
  g_assert_cmpstr (kept->content, ==, "an answer");
}

static void
test_drafts_and_accounts (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (3, 1);
  g_autofree char *server_draft = kit_draft (2, 1, 1, "Old", "from elsewhere");
  g_autoptr (GPtrArray) mine = NULL, others = NULL, back = NULL, rows = NULL;
  g_autoptr (SparkleStoreDraft) draft = NULL;

  kit_framed (kit, "\"scope\":\"me\",\"from\":\"m1\",\"cursor\":\"m2\",\"upserts\":{\"draft\":[%s]},\"deletes\":{}", server_draft);
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"T\",\"content\":\"a\"}", id);
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"content\":\"ab\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 1);
  mine = sparkle_store_read_drafts (kit->store);
  g_assert_cmpuint (mine->len, ==, 2);
  kit_ok (sparkle_store_set_account (kit->store, KIT_OTHER));
  others = sparkle_store_read_drafts (kit->store);
  g_assert_cmpuint (others->len, ==, 0);
  rows = kit_take (kit);
  g_assert_cmpuint (rows->len, ==, 0); /* never sent as someone else */
  kit_ok (sparkle_store_set_account (kit->store, NULL));
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  back = sparkle_store_read_drafts (kit->store);
  g_assert_cmpuint (back->len, ==, 2);
  draft = sparkle_store_read_draft (kit->store, id);
  g_assert_cmpstr (draft->title, ==, "T");
  g_assert_cmpstr (draft->content, ==, "ab");
  g_assert_cmpint (draft->pending, ==, SPARKLE_PENDING_WAITING);
  /* the server forgot the other one while we were away */
  kit_pulled (kit, "me", 0, "\"cursor\":\"m9\",\"follow\":\"m9\",\"more\":false,\"upserts\":{},\"deletes\":{}");
  g_clear_pointer (&back, g_ptr_array_unref);
  back = sparkle_store_read_drafts (kit->store);
  g_assert_cmpuint (back->len, ==, 1);
  /* a draft that never left this machine goes without a trace */
  kit_enqueue (kit, NULL, "draft.delete", 0, "{\"id\":\"%s\"}", id);
  g_assert_cmpuint (sparkle_store_read_outbox_count (kit->store, NULL), ==, 0);
  g_assert_null (sparkle_store_read_draft (kit->store, id));
}

static void
test_deletion_echo (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (GPtrArray) sent = NULL, rows = NULL;
  g_autoptr (SparkleStorePost) post = NULL;

  kit_enqueue (kit, NULL, "post.delete", 0, "{\"id\":\"%s\"}", id);
  g_assert_cmpuint (feed_length (kit), ==, 0);
  rows = sparkle_store_read_outbox (kit->store);
  kit_ok (sparkle_store_discard_outbox (kit->store, ((SparkleOutboxRow *) rows->pdata[0])->id));
  g_assert_cmpuint (feed_length (kit), ==, 1);
  post = read_post (kit, 1);
  g_assert_cmpstr (post->state, ==, "published");
  kit_enqueue (kit, NULL, "post.delete", 0, "{\"id\":\"%s\"}", id);
  sent = kit_take (kit);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"record\":null}", ((SparkleOutboxRow *) sent->pdata[0])->id);
  g_assert_cmpuint (feed_length (kit), ==, 0);
  g_assert_null (sparkle_store_read_post (kit->store, id));
}

static void
test_counts (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *comment = kit_id (2, 1);
  g_autofree char *user = kit_user (KIT_OTHER, 1, "bea", 4);
  g_autofree char *me = kit_user (KIT_ME, 1, "me", 0);
  g_autoptr (SparkleStorePost) post = NULL;
  g_autoptr (SparkleStoreUser) person = NULL, self = NULL;

  kit_framed (kit, "\"scope\":\"feed\",\"from\":\"f1\",\"cursor\":\"f2\",\"upserts\":{\"user\":[%s,%s]},\"deletes\":{}", user, me);
  kit_enqueue (kit, NULL, "comment.create", 0, "{\"id\":\"%s\",\"post_id\":\"%s\",\"content\":\"hi\"}", comment, id);
  kit_enqueue (kit, NULL, "user.follow", 0, "{\"user_id\":\"%s\"}", KIT_OTHER);
  kit_enqueue (kit, NULL, "user.edit", 0, "{\"bio\":\"new\"}");
  post = read_post (kit, 1);
  g_assert_cmpint (post->n_comments, ==, 1);
  g_assert_cmpint (post->pending, ==, SPARKLE_PENDING_NONE);
  person = sparkle_store_read_user (kit->store, KIT_OTHER);
  g_assert_cmpint (person->n_followers, ==, 5);
  g_assert_true (person->followed);
  self = sparkle_store_read_user (kit->store, KIT_ME);
  g_assert_cmpint (self->n_following, ==, 1);
  g_assert_cmpstr (self->bio, ==, "new");
}

static void
test_clock_set_back (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autoptr (GPtrArray) sent = NULL, again = NULL, waiting = NULL;

  kit_enqueue (kit, NULL, "reaction.set", 0, "{\"post_id\":\"%s\",\"type\":\"like\"}", id);
  sent = kit_take (kit);
  kit_ok (sparkle_store_return_outbox (kit->store, sent, g_get_real_time () + 60 * G_USEC_PER_SEC, NULL));
  waiting = kit_take (kit);
  g_assert_cmpuint (waiting->len, ==, 0);
  g_ptr_array_unref (sent);
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"%s\"}", id);
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 1);
  kit_ok (sparkle_store_return_outbox (kit->store, sent, g_get_real_time () + G_TIME_SPAN_DAY, NULL));
  again = kit_take (kit);
  g_assert_cmpuint (again->len, ==, 1);
}

static void
test_local_settings (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);
  g_autofree char *scope = g_strconcat ("post/", id, NULL);
  g_autofree char *value = NULL, *anchor = NULL;
  g_autoptr (SparkleStorePost) post = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  double offset;

  kit_ok (sparkle_store_set_setting (kit->store, "k", "v"));
  kit_ok (sparkle_store_set_reading_position (kit->store, "feed", id, 12.5));
  kit_ok (sparkle_store_set_kept (kit->store, scope, TRUE));
  kit_ok (sparkle_store_mark_read (kit->store, id));
  kit_close (kit);
  kit_open (kit);
  g_assert_cmpstr (sparkle_store_get_account (kit->store), ==, KIT_ME);
  value = sparkle_store_read_setting (kit->store, "k");
  g_assert_cmpstr (value, ==, "v");
  g_assert_true (sparkle_store_read_reading_position (kit->store, "feed", &anchor, &offset));
  g_assert_cmpstr (anchor, ==, id);
  g_assert_cmpfloat (offset, ==, 12.5);
  post = read_post (kit, 1);
  g_assert_true (post->kept);
  g_assert_cmpint (post->read_at, >, 0);
  kept = kit_boxed (sparkle_store_get_kept_scopes (kit->store));
  g_assert_cmpuint (kept->len, ==, 1);
}

static void
test_eviction (void)
{
  g_autoptr (Kit) kit = kit_new ();
  g_autoptr (GString) page = g_string_new (NULL);
  g_autofree char *big = g_strnfill (2000, 'x');
  g_autoptr (SparkleScopeRow) scope = NULL;
  g_autofree char *thread = kit_id (1, 3);
  g_autofree char *thread_scope = g_strconcat ("post/", thread, NULL);
  g_autofree char *comment = kit_comment (1, 1, 1, 3, -1, "x", 0);
  g_autofree char *opened = kit_id (1, 4);
  g_autofree char *open_scope = g_strconcat ("post/", opened, NULL);
  g_autofree char *open_comment = kit_comment (2, 1, 1, 4, -1, "x", 0);
  g_autofree char *kept_id = kit_id (1, 999);
  g_autofree char *kept_scope = g_strconcat ("post/", kept_id, NULL);
  guint64 before;

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  for (unsigned p = 0; p < 10; p++)
    {
      g_string_truncate (page, 0);
      for (unsigned i = 0; i < 100; i++)
        {
          g_autofree char *post = POST (.n = p * 100 + i, .age = p * 100 + i, .content = big);
          g_string_append_printf (page, "%s%s", i > 0 ? "," : "", post);
        }
      kit_pulled (kit, "feed", p == 9 ? SPARKLE_APPLY_WINDOW_END : 0, "\"cursor\":\"p%u\",\"follow\":\"f\",\"more\":true,\"upserts\":{\"post\":[%s]},\"deletes\":{}", p, page->str);
    }
  kit_pulled (kit, thread_scope, 0, "\"cursor\":\"t\",\"follow\":\"t\",\"more\":false,\"upserts\":{\"comment\":[%s]},\"deletes\":{}", comment);
  kit_pulled (kit, open_scope, 0, "\"cursor\":\"t\",\"follow\":\"t\",\"more\":false,\"upserts\":{\"comment\":[%s]},\"deletes\":{}", open_comment);
  kit_ok (sparkle_store_touch_scope (kit->store, open_scope));
  kit_ok (sparkle_store_set_kept (kit->store, kept_scope, TRUE));
  kit_enqueue (kit, NULL, "bookmark.set", 0, "{\"post_id\":\"01900000-0001-7000-8000-0000000003e6\"}"); /* 998 */
  g_assert_cmpuint (feed_length (kit), ==, 1000);
  before = sparkle_store_read_size (kit->store);
  kit_ok (sparkle_store_evict (kit->store, before / 2));
  g_assert_cmpuint (sparkle_store_read_size (kit->store), <=, before / 2);
  g_assert_cmpuint (feed_length (kit), <, 600);
  g_assert_cmpuint (feed_length (kit) % 100, ==, 0);
  {
    g_autoptr (SparkleStorePost) kept = read_post (kit, 999), bookmarked = read_post (kit, 998), gone = read_post (kit, 997);
    g_autofree char *comment_id = kit_id (2, 1);

    g_assert_nonnull (kept);
    g_assert_nonnull (bookmarked);
    g_assert_null (gone);
    g_autofree char *seen_id = kit_id (2, 2);
    g_autoptr (SparkleStoreComment) seen = sparkle_store_read_comment (kit->store, seen_id);

    g_assert_null (sparkle_store_read_comment (kit->store, comment_id));
    g_assert_nonnull (seen); /* somebody looks at it */
  }
  /* from where it was cut the older posts can be had again */
  scope = sparkle_store_read_scope (kit->store, "feed");
  g_assert_cmpuint (feed_length (kit), ==, (g_ascii_strtoull (scope->older + 1, NULL, 10) + 1) * 100);
  kit_ok (sparkle_store_evict (kit->store, 1));
  g_assert_cmpuint (feed_length (kit), >=, 200);
}

static unsigned n_changed;

static void
changed_cb (SparkleStore        *store,
            SparkleStoreChanges *changes,
            gpointer             user_data)
{
  n_changed++;
  g_assert_true (sparkle_store_changes_contains (changes, SPARKLE_COLLECTION_POST, user_data));
}

/* Who awaits a write is told of it first. */
static void
test_changed_before_resolve (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *id = kit_id (1, 1);

  n_changed = 0;
  g_signal_connect (kit->store, "changed", G_CALLBACK (changed_cb), id);
  kit_enqueue (kit, NULL, "reaction.set", 0, "{\"post_id\":\"%s\",\"type\":\"like\"}", id);
  g_assert_cmpuint (n_changed, ==, 1);
  g_signal_handlers_disconnect_by_func (kit->store, changed_cb, id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/store/first-pull", test_first_pull);
  g_test_add_func ("/store/window", test_window);
  g_test_add_func ("/store/chain", test_chain);
  g_test_add_func ("/store/membership", test_membership);
  g_test_add_func ("/store/reset", test_reset);
  g_test_add_func ("/store/refused-and-junk", test_refused_and_junk);
  g_test_add_func ("/store/needs-account", test_needs_account);
  g_test_add_func ("/store/create", test_create);
  g_test_add_func ("/store/echo-any-order", test_echo_any_order);
  g_test_add_func ("/store/set-and-unset", test_set_and_unset);
  g_test_add_func ("/store/order-and-blocking", test_order_and_blocking);
  g_test_add_func ("/store/merge-on-conflict", test_merge_on_conflict);
  g_test_add_func ("/store/edit-in-conflict", test_edit_in_conflict);
  g_test_add_func ("/store/edit-from-before", test_edit_from_before);
  g_test_add_func ("/store/edit-chain", test_edit_chain);
  g_test_add_func ("/store/edit-chain-repeated-answer", test_edit_chain_repeated_answer);
  g_test_add_func ("/store/account-not-changed", test_account_not_changed);
  g_test_add_func ("/store/delete-failed", test_delete_failed);
  g_test_add_func ("/store/delete-answered", test_delete_answered);
  g_test_add_func ("/store/drafts-and-accounts", test_drafts_and_accounts);
  g_test_add_func ("/store/deletion-echo", test_deletion_echo);
  g_test_add_func ("/store/counts", test_counts);
  g_test_add_func ("/store/clock-set-back", test_clock_set_back);
  g_test_add_func ("/store/local-settings", test_local_settings);
  g_test_add_func ("/store/eviction", test_eviction);
  g_test_add_func ("/store/changed-before-resolve", test_changed_before_resolve);
  return g_test_run ();
}
