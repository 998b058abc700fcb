/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"
#include "sparkled-draft.h"

/* Each operation: what it does, who may, what it refuses, and that experience follows. */

static void
assert_member (const char *json,
               const char *path,
               const char *expected)
{
  g_autofree char *value = world_member (json, path);

  g_assert_cmpstr (value, ==, expected);
}

/* A rejection that names the field. */
static void
assert_names (World           *w,
              SparkledAccount *account,
              const char      *field,
              const char      *op,
              const char      *json)
{
  g_autoptr(SparkledMutationResult) result = world_do (w, account, op, 0, "%s", json);

  g_assert_error (result->error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_REJECTED);
  for (unsigned i = 0; i < sparkle_error_n_details (result->error); i++)
    if (g_str_has_prefix (sparkle_error_get_detail (result->error, i)->field, field))
      return;
  g_error ("no detail names %s", field);
}

static void
test_post_create (World         *w,
                  gconstpointer  data)
{
  g_autoptr(SparkledMutationResult) result =
    world_do (w, w->nova, "post.create", 0,
              "{'title':'Über “quotes”, {braces}, NULL','content':'# Head\\r\\nSome **bold** text','tags':['a,b','NULL','x\\\\y'],"
              "'category':'music','youtube_video_id':'dQw4w9WgXcQ','kind':'video_review'}");

  g_assert_no_error (result->error);
  g_assert_cmpstr (result->collection, ==, "post");
  assert_member (result->record, "id", result->record_id);
  assert_member (result->record, "author_id", w->nova->id);
  assert_member (result->record, "title", "Über “quotes”, {braces}, NULL");
  assert_member (result->record, "content", "# Head\nSome **bold** text");
  assert_member (result->record, "tags.0", "a,b");
  assert_member (result->record, "tags.1", "NULL");
  assert_member (result->record, "tags.2", "x\\y");
  assert_member (result->record, "category", "music");
  assert_member (result->record, "youtube_video_id", "dQw4w9WgXcQ");
  assert_member (result->record, "kind", "video_review");
  assert_member (result->record, "state", "published");
  assert_member (result->record, "version", "1");
  assert_member (result->record, "edited_at", "null");
  assert_member (result->record, "counts.reactions.mind_blown", "0");
  world_assert_sql (w, "10|1|1", "SELECT xp, level, n_posts FROM account WHERE username = 'nova'");

  assert_names (w, w->nova, "category", "post.create", "{'title':'T','content':'C','category':'no-such'}");
  assert_names (w, w->nova, "title", "post.create", "{'content':'C'}");
  assert_names (w, w->nova, "title", "post.create", "{'title':' ','content':'C'}");
  assert_names (w, w->nova, "colour", "post.create", "{'title':'T','content':'C','colour':'red'}");
  assert_names (w, w->nova, "tags", "post.create", "{'title':'T','content':'C','tags':['1','2','3','4','5','6']}");
  assert_names (w, w->nova, "id", "post.create", "{'id':'7','title':'T','content':'C'}");
  world_assert_sql (w, "1", "SELECT count(*) FROM post");
}

static void
test_post_ids (World         *w,
               gconstpointer  data)
{
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *made = world_must (w, w->nova, "post.create", 0, "{'id':'%s','title':'T','content':'C','tags':['a']}", id);
  g_autofree char *again = world_must (w, w->nova, "post.create", 0, "{'id':'%s','title':'T','content':'C','tags':['a']}", id);
  g_autoptr(SparkledMutationResult) other = world_do (w, w->nova, "post.create", 0, "{'id':'%s','title':'T','content':'D'}", id);
  g_autoptr(SparkledMutationResult) foreign = world_do (w, w->kai, "post.create", 0, "{'id':'%s','title':'T','content':'C','tags':['a']}", id);

  g_assert_cmpstr (made, ==, id);
  g_assert_cmpstr (again, ==, id);
  g_assert_error (other->error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT);
  g_assert_cmpint (other->status, ==, SPARKLE_MUTATION_CONFLICT);
  assert_member (other->record, "content", "C");
  g_assert_error (foreign->error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT);
  g_assert_cmpint (foreign->status, ==, SPARKLE_MUTATION_REJECTED);
  g_assert_null (foreign->record);
  world_assert_sql (w, "1|10", "SELECT n_posts, xp FROM account WHERE username = 'nova'");
}

