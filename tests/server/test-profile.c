/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-json.h"

/* What everybody may know of a person: the scope user/<id>, the lists of REST, and the notes that only the person sees. */

static JsonNode *
parse_answer (SparkledCall *call)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (call->answer, NULL), g_bytes_get_size (call->answer));
  JsonNode *root = sparkle_json_parse (text, -1, 16 * 1024 * 1024, NULL);

  g_assert_nonnull (root);
  return root;
}

/* Pulls one scope from where it stands; *cursor moves on. */
static JsonNode *
pull (World       *w,
      const char  *scope,
      char       **cursor)
{
  g_autofree char *request = *cursor != NULL ? g_strdup_printf ("{'scopes':[{'scope':'%s','cursor':'%s'}]}", scope, *cursor)
                                             : g_strdup_printf ("{'scopes':[{'scope':'%s'}]}", scope);
  g_autoptr(SparkledCall) call = world_call (w, NULL, "POST", "/sync/pull", NULL, request, NULL);
  JsonNode *root = parse_answer (call);
  JsonObject *item = json_array_get_object_element (json_object_get_array_member (json_object_get_object_member (
                                                                                    json_node_get_object (root), "data"), "scopes"), 0);

  g_assert_false (json_object_has_member (item, "error"));
  g_free (*cursor);
  *cursor = g_strdup (json_object_get_string_member (item, "cursor"));
  return root;
}

/* "id id" of the comments that a pull told of, upserted or deleted. */
static char *
comments_in (JsonNode   *root,
             const char *side)
{
  JsonObject *item = json_array_get_object_element (json_object_get_array_member (json_object_get_object_member (
                                                                                    json_node_get_object (root), "data"), "scopes"), 0);
  JsonObject *changes = json_object_get_object_member (item, side);
  GString *ids = g_string_new (NULL);

  if (json_object_has_member (changes, "comment"))
    {
      JsonArray *comments = json_object_get_array_member (changes, "comment");

      for (guint i = 0; i < json_array_get_length (comments); i++)
        g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                                g_str_equal (side, "deletes") ? json_array_get_string_element (comments, i)
                                : json_object_get_string_member (json_array_get_object_element (comments, i), "id"));
    }
  return g_string_free_and_steal (ids);
}

#define ASSERT_PULL(w, scope, cursor, upserts, deletes)            \
  G_STMT_START                                                     \
  {                                                                \
    g_autoptr(JsonNode) root_ = pull (w, scope, cursor);           \
    g_autofree char *upserts_ = comments_in (root_, "upserts");    \
    g_autofree char *deletes_ = comments_in (root_, "deletes");    \
    g_assert_cmpstr (upserts_, ==, upserts);                       \
    g_assert_cmpstr (deletes_, ==, deletes);                       \
  }                                                                \
  G_STMT_END

