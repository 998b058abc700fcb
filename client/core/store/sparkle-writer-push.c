/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error-words.h"
#include "sparkle-error.h"
#include "sparkle-merge.h"
#include "sparkle-uuid.h"

/* After so many clean merges in a row without getting through, a person decides. */
#define MAX_MERGES 8
#define MAX_RETRY_AFTER (3600 * (gint64) G_USEC_PER_SEC)

/* One result of a push, as pieces of the text. */
typedef struct
{
  char       *id;
  char       *status;
  char       *collection;
  const char *record, *related, *error;
  gsize       record_length, related_length, error_length;
  gint64      retry_after; /* seconds; 0: not said */
} PushResult;

static void
push_result_clear (PushResult *result)
{
  g_free (result->id);
  g_free (result->status);
  g_free (result->collection);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PushResult, push_result_clear)

static gboolean
protocol_error (GError     **error,
                const char  *what)
{
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server's answer is not what was agreed: %s"), what);
  return FALSE;
}

static gboolean
read_member (SparkleJsonReader *reader,
             PushResult        *result,
             const char        *key,
             gsize              length)
{
  char **string = SPARKLE_JSON_KEY (key, length, "id") ? &result->id
                : SPARKLE_JSON_KEY (key, length, "status") ? &result->status
                : SPARKLE_JSON_KEY (key, length, "collection") ? &result->collection : NULL;
  gboolean object = sparkle_json_reader_peek (reader) == SPARKLE_JSON_OBJECT;

  if (string != NULL)
    {
      g_clear_pointer (string, g_free);
      return sparkle_json_reader_string (reader, string);
    }
  if (SPARKLE_JSON_KEY (key, length, "record") && object)
    return sparkle_json_reader_span (reader, &result->record, &result->record_length);
  if (SPARKLE_JSON_KEY (key, length, "related") && object)
    return sparkle_json_reader_span (reader, &result->related, &result->related_length);
  if (SPARKLE_JSON_KEY (key, length, "error") && object)
    return sparkle_json_reader_span (reader, &result->error, &result->error_length);
  if (SPARKLE_JSON_KEY (key, length, "retry_after"))
    return sparkle_json_reader_int (reader, &result->retry_after);
  return sparkle_json_reader_skip (reader);
}

static gboolean
read_result (SparkleJsonReader *reader,
             PushResult        *result)
{
  const char *key;
  gsize length;

  if (!sparkle_json_reader_enter_object (reader))
    return FALSE;
  while (sparkle_json_reader_next_member (reader, &key, &length))
    {
      if (key == NULL)
        return result->id != NULL && result->status != NULL;
      if (!read_member (reader, result, key, length))
        return FALSE;
    }
  return FALSE;
}

