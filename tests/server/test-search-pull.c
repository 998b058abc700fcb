/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-json.h"

/* GET /search and POST /sync/pull as http/ runs them. */

static JsonArray *
hits_of (SparkledCall *call,
         JsonNode    **ret_root,
         char        **ret_next)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (call->answer, NULL), g_bytes_get_size (call->answer));
  JsonObject *object;

  *ret_root = sparkle_json_parse (text, -1, 16 * 1024 * 1024, NULL);
  g_assert_nonnull (*ret_root);
  object = json_node_get_object (*ret_root);
  if (ret_next != NULL)
    *ret_next = g_strdup (sparkle_json_get_string (object, "next"));
  return json_object_get_array_member (object, "data");
}

/* Searches, and writes what was found as "type:name type:name". */
static char *
find (World      *w,
      const char *query)
{
  g_autofree char *target = g_strconcat ("/search?", query, NULL);
  g_autoptr(SparkledCall) call = world_call (w, NULL, "GET", target, NULL, NULL, NULL);
  g_autoptr(JsonNode) root = NULL;
  JsonArray *hits = hits_of (call, &root, NULL);
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (hits); i++)
    {
      JsonObject *hit = json_array_get_object_element (hits, i);
      JsonObject *record = json_object_get_object_member (hit, "record");
      const char *type = json_object_get_string_member (hit, "type");
      const char *name = g_str_equal (type, "user") ? "username" : g_str_equal (type, "tag") ? "id" : g_str_equal (type, "post") ? "title" : "content";

      g_string_append_printf (found, "%s%s:%s", found->len > 0 ? " " : "", type, json_object_get_string_member (record, name));
    }
  return g_string_free_and_steal (found);
}

#define ASSERT_FINDS(w, query, expected)           \
  G_STMT_START                                     \
  {                                                \
    g_autofree char *found_ = find (w, query);     \
    g_assert_cmpstr (found_, ==, expected);        \
  }                                                \
  G_STMT_END

static void
test_find (World         *w,
           gconstpointer  data)
{
  g_autofree char *gone = NULL;
  g_autofree char *dragon = world_must (w, w->nova, "post.create", 0, "{'title':'Dragon','content':'A creature with <b>wings</b> and fire.','tags':['myth']}");

  g_free (world_must (w, w->nova, "post.create", 0, "{'title':'Knights','content':'They ride out to meet the dragon at dawn.'}"));
  gone = world_must (w, w->nova, "post.create", 0, "{'title':'Dragonfly','content':'An insect.'}");
  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'What a dragon! 100%% fire'}", dragon));

  /* the title counts three times */
  ASSERT_FINDS (w, "q=dragon&type=post", "post:Dragon post:Dragonfly post:Knights");
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", gone));
  ASSERT_FINDS (w, "q=dragon&type=post", "post:Dragon post:Knights");
  ASSERT_FINDS (w, "q=dragon&type=comment", "comment:What a dragon! 100% fire");
  ASSERT_FINDS (w, "q=drag&type=post", "post:Dragon post:Knights");     /* not finished */
  ASSERT_FINDS (w, "q=dargon&type=post", "post:Dragon");                /* mistyped */
  ASSERT_FINDS (w, "q=dargon%20dawn&type=post", "");                    /* every word must be meant */
  ASSERT_FINDS (w, "q=nvoa&type=user", "user:nova");                    /* neighbours swapped: one edit */
  ASSERT_FINDS (w, "q=kia&type=user", "user:kai");
  ASSERT_FINDS (w, "q=dragon%20-dawn&type=post", "post:Dragon");
  ASSERT_FINDS (w, "q=%22ride%20out%22", "post:Knights");
  ASSERT_FINDS (w, "q=nova&type=user", "user:nova");
  ASSERT_FINDS (w, "q=NOV&type=user", "user:nova");
  ASSERT_FINDS (w, "q=myt&type=tag", "tag:myth");
  ASSERT_FINDS (w, "q=mythh&type=tag", "tag:myth");
  ASSERT_FINDS (w, "q=%25&type=user", "");                              /* no pattern */
  ASSERT_FINDS (w, "q=nothinglikethis", "");

  /* hidden with its post */
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", dragon));
  ASSERT_FINDS (w, "q=dragon&type=comment", "");
  ASSERT_FINDS (w, "q=myth&type=tag", "");
}

