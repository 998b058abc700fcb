/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-text.h"
#include "sparkle-uuid.h"

/* The handlers of content as http/ runs them, and what bad input gets. */

static char *
answer_member (SparkledCall *call,
               const char   *path)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (call->answer, NULL), g_bytes_get_size (call->answer));

  return world_member (text, path);
}

static void
assert_answer (SparkledCall *call,
               const char   *path,
               const char   *expected)
{
  g_autofree char *value = answer_member (call, path);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_fails (World           *w,
              SparkledAccount *account,
              const char      *method,
              const char      *target,
              const char      *json,
              int              code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledCall) call = world_call (w, account, method, target, NULL, json, &error);

  g_assert_error (error, SPARKLE_ERROR, code);
}

#define TARGET(...) ({ g_free (target); target = g_strdup_printf (__VA_ARGS__); target; })

static void
test_post (World         *w,
           gconstpointer  data)
{
  g_autoptr(SparkledCall) made = world_call (w, w->nova, "POST", "/posts", NULL,
                                             "{'title':'Hello world','content':'Text','tags':['intro'],'category':'music'}", NULL);
  g_autofree char *id = answer_member (made, "data.id");
  g_autofree char *target = NULL;
  g_autofree char *location = g_strconcat ("/api/v1/posts/", id, NULL);
  g_autoptr(SparkledCall) by_id = NULL;
  g_autoptr(SparkledCall) by_slug = NULL;
  g_autoptr(SparkledCall) edited = NULL;
  g_autoptr(SparkledCall) blind = NULL;
  g_autoptr(SparkledCall) stale = NULL;
  g_autoptr(SparkledCall) removed = NULL;

  g_assert_cmpuint (made->status, ==, 201);
  g_assert_cmpstr (made->location, ==, location);
  assert_answer (made, "data.author.username", "nova");

  by_id = world_call (w, NULL, "GET", TARGET ("/posts/%s", id), NULL, NULL, NULL);
  by_slug = world_call (w, NULL, "GET", "/posts/hello-world", NULL, NULL, NULL);
  g_assert_true (g_bytes_equal (by_id->answer, by_slug->answer));
  g_assert_true (g_str_has_prefix (by_id->etag, "\"1-"));

  /* the entity tag of what was read is what an edit names */
  edited = world_call (w, w->nova, "PATCH", target, by_id->etag, "{'title':'Hello again'}", NULL);
  g_assert_cmpuint (edited->status, ==, 200);
  assert_answer (edited, "data.version", "2");
  assert_answer (edited, "data.slug", "hello-world");

  stale = world_call (w, w->nova, "PATCH", target, "1", "{'title':'Late'}", NULL);
  g_assert_cmpuint (stale->status, ==, 412);
  assert_answer (stale, "success", "false");
  assert_answer (stale, "code", "stale_version");
  assert_answer (stale, "data.title", "Hello again");
  assert_answer (stale, "data.version", "2");

  blind = world_call (w, w->nova, "PATCH", "/posts/hello-world", NULL, "{'content':'More'}", NULL);
  assert_answer (blind, "data.version", "3");

  assert_fails (w, w->nova, "PATCH", target, "{'id':'x','title':'T'}", SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, w->nova, "PATCH", target, "{}", SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, w->nova, "POST", "/posts", "[]", SPARKLE_ERROR_BAD_REQUEST);
  assert_fails (w, w->kai, "PATCH", target, "{'title':'Mine'}", SPARKLE_ERROR_FORBIDDEN);
  assert_fails (w, w->kai, "DELETE", target, NULL, SPARKLE_ERROR_FORBIDDEN);
  assert_fails (w, NULL, "GET", "/posts/no-such", NULL, SPARKLE_ERROR_NOT_FOUND);
  assert_fails (w, NULL, "GET", "/posts/..%2f'; DROP", NULL, SPARKLE_ERROR_NOT_FOUND);

  removed = world_call (w, w->nova, "DELETE", target, NULL, NULL, NULL);
  g_assert_cmpuint (removed->status, ==, 200);
  assert_answer (removed, "success", "true");
  assert_answer (removed, "data", "null");
  assert_fails (w, NULL, "GET", target, NULL, SPARKLE_ERROR_NOT_FOUND);
  assert_fails (w, NULL, "GET", "/posts/hello-world", NULL, SPARKLE_ERROR_NOT_FOUND);
  assert_fails (w, w->kai, "GET", TARGET ("/posts/%s/comments", id), NULL, SPARKLE_ERROR_NOT_FOUND);
}

