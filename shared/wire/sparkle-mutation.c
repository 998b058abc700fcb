/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mutation.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-reaction-wire.h"
#include "sparkle-uuid.h"

G_DEFINE_BOXED_TYPE (SparkleMutation, sparkle_mutation, sparkle_mutation_ref, sparkle_mutation_unref)

/**
 * sparkle_mutation_new:
 * @id: (nullable): its UUID; %NULL makes a new one
 * @op: what to do
 * @data: what with; not to be changed any more
 * @base_version: the version that an edit was made on, or 0
 *
 * Makes a write. Call sparkle_mutation_validate() before it is kept or sent.
 *
 * Returns: (transfer full): the mutation
 */
SparkleMutation *
sparkle_mutation_new (const char *id,
                      SparkleOp   op,
                      JsonObject *data,
                      gint64      base_version)
{
  SparkleMutation *self;

  g_return_val_if_fail (data != NULL, NULL);

  self = g_rc_box_new0 (SparkleMutation);
  self->id = id != NULL ? g_strdup (id) : sparkle_uuid_new ();
  self->op = op;
  self->data = json_object_ref (data);
  self->base_version = base_version;
  return self;
}

/**
 * sparkle_mutation_ref:
 * @self: a mutation
 *
 * Returns: (transfer full): the same
 */
SparkleMutation *
sparkle_mutation_ref (SparkleMutation *self)
{
  return g_rc_box_acquire (self);
}

static void
sparkle_mutation_clear (gpointer data)
{
  SparkleMutation *self = data;

  g_free (self->id);
  json_object_unref (self->data);
}

/**
 * sparkle_mutation_unref:
 * @self: (transfer full): a mutation
 *
 * Drops a reference.
 */
void
sparkle_mutation_unref (SparkleMutation *self)
{
  g_rc_box_release_full (self, sparkle_mutation_clear);
}

/**
 * sparkle_mutation_get_data_node:
 * @self: a mutation
 *
 * Returns: (transfer full): a node around its data, for the decoders of wire/
 */
JsonNode *
sparkle_mutation_get_data_node (SparkleMutation *self)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  node = json_node_alloc ();
  json_node_init_object (node, self->data);
  return node;
}

/* What the table of an operation cannot say: rules between fields. */
static void
check_between_fields (SparkleMutation      *self,
                      const SparkleOpInfo  *info,
                      GError              **problems)
{
  gboolean post, comment;

  switch (self->op)
    {
    case SPARKLE_OP_REACTION_SET:
    case SPARKLE_OP_REACTION_UNSET:
      post = sparkle_json_get_string (self->data, "post_id") != NULL;
      comment = sparkle_json_get_string (self->data, "comment_id") != NULL;
      if (post == comment)
        sparkle_error_add_detail (problems, "post_id", _("must be there when comment_id is not, and only then"));
      break;
    case SPARKLE_OP_POST_EDIT:
      if (json_object_get_size (self->data) < 2)
        sparkle_error_add_detail (problems, "data", _("must change something"));
      break;
    case SPARKLE_OP_USER_EDIT:
      if (json_object_get_size (self->data) < 1)
        sparkle_error_add_detail (problems, "data", _("must change something"));
      break;
    default:
      break;
    }
  if (info->base_version == SPARKLE_BASE_VERSION_MUST && self->base_version < 1)
    sparkle_error_add_detail (problems, "base_version", _("is required: the version that was edited"));
}

/**
 * sparkle_mutation_validate:
 * @self: a mutation
 * @error: where to put a validation error with all wrong fields
 *
 * Checks all that can be known without a database: the same on both sides.
 *
 * Returns: whether it may be tried
 */
gboolean
sparkle_mutation_validate (SparkleMutation  *self,
                           GError          **error)
{
  const SparkleOpInfo *info;
  g_autoptr(JsonNode) node = NULL;
  GError *problems = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  info = sparkle_op_info (self->op);
  node = sparkle_mutation_get_data_node (self);
  sparkle_fields_decode (node, info->fields, NULL, &problems);
  if (!sparkle_uuid_is_valid (self->id))
    sparkle_error_add_detail (&problems, "id", _("must be a UUID in lower case"));
  check_between_fields (self, info, &problems);

  if (problems != NULL)
    {
      g_propagate_error (error, problems);
      return FALSE;
    }
  return TRUE;
}

