/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-uuid.h"

#define MAX_OUTBOX      10000
#define MAX_BATCH_BYTES (256 * 1024)

/* No wait is longer: a mutation that is due later than this was put off before the clock was set back. */
#define MAX_WAIT        (3600 * (gint64) G_USEC_PER_SEC)

#define OUTBOX_COLUMNS "id, seq, account_id, op, collection, record_id, data, base_version, base, theirs, state, attempts, next_at, created_at," \
                       " error_code, error_message, summary"

static GPtrArray *
read_rows (SparkleWriter  *self,
           sqlite3_stmt   *stmt,
           GError        **error)
{
  const SparkleTable *table = sparkle_table_outbox ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);
  gboolean row;

  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return NULL;
      if (row)
        {
          SparkleOutboxRow *item = g_new0 (SparkleOutboxRow, 1);

          sparkle_table_read (table, item, table->n_columns, stmt, 0);
          g_ptr_array_add (rows, item);
        }
    }
  while (row);
  return g_steal_pointer (&rows);
}

GPtrArray *
sparkle_writer_outbox_of (SparkleWriter      *self,
                          SparkleCollection   collection,
                          const char         *record_id,
                          GError            **error)
{
  static const char select[] =
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE account_id = ?1 AND id IN (SELECT mutation FROM touch WHERE collection = ?2 AND id = ?3) ORDER BY seq";

  return read_rows (self, sparkle_database_query (self->db, error, select, "sis", self->account, (gint64) collection, record_id), error);
}

SparkleOutboxRow *
sparkle_writer_outbox_row (SparkleWriter  *self,
                           const char     *id,
                           GError        **error)
{
  g_autoptr (GPtrArray) rows = read_rows (self, sparkle_database_query (self->db, error, "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ? AND account_id = ?",
                                                                        "ss", id, self->account), error);

  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

/* ---- what a mutation touches ----------------------------------------------------------------------------------- */

typedef gboolean (*TouchFunc) (SparkleWriter *self, const char *mutation, SparkleCollection collection, const char *id, GError **error);

/* Reading concerns every notification that was there to be read, anything else the one record that it names. */
static gboolean
visit_own (SparkleWriter *self, const SparkleOutboxRow *row, JsonObject *data, TouchFunc func, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (row->collection != SPARKLE_COLLECTION_NOTIFICATION)
    return func (self, row->id, row->collection, row->record_id, error);
  ids = sparkle_writer_unread_of (self, data, error);
  for (unsigned i = 0; ids != NULL && i < ids->len; i++)
    if (!func (self, row->id, row->collection, g_ptr_array_index (ids, i), error))
      return FALSE;
  return ids != NULL;
}

static gboolean
visit_touched (SparkleWriter           *self,
               const SparkleOutboxRow  *row,
               JsonObject              *data,
               TouchFunc                func,
               GError                 **error)
{
  static const struct { const char *member; SparkleCollection collection; } members[] = {
    { "post_id", SPARKLE_COLLECTION_POST }, { "comment_id", SPARKLE_COLLECTION_COMMENT },
    { "parent_id", SPARKLE_COLLECTION_COMMENT }, { "user_id", SPARKLE_COLLECTION_USER },
  };
  const SparkleEchoOp *op = sparkle_echo_op (row->op);

  if (!visit_own (self, row, data, func, error))
    return FALSE;
  if (row->collection == SPARKLE_COLLECTION_DRAFT || row->collection == SPARKLE_COLLECTION_NOTIFICATION)
    return TRUE;
  for (unsigned i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *id = sparkle_data_string (data, members[i].member);

      if (id != NULL && !func (self, row->id, members[i].collection, id, error))
        return FALSE;
    }
  if (row->collection == SPARKLE_COLLECTION_FOLLOW)
    return func (self, row->id, SPARKLE_COLLECTION_USER, row->account_id, error);
  if (row->collection == SPARKLE_COLLECTION_COMMENT && op->verb == SPARKLE_VERB_DELETE)
    {
      SparkleAnyRow comment = { 0 };
      gboolean known, ok;

      ok = sparkle_writer_read_effective (self, sparkle_table_get (SPARKLE_COLLECTION_COMMENT), row->record_id, &comment, &known, error) &&
           (comment.comment.post_id == NULL || func (self, row->id, SPARKLE_COLLECTION_POST, comment.comment.post_id, error));
      sparkle_table_clear (sparkle_table_get (SPARKLE_COLLECTION_COMMENT), &comment);
      return ok;
    }
  return TRUE;
}

static gboolean
add_touch (SparkleWriter      *self,
           const char         *mutation,
           SparkleCollection   collection,
           const char         *id,
           GError            **error)
{
  if (self->overlay[collection] == NULL)
    self->overlay[collection] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->overlay[collection], g_strdup (id));
  sparkle_writer_touch (self, collection, id);
  return sparkle_database_run (self->db, error, "INSERT OR IGNORE INTO touch (mutation, collection, id) VALUES (?, ?, ?)", "sis",
                               mutation, (gint64) collection, id);
}

