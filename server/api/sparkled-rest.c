/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-rest.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"

static void
copy_member_cb (JsonObject *object,
                const char *name,
                JsonNode   *node,
                gpointer    user_data)
{
  json_object_set_member (user_data, name, json_node_ref (node));
}

/**
 * sparkled_rest_get_body:
 * @call: a call
 * @error: BAD_REQUEST when the body is no object
 *
 * Returns: (transfer full): the members of the body in an object of their own, to which those of
 *   the path can be added
 */
JsonObject *
sparkled_rest_get_body (SparkledCall  *call,
                        GError       **error)
{
  JsonObject *data;

  if (call->body == NULL || !JSON_NODE_HOLDS_OBJECT (call->body))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The body must be a JSON object");
      return NULL;
    }

  data = json_object_new ();
  json_object_foreach_member (json_node_get_object (call->body), copy_member_cb, data);
  return data;
}

/**
 * sparkled_rest_check_id:
 * @call: a call
 * @param: a parameter of the path
 * @what: what it names, for the sentence
 * @error: NOT_FOUND when it is no id at all
 *
 * Returns: whether it could be an id
 */
gboolean
sparkled_rest_check_id (SparkledCall  *call,
                        const char    *param,
                        const char    *what,
                        GError       **error)
{
  if (sparkle_uuid_is_valid (sparkled_call_param (call, param)))
    return TRUE;

  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is no such %s", what);
  return FALSE;
}

/**
 * sparkled_rest_apply:
 * @call: a call of somebody who has signed in
 * @op: the operation
 * @data: its data
 * @base_version: the version that was edited, or 0
 * @error: why it was not applied
 *
 * Runs a write as a mutation with an id of its own.
 *
 * (fiber)
 *
 * Returns: (transfer full) (nullable): what was applied, or a conflict with the record that is in
 *   the way: sparkled_rest_answer_conflict()
 */
SparkledMutationResult *
sparkled_rest_apply (SparkledCall  *call,
                     SparkleOp      op,
                     JsonObject    *data,
                     gint64         base_version,
                     GError       **error)
{
  g_autoptr(SparkleMutation) mutation = sparkle_mutation_new (NULL, op, data, base_version);
  g_autoptr(SparkledMutationResult) result = sparkled_mutation_apply (call->services, call->account, mutation);

  if (result->error == NULL ||
      (result->record != NULL && g_error_matches (result->error, SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION)))
    return g_steal_pointer (&result);

  g_propagate_error (error, g_steal_pointer (&result->error));
  return NULL;
}

/**
 * sparkled_rest_answer_conflict:
 * @call: a call
 * @result: what sparkled_rest_apply() gave
 *
 * Answers 412 in the form of a failure, with the current record as `data`.
 *
 * Returns: whether it was a conflict and the call is answered
 */
gboolean
sparkled_rest_answer_conflict (SparkledCall           *call,
                               SparkledMutationResult *result)
{
  g_autofree char *failure = NULL;
  GString *body;

  if (result->error == NULL)
    return FALSE;

  failure = sparkle_error_to_json (result->error);
  body = g_string_new (failure);
  g_string_truncate (body, body->len - 1);
  g_string_append (body, ",\"data\":");
  g_string_append (body, result->record);
  g_string_append_c (body, '}');
  sparkled_call_take_raw (call, sparkle_error_info (SPARKLE_ERROR_STALE_VERSION)->http_status, NULL,
                          g_string_free_to_bytes (body));
  return TRUE;
}
