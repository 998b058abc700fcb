/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-post-api.h"

#include "sparkle-error.h"
#include "sparkle-validate.h"
#include "sparkled-page.h"
#include "sparkled-post.h"
#include "sparkled-rest.h"
#include "sparkled-routes.h"

/* How often an edit without If-Match is made again when others edit at the same moment. */
#define EDIT_ATTEMPTS 5

/* (fiber) Answers with the post as it is now, and its author. account: (nullable) who looks. */
static gboolean
answer_post (SparkledCall           *call,
             const SparkledAccount  *account,
             unsigned                status,
             const char             *id,
             GError                **error)
{
  g_autoptr(SparkledRows) rows = sparkled_post_find (call->services, account, id, error);

  if (rows == NULL)
    return FALSE;

  sparkled_call_take_data (call, status, g_strdup (sparkled_rows_get (rows, 0, SPARKLED_POST_VIEW)));
  sparkled_call_set_version (call, sparkled_rows_get_int (rows, 0, SPARKLED_POST_VIEW_VERSION));
  return TRUE;
}

/* A filter that could match nothing is a mistake that is worth an answer. */
static gboolean
read_filter (SparkledCall        *call,
             SparkledPostFilter  *filter,
             GError             **error)
{
  g_autoptr(GError) local = NULL;

  filter->author = sparkled_call_query (call, "author");
  filter->category = sparkled_call_query (call, "category");
  filter->tag = sparkled_call_query (call, "tag");
  filter->featured = sparkled_call_query (call, "featured");

  if (filter->author != NULL)
    sparkle_validate_username ("author", filter->author, &local);
  if (filter->category != NULL)
    sparkle_validate_category ("category", filter->category, &local);
  if (filter->tag != NULL)
    sparkle_validate_tag ("tag", filter->tag, &local);
  if (filter->featured != NULL && !g_str_equal (filter->featured, "true") && !g_str_equal (filter->featured, "false"))
    sparkle_error_add_detail (&local, "featured", "must be true or false");
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
list_posts (SparkledCall  *call,
            GError       **error)
{
  SparkledPostFilter filter = { 0 };
  SparkledPage page;
  g_autoptr(SparkledRows) rows = NULL;

  if (!sparkled_page_read (&page, "p", call, error) || !read_filter (call, &filter, error))
    return FALSE;

  filter.after_at = sparkled_page_get_at (&page);
  filter.after_id = sparkled_page_get_id (&page);
  filter.limit = page.limit + 1;
  rows = sparkled_post_list (call->services, &filter, error);
  if (rows == NULL)
    return FALSE;

  sparkled_page_answer (&page, call, rows, SPARKLED_POST_VIEW, SPARKLED_POST_VIEW_AT, SPARKLED_POST_VIEW_ID);
  return TRUE;
}

static gboolean
create_post (SparkledCall  *call,
             GError       **error)
{
  g_autoptr(JsonObject) data = sparkled_rest_get_body (call, error);
  g_autoptr(SparkledMutationResult) result = NULL;

  if (data == NULL)
    return FALSE;
  result = sparkled_rest_apply (call, SPARKLE_OP_POST_CREATE, data, 0, error);
  if (result == NULL)
    return FALSE;

  call->location = g_strconcat ("/api/v1/posts/", result->record_id, NULL);
  return answer_post (call, call->account, 201, result->record_id, error);
}

static gboolean
get_post (SparkledCall  *call,
          GError       **error)
{
  /* this answer is kept for everybody: nobody's own */
  return answer_post (call, NULL, 200, sparkled_call_param (call, "post"), error);
}

/* (fiber) One edit; without a base version it is made on top of what is there. */
static SparkledMutationResult *
apply_edit (SparkledCall  *call,
            JsonObject    *data,
            gint64         base_version,
            GError       **error)
{
  for (unsigned attempt = 1;; attempt++)
    {
      g_autoptr(SparkledMutationResult) result = NULL;
      g_autofree char *id = NULL;
      gint64 now;

      id = sparkled_post_resolve (call->services, call->account, sparkled_call_param (call, "post"), &now, error);
      if (id == NULL)
        return NULL;

      json_object_set_string_member (data, "id", id);
      result = sparkled_rest_apply (call, SPARKLE_OP_POST_EDIT, data, base_version > 0 ? base_version : now, error);
      if (result == NULL || result->error == NULL || base_version > 0 || attempt == EDIT_ATTEMPTS)
        return g_steal_pointer (&result);
    }
}

static gboolean
edit_post (SparkledCall  *call,
           GError       **error)
{
  g_autoptr(JsonObject) data = sparkled_rest_get_body (call, error);
  g_autoptr(SparkledMutationResult) result = NULL;
  gint64 base_version;

  if (data == NULL || !sparkled_call_if_match (call, &base_version, error))
    return FALSE;
  if (json_object_has_member (data, "id"))
    {
      g_autoptr(GError) local = NULL;

      sparkle_error_add_detail (&local, "id", "is not known here: the path names the post");
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  result = apply_edit (call, data, base_version, error);
  if (result == NULL)
    return FALSE;

  return sparkled_rest_answer_conflict (call, result) || answer_post (call, call->account, 200, result->record_id, error);
}

static gboolean
delete_post (SparkledCall  *call,
             GError       **error)
{
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(SparkledMutationResult) result = NULL;
  g_autofree char *id = NULL;
  gint64 base_version;

  if (!sparkled_call_if_match (call, &base_version, error))
    return FALSE;
  id = sparkled_post_resolve (call->services, call->account, sparkled_call_param (call, "post"), NULL, error);
  if (id == NULL)
    return FALSE;

  json_object_set_string_member (data, "id", id);
  result = sparkled_rest_apply (call, SPARKLE_OP_POST_DELETE, data, base_version, error);
  if (result == NULL)
    return FALSE;

  if (!sparkled_rest_answer_conflict (call, result))
    sparkled_call_take_data (call, 200, NULL);
  return TRUE;
}

static gboolean
view_post (SparkledCall  *call,
           GError       **error)
{
  if (!sparkled_post_view (call->services, call->account, sparkled_call_param (call, "post"), error))
    return FALSE;
  sparkled_call_take_data (call, 200, NULL);
  return TRUE;
}

const SparkledRoute sparkled_post_routes[] = {
  { "GET", "/posts", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, list_posts,
    "listPosts", "Published posts, newest first", NULL, "[]Post", "limit cursor author category tag featured", "feed" },
  { "POST", "/posts", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_POST, SPARKLED_BODY_POST, create_post,
    "createPost", "Publishes a post, at once or at a time to come", "PostDraft", "Post", NULL, NULL },
  { "GET", "/posts/{post}", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, get_post,
    "getPost", "One post, by its id or slug", NULL, "Post", NULL, "post/{post}" },
  { "PATCH", "/posts/{post}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_POST, edit_post,
    "editPost", "Changes a post; If-Match names the version that was edited", "PostEdit", "Post", NULL, NULL },
  { "DELETE", "/posts/{post}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, delete_post,
    "deletePost", "Deletes a post and its thread", NULL, NULL, NULL, NULL },
  { "PUT", "/posts/{post}/view", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_SYNC, SPARKLED_BODY_NONE, view_post,
    "viewPost", "Counts that one opened a post, once a day", NULL, NULL, NULL, NULL },
  { NULL }
};
