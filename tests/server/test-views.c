/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkled-view-table.h"

#define TARGET(...) ({ g_free (target); target = g_strdup_printf (__VA_ARGS__); target; })

typedef struct
{
  World *world;
  int    flushed;
  int    pruned;
} Run;

static void
flush_fiber (gpointer data)
{
  Run *run = data;
  g_autoptr(GError) error = NULL;

  run->flushed = sparkled_view_table_flush (run->world->services.db, &error);
  g_assert_no_error (error);
}

static void
prune_fiber (gpointer data)
{
  Run *run = data;
  g_autoptr(GError) error = NULL;

  run->pruned = sparkled_view_table_prune (run->world->services.db, &error);
  g_assert_no_error (error);
}

static int
flush (World *w)
{
  Run run = { w, -1, -1 };

  world_run (flush_fiber, (gpointer[]) { &run }, 1);
  return run.flushed;
}

/* Each reader counts once a day, the author never, and the post changes once a batch. */
static void
test_views (World        *w,
            gconstpointer data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'Seen','content':'C'}");
  g_autofree char *other = world_must (w, w->nova, "post.create", 0, "{'title':'Other','content':'C'}");
  g_autofree char *target = NULL;
  Run run = { w, -1, -1 };

  world_assert_sql (w, "1", "SELECT rev FROM post WHERE id = '%s'", post);
  for (unsigned i = 0; i < 3; i++)
    {
      g_autoptr(SparkledCall) by_kai = world_call (w, w->kai, "PUT", TARGET ("/posts/%s/view", post), NULL, NULL, NULL);
      g_autoptr(SparkledCall) by_mira = world_call (w, w->mira, "PUT", "/posts/seen/view", NULL, NULL, NULL);
      g_autoptr(SparkledCall) by_author = world_call (w, w->nova, "PUT", "/posts/seen/view", NULL, NULL, NULL);

      g_assert_true (by_kai != NULL && by_mira != NULL && by_author != NULL);
    }
  world_assert_sql (w, "0|1", "SELECT n_views, rev FROM post WHERE id = '%s'", post); /* not before the batch */
  g_assert_cmpint (flush (w), ==, 1);
  g_assert_cmpint (flush (w), ==, 0);
  world_assert_sql (w, "2|2|1", "SELECT n_views, rev, version FROM post WHERE id = '%s'", post);
  world_assert_sql (w, "0", "SELECT n_views FROM post WHERE id = '%s'", other);
  world_assert_sql (w, "2", "SELECT post_record (p)::json #>> '{counts,views}' FROM post p WHERE id = '%s'", post);
  /* the thread hears of it with the batch, the feed when counts go there */
  world_assert_sql (w, "1", "SELECT count(*) FROM feed_pending WHERE collection = 'post' AND id = '%s'", post);

  /* Tomorrow they count again; the rows of days that are over go. */
  world_assert_sql (w, "", "UPDATE post_view SET day = day - 3");
  {
    g_autoptr(SparkledCall) again = world_call (w, w->kai, "PUT", TARGET ("/posts/%s/view", post), NULL, NULL, NULL);

    g_assert_nonnull (again);
  }
  g_assert_cmpint (flush (w), ==, 1);
  world_assert_sql (w, "3", "SELECT n_views FROM post WHERE id = '%s'", post);
  world_run (prune_fiber, (gpointer[]) { &run }, 1);
  g_assert_cmpint (run.pruned, ==, 2);
  world_assert_sql (w, "1", "SELECT count(*) FROM post_view");
}

static void
test_refused (World        *w,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledCall) call = world_call (w, w->kai, "PUT", "/posts/019b0000-0000-7000-8000-000000000999/view", NULL, NULL, &error);

  g_assert_null (call->answer);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/views/counted", World, NULL, world_set_up, test_views, world_tear_down);
  g_test_add ("/views/refused", World, NULL, world_set_up, test_refused, world_tear_down);
  return g_test_run ();
}
