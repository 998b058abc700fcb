/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-time.h"
#include "sparkled-post-table.h"

#define SEEN "SELECT coalesce (string_agg (scope || (CASE WHEN deleted THEN '-' ELSE '' END), ' ' ORDER BY scope), 'none')" \
             " FROM (SELECT CASE WHEN scope LIKE 'me/%%' THEN 'me' WHEN scope LIKE 'user/%%' THEN 'user' WHEN scope LIKE 'post/%%' THEN 'post' ELSE scope END AS scope, deleted" \
             " FROM change WHERE collection = 'post' AND id = '%s') s"

typedef struct
{
  World *world;
  int    published;
} Run;

/* (fiber) As the job does: until there is nothing left. */
static void
publish_fiber (gpointer data)
{
  Run *run = data;

  for (;;)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledRows) rows = sparkled_post_table_publish_due (run->world->services.db, &error);

      g_assert_no_error (error);
      if (sparkled_rows_get_n (rows) == 0)
        return;
      /* the last row says that there may be more, all others what changed */
      g_assert_null (sparkled_rows_get (rows, sparkled_rows_get_n (rows) - 1, 0));
      g_assert_cmpuint (sparkled_rows_get_n (rows), >, 4);
      run->published++;
    }
}

/* With as many workers as there are. */
static int
publish (World    *w,
         unsigned  n_workers)
{
  g_autofree Run *runs = g_new0 (Run, n_workers);
  g_autofree gpointer *datas = g_new0 (gpointer, n_workers);
  int n = 0;

  for (unsigned i = 0; i < n_workers; i++)
    {
      runs[i].world = w;
      datas[i] = &runs[i];
    }
  world_run (publish_fiber, datas, n_workers);
  for (unsigned i = 0; i < n_workers; i++)
    n += runs[i].published;
  return n;
}

static char *
in_hours (int hours)
{
  return sparkle_time_format (g_get_real_time () + hours * G_TIME_SPAN_HOUR);
}

/* Makes its time come. */
static void
let_pass (World *w)
{
  world_assert_sql (w, "", "UPDATE post SET publish_at = now() - interval '1 second' WHERE state = 'scheduled'");
}

static char *
schedule (World      *w,
          const char *json_rest)
{
  g_autofree char *at = in_hours (5);

  return world_must (w, w->nova, "post.create", 0, "{'title':'Secret','content':'Hello @kai','tags':['hidden'],'publish_at':'%s'%s}", at, json_rest);
}

/* Nobody but its author knows of it, in any way. */
static void
test_hidden (World         *w,
             gconstpointer  data)
{
  g_autofree char *post = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  world_assert_sql (w, "", "INSERT INTO follow (follower_id, followed_id) VALUES ('%s', '%s'); UPDATE account SET xp = xp", w->mira->id, w->nova->id);
  world_assert_sql (w, "", "DELETE FROM notification_work; DELETE FROM notification");
  post = schedule (w, "");

  world_assert_sql (w, "me", SEEN, post);
  world_assert_sql (w, "scheduled|t|t", "SELECT state, published_at IS NULL, publish_at > now() + interval '4 hours' FROM post");
  world_assert_sql (w, "0|0|0|0|0", "SELECT (SELECT count(*) FROM post_search), (SELECT count(*) FROM post_tag), (SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%%'),"
                                    " (SELECT count(*) FROM notification), (SELECT count(*) FROM notification_work)");
  world_assert_sql (w, "0", "SELECT n_posts FROM account WHERE id = '%s'", w->nova->id);

  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "comment.create", 0, "{'post_id':'%s','content':'C'}", post);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "bookmark.set", 0, "{'post_id':'%s'}", post);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "reaction.set", 0, "{'post_id':'%s','type':'like'}", post);
  /* not even who may moderate, until there is something to moderate */
  world_must_fail (w, w->mira, SPARKLE_ERROR_NOT_FOUND, "post.edit", 1, "{'id':'%s','title':'T'}", post);
  world_must_fail (w, w->mira, SPARKLE_ERROR_NOT_FOUND, "post.delete", 1, "{'id':'%s'}", post);
  path = g_strdup_printf ("/posts/%s", post);
  {
    g_autoptr(SparkledCall) call = world_call (w, w->mira, "GET", path, NULL, NULL, &error);
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
    g_clear_error (&error);
  }
  {
    /* nor its author by this way: its answers are kept and given to everybody */
    g_autoptr(SparkledCall) call = world_call (w, w->nova, "GET", path, NULL, NULL, &error);
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
    g_clear_error (&error);
  }
  {
    g_autoptr(SparkledCall) call = world_call (w, w->mira, "DELETE", path, NULL, NULL, &error);
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
    g_clear_error (&error);
  }
  world_assert_sql (w, "0", "SELECT count(*) FROM post_view");
  g_assert_cmpint (publish (w, 1), ==, 0);
}