/* The records of a mutation are folded before the commit; those that nothing else touches are no longer overlaid then. */
static gboolean
visit_stored_touches (SparkleWriter           *self,
                      const SparkleOutboxRow  *row,
                      gboolean                 forget,
                      GError                 **error)
{
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error,
                                               "SELECT t.collection, t.id, EXISTS (SELECT 1 FROM touch o JOIN outbox ob ON ob.id = o.mutation"
                                               " WHERE o.collection = t.collection AND o.id = t.id AND o.mutation <> t.mutation AND ob.account_id = ?2)"
                                               " FROM touch t WHERE t.mutation = ?1", "ss", row->id, self->account);
  gboolean more;

  do
    {
      unsigned collection;
      const char *id;

      if (!sparkle_database_step (self->db, stmt, &more, error))
        return FALSE;
      if (!more)
        break;
      collection = sqlite3_column_int (stmt, 0);
      id = (const char *) sqlite3_column_text (stmt, 1);
      if (collection >= SPARKLE_COLLECTION_OUTBOX)
        continue;
      sparkle_writer_touch (self, collection, id);
      if (forget && !sqlite3_column_int (stmt, 2) && self->overlay[collection] != NULL)
        g_hash_table_remove (self->overlay[collection], id);
    }
  while (more);
  sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_OUTBOX, row->id);
  return TRUE;
}

gboolean
sparkle_writer_outbox_touch (SparkleWriter           *self,
                             const SparkleOutboxRow  *row,
                             GError                 **error)
{
  return visit_stored_touches (self, row, FALSE, error);
}

gboolean
sparkle_writer_outbox_remove (SparkleWriter           *self,
                              const SparkleOutboxRow  *row,
                              GError                 **error)
{
  return visit_stored_touches (self, row, TRUE, error) &&
         sparkle_database_run (self->db, error, "DELETE FROM outbox WHERE id = ?", "s", row->id);
}

/**
 * sparkle_writer_outbox_save:
 * @old_id: the id that the row has so far; a mutation that is sent again with another content needs a new one
 */
gboolean
sparkle_writer_outbox_save (SparkleWriter           *self,
                            const SparkleOutboxRow  *row,
                            const char              *old_id,
                            GError                 **error)
{
  if (!g_str_equal (row->id, old_id))
    sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_OUTBOX, old_id);
  return sparkle_database_run (self->db, error,
                               "UPDATE outbox SET id = ?, data = ?, base_version = ?, base = ?, theirs = ?, state = ?, attempts = ?,"
                               " next_at = ?, created_at = ?, error_code = ?, error_message = ?, summary = ? WHERE id = ?", "ssissiiiiisss",
                               row->id, row->data, row->base_version, row->base, row->theirs, row->state, row->attempts,
                               row->next_at, row->created_at, row->error_code, row->error_message, row->summary, old_id) &&
         sparkle_writer_outbox_touch (self, row, error);
}