static void
test_post_edit (World         *w,
                gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0,
                                    "{'title':'Old','content':'Old text','tags':['a','b'],'category':'music','youtube_video_id':'dQw4w9WgXcQ'}");
  g_autoptr(SparkledMutationResult) result = world_do (w, w->nova, "post.edit", 1, "{'id':'%s','title':'New','category':null}", id);
  g_autoptr(SparkledMutationResult) same = NULL;
  g_autoptr(SparkledMutationResult) stale = NULL;

  g_assert_no_error (result->error);
  assert_member (result->record, "title", "New");
  assert_member (result->record, "slug", "old");
  assert_member (result->record, "content", "Old text");
  assert_member (result->record, "category", "null");
  assert_member (result->record, "tags.1", "b");
  assert_member (result->record, "youtube_video_id", "dQw4w9WgXcQ");
  assert_member (result->record, "version", "2");
  world_assert_sql (w, "1|Old", "SELECT version, title FROM post_revision");

  same = world_do (w, w->nova, "post.edit", 2, "{'id':'%s','title':'New'}", id);
  g_assert_no_error (same->error);
  assert_member (same->record, "version", "2");

  stale = world_do (w, w->nova, "post.edit", 1, "{'id':'%s','title':'Late'}", id);
  g_assert_error (stale->error, SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION);
  g_assert_cmpint (stale->status, ==, SPARKLE_MUTATION_CONFLICT);
  assert_member (stale->record, "title", "New");

  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "post.edit", 2, "{'id':'%s','category':'no-such'}", id);
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "post.edit", 2, "{'id':'%s','content':''}", id);
  world_must_fail (w, w->nova, SPARKLE_ERROR_VALIDATION_FAILED, "post.edit", 0, "{'id':'%s','content':'No version'}", id);
  world_must_fail (w, w->kai, SPARKLE_ERROR_FORBIDDEN, "post.edit", 2, "{'id':'%s','title':'Mine'}", id);
  world_must_fail (w, w->nova, SPARKLE_ERROR_NOT_FOUND, "post.edit", 2, "{'id':'%s','title':'None'}", w->kai->id);
  g_free (world_must (w, w->mira, "post.edit", 2, "{'id':'%s','tags':[]}", id));
  world_assert_sql (w, "New|{}|3", "SELECT title, tags, version FROM post");
}

static void
test_post_delete (World         *w,
                  gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'Secret','tags':['a']}");
  g_autofree char *comment_id = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'Hi'}", id);
  g_autofree char *bookmark_id = world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s'}", id);
  g_autoptr(SparkledMutationResult) result = NULL;

  world_must_fail (w, w->kai, SPARKLE_ERROR_FORBIDDEN, "post.delete", 0, "{'id':'%s'}", id);
  result = world_do (w, w->nova, "post.delete", 0, "{'id':'%s'}", id);
  g_assert_no_error (result->error);
  assert_member (result->record, "state", "deleted");
  assert_member (result->record, "content", "");

  /* gone everywhere but from kai's bookmarks, where it stays without its content */
  world_assert_sql (w, "0", "SELECT count(*) FROM change WHERE id IN ('%s', '%s') AND NOT deleted AND scope NOT LIKE 'me/%%'", id, comment_id);
  world_assert_sql (w, "1", "SELECT count(*) FROM change WHERE id = '%s' AND collection = 'post' AND NOT deleted AND scope = 'me/%s'", id, w->kai->id);
  world_assert_sql (w, "0|0|1", "SELECT xp, n_posts, level FROM account WHERE username = 'nova'");
  world_assert_sql (w, "0", "SELECT n_posts FROM tag WHERE name = 'a'");

  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", id));
  world_must_fail (w, w->nova, SPARKLE_ERROR_NOT_FOUND, "post.edit", 2, "{'id':'%s','title':'Back'}", id);
  world_must_fail (w, w->nova, SPARKLE_ERROR_NOT_FOUND, "comment.create", 0, "{'post_id':'%s','content':'Late'}", id);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "comment.edit", 1, "{'id':'%s','content':'Late'}", comment_id);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "reaction.set", 0, "{'post_id':'%s','type':'like'}", id);
  world_must_fail (w, w->nova, SPARKLE_ERROR_NOT_FOUND, "bookmark.set", 0, "{'post_id':'%s'}", id);
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'It is gone'}", id));
  g_free (world_must (w, w->kai, "bookmark.unset", 0, "{'post_id':'%s'}", id));
}

