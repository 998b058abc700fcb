/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"

/* The ledger: one effect and one answer, however often and however much at once a write is sent. */

static void
test_replay (World         *w,
             gconstpointer  data)
{
  g_autoptr(SparkleMutation) mutation = world_mutation (NULL, "post.create", 0, "{'title':'Once','content':'Only'}");
  g_autoptr(SparkledMutationResult) first = world_apply (w, w->nova, mutation);
  g_autoptr(SparkledMutationResult) second = NULL;
  g_autofree char *first_json = NULL;
  g_autofree char *second_json = NULL;

  g_assert_no_error (first->error);
  g_assert_cmpstr (first->record_id, ==, mutation->id);
  first_json = sparkled_mutation_result_to_json (first);

  second = world_apply (w, w->nova, mutation);
  g_assert_no_error (second->error);
  second_json = sparkled_mutation_result_to_json (second);
  g_assert_cmpstr (first_json, ==, second_json);

  world_assert_sql (w, "1", "SELECT count(*) FROM post");
  world_assert_sql (w, "1", "SELECT count(*) FROM mutation");
  world_assert_sql (w, "10|1|1", "SELECT xp, level, n_posts FROM account WHERE username = 'nova'");
}

static void
test_mismatch (World         *w,
               gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0, "{'title':'One','content':'Text'}");
  g_autoptr(SparkleMutation) other = world_mutation (id, "post.create", 0, "{'title':'Two','content':'Text'}");
  g_autoptr(SparkleMutation) theirs = world_mutation (id, "comment.create", 0, "{'post_id':'%s','content':'Text'}", id);
  g_autoptr(SparkledMutationResult) result = world_apply (w, w->nova, other);
  g_autoptr(SparkledMutationResult) free_for_kai = NULL;

  g_assert_error (result->error, SPARKLE_ERROR, SPARKLE_ERROR_IDEMPOTENCY_MISMATCH);
  g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_REJECTED);

  /* the ledger is per account */
  free_for_kai = world_apply (w, w->kai, theirs);
  g_assert_no_error (free_for_kai->error);
  world_assert_sql (w, "One", "SELECT title FROM post");
}