/* Walks a list page by page; the titles or contents, joined. */
static char *
walk (World      *w,
      const char *target,
      const char *field)
{
  g_autofree char *cursor = NULL;
  GString *all = g_string_new (NULL);

  for (unsigned page = 0; page < 50; page++)
    {
      g_autofree char *where = cursor != NULL ? g_strconcat (target, "&cursor=", cursor, NULL) : g_strdup (target);
      g_autoptr(SparkledCall) call = world_call (w, NULL, "GET", where, NULL, NULL, NULL);
      g_autoptr(JsonNode) node = world_answer (call);
      JsonArray *items = sparkle_json_get_array (json_node_get_object (node), "data");

      for (unsigned i = 0; i < json_array_get_length (items); i++)
        g_string_append_printf (all, "%s ", sparkle_json_get_string (json_array_get_object_element (items, i), field));
      g_free (cursor);
      cursor = g_strdup (sparkle_json_get_string (json_node_get_object (node), "next"));
      if (cursor == NULL)
        return g_string_free (all, FALSE);
    }
  g_assert_not_reached ();
}

static void
test_lists (World         *w,
            gconstpointer  data)
{
  g_autofree char *all = NULL;
  g_autofree char *novas = NULL;
  g_autofree char *tagged = NULL;
  g_autofree char *both = NULL;
  g_autofree char *featured = NULL;
  g_autofree char *music = NULL;
  g_autofree char *none = NULL;
  g_autoptr(SparkledCall) first = NULL;
  g_autofree char *target = NULL;
  g_autofree char *cursor = NULL;

  for (unsigned i = 0; i < 12; i++)
    g_free (world_must (w, i % 3 == 0 ? w->kai : w->nova, "post.create", 0, "{'title':'p%u','content':'C','tags':['%s'],'category':%s}",
                        i, i % 2 == 0 ? "even" : "odd", i < 4 ? "'music'" : "null"));
  /* the same moment for several: the id decides, and none is lost between two pages */
  world_assert_sql (w, "", "UPDATE post SET published_at = '2026-01-01 00:00:00.123456+00' WHERE title IN ('p0', 'p1', 'p2', 'p3')");
  world_assert_sql (w, "", "UPDATE post SET featured = true WHERE title IN ('p5', 'p9')");

  all = walk (w, "/posts?limit=1", "title");
  g_assert_cmpstr (all, ==, "p11 p10 p9 p8 p7 p6 p5 p4 p3 p2 p1 p0 ");
  novas = walk (w, "/posts?limit=3&author=NOVA", "title");
  g_assert_cmpstr (novas, ==, "p11 p10 p8 p7 p5 p4 p2 p1 ");
  featured = walk (w, "/posts?limit=1&featured=true", "title");
  g_assert_cmpstr (featured, ==, "p9 p5 ");
  music = walk (w, "/posts?limit=2&category=music&featured=false", "title");
  g_assert_cmpstr (music, ==, "p3 p2 p1 p0 ");
  both = walk (w, "/posts?limit=2&author=kai&tag=odd", "title");
  g_assert_cmpstr (both, ==, "p9 p3 ");
  g_free (both);
  both = walk (w, "/posts?limit=1&tag=even&category=music", "title");
  g_assert_cmpstr (both, ==, "p2 p0 ");
  none = walk (w, "/posts?limit=2&author=nobody_here", "title");
  g_assert_cmpstr (none, ==, "");

  first = world_call (w, NULL, "GET", "/posts", NULL, NULL, NULL);
  assert_answer (first, "data.9.title", "p2");
  assert_answer (first, "data.10", "null");
  cursor = answer_member (first, "next");
  assert_fails (w, NULL, "GET", "/posts?limit=0", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", "/posts?limit=101", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", "/posts?limit=x", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", "/posts?cursor=", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", "/posts?cursor=AAAA", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", TARGET ("/posts?cursor=%sAA", cursor), NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", "/posts?featured=maybe", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, NULL, "GET", "/posts?author=no%20such", NULL, SPARKLE_ERROR_VALIDATION_FAILED);

  tagged = walk (w, "/posts?limit=2&tag=odd", "title");
  g_assert_cmpstr (tagged, ==, "p11 p9 p7 p5 p3 p1 ");
}