static void
test_filters (World         *w,
              gconstpointer  data)
{
  g_autofree char *dragon = world_must (w, w->nova, "post.create", 0, "{'title':'Dragon','content':'One.','tags':['Myth','old'],'category':'theories'}");

  g_free (world_must (w, w->kai, "post.create", 0, "{'title':'Dragon film','content':'Two.','tags':['myth'],'youtube_video_id':'zeBZvwYQ-hA'}"));
  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'A dragon'}", dragon));

  ASSERT_FINDS (w, "q=author%3Anova", "post:Dragon");
  ASSERT_FINDS (w, "q=author%3A%40NOVA%20dragon", "post:Dragon");
  ASSERT_FINDS (w, "q=dragon%20author%3Akai", "post:Dragon film comment:A dragon");
  ASSERT_FINDS (w, "q=dragon%20-author%3Akai", "post:Dragon");
  ASSERT_FINDS (w, "q=author%3Anobody", "");
  ASSERT_FINDS (w, "q=tag%3Amyth%20tag%3AOLD", "post:Dragon");
  ASSERT_FINDS (w, "q=tag%3Amyth%20-tag%3Aold", "post:Dragon film");
  ASSERT_FINDS (w, "q=category%3Atheories", "post:Dragon");
  ASSERT_FINDS (w, "q=dragon%20-category%3Atheories", "post:Dragon film");
  ASSERT_FINDS (w, "q=has%3Avideo", "post:Dragon film");
  ASSERT_FINDS (w, "q=dragon%20before%3A2020", "");
  ASSERT_FINDS (w, "q=dragon%20after%3A2020&type=comment", "comment:A dragon");
  ASSERT_FINDS (w, "q=-film%20tag%3Amyth", "post:Dragon");
  ASSERT_FINDS (w, "q=-film", "");
  ASSERT_FINDS (w, "q=author%3Anova&type=user", "");
}

/* Written without spaces: a word within a sentence is found, and marked. */
static void
test_unspaced (World         *w,
               gconstpointer  data)
{
  g_autoptr(SparkledCall) call = NULL;
  g_autoptr(JsonNode) root = NULL;
  JsonObject *hit;
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'\xE6\x88\x91\xE5\x96\x9C\xE6\xAC\xA2\xE8\xA7\x86\xE9\xA2\x91','content':'x'}");

  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'\xE8\xBF\x99\xE4\xB8\xAA\xE8\xA7\x86\xE9\xA2\x91\xE5\xA5\xBD'}", post));
  ASSERT_FINDS (w, "q=%E8%A7%86%E9%A2%91&type=comment", "comment:\xE8\xBF\x99\xE4\xB8\xAA\xE8\xA7\x86\xE9\xA2\x91\xE5\xA5\xBD");
  ASSERT_FINDS (w, "q=%E9%A2%91%E8%A7%86&type=comment", "");
  call = world_call (w, NULL, "GET", "/search?q=%E8%A7%86%E9%A2%91&type=post", NULL, NULL, NULL);
  hit = json_array_get_object_element (hits_of (call, &root, NULL), 0);
  g_assert_cmpstr (json_object_get_string_member (hit, "title_highlight"), ==,
                   "\xE6\x88\x91\xE5\x96\x9C\xE6\xAC\xA2\xEE\x80\x80\xE8\xA7\x86\xEE\x80\x81\xEE\x80\x80\xE9\xA2\x91\xEE\x80\x81");
}

static void
test_fragment (World         *w,
               gconstpointer  data)
{
  g_autoptr(SparkledCall) call = NULL;
  g_autoptr(JsonNode) root = NULL;
  JsonObject *hit;

  g_free (world_must (w, w->nova, "post.create", 0, "{'title':'Ending','content':'The **moon** [falls](https://example.org/x). ||Everybody dies|| afterwards.'}"));
  call = world_call (w, NULL, "GET", "/search?q=moon&type=post", NULL, NULL, NULL);
  hit = json_array_get_object_element (hits_of (call, &root, NULL), 0);
  g_assert_cmpstr (json_object_get_string_member (hit, "fragment"), ==, "The \xEE\x80\x80moon\xEE\x80\x81 falls. (spoiler) afterwards");
}

static void
test_highlight (World         *w,
                gconstpointer  data)
{
  g_autoptr(SparkledCall) call = NULL;
  g_autoptr(JsonNode) root = NULL;
  JsonObject *hit;

  g_free (world_must (w, w->nova, "post.create", 0, "{'title':'The \xEE\x80\x80 Moon','content':'Far away the moon \xEE\x80\x81 shines.'}"));
  call = world_call (w, NULL, "GET", "/search?q=moon&type=post", NULL, NULL, NULL);
  hit = json_array_get_object_element (hits_of (call, &root, NULL), 0);
  /* what looks like a mark in the text is taken out */
  g_assert_cmpstr (json_object_get_string_member (hit, "title_highlight"), ==, "The  \xEE\x80\x80Moon\xEE\x80\x81");
  g_assert_cmpstr (json_object_get_string_member (hit, "fragment"), ==, "Far away the \xEE\x80\x80moon\xEE\x80\x81  shines");
}