static void
test_failures_are_forgotten (World         *w,
                             gconstpointer  data)
{
  g_autofree char *post_id = sparkle_uuid_new ();
  g_autoptr(SparkleMutation) early = world_mutation (NULL, "comment.create", 0, "{'post_id':'%s','content':'First!'}", post_id);
  g_autoptr(SparkledMutationResult) refused = world_apply (w, w->kai, early);
  g_autoptr(SparkledMutationResult) applied = NULL;
  g_autofree char *made = NULL;

  g_assert_error (refused->error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
  g_assert_cmpint (refused->status, ==, SPARKLE_MUTATION_REJECTED);
  world_assert_sql (w, "0", "SELECT count(*) FROM mutation");

  made = world_must (w, w->nova, "post.create", 0, "{'id':'%s','title':'Now','content':'Here'}", post_id);
  g_assert_cmpstr (made, ==, post_id);
  applied = world_apply (w, w->kai, early);
  g_assert_no_error (applied->error);
  g_assert_cmpint (applied->status, ==, SPARKLE_MUTATION_APPLIED);
}

typedef struct
{
  World                  *w;
  SparkledAccount        *account;
  SparkleMutation        *mutation;
  SparkledMutationResult *result;
} Try;

static void
try_cb (gpointer data)
{
  Try *try = data;

  try->result = sparkled_mutation_apply (&try->w->services, try->account, try->mutation);
}

static void
test_same_at_once (World         *w,
                   gconstpointer  data)
{
  g_autofree char *post_id = world_must (w, w->nova, "post.create", 0, "{'title':'Post','content':'Text'}");
  g_autoptr(SparkleMutation) mutation = world_mutation (NULL, "comment.create", 0, "{'post_id':'%s','content':'Hello'}", post_id);
  Try tries[20];
  gpointer datas[20];
  g_autofree char *answer = NULL;

  for (unsigned i = 0; i < 20; i++)
    {
      tries[i] = (Try) { w, w->kai, mutation, NULL };
      datas[i] = &tries[i];
    }
  world_run (try_cb, datas, 20);

  for (unsigned i = 0; i < 20; i++)
    {
      g_autoptr(SparkledMutationResult) result = tries[i].result;
      g_autofree char *json = sparkled_mutation_result_to_json (result);

      g_assert_no_error (result->error);
      if (answer == NULL)
        answer = g_strdup (json);
      g_assert_cmpstr (json, ==, answer);
    }
  world_assert_sql (w, "1|1", "SELECT count(*), max (n_comments) FROM comment JOIN post ON post.id = post_id");
  world_assert_sql (w, "5", "SELECT xp FROM account WHERE username = 'kai'");
}

static void
test_slugs_at_once (World         *w,
                    gconstpointer  data)
{
  Try tries[30];
  gpointer datas[30];

  for (unsigned i = 0; i < 30; i++)
    {
      tries[i] = (Try) { w, i % 2 == 0 ? w->nova : w->kai,
                         world_mutation (NULL, "post.create", 0, "{'title':'The same title!','content':'%u'}", i), NULL };
      datas[i] = &tries[i];
    }
  world_run (try_cb, datas, 30);
  for (unsigned i = 0; i < 30; i++)
    {
      g_assert_no_error (tries[i].result->error);
      sparkled_mutation_result_free (tries[i].result);
      sparkle_mutation_unref (tries[i].mutation);
    }

  world_assert_sql (w, "30|the-same-title", "SELECT count (DISTINCT slug), min (slug) FROM post");
  world_assert_sql (w, "30", "SELECT count (*) FROM generate_series (0, 29) n"
                             " WHERE EXISTS (SELECT FROM post WHERE slug = 'the-same-title' || CASE n WHEN 0 THEN '' ELSE '-' || n END)");
}

/* Two people react to and follow each other crosswise, many times at once: nobody waits for ever. */
static void
test_crosswise (World         *w,
                gconstpointer  data)
{
  g_autofree char *novas = world_must (w, w->nova, "post.create", 0, "{'title':'A','content':'A'}");
  g_autofree char *kais = world_must (w, w->kai, "post.create", 0, "{'title':'B','content':'B'}");
  static const char *types[] = { "like", "love", "fire", "sparkle", "mind_blown" };
  Try tries[24];
  gpointer datas[24];
  unsigned n = 0;

  for (unsigned i = 0; i < 5; i++)
    for (unsigned k = 0; k < 2; k++)
      {
        tries[n++] = (Try) { w, w->nova, world_mutation (NULL, "reaction.set", 0, "{'post_id':'%s','type':'%s'}", kais, types[i]), NULL };
        tries[n++] = (Try) { w, w->kai, world_mutation (NULL, "reaction.set", 0, "{'post_id':'%s','type':'%s'}", novas, types[i]), NULL };
      }
  for (unsigned k = 0; k < 2; k++)
    {
      tries[n++] = (Try) { w, w->nova, world_mutation (NULL, "user.follow", 0, "{'user_id':'%s'}", w->kai->id), NULL };
      tries[n++] = (Try) { w, w->kai, world_mutation (NULL, "user.follow", 0, "{'user_id':'%s'}", w->nova->id), NULL };
    }
  for (unsigned i = 0; i < n; i++)
    datas[i] = &tries[i];
  world_run (try_cb, datas, n);

  for (unsigned i = 0; i < n; i++)
    {
      g_assert_no_error (tries[i].result->error);
      sparkled_mutation_result_free (tries[i].result);
      sparkle_mutation_unref (tries[i].mutation);
    }
  world_assert_sql (w, "2", "SELECT count (*) FROM post WHERE (n_like, n_love, n_fire, n_sparkle, n_mind_blown) = (1, 1, 1, 1, 1)");
  /* 10 a post, five given, five received, a follow and a follower */
  world_assert_sql (w, "33|33", "SELECT min (xp), max (xp) FROM account WHERE username IN ('nova', 'kai')");
}

/* Every mutation replayed at random, some of them at once: one effect, the same answer. */
static void
test_exactly_once (World         *w,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_mutation_unref);
  g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);
  guint32 seed = g_test_rand_int ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *post_id = sparkle_uuid_new ();

  g_test_message ("seed %u", seed);
  g_ptr_array_add (mutations, world_mutation (NULL, "post.create", 0, "{'id':'%s','title':'P','content':'C','tags':['x']}", post_id));
  for (unsigned i = 0; i < 20; i++)
    g_ptr_array_add (mutations, world_mutation (NULL, "comment.create", 0, "{'post_id':'%s','content':'Comment %u'}", post_id, i));
  g_ptr_array_add (mutations, world_mutation (NULL, "post.edit", 1, "{'id':'%s','content':'Changed'}", post_id));
  g_ptr_array_add (mutations, world_mutation (NULL, "reaction.set", 0, "{'post_id':'%s','type':'fire'}", post_id));
  g_ptr_array_add (mutations, world_mutation (NULL, "bookmark.set", 0, "{'post_id':'%s','note':'Later'}", post_id));

  for (unsigned i = 0; i < mutations->len; i++)
    {
      g_autoptr(SparkledMutationResult) result = world_apply (w, w->nova, g_ptr_array_index (mutations, i));

      g_assert_no_error (result->error);
      g_ptr_array_add (answers, sparkled_mutation_result_to_json (result));
    }

  for (unsigned round = 0; round < 15; round++)
    {
      Try tries[10];
      gpointer datas[10];
      unsigned which[10];

      for (unsigned i = 0; i < 10; i++)
        {
          which[i] = g_rand_int_range (rand, 0, mutations->len);
          tries[i] = (Try) { w, w->nova, g_ptr_array_index (mutations, which[i]), NULL };
          datas[i] = &tries[i];
        }
      world_run (try_cb, datas, 10);
      for (unsigned i = 0; i < 10; i++)
        {
          g_autoptr(SparkledMutationResult) result = tries[i].result;
          g_autofree char *json = sparkled_mutation_result_to_json (result);

          g_assert_cmpstr (json, ==, g_ptr_array_index (answers, which[i]));
        }
    }

  world_assert_sql (w, "1|20|2|1|Changed", "SELECT count (*), max (n_comments), max (version), max (n_fire), max (content) FROM post");
  world_assert_sql (w, "110", "SELECT xp FROM account WHERE username = 'nova'");
}

