/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"
#include "sparkled-notification-table.h"
#include "sparkled-notification.h"

/* What makes a notification, what takes it back, who sees it. "now" is moved by changing what is remembered, never by
 * waiting. */

/* kind|people|new or read of what an account can see, what is read first, separated by commas */
static void
assert_seen (World           *w,
             SparkledAccount *account,
             const char      *expected)
{
  world_assert_sql (w, expected,
                    "SELECT coalesce (string_agg (n.kind || '|' || n.n_actors || '|' || CASE WHEN n.read_at IS NULL THEN 'new' ELSE 'read' END, ',' ORDER BY n.kind, n.read_at IS NULL, n.updated_at), '-')"
                    " FROM notification n WHERE n.account_id = '%s' AND notification_is_visible (n) AND n.kind <> 'level_up'", account->id);
  /* what the feed holds is what can be seen */
  world_assert_sql (w, "0",
                    "SELECT count(*) FROM notification n FULL JOIN (SELECT * FROM change WHERE scope = 'me/%s' AND collection = 'notification' AND NOT deleted) c"
                    " ON c.id = n.id::text WHERE coalesce (n.account_id = '%s', true) AND (c.id IS NULL) = coalesce (notification_is_visible (n), false)",
                    account->id, account->id);
}

static char *
record_of (World           *w,
           SparkledAccount *account,
           const char      *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT notification_record (n) FROM notification n WHERE n.account_id = '%s' AND n.kind = '%s'"
                                          " ORDER BY n.updated_at DESC LIMIT 1", account->id, kind);

  return test_database_psql (w->database, sql);
}

static void
assert_record (World           *w,
               SparkledAccount *account,
               const char      *kind,
               const char      *path,
               const char      *expected)
{
  g_autofree char *record = record_of (w, account, kind);
  g_autofree char *value = world_member (record, path);

  g_assert_cmpstr (value, ==, expected);
}

static void
run_sql (World      *w,
         const char *sql)
{
  g_free (test_database_psql (w->database, sql));
}

/* Everything that anybody remembers happened some minutes earlier. */
static void
let_pass (World    *w,
          unsigned  minutes)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE notification_cause SET at = at - interval '%u minutes';"
                                          "UPDATE notification SET created_at = created_at - interval '%u minutes', updated_at = updated_at - interval '%u minutes'",
                                          minutes, minutes, minutes);
  run_sql (w, sql);
}

static void
read_all (World           *w,
          SparkledAccount *account)
{
  g_free (world_must (w, account, "notification.read", 0, "{'until':'2999-01-01T00:00:00Z'}"));
}

static char *
post (World           *w,
      SparkledAccount *account)
{
  return world_must (w, account, "post.create", 0, "{'title':'A tale of ||two|| cities','content':'Text'}");
}

typedef struct
{
  World      *w;
  GHashTable *scopes; /* (owned) */
} Work;

static void
work_cb (gpointer data)
{
  Work *work = data;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledRows) rows = sparkled_notification_table_work (work->w->services.db, &error);

      g_assert_no_error (error);
      more = FALSE;
      for (unsigned i = 0; i < sparkled_rows_get_n (rows); i++)
        if (sparkled_rows_get (rows, i, 0) != NULL)
          g_hash_table_add (work->scopes, g_strdup (sparkled_rows_get (rows, i, 0)));
        else
          more = TRUE;
    }
}

/* What the job does until nothing is left: how many scopes changed. */
static unsigned
do_work (World *w)
{
  g_autoptr(GHashTable) scopes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Work work = { w, scopes };
  gpointer datas[] = { &work };

  world_run (work_cb, datas, 1);
  world_assert_sql (w, "0", "SELECT count(*) FROM notification_work");
  return g_hash_table_size (scopes);
}

