/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-profile-api.h"

#include "sparkled-page.h"
#include "sparkled-profile.h"
#include "sparkled-routes.h"
#include "sparkled-user.h"

/* kind: of the cursor; a cursor of one list is none of another. */
static gboolean
answer_list (SparkledCall         *call,
             SparkledProfileList   list,
             const char           *kind,
             GError              **error)
{
  SparkledPage page;
  g_autoptr(SparkledRows) person = NULL;
  g_autoptr(SparkledRows) rows = NULL;

  if (!sparkled_page_read (&page, kind, call, error))
    return FALSE;
  person = sparkled_user_find (call->services, sparkled_call_param (call, "username"), error);
  if (person == NULL)
    return FALSE;
  rows = sparkled_profile_list (call->services, list, sparkled_rows_get (person, 0, SPARKLED_USER_ID),
                                sparkled_page_get_at (&page), sparkled_page_get_id (&page), page.limit + 1, error);
  if (rows == NULL)
    return FALSE;

  sparkled_page_answer (&page, call, rows, SPARKLED_PROFILE_JSON, SPARKLED_PROFILE_AT, SPARKLED_PROFILE_ID);
  return TRUE;
}

static gboolean
list_comments (SparkledCall  *call,
               GError       **error)
{
  return answer_list (call, SPARKLED_PROFILE_COMMENTS, "C", error);
}

static gboolean
list_followers (SparkledCall  *call,
                GError       **error)
{
  return answer_list (call, SPARKLED_PROFILE_FOLLOWERS, "f", error);
}

static gboolean
list_following (SparkledCall  *call,
                GError       **error)
{
  return answer_list (call, SPARKLED_PROFILE_FOLLOWING, "F", error);
}

const SparkledRoute sparkled_profile_routes[] = {
  { "GET", "/users/{username}/comments", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, list_comments,
    "listUserComments", "What a person commented on posts that can be seen, newest first", NULL, "[]Comment", "limit cursor", NULL },
  { "GET", "/users/{username}/followers", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, list_followers,
    "listFollowers", "Who follows a person, newest first", NULL, "[]User", "limit cursor", NULL },
  { "GET", "/users/{username}/following", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, list_following,
    "listFollowing", "Whom a person follows, newest first", NULL, "[]User", "limit cursor", NULL },
  { NULL }
};