/**
 * sparkle_mutation_get_record_id:
 * @self: a valid mutation
 *
 * Names what the mutation acts on; order is kept among those of the same: a post, a comment, a draft, the target
 * of a reaction, the person followed, the post bookmarked.
 *
 * Returns: (transfer none) (nullable): a UUID; %NULL for the account itself
 */
const char *
sparkle_mutation_get_record_id (SparkleMutation *self)
{
  const SparkleOpInfo *info;
  const char *id;

  g_return_val_if_fail (self != NULL, NULL);

  info = sparkle_op_info (self->op);
  if (info->id_field == NULL)
    return NULL;
  id = sparkle_json_get_string (self->data, info->id_field);
  if (id == NULL && (self->op == SPARKLE_OP_REACTION_SET || self->op == SPARKLE_OP_REACTION_UNSET))
    id = sparkle_json_get_string (self->data, "comment_id");
  if (id == NULL && info->creates)
    id = self->id;
  return id;
}

/**
 * sparkle_mutation_digest:
 * @self: a mutation
 *
 * Makes the fingerprint of what it says, its id apart: equal for equal content, whatever the order of names.
 *
 * Returns: (transfer full): SHA-256 in hexadecimal
 */
char *
sparkle_mutation_digest (SparkleMutation *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(JsonNode) data = NULL;
  g_autofree char *canonical = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  data = sparkle_mutation_get_data_node (self);
  canonical = sparkle_json_print_canonical (data);
  g_string_append_printf (text, "%s %" G_GINT64_FORMAT " ", sparkle_op_info (self->op)->name, self->base_version);
  g_string_append (text, canonical);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, text->len);
}

/**
 * sparkle_mutation_to_node:
 * @self: a mutation
 *
 * Returns: (transfer full): {"id", "op", "data", "base_version"}
 */
JsonNode *
sparkle_mutation_to_node (SparkleMutation *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "op", sparkle_op_info (self->op)->name);
  json_object_set_object_member (object, "data", json_object_ref (self->data));
  if (self->base_version > 0)
    json_object_set_int_member (object, "base_version", self->base_version);

  node = json_node_alloc ();
  json_node_init_object (node, object);
  return node;
}

typedef struct
{
  char     *id;
  char     *op;
  JsonNode *data;
  gint64    base_version;
} Envelope;

static gboolean
validate_op (const char  *field,
             const char  *value,
             GError     **error)
{
  if (sparkle_op_from_name (value, NULL))
    return TRUE;
  sparkle_error_add_detail (error, field, _("is not a known operation"));
  return FALSE;
}

static const SparkleField envelope_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Envelope, id), sparkle_validate_uuid },
  { "op", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Envelope, op), validate_op },
  { "data", SPARKLE_FIELD_NODE, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Envelope, data) },
  { "base_version", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (Envelope, base_version), NULL, 0, G_MAXINT64 },
  { NULL }
};

/**
 * sparkle_mutation_from_node:
 * @node: one of the mutations of a push
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Takes a mutation apart and validates it.
 *
 * Returns: (transfer full) (nullable): the mutation
 */
SparkleMutation *
sparkle_mutation_from_node (JsonNode  *node,
                            GError   **error)
{
  g_autoptr(SparkleMutation) self = NULL;
  Envelope envelope = { 0 };
  SparkleOp op;

  if (!sparkle_fields_decode (node, envelope_fields, &envelope, error))
    return NULL;

  if (JSON_NODE_HOLDS_OBJECT (envelope.data) && sparkle_op_from_name (envelope.op, &op))
    {
      self = sparkle_mutation_new (envelope.id, op, json_node_get_object (envelope.data), envelope.base_version);
      if (!sparkle_mutation_validate (self, error))
        g_clear_pointer (&self, sparkle_mutation_unref);
    }
  else
    {
      GError *problem = NULL;

      sparkle_error_add_detail (&problem, "data", _("must be an object"));
      g_propagate_error (error, problem);
    }
  sparkle_fields_clear (envelope_fields, &envelope);
  return g_steal_pointer (&self);
}