static void
test_comments (World         *w,
               gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'Thread','content':'C'}");
  g_autofree char *target = NULL;
  g_autofree char *all = NULL;
  g_autofree char *id = NULL;
  g_autofree char *cursor = NULL;
  g_autoptr(SparkledCall) edited = NULL;
  g_autoptr(SparkledCall) removed = NULL;
  g_autoptr(SparkledCall) found = NULL;
  g_autoptr(SparkledCall) page = NULL;

  for (unsigned i = 0; i < 7; i++)
    {
      g_autofree char *json = id == NULL ? g_strdup_printf ("{'content':'c%u'}", i)
                                         : g_strdup_printf ("{'content':'c%u','parent_id':'%s','video_seconds':%u}", i, id, i);
      g_autoptr(SparkledCall) call = world_call (w, w->kai, "POST", TARGET ("/posts/%s/comments", i % 2 == 0 ? post : "thread"), NULL, json, NULL);

      g_assert_cmpuint (call->status, ==, 201);
      assert_answer (call, "data.author.username", "kai");
      g_free (id);
      id = answer_member (call, "data.id");
      g_assert_true (g_str_has_suffix (call->location, id));
    }

  all = walk (w, TARGET ("/posts/%s/comments?limit=2", post), "content");
  g_assert_cmpstr (all, ==, "c0 c1 c2 c3 c4 c5 c6 ");

  /* The best first: two reactions outweigh an answer; all come once, page by page. */
  g_autofree char *best = walk (w, TARGET ("/posts/%s/comments?limit=2&sort=best", post), "content");

  g_assert_true (g_str_has_suffix (best, "c6 "));
  g_assert_cmpuint (strlen (best), ==, strlen (all));
  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr(SparkledCall) call = world_call (w, w->kai, "PUT", TARGET (i == 0 ? "/comments/%s/reactions/like" : "/comments/%s/reactions/fire", id), NULL, NULL, NULL);

      g_assert_cmpuint (call->status, <, 300);
    }
  g_free (best);
  best = walk (w, TARGET ("/posts/%s/comments?limit=2&sort=best", post), "content");
  g_assert_true (g_str_has_prefix (best, "c6 "));
  g_assert_cmpuint (strlen (best), ==, strlen (all));
  assert_fails (w, NULL, "GET", TARGET ("/posts/%s/comments?sort=worst", post), NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  page = world_call (w, NULL, "GET", TARGET ("/posts/thread/comments?limit=2"), NULL, NULL, NULL);
  cursor = answer_member (page, "next");
  assert_fails (w, NULL, "GET", TARGET ("/posts?cursor=%s", cursor), NULL, SPARKLE_ERROR_VALIDATION_FAILED);

  edited = world_call (w, w->kai, "PATCH", TARGET ("/comments/%s", id), "\"1\"", "{'content':'better'}", NULL);
  assert_answer (edited, "data.content", "better");
  assert_answer (edited, "data.version", "2");
  assert_fails (w, w->nova, "PATCH", target, "{'content':'mine'}", SPARKLE_ERROR_FORBIDDEN);
  assert_fails (w, w->kai, "PATCH", "/comments/7", "{'content':'x'}", SPARKLE_ERROR_NOT_FOUND);
  assert_fails (w, w->kai, "PATCH", target, "{'content':'x','parent_id':null}", SPARKLE_ERROR_VALIDATION_FAILED);

  removed = world_call (w, w->kai, "DELETE", target, NULL, NULL, NULL);
  g_assert_cmpuint (removed->status, ==, 200);
  found = world_call (w, NULL, "GET", target, NULL, NULL, NULL);
  assert_answer (found, "data.deleted", "true");
  assert_answer (found, "data.content", "");
  assert_fails (w, w->kai, "POST", TARGET ("/posts/%s/comments", post), "{'content':'x','post_id':'y'}", SPARKLE_ERROR_VALIDATION_FAILED);
}