/* A comment is in its author's scope for as long as everybody may read it in its thread. */
static void
test_comments (World         *w,
               gconstpointer  data)
{
  g_autofree char *scope = g_strconcat ("user/", w->kai->id, NULL);
  g_autofree char *of_author = g_strconcat ("user/", w->nova->id, NULL);
  g_autofree char *cursor = NULL, *author_cursor = NULL;
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *other = world_must (w, w->nova, "post.create", 0, "{'title':'O','content':'C'}");
  g_autofree char *first = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'one'}", post);
  g_autofree char *second = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'two'}", other);
  g_autofree char *newest_first = g_strconcat (second, " ", first, NULL);
  g_autofree char *own = world_must (w, w->nova, "comment.create", 0, "{'post_id':'%s','content':'mine'}", post);
  g_autofree char *third = NULL;

  ASSERT_PULL (w, scope, &cursor, newest_first, "");
  ASSERT_PULL (w, of_author, &author_cursor, own, "");

  /* what changes reaches it too */
  g_free (world_must (w, w->kai, "comment.edit", 1, "{'id':'%s','content':'one more'}", first));
  ASSERT_PULL (w, scope, &cursor, first, "");
  g_free (world_must (w, w->nova, "reaction.set", 0, "{'comment_id':'%s','type':'like'}", first));
  ASSERT_PULL (w, scope, &cursor, first, "");

  /* its place in the thread stays, in the profile there is none to keep */
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", second));
  ASSERT_PULL (w, scope, &cursor, "", second);

  /* hidden with its post, by whoever hides that, and back with it */
  third = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'three'}", post);
  g_free (world_must (w, w->kai, "comment.delete", 0, "{'id':'%s'}", third));
  ASSERT_PULL (w, scope, &cursor, "", third);
  g_free (test_database_psql (w->database, "UPDATE post SET state = 'archived' WHERE title = 'T'"));
  ASSERT_PULL (w, scope, &cursor, "", first);
  ASSERT_PULL (w, of_author, &author_cursor, "", own);
  g_free (test_database_psql (w->database, "UPDATE post SET state = 'published' WHERE title = 'T'"));
  ASSERT_PULL (w, scope, &cursor, first, "");
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", post));
  ASSERT_PULL (w, scope, &cursor, "", first);
  g_clear_pointer (&cursor, g_free);
  ASSERT_PULL (w, scope, &cursor, "", "");
}

/* Everybody may know why nobody answers there any more; the text itself goes only with the account. */
static void
test_status (World         *w,
             gconstpointer  data)
{
  g_autofree char *scope = g_strconcat ("user/", w->kai->id, NULL);
  g_autofree char *cursor = NULL;
  g_autoptr(JsonNode) before = pull (w, scope, &cursor);
  g_autoptr(JsonNode) after = NULL;
  g_autofree char *text = NULL;

  g_free (test_database_psql (w->database, "UPDATE account SET status = 'banned' WHERE username = 'kai'"));
  after = pull (w, scope, &cursor);
  text = json_to_string (after, FALSE);
  g_assert_nonnull (strstr (text, "\"status\":\"banned\""));
  g_assert_nonnull (strstr (text, "\"deleted\":false"));
}

/* The first page of a scope begins with whom it is about, whatever they have done since. */
static void
test_first (World         *w,
            gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *request = g_strdup_printf ("{'scopes':[{'scope':'user/%s'}],'limit':1}", w->nova->id);
  g_autoptr(SparkledCall) call = world_call (w, NULL, "POST", "/sync/pull", NULL, request, NULL);
  g_autoptr(JsonNode) root = parse_answer (call);
  g_autofree char *text = json_to_string (root, FALSE);

  g_assert_nonnull (strstr (text, "\"username\":\"nova\""));
  g_assert_null (strstr (text, "\"post\":"));
}

/* Pages through a list and writes what was in it: "a b c". */
static char *
list (World      *w,
      const char *path,
      const char *member)
{
  GString *found = g_string_new (NULL);
  g_autofree char *next = NULL;

  do
    {
      g_autofree char *target = g_strdup_printf ("%s?limit=2%s%s", path, next != NULL ? "&cursor=" : "", next != NULL ? next : "");
      g_autoptr(SparkledCall) call = world_call (w, NULL, "GET", target, NULL, NULL, NULL);
      g_autoptr(JsonNode) root = parse_answer (call);
      JsonObject *object = json_node_get_object (root);
      JsonArray *items = json_object_get_array_member (object, "data");

      g_assert_cmpuint (json_array_get_length (items), <=, 2);
      for (guint i = 0; i < json_array_get_length (items); i++)
        g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "",
                                json_object_get_string_member (json_array_get_object_element (items, i), member));
      g_free (next);
      next = g_strdup (sparkle_json_get_string (object, "next"));
    }
  while (next != NULL);
  return g_string_free_and_steal (found);
}

#define ASSERT_LIST(w, path, member, expected)          \
  G_STMT_START                                          \
  {                                                     \
    g_autofree char *found_ = list (w, path, member);   \
    g_assert_cmpstr (found_, ==, expected);             \
  }                                                     \
  G_STMT_END