static void
test_likes (World         *w,
            gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);

  g_free (world_must (w, w->nova, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id));
  assert_seen (w, w->nova, "-");

  g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id));
  assert_seen (w, w->nova, "post_liked|1|new");
  assert_record (w, w->nova, "post_liked", "title", "A tale of [spoiler] cities");
  assert_record (w, w->nova, "post_liked", "post_id", id);
  assert_record (w, w->nova, "post_liked", "comment_id", "null");
  assert_record (w, w->nova, "post_liked", "usernames.0", "kai");
  assert_record (w, w->nova, "post_liked", "actors.0", w->kai->id);
  g_assert_true (g_hash_table_contains (w->published, ({ static char scope[64]; g_snprintf (scope, sizeof scope, "me/%s", w->nova->id); scope; })));

  /* a second kind of the same person is the same person */
  g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'fire'}", id));
  g_free (world_must (w, w->mira, "reaction.set", 0, "{'post_id':'%s','type':'love'}", id));
  assert_seen (w, w->nova, "post_liked|2|new");
  assert_record (w, w->nova, "post_liked", "usernames.0", "mira");
  assert_record (w, w->nova, "post_liked", "count", "2");

  /* taken back one by one; the last of a person counts */
  g_free (world_must (w, w->kai, "reaction.unset", 0, "{'post_id':'%s','type':'like'}", id));
  assert_seen (w, w->nova, "post_liked|2|new");
  g_free (world_must (w, w->kai, "reaction.unset", 0, "{'post_id':'%s','type':'fire'}", id));
  assert_seen (w, w->nova, "post_liked|1|new");
  g_free (world_must (w, w->mira, "reaction.unset", 0, "{'post_id':'%s','type':'love'}", id));
  assert_seen (w, w->nova, "-");
  world_assert_sql (w, "1", "SELECT count(*) FROM change WHERE collection = 'notification' AND deleted");
}

static void
test_window (World         *w,
             gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);

#define LIKE() g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id))
#define UNLIKE() g_free (world_must (w, w->kai, "reaction.unset", 0, "{'post_id':'%s','type':'like'}", id))
  LIKE ();
  read_all (w, w->nova);
  assert_seen (w, w->nova, "post_liked|1|read");

  /* the same again within five minutes is no news: it comes back as it was, read */
  UNLIKE ();
  assert_seen (w, w->nova, "-");
  let_pass (w, 4);
  LIKE ();
  assert_seen (w, w->nova, "post_liked|1|read");

  /* after five minutes it is */
  UNLIKE ();
  let_pass (w, 2);
  LIKE ();
  assert_seen (w, w->nova, "post_liked|1|new");

  /* when another one was in between, it joins that one */
  read_all (w, w->nova);
  UNLIKE ();
  g_free (world_must (w, w->mira, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id));
  assert_seen (w, w->nova, "post_liked|1|new");
  let_pass (w, 6);
  LIKE ();
  assert_seen (w, w->nova, "post_liked|2|new");
  assert_record (w, w->nova, "post_liked", "usernames.0", "kai");
#undef LIKE
#undef UNLIKE
}

static void
test_comments (World         *w,
               gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);
  g_autofree char *first = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'First'}", id);
  g_autofree char *second = world_must (w, w->mira, "comment.create", 0, "{'post_id':'%s','content':'Second'}", id);
  g_autofree char *reply = NULL, *own = NULL, *to_author = NULL;

  assert_seen (w, w->nova, "post_commented|2|new");
  assert_record (w, w->nova, "post_commented", "comment_id", first);

  /* an answer tells both, each once; to one's own comment only the post's author */
  reply = world_must (w, w->mira, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'Answer'}", id, first);
  assert_seen (w, w->kai, "replied|1|new");
  assert_record (w, w->kai, "replied", "comment_id", reply);
  own = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'More'}", id, first);
  assert_seen (w, w->kai, "replied|1|new");
  assert_seen (w, w->nova, "post_commented|2|new");
  world_assert_sql (w, "4", "SELECT n_causes FROM notification WHERE kind = 'post_commented'");

  /* an answer to the author on their own post is an answer */
  {
    g_autofree char *author = world_must (w, w->nova, "comment.create", 0, "{'post_id':'%s','content':'Mine'}", id);

    to_author = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'To you'}", id, author);
  }
  assert_seen (w, w->nova, "post_commented|2|new,replied|1|new");

  /* what is deleted is no news; the next one is pointed at */
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", first));
  assert_record (w, w->nova, "post_commented", "comment_id", second);
  g_free (world_must (w, w->mira, "comment.delete", 0, "{'id':'%s'}", reply));
  assert_seen (w, w->kai, "-");
  g_free (world_must (w, w->mira, "comment.delete", 0, "{'id':'%s'}", second));
  assert_seen (w, w->nova, "post_commented|1|new,replied|1|new");
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", to_author));
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", own));
  assert_seen (w, w->nova, "-");
}

