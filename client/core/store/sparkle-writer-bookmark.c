/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

/* Bookmarks in the outbox: folder and note are changed each for itself, and no note is lost between two devices. */

/**
 * sparkle_writer_join_bookmark:
 * @data: of a bookmark.set that is about to be put in
 *
 * A bookmark that is set again before the first was sent says both: each member is a change of its own. The note was written
 * over what the first of them was written over.
 *
 * Returns: (transfer full) (nullable): what to put in instead of both
 */
JsonObject *
sparkle_writer_join_bookmark (SparkleWriter  *self,
                              const char     *record_id,
                              JsonObject     *data,
                              GError        **error)
{
  g_autoptr (GPtrArray) rows = sparkle_writer_outbox_of (self, SPARKLE_COLLECTION_BOOKMARK, record_id, error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *before;

  if (rows == NULL)
    return NULL;
  for (unsigned i = rows->len; node == NULL && i-- > 0;)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);

      if (row->collection == (gint64) SPARKLE_COLLECTION_BOOKMARK && g_str_equal (row->record_id, record_id) && g_str_equal (row->op, "bookmark.set") &&
          ((row->state == SPARKLE_OUTBOX_WAITING && row->attempts == 0) || row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT))
        {
          g_autofree char *merged = sparkle_outbox_merge_data (row->data, data);
          g_autoptr (JsonNode) old = json_from_string (row->data, NULL);

          node = merged != NULL ? json_from_string (merged, NULL) : NULL;
          before = old != NULL ? json_node_get_object (old) : NULL;
          if (node != NULL && before != NULL && row->state != SPARKLE_OUTBOX_CONFLICT && json_object_has_member (before, "note_base"))
            json_object_set_member (json_node_get_object (node), "note_base", json_node_copy (json_object_get_member (before, "note_base")));
        }
    }
  return json_object_ref (node != NULL ? json_node_get_object (node) : data);
}

/**
 * sparkle_outbox_write_note_over:
 * @row: a bookmark.set that another device's note was in the way of
 * @theirs: the bookmark as the server has it
 *
 * A note says itself what it was written over: sent again, that is theirs, and the own one wins.
 */
void
sparkle_outbox_write_note_over (SparkleOutboxRow *row,
                                JsonObject       *theirs)
{
  g_autoptr (JsonObject) base = json_object_new ();
  const char *note = sparkle_data_string (theirs, "note");
  char *data;

  json_object_set_string_member (base, "note_base", note != NULL ? note : "");
  data = sparkle_outbox_merge_data (row->data, base);
  if (data != NULL)
    {
      g_free (row->data);
      row->data = data;
    }
}