/* When its time has come it is as any other post, once, however many workers there are. */
static void
test_published (World         *w,
                gconstpointer  data)
{
  g_autofree char *post = NULL;

  world_assert_sql (w, "", "INSERT INTO follow (follower_id, followed_id) VALUES ('%s', '%s')", w->mira->id, w->nova->id);
  post = schedule (w, "");
  for (int i = 0; i < 20; i++)
    g_free (schedule (w, ""));
  let_pass (w);
  world_assert_sql (w, "", "UPDATE post SET created_at = now() - interval '3 days'");

  g_assert_cmpint (publish (w, 4), ==, 21);
  g_assert_cmpint (publish (w, 2), ==, 0);
  world_assert_sql (w, "feed me- post user", SEEN, post);
  /* a feed has it where it appeared, not where it was written */
  world_assert_sql (w, "t|t|t", "SELECT bool_and (state = 'published'), bool_and (published_at > now() - interval '1 minute'), bool_and (publish_at IS NULL) FROM post");
  world_assert_sql (w, "t", "SELECT bool_and (c.rank = micros (p.published_at)) FROM change c JOIN post p ON p.id::text = c.id WHERE c.scope = 'feed' AND c.collection = 'post'");
  world_assert_sql (w, "21|21|1|21", "SELECT (SELECT count(*) FROM post_search), (SELECT n_posts FROM tag WHERE name = 'hidden'),"
                                     " (SELECT count(DISTINCT points) FROM xp_award WHERE cause LIKE 'post:%%'), (SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%%' AND points = %d)",
                    SPARKLE_XP_POST);
  world_assert_sql (w, "21", "SELECT n_posts FROM account WHERE id = '%s'", w->nova->id);
  world_assert_sql (w, "21", "SELECT count(*) FROM notification_work WHERE what = 'posted'");
  world_assert_sql (w, "21", "SELECT count(*) FROM notification WHERE kind = 'mentioned' AND account_id = '%s'", w->kai->id);
  /* nothing was changed that a reader would call an edit */
  world_assert_sql (w, "0|0", "SELECT (SELECT count(*) FROM post_revision), (SELECT count(*) FROM post WHERE edited_at IS NOT NULL)");
}

static void
test_changed (World         *w,
              gconstpointer  data)
{
  g_autofree char *post = schedule (w, "");
  g_autofree char *later = in_hours (24 * 30);
  g_autofree char *other = NULL;

  /* text, time, and both */
  g_free (world_must (w, w->nova, "post.edit", 1, "{'id':'%s','title':'Still secret'}", post));
  world_assert_sql (w, "scheduled|2|t|t", "SELECT state, version, edited_at IS NULL, publish_at < now() + interval '6 hours' FROM post");
  g_free (world_must (w, w->nova, "post.edit", 2, "{'id':'%s','publish_at':'%s'}", post, later));
  world_assert_sql (w, "scheduled|3|t", "SELECT state, version, publish_at > now() + interval '29 days' FROM post");
  world_assert_sql (w, "me", SEEN, post);
  g_free (world_must (w, w->nova, "post.edit", 3, "{'id':'%s','content':'Hello @mira','publish_at':null}", post));
  world_assert_sql (w, "published|4|t", "SELECT state, version, publish_at IS NULL AND published_at > now() - interval '1 minute' FROM post");
  world_assert_sql (w, "feed me- post user", SEEN, post);
  world_assert_sql (w, "mira", "SELECT string_agg (a.username, ' ') FROM notification n JOIN account a ON a.id = n.account_id WHERE n.kind = 'mentioned' AND n.n_causes > 0");
  world_assert_sql (w, "1", "SELECT count(*) FROM xp_award WHERE cause = 'post:%s'", post);
  g_assert_cmpint (publish (w, 2), ==, 0);

  /* it cannot be taken back to wait again, and to publish what is published is once */
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "post.edit", 4, "{'id':'%s','publish_at':'%s'}", post, later);
  g_free (world_must (w, w->nova, "post.edit", 4, "{'id':'%s','publish_at':null}", post));
  world_assert_sql (w, "4|1", "SELECT version, (SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%%') FROM post");

  /* deleted while it waits: nobody hears of it, and no points are taken that were not given */
  other = schedule (w, ",'kind':'news'");
  world_assert_sql (w, "", "UPDATE account SET xp = xp");
  g_free (world_must (w, w->nova, "post.delete", 1, "{'id':'%s'}", other));
  world_assert_sql (w, "me-", SEEN, other);
  let_pass (w);
  g_assert_cmpint (publish (w, 2), ==, 0);
  world_assert_sql (w, "1|1", "SELECT n_posts, (SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%%') FROM account WHERE id = '%s'", w->nova->id);
}