static void
test_comment_likes (World         *w,
                    gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);
  g_autofree char *comment = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'First'}", id);

  g_free (world_must (w, w->nova, "reaction.set", 0, "{'comment_id':'%s','type':'sparkle'}", comment));
  g_free (world_must (w, w->mira, "reaction.set", 0, "{'comment_id':'%s','type':'like'}", comment));
  assert_seen (w, w->kai, "comment_liked|2|new");
  assert_record (w, w->kai, "comment_liked", "comment_id", comment);
  assert_record (w, w->kai, "comment_liked", "post_id", id);
  g_free (world_must (w, w->mira, "reaction.unset", 0, "{'comment_id':'%s','type':'like'}", comment));
  assert_seen (w, w->kai, "comment_liked|1|new");

  /* who deletes the comment need not hear that it was liked */
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", comment));
  assert_seen (w, w->kai, "-");
}

static void
test_follows (World         *w,
              gconstpointer  data)
{
  g_autofree char *id = NULL;

  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  g_free (world_must (w, w->mira, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  assert_seen (w, w->nova, "followed|2|new");
  assert_record (w, w->nova, "followed", "post_id", "null");

  /* told by the job, in the order of its batches */
  id = post (w, w->nova);
  assert_seen (w, w->kai, "-");
  g_assert_cmpuint (do_work (w), ==, 2);
  assert_seen (w, w->kai, "followed_posted|1|new");
  assert_seen (w, w->mira, "followed_posted|1|new");
  assert_record (w, w->mira, "followed_posted", "usernames.0", "nova");
  assert_record (w, w->mira, "followed_posted", "title", "A tale of [spoiler] cities");

  g_free (world_must (w, w->kai, "user.unfollow", 0, "{'user_id':'%s'}", w->nova->id));
  assert_seen (w, w->nova, "followed|1|new");
  /* that the post was news to kai stays so */
  assert_seen (w, w->kai, "followed_posted|1|new");
}

static void
test_hidden_post (World         *w,
                  gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);
  g_autofree char *comment = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'@mira look'}", id);
  g_autofree char *record = NULL;

  assert_seen (w, w->mira, "mentioned|1|new");
  g_free (world_must (w, w->nova, "post.edit", 1, "{'id':'%s','title':'Renamed'}", id));
  g_assert_cmpuint (do_work (w), ==, 2);
  assert_record (w, w->mira, "mentioned", "title", "Renamed");
  world_assert_sql (w, "t", "SELECT bool_and (n.rev > p.rev) FROM notification n, (SELECT min (rev) AS rev FROM notification) p WHERE n.rev <> p.rev");

  /* hidden at once for who asks, and told to who has it by the job */
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", id));
  record = record_of (w, w->mira, "mentioned");
  g_assert_cmpstr (record, ==, "");
  g_assert_cmpuint (do_work (w), ==, 2);
  assert_seen (w, w->mira, "-");
  assert_seen (w, w->nova, "-");

  /* and comes back with it */
  run_sql (w, "UPDATE post SET state = 'published'");
  do_work (w);
  assert_seen (w, w->mira, "mentioned|1|new");
  g_assert_nonnull (comment);
}