static void
test_comment (World         *w,
              gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *other_post = world_must (w, w->nova, "post.create", 0, "{'title':'U','content':'C'}");
  g_autoptr(SparkledMutationResult) result = world_do (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'Look at','video_seconds':151}", post);
  g_autofree char *reply = NULL;
  g_autofree char *deeper = NULL;
  g_autoptr(SparkledMutationResult) stale = NULL;
  g_autoptr(SparkledMutationResult) removed = NULL;

  g_assert_no_error (result->error);
  assert_member (result->record, "video_seconds", "151");
  assert_member (result->record, "parent_id", "null");
  assert_member (result->related, "post.0.counts.comments", "1");
  world_assert_sql (w, "5", "SELECT xp FROM account WHERE username = 'kai'");

  reply = world_must (w, w->nova, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'Yes'}", post, result->record_id);
  deeper = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','parent_id':'%s','content':'Really'}", post, reply);
  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "comment.create", 0,
                   "{'post_id':'%s','parent_id':'%s','content':'Elsewhere'}", other_post, reply);
  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "comment.create", 0,
                   "{'post_id':'%s','parent_id':'%s','content':'Nowhere'}", post, post);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "comment.create", 0, "{'post_id':'%s','content':'No post'}", w->nova->id);
  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "comment.create", 0, "{'post_id':'%s','content':'S','video_seconds':-1}", post);

  g_free (world_must (w, w->kai, "comment.edit", 1, "{'id':'%s','content':'Look there'}", result->record_id));
  stale = world_do (w, w->kai, "comment.edit", 1, "{'id':'%s','content':'Late'}", result->record_id);
  g_assert_cmpint (stale->status, ==, SPARKLE_MUTATION_CONFLICT);
  assert_member (stale->record, "content", "Look there");
  world_must_fail (w, w->nova, SPARKLE_ERROR_FORBIDDEN, "comment.edit", 2, "{'id':'%s','content':'Mine'}", result->record_id);
  world_must_fail (w, w->nova, SPARKLE_ERROR_FORBIDDEN, "comment.delete", 0, "{'id':'%s'}", result->record_id);

  removed = world_do (w, w->mira, "comment.delete", 0, "{'id':'%s'}", result->record_id);
  g_assert_no_error (removed->error);
  assert_member (removed->record, "deleted", "true");
  assert_member (removed->record, "content", "");
  assert_member (removed->related, "post.0.counts.comments", "2");
  world_assert_sql (w, "5", "SELECT xp FROM account WHERE username = 'kai'");
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", result->record_id));
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "comment.edit", 3, "{'id':'%s','content':'Back'}", result->record_id);
  world_assert_sql (w, "2|3", "SELECT n_comments, (SELECT count(*) FROM comment) FROM post WHERE id = '%s'", post);

  world_assert_sql (w, "", "UPDATE post SET state = 'archived' WHERE id = '%s'", post);
  world_must_fail (w, w->kai, SPARKLE_ERROR_FORBIDDEN, "comment.create", 0, "{'post_id':'%s','content':'Late'}", post);
}

static void
test_comment_ids (World         *w,
                  gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *made = world_must (w, w->kai, "comment.create", 0, "{'id':'%s','post_id':'%s','content':'Hi'}", id, post);
  g_autofree char *again = world_must (w, w->kai, "comment.create", 0, "{'id':'%s','post_id':'%s','content':'Hi'}", id, post);

  g_assert_cmpstr (made, ==, again);
  world_must_fail (w, w->kai, SPARKLE_ERROR_CONFLICT, "comment.create", 0, "{'id':'%s','post_id':'%s','content':'Ho'}", id, post);
  world_must_fail (w, w->nova, SPARKLE_ERROR_CONFLICT, "comment.create", 0, "{'id':'%s','post_id':'%s','content':'Hi'}", id, post);
  world_assert_sql (w, "1|5", "SELECT n_comments, (SELECT xp FROM account WHERE username = 'kai') FROM post");
}

