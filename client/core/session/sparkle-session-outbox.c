/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-outbox.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-mutation.h"
#include "sparkle-session-private.h"
#include "sparkle-write-data.h"

/* (transfer full) (nullable) */
static SparkleOutboxRow *
find (SparkleSession *self, const char *mutation_id, SparkleOp *ret_op, GError **error)
{
  g_autoptr (SparkleOutboxRow) row = NULL;

  if (self->store == NULL || self->closed)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
      return NULL;
    }
  row = sparkle_store_read_outbox_item (self->store, mutation_id);
  if (row == NULL || !sparkle_op_from_name (row->op, ret_op))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, _("This is not in the outbox any more"));
      return NULL;
    }
  return g_steal_pointer (&row);
}

static GStrv
split_tags (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();

  for (unsigned i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (tags, parts[i]);
  return g_strv_builder_end (tags);
}

static void
set_field (JsonObject *changes, const SparkleFieldText *field)
{
  if (g_str_equal (field->name, "tags"))
    {
      g_auto (GStrv) tags = split_tags (field->text);

      sparkle_write_data_set_tags (changes, (const char * const *) tags);
    }
  else if (g_str_equal (field->name, "title"))
    sparkle_write_data_set_text (changes, field->name, field->text, TRUE);
  else if (g_str_equal (field->name, "content"))
    sparkle_write_data_set_text (changes, field->name, field->text, FALSE);
  else
    sparkle_write_data_set_nullable (changes, field->name, field->text);
}

/**
 * sparkle_session_outbox_resolve:
 * @self: an open session
 * @mutation_id: a write that conflicts or was not accepted
 * @fields: (array length=n_fields): what its fields shall be; others stay
 * @n_fields: how many
 * @error: return location for an error with details
 *
 * Sends a write again with what a person made of it, based on what the server has now.
 *
 * Returns: whether it will be sent
 */
gboolean
sparkle_session_outbox_resolve (SparkleSession *self, const char *mutation_id, const SparkleFieldText *fields, unsigned n_fields,
                                GError **error)
{
  g_autoptr (SparkleOutboxRow) row = NULL;
  g_autoptr (JsonObject) changes = NULL;
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (SparkleMutation) mutation = NULL;
  SparkleOp op;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (mutation_id != NULL, FALSE);

  row = find (self, mutation_id, &op, error);
  if (row == NULL)
    return FALSE;
  changes = json_object_new ();
  for (unsigned i = 0; i < n_fields; i++)
    set_field (changes, &fields[i]);
  data = sparkle_write_data_merge (row->data, changes);
  mutation = sparkle_mutation_new (NULL, op, data, sparkle_op_info (op)->base_version == SPARKLE_BASE_VERSION_MUST ? MAX (row->base_version, 1) : 0);
  if (!sparkle_mutation_validate (mutation, error))
    return FALSE;
  sparkle_session_watch_write (self, sparkle_store_edit_outbox (self->store, mutation_id, changes));
  return TRUE;
}

/* ---- another way out ---------------------------------------------------------------------------------------------- */

/* What was typed, as an editor would hand it over; strings belong to data. */
static void
to_input (JsonObject *data, GStrv *tags, SparklePostInput *input)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (data, "tags");

  for (unsigned i = 0; node != NULL && JSON_NODE_HOLDS_ARRAY (node) && i < json_array_get_length (json_node_get_array (node)); i++)
    g_strv_builder_add (builder, json_array_get_string_element (json_node_get_array (node), i));
  *tags = g_strv_builder_end (builder);
  input->title = json_object_get_string_member_with_default (data, "title", NULL);
  input->content = json_object_get_string_member_with_default (data, "content", NULL);
  input->tags = (const char * const *) *tags;
  input->category = json_object_get_string_member_with_default (data, "category", NULL);
  input->youtube_video_id = json_object_get_string_member_with_default (data, "youtube_video_id", NULL);
}

typedef char *(*MakeFunc) (SparkleSession *self, const SparklePostInput *input, GError **error);

static char *
make_draft (SparkleSession *self, const SparklePostInput *input, GError **error)
{
  return sparkle_session_save_draft (self, NULL, input, error);
}

/* First what is made, then the write goes: whatever happens between, the text is there at least once. */
static char *
become (SparkleSession *self, const char *mutation_id, const SparkleFieldText *fields, unsigned n_fields, MakeFunc make, GError **error)
{
  g_autoptr (SparkleOutboxRow) row = NULL;
  g_autoptr (JsonObject) changes = json_object_new ();
  g_autoptr (JsonObject) data = NULL;
  g_auto (GStrv) tags = NULL;
  SparklePostInput input = { NULL };
  SparkleOp op;
  char *id;

  row = find (self, mutation_id, &op, error);
  if (row == NULL)
    return NULL;
  for (unsigned i = 0; i < n_fields; i++)
    set_field (changes, &fields[i]);
  data = sparkle_write_data_merge (row->data, changes);
  to_input (data, &tags, &input);
  id = make (self, &input, error);
  if (id != NULL)
    sparkle_session_outbox_discard (self, mutation_id);
  return id;
}

/**
 * sparkle_session_outbox_to_draft:
 * @self: an open session
 * @mutation_id: a write with text that cannot be sent
 * @fields: (array length=n_fields) (nullable): what was changed of it since
 * @n_fields: how many
 * @error: return location for an error with details
 *
 * Keeps what was typed as a draft of its own and takes the write out of the outbox.
 *
 * Returns: (transfer full) (nullable): the id of the draft
 */
char *
sparkle_session_outbox_to_draft (SparkleSession *self, const char *mutation_id, const SparkleFieldText *fields, unsigned n_fields,
                                 GError **error)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (mutation_id != NULL, NULL);

  return become (self, mutation_id, fields, n_fields, make_draft, error);
}

/**
 * sparkle_session_outbox_to_post:
 * @self: an open session
 * @mutation_id: a change of a post that cannot be sent
 * @fields: (array length=n_fields) (nullable): what was changed of it since
 * @n_fields: how many
 * @error: return location for an error with details
 *
 * Posts what was typed as a new post and takes the change out of the outbox.
 *
 * Returns: (transfer full) (nullable): the id of the post
 */
char *
sparkle_session_outbox_to_post (SparkleSession *self, const char *mutation_id, const SparkleFieldText *fields, unsigned n_fields,
                                 GError **error)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (mutation_id != NULL, NULL);

  return become (self, mutation_id, fields, n_fields, sparkle_session_create_post, error);
}

/**
 * sparkle_session_outbox_retry_all:
 * @self: an open session
 *
 * Sends again all that was not accepted. What conflicts waits for a person; what waits for its time keeps its id and its turn.
 *
 * Returns: how many
 */
unsigned
sparkle_session_outbox_retry_all (SparkleSession *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  unsigned n = 0;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), 0);
  g_return_val_if_fail (self->store != NULL, 0);

  rows = sparkle_store_read_outbox (self->store);
  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);

      if (row->state != SPARKLE_OUTBOX_FAILED)
        continue;
      sparkle_session_outbox_retry (self, row->id);
      n++;
    }
  return n;
}