gboolean
sparkle_writer_outbox_insert (SparkleWriter           *self,
                              const SparkleOutboxRow  *row,
                              JsonObject              *data,
                              GError                 **error)
{
  gint64 count;

  if (!sparkle_database_get_int (self->db, &count, 0, error, "SELECT count(*) FROM outbox", ""))
    return FALSE;
  if (count >= MAX_OUTBOX)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE,
                   g_dngettext (GETTEXT_PACKAGE, "The outbox is full (%d entry): connect to the server, or discard it",
                                "The outbox is full (%d entries): connect to the server, or discard some", MAX_OUTBOX), MAX_OUTBOX);
      return FALSE;
    }
  sparkle_store_changes_add (self->changes, SPARKLE_COLLECTION_OUTBOX, row->id);
  return sparkle_database_run (self->db, error,
                               "INSERT INTO outbox (id, account_id, op, collection, record_id, data, base_version, base, state, attempts, next_at,"
                               " created_at, error_code, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, -1, ?)", "sssissisiis",
                               row->id, row->account_id, row->op, row->collection, row->record_id, row->data, row->base_version, row->base,
                               row->next_at, row->created_at, row->summary) &&
         visit_touched (self, row, data, add_touch, error);
}

/**
 * sparkle_outbox_merge_data:
 *
 * Returns: (transfer full) (nullable): the object @into with the members of @from in their place
 */
char *
sparkle_outbox_merge_data (const char *into,
                           JsonObject *from)
{
  g_autoptr (JsonNode) node = json_from_string (into, NULL);
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &member, &value))
    json_object_set_member (json_node_get_object (node), member, json_node_copy (value));
  return json_to_string (node, FALSE);
}

static JsonNode *
member_of (JsonNode   *node,
           const char *member)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), member) : NULL;
}

/**
 * sparkle_outbox_is_on_top:
 * @below: an edit in the outbox
 * @data: what a later edit changes
 * @base: (nullable): what the later edit was written over, as JSON
 *
 * Whether the later edit was written over what @below leaves behind. If not, it must be merged and may replace nothing: the editor
 * was opened before, or @below became another text since.
 */
gboolean
sparkle_outbox_is_on_top (const SparkleOutboxRow *below,
                          JsonObject             *data,
                          const char             *base)
{
  g_autoptr (JsonNode) over = base != NULL ? json_from_string (base, NULL) : NULL;
  g_autoptr (JsonNode) below_data = json_from_string (below->data, NULL);
  g_autoptr (JsonNode) below_base = below->base != NULL ? json_from_string (below->base, NULL) : NULL;
  GList *members = json_object_get_members (data);
  gboolean on_top = TRUE;

  for (GList *l = members; l != NULL && on_top; l = l->next)
    {
      JsonNode *seen = member_of (over, l->data);
      JsonNode *left = member_of (below_data, l->data);

      if (left == NULL)
        left = member_of (below_base, l->data);
      if (seen != NULL && left != NULL && !g_str_equal (l->data, "id"))
        on_top = json_node_equal (seen, left);
    }
  g_list_free (members);
  return on_top;
}

/* Takes away what was never sent and what builds on it. */
gboolean
sparkle_writer_outbox_cascade (SparkleWriter           *self,
                               const SparkleOutboxRow  *row,
                               GError                 **error)
{
  const SparkleEchoOp *op = sparkle_echo_op (row->op);
  g_autoptr (GPtrArray) others = NULL;

  if (op != NULL && op->verb == SPARKLE_VERB_CREATE)
    {
      others = sparkle_writer_outbox_of (self, row->collection, row->record_id, error);
      if (others == NULL)
        return FALSE;
      for (unsigned i = 0; i < others->len; i++)
        {
          const SparkleOutboxRow *other = g_ptr_array_index (others, i);
          const SparkleEchoOp *other_op = sparkle_echo_op (other->op);

          if (other->seq <= row->seq)
            continue;
          /* a comment under it takes its own answers along */
          if (other_op != NULL && other_op->verb == SPARKLE_VERB_CREATE ? !sparkle_writer_outbox_cascade (self, other, error)
                                                                        : !sparkle_writer_outbox_remove (self, other, error))
            return FALSE;
        }
    }
  return sparkle_writer_outbox_remove (self, row, error);
}

/* ---- out ------------------------------------------------------------------------------------------------------ */

static gint64
due_at (const SparkleOutboxRow *row,
        gint64                  now)
{
  return row->next_at > now + MAX_WAIT ? now : row->next_at;
}

static char *
record_key (gint64      collection,
            const char *id)
{
  return g_strdup_printf ("%d/%s", (int) collection, id);
}