static void
test_reaction (World         *w,
               gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *comment = world_must (w, w->nova, "comment.create", 0, "{'post_id':'%s','content':'C'}", post);
  g_autoptr(SparkledMutationResult) set = world_do (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'mind_blown'}", post);
  g_autoptr(SparkledMutationResult) again = world_do (w, w->kai, "reaction.set", 0, "{'post_id':'%s','type':'mind_blown'}", post);
  g_autoptr(SparkledMutationResult) unset = NULL;
  g_autofree char *id = g_strconcat (post, ":mind_blown", NULL);

  g_assert_no_error (set->error);
  assert_member (set->record, "id", id);
  assert_member (set->record, "target", "post");
  assert_member (set->related, "post.0.counts.reactions.mind_blown", "1");
  g_assert_no_error (again->error);
  assert_member (again->record, "id", id);
  assert_member (again->related, "post.0.counts.reactions.mind_blown", "1");
  world_assert_sql (w, "1|17", "SELECT (SELECT xp FROM account WHERE username = 'kai'), (SELECT xp FROM account WHERE username = 'nova')");

  g_free (world_must (w, w->kai, "reaction.set", 0, "{'comment_id':'%s','type':'like'}", comment));
  g_free (world_must (w, w->kai, "reaction.set", 0, "{'comment_id':'%s','type':'fire'}", comment));
  world_assert_sql (w, "1|1", "SELECT n_like, n_fire FROM comment");
  world_assert_sql (w, "3|21", "SELECT (SELECT xp FROM account WHERE username = 'kai'), (SELECT xp FROM account WHERE username = 'nova')");

  unset = world_do (w, w->kai, "reaction.unset", 0, "{'post_id':'%s','type':'mind_blown'}", post);
  g_assert_no_error (unset->error);
  g_assert_null (unset->record);
  assert_member (unset->related, "post.0.counts.reactions.mind_blown", "0");
  g_free (world_must (w, w->kai, "reaction.unset", 0, "{'post_id':'%s','type':'mind_blown'}", post));
  world_assert_sql (w, "2|19", "SELECT (SELECT xp FROM account WHERE username = 'kai'), (SELECT xp FROM account WHERE username = 'nova')");

  /* one's own: counted, but nothing is earned */
  g_free (world_must (w, w->nova, "reaction.set", 0, "{'post_id':'%s','type':'love'}", post));
  world_assert_sql (w, "19", "SELECT xp FROM account WHERE username = 'nova'");

  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "reaction.set", 0, "{'post_id':'%s','type':'dislike'}", post);
  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "reaction.set", 0, "{'post_id':'%s','comment_id':'%s','type':'like'}", post, comment);
  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "reaction.set", 0, "{'type':'like'}");
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "reaction.set", 0, "{'comment_id':'%s','type':'like'}", post);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "reaction.unset", 0, "{'post_id':'%s','type':'like'}", comment);
  g_free (world_must (w, w->nova, "comment.delete", 0, "{'id':'%s'}", comment));
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "reaction.set", 0, "{'comment_id':'%s','type':'love'}", comment);
  g_free (world_must (w, w->kai, "reaction.unset", 0, "{'comment_id':'%s','type':'like'}", comment));
}

static void
test_follow (World         *w,
             gconstpointer  data)
{
  g_autoptr(SparkledMutationResult) result = world_do (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id);

  g_assert_no_error (result->error);
  assert_member (result->record, "follower_id", w->kai->id);
  assert_member (result->related, "user.0.counts.followers", "1");
  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  world_assert_sql (w, "3|1|5|1", "SELECT k.xp, k.n_following, n.xp, n.n_followers FROM account k, account n WHERE k.username = 'kai' AND n.username = 'nova'");

  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "user.follow", 0, "{'user_id':'%s'}", w->kai->id);
  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "user.follow", 0, "{'user_id':'018f0000-0000-7000-8000-000000000000'}");

  g_free (world_must (w, w->kai, "user.unfollow", 0, "{'user_id':'%s'}", w->nova->id));
  g_free (world_must (w, w->kai, "user.unfollow", 0, "{'user_id':'%s'}", w->nova->id));
  world_assert_sql (w, "0|0|0|0", "SELECT k.xp, k.n_following, n.xp, n.n_followers FROM account k, account n WHERE k.username = 'kai' AND n.username = 'nova'");
}