typedef struct
{
  World *w;
  gint   stop;
} Killer;

static gpointer
kill_thread (gpointer data)
{
  Killer *killer = data;

  while (!g_atomic_int_get (&killer->stop))
    {
      g_autofree char *out =
        test_database_psql (killer->w->database,
                            "SELECT count (pg_terminate_backend (pid)) FROM (SELECT pid FROM pg_stat_activity"
                            " WHERE application_name = 'sparkled' AND datname = current_database () ORDER BY random () LIMIT 3) victim");

      g_usleep (g_random_int_range (10, 150) * 1000); /* paces the killer */
    }

  return NULL;
}

/* The same with connections that are killed at any moment, the commit included: a writer who did
 * not hear the answer sends again until there is one. */
static void
test_killed_connections (World         *w,
                         gconstpointer  data)
{
  g_autofree char *post_id = world_must (w, w->nova, "post.create", 0, "{'title':'P','content':'C'}");
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  Killer killer = { w, FALSE };
  GThread *thread;
  SparkleMutation *mutations[60];
  char *answers[60] = { NULL };
  unsigned n_left = 60, n_retries = 0;

  for (unsigned i = 0; i < 60; i++)
    mutations[i] = i % 2 == 0 ? world_mutation (NULL, "comment.create", 0, "{'post_id':'%s','content':'Comment %u'}", post_id, i)
                              : world_mutation (NULL, "post.create", 0, "{'title':'Same','content':'Post %u'}", i);

  thread = g_thread_new ("killer", kill_thread, &killer);
  for (unsigned round = 0; round < 400 && (n_left > 0 || n_retries < 5); round++)
    {
      Try tries[12];
      gpointer datas[12];
      unsigned which[12];

      for (unsigned i = 0; i < 12; i++)
        {
          which[i] = g_test_rand_int_range (0, 60);
          for (unsigned k = 0; k < 60 && n_left > 0 && answers[which[i]] != NULL; k++)
            which[i] = (which[i] + 1) % 60;
          tries[i] = (Try) { w, w->kai, mutations[which[i]], NULL };
          datas[i] = &tries[i];
        }
      world_run (try_cb, datas, 12);
      for (unsigned i = 0; i < 12; i++)
        {
          g_autoptr(SparkledMutationResult) result = tries[i].result;
          g_autofree char *json = sparkled_mutation_result_to_json (result);

          if (result->error != NULL)
            {
              g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_RETRY);
              n_retries++;
            }
          else if (answers[which[i]] == NULL)
            {
              answers[which[i]] = g_steal_pointer (&json);
              n_left--;
            }
          else
            g_assert_cmpstr (json, ==, answers[which[i]]);
        }
    }
  g_atomic_int_set (&killer.stop, TRUE);
  g_thread_join (thread);

  g_test_message ("%u tries failed", n_retries);
  g_assert_cmpuint (n_left, ==, 0);
  g_assert_cmpuint (n_retries, >, 0);
  world_assert_sql (w, "30|30", "SELECT count (*), max (n_comments) FROM comment JOIN post ON post.id = post_id");
  world_assert_sql (w, "30|30", "SELECT count (*), count (DISTINCT slug) FROM post WHERE title = 'Same'");
  world_assert_sql (w, "450|30", "SELECT xp, n_posts FROM account WHERE username = 'kai'");

  for (unsigned i = 0; i < 60; i++)
    {
      g_free (answers[i]);
      sparkle_mutation_unref (mutations[i]);
    }
  g_log_set_always_fatal (fatal);
}

