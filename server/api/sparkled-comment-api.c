/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-comment-api.h"

#include "sparkle-error.h"
#include "sparkled-comment.h"
#include "sparkled-page.h"
#include "sparkled-post.h"
#include "sparkled-rest.h"
#include "sparkled-routes.h"

/* How often an edit without If-Match is made again when others edit at the same moment. */
#define EDIT_ATTEMPTS 5

/* (fiber) Answers with the comment as it is now, and its author. */
static gboolean
answer_comment (SparkledCall  *call,
                unsigned       status,
                const char    *id,
                GError       **error)
{
  g_autoptr(SparkledRows) rows = sparkled_comment_find (call->services, id, error);

  if (rows == NULL)
    return FALSE;

  sparkled_call_take_data (call, status, g_strdup (sparkled_rows_get (rows, 0, SPARKLED_COMMENT_VIEW)));
  sparkled_call_set_version (call, sparkled_rows_get_int (rows, 0, SPARKLED_COMMENT_VIEW_VERSION));
  return TRUE;
}

/* Members that the path says already are unknown in the body. */
static gboolean
refuse_member (JsonObject  *data,
               const char  *name,
               GError     **error)
{
  g_autoptr(GError) local = NULL;

  if (!json_object_has_member (data, name))
    return TRUE;

  sparkle_error_add_detail (&local, name, "is not known here: the path says it");
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_sort (SparkledCall  *call,
           gboolean      *ret_best,
           GError       **error)
{
  const char *sort = sparkled_call_query (call, "sort");
  g_autoptr(GError) local = NULL;

  *ret_best = g_strcmp0 (sort, "best") == 0;
  if (sort == NULL || *ret_best || g_str_equal (sort, "oldest"))
    return TRUE;

  sparkle_error_add_detail (&local, "sort", "is oldest or best");
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
list_comments (SparkledCall  *call,
               GError       **error)
{
  SparkledPage page;
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *post_id = NULL;
  gboolean best;

  /* A cursor belongs to one order. */
  if (!read_sort (call, &best, error) || !sparkled_page_read (&page, best ? "b" : "c", call, error))
    return FALSE;
  post_id = sparkled_post_resolve (call->services, NULL, sparkled_call_param (call, "post"), NULL, error);
  if (post_id == NULL)
    return FALSE;
  rows = sparkled_comment_list (call->services, post_id, best, sparkled_page_get_at (&page), sparkled_page_get_id (&page),
                                page.limit + 1, error);
  if (rows == NULL)
    return FALSE;

  sparkled_page_answer (&page, call, rows, SPARKLED_COMMENT_VIEW, SPARKLED_COMMENT_VIEW_AT, SPARKLED_COMMENT_VIEW_ID);
  return TRUE;
}

static gboolean
create_comment (SparkledCall  *call,
                GError       **error)
{
  g_autoptr(JsonObject) data = sparkled_rest_get_body (call, error);
  g_autoptr(SparkledMutationResult) result = NULL;
  g_autofree char *post_id = NULL;

  if (data == NULL || !refuse_member (data, "post_id", error))
    return FALSE;
  post_id = sparkled_post_resolve (call->services, NULL, sparkled_call_param (call, "post"), NULL, error);
  if (post_id == NULL)
    return FALSE;

  json_object_set_string_member (data, "post_id", post_id);
  result = sparkled_rest_apply (call, SPARKLE_OP_COMMENT_CREATE, data, 0, error);
  if (result == NULL)
    return FALSE;

  call->location = g_strconcat ("/api/v1/comments/", result->record_id, NULL);
  return answer_comment (call, 201, result->record_id, error);
}

static gboolean
get_comment (SparkledCall  *call,
             GError       **error)
{
  return sparkled_rest_check_id (call, "comment", "comment", error) &&
         answer_comment (call, 200, sparkled_call_param (call, "comment"), error);
}

/* (fiber) One edit; without a base version it is made on top of what is there. */
static SparkledMutationResult *
apply_edit (SparkledCall  *call,
            JsonObject    *data,
            gint64         base_version,
            GError       **error)
{
  const char *id = sparkled_call_param (call, "comment");

  for (unsigned attempt = 1;; attempt++)
    {
      g_autoptr(SparkledMutationResult) result = NULL;
      g_autoptr(SparkledRows) now = NULL;
      gint64 version = base_version;

      if (version == 0)
        {
          now = sparkled_comment_find (call->services, id, error);
          if (now == NULL)
            return NULL;
          version = sparkled_rows_get_int (now, 0, SPARKLED_COMMENT_VIEW_VERSION);
        }
      result = sparkled_rest_apply (call, SPARKLE_OP_COMMENT_EDIT, data, version, error);
      if (result == NULL || result->error == NULL || base_version > 0 || attempt == EDIT_ATTEMPTS)
        return g_steal_pointer (&result);
    }
}

static gboolean
edit_comment (SparkledCall  *call,
              GError       **error)
{
  g_autoptr(JsonObject) data = sparkled_rest_get_body (call, error);
  g_autoptr(SparkledMutationResult) result = NULL;
  gint64 base_version;

  if (data == NULL || !refuse_member (data, "id", error) || !sparkled_call_if_match (call, &base_version, error) ||
      !sparkled_rest_check_id (call, "comment", "comment", error))
    return FALSE;

  json_object_set_string_member (data, "id", sparkled_call_param (call, "comment"));
  result = apply_edit (call, data, base_version, error);
  if (result == NULL)
    return FALSE;

  return sparkled_rest_answer_conflict (call, result) || answer_comment (call, 200, result->record_id, error);
}

static gboolean
delete_comment (SparkledCall  *call,
                GError       **error)
{
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(SparkledMutationResult) result = NULL;
  gint64 base_version;

  if (!sparkled_call_if_match (call, &base_version, error) || !sparkled_rest_check_id (call, "comment", "comment", error))
    return FALSE;

  json_object_set_string_member (data, "id", sparkled_call_param (call, "comment"));
  result = sparkled_rest_apply (call, SPARKLE_OP_COMMENT_DELETE, data, base_version, error);
  if (result == NULL)
    return FALSE;

  if (!sparkled_rest_answer_conflict (call, result))
    sparkled_call_take_data (call, 200, NULL);
  return TRUE;
}

const SparkledRoute sparkled_comment_routes[] = {
  { "GET", "/posts/{post}/comments", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, list_comments,
    "listComments", "The comments on a post in the order in which they were made, or the best first", NULL, "[]Comment", "limit cursor sort", "post/{post}" },
  { "POST", "/posts/{post}/comments", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_COMMENT, SPARKLED_BODY_POST, create_comment,
    "createComment", "Comments on a post or replies to a comment", "CommentDraft", "Comment", NULL, NULL },
  { "GET", "/comments/{comment}", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, get_comment,
    "getComment", "One comment", NULL, "Comment", NULL, NULL },
  { "PATCH", "/comments/{comment}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_POST, edit_comment,
    "editComment", "Changes a comment; If-Match names the version that was edited", "CommentEdit", "Comment", NULL, NULL },
  { "DELETE", "/comments/{comment}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, delete_comment,
    "deleteComment", "Deletes a comment; its place in the thread stays", NULL, NULL, NULL, NULL },
  { NULL }
};