static void
test_lists (World         *w,
            gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *hidden = world_must (w, w->nova, "post.create", 0, "{'title':'H','content':'C'}");
  g_autofree char *bad = NULL;
  GError *error = NULL;
  g_autoptr(SparkledCall) call = NULL;

  for (unsigned i = 1; i <= 5; i++)
    g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'c%u'}", post, i));
  g_free (world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'unseen'}", hidden));
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", hidden));
  ASSERT_LIST (w, "/users/kai/comments", "content", "c5 c4 c3 c2 c1");
  ASSERT_LIST (w, "/users/NOVA/comments", "content", "");

  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  g_free (world_must (w, w->mira, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->mira->id));
  ASSERT_LIST (w, "/users/nova/followers", "username", "mira kai");
  ASSERT_LIST (w, "/users/kai/following", "username", "mira nova");
  ASSERT_LIST (w, "/users/nova/following", "username", "");
  g_free (test_database_psql (w->database, "UPDATE account SET status = 'deleted' WHERE username = 'mira'"));
  ASSERT_LIST (w, "/users/nova/followers", "username", "kai");

  call = world_call (w, NULL, "GET", "/users/mira/followers", NULL, NULL, &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_pointer (&call, sparkled_call_free);
  call = world_call (w, NULL, "GET", "/users/nova/followers?cursor=AAAA", NULL, NULL, &error);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_clear_error (&error);
}

static void
assert_bookmark (World      *w,
                 const char *expected)
{
  world_assert_sql (w, expected, "SELECT folder, replace (note, E'\\n', '/') FROM bookmark");
}

/* Two devices write into one note without knowing of each other: both texts are there in the end. */
static void
test_notes (World         *w,
            gconstpointer  data)
{
  g_autofree char *post = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *long_a = g_strnfill (300, 'a');
  g_autofree char *long_b = g_strnfill (300, 'b');
  g_autoptr(SparkledMutationResult) result = NULL, kept = NULL;

  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'first','note_base':''}", post));
  /* each field for itself */
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','folder':'Later'}", post));
  assert_bookmark (w, "Later|first");
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s'}", post));
  assert_bookmark (w, "Later|first");
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','folder':null}", post));
  assert_bookmark (w, "|first");
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'first\\nphone','note_base':'first'}", post));
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'first\\nlaptop','note_base':'first'}", post));
  assert_bookmark (w, "|first/phone/laptop");
  /* once more the same: nothing is there twice */
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'first\\nlaptop','note_base':'first'}", post));
  assert_bookmark (w, "|first/phone/laptop");
  /* to take away what was seen does not take away what was not */
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':null,'note_base':'first'}", post));
  assert_bookmark (w, "|first/phone/laptop");
  kept = world_do (w, w->kai, "bookmark.unset", 0, "{'post_id':'%s','note_base':'first'}", post);
  g_assert_no_error (kept->error);
  g_assert_nonnull (kept->record);
  assert_bookmark (w, "|first/phone/laptop");

  /* too long together: nothing is cut, a person decides */
  g_free (world_must (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'%s'}", post, long_a));
  result = world_do (w, w->kai, "bookmark.set", 0, "{'post_id':'%s','note':'%s','note_base':'first'}", post, long_b);
  g_assert_error (result->error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT);
  g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_CONFLICT);
  g_assert_nonnull (strstr (result->record, long_a));

  g_free (world_must (w, w->kai, "bookmark.unset", 0, "{'post_id':'%s','note_base':'%s'}", post, long_a));
  world_assert_sql (w, "0", "SELECT count(*) FROM bookmark");
}

#define ADD(path, func) g_test_add ("/domain/profile/" path, World, NULL, world_set_up, func, world_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("comments", test_comments);
  ADD ("status", test_status);
  ADD ("first", test_first);
  ADD ("lists", test_lists);
  ADD ("notes", test_notes);
  return g_test_run ();
}
