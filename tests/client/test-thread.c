/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of a thread, over a real cache: small changes end where a fresh look ends, and tell no more than they must. */
#include "mirror.h"
#include "sparkle-row-runs.h"
#include "sparkle-thread.h"
#include "sparkle-time.h"
#include "store-kit.h"

#define DEPTH 8

typedef struct
{
  Kit             *kit;
  SparkleEntities *entities;
  char            *post_id, *scope;
  unsigned         cursor;
} Scene;

/* ---- records ------------------------------------------------------------------ */

typedef struct
{
  unsigned n;
  gint64   rev;
  int      parent;    /* -1: none */
  unsigned minute;
  int      likes;
  unsigned second;   /* of the video; 0: none */
  gboolean deleted, mine;
  const char *text;  /* (nullable): "x" */
} Record;

static char *
record (Record r)
{
  g_autofree char *id = kit_id (2, r.n), *post = kit_id (1, 1);
  g_autofree char *parent_id = r.parent >= 0 ? kit_id (2, (unsigned) r.parent) : NULL;
  g_autofree char *quoted = parent_id != NULL ? g_strdup_printf ("\"%s\"", parent_id) : g_strdup ("null");
  g_autofree char *second = r.second > 0 ? g_strdup_printf ("%u", r.second) : g_strdup ("null");
  g_autofree char *time = sparkle_time_format (G_GINT64_CONSTANT (1767268800000000) + (gint64) r.minute * 60 * G_USEC_PER_SEC);

  return g_strdup_printf ("{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"version\":%" G_GINT64_FORMAT ",\"post_id\":\"%s\",\"author_id\":\"%s\",\"parent_id\":%s,"
                          "\"content\":\"%s\",\"video_seconds\":%s,\"created_at\":\"%s\",\"edited_at\":null,\"deleted\":%s,"
                          "\"counts\":{\"reactions\":{\"like\":%d,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}",
                          id, r.rev, r.rev, post, r.mine ? KIT_ME : KIT_OTHER, quoted, r.deleted ? "" : r.text != NULL ? r.text : "x", second, time, r.deleted ? "true" : "false", r.likes);
}

static void
scene_send (Scene      *scene,
            const char *upserts,
            const char *deletes)
{
  kit_framed (scene->kit, "\"scope\":\"%s\",\"from\":\"c%u\",\"cursor\":\"c%u\",\"upserts\":{\"comment\":[%s]},\"deletes\":{\"comment\":[%s]}",
              scene->scope, scene->cursor, scene->cursor + 1, upserts, deletes);
  scene->cursor++;
}

static void
scene_put (Scene  *scene,
           Record  r)
{
  g_autofree char *text = record (r);

  scene_send (scene, text, "");
}

/* Comments 1 … n, the parent of each given by a function. */
static void
scene_fill (Scene    *scene,
            unsigned  n,
            int     (*parent_of) (unsigned n))
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (unsigned i = 1; i <= n; i++)
    {
      g_autofree char *text = record ((Record) { .n = i, .rev = 1, .parent = parent_of (i), .minute = i });

      g_string_append_printf (all, "%s%s", i > 1 ? "," : "", text);
    }
  scene_send (scene, all->str, "");
}

static void
scene_init (Scene *scene)
{
  g_autofree char *post = kit_post ((KitPost) { .n = 1 });

  scene->kit = kit_new ();
  scene->entities = sparkle_entities_new (scene->kit->store);
  scene->post_id = kit_id (1, 1);
  scene->scope = g_strconcat ("post/", scene->post_id, NULL);
  scene->cursor = 0;
  kit_ok (sparkle_store_set_account (scene->kit->store, KIT_ME));
  kit_pulled (scene->kit, scene->scope, 0, "\"cursor\":\"c0\",\"follow\":\"c0\",\"more\":false,\"upserts\":{\"post\":[%s]},\"deletes\":{}", post);
}

static void
scene_clear (Scene *scene)
{
  g_clear_object (&scene->entities);
  g_clear_pointer (&scene->kit, kit_free);
  g_clear_pointer (&scene->post_id, g_free);
  g_clear_pointer (&scene->scope, g_free);
}