static void
test_bookmark (World         *w,
               gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autoptr(SparkledMutationResult) result = world_do (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','folder':'Later','note':'Good'}", post);
  g_autoptr(SparkledMutationResult) again = world_do (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','folder':'Later','note':'Good'}", post);
  g_autoptr(SparkledMutationResult) changed = world_do (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':null}", post);

  g_assert_no_error (result->error);
  assert_member (result->record, "id", post);
  assert_member (result->record, "folder", "Later");
  assert_member (result->related, "post.0.title", "T");
  assert_member (result->related, "user.0.username", "nova");
  g_assert_cmpstr (again->record, ==, result->record);
  assert_member (changed->record, "note", "");
  assert_member (changed->record, "folder", "Later");

  world_must_fail (w, w->kai, SPARKLE_ERROR_NOT_FOUND, "bookmark.set", 0, "{'post_id':'%s'}", w->nova->id);
  g_free (world_must (w, w->kai, "bookmark.unset", 0, "{'post_id':'%s'}", post));
  g_free (world_must (w, w->kai, "bookmark.unset", 0, "{'post_id':'%s'}", post));
  world_assert_sql (w, "0", "SELECT count(*) FROM bookmark");
}

static void
test_draft (World         *w,
            gconstpointer  data)
{
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *post_id = sparkle_uuid_new ();
  g_autoptr(SparkledMutationResult) first =
    world_do (w, w->kai, "draft.save", 0, "{'id':'%s','title':'Half','tags':['a'],'category':'not-yet-made','post_id':'%s'}", id, post_id);
  g_autoptr(SparkledMutationResult) second = world_do (w, w->kai, "draft.save", 1, "{'id':'%s','content':'Text'}", id);
  g_autoptr(SparkledMutationResult) stale = world_do (w, w->kai, "draft.save", 1, "{'id':'%s','content':'Other'}", id);
  g_autoptr(SparkledMutationResult) foreign = world_do (w, w->nova, "draft.save", 0, "{'id':'%s','content':'Mine'}", id);

  g_assert_no_error (first->error);
  assert_member (first->record, "title", "Half");
  assert_member (first->record, "post_id", "null");
  assert_member (first->record, "version", "1");
  g_assert_no_error (second->error);
  assert_member (second->record, "title", "");
  assert_member (second->record, "version", "2");
  g_assert_cmpint (stale->status, ==, SPARKLE_MUTATION_CONFLICT);
  assert_member (stale->record, "content", "Text");
  g_assert_cmpint (foreign->status, ==, SPARKLE_MUTATION_REJECTED);
  g_assert_null (foreign->record);

  /* another's deletion is none; after one's own, saving makes it again */
  g_free (world_must (w, w->nova, "draft.delete", 0, "{'id':'%s'}", id));
  world_assert_sql (w, "1", "SELECT count(*) FROM draft");
  g_free (world_must (w, w->kai, "draft.delete", 0, "{'id':'%s'}", id));
  world_assert_sql (w, "0", "SELECT count(*) FROM draft");
  g_free (world_must (w, w->kai, "draft.save", 2, "{'id':'%s','content':'Typed on a train'}", id));

  world_assert_sql (w, "", "INSERT INTO draft (id, account_id) SELECT gen_random_uuid (), '%s' FROM generate_series (2, %d)",
                    w->kai->id, SPARKLED_DRAFTS_MAX);
  world_must_fail (w, w->kai, SPARKLE_ERROR_FORBIDDEN, "draft.save", 0, "{'id':'%s','content':'Too many'}", post_id);
  g_free (world_must (w, w->kai, "draft.save", 1, "{'id':'%s','content':'An old one'}", id));
}

static void
test_user_edit (World         *w,
                gconstpointer  data)
{
  g_autoptr(SparkledMutationResult) result = world_do (w, w->kai, "user.edit", 1, "{'display_name':'Kai ✨'}");
  g_autoptr(SparkledMutationResult) stale = world_do (w, w->kai, "user.edit", 1, "{'bio':'Late'}");

  g_assert_no_error (result->error);
  g_assert_cmpstr (result->record_id, ==, w->kai->id);
  assert_member (result->record, "display_name", "Kai ✨");
  assert_member (result->record, "version", "2");
  g_assert_cmpint (stale->status, ==, SPARKLE_MUTATION_CONFLICT);
  g_free (world_must (w, w->kai, "user.edit", 2, "{'bio':'Hello'}"));
  world_assert_sql (w, "Kai ✨|Hello", "SELECT display_name, bio FROM account WHERE username = 'kai'");
  world_must_fail (w, w->kai, SPARKLE_ERROR_VALIDATION_FAILED, "user.edit", 3, "{'role':'admin'}");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func) g_test_add ("/server/content/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("post/create", test_post_create);
  ADD ("post/ids", test_post_ids);
  ADD ("post/edit", test_post_edit);
  ADD ("post/delete", test_post_delete);
  ADD ("comment", test_comment);
  ADD ("comment/ids", test_comment_ids);
  ADD ("reaction", test_reaction);
  ADD ("follow", test_follow);
  ADD ("bookmark", test_bookmark);
  ADD ("draft", test_draft);
  ADD ("user/edit", test_user_edit);

  return g_test_run ();
}
