/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading notifications: one mutation about many records. */
#include "sparkle-writer.h"

#include <string.h>

#include "sparkle-time.h"

static gboolean
find_until (JsonObject *data,
            gint64     *ret_until)
{
  const char *text = sparkle_data_string (data, "until");

  return text != NULL && sparkle_time_parse (text, ret_until);
}

/**
 * sparkle_writer_unread_of:
 * @data: of a notification.read
 *
 * Which notifications it is about: what a person saw and had not read, as it stands here.
 *
 * Returns: (transfer full) (element-type utf8) (nullable): ids
 */
GPtrArray *
sparkle_writer_unread_of (SparkleWriter  *self,
                          JsonObject     *data,
                          GError        **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  JsonNode *only = json_object_get_member (data, "ids");
  g_autofree char *list = only != NULL && JSON_NODE_HOLDS_ARRAY (only) ? json_to_string (only, FALSE) : NULL;
  sqlite3_stmt *stmt;
  gboolean row;
  gint64 until;

  if (!find_until (data, &until))
    return g_steal_pointer (&ids);
  stmt = sparkle_database_query (self->db, error,
                                 "SELECT id FROM notification WHERE read_at = 0 AND updated_at <= ?1 AND (?2 IS NULL OR post_id = ?2)"
                                 " AND (?3 IS NULL OR id IN (SELECT value FROM json_each (?3)))", "iss",
                                 until, sparkle_data_string (data, "post_id"), list);
  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
  while (row);
  return g_steal_pointer (&ids);
}

/**
 * sparkle_writer_settle_read:
 * @row: a mutation that the server has applied, before it leaves the outbox
 *
 * What was read is so from now on. The records that say it come with the feed; until then they must not seem unread again.
 */
gboolean
sparkle_writer_settle_read (SparkleWriter           *self,
                            const SparkleOutboxRow  *row,
                            GError                 **error)
{
  g_autoptr (JsonNode) data = NULL;
  gint64 until;

  if (row->collection != SPARKLE_COLLECTION_NOTIFICATION)
    return TRUE;
  data = json_from_string (row->data, NULL);
  if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data) || !find_until (json_node_get_object (data), &until))
    return TRUE;
  return sparkle_database_run (self->db, error,
                               "UPDATE notification_truth SET read_at = ? WHERE read_at = 0 AND updated_at <= ? AND id IN"
                               " (SELECT id FROM touch WHERE mutation = ? AND collection = ?)", "iisi",
                               row->created_at, until, row->id, (gint64) SPARKLE_COLLECTION_NOTIFICATION);
}