static void
test_mentions (World         *w,
               gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0,
                                    "{'title':'T','content':'@kai, @KAI and `@mira`; mail kai@mira.org. Me: @nova, nobody: @nobody_at_all'}");
  g_autofree char *comment = NULL;

  assert_seen (w, w->kai, "mentioned|1|new");
  assert_seen (w, w->mira, "-");
  assert_seen (w, w->nova, "-");
  world_assert_sql (w, "kai,nova", "SELECT string_agg (a.username, ',' ORDER BY a.username) FROM mention m JOIN account a ON a.id = m.account_id");

  /* a follower who is named hears of the post once */
  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  run_sql (w, "INSERT INTO notification_work (what, post_id) SELECT 'posted', id FROM post");
  do_work (w);
  assert_seen (w, w->kai, "mentioned|1|new");

  /* edits: who is named no longer, who is named now, who still is */
  read_all (w, w->kai);
  g_free (world_must (w, w->nova, "post.edit", 1, "{'id':'%s','content':'@kai and @mira'}", id));
  assert_seen (w, w->kai, "mentioned|1|read");
  assert_seen (w, w->mira, "mentioned|1|new");
  g_free (world_must (w, w->nova, "post.edit", 2, "{'id':'%s','content':'Nobody'}", id));
  assert_seen (w, w->kai, "-");
  assert_seen (w, w->mira, "-");

  /* a comment tells nobody twice: kai as the one answered, nova as the author, mira as named */
  {
    g_autofree char *first = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'First'}", id);

    comment = world_must (w, w->mira, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'@kai @nova hi'}", id, first);
  }
  assert_seen (w, w->kai, "replied|1|new");
  world_assert_sql (w, "0", "SELECT count(*) FROM notification WHERE kind = 'mentioned' AND account_id = '%s' AND n_causes > 0", w->nova->id);

  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'@mira what do you think?'}", id));
  assert_seen (w, w->mira, "mentioned|1|new");
  g_assert_nonnull (comment);
}

/* Posts that are not published name nobody yet; the state decides, not the text. */
static void
test_unpublished (World         *w,
                  gconstpointer  data)
{
  run_sql (w, "INSERT INTO post (id, author_id, title, slug, content, state, published_at, publish_at)"
              " SELECT '00000000-0000-7000-8000-000000000001', id, 'Later', 'later', '@kai', 'scheduled', NULL, 'infinity' FROM account WHERE username = 'nova';"
              "INSERT INTO mention (account_id, post_id) SELECT id, '00000000-0000-7000-8000-000000000001' FROM account WHERE username = 'kai';"
              "INSERT INTO follow (follower_id, followed_id) SELECT m.id, n.id FROM account m, account n WHERE m.username = 'mira' AND n.username = 'nova'");
  do_work (w);
  assert_seen (w, w->kai, "-");
  assert_seen (w, w->mira, "-");

  run_sql (w, "UPDATE post SET state = 'published', published_at = now()");
  do_work (w);
  assert_seen (w, w->kai, "mentioned|1|new");
  assert_seen (w, w->mira, "followed_posted|1|new");

  /* what is brought from elsewhere with its date is no news */
  run_sql (w, "INSERT INTO post (id, author_id, title, slug, content, published_at)"
              " SELECT '00000000-0000-7000-8000-000000000002', id, 'Old', 'old', 'Text', now() - interval '2 years' FROM account WHERE username = 'nova'");
  g_assert_cmpuint (do_work (w), ==, 0);
}

