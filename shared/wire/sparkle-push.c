/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-push.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-uuid.h"

/**
 * sparkle_push_item_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_push_item_free (SparklePushItem *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_clear_pointer (&self->mutation, sparkle_mutation_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static SparklePushItem *
decode_item (JsonNode *node)
{
  SparklePushItem *item = g_new0 (SparklePushItem, 1);

  item->mutation = sparkle_mutation_from_node (node, &item->error);
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      const char *id = sparkle_json_get_string (json_node_get_object (node), "id");

      if (sparkle_uuid_is_valid (id))
        item->id = g_strdup (id);
    }
  return item;
}

typedef struct
{
  JsonNode *mutations;
} Push;

static const SparkleField push_fields[] = {
  { "mutations", SPARKLE_FIELD_NODE, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Push, mutations) },
  { NULL }
};

/**
 * sparkle_push_request_decode:
 * @body: the body of POST /sync/push
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Takes a push apart. What is wrong with one mutation is told in its item and does not touch the others.
 *
 * Returns: (transfer full) (nullable) (element-type SparklePushItem): in the order sent
 */
GPtrArray *
sparkle_push_request_decode (JsonNode  *body,
                             GError   **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_push_item_free);
  Push push = { 0 };
  GError *problem = NULL;

  if (!sparkle_fields_decode (body, push_fields, &push, error))
    return NULL;

  if (!JSON_NODE_HOLDS_ARRAY (push.mutations))
    sparkle_error_add_detail (&problem, "mutations", _("must be a list"));
  else if (json_array_get_length (json_node_get_array (push.mutations)) > SPARKLE_PUSH_MUTATIONS_MAX)
    sparkle_error_add_detail (&problem, "mutations", _("must be at most %d"), SPARKLE_PUSH_MUTATIONS_MAX);
  else
    {
      JsonArray *array = json_node_get_array (push.mutations);

      for (guint i = 0; i < json_array_get_length (array); i++)
        g_ptr_array_add (items, decode_item (json_array_get_element (array, i)));
    }
  sparkle_fields_clear (push_fields, &push);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  return g_steal_pointer (&items);
}

/**
 * sparkle_push_request_format:
 * @mutations: (element-type SparkleMutation): what to send, at most 100
 *
 * Returns: (transfer full): the body of POST /sync/push
 */
char *
sparkle_push_request_format (GPtrArray *mutations)
{
  GString *out = g_string_new ("{\"mutations\":[");

  g_return_val_if_fail (mutations != NULL, g_string_free (out, FALSE));

  for (guint i = 0; i < mutations->len; i++)
    {
      g_autoptr(JsonNode) node = sparkle_mutation_to_node (g_ptr_array_index (mutations, i));
      g_autofree char *text = json_to_string (node, FALSE);

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, text);
    }
  g_string_append (out, "]}");
  return g_string_free (out, FALSE);
}

/**
 * sparkle_push_answer_decode:
 * @data: "data" of the answer to a push
 * @error: where to put a PROTOCOL error
 *
 * Returns: (transfer full) (nullable) (element-type SparkleMutationResult): in the order of the push
 */
GPtrArray *
sparkle_push_answer_decode (JsonNode  *data,
                            GError   **error)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_mutation_result_free);
  JsonArray *array = NULL;

  if (data != NULL && JSON_NODE_HOLDS_OBJECT (data))
    array = sparkle_json_get_array (json_node_get_object (data), "results");
  if (array == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                           _("The answer of the server is not understood: results are missing"));
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      SparkleMutationResult *result = sparkle_mutation_result_from_node (json_array_get_element (array, i), error);

      if (result == NULL)
        return NULL;
      g_ptr_array_add (results, result);
    }
  return g_steal_pointer (&results);
}