static void
test_pages (World         *w,
            gconstpointer  data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = NULL;
  unsigned n_pages = 0;

  for (int i = 0; i < 25; i++)
    g_free (world_must (w, w->nova, "post.create", 0, "{'title':'Comet %d','content':'comet'}", i));
  do
    {
      g_autofree char *target = g_strdup_printf ("/search?q=comet&type=post&limit=10%s%s", next != NULL ? "&cursor=" : "", next != NULL ? next : "");
      g_autoptr(SparkledCall) call = world_call (w, NULL, "GET", target, NULL, NULL, NULL);
      g_autoptr(JsonNode) root = NULL;
      JsonArray *hits;

      g_clear_pointer (&next, g_free);
      hits = hits_of (call, &root, &next);
      for (guint i = 0; i < json_array_get_length (hits); i++)
        {
          JsonObject *record = json_object_get_object_member (json_array_get_object_element (hits, i), "record");
          g_assert_true (g_hash_table_add (seen, g_strdup (json_object_get_string_member (record, "id"))));
        }
      n_pages++;
    }
  while (next != NULL);
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 25);
}

static void
test_bad_search (World         *w,
                 gconstpointer  data)
{
  static const char * const wrong[] = {
    "", "q=", "q=x&type=nothing", "q=x&cursor=abc", "q=x&cursor=czFub3BlIHg", "q=x&limit=0", "q=x&limit=101", "q=x&cursor=%21",
    "q=before%3Ayesterday", "q=after%3A2026-02-30", "q=dragon%20has%3Awings",
  };
  static const char * const odd[] = {
    "q=%27", "q=%22", "q=-", "q=-%22a%20b%22", "q=a%20or", "q=or%20or%20or", "q=%5C", "q=%26%7C%21%28%29%3A%2A", "q=%F0%9F%94%A5", "q=%3A%2A", "q=a%3A%2A%3A%2A",
    "q=%00x", "q=%EF%BF%BF", "q=_%25_", "q=http%3A%2F%2Fa.b%2Fc", "q=%22%22%20%22%20-%20%3A%20%2A", "q=author%3A%27%3B--",
    "q=tag%3A%22%7B%7D%2C%5C%22", "q=author%3A", "q=before%3A2026%20-x", "q=%01%02", "q=%EE%80%80%EE%80%82",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *target = g_strconcat ("/search?", wrong[i], NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledCall) call = world_call (w, NULL, "GET", target, NULL, NULL, &error);

      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
      g_assert_cmpuint (sparkle_error_n_details (error), ==, 1);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *target = g_strconcat ("/search?", odd[i], NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledCall) call = NULL;

      if (g_str_has_prefix (odd[i], "q=%00"))
        continue; /* http/ refuses it before */
      call = world_call (w, NULL, "GET", target, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

/* ---- Pull ---- */

static char *
pull (World           *w,
      SparkledAccount *account,
      const char      *json)
{
  g_autoptr(SparkledCall) call = world_call (w, account, "POST", "/sync/pull", NULL, json, NULL);

  return g_strndup (g_bytes_get_data (call->answer, NULL), g_bytes_get_size (call->answer));
}

static JsonObject *
scope_of (JsonNode *root,
          unsigned  index)
{
  JsonObject *data = json_object_get_object_member (json_node_get_object (root), "data");

  return json_array_get_object_element (json_object_get_array_member (data, "scopes"), index);
}

static void
assert_scope_error (JsonNode   *root,
                    unsigned    index,
                    const char *code)
{
  JsonObject *error = json_object_get_object_member (scope_of (root, index), "error");

  g_assert_nonnull (error);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, code);
}

/* What is wrong with one scope does not keep the others from being answered. */
static void
test_pull_scopes (World         *w,
                  gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0, "{'title':'Here','content':'text'}");
  g_autofree char *request = g_strdup_printf (
    "{'scopes':[{'scope':'feed','cursor':null},{'scope':'me'},{'scope':'moderation'},{'scope':'post/%s'},{'scope':'nowhere'},"
    "{'scope':'user/%s','cursor':'AAAA'},{'scope':'post/00000000-0000-7000-8000-00000000dead'}]}", id, w->nova->id);
  g_autofree char *anonymous = pull (w, NULL, request);
  g_autofree char *own = pull (w, w->nova, request);
  g_autofree char *moderator = pull (w, w->mira, request);
  g_autoptr(JsonNode) root = sparkle_json_parse (anonymous, -1, 1 << 20, NULL);

  g_assert_nonnull (root);
  g_assert_nonnull (json_object_get_string_member (scope_of (root, 0), "follow"));
  g_assert_false (json_object_get_boolean_member (scope_of (root, 0), "more"));
  g_assert_true (json_object_has_member (json_object_get_object_member (scope_of (root, 0), "upserts"), "post"));
  assert_scope_error (root, 1, "unauthorized");
  assert_scope_error (root, 2, "unauthorized");
  g_assert_true (json_object_has_member (json_object_get_object_member (scope_of (root, 3), "upserts"), "post"));
  assert_scope_error (root, 4, "validation_failed");
  assert_scope_error (root, 5, "bad_request");
  assert_scope_error (root, 6, "not_found");

  g_clear_pointer (&root, json_node_unref);
  root = sparkle_json_parse (own, -1, 1 << 20, NULL);
  g_assert_cmpstr (json_object_get_string_member (scope_of (root, 1), "scope"), ==, "me");
  g_assert_true (json_object_has_member (json_object_get_object_member (scope_of (root, 1), "upserts"), "account"));
  assert_scope_error (root, 2, "forbidden");
  g_assert_null (strstr (anonymous, "\"account\""));

  g_clear_pointer (&root, json_node_unref);
  root = sparkle_json_parse (moderator, -1, 1 << 20, NULL);
  g_assert_false (json_object_has_member (scope_of (root, 2), "error"));
}

/* Another person's "me" cursor starts anew instead of telling or skipping anything. */
static void
test_pull_foreign (World         *w,
                   gconstpointer  data)
{
  g_autofree char *own = pull (w, w->nova, "{'scopes':[{'scope':'me','cursor':null}]}");
  g_autoptr(JsonNode) root = sparkle_json_parse (own, -1, 1 << 20, NULL);
  g_autofree char *request = g_strdup_printf ("{'scopes':[{'scope':'me','cursor':'%s'}]}", json_object_get_string_member (scope_of (root, 0), "cursor"));
  g_autofree char *again = pull (w, w->nova, request);
  g_autofree char *foreign = pull (w, w->kai, request);

  g_clear_pointer (&root, json_node_unref);
  root = sparkle_json_parse (again, -1, 1 << 20, NULL);
  g_assert_false (json_object_get_boolean_member (scope_of (root, 0), "reset"));
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (scope_of (root, 0), "upserts")), ==, 0);
  g_clear_pointer (&root, json_node_unref);
  root = sparkle_json_parse (foreign, -1, 1 << 20, NULL);
  g_assert_true (json_object_get_boolean_member (scope_of (root, 0), "reset"));
  g_assert_null (strstr (foreign, w->nova->id));
}