static SparkleThread *
scene_open (Scene    *scene,
            unsigned  depth)
{
  SparkleThread *thread = sparkle_thread_new (scene->entities, scene->post_id);

  sparkle_thread_set_depth_max (thread, depth);
  return thread;
}

/* "1 .2 ..3+ 4-": number, one dot a level; + continues elsewhere, - collapsed, ! unread. */
static gboolean with_unread;

static char *
picture (SparkleThread *thread)
{
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (thread)); i++)
    {
      g_autoptr (SparkleComment) comment = g_list_model_get_item (G_LIST_MODEL (thread), i);

      if (i > 0)
        g_string_append_c (out, ' ');
      for (unsigned k = 0; k < sparkle_comment_get_depth (comment); k++)
        g_string_append_c (out, '.');
      g_string_append_printf (out, "%d", (int) g_ascii_strtoll (strrchr (sparkle_comment_get_id (comment), '-') + 1, NULL, 16));
      g_string_append (out, sparkle_comment_get_continues (comment) ? "+" : "");
      g_string_append (out, sparkle_comment_get_collapsed (comment) ? "-" : "");
      g_string_append (out, with_unread && sparkle_comment_get_unread (comment) ? "!" : "");
    }
  return g_string_free (out, FALSE);
}

#define assert_picture(thread, expected)                  \
  G_STMT_START {                                          \
    g_autofree char *picture_ = picture (thread);         \
    g_assert_cmpstr (picture_, ==, expected);             \
  } G_STMT_END

static char *
id_of (unsigned n)
{
  return kit_id (2, n);
}

/* ---- small changes -------------------------------------------------------------- */

static void
test_small_changes (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL;
  g_autofree char *one = id_of (1), *two = id_of (2), *three = id_of (3), *deletes = NULL;
  Mirror mirror;
  g_autoptr (SparkleComment) first = NULL;

  scene_init (&scene);
  thread = scene_open (&scene, DEPTH);
  mirror_init (&mirror, G_LIST_MODEL (thread));
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = -1, .minute = 2 });
  scene_put (&scene, (Record) { .n = 3, .rev = 1, .parent = 1, .minute = 3 });
  scene_put (&scene, (Record) { .n = 4, .rev = 1, .parent = 3, .minute = 4 });
  scene_put (&scene, (Record) { .n = 5, .rev = 1, .parent = 1, .minute = 5 });
  assert_picture (thread, "1 .3 ..4 .5 2");
  g_assert_cmpuint (mirror.n_signals, ==, 5);
  first = g_list_model_get_item (G_LIST_MODEL (thread), 0);
  g_assert_cmpuint (sparkle_comment_get_n_replies (first), ==, 3);

  /* what has answers keeps its place when it is deleted, and goes with the last of them */
  scene_put (&scene, (Record) { .n = 3, .rev = 2, .parent = 1, .minute = 3, .deleted = TRUE });
  assert_picture (thread, "1 .3 ..4 .5 2");
  g_assert_cmpuint (mirror.n_signals, ==, 5);
  g_assert_cmpuint (sparkle_comment_get_n_replies (first), ==, 2);
  scene_put (&scene, (Record) { .n = 4, .rev = 2, .parent = 3, .minute = 4, .deleted = TRUE });
  assert_picture (thread, "1 .5 2");
  g_assert_cmpuint (sparkle_comment_get_n_replies (first), ==, 1);
  /* … and comes back when somebody answers it again */
  scene_put (&scene, (Record) { .n = 6, .rev = 1, .parent = 4, .minute = 6 });
  assert_picture (thread, "1 .3 ..4 ...6 .5 2");

  mirror.n_signals = 0;
  sparkle_thread_set_collapsed (thread, one, TRUE);
  assert_picture (thread, "1- 2");
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  scene_put (&scene, (Record) { .n = 7, .rev = 1, .parent = 5, .minute = 7 });
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  g_assert_cmpuint (sparkle_comment_get_n_replies (first), ==, 3);
  sparkle_thread_set_collapsed (thread, one, FALSE);
  assert_picture (thread, "1 .3 ..4 ...6 .5 ..7 2");
  g_assert_cmpuint (mirror.n_signals, ==, 2);
  sparkle_thread_set_collapsed (thread, three, TRUE);
  sparkle_thread_set_collapsed (thread, one, TRUE);
  sparkle_thread_set_collapsed (thread, one, FALSE);
  assert_picture (thread, "1 .3- .5 ..7 2");
  {
    g_autofree char *six = id_of (6);

    g_assert_true (sparkle_thread_reveal (thread, six));
    g_assert_false (sparkle_thread_reveal (thread, "nothing"));
  }
  assert_picture (thread, "1 .3 ..4 ...6 .5 ..7 2");

  deletes = g_strdup_printf ("\"%s\"", two);
  scene_send (&scene, "", deletes);
  assert_picture (thread, "1 .3 ..4 ...6 .5 ..7");
  mirror_check (&mirror);
  mirror_clear (&mirror);
  g_clear_object (&first);
  g_clear_object (&thread);
  scene_clear (&scene);
}