static void
test_levels (World         *w,
             gconstpointer  data)
{
#define LEVELS(expected) \
  world_assert_sql (w, expected, "SELECT coalesce (string_agg (level || '|' || n_causes || '|' || (read_at IS NULL), ',' ORDER BY created_at), '-')" \
                                 " FROM notification WHERE kind = 'level_up' AND n_causes > 0")
  run_sql (w, "INSERT INTO xp_award (account_id, cause, points) SELECT id, 'a', 100 FROM account WHERE username = 'nova'");
  LEVELS ("2|1|true");
  run_sql (w, "INSERT INTO xp_award (account_id, cause, points) SELECT id, 'b', 1000 FROM account WHERE username = 'nova'");
  LEVELS ("4|2|true");
  run_sql (w, "DELETE FROM xp_award WHERE cause = 'b'");
  LEVELS ("2|1|true");
  read_all (w, w->nova);
  run_sql (w, "INSERT INTO xp_award (account_id, cause, points) SELECT id, 'b', 1000 FROM account WHERE username = 'nova'");
  /* level 4 was told a moment ago, with level 2 */
  LEVELS ("4|2|false");
  run_sql (w, "DELETE FROM xp_award");
  LEVELS ("-");
#undef LEVELS
}

static void
test_reading (World         *w,
              gconstpointer  data)
{
  g_autofree char *one = post (w, w->nova);
  g_autofree char *two = post (w, w->nova);
  g_autofree char *stood = NULL;
  g_autoptr(SparkleMutation) read = NULL;
  g_autoptr(SparkledMutationResult) first = NULL, again = NULL;

  g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'like'}", one));
  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'C'}", one));
  g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'like'}", two));
  assert_seen (w, w->nova, "post_commented|1|new,post_liked|1|new,post_liked|1|new");

  /* a thread */
  g_free (world_must (w, w->nova, "notification.read", 0, "{'until':'2999-01-01T00:00:00Z','post_id':'%s'}", one));
  assert_seen (w, w->nova, "post_commented|1|read,post_liked|1|read,post_liked|1|new");

  /* what came later was not seen */
  stood = test_database_psql (w->database, "SELECT utc_text (max (updated_at)) FROM notification");
  let_pass (w, 0);
  run_sql (w, "UPDATE notification SET updated_at = updated_at + interval '1 second' WHERE read_at IS NULL");
  read = world_mutation (NULL, "notification.read", 0, "{'until':'%s'}", stood);
  first = world_apply (w, w->nova, read);
  g_assert_no_error (first->error);
  assert_seen (w, w->nova, "post_commented|1|read,post_liked|1|read,post_liked|1|new");

  /* once, however often it is sent */
  run_sql (w, "UPDATE notification SET updated_at = updated_at - interval '1 hour' WHERE read_at IS NULL");
  again = world_apply (w, w->nova, read);
  g_assert_no_error (again->error);
  assert_seen (w, w->nova, "post_commented|1|read,post_liked|1|read,post_liked|1|new");

  /* by id; nobody reads another's */
  {
    g_autofree char *id = test_database_psql (w->database, "SELECT id FROM notification WHERE read_at IS NULL AND kind = 'post_liked'");

    g_free (world_must (w, w->kai, "notification.read", 0, "{'until':'2999-01-01T00:00:00Z','ids':['%s']}", id));
    assert_seen (w, w->nova, "post_commented|1|read,post_liked|1|read,post_liked|1|new");
    g_free (world_must (w, w->nova, "notification.read", 0, "{'until':'2999-01-01T00:00:00Z','ids':['%s']}", id));
    assert_seen (w, w->nova, "post_commented|1|read,post_liked|1|read,post_liked|1|read");
  }

  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "notification.read", 0, "{}");
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "notification.read", 0, "{'until':'soon'}");
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "notification.read", 0, "{'until':'2999-01-01T00:00:00Z','ids':['x']}");

  /* what is read is one, what comes then another */
  g_free (world_must (w, w->mira, "reaction.set", 0, "{'post_id':'%s','type':'like'}", two));
  assert_seen (w, w->nova, "post_commented|1|read,post_liked|1|read,post_liked|1|read,post_liked|1|new");
}