static void
test_bad_pull (World         *w,
               gconstpointer  data)
{
  static const char * const wrong[] = {
    "{}", "{'scopes':[]}", "{'scopes':'feed'}", "{'scopes':[{'scope':1}]}", "{'scopes':[{'scope':'feed'},{'scope':'feed'}]}",
    "{'scopes':[{'scope':'feed'}],'limit':0}", "{'scopes':[{'scope':'feed'}],'limit':'many'}", "{'scopes':[{'scope':'feed','x':1}]}", "[]",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledCall) call = world_call (w, NULL, "POST", "/sync/pull", NULL, wrong[i], &error);

      g_assert_nonnull (error);
      g_assert_true (error->code == SPARKLE_ERROR_VALIDATION_FAILED || error->code == SPARKLE_ERROR_BAD_REQUEST);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define TEST(path, func) g_test_add (path, World, NULL, world_set_up, func, world_tear_down)
  TEST ("/search/find", test_find);
  TEST ("/search/filters", test_filters);
  TEST ("/search/unspaced", test_unspaced);
  TEST ("/search/fragment", test_fragment);
  TEST ("/search/highlight", test_highlight);
  TEST ("/search/pages", test_pages);
  TEST ("/search/bad-input", test_bad_search);
  TEST ("/pull/scopes", test_pull_scopes);
  TEST ("/pull/foreign-cursor", test_pull_foreign);
  TEST ("/pull/bad-input", test_bad_pull);
  return g_test_run ();
}