static void
test_own_write (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL;
  g_autoptr (SparkleComment) reply = NULL;
  g_autofree char *one = id_of (1), *mine = id_of (60);
  Mirror mirror;

  scene_init (&scene);
  thread = scene_open (&scene, DEPTH);
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = -1, .minute = 2 });
  mirror_init (&mirror, G_LIST_MODEL (thread));
  kit_enqueue (scene.kit, NULL, "comment.create", 0, "{\"id\":\"%s\",\"post_id\":\"%s\",\"parent_id\":\"%s\",\"content\":\"mine\"}", mine, scene.post_id, one);
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  assert_picture (thread, "1 .60 2");
  reply = g_list_model_get_item (G_LIST_MODEL (thread), 1);
  g_assert_cmpstr (sparkle_comment_get_content (reply), ==, "mine");
  g_assert_cmpint (sparkle_comment_get_pending (reply), ==, SPARKLE_PENDING_WAITING);
  /* the server's word about it changes its time, and nothing else */
  scene_put (&scene, (Record) { .n = 60, .rev = 2, .parent = 1, .minute = 9, .mine = TRUE });
  assert_picture (thread, "1 .60 2");
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  /* one's own is not news; the two of others are */
  g_assert_cmpuint (sparkle_thread_get_n_unread (thread), ==, 2);
  mirror_clear (&mirror);
  g_clear_object (&reply);
  g_clear_object (&thread);
  scene_clear (&scene);
}

/* ---- nonsense ------------------------------------------------------------------- */

static void
test_orphans_and_circles (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL;
  Mirror mirror;

  scene_init (&scene);
  thread = scene_open (&scene, DEPTH);
  mirror_init (&mirror, G_LIST_MODEL (thread));
  scene_put (&scene, (Record) { .n = 3, .rev = 1, .parent = 2, .minute = 3 });
  scene_put (&scene, (Record) { .n = 4, .rev = 1, .parent = 3, .minute = 4 });
  assert_picture (thread, "3 .4");
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  assert_picture (thread, "1 3 .4");
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = 1, .minute = 2 });
  assert_picture (thread, "1 .2 ..3 ...4");
  mirror_check (&mirror);
  /* parents in a circle, and one that is its own: shown, the oldest of the circle on top */
  scene_put (&scene, (Record) { .n = 8, .rev = 1, .parent = 9, .minute = 8 });
  scene_put (&scene, (Record) { .n = 9, .rev = 1, .parent = 10, .minute = 9 });
  scene_put (&scene, (Record) { .n = 10, .rev = 1, .parent = 8, .minute = 10 });
  scene_put (&scene, (Record) { .n = 11, .rev = 1, .parent = 11, .minute = 11 });
  scene_put (&scene, (Record) { .n = 12, .rev = 1, .parent = 9, .minute = 12 });
  assert_picture (thread, "1 .2 ..3 ...4 8 .10 ..9 ...12 11");
  mirror_check (&mirror);
  /* another parent than before */
  scene_put (&scene, (Record) { .n = 3, .rev = 2, .parent = 1, .minute = 3 });
  assert_picture (thread, "1 .2 .3 ..4 8 .10 ..9 ...12 11");
  mirror_check (&mirror);
  mirror_clear (&mirror);
  g_clear_object (&thread);
  scene_clear (&scene);
}

static int
one_before (unsigned n)
{
  return n > 1 ? (int) n - 1 : -1;
}