static void
test_reactions_and_follows (World         *w,
                            gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *comment = world_must (w, w->nova, "comment.create", 0, "{'post_id':'%s','content':'C'}", post);
  g_autofree char *target = NULL;
  g_autoptr(SparkledCall) set = world_call (w, w->kai, "PUT", TARGET ("/posts/%s/reactions/fire", post), NULL, NULL, NULL);
  g_autoptr(SparkledCall) unset = NULL;
  g_autoptr(SparkledCall) on_comment = NULL;
  g_autoptr(SparkledCall) follow = NULL;
  g_autoptr(SparkledCall) unfollow = NULL;
  g_autoptr(SparkledCall) user = NULL;

  assert_answer (set, "data.counts.reactions.fire", "1");
  unset = world_call (w, w->kai, "DELETE", target, NULL, NULL, NULL);
  assert_answer (unset, "data", "null");
  on_comment = world_call (w, w->kai, "PUT", TARGET ("/comments/%s/reactions/mind_blown", comment), NULL, NULL, NULL);
  assert_answer (on_comment, "data.counts.reactions.mind_blown", "1");
  assert_fails (w, w->kai, "PUT", TARGET ("/posts/%s/reactions/dislike", post), NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, w->kai, "PUT", TARGET ("/comments/%s/reactions/like", post), NULL, SPARKLE_ERROR_NOT_FOUND);

  follow = world_call (w, w->kai, "PUT", "/users/Nova/follow", NULL, NULL, NULL);
  assert_answer (follow, "data.counts.followers", "1");
  unfollow = world_call (w, w->kai, "DELETE", "/users/nova/follow", NULL, NULL, NULL);
  assert_answer (unfollow, "data", "null");
  user = world_call (w, NULL, "GET", "/users/nova", NULL, NULL, NULL);
  assert_answer (user, "data.username", "nova");
  assert_answer (user, "data.email", "null");
  assert_fails (w, w->kai, "PUT", "/users/kai/follow", NULL, SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, w->kai, "PUT", "/users/nobody/follow", NULL, SPARKLE_ERROR_NOT_FOUND);
}

static gboolean
charge_cb (SparkledCall   *call,
           SparkledLimit   limit,
           GError        **error)
{
  if (limit != SPARKLED_LIMIT_COMMENT)
    return TRUE;

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED, "Too many comments");
  if (error != NULL)
    sparkle_error_set_retry_after (*error, 12);
  return FALSE;
}

typedef struct
{
  SparkledCall *call;
  gboolean      ok;
} Charged;

static void
charged_cb (gpointer data)
{
  Charged *charged = data;
  g_autoptr(GError) error = NULL;

  charged->ok = charged->call->route->handler (charged->call, &error);
}

static void
test_push (World         *w,
           gconstpointer  data)
{
  g_autofree char *post = sparkle_uuid_new ();
  g_autofree char *comment = sparkle_uuid_new ();
  g_autofree char *missing = sparkle_uuid_new ();
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *json =
    g_strdup_printf ("{'mutations':["
                     "{'id':'%s','op':'post.create','data':{'title':'T','content':'C'}},"
                     "{'id':'%s','op':'comment.create','data':{'post_id':'%s','content':'C'}},"
                     "{'id':'%s','op':'comment.create','data':{'post_id':'%s','content':'Lost'}},"
                     "{'id':'x','op':'post.create','data':{}},"
                     "{'id':'%s','op':'post.create','data':{'title':'','content':'C','junk':1}},"
                     "{'id':'%s','op':'post.fly','data':{}}, 7]}",
                     post, comment, post, missing, missing, id, id);
  g_autoptr(SparkledCall) first = world_call (w, w->nova, "POST", "/sync/push", NULL, json, NULL);
  g_autoptr(SparkledCall) second = world_call (w, w->nova, "POST", "/sync/push", NULL, json, NULL);
  g_autoptr(SparkledCall) empty = world_call (w, w->nova, "POST", "/sync/push", NULL, "{'mutations':[]}", NULL);

  assert_answer (first, "data.results.0.status", "applied");
  assert_answer (first, "data.results.0.record.id", post);
  assert_answer (first, "data.results.1.status", "applied");
  assert_answer (first, "data.results.1.related.post.0.counts.comments", "1");
  assert_answer (first, "data.results.2.status", "rejected");
  assert_answer (first, "data.results.2.error.code", "not_found");
  assert_answer (first, "data.results.3.status", "rejected");
  assert_answer (first, "data.results.4.error.code", "validation_failed");
  assert_answer (first, "data.results.5.status", "rejected");
  assert_answer (first, "data.results.6.status", "rejected");
  assert_answer (first, "data.results.7", "null");
  g_assert_true (g_bytes_equal (first->answer, second->answer));
  world_assert_sql (w, "1|1", "SELECT (SELECT count(*) FROM post), (SELECT count(*) FROM comment)");
  assert_answer (empty, "data.results.0", "null");
  assert_fails (w, w->nova, "POST", "/sync/push", "{'mutations':{}}", SPARKLE_ERROR_VALIDATION_FAILED);
  assert_fails (w, w->nova, "POST", "/sync/push", "{}", SPARKLE_ERROR_VALIDATION_FAILED);
}

