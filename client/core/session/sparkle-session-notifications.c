/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-notifications.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-mutation.h"
#include "sparkle-session-private.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"

/* Checked here as the server will, then in the outbox. */
static gboolean
write_one (SparkleSession *self, SparkleOp op, const char *mutation_id, JsonObject *data, GError **error)
{
  g_autoptr (SparkleMutation) mutation = sparkle_mutation_new (mutation_id, op, data, 0);
  SparkleStoreMutation write = { .id = mutation_id, .op = sparkle_op_info (op)->name, .data = data };

  if (self->store == NULL || self->closed || sparkle_store_get_account (self->store) == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to take part"));
      return FALSE;
    }
  return sparkle_mutation_validate (mutation, error) && sparkle_session_write (self, &write, 1, error);
}

static JsonObject *
make_read_data (gint64 until)
{
  g_autofree char *text = sparkle_time_format (until);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "until", text);
  return data;
}

/**
 * sparkle_session_get_notifications:
 * @self: an open session
 *
 * Returns: (transfer none): what others did, the latest first
 */
SparkleNotifications *
sparkle_session_get_notifications (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->notifications;
}

/**
 * sparkle_session_read_notification:
 * @self: an open session
 * @id: the notification
 * @error: return location for an error
 *
 * Marks one as read, as it is now. One that is read already is left alone.
 *
 * Returns: whether it is read
 */
gboolean
sparkle_session_read_notification (SparkleSession *self, const char *id, GError **error)
{
  g_autoptr (SparkleStoreNotification) row = NULL;
  g_autoptr (JsonObject) data = NULL;
  JsonArray *ids;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (self->store != NULL && id != NULL, FALSE);

  row = sparkle_store_read_notification (self->store, id);
  if (row == NULL || row->read_at != 0)
    return TRUE;
  data = make_read_data (row->updated_at);
  ids = json_array_new ();
  json_array_add_string_element (ids, id);
  json_object_set_array_member (data, "ids", ids);
  return write_one (self, SPARKLE_OP_NOTIFICATION_READ, NULL, data, error);
}

/**
 * sparkle_session_read_thread:
 * @self: an open session
 * @post_id: the post whose thread is being read
 * @error: return location for an error
 *
 * Marks all that is about a thread as read.
 *
 * Returns: whether it is read
 */
gboolean
sparkle_session_read_thread (SparkleSession *self, const char *post_id, GError **error)
{
  g_autoptr (JsonObject) data = NULL;
  gint64 until;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (self->store != NULL && post_id != NULL, FALSE);

  until = sparkle_store_read_unread_until (self->store, post_id);
  if (until == 0)
    return TRUE;
  data = make_read_data (until);
  json_object_set_string_member (data, "post_id", post_id);
  return write_one (self, SPARKLE_OP_NOTIFICATION_READ, NULL, data, error);
}

/**
 * sparkle_session_read_notifications:
 * @self: an open session
 * @error: return location for an error
 *
 * Marks everything as read. It is so at once; until the server hears of it sparkle_session_outbox_discard() takes it back.
 *
 * Returns: (transfer full) (nullable): the id of the mutation; %NULL without an error when nothing was unread
 */
char *
sparkle_session_read_notifications (SparkleSession *self, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) data = NULL;
  gint64 until;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);

  until = sparkle_store_read_unread_until (self->store, NULL);
  if (until == 0)
    return NULL;
  id = sparkle_uuid_new ();
  data = make_read_data (until);
  return write_one (self, SPARKLE_OP_NOTIFICATION_READ, id, data, error) ? g_steal_pointer (&id) : NULL;
}

/* ---- switches ---------------------------------------------------------------------------------------------------- */

static JsonObject *
get_object (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * sparkle_session_get_notify:
 * @self: an open session
 * @kind: a kind that can be switched off
 *
 * Returns: whether the account wants to hear of it
 */
gboolean
sparkle_session_get_notify (SparkleSession *self, SparkleNotificationKind kind)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) account = NULL;
  JsonObject *switches;
  JsonNode *value;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), TRUE);

  if (self->store == NULL || kind >= SPARKLE_NOTIFICATION_N_SWITCHES)
    return TRUE;
  text = sparkle_store_read_account (self->store);
  account = text != NULL ? json_from_string (text, NULL) : NULL;
  if (account == NULL || !JSON_NODE_HOLDS_OBJECT (account))
    return TRUE;
  switches = get_object (get_object (json_node_get_object (account), "settings"), "notifications");
  value = switches != NULL ? json_object_get_member (switches, sparkle_notification_kind_to_string (kind)) : NULL;
  return value == NULL || json_node_get_value_type (value) != G_TYPE_BOOLEAN || json_node_get_boolean (value);
}

/**
 * sparkle_session_set_notify:
 * @self: an open session
 * @kind: a kind that can be switched off
 * @on: whether the account wants to hear of it
 * @error: return location for an error
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_set_notify (SparkleSession *self, SparkleNotificationKind kind, gboolean on, GError **error)
{
  g_autofree char *member = NULL;
  g_autoptr (JsonObject) data = NULL;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (kind < SPARKLE_NOTIFICATION_N_SWITCHES, FALSE);

  if (sparkle_session_get_notify (self, kind) == on)
    return TRUE;
  member = g_strconcat ("notify_", sparkle_notification_kind_to_string (kind), NULL);
  data = json_object_new ();
  json_object_set_boolean_member (data, member, on);
  return write_one (self, SPARKLE_OP_ACCOUNT_EDIT, NULL, data, error);
}