/* A chain of ten thousand answers: no recursion, and time that grows with its length alone. */
static void
test_deep_chain (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL, branch = NULL;
  g_autofree char *deepest = id_of (10000), *ninth = id_of (9), *found = NULL, *first = id_of (1);
  g_autoptr (SparkleComment) top = NULL;
  gint64 began;

  scene_init (&scene);
  scene_fill (&scene, 10000, one_before);
  began = g_get_monotonic_time ();
  thread = scene_open (&scene, DEPTH);
  g_test_message ("opened in %.1f ms", (g_get_monotonic_time () - began) / 1000.0);
  assert_picture (thread, "1 .2 ..3 ...4 ....5 .....6 ......7 .......8 ........9+");
  top = g_list_model_get_item (G_LIST_MODEL (thread), 0);
  g_assert_cmpuint (sparkle_comment_get_n_replies (top), ==, 9999);
  g_assert_false (sparkle_thread_reveal (thread, deepest));
  found = sparkle_thread_find_branch (thread, deepest);
  branch = sparkle_thread_new_branch (scene.entities, scene.post_id, found);
  sparkle_thread_set_depth_max (branch, DEPTH);
  g_assert_true (sparkle_thread_reveal (branch, deepest));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (branch)), <=, DEPTH + 1);
  g_clear_object (&branch);
  branch = sparkle_thread_new_branch (scene.entities, scene.post_id, ninth);
  sparkle_thread_set_depth_max (branch, DEPTH);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (branch)), ==, DEPTH + 1);
  /* one more at the end of it all */
  scene_put (&scene, (Record) { .n = 10001, .rev = 1, .parent = 10000, .minute = 10001 });
  g_assert_cmpuint (sparkle_comment_get_n_replies (top), ==, 10000);
  /* all of it, flat: who has no pages */
  sparkle_thread_set_depth_max (thread, 100000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (thread)), ==, 10001);
  sparkle_thread_set_collapsed (thread, first, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (thread)), ==, 1);
  g_clear_object (&top);
  g_clear_object (&branch);
  g_clear_object (&thread);
  scene_clear (&scene);
}

/* ---- orders --------------------------------------------------------------------- */

static void
test_orders (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL;
  Mirror mirror;

  scene_init (&scene);
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = -1, .minute = 2, .likes = 9 });
  scene_put (&scene, (Record) { .n = 3, .rev = 1, .parent = -1, .minute = 3, .likes = 2 });
  scene_put (&scene, (Record) { .n = 4, .rev = 1, .parent = 1, .minute = 4 });
  scene_put (&scene, (Record) { .n = 5, .rev = 1, .parent = 1, .minute = 5, .likes = 1 });
  thread = scene_open (&scene, DEPTH);
  mirror_init (&mirror, G_LIST_MODEL (thread));
  assert_picture (thread, "1 .4 .5 2 3");
  sparkle_thread_set_order (thread, SPARKLE_THREAD_NEWEST);
  assert_picture (thread, "3 2 1 .5 .4");
  mirror_check (&mirror);
  /* two answers weigh as three reactions do */
  sparkle_thread_set_order (thread, SPARKLE_THREAD_BEST);
  assert_picture (thread, "2 1 .5 .4 3");
  mirror_check (&mirror);
  /* what happens while it is read moves nothing … */
  scene_put (&scene, (Record) { .n = 3, .rev = 2, .parent = -1, .minute = 3, .likes = 50 });
  scene_put (&scene, (Record) { .n = 6, .rev = 1, .parent = -1, .minute = 6, .likes = 4 });
  assert_picture (thread, "2 6 1 .5 .4 3");
  /* … until it is asked for again */
  sparkle_thread_set_order (thread, SPARKLE_THREAD_BEST);
  assert_picture (thread, "3 2 6 1 .5 .4");
  mirror_check (&mirror);
  mirror_clear (&mirror);
  g_clear_object (&thread);
  scene_clear (&scene);
}

/* ---- unread --------------------------------------------------------------------- */

static void
leave (Scene         *scene,
       SparkleThread *thread)
{
  g_auto (GStrv) unread = NULL;
  gint64 upto;

  g_assert_true (sparkle_thread_get_visit (thread, &upto, &unread));
  kit_ok (sparkle_store_set_visit (scene->kit->store, scene->post_id, upto, (const char * const *) unread));
}