/* What the gate believed some seconds ago does not hold any more. */
static void
test_who_may_write (World         *w,
                    gconstpointer  data)
{
  g_autoptr(SparkledAccount) nobody = NULL;
  g_autofree char *nobody_id = sparkle_uuid_new ();
  g_autoptr(SparkleMutation) before = world_mutation (NULL, "post.create", 0, "{'title':'Before','content':'C'}");
  g_autoptr(SparkledMutationResult) first = world_apply (w, w->nova, before);
  g_autoptr(SparkledMutationResult) again = NULL;

  nobody = sparkled_account_new (nobody_id, "nobody", SPARKLED_ROLE_ADMIN, nobody_id, FALSE);
  world_must_fail (w, nobody, SPARKLE_ERROR_UNAUTHORIZED, "post.create", 0, "{'title':'T','content':'C'}");

  world_assert_sql (w, "", "UPDATE account SET status = 'suspended' WHERE username = 'nova'");
  world_must_fail (w, w->nova, SPARKLE_ERROR_FORBIDDEN, "post.create", 0, "{'title':'T','content':'C'}");
  again = world_apply (w, w->nova, before);
  g_assert_no_error (first->error);
  g_assert_no_error (again->error);
  world_assert_sql (w, "", "UPDATE account SET status = 'banned', status_until = now() + interval '1 day' WHERE username = 'nova'");
  world_must_fail (w, w->nova, SPARKLE_ERROR_FORBIDDEN, "post.create", 0, "{'title':'T','content':'C'}");
  world_assert_sql (w, "", "UPDATE account SET status_until = now() - interval '1 second' WHERE username = 'nova'");
  g_free (world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}"));
  world_assert_sql (w, "", "UPDATE account SET status = 'deleted' WHERE username = 'nova'");
  world_must_fail (w, w->nova, SPARKLE_ERROR_UNAUTHORIZED, "post.create", 0, "{'title':'T','content':'C'}");
}

static void
test_publishes (World         *w,
                gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *post_scope = g_strconcat ("post/", id, NULL);
  g_autofree char *user_scope = g_strconcat ("user/", w->nova->id, NULL);

  g_assert_true (g_hash_table_contains (w->published, "feed"));
  g_assert_true (g_hash_table_contains (w->published, post_scope));
  g_assert_true (g_hash_table_contains (w->published, user_scope));

  g_hash_table_remove_all (w->published);
  world_must_fail (w, w->kai, SPARKLE_ERROR_FORBIDDEN, "post.edit", 1, "{'id':'%s','title':'Mine'}", id);
  g_assert_cmpuint (g_hash_table_size (w->published), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func) g_test_add ("/server/mutation/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("replay", test_replay);
  ADD ("mismatch", test_mismatch);
  ADD ("failures-are-forgotten", test_failures_are_forgotten);
  ADD ("same-at-once", test_same_at_once);
  ADD ("slugs-at-once", test_slugs_at_once);
  ADD ("crosswise", test_crosswise);
  ADD ("exactly-once", test_exactly_once);
  ADD ("killed-connections", test_killed_connections);
  ADD ("who-may-write", test_who_may_write);
  ADD ("publishes", test_publishes);

  return g_test_run ();
}
