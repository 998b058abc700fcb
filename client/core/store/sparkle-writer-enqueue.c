/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-uuid.h"

/* Autosaved drafts wait a little so that a person typing sends one mutation, not one a second. */
#define DRAFT_DELAY (2 * G_USEC_PER_SEC)

/* To have read everything can be undone for so long; meanwhile the server is not told. */
#define READ_ALL_DELAY (8 * G_USEC_PER_SEC)

/* ---- joining -------------------------------------------------------------------------------------------------- */

static gboolean
is_unsent (const SparkleOutboxRow *row)
{
  return row->state == SPARKLE_OUTBOX_WAITING && row->attempts == 0;
}

/* A draft that goes away takes along what the server did not take of it: it would come back as a ghost, or block the deletion. So
 * does a creation of something that is there all the same. */
static gboolean
is_moot (const SparkleOutboxRow *row,
         const SparkleEchoOp    *deletion)
{
  if (row->state == SPARKLE_OUTBOX_FAILED && sparkle_echo_op (row->op)->verb == SPARKLE_VERB_CREATE)
    return TRUE;
  return deletion->collection == SPARKLE_COLLECTION_DRAFT &&
         (row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT);
}

/* Base values of fields that an earlier edit changed already stay those from before that edit. */
static void
widen_base (SparkleOutboxRow *earlier,
            const char       *base)
{
  g_autoptr (JsonNode) node = base != NULL ? json_from_string (base, NULL) : NULL;
  g_autoptr (JsonNode) old = earlier->base != NULL ? json_from_string (earlier->base, NULL) : NULL;
  char *wide;

  if (node == NULL || old == NULL || !JSON_NODE_HOLDS_OBJECT (node) || !JSON_NODE_HOLDS_OBJECT (old))
    return;
  wide = sparkle_outbox_merge_data (base, json_node_get_object (old));
  if (wide != NULL)
    {
      g_free (earlier->base);
      earlier->base = wide;
    }
}

static gboolean
join_text (SparkleWriter     *self,
           SparkleOutboxRow  *earlier,
           JsonObject        *data,
           const char        *base,
           GError           **error)
{
  char *merged = sparkle_outbox_merge_data (earlier->data, data);
  g_autoptr (JsonNode) node = NULL;

  if (merged == NULL)
    return FALSE;
  g_free (earlier->data);
  earlier->data = merged;
  widen_base (earlier, base);
  node = json_from_string (merged, NULL);
  g_free (earlier->summary);
  earlier->summary = sparkle_echo_summary (json_node_get_object (node));
  if (sparkle_echo_op (earlier->op)->verb != SPARKLE_VERB_CREATE)
    earlier->created_at = g_get_real_time ();
  return sparkle_writer_outbox_save (self, earlier, earlier->id, error);
}

static gboolean
truth_has (SparkleWriter       *self,
           const SparkleTable  *table,
           const char          *id,
           gboolean            *ret_has,
           GError             **error)
{
  SparkleAnyRow row = { 0 };
  gboolean ok = sparkle_writer_read_truth (self, table, id, &row, ret_has, error);

  sparkle_table_clear (table, &row);
  return ok;
}

/* Whether a comment in the outbox answers the comment. */
static gboolean
has_answers (GPtrArray           *rows,
             const SparkleEchoOp *op,
             const char          *record_id)
{
  for (unsigned i = 0; i < rows->len && op->collection == SPARKLE_COLLECTION_COMMENT; i++)
    {
      const SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      const SparkleEchoOp *row_op = sparkle_echo_op (row->op);

      if (row_op != NULL && row_op->verb == SPARKLE_VERB_CREATE && !g_str_equal (row->record_id, record_id))
        return TRUE;
    }
  return FALSE;
}

/**
 * join:
 * @ret_joined: nothing is left to be put in
 *
 * Looks whether a mutation can become part of one that was not sent yet, or undoes it.
 */