static JsonNode *
parse_object (const char *text,
              gsize       length)
{
  g_autofree char *copy = text != NULL ? g_strndup (text, length) : NULL;
  g_autoptr (JsonNode) node = copy != NULL ? json_from_string (copy, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

static gboolean
take_record (SparkleWriter     *self,
             SparkleCollection  collection,
             const PushResult  *result,
             GError           **error)
{
  SparkleJsonReader reader;

  if (result->record == NULL)
    return TRUE;
  sparkle_json_reader_init (&reader, result->record, result->record_length);
  return sparkle_writer_apply_record (self, collection, &reader, error);
}

static gboolean
take_related (SparkleWriter     *self,
              const PushResult  *result,
              GError           **error)
{
  SparkleJsonReader reader;
  gint64 low;
  unsigned n_posts, n_records;

  if (result->related == NULL)
    return TRUE;
  sparkle_json_reader_init (&reader, result->related, result->related_length);
  return sparkle_writer_apply_upserts (self, &reader, NULL, &low, &n_posts, &n_records, error);
}

/* ---- applied ---------------------------------------------------------------------------------------------------- */

/* The version that the mutation made. What is known here may be newer: the answer can be a repeated one. */
static gint64
result_version (const PushResult *result)
{
  g_autoptr (JsonNode) record = parse_object (result->record, result->record_length);

  return record != NULL ? json_object_get_int_member_with_default (json_node_get_object (record), "version", 0) : 0;
}

static gboolean
is_on_top (const SparkleOutboxRow *below,
           const SparkleOutboxRow *row)
{
  g_autoptr (JsonNode) data = parse_object (row->data, strlen (row->data));

  return data == NULL || sparkle_outbox_is_on_top (below, json_node_get_object (data), row->base);
}

/* An edit that waits behind the one that was just taken was written on top of it, and of nothing that others did since. One that
 * was not keeps its version: the server then tells that it has to be merged. */
static gboolean
advance_followers (SparkleWriter           *self,
                   const SparkleOutboxRow  *done,
                   gint64                   version,
                   GError                 **error)
{
  const SparkleTable *table = sparkle_table_get (done->collection);
  g_autoptr (GPtrArray) rows = NULL;
  SparkleAnyRow record = { 0 };
  gboolean known;

  if (table->collection != SPARKLE_COLLECTION_POST && table->collection != SPARKLE_COLLECTION_COMMENT &&
      table->collection != SPARKLE_COLLECTION_DRAFT && table->collection != SPARKLE_COLLECTION_USER)
    return TRUE;
  if (!sparkle_writer_read_truth (self, table, done->record_id, &record, &known, error))
    return FALSE;
  if (version == 0 && known)
    version = table->collection == SPARKLE_COLLECTION_POST ? record.post.version
            : table->collection == SPARKLE_COLLECTION_COMMENT ? record.comment.version
            : table->collection == SPARKLE_COLLECTION_DRAFT ? record.draft.version : record.user.version;
  sparkle_table_clear (table, &record);
  if (version == 0)
    return TRUE;
  rows = sparkle_writer_outbox_of (self, table->collection, done->record_id, error);
  for (unsigned i = 0; rows != NULL && i < rows->len; i++)
    {
      SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      const SparkleEchoOp *op = sparkle_echo_op (row->op);

      if (row->seq <= done->seq || row->attempts > 0 || row->collection != done->collection || op == NULL ||
          !g_str_equal (row->record_id, done->record_id) || (op->verb != SPARKLE_VERB_EDIT && op->verb != SPARKLE_VERB_SAVE) ||
          !is_on_top (done, row))
        continue;
      row->base_version = version;
      if (!sparkle_writer_outbox_save (self, row, row->id, error))
        return FALSE;
    }
  return rows != NULL;
}

/* What the server says a deletion left behind: nothing, in the scopes known here. */
static gboolean
forget_deleted (SparkleWriter           *self,
                const SparkleOutboxRow  *row,
                const PushResult        *result,
                GError                 **error)
{
  const SparkleEchoOp *op = sparkle_echo_op (row->op);
  const SparkleTable *table = sparkle_table_get (row->collection);

  if (op == NULL || (op->verb != SPARKLE_VERB_DELETE && op->verb != SPARKLE_VERB_UNSET) || table->collection == SPARKLE_COLLECTION_COMMENT)
    return TRUE;
  /* a bookmark with a note that was not seen here stays */
  if (table->collection == SPARKLE_COLLECTION_BOOKMARK && result->record != NULL)
    return TRUE;
  return sparkle_writer_leave (self, table, row->record_id,
                               table->collection == SPARKLE_COLLECTION_POST ? SPARKLE_SCOPE_KEY_FEED : SPARKLE_SCOPE_KEY_ME, error);
}

static gboolean
apply_applied (SparkleWriter           *self,
               const SparkleOutboxRow  *row,
               const PushResult        *result,
               GError                 **error)
{
  SparkleCollection collection = result->collection != NULL ? sparkle_collection_from_name (result->collection) : (SparkleCollection) row->collection;

  return sparkle_writer_settle_read (self, row, error) &&
         sparkle_writer_outbox_remove (self, row, error) &&
         take_record (self, collection, result, error) &&
         take_related (self, result, error) &&
         forget_deleted (self, row, result, error) &&
         advance_followers (self, row, collection == (SparkleCollection) row->collection ? result_version (result) : 0, error);
}

/* ---- conflict --------------------------------------------------------------------------------------------------- */

/* Edits of the same record that wait behind become part of this one: a person sees one conflict, and a merge covers all of it. */
static gboolean
absorb_followers (SparkleWriter     *self,
                  SparkleOutboxRow  *row,
                  JsonObject        *mine,
                  JsonObject        *base,
                  GError           **error)
{
  g_autoptr (GPtrArray) rows = sparkle_writer_outbox_of (self, row->collection, row->record_id, error);

  for (unsigned i = 0; rows != NULL && i < rows->len; i++)
    {
      const SparkleOutboxRow *other = g_ptr_array_index (rows, i);
      g_autoptr (JsonNode) data = NULL, other_base = NULL;
      JsonObjectIter iter;
      const char *member;
      JsonNode *value;

      if (other->seq <= row->seq || !g_str_equal (other->op, row->op) || !g_str_equal (other->record_id, row->record_id) || other->attempts > 0 ||
          !is_on_top (row, other))
        continue;
      data = parse_object (other->data, strlen (other->data));
      other_base = other->base != NULL ? parse_object (other->base, strlen (other->base)) : NULL;
      if (data != NULL)
        {
          json_object_iter_init (&iter, json_node_get_object (data));
          while (json_object_iter_next (&iter, &member, &value))
            json_object_set_member (mine, member, json_node_copy (value));
        }
      if (other_base != NULL && base != NULL)
        {
          json_object_iter_init (&iter, json_node_get_object (other_base));
          while (json_object_iter_next (&iter, &member, &value))
            if (!json_object_has_member (base, member))
              json_object_set_member (base, member, json_node_copy (value));
        }
      if (!sparkle_writer_outbox_remove (self, other, error))
        return FALSE;
    }
  return rows != NULL;
}

static gboolean
nodes_equal (JsonNode *a,
             JsonNode *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL || JSON_NODE_HOLDS_NULL (a)) && (b == NULL || JSON_NODE_HOLDS_NULL (b));
  return json_node_equal (a, b);
}

static gboolean
is_text_node (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* One field three ways; (transfer full), NULL: both sides changed it differently. */
static JsonNode *
merge_field (JsonNode *base,
             JsonNode *mine,
             JsonNode *theirs)
{
  char *merged = NULL;

  if (nodes_equal (base, theirs) || nodes_equal (mine, theirs))
    return json_node_copy (mine);
  if (nodes_equal (base, mine))
    return theirs != NULL ? json_node_copy (theirs) : json_node_new (JSON_NODE_NULL);
  if (is_text_node (base) && is_text_node (mine) && is_text_node (theirs) &&
      sparkle_merge_text (json_node_get_string (base), json_node_get_string (mine), json_node_get_string (theirs), &merged))
    {
      JsonNode *node = json_node_alloc ();

      json_node_init_string (node, merged);
      g_free (merged);
      return node;
    }
  return NULL;
}

static JsonNode *
merge_objects (JsonObject *base,
               JsonObject *mine,
               JsonObject *theirs)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *merged = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_node_take_object (node, merged);
  json_object_iter_init (&iter, mine);
  while (json_object_iter_next (&iter, &member, &value))
    {
      JsonNode *field;

      /* a time is no text, to be merged or looked at from both sides: what was chosen last holds */
      if (g_str_equal (member, "id") || g_str_equal (member, "publish_at"))
        field = json_node_copy (value);
      else if (!json_object_has_member (base, member))
        return NULL;
      else
        field = merge_field (json_object_get_member (base, member), value, json_object_get_member (theirs, member));
      if (field == NULL)
        return NULL;
      json_object_set_member (merged, member, field);
    }
  return g_steal_pointer (&node);
}

static void
set_error_of (SparkleOutboxRow *row,
              const PushResult *result,
              int               fallback)
{
  g_autoptr (JsonNode) node = parse_object (result->error, result->error_length);
  g_autoptr (GError) error = node != NULL ? sparkle_error_from_node (node, 0) : NULL;

  row->error_code = error != NULL ? error->code : fallback;
  g_free (row->error_message);
  row->error_message = error != NULL ? sparkle_error_in_words (error) : g_strdup (sparkle_error_translate (sparkle_error_info (fallback)->message));
}

static gboolean
count_merge (SparkleWriter           *self,
             const SparkleOutboxRow  *row,
             gint64                  *ret_merges,
             GError                 **error)
{
  return sparkle_database_run (self->db, error, "UPDATE outbox SET merges = merges + 1 WHERE id = ?", "s", row->id) &&
         sparkle_database_get_int (self->db, ret_merges, 0, error, "SELECT merges FROM outbox WHERE id = ?", "s", row->id);
}

static gboolean
solve_conflict (SparkleWriter        *self,
                SparkleOutboxRow     *row,
                const PushResult     *result,
                SparklePushSummary   *summary,
                GError              **error)
{
  g_autoptr (JsonNode) mine = parse_object (row->data, strlen (row->data));
  g_autoptr (JsonNode) base = row->base != NULL ? parse_object (row->base, strlen (row->base)) : NULL;
  g_autoptr (JsonNode) theirs = parse_object (result->record, result->record_length);
  g_autoptr (JsonNode) merged = NULL;
  g_autofree char *old_id = g_strdup (row->id);
  gint64 merges = 0;

  if (mine == NULL || theirs == NULL)
    return protocol_error (error, _("a conflict without the current record"));
  if (!absorb_followers (self, row, json_node_get_object (mine), base != NULL ? json_node_get_object (base) : NULL, error) ||
      !count_merge (self, row, &merges, error))
    return FALSE;
  if (base != NULL && merges <= MAX_MERGES)
    merged = merge_objects (json_node_get_object (base), json_node_get_object (mine), json_node_get_object (theirs));
  g_free (row->data);
  row->data = json_to_string (merged != NULL ? merged : mine, FALSE);
  g_set_str (&row->theirs, NULL);
  if (merged != NULL)
    {
      summary->n_merged++;
      g_free (row->id);
      row->id = sparkle_uuid_new ();
      g_free (row->base);
      row->base = g_strndup (result->record, result->record_length);
      row->base_version = json_object_get_int_member_with_default (json_node_get_object (theirs), "version", row->base_version);
      row->state = SPARKLE_OUTBOX_WAITING;
      row->attempts = 0;
      row->next_at = 0;
    }
  else
    {
      summary->n_conflicts++;
      if (base != NULL)
        {
          g_free (row->base);
          row->base = json_to_string (base, FALSE);
        }
      row->theirs = g_strndup (result->record, result->record_length);
      row->state = SPARKLE_OUTBOX_CONFLICT;
      set_error_of (row, result, SPARKLE_ERROR_STALE_VERSION);
    }
  return sparkle_writer_outbox_save (self, row, old_id, error);
}

static gboolean
apply_conflict (SparkleWriter        *self,
                SparkleOutboxRow     *row,
                const PushResult     *result,
                SparklePushSummary   *summary,
                GError              **error)
{
  const SparkleEchoOp *op = sparkle_echo_op (row->op);

  if (!take_record (self, result->collection != NULL ? sparkle_collection_from_name (result->collection) : (SparkleCollection) row->collection,
                    result, error))
    return FALSE;
  if (op != NULL && (op->verb == SPARKLE_VERB_EDIT || op->verb == SPARKLE_VERB_SAVE) && result->record != NULL)
    return solve_conflict (self, row, result, summary, error);
  summary->n_rejected++;
  row->state = SPARKLE_OUTBOX_FAILED;
  set_error_of (row, result, SPARKLE_ERROR_CONFLICT);
  return sparkle_writer_outbox_save (self, row, row->id, error);
}

/* ---- the answer ------------------------------------------------------------------------------------------------- */

static gboolean
apply_retry (SparkleWriter        *self,
             SparkleOutboxRow     *row,
             const PushResult     *result,
             gint64                retry_delay,
             SparklePushSummary   *summary,
             GError              **error)
{
  g_autoptr (JsonNode) node = result != NULL ? parse_object (result->error, result->error_length) : NULL;
  g_autoptr (GError) reason = node != NULL ? sparkle_error_from_node (node, 0) : NULL;
  gint64 after = result != NULL && result->retry_after > 0 ? result->retry_after * G_USEC_PER_SEC
               : reason != NULL && sparkle_error_get_retry_after (reason) > 0 ? sparkle_error_get_retry_after (reason) * G_USEC_PER_SEC
               : retry_delay;

  summary->n_retry++;
  row->state = SPARKLE_OUTBOX_WAITING;
  row->next_at = g_get_real_time () + CLAMP (after, 0, MAX_RETRY_AFTER);
  if (result != NULL)
    set_error_of (row, result, SPARKLE_ERROR_UNAVAILABLE);
  return sparkle_writer_outbox_save (self, row, row->id, error);
}

static gboolean
apply_result (SparkleWriter       *self,
              SparkleOutboxRow    *row,
              const PushResult    *result,
              gint64               retry_delay,
              SparklePushSummary  *summary,
              GError             **error)
{
  if (g_str_equal (result->status, "applied"))
    {
      summary->n_applied++;
      return apply_applied (self, row, result, error);
    }
  if (g_str_equal (result->status, "conflict"))
    return apply_conflict (self, row, result, summary, error);
  if (g_str_equal (result->status, "retry"))
    return apply_retry (self, row, result, retry_delay, summary, error);
  if (!g_str_equal (result->status, "rejected"))
    return protocol_error (error, _("a result of an unknown kind"));
  summary->n_rejected++;
  row->state = SPARKLE_OUTBOX_FAILED;
  set_error_of (row, result, SPARKLE_ERROR_INTERNAL);
  return sparkle_writer_outbox_save (self, row, row->id, error);
}

static gboolean
find_results (SparkleJsonReader *reader)
{
  const char *key;
  gsize length;

  for (unsigned depth = 0; depth < 2; depth++)
    {
      gboolean inner = FALSE;

      if (!sparkle_json_reader_enter_object (reader))
        return FALSE;
      while (!inner && sparkle_json_reader_next_member (reader, &key, &length) && key != NULL)
        {
          if (SPARKLE_JSON_KEY (key, length, "results"))
            return sparkle_json_reader_enter_array (reader);
          if (SPARKLE_JSON_KEY (key, length, "data") && sparkle_json_reader_peek (reader) == SPARKLE_JSON_OBJECT)
            inner = TRUE;
          else if (!sparkle_json_reader_skip (reader))
            return FALSE;
        }
      if (!inner)
        return FALSE;
    }
  return FALSE;
}

static gboolean
was_sent (GPtrArray  *sent,
          const char *id)
{
  for (unsigned i = 0; i < sent->len; i++)
    if (g_str_equal (((SparkleOutboxRow *) g_ptr_array_index (sent, i))->id, id))
      return TRUE;
  return FALSE;
}

static gboolean
retry_unanswered (SparkleWriter       *self,
                  GPtrArray           *sent,
                  GHashTable          *answered,
                  gint64               retry_delay,
                  SparklePushSummary  *summary,
                  GError             **error)
{
  for (unsigned i = 0; i < sent->len; i++)
    {
      const SparkleOutboxRow *asked = g_ptr_array_index (sent, i);
      g_autoptr (GError) local = NULL;
      g_autoptr (SparkleOutboxRow) row = NULL;

      if (g_hash_table_contains (answered, asked->id))
        continue;
      row = sparkle_writer_outbox_row (self, asked->id, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (row != NULL && row->state == SPARKLE_OUTBOX_SENDING && !apply_retry (self, row, NULL, retry_delay, summary, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * sparkle_writer_apply_push:
 *
 * Takes the results of a push: in one transaction each mutation leaves the outbox together with the arrival of its record, is
 * set aside, merged or put back.
 */
gboolean
sparkle_writer_apply_push (SparkleWriter       *self,
                           GPtrArray           *sent,
                           GBytes              *answer,
                           gint64               retry_delay,
                           SparklePushSummary  *summary,
                           GError             **error)
{
  g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SparkleJsonReader reader;
  gsize length;
  const char *text = g_bytes_get_data (answer, &length);
  gboolean more = TRUE;

  if (!sparkle_json_reader_check (text, length, error))
    return FALSE;
  sparkle_json_reader_init (&reader, text, length);
  if (!find_results (&reader))
    return protocol_error (error, _("it has no results"));
  while (sparkle_json_reader_next_element (&reader, &more) && more)
    {
      g_auto (PushResult) result = { NULL };
      g_autoptr (GError) local = NULL;
      g_autoptr (SparkleOutboxRow) row = NULL;

      if (!read_result (&reader, &result) || !was_sent (sent, result.id) || !g_hash_table_add (answered, g_strdup (result.id)))
        return protocol_error (error, _("a result that cannot be read, or of something that was not sent"));
      row = sparkle_writer_outbox_row (self, result.id, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (row != NULL && !apply_result (self, row, &result, retry_delay, summary, error))
        return FALSE;
    }
  if (more)
    return protocol_error (error, _("it is no JSON"));
  return retry_unanswered (self, sent, answered, retry_delay, summary, error) &&
         sparkle_writer_next_outbox (self, &summary->next_at, error);
}
