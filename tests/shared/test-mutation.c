/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mutation.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-mutation-result.h"
#include "sparkle-push.h"
#include "sparkle-uuid.h"

#define ID "018bcfe5-6800-7000-8000-000000000001"
#define OTHER "018bcfe5-6800-7000-8000-000000000002"

static SparkleMutation *
make (const char *op_name,
      const char *data,
      gint64      base_version)
{
  g_autoptr(JsonNode) node = sparkle_json_parse (data, -1, 1 << 20, NULL);
  SparkleOp op;

  g_assert_nonnull (node);
  g_assert_true (sparkle_op_from_name (op_name, &op));
  return sparkle_mutation_new (ID, op, json_node_get_object (node), base_version);
}

static void
test_good (void)
{
  static const struct { const char *op, *data; gint64 base; const char *record; } cases[] = {
    { "post.create", "{\"title\":\"t\",\"content\":\"c\"}", 0, ID },
    { "post.create", "{\"id\":\"" OTHER "\",\"title\":\"t\",\"content\":\"c\",\"tags\":[\"a\"],\"category\":null,\"youtube_video_id\":\"9bZkp7q19f0\",\"kind\":\"theory\"}", 0, OTHER },
    { "post.edit", "{\"id\":\"" OTHER "\",\"title\":\"t\"}", 3, OTHER },
    { "post.delete", "{\"id\":\"" OTHER "\"}", 0, OTHER },
    { "comment.create", "{\"post_id\":\"" OTHER "\",\"content\":\"c\",\"parent_id\":null,\"video_seconds\":0}", 0, ID },
    { "comment.edit", "{\"id\":\"" OTHER "\",\"content\":\"c\"}", 1, OTHER },
    { "comment.delete", "{\"id\":\"" OTHER "\"}", 0, OTHER },
    { "reaction.set", "{\"post_id\":\"" OTHER "\",\"type\":\"fire\"}", 0, OTHER },
    { "reaction.unset", "{\"comment_id\":\"" OTHER "\",\"type\":\"mind_blown\"}", 0, OTHER },
    { "user.follow", "{\"user_id\":\"" OTHER "\"}", 0, OTHER },
    { "user.unfollow", "{\"user_id\":\"" OTHER "\"}", 0, OTHER },
    { "user.edit", "{\"bio\":\"\"}", 2, NULL },
    { "bookmark.set", "{\"post_id\":\"" OTHER "\",\"folder\":\"f\",\"note\":null}", 0, OTHER },
    { "bookmark.unset", "{\"post_id\":\"" OTHER "\"}", 0, OTHER },
    { "draft.save", "{\"id\":\"" OTHER "\",\"title\":\"\"}", 0, OTHER },
    { "draft.delete", "{\"id\":\"" OTHER "\"}", 0, OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SparkleMutation) mutation = make (cases[i].op, cases[i].data, cases[i].base);
      g_autoptr(SparkleMutation) back = NULL;
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *digest = NULL, *digest_back = NULL;

      g_assert_true (sparkle_mutation_validate (mutation, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (sparkle_mutation_get_record_id (mutation), ==, cases[i].record);

      node = sparkle_mutation_to_node (mutation);
      back = sparkle_mutation_from_node (node, &error);
      g_assert_no_error (error);
      digest = sparkle_mutation_digest (mutation);
      digest_back = sparkle_mutation_digest (back);
      g_assert_cmpstr (digest, ==, digest_back);
    }
}

static void
test_bad (void)
{
  static const struct { const char *op, *data; gint64 base; const char *field; } cases[] = {
    { "post.create", "{\"title\":\"t\"}", 0, "content" },
    { "post.create", "{\"title\":\"\",\"content\":\"c\"}", 0, "title" },
    { "post.create", "{\"title\":\"t\",\"content\":\"c\",\"tags\":[\"a\",\"A\"]}", 0, "tags[1]" },
    { "post.create", "{\"title\":\"t\",\"content\":\"c\",\"author_id\":\"x\"}", 0, "author_id" },
    { "post.create", "{\"id\":\"x\",\"title\":\"t\",\"content\":\"c\"}", 0, "id" },
    { "post.edit", "{\"id\":\"" OTHER "\"}", 3, "data" },
    { "post.edit", "{\"id\":\"" OTHER "\",\"title\":\"t\"}", 0, "base_version" },
    { "post.edit", "{\"id\":\"" OTHER "\",\"title\":null}", 1, "title" },
    { "comment.create", "{\"post_id\":\"" OTHER "\",\"content\":\" \\u200b\"}", 0, "content" },
    { "comment.create", "{\"post_id\":\"" OTHER "\",\"content\":\"c\",\"video_seconds\":-1}", 0, "video_seconds" },
    { "comment.edit", "{\"id\":\"" OTHER "\",\"content\":\"c\"}", 0, "base_version" },
    { "reaction.set", "{\"type\":\"fire\"}", 0, "post_id" },
    { "reaction.set", "{\"post_id\":\"" OTHER "\",\"comment_id\":\"" OTHER "\",\"type\":\"fire\"}", 0, "post_id" },
    { "reaction.set", "{\"post_id\":\"" OTHER "\",\"type\":\"meh\"}", 0, "type" },
    { "user.follow", "{}", 0, "user_id" },
    { "user.edit", "{}", 1, "data" },
    { "draft.save", "{}", 0, "id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SparkleMutation) mutation = make (cases[i].op, cases[i].data, cases[i].base);
      g_autoptr(GError) error = NULL;

      g_assert_false (sparkle_mutation_validate (mutation, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
      g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, cases[i].field);
    }
}

static void
test_digest (void)
{
  g_autoptr(SparkleMutation) a = make ("post.create", "{\"title\":\"t\",\"content\":\"c\"}", 0);
  g_autoptr(SparkleMutation) b = make ("post.create", "{\"content\":\"c\",\"title\":\"t\"}", 0);
  g_autoptr(SparkleMutation) c = make ("post.create", "{\"content\":\"t\",\"title\":\"c\"}", 0);
  g_autoptr(SparkleMutation) d = make ("post.create", "{\"title\":\"t\",\"content\":\"c\"}", 1);
  g_autofree char *da = sparkle_mutation_digest (a), *db = sparkle_mutation_digest (b);
  g_autofree char *dc = sparkle_mutation_digest (c), *dd = sparkle_mutation_digest (d);

  g_assert_cmpstr (da, ==, db);
  g_assert_cmpstr (da, !=, dc);
  g_assert_cmpstr (da, !=, dd);
}

static void
test_push (void)
{
  g_autoptr(JsonNode) body = sparkle_json_parse (
      "{\"mutations\":[{\"id\":\"" ID "\",\"op\":\"post.delete\",\"data\":{\"id\":\"" OTHER "\"},\"base_version\":null},"
      "{\"id\":\"" OTHER "\",\"op\":\"post.fly\",\"data\":{}},{\"id\":7},5,{\"id\":\"" ID "\",\"op\":\"post.delete\",\"data\":[]}]}", -1, 10000, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = sparkle_push_request_decode (body, &error);
  SparklePushItem *item;
  g_autoptr(GPtrArray) mutations = g_ptr_array_new ();
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 5);
  item = g_ptr_array_index (items, 0);
  g_assert_nonnull (item->mutation);
  g_assert_null (item->error);
  g_ptr_array_add (mutations, item->mutation);
  text = sparkle_push_request_format (mutations);
  g_assert_cmpstr (text, ==, "{\"mutations\":[{\"id\":\"" ID "\",\"op\":\"post.delete\",\"data\":{\"id\":\"" OTHER "\"}}]}");
  item = g_ptr_array_index (items, 1);
  g_assert_cmpstr (item->id, ==, OTHER);
  g_assert_cmpstr (sparkle_error_get_detail (item->error, 0)->field, ==, "op");
  for (guint i = 2; i < 5; i++)
    {
      item = g_ptr_array_index (items, i);
      g_assert_null (item->mutation);
      g_assert_nonnull (item->error);
    }
}

static void
test_push_bad (void)
{
  static const char * const bodies[] = { "{}", "[]", "{\"mutations\":{}}", "{\"mutations\":[],\"more\":1}", "null" };
  g_autoptr(GString) many = g_string_new ("{\"mutations\":[0");
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(JsonNode) body = sparkle_json_parse (bodies[i], -1, 100, NULL);
      g_assert_null (sparkle_push_request_decode (body, NULL));
    }
  for (guint i = 0; i < SPARKLE_PUSH_MUTATIONS_MAX; i++)
    g_string_append (many, ",0");
  g_string_append (many, "]}");
  node = sparkle_json_parse (many->str, -1, 10000, NULL);
  g_assert_null (sparkle_push_request_decode (node, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
}

static void
test_result (void)
{
  g_autoptr(GError) stale = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION, "changed");
  g_autoptr(GError) busy = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "busy");
  g_autofree char *a = NULL, *b = NULL, *c = NULL, *answer = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;
  SparkleMutationResult *result;

  sparkle_error_set_retry_after (busy, 3);
  a = sparkle_mutation_result_format (ID, SPARKLE_MUTATION_APPLIED, "post", "{\"id\":1}", "{\"user\":[]}", NULL);
  b = sparkle_mutation_result_format (ID, SPARKLE_MUTATION_CONFLICT, "post", "{\"id\":2}", NULL, stale);
  c = sparkle_mutation_result_format (ID, SPARKLE_MUTATION_RETRY, NULL, NULL, NULL, busy);
  answer = g_strdup_printf ("{\"results\":[%s,%s,%s]}", a, b, c);
  node = sparkle_json_parse (answer, -1, 10000, &error);
  g_assert_no_error (error);
  results = sparkle_push_answer_decode (node, &error);
  g_assert_no_error (error);

  result = g_ptr_array_index (results, 0);
  g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_APPLIED);
  g_assert_nonnull (result->record);
  g_assert_nonnull (result->related);
  g_assert_null (result->error);
  result = g_ptr_array_index (results, 1);
  g_assert_error (result->error, SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION);
  g_assert_cmpstr (result->collection, ==, "post");
  result = g_ptr_array_index (results, 2);
  g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_RETRY);
  g_assert_cmpuint (sparkle_error_get_retry_after (result->error), ==, 3);
}

static void
test_result_bad (void)
{
  static const char * const answers[] = { "null", "{}", "{\"results\":[1]}", "{\"results\":[{\"id\":\"x\"}]}", "{\"results\":[{\"id\":\"x\",\"status\":\"maybe\"}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) node = sparkle_json_parse (answers[i], -1, 1000, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (sparkle_push_answer_decode (node, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/mutation/good", test_good);
  g_test_add_func ("/shared/mutation/bad", test_bad);
  g_test_add_func ("/shared/mutation/digest", test_digest);
  g_test_add_func ("/shared/mutation/push", test_push);
  g_test_add_func ("/shared/mutation/push-bad", test_push_bad);
  g_test_add_func ("/shared/mutation/result", test_result);
  g_test_add_func ("/shared/mutation/result-bad", test_result_bad);
  return g_test_run ();
}