static gboolean
join (SparkleWriter        *self,
      const SparkleEchoOp  *op,
      const char           *record_id,
      JsonObject           *data,
      const char           *base,
      gboolean             *ret_joined,
      GError              **error)
{
  g_autoptr (GPtrArray) rows = sparkle_writer_outbox_of (self, op->collection, record_id, error);
  SparkleOutboxRow *last = NULL, *unsent_create = NULL;
  gboolean reached = FALSE, has;

  *ret_joined = FALSE;
  if (rows == NULL)
    return FALSE;
  for (unsigned i = 0; i < rows->len; i++)
    {
      SparkleOutboxRow *row = g_ptr_array_index (rows, i);
      const SparkleEchoOp *row_op = sparkle_echo_op (row->op);

      if (row->collection != (gint64) op->collection || !g_str_equal (row->record_id, record_id) || row_op == NULL)
        continue;
      if (row_op->verb == SPARKLE_VERB_CREATE && (is_unsent (row) || row->state == SPARKLE_OUTBOX_FAILED))
        unsent_create = row;
      reached |= !is_unsent (row) && row->state != SPARKLE_OUTBOX_FAILED && row->state != SPARKLE_OUTBOX_CONFLICT;
      last = row;
    }
  switch (op->verb)
    {
    case SPARKLE_VERB_EDIT:
    case SPARKLE_VERB_SAVE:
      /* who goes on writing over the own side of a conflict changes that side */
      if (last == NULL || (!is_unsent (last) && last->state != SPARKLE_OUTBOX_CONFLICT) ||
          sparkle_echo_op (last->op)->verb == SPARKLE_VERB_DELETE || !sparkle_outbox_is_on_top (last, data, base))
        return TRUE;
      *ret_joined = TRUE;
      return join_text (self, last, data, base, error);
    case SPARKLE_VERB_DELETE:
      if (!truth_has (self, sparkle_table_get (op->collection), record_id, &has, error))
        return FALSE;
      /* an answer to it is a text of its own and outlives it, as on the server: then both are sent, one after the other */
      if (unsent_create != NULL && !has && unsent_create->state != SPARKLE_OUTBOX_FAILED && has_answers (rows, op, record_id))
        return TRUE;
      if (unsent_create != NULL && !has)
        {
          *ret_joined = TRUE;
          return sparkle_writer_outbox_cascade (self, unsent_create, error);
        }
      for (unsigned i = 0; i < rows->len; i++)
        {
          SparkleOutboxRow *row = g_ptr_array_index (rows, i);

          if ((is_unsent (row) || is_moot (row, op)) && row->collection == (gint64) op->collection &&
              g_str_equal (row->record_id, record_id) && !sparkle_writer_outbox_remove (self, row, error))
            return FALSE;
        }
      *ret_joined = op->collection == SPARKLE_COLLECTION_DRAFT && !has && !reached; /* the server never heard of it */
      return TRUE;
    case SPARKLE_VERB_SET:
    case SPARKLE_VERB_UNSET:
      for (unsigned i = 0; i < rows->len; i++)
        {
          SparkleOutboxRow *row = g_ptr_array_index (rows, i);

          if ((is_unsent (row) || row->state == SPARKLE_OUTBOX_FAILED || row->state == SPARKLE_OUTBOX_CONFLICT) &&
              row->collection == (gint64) op->collection && g_str_equal (row->record_id, record_id) && !sparkle_writer_outbox_remove (self, row, error))
            return FALSE;
        }
      if (!truth_has (self, sparkle_table_get (op->collection), record_id, &has, error))
        return FALSE;
      /* a bookmark may be set again to change its folder or note */
      *ret_joined = !reached && has == (op->verb == SPARKLE_VERB_SET) &&
                    !(op->collection == SPARKLE_COLLECTION_BOOKMARK && (json_object_has_member (data, "folder") || json_object_has_member (data, "note")));
      return TRUE;
    case SPARKLE_VERB_CREATE:
      break;
    }
  return TRUE;
}

/* ---- in ------------------------------------------------------------------------------------------------------- */

static gboolean
carries_version (const SparkleEchoOp *op)
{
  return op->verb == SPARKLE_VERB_EDIT || op->verb == SPARKLE_VERB_SAVE;
}

static gint64
version_of (const SparkleTable  *table,
            const SparkleAnyRow *row)
{
  switch (table->collection)
    {
    case SPARKLE_COLLECTION_POST: return row->post.version;
    case SPARKLE_COLLECTION_USER: return row->user.version;
    case SPARKLE_COLLECTION_COMMENT: return row->comment.version;
    case SPARKLE_COLLECTION_DRAFT: return row->draft.version;
    case SPARKLE_COLLECTION_REACTION:
    case SPARKLE_COLLECTION_FOLLOW:
    case SPARKLE_COLLECTION_BOOKMARK:
    case SPARKLE_COLLECTION_CATEGORY:
    case SPARKLE_COLLECTION_TAG:
    case SPARKLE_COLLECTION_VIDEO:
    case SPARKLE_COLLECTION_ACCOUNT:
    case SPARKLE_COLLECTION_NOTIFICATION:
    case SPARKLE_COLLECTION_OUTBOX:
    case SPARKLE_N_COLLECTIONS:
      break;
    }
  return 0;
}