static void
test_unread (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL;
  g_autofree char *one = id_of (1), *two = id_of (2), *three = id_of (3), *four = id_of (4), *next = NULL, *again = NULL, *none = NULL;

  with_unread = TRUE;
  scene_init (&scene);
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  thread = scene_open (&scene, DEPTH);
  /* the first visit: what was there is not new, what comes now is */
  g_assert_cmpuint (sparkle_thread_get_n_unread (thread), ==, 0);
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = 1, .minute = 2 });
  scene_put (&scene, (Record) { .n = 3, .rev = 1, .parent = -1, .minute = 3 });
  scene_put (&scene, (Record) { .n = 4, .rev = 1, .parent = -1, .minute = 4, .mine = TRUE });
  assert_picture (thread, "1 .2! 3! 4");
  g_assert_cmpuint (sparkle_thread_get_n_unread (thread), ==, 2);
  next = sparkle_thread_next_unread (thread, NULL);
  g_assert_cmpstr (next, ==, two);
  sparkle_thread_set_collapsed (thread, one, TRUE);
  again = sparkle_thread_next_unread (thread, four);
  g_assert_cmpstr (again, ==, two);
  sparkle_thread_mark_read (thread, two);
  g_assert_cmpuint (sparkle_thread_get_n_unread (thread), ==, 1);
  leave (&scene, thread);
  g_clear_object (&thread);

  /* the second: what was left and what came since */
  scene_put (&scene, (Record) { .n = 5, .rev = 1, .parent = -1, .minute = 5 });
  thread = scene_open (&scene, DEPTH);
  assert_picture (thread, "1 .2 3! 4 5!");
  sparkle_thread_mark_read (thread, three);
  /* deleted ones are nothing to read */
  scene_put (&scene, (Record) { .n = 5, .rev = 2, .parent = -1, .minute = 5, .deleted = TRUE });
  g_assert_cmpuint (sparkle_thread_get_n_unread (thread), ==, 0);
  none = sparkle_thread_next_unread (thread, NULL);
  g_assert_null (none);
  leave (&scene, thread);
  g_clear_object (&thread);

  /* another account has visits of its own */
  kit_ok (sparkle_store_set_account (scene.kit->store, KIT_OTHER));
  {
    g_auto (GStrv) unread = NULL;
    gint64 upto;

    unread = sparkle_store_read_visit (scene.kit->store, scene.post_id, &upto);
    g_assert_cmpint (upto, ==, 0);
    g_assert_cmpuint (g_strv_length (unread), ==, 0);
  }
  scene_clear (&scene);
  with_unread = FALSE;
}

/* Two lists of one thread show the same objects at other places, and agree on what was read. */
static void
test_two_lists (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL, branch = NULL;
  g_autofree char *three = id_of (3), *four = id_of (4);

  scene_init (&scene);
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  thread = scene_open (&scene, 2);
  with_unread = TRUE;
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = 1, .minute = 2 });
  scene_put (&scene, (Record) { .n = 3, .rev = 1, .parent = 2, .minute = 3 });
  scene_put (&scene, (Record) { .n = 4, .rev = 1, .parent = 3, .minute = 4 });
  scene_put (&scene, (Record) { .n = 5, .rev = 1, .parent = -1, .minute = 5 });
  assert_picture (thread, "1 .2! ..3+! 5!");
  leave (&scene, thread);
  {
    g_autoptr (SparkleComment) shared = sparkle_entities_get_comment (scene.entities, three);

    branch = sparkle_thread_new_branch (scene.entities, scene.post_id, three);
    assert_picture (branch, "3! .4!");
    g_assert_cmpuint (sparkle_thread_get_n_unread (branch), ==, 2);
    g_assert_cmpuint (sparkle_comment_get_depth (shared), ==, 0);
    sparkle_thread_mark_read (branch, four);
    sparkle_thread_mark_read (branch, three);
    sparkle_thread_refresh (thread);
    g_assert_cmpuint (sparkle_comment_get_depth (shared), ==, 2);
    g_assert_cmpuint (sparkle_thread_get_n_unread (thread), ==, 2);
  }
  assert_picture (thread, "1 .2! ..3+ 5!");
  g_clear_object (&branch);
  g_clear_object (&thread);
  with_unread = FALSE;
  scene_clear (&scene);
}

