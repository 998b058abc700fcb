/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mutation-result.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-json.h"

static const char * const names[] = { "applied", "conflict", "rejected", "retry" };

/**
 * sparkle_mutation_status_to_name:
 * @status: what became of a mutation
 *
 * Returns: (transfer none) (nullable): its name on the wire
 */
const char *
sparkle_mutation_status_to_name (SparkleMutationStatus status)
{
  g_return_val_if_fail ((unsigned) status < G_N_ELEMENTS (names), NULL);

  return names[status];
}

/**
 * sparkle_mutation_status_from_name:
 * @name: (nullable): a name on the wire
 * @ret_status: (out) (optional): what it means
 *
 * Returns: whether it is a status
 */
gboolean
sparkle_mutation_status_from_name (const char            *name,
                                   SparkleMutationStatus *ret_status)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        if (ret_status != NULL)
          *ret_status = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * sparkle_mutation_result_from_node:
 * @node: one of the results of a push
 * @error: where to put a PROTOCOL error
 *
 * Reads what became of a mutation.
 *
 * Returns: (transfer full) (nullable): the result
 */
SparkleMutationResult *
sparkle_mutation_result_from_node (JsonNode  *node,
                                   GError   **error)
{
  g_autoptr(SparkleMutationResult) self = g_new0 (SparkleMutationResult, 1);
  JsonObject *object, *related;
  JsonNode *record, *reason;

  object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object == NULL || sparkle_json_get_string (object, "id") == NULL ||
      !sparkle_mutation_status_from_name (sparkle_json_get_string (object, "status"), &self->status))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                           _("The answer of the server is not understood: a result has no id or no known status"));
      return NULL;
    }

  self->id = g_strdup (sparkle_json_get_string (object, "id"));
  self->collection = g_strdup (sparkle_json_get_string (object, "collection"));
  record = json_object_get_member (object, "record");
  if (record != NULL && JSON_NODE_HOLDS_OBJECT (record))
    self->record = json_node_ref (record);
  related = sparkle_json_get_object (object, "related");
  if (related != NULL)
    self->related = json_object_ref (related);

  reason = json_object_get_member (object, "error");
  if (self->status != SPARKLE_MUTATION_APPLIED)
    self->error = sparkle_error_from_node (reason, self->status == SPARKLE_MUTATION_RETRY ? 503 : 400);
  return g_steal_pointer (&self);
}

/**
 * sparkle_mutation_result_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_mutation_result_free (SparkleMutationResult *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->collection);
  g_clear_pointer (&self->record, json_node_unref);
  g_clear_pointer (&self->related, json_object_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
append_member (GString    *out,
               const char *name,
               const char *json)
{
  if (json != NULL)
    g_string_append_printf (out, ",\"%s\":%s", name, json);
}

/**
 * sparkle_mutation_result_format:
 * @id: (nullable): of the mutation; %NULL when it was too broken to have one
 * @status: what became of it
 * @collection: (nullable): of @record
 * @record: (nullable): JSON text
 * @related: (nullable): JSON text
 * @reason: (nullable): why it was not applied
 *
 * Writes the answer to one mutation.
 *
 * Returns: (transfer full): JSON text
 */
char *
sparkle_mutation_result_format (const char            *id,
                                SparkleMutationStatus  status,
                                const char            *collection,
                                const char            *record,
                                const char            *related,
                                const GError          *reason)
{
  GString *out = g_string_new ("{\"id\":");

  /* A mutation too broken to carry an id is still answered, in its place. */
  if (id != NULL)
    sparkle_json_append_string (out, id);
  else
    g_string_append (out, "null");
  g_string_append_printf (out, ",\"status\":\"%s\"", sparkle_mutation_status_to_name (status));
  if (collection != NULL)
    {
      g_string_append (out, ",\"collection\":");
      sparkle_json_append_string (out, collection);
    }
  append_member (out, "record", record);
  append_member (out, "related", related);
  if (reason != NULL)
    {
      g_autoptr(JsonNode) node = sparkle_error_to_node (reason);
      g_autofree char *json = json_to_string (node, FALSE);

      append_member (out, "error", json);
      if (sparkle_error_get_retry_after (reason) > 0)
        g_string_append_printf (out, ",\"retry_after\":%u", sparkle_error_get_retry_after (reason));
    }
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}