static gint64
delay_of (const SparkleEchoOp *op,
          JsonObject          *data)
{
  if (op->verb == SPARKLE_VERB_SAVE)
    return DRAFT_DELAY;
  if (op->collection == SPARKLE_COLLECTION_NOTIFICATION && !json_object_has_member (data, "ids") && !json_object_has_member (data, "post_id"))
    return READ_ALL_DELAY;
  return 0;
}

static char *
object_to_string (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/* A creation always names its record: sent again under another mutation id it must make the same one. */
static char *
data_to_string (const SparkleEchoOp *op,
                const char          *record_id,
                JsonObject          *data)
{
  g_autofree char *text = object_to_string (data);
  g_autoptr (JsonObject) id = NULL;

  if (op->verb != SPARKLE_VERB_CREATE || json_object_has_member (data, "id"))
    return g_steal_pointer (&text);
  id = json_object_new ();
  json_object_set_string_member (id, "id", record_id);
  return sparkle_outbox_merge_data (text, id);
}

/* What an edit starts from, for a later merge: what the caller saw, else what is here. */
static gboolean
find_base (SparkleWriter        *self,
           const SparkleEchoOp  *op,
           SparkleOutboxRow     *row,
           JsonObject           *data,
           JsonObject           *base,
           GError              **error)
{
  const SparkleTable *table = sparkle_table_get (op->collection);
  SparkleAnyRow record = { 0 };
  gboolean known;

  if (!carries_version (op))
    return TRUE;
  if (!sparkle_writer_read_effective (self, table, row->record_id, &record, &known, error))
    return FALSE;
  if (known)
    {
      gint64 version = version_of (table, &record);

      if (row->base_version == 0)
        row->base_version = version;
      if (base != NULL)
        row->base = object_to_string (base);
      else if (row->base_version == version)
        row->base = sparkle_echo_base (table, &record, data);
    }
  sparkle_table_clear (table, &record);
  return TRUE;
}

/**
 * sparkle_writer_enqueue:
 * @id: (nullable): of the mutation
 * @delay: µs for which it waits here in any case
 *
 * Puts one mutation in the outbox, or into one that waits there.
 */
gboolean
sparkle_writer_enqueue (SparkleWriter  *self,
                        const char     *id,
                        const char     *op_name,
                        JsonObject     *data,
                        gint64          base_version,
                        JsonObject     *base,
                        gint64          delay,
                        GError        **error)
{
  const SparkleEchoOp *op = sparkle_echo_op (op_name);
  g_autoptr (SparkleOutboxRow) row = g_new0 (SparkleOutboxRow, 1);
  g_autoptr (JsonObject) whole = NULL;
  gboolean joined;

  if (*self->account == '\0')
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to write"));
      return FALSE;
    }
  row->id = id != NULL ? g_strdup (id) : sparkle_uuid_new ();
  row->record_id = op != NULL ? sparkle_echo_record_id (op, row->id, self->account, data) : NULL;
  if (row->record_id == NULL)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, _("“%s” is no operation, or lacks what it is about"), op_name);
      return FALSE;
    }
  if (op->collection == SPARKLE_COLLECTION_BOOKMARK && op->verb == SPARKLE_VERB_SET)
    {
      whole = sparkle_writer_join_bookmark (self, row->record_id, data, error);
      if (whole == NULL)
        return FALSE;
      data = whole;
    }
  row->account_id = g_strdup (self->account);
  row->op = g_strdup (op_name);
  row->collection = op->collection;
  row->data = data_to_string (op, row->record_id, data);
  row->base_version = base_version;
  row->created_at = g_get_real_time ();
  row->next_at = row->created_at + MAX (delay, delay_of (op, data));
  row->summary = sparkle_echo_summary (data);
  return find_base (self, op, row, data, base, error) &&
         join (self, op, row->record_id, data, row->base, &joined, error) &&
         (joined || sparkle_writer_outbox_insert (self, row, data, error));
}