/* Things that keep a later mutation back. */
typedef struct
{
  GHashTable *busy;    /* records with an earlier unfinished mutation: the same record waits */
  GHashTable *unborn;  /* records whose creation is not sent yet: whatever needs them waits */
} Barriers;

static gboolean
is_blocked (SparkleWriter           *self,
            const SparkleOutboxRow  *row,
            Barriers                *barriers,
            gboolean                *ret_blocked,
            GError                 **error)
{
  g_autofree char *key = record_key (row->collection, row->record_id);
  sqlite3_stmt *stmt;
  gboolean more;

  *ret_blocked = g_hash_table_contains (barriers->busy, key);
  if (*ret_blocked || g_hash_table_size (barriers->unborn) == 0)
    return TRUE;
  stmt = sparkle_database_query (self->db, error, "SELECT collection, id FROM touch WHERE mutation = ?", "s", row->id);
  do
    {
      if (!sparkle_database_step (self->db, stmt, &more, error))
        return FALSE;
      if (more)
        {
          g_autofree char *touched = record_key (sqlite3_column_int (stmt, 0), (const char *) sqlite3_column_text (stmt, 1));

          *ret_blocked |= g_hash_table_contains (barriers->unborn, touched);
        }
    }
  while (more);
  return TRUE;
}

static GPtrArray *
all_rows (SparkleWriter  *self,
          GError        **error)
{
  return read_rows (self, sparkle_database_query (self->db, error, "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE account_id = ? ORDER BY seq", "s",
                                                  self->account), error);
}

/* What may be sent at now, at most max; *ret_next_at: when the first one that only time keeps back is due. */
static GPtrArray *
ready_rows (SparkleWriter  *self,
            gint64          now,
            unsigned        max,
            gint64         *ret_next_at,
            GError        **error)
{
  g_autoptr (GPtrArray) rows = all_rows (self, error);
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);
  g_autoptr (GHashTable) busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) unborn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Barriers barriers = { busy, unborn };
  gsize bytes = 0;

  *ret_next_at = G_MAXINT64;
  if (rows == NULL)
    return NULL;
  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      const SparkleEchoOp *op = sparkle_echo_op (row->op);
      gboolean create = op != NULL && op->verb == SPARKLE_VERB_CREATE;
      gboolean blocked, take;

      if (!is_blocked (self, row, &barriers, &blocked, error))
        return NULL;
      if (row->state == SPARKLE_OUTBOX_WAITING && !blocked)
        *ret_next_at = MIN (*ret_next_at, due_at (row, now));
      take = row->state == SPARKLE_OUTBOX_WAITING && !blocked && due_at (row, now) <= now && ready->len < max &&
             (ready->len == 0 || bytes + strlen (row->data) <= MAX_BATCH_BYTES);
      if (take)
        {
          bytes += strlen (row->data);
          g_ptr_array_add (ready, sparkle_outbox_row_copy (row));
        }
      if (row->state != SPARKLE_OUTBOX_FAILED || create)
        g_hash_table_add (busy, record_key (row->collection, row->record_id));
      if (create && !take)
        g_hash_table_add (unborn, record_key (row->collection, row->record_id));
    }
  return g_steal_pointer (&ready);
}

GPtrArray *
sparkle_writer_take (SparkleWriter  *self,
                     unsigned        max,
                     gint64          now,
                     GError        **error)
{
  gint64 next_at;
  g_autoptr (GPtrArray) ready = ready_rows (self, now, max, &next_at, error);

  for (unsigned i = 0; ready != NULL && i < ready->len; i++)
    {
      SparkleOutboxRow *row = g_ptr_array_index (ready, i);

      row->state = SPARKLE_OUTBOX_SENDING;
      row->attempts++;
      if (!sparkle_writer_outbox_save (self, row, row->id, error))
        return NULL;
    }
  return g_steal_pointer (&ready);
}

gboolean
sparkle_writer_next_outbox (SparkleWriter  *self,
                            gint64         *ret_at,
                            GError        **error)
{
  gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) ready = ready_rows (self, now, 1, ret_at, error);

  if (ready == NULL)
    return FALSE;
  if (*ret_at <= now)
    *ret_at = 0;
  return TRUE;
}