/* ---- at random -------------------------------------------------------------------- */

static void
check_equal (SparkleThread   *thread,
             SparkleThread   *fresh,
             GHashTable      *collapsed)
{
  g_autofree char *left = NULL, *right = NULL;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, collapsed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    sparkle_thread_set_collapsed (fresh, id, TRUE);
  /* the objects are shared: the last one asked says where they stand */
  right = picture (fresh);
  left = picture (thread);
  g_assert_cmpstr (left, ==, right);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GHashTable) collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SparkleThreadOrder order = SPARKLE_THREAD_OLDEST;
  g_autoptr (SparkleThread) thread = NULL;
  Scene scene;
  Mirror mirror;

  scene_init (&scene);
  thread = scene_open (&scene, 4);
  mirror_init (&mirror, G_LIST_MODEL (thread));
  for (unsigned round = 0; round < 400; round++)
    {
      unsigned n = (unsigned) g_rand_int_range (rand, 1, 90), op = (unsigned) g_rand_int_range (rand, 0, 12);
      g_autofree char *id = id_of (n);
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", id);
      /* Always the same parent and likes for a number, now and then one that comes later. */
      int parent = n % 5 == 0 ? -1 : n % 11 == 0 ? (int) n + 7 : (int) (n * 2654435761u % n);

      if (op == 0)
        scene_send (&scene, "", quoted);
      else if (op == 1)
        {
          order = (SparkleThreadOrder) g_rand_int_range (rand, 0, 3);
          sparkle_thread_set_order (thread, order);
        }
      else if (op < 4)
        {
          unsigned position;

          if (sparkle_thread_find (thread, id, &position))
            {
              gboolean on = g_rand_boolean (rand);

              sparkle_thread_set_collapsed (thread, id, on);
              if (on)
                g_hash_table_add (collapsed, g_strdup (id));
              else
                g_hash_table_remove (collapsed, id);
            }
        }
      else
        scene_put (&scene, (Record) { .n = n, .rev = round + 1, .parent = parent == 0 ? -1 : parent, .minute = n, .likes = (int) n % 7,
                                      .deleted = op == 4, .mine = n % 13 == 0 });
      mirror_check (&mirror);
      if (order == SPARKLE_THREAD_BEST)
        sparkle_thread_set_order (thread, order);
      {
        g_autoptr (SparkleThread) fresh = scene_open (&scene, 4);

        sparkle_thread_set_order (fresh, order);
        /* a fresh look finds nothing new: only the marks differ */
        while (sparkle_thread_get_n_unread (thread) > 0)
          {
            g_autofree char *unread = sparkle_thread_next_unread (thread, NULL);

            sparkle_thread_mark_read (thread, unread);
          }
        check_equal (thread, fresh, collapsed);
      }
      mirror_check (&mirror);
    }
  mirror_clear (&mirror);
  g_clear_object (&thread);
  scene_clear (&scene);
}

/* Runs lead from one list to the other, keep what can stay, and are few. */
static void
test_runs (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (unsigned round = 0; round < 2000; round++)
    {
      unsigned n_old = (unsigned) g_rand_int_range (rand, 0, round < 1990 ? 12 : 2000), n_new = (unsigned) g_rand_int_range (rand, 0, round < 1990 ? 12 : 2000);
      g_autofree unsigned *marks = g_new0 (unsigned, n_old + 1);
      g_autofree gboolean *used = g_new0 (gboolean, n_new + 1);
      g_autoptr (GPtrArray) rows = g_ptr_array_new (), target = g_ptr_array_new ();
      g_autoptr (GArray) runs = NULL;

      for (unsigned i = 0; i < n_old; i++)
        {
          unsigned mark = n_new > 0 && g_rand_int_range (rand, 0, 4) > 0 ? (unsigned) g_rand_int_range (rand, 1, (int) n_new + 1) : 0;

          marks[i] = mark != 0 && !used[mark - 1] ? mark : 0;
          if (marks[i] != 0)
            used[marks[i] - 1] = TRUE;
          g_ptr_array_add (rows, GUINT_TO_POINTER (marks[i] != 0 ? marks[i] : 100000 + i));
        }
      for (unsigned i = 0; i < n_new; i++)
        g_ptr_array_add (target, GUINT_TO_POINTER (i + 1));
      runs = sparkle_row_runs_find (marks, n_old, n_new);
      g_assert_cmpuint (runs->len, <=, 128);
      for (unsigned i = 0; i < runs->len; i++)
        {
          SparkleRowRun run = g_array_index (runs, SparkleRowRun, i);

          g_assert_cmpuint (run.position + run.removed, <=, rows->len);
          sparkle_row_runs_splice (rows, run.position, run.removed, target->pdata + run.position, run.added);
        }
      g_assert_cmpuint (rows->len, ==, n_new);
      for (unsigned i = 0; i < n_new; i++)
        g_assert_true (rows->pdata[i] == target->pdata[i]);
    }
}

