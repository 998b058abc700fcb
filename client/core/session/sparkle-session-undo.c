/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-undo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-session-private.h"
#include "sparkle-uuid.h"

/**
 * sparkle_session_has_unsent:
 * @self: an open session
 * @record_id: of a post, comment or draft
 *
 * Returns: whether something about it waits in the outbox: a deletion would swallow that, and could not give it back
 */
gboolean
sparkle_session_has_unsent (SparkleSession *self, const char *record_id)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (self->store != NULL && record_id != NULL, FALSE);

  rows = sparkle_store_read_outbox (self->store);
  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->record_id, record_id) || strstr (row->data, record_id) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * sparkle_session_delete_later:
 * @self: an open session
 * @target: what is deleted
 * @id: its id
 * @seconds: how long it can be taken back
 * @error: return location for an error
 *
 * Deletes as [method@Session.delete_post] does, but the server is told only after that time, or when
 * [method@Session.outbox_retry] is called with the returned id; [method@Session.outbox_discard] takes it back. It is in the outbox
 * from now on: whoever was told that it is deleted finds it deleted after a crash, too.
 *
 * Returns: (transfer full) (nullable): the id of the mutation
 */
char *
sparkle_session_delete_later (SparkleSession *self, SparkleTarget target, const char *id, unsigned seconds, GError **error)
{
  g_autoptr (JsonObject) data = NULL;
  g_autofree char *mutation_id = NULL;
  SparkleStoreMutation mutation = { NULL };

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (self->store == NULL || self->closed)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
      return NULL;
    }
  if (sparkle_store_get_account (self->store) == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to take part"));
      return NULL;
    }
  data = json_object_new ();
  json_object_set_string_member (data, "id", id);
  mutation_id = sparkle_uuid_new ();
  mutation.id = mutation_id;
  mutation.op = target == SPARKLE_TARGET_POST ? "post.delete" : "comment.delete";
  mutation.data = data;
  mutation.delay = seconds * (gint64) G_USEC_PER_SEC;
  return sparkle_session_write (self, &mutation, 1, error) ? g_steal_pointer (&mutation_id) : NULL;
}