static void
test_switches (World         *w,
               gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);

  g_free (world_must (w, w->nova, "account.edit", 0, "{'notify_post_liked':false,'notify_replied':false}"));
  g_free (world_must (w, w->nova, "account.edit", 0, "{'notify_followed':false}"));
  world_assert_sql (w, "{\"replied\": false, \"followed\": false, \"post_liked\": false}", "SELECT settings -> 'notifications' FROM account WHERE username = 'nova'");
  g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id));
  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  assert_seen (w, w->nova, "-");

  /* an answer on one's own post is a comment to who does not want to hear of answers */
  {
    g_autofree char *own = world_must (w, w->nova, "comment.create", 0, "{'post_id':'%s','content':'Own'}", id);

    g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'Answer'}", id, own));
  }
  assert_seen (w, w->nova, "post_commented|1|new");

  g_free (world_must (w, w->nova, "account.edit", 0, "{'notify_post_liked':true}"));
  g_free (world_must (w, w->mira, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id));
  assert_seen (w, w->nova, "post_commented|1|new,post_liked|1|new");
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "account.edit", 0, "{'notify_system':false}");
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "account.edit", 0, "{'notify_followed':'no'}");

  /* imported people have nobody who reads it */
  run_sql (w, "UPDATE account SET email = NULL WHERE username = 'nova'");
  g_free (world_must (w, w->mira, "comment.create", 0, "{'post_id':'%s','content':'C'}", id));
  world_assert_sql (w, "1", "SELECT n_causes FROM notification WHERE kind = 'post_commented'");
}

typedef struct
{
  World           *w;
  SparkledAccount *account;
  const char      *post_id;
  gboolean         comment;
} Storm;

static void
storm_cb (gpointer data)
{
  Storm *storm = data;
  World *w = storm->w;
  g_autofree char *json = storm->comment ? g_strdup_printf ("{'post_id':'%s','content':'@kai @mira @nova'}", storm->post_id)
                                         : g_strdup_printf ("{'post_id':'%s','type':'like'}", storm->post_id);
  g_autoptr(SparkleMutation) mutation = world_mutation (NULL, storm->comment ? "comment.create" : "reaction.set", 0, "%s", json);
  g_autoptr(SparkledMutationResult) result = sparkled_mutation_apply (&w->services, storm->account, mutation);

  g_assert_no_error (result->error);
}

/* Many at once, on one post and across: nothing is lost, counted twice or locked up. */
static void
test_races (World         *w,
            gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);
  g_autofree char *other = post (w, w->kai);
  SparkledAccount *people[] = { w->nova, w->kai, w->mira };
  Storm storms[24];
  gpointer datas[24];

  for (unsigned i = 0; i < 24; i++)
    {
      storms[i] = (Storm) { w, people[i % 3], i / 3 % 2 == 0 ? id : other, i >= 12 };
      datas[i] = &storms[i];
    }
  world_run (storm_cb, datas, 24);
  assert_seen (w, w->nova, "mentioned|2|new,post_commented|2|new,post_liked|2|new");
  assert_seen (w, w->kai, "mentioned|2|new,post_commented|2|new,post_liked|2|new");
  assert_seen (w, w->mira, "mentioned|2|new,mentioned|2|new");
  world_assert_sql (w, "0",
                    "SELECT count(*) FROM notification n, LATERAL (SELECT count(*) AS causes, count(DISTINCT c.actor_id) AS actors"
                    " FROM notification_cause c WHERE c.notification_id = n.id AND NOT c.gone) s WHERE (n.n_causes, n.n_actors) <> (s.causes, s.actors)");
}