static void
count_cb (unsigned *told)
{
  (*told)++;
}

/* Along the video, however its comments came, and where they are about it. */
static void
test_moments (void)
{
  Scene scene;
  g_autoptr (SparkleThread) thread = NULL;
  g_autoptr (GArray) moments = NULL;
  g_autofree char *first = NULL, *moved = NULL, *fresh = NULL;
  unsigned told = 0;

  scene_init (&scene);
  thread = scene_open (&scene, DEPTH);
  sparkle_thread_set_order (thread, SPARKLE_THREAD_VIDEO);
  g_signal_connect_swapped (thread, "moments", G_CALLBACK (count_cb), &told);
  scene_put (&scene, (Record) { .n = 1, .rev = 1, .parent = -1, .minute = 1 });
  scene_put (&scene, (Record) { .n = 2, .rev = 1, .parent = -1, .minute = 2, .second = 151 });
  scene_put (&scene, (Record) { .n = 3, .rev = 1, .parent = -1, .minute = 3, .text = "look at 1:05" });
  scene_put (&scene, (Record) { .n = 4, .rev = 1, .parent = 2, .minute = 4, .text = "and 0:10" });
  scene_put (&scene, (Record) { .n = 5, .rev = 1, .parent = 2, .minute = 5, .text = "and 0:05" });
  first = picture (thread);
  g_assert_cmpstr (first, ==, "3 2 .4 .5 1");
  moments = sparkle_thread_list_moments (thread);
  g_assert_cmpuint (moments->len, ==, 4);
  for (unsigned i = 0; i < 4; i++)
    g_assert_cmpuint (g_array_index (moments, guint32, i), ==, ((guint32[]) { 5, 10, 65, 151 })[i]);
  g_assert_cmpuint (told, ==, 4);

  /* another text is another moment, and a deleted one is none */
  scene_put (&scene, (Record) { .n = 3, .rev = 2, .parent = -1, .minute = 3, .text = "no, at 9:59" });
  scene_put (&scene, (Record) { .n = 5, .rev = 2, .parent = 2, .minute = 5, .deleted = TRUE });
  moved = picture (thread);
  g_assert_cmpstr (moved, ==, "2 .4 3 1");
  g_clear_pointer (&moments, g_array_unref);
  moments = sparkle_thread_list_moments (thread);
  g_assert_cmpuint (moments->len, ==, 3);
  g_assert_cmpuint (g_array_index (moments, guint32, 2), ==, 599);
  g_assert_cmpuint (told, ==, 6);

  /* what grew bit by bit is what a fresh look gives */
  sparkle_thread_set_order (thread, SPARKLE_THREAD_OLDEST);
  sparkle_thread_set_order (thread, SPARKLE_THREAD_VIDEO);
  fresh = picture (thread);
  g_assert_cmpstr (fresh, ==, moved);
  g_clear_object (&thread);
  scene_clear (&scene);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/thread/small-changes", test_small_changes);
  g_test_add_func ("/thread/own-write", test_own_write);
  g_test_add_func ("/thread/orphans-and-circles", test_orphans_and_circles);
  g_test_add_func ("/thread/deep-chain", test_deep_chain);
  g_test_add_func ("/thread/orders", test_orders);
  g_test_add_func ("/thread/moments", test_moments);
  g_test_add_func ("/thread/unread", test_unread);
  g_test_add_func ("/thread/two-lists", test_two_lists);
  g_test_add_func ("/thread/random", test_random);
  g_test_add_func ("/thread/runs", test_runs);
  return g_test_run ();
}
