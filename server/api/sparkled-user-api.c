/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-user-api.h"

#include "sparkle-error.h"
#include "sparkled-rest.h"
#include "sparkled-routes.h"
#include "sparkled-user.h"

static gboolean
get_user (SparkledCall  *call,
          GError       **error)
{
  g_autoptr(SparkledRows) rows = sparkled_user_find (call->services, sparkled_call_param (call, "username"), error);

  if (rows == NULL)
    return FALSE;

  sparkled_call_take_data (call, 200, g_strdup (sparkled_rows_get (rows, 0, SPARKLED_USER_RECORD)));
  sparkled_call_set_version (call, sparkled_rows_get_int (rows, 0, SPARKLED_USER_VERSION));
  return TRUE;
}

/* (fiber) Runs a follow of the person that the path names. */
static gboolean
apply_follow (SparkledCall  *call,
              SparkleOp      op,
              GError       **error)
{
  g_autoptr(SparkledRows) rows = sparkled_user_find (call->services, sparkled_call_param (call, "username"), error);
  g_autoptr(SparkledMutationResult) result = NULL;
  g_autoptr(JsonObject) data = NULL;

  if (rows == NULL)
    return FALSE;

  data = json_object_new ();
  json_object_set_string_member (data, "user_id", sparkled_rows_get (rows, 0, SPARKLED_USER_ID));
  result = sparkled_rest_apply (call, op, data, 0, error);

  return result != NULL;
}

static gboolean
follow_user (SparkledCall  *call,
             GError       **error)
{
  return apply_follow (call, SPARKLE_OP_USER_FOLLOW, error) && get_user (call, error);
}

static gboolean
unfollow_user (SparkledCall  *call,
               GError       **error)
{
  if (!apply_follow (call, SPARKLE_OP_USER_UNFOLLOW, error))
    return FALSE;

  sparkled_call_take_data (call, 200, NULL);
  return TRUE;
}

const SparkledRoute sparkled_user_routes[] = {
  { "GET", "/users/{username}", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, get_user,
    "getUser", "One person", NULL, "User", NULL, NULL },
  { "PUT", "/users/{username}/follow", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_FOLLOW, SPARKLED_BODY_NONE, follow_user,
    "followUser", "Follows a person; answers with the person", NULL, "User", NULL, NULL },
  { "DELETE", "/users/{username}/follow", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_FOLLOW, SPARKLED_BODY_NONE, unfollow_user,
    "unfollowUser", "Follows a person no longer", NULL, NULL, NULL, NULL },
  { NULL }
};