static void
test_many (World         *w,
           gconstpointer  data)
{
  g_autofree char *id = NULL;

  run_sql (w, "INSERT INTO account (id, username, email) SELECT uuidv7 (), 'fan' || i, 'fan' || i || '@example.org' FROM generate_series (1, 1203) i;"
              "INSERT INTO follow (follower_id, followed_id) SELECT f.id, n.id FROM account f, account n WHERE f.username LIKE 'fan%' AND n.username = 'nova'");
  world_assert_sql (w, "3|1203", "SELECT cardinality (actors), n_actors FROM notification WHERE kind = 'followed' AND n_causes > 0");
  id = post (w, w->nova);
  /* nothing of it in the post's own transaction */
  world_assert_sql (w, "0", "SELECT count(*) FROM notification WHERE kind = 'followed_posted'");
  g_assert_cmpuint (do_work (w), ==, 1203);
  world_assert_sql (w, "1203|1203", "SELECT count(*), count(DISTINCT account_id) FROM notification WHERE kind = 'followed_posted' AND n_causes = 1");

  /* done twice it changes nothing */
  run_sql (w, "INSERT INTO notification_work (what, post_id) SELECT 'posted', id FROM post");
  g_assert_cmpuint (do_work (w), ==, 0);

  /* a post that was deleted meanwhile is no news */
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", id));
  run_sql (w, "DELETE FROM notification_work; DELETE FROM notification;"
              "INSERT INTO notification_work (what, post_id) SELECT 'posted', id FROM post");
  g_assert_cmpuint (do_work (w), ==, 0);
}