gboolean
sparkle_writer_return (SparkleWriter  *self,
                       GPtrArray      *sent,
                       gint64          next_at,
                       const GError   *why,
                       GError        **error)
{
  for (unsigned i = 0; i < sent->len; i++)
    {
      const SparkleOutboxRow *asked = g_ptr_array_index (sent, i);
      g_autoptr (SparkleOutboxRow) row = sparkle_writer_outbox_row (self, asked->id, error);

      if (row == NULL || row->state != SPARKLE_OUTBOX_SENDING)
        {
          if (error != NULL && *error != NULL)
            return FALSE;
          continue;
        }
      row->state = SPARKLE_OUTBOX_WAITING;
      row->next_at = next_at;
      if (why != NULL)
        {
          row->error_code = why->domain == SPARKLE_ERROR ? why->code : SPARKLE_ERROR_INTERNAL;
          g_set_str (&row->error_message, why->message);
        }
      if (!sparkle_writer_outbox_save (self, row, row->id, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * sparkle_writer_retry:
 * @data: (nullable): members to replace
 *
 * Sends a failed mutation again, under a new id: the server may have recorded the old one.
 */
gboolean
sparkle_writer_retry (SparkleWriter  *self,
                      const char     *id,
                      JsonObject     *data,
                      GError        **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SparkleOutboxRow) row = sparkle_writer_outbox_row (self, id, &local);
  g_autoptr (JsonNode) theirs = NULL;

  if (local != NULL)
    return g_propagate_error (error, g_steal_pointer (&local)), FALSE;
  if (row == NULL || row->state == SPARKLE_OUTBOX_SENDING)
    {
      g_set_error_literal (error, SPARKLE_ERROR, row == NULL ? SPARKLE_ERROR_NOT_FOUND : SPARKLE_ERROR_CONFLICT,
                           row == NULL ? _("This entry is no longer in the outbox") : _("This entry is being sent"));
      return FALSE;
    }
  if (data != NULL)
    {
      char *merged = sparkle_outbox_merge_data (row->data, data);

      if (merged != NULL)
        {
          g_free (row->data);
          row->data = merged;
        }
    }
  /* mine wins over what was seen of theirs */
  theirs = row->theirs != NULL ? json_from_string (row->theirs, NULL) : NULL;
  if (theirs != NULL && JSON_NODE_HOLDS_OBJECT (theirs))
    {
      row->base_version = json_object_get_int_member_with_default (json_node_get_object (theirs), "version", row->base_version);
      g_free (row->base);
      row->base = g_steal_pointer (&row->theirs);
      if (g_str_equal (row->op, "bookmark.set"))
        sparkle_outbox_write_note_over (row, json_node_get_object (theirs));
    }
  g_free (row->id);
  row->id = sparkle_uuid_new ();
  row->state = SPARKLE_OUTBOX_WAITING;
  row->attempts = 0;
  row->next_at = g_get_real_time ();
  row->error_code = -1;
  g_clear_pointer (&row->error_message, g_free);
  return sparkle_writer_outbox_save (self, row, id, error);
}

gboolean
sparkle_writer_discard (SparkleWriter  *self,
                        const char     *id,
                        GError        **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SparkleOutboxRow) row = sparkle_writer_outbox_row (self, id, &local);

  if (row != NULL && row->state != SPARKLE_OUTBOX_SENDING)
    return sparkle_writer_outbox_cascade (self, row, error);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (row == NULL)
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, _("This entry is no longer in the outbox"));
  else
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT, _("This entry is being sent: wait for the answer"));
  return FALSE;
}

/**
 * sparkle_outbox_rows_to_json:
 * @rows: (element-type SparkleOutboxRow)
 *
 * Returns: (transfer full): the body of a push
 */
char *
sparkle_outbox_rows_to_json (GPtrArray *rows)
{
  GString *out = g_string_new ("{\"mutations\":[");

  for (unsigned i = 0; i < rows->len; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);

      /* ids and ops are ours and need no escapes; data is JSON text already */
      g_string_append_printf (out, "%s{\"id\":\"%s\",\"op\":\"%s\",\"data\":%s", i > 0 ? "," : "", row->id, row->op, row->data);
      if (row->base_version > 0)
        g_string_append_printf (out, ",\"base_version\":%" G_GINT64_FORMAT, row->base_version);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}");
  return g_string_free_and_steal (out);
}
