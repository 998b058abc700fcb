/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-push-api.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-push.h"
#include "sparkled-mutation.h"
#include "sparkled-routes.h"

/* A push has a route limit of its own; what it carries is charged like the REST calls that do the same. */
static const SparkledLimit limits[SPARKLE_N_OPS] = {
  [SPARKLE_OP_POST_CREATE]    = SPARKLED_LIMIT_POST,
  [SPARKLE_OP_POST_EDIT]      = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_POST_DELETE]    = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_COMMENT_CREATE] = SPARKLED_LIMIT_COMMENT,
  [SPARKLE_OP_COMMENT_EDIT]   = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_COMMENT_DELETE] = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_REACTION_SET]   = SPARKLED_LIMIT_REACTION,
  [SPARKLE_OP_REACTION_UNSET] = SPARKLED_LIMIT_REACTION,
  [SPARKLE_OP_USER_FOLLOW]    = SPARKLED_LIMIT_FOLLOW,
  [SPARKLE_OP_USER_UNFOLLOW]  = SPARKLED_LIMIT_FOLLOW,
  [SPARKLE_OP_USER_EDIT]      = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_BOOKMARK_SET]   = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_BOOKMARK_UNSET] = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_DRAFT_SAVE]     = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_DRAFT_DELETE]   = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_NOTIFICATION_READ] = SPARKLED_LIMIT_GENERAL,
  [SPARKLE_OP_ACCOUNT_EDIT]   = SPARKLED_LIMIT_GENERAL,
};

/* How a mutation stands on a record that another one makes: nothing can be said about a post that
 * has not arrived yet. */
static const struct
{
  const char *field;
  const char *collection;
} references[] = {
  { "post_id", "post" },
  { "comment_id", "comment" },
  { "parent_id", "comment" },
};

/* What order is kept among: a reaction waits for others to its target, not for edits of it. */
static char *
get_key (SparkleMutation *mutation)
{
  return g_strconcat (sparkle_op_info (mutation->op)->collection, ":", sparkle_mutation_get_record_id (mutation), NULL);
}

/* Whether it comes after, or stands on, a write that has to be tried again: then it must wait, too. */
static gboolean
is_held_up (SparkleMutation *mutation,
            GHashTable      *waiting)
{
  g_autofree char *own = get_key (mutation);

  if (g_hash_table_contains (waiting, own))
    return TRUE;

  for (unsigned i = 0; i < G_N_ELEMENTS (references); i++)
    {
      const char *id = sparkle_json_get_string (mutation->data, references[i].field);
      g_autofree char *key = g_strconcat (references[i].collection, ":", id, NULL);

      if (id != NULL && g_hash_table_contains (waiting, key))
        return TRUE;
    }

  return FALSE;
}

/* (fiber) */
static SparkledMutationResult *
apply_item (SparkledCall    *call,
            SparklePushItem *item,
            GHashTable      *waiting)
{
  SparkledMutationResult *result;
  GError *error = NULL;

  if (item->mutation == NULL)
    return sparkled_mutation_result_new_error (item->id, g_error_copy (item->error));

  if (is_held_up (item->mutation, waiting))
    g_set_error_literal (&error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
                         "Something that comes before this has to be sent again first");
  else if (call->charge != NULL)
    call->charge (call, limits[item->mutation->op], &error);

  result = error != NULL ? sparkled_mutation_result_new_error (item->mutation->id, error)
                         : sparkled_mutation_apply (call->services, call->account, item->mutation);
  if (result->status == SPARKLE_MUTATION_RETRY)
    g_hash_table_add (waiting, get_key (item->mutation));

  return result;
}

static gboolean
push (SparkledCall  *call,
      GError       **error)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GHashTable) waiting = NULL;
  GString *answer;

  if (call->body == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The body must be a JSON object");
      return FALSE;
    }
  items = sparkle_push_request_decode (call->body, error);
  if (items == NULL)
    return FALSE;

  waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  answer = g_string_new ("{\"results\":[");
  for (unsigned i = 0; i < items->len; i++)
    {
      g_autoptr(SparkledMutationResult) result = apply_item (call, g_ptr_array_index (items, i), waiting);
      g_autofree char *json = sparkled_mutation_result_to_json (result);

      if (i > 0)
        g_string_append_c (answer, ',');
      g_string_append (answer, json);
    }
  g_string_append (answer, "]}");

  sparkled_call_take_data (call, 200, g_string_free (answer, FALSE));
  return TRUE;
}

const SparkledRoute sparkled_push_routes[] = {
  { "POST", "/sync/push", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_SYNC, SPARKLED_BODY_SYNC, push,
    "push", "Applies up to 100 mutations, each on its own and each exactly once", "PushRequest", "PushAnswer", NULL, NULL },
  { NULL }
};
