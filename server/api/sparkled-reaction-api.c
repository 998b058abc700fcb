/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-reaction-api.h"

#include "sparkle-error.h"
#include "sparkled-comment.h"
#include "sparkled-post.h"
#include "sparkled-rest.h"
#include "sparkled-routes.h"

/* (fiber) Runs a reaction to the post or the comment that the path names. */
static SparkledMutationResult *
apply_reaction (SparkledCall  *call,
                SparkleOp      op,
                const char    *param,
                char         **ret_target_id,
                GError       **error)
{
  g_autoptr(JsonObject) data = json_object_new ();
  g_autofree char *id = NULL;
  gboolean on_post = g_str_equal (param, "post");
  SparkledMutationResult *result;

  if (on_post)
    id = sparkled_post_resolve (call->services, NULL, sparkled_call_param (call, param), NULL, error);
  else if (sparkled_rest_check_id (call, param, "comment", error))
    id = g_strdup (sparkled_call_param (call, param));
  if (id == NULL)
    return NULL;

  json_object_set_string_member (data, on_post ? "post_id" : "comment_id", id);
  json_object_set_string_member (data, "type", sparkled_call_param (call, "type"));
  result = sparkled_rest_apply (call, op, data, 0, error);
  if (result != NULL)
    *ret_target_id = g_steal_pointer (&id);

  return result;
}

static gboolean
set_post_reaction (SparkledCall  *call,
                   GError       **error)
{
  g_autofree char *id = NULL;
  g_autoptr(SparkledMutationResult) result = apply_reaction (call, SPARKLE_OP_REACTION_SET, "post", &id, error);
  g_autoptr(SparkledRows) rows = result != NULL ? sparkled_post_find (call->services, NULL, id, error) : NULL;

  if (rows == NULL)
    return FALSE;

  sparkled_call_take_data (call, 200, g_strdup (sparkled_rows_get (rows, 0, SPARKLED_POST_VIEW)));
  return TRUE;
}

static gboolean
set_comment_reaction (SparkledCall  *call,
                      GError       **error)
{
  g_autofree char *id = NULL;
  g_autoptr(SparkledMutationResult) result = apply_reaction (call, SPARKLE_OP_REACTION_SET, "comment", &id, error);
  g_autoptr(SparkledRows) rows = result != NULL ? sparkled_comment_find (call->services, id, error) : NULL;

  if (rows == NULL)
    return FALSE;

  sparkled_call_take_data (call, 200, g_strdup (sparkled_rows_get (rows, 0, SPARKLED_COMMENT_VIEW)));
  return TRUE;
}

static gboolean
unset_reaction (SparkledCall  *call,
                const char    *param,
                GError       **error)
{
  g_autofree char *id = NULL;
  g_autoptr(SparkledMutationResult) result = apply_reaction (call, SPARKLE_OP_REACTION_UNSET, param, &id, error);

  if (result == NULL)
    return FALSE;

  sparkled_call_take_data (call, 200, NULL);
  return TRUE;
}

static gboolean
unset_post_reaction (SparkledCall  *call,
                     GError       **error)
{
  return unset_reaction (call, "post", error);
}

static gboolean
unset_comment_reaction (SparkledCall  *call,
                        GError       **error)
{
  return unset_reaction (call, "comment", error);
}

const SparkledRoute sparkled_reaction_routes[] = {
  { "PUT", "/posts/{post}/reactions/{type}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_REACTION, SPARKLED_BODY_NONE, set_post_reaction,
    "setPostReaction", "Reacts to a post; answers with the post and its new counts", NULL, "Post", NULL, NULL },
  { "DELETE", "/posts/{post}/reactions/{type}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_REACTION, SPARKLED_BODY_NONE, unset_post_reaction,
    "unsetPostReaction", "Takes a reaction to a post back", NULL, NULL, NULL, NULL },
  { "PUT", "/comments/{comment}/reactions/{type}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_REACTION, SPARKLED_BODY_NONE, set_comment_reaction,
    "setCommentReaction", "Reacts to a comment; answers with the comment and its new counts", NULL, "Comment", NULL, NULL },
  { "DELETE", "/comments/{comment}/reactions/{type}", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_REACTION, SPARKLED_BODY_NONE, unset_comment_reaction,
    "unsetCommentReaction", "Takes a reaction to a comment back", NULL, NULL, NULL, NULL },
  { NULL }
};