/* What a limit holds up holds up what stands on it, and nothing else. */
static void
test_push_order (World         *w,
                 gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *a = sparkle_uuid_new ();
  g_autofree char *b = sparkle_uuid_new ();
  g_autofree char *c = sparkle_uuid_new ();
  g_autofree char *d = sparkle_uuid_new ();
  g_autofree char *json =
    g_strdup_printf ("{'mutations':["
                     "{'id':'%s','op':'comment.create','data':{'post_id':'%s','content':'Held up'}},"
                     "{'id':'%s','op':'comment.edit','data':{'id':'%s','content':'Changed'},'base_version':1},"
                     "{'id':'%s','op':'reaction.set','data':{'comment_id':'%s','type':'like'}},"
                     "{'id':'%s','op':'reaction.set','data':{'post_id':'%s','type':'like'}}]}",
                     a, post, b, a, c, a, d, post);
  g_autoptr(SparkledCall) call = world_call (w, w->nova, "POST", "/sync/push", NULL, "{'mutations':[]}", NULL);
  g_autoptr(GError) error = NULL;
  Charged charged = { call, FALSE };
  gpointer datas[] = { &charged };

  g_strdelimit (json, "'", '"');
  json_node_unref (call->body);
  call->body = sparkle_json_parse (json, -1, SPARKLE_JSON_BODY_MAX_BYTES, &error);
  g_assert_no_error (error);
  call->charge = charge_cb;
  world_run (charged_cb, datas, 1);

  g_assert_true (charged.ok);
  assert_answer (call, "data.results.0.status", "retry");
  assert_answer (call, "data.results.0.error.code", "rate_limited");
  assert_answer (call, "data.results.1.status", "retry");
  assert_answer (call, "data.results.2.status", "retry");
  assert_answer (call, "data.results.3.status", "applied");
}

/* The big list of naughty strings through every field of text: kept to the letter, or refused by name. */
static void
test_naughty (World         *w,
              gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "naughty", "blns.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  JsonArray *strings;
  unsigned kept = 0;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  strings = json_node_get_array (json_parser_get_root (parser));

  for (unsigned i = 0; i < json_array_get_length (strings); i++)
    {
      const char *text = json_array_get_string_element (strings, i);
      g_autofree char *normal = sparkle_text_normalise (text);
      static const struct { const char *op, *field; } places[] = {
        { "post.create", "content" }, { "comment.create", "content" }, { "draft.save", "content" },
        { "post.create", "title" }, { "draft.save", "title" }, { "bookmark.set", "note" },
      };

      for (unsigned k = 0; k < G_N_ELEMENTS (places); k++)
        {
          g_autoptr(JsonObject) object = json_object_new ();
          g_autoptr(SparkleMutation) mutation = NULL;
          g_autoptr(SparkledMutationResult) result = NULL;
          g_autofree char *value = NULL;
          SparkleOp op;

          g_assert_true (sparkle_op_from_name (places[k].op, &op));
          if (op == SPARKLE_OP_POST_CREATE)
            {
              json_object_set_string_member (object, "title", "T");
              json_object_set_string_member (object, "content", "C");
            }
          else if (op == SPARKLE_OP_DRAFT_SAVE)
            json_object_set_string_member (object, "id", post);
          else
            json_object_set_string_member (object, "post_id", post);
          json_object_set_string_member (object, places[k].field, text);

          mutation = sparkle_mutation_new (NULL, op, object, 0);
          result = world_apply (w, w->nova, mutation);
          if (result->error != NULL)
            {
              g_assert_error (result->error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
              g_assert_cmpstr (sparkle_error_get_detail (result->error, 0)->field, ==, places[k].field);
              continue;
            }
          value = world_member (result->record, places[k].field);
          if (!g_str_equal (places[k].field, "title"))
            g_assert_cmpstr (value, ==, normal);
          kept++;
        }
    }
  g_assert_cmpuint (kept, >, json_array_get_length (strings) * 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func) g_test_add ("/server/content-api/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("post", test_post);
  ADD ("lists", test_lists);
  ADD ("comments", test_comments);
  ADD ("reactions-and-follows", test_reactions_and_follows);
  ADD ("push", test_push);
  ADD ("push-order", test_push_order);
  ADD ("naughty", test_naughty);

  return g_test_run ();
}