/* A time that has passed means at once; one too far away, and what is no time, is said by name. */
static void
test_times (World         *w,
            gconstpointer  data)
{
  g_autofree char *past = in_hours (-48);
  g_autofree char *far = in_hours (24 * 400);
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C','publish_at':'%s'}", past);
  g_autoptr(SparkledMutationResult) result = NULL;
  g_autofree char *json = NULL;

  world_assert_sql (w, "published|t|1", "SELECT state, published_at > now() - interval '1 minute', (SELECT count(*) FROM xp_award WHERE cause LIKE 'post:%%') FROM post");
  result = world_do (w, w->nova, "post.create", 0, "{'title':'T','content':'C','publish_at':'%s'}", far);
  g_assert_error (result->error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  json = sparkled_mutation_result_to_json (result);
  g_assert_nonnull (strstr (json, "\"field\":\"publish_at\""));
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "post.create", 0, "{'title':'T','content':'C','publish_at':'tomorrow'}");
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "post.create", 0, "{'title':'T','content':'C','publish_at':5}");
  world_assert_sql (w, "1", "SELECT count(*) FROM post");
}

/* Who may not write does not publish by having written before; it is not lost either. */
static void
test_banned (World         *w,
             gconstpointer  data)
{
  g_autofree char *post = schedule (w, "");

  let_pass (w);
  world_assert_sql (w, "", "UPDATE account SET status = 'suspended' WHERE id = '%s'", w->nova->id);
  g_assert_cmpint (publish (w, 2), ==, 0);
  world_assert_sql (w, "scheduled", "SELECT state FROM post WHERE id = '%s'", post);
  world_assert_sql (w, "", "UPDATE account SET status = 'active' WHERE id = '%s'", w->nova->id);
  g_assert_cmpint (publish (w, 2), ==, 1);
}

static void
test_bounded (World         *w,
              gconstpointer  data)
{
  g_autofree char *at = in_hours (1);

  for (unsigned i = 0; i < SPARKLE_SCHEDULED_MAX; i++)
    g_free (schedule (w, ""));
  world_must_fail (w, w->nova, SPARKLE_ERROR_FORBIDDEN, "post.create", 0, "{'title':'One more','content':'C','publish_at':'%s'}", at);
  g_free (world_must (w, w->nova, "post.create", 0, "{'title':'At once','content':'C'}"));
  g_free (world_must (w, w->kai, "post.create", 0, "{'title':'Another one','content':'C','publish_at':'%s'}", at));
}

/* By REST: the answers know the time. */
static void
test_rest (World         *w,
           gconstpointer  data)
{
  g_autofree char *at = in_hours (3);
  g_autofree char *body = g_strdup_printf ("{'title':'Rest','content':'C','publish_at':'%s'}", at);
  g_autoptr(SparkledCall) made = world_call (w, w->nova, "POST", "/posts", NULL, body, NULL);
  g_autoptr(JsonNode) node = world_answer (made);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *said = world_member (text, "data.publish_at");
  g_autofree char *state = world_member (text, "data.state");
  g_autofree char *id = world_member (text, "data.id");
  g_autofree char *path = g_strdup_printf ("/posts/%s", id);

  g_assert_cmpstr (said, ==, at);
  g_assert_cmpstr (state, ==, "scheduled");
  {
    g_autoptr(SparkledCall) now = world_call (w, w->nova, "PATCH", path, NULL, "{'publish_at':null}", NULL);
    g_autoptr(JsonNode) now_node = world_answer (now);
    g_autofree char *answer = json_to_string (now_node, FALSE);
    g_autofree char *after = world_member (answer, "data.state");

    g_assert_cmpstr (after, ==, "published");
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
#define ADD(name, func) g_test_add ("/scheduled/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("hidden", test_hidden);
  ADD ("published", test_published);
  ADD ("changed", test_changed);
  ADD ("times", test_times);
  ADD ("banned", test_banned);
  ADD ("bounded", test_bounded);
  ADD ("rest", test_rest);
#undef ADD
  return g_test_run ();
}