static void
test_renamed_people (World         *w,
                     gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);
  const char *revs = "SELECT string_agg (n.rev::text, ',' ORDER BY n.id) FROM notification n WHERE n.kind = 'followed'";
  g_autofree char *before = NULL;

  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'@mira look'}", id));
  g_free (world_must (w, w->mira, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  do_work (w);
  before = test_database_psql (w->database, revs);

  /* two that name kai; the one that names mira stays as it is */
  g_free (world_must (w, w->kai, "user.edit", 1, "{'display_name':'Kai the Second'}"));
  g_assert_cmpuint (do_work (w), ==, 2);
  assert_record (w, w->nova, "post_commented", "names.0", "Kai the Second");
  world_assert_sql (w, before, "%s", revs);
  world_assert_sql (w, "0", "SELECT count(*) FROM notification n JOIN change c ON c.id = n.id::text"
                            " WHERE n.kind <> 'followed' AND n.kind <> 'level_up' AND c.xid < (SELECT max (xid) FROM change WHERE collection = 'user')");

  /* who writes about themselves is no other person */
  g_free (world_must (w, w->kai, "user.edit", 2, "{'bio':'Still here'}"));
  g_assert_cmpuint (do_work (w), ==, 0);

  /* the name of an account that is gone is nowhere */
  run_sql (w, "UPDATE account SET status = 'deleted' WHERE username = 'kai'");
  g_assert_cmpuint (do_work (w), ==, 2);
  assert_record (w, w->nova, "post_commented", "names.0", "kai");

  /* often in a row is once */
  run_sql (w, "UPDATE account SET display_name = '1' WHERE username = 'mira'; UPDATE account SET display_name = '2' WHERE username = 'mira'");
  world_assert_sql (w, "1", "SELECT count(*) FROM notification_work");
  g_assert_cmpuint (do_work (w), ==, 1);
}

static void
announce_cb (gpointer data)
{
  World *w = data;
  g_autoptr(GError) error = NULL;

  sparkled_notification_announce (&w->services, "The server rests on Sunday", &error);
  g_assert_no_error (error);
  sparkled_notification_announce (&w->services, "Two\nlines", &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_clear_error (&error);
  sparkled_notification_announce (&w->services, " ", &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
}

static void
test_announcement (World         *w,
                   gconstpointer  data)
{
  gpointer datas[] = { w };

  world_run (announce_cb, datas, 1);
  g_assert_cmpuint (do_work (w), ==, 3);
  assert_seen (w, w->mira, "system|0|new");
  assert_record (w, w->mira, "system", "message", "The server rests on Sunday");
  assert_record (w, w->mira, "system", "count", "0");
}

static void
test_pruning (World         *w,
              gconstpointer  data)
{
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO notification (account_id, kind, subject, n_causes, message, created_at, updated_at)"
    " SELECT '%s', 'system', gen_random_uuid (), 1, 'No. ' || i, now() - i * interval '1 minute', now() - i * interval '1 minute'"
    "   FROM generate_series (1, 520) i", w->kai->id);

  run_sql (w, sql);
  world_assert_sql (w, "20", "SELECT notification_prune ()");
  world_assert_sql (w, "0", "SELECT notification_prune ()");
  world_assert_sql (w, "500|No. 500", "SELECT count(*), (array_agg (message ORDER BY updated_at))[1] FROM notification");
  world_assert_sql (w, "500|20", "SELECT count(*) FILTER (WHERE NOT deleted), count(*) FILTER (WHERE deleted) FROM change WHERE collection = 'notification'");

  run_sql (w, "UPDATE notification SET n_causes = 0 WHERE message IN ('No. 1', 'No. 2'); UPDATE notification SET updated_at = now() - interval '2 days' WHERE message = 'No. 1'");
  world_assert_sql (w, "1", "SELECT notification_prune ()");
}

static void
test_rest (World         *w,
           gconstpointer  data)
{
  g_autofree char *id = post (w, w->nova);
  g_autoptr(SparkledCall) list = NULL, rest = NULL, theirs = NULL, done = NULL, unread = NULL, settings = NULL;
  g_autoptr(JsonNode) page = NULL;
  g_autofree char *body = NULL, *target = NULL, *next = NULL;
  g_autoptr(GError) error = NULL;

  g_free (world_must (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id));
  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'C'}", id));
  g_free (world_must (w, w->mira, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));

#define TEXT(call) ((const char *) g_bytes_get_data ((call)->answer, NULL))
  list = world_call (w, w->nova, "GET", "/notifications?limit=2", NULL, NULL, NULL);
  page = world_answer (list);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (json_node_get_object (page), "data")), ==, 2);
  next = g_strdup (json_object_get_string_member (json_node_get_object (page), "next"));
  target = g_strconcat ("/notifications?limit=2&cursor=", next, NULL);
  rest = world_call (w, w->nova, "GET", target, NULL, NULL, NULL);
  g_assert_nonnull (strstr (TEXT (rest), "post_liked"));
  g_assert_nonnull (strstr (TEXT (rest), "\"next\":null"));

  theirs = world_call (w, w->kai, "GET", "/notifications", NULL, NULL, NULL);
  g_assert_nonnull (strstr (TEXT (theirs), "\"data\":[]"));

  body = g_strdup_printf ("{'until':'2999-01-01T00:00:00Z','post_id':'%s'}", id);
  done = world_call (w, w->nova, "PUT", "/notifications/read", NULL, body, NULL);
  unread = world_call (w, w->nova, "GET", "/notifications?unread=true", NULL, NULL, NULL);
  g_assert_nonnull (strstr (TEXT (unread), "\"followed\""));
  g_assert_null (strstr (TEXT (unread), "post_liked"));

  settings = world_call (w, w->nova, "PATCH", "/me/settings", NULL, "{'notify_followed':false}", NULL);
  g_assert_nonnull (strstr (TEXT (settings), "\"followed\": false"));
#undef TEXT
  sparkled_call_free (world_call (w, w->nova, "GET", "/notifications?unread=perhaps", NULL, NULL, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_clear_error (&error);
  sparkled_call_free (world_call (w, w->nova, "PUT", "/notifications/read", NULL, "{}", &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func) g_test_add ("/server/notifications/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("likes", test_likes);
  ADD ("window", test_window);
  ADD ("comments", test_comments);
  ADD ("comment-likes", test_comment_likes);
  ADD ("follows", test_follows);
  ADD ("hidden-post", test_hidden_post);
  ADD ("mentions", test_mentions);
  ADD ("unpublished", test_unpublished);
  ADD ("levels", test_levels);
  ADD ("reading", test_reading);
  ADD ("switches", test_switches);
  ADD ("races", test_races);
  ADD ("many", test_many);
  ADD ("renamed-people", test_renamed_people);
  ADD ("announcement", test_announcement);
  ADD ("pruning", test_pruning);
  ADD ("rest", test_rest);

  return g_test_run ();
}
