/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"

/* One scope's part of an answer: where its pieces are in the text. */
typedef struct
{
  char       *scope;
  char       *from;
  char       *cursor;
  char       *follow;
  gboolean    more;
  gboolean    reset;
  const char *upserts, *deletes, *error;
  gsize       upserts_length, deletes_length, error_length;
} ChangeItem;

static void
change_item_clear (ChangeItem *item)
{
  g_free (item->scope);
  g_free (item->from);
  g_free (item->cursor);
  g_free (item->follow);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChangeItem, change_item_clear)

void
sparkle_apply_result_free (SparkleApplyResult *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->row, sparkle_scope_row_free);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
read_item_member (SparkleJsonReader *reader,
                  ChangeItem        *item,
                  const char        *key,
                  gsize              length)
{
  char **string = SPARKLE_JSON_KEY (key, length, "scope") ? &item->scope
                : SPARKLE_JSON_KEY (key, length, "from") ? &item->from
                : SPARKLE_JSON_KEY (key, length, "cursor") ? &item->cursor
                : SPARKLE_JSON_KEY (key, length, "follow") ? &item->follow : NULL;

  if (string != NULL)
    {
      g_clear_pointer (string, g_free);
      return sparkle_json_reader_string (reader, string);
    }
  if (SPARKLE_JSON_KEY (key, length, "more"))
    return sparkle_json_reader_bool (reader, &item->more);
  if (SPARKLE_JSON_KEY (key, length, "reset"))
    return sparkle_json_reader_bool (reader, &item->reset);
  if (SPARKLE_JSON_KEY (key, length, "upserts"))
    return sparkle_json_reader_span (reader, &item->upserts, &item->upserts_length);
  if (SPARKLE_JSON_KEY (key, length, "deletes"))
    return sparkle_json_reader_span (reader, &item->deletes, &item->deletes_length);
  if (SPARKLE_JSON_KEY (key, length, "error") && sparkle_json_reader_peek (reader) == SPARKLE_JSON_OBJECT)
    return sparkle_json_reader_span (reader, &item->error, &item->error_length);
  return sparkle_json_reader_skip (reader);
}

static gboolean
read_item (SparkleJsonReader  *reader,
           ChangeItem         *item,
           GError            **error)
{
  const char *key;
  gsize length;

  if (!sparkle_json_reader_enter_object (reader))
    return sparkle_writer_protocol_error (error, _("a scope is no object"));
  while (sparkle_json_reader_next_member (reader, &key, &length))
    {
      if (key == NULL)
        return item->scope != NULL || sparkle_writer_protocol_error (error, _("a scope has no name"));
      if (!read_item_member (reader, item, key, length))
        break;
    }
  return sparkle_writer_protocol_error (error, _("it is no JSON"));
}

/* ---- one scope ------------------------------------------------------------------------------------------------ */

static void
begin_refetch (SparkleScopeState *state)
{
  state->gen++;
  state->row.phase = SPARKLE_SCOPE_UNKNOWN;
  state->row.fetched = 0;
  state->new_low = 0;
  g_clear_pointer (&state->row.cursor, g_free);
  g_clear_pointer (&state->row.older, g_free);
  g_clear_pointer (&state->follow, g_free);
}

static void
lower (gint64 *mark,
       gint64  value)
{
  if (value > 0 && (*mark == 0 || value < *mark))
    *mark = value;
}

static gboolean
remember_page (SparkleWriter            *self,
               const SparkleScopeState  *state,
               gint64                    low,
               const char               *cursor,
               GError                  **error)
{
  if (low == 0 || cursor == NULL)
    return TRUE;
  return sparkle_database_run (self->db, error, "INSERT OR REPLACE INTO page (scope, low, cursor) VALUES (?, ?, ?)", "iis",
                               state->key, low, cursor);
}

static gboolean
finish_first_pull (SparkleWriter      *self,
                   SparkleScopeState  *state,
                   GError            **error)
{
  state->row.phase = SPARKLE_SCOPE_FOLLOWING;
  state->complete = TRUE;
  g_clear_pointer (&state->follow, g_free);
  if (state->key == SPARKLE_SCOPE_KEY_FEED &&
      !sparkle_database_run (self->db, error, "INSERT OR IGNORE INTO setting (key, value) VALUES ('unread-since', CAST(? AS TEXT))", "i",
                             g_get_real_time ()))
    return FALSE;
  return sparkle_writer_sweep (self, state->key, state->gen, error);
}

static gboolean
advance_first_pull (SparkleWriter      *self,
                    SparkleScopeState  *state,
                    const ChangeItem   *item,
                    SparkleApplyFlags   flags,
                    const SparkleSink         *sink,
                    GError            **error)
{
  if (state->row.phase == SPARKLE_SCOPE_UNKNOWN)
    {
      state->row.phase = SPARKLE_SCOPE_FETCHING;
      g_set_str (&state->follow, item->follow);
      if (!sparkle_database_run (self->db, error, "DELETE FROM page WHERE scope = ?", "i", state->key))
        return FALSE;
    }
  state->row.fetched += state->key == SPARKLE_SCOPE_KEY_FEED ? sink->n_posts : sink->n_records;
  lower (&state->new_low, sink->low);
  if (!item->more)
    {
      g_set_str (&state->row.cursor, item->cursor);
      g_clear_pointer (&state->row.older, g_free);
      state->row.low_mark = 0;
      return finish_first_pull (self, state, error);
    }
  if (!remember_page (self, state, state->new_low, item->cursor, error))
    return FALSE;
  if ((flags & SPARKLE_APPLY_WINDOW_END) != 0 && state->follow != NULL)
    {
      g_set_str (&state->row.cursor, state->follow);
      g_set_str (&state->row.older, item->cursor);
      state->row.low_mark = state->new_low;
      return finish_first_pull (self, state, error);
    }
  g_set_str (&state->row.cursor, item->cursor);
  /* while a refetch is under way the readers keep the old list */
  if (!state->complete)
    state->row.low_mark = state->new_low;
  return TRUE;
}

static gboolean
advance_older (SparkleWriter      *self,
               SparkleScopeState  *state,
               const ChangeItem   *item,
               const SparkleSink         *sink,
               GError            **error)
{
  gint64 low = state->row.low_mark;

  lower (&low, sink->low);
  state->row.low_mark = item->more ? low : 0;
  g_set_str (&state->row.older, item->more ? item->cursor : NULL);
  /* the list begins to show what was cached beyond its old end */
  sparkle_store_changes_add_all (self->changes, SPARKLE_COLLECTION_POST);
  return !item->more || remember_page (self, state, low, item->cursor, error);
}

static gboolean
apply_body (SparkleWriter      *self,
            SparkleScopeState  *state,
            const ChangeItem   *item,
            SparkleApplyFlags   flags,
            SparkleApplyResult *result,
            GError            **error)
{
  SparkleSink sink = { .scope = item->scope, .key = state->key, .gen = state->gen };
  SparkleJsonReader reader;
  gint64 low_before = state->row.low_mark;

  if (item->upserts != NULL)
    {
      sparkle_json_reader_init (&reader, item->upserts, item->upserts_length);
      if (!sparkle_writer_take_upserts (self, &reader, &sink, error))
        return FALSE;
    }
  if (item->deletes != NULL)
    {
      sparkle_json_reader_init (&reader, item->deletes, item->deletes_length);
      if (!sparkle_writer_take_deletes (self, &reader, state->key, &result->n_deletes, error))
        return FALSE;
    }
  result->n_upserts = sink.n_records;
  result->more = item->more;
  state->row.synced_at = g_get_real_time ();
  if ((flags & SPARKLE_APPLY_OLDER) != 0)
    {
      if (!advance_older (self, state, item, &sink, error))
        return FALSE;
    }
  else if (state->row.phase != SPARKLE_SCOPE_FOLLOWING)
    {
      if (!advance_first_pull (self, state, item, flags, &sink, error))
        return FALSE;
      result->more = state->row.phase != SPARKLE_SCOPE_FOLLOWING;
      if (state->key == SPARKLE_SCOPE_KEY_FEED && low_before != state->row.low_mark)
        sparkle_store_changes_add_all (self->changes, SPARKLE_COLLECTION_POST);
    }
  else
    g_set_str (&state->row.cursor, item->cursor);
  return sparkle_writer_save_scope (self, state, error);
}

static GError *
item_error (const ChangeItem *item)
{
  g_autofree char *text = g_strndup (item->error, item->error_length);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return sparkle_error_from_node (node, 0);
}

/* chained: what the answer follows on is where the scope stands. */
static gboolean
apply_item (SparkleWriter        *self,
            SparkleScopeState    *state,
            const ChangeItem     *item,
            gboolean              chained,
            SparkleApplyFlags     flags,
            SparkleApplyResult   *result,
            GError              **error)
{
  if (item->error != NULL)
    {
      result->status = SPARKLE_APPLY_REFUSED;
      result->error = item_error (item);
    }
  else if (!chained)
    result->status = SPARKLE_APPLY_IGNORED;
  else if (item->reset && (item->follow == NULL || (flags & SPARKLE_APPLY_OLDER) != 0))
    {
      result->status = SPARKLE_APPLY_RESET;
      result->more = TRUE;
      begin_refetch (state);
      if (!sparkle_writer_save_scope (self, state, error))
        return FALSE;
    }
  else
    {
      result->status = SPARKLE_APPLY_APPLIED;
      if (item->cursor == NULL)
        return sparkle_writer_protocol_error (error, _("a scope has no cursor"));
      if (item->reset)
        begin_refetch (state);
      if (!apply_body (self, state, item, flags, result, error))
        return FALSE;
    }
  result->row = sparkle_scope_row_copy (&state->row);
  result->row->kept = state->row.kept;
  return TRUE;
}

/**
 * sparkle_writer_apply_frame:
 *
 * Applies one live frame, when it follows on the scope's cursor.
 */
GPtrArray *
sparkle_writer_apply_frame (SparkleWriter  *self,
                            GBytes         *frame,
                            GError        **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_apply_result_free);
  g_auto (ChangeItem) item = { NULL };
  g_auto (SparkleScopeState) state = { { NULL } };
  SparkleApplyResult *result;
  SparkleJsonReader reader;
  gsize length;
  const char *text = g_bytes_get_data (frame, &length);
  gboolean chained;

  if (!sparkle_json_reader_check (text, length, error))
    return NULL;
  sparkle_json_reader_init (&reader, text, length);
  if (!read_item (&reader, &item, error) || !sparkle_writer_load_scope (self, item.scope, &state, error))
    return NULL;
  chained = item.reset || (state.row.phase == SPARKLE_SCOPE_FOLLOWING && g_strcmp0 (item.from, state.row.cursor) == 0);
  result = g_new0 (SparkleApplyResult, 1);
  g_ptr_array_add (results, result);
  if (!apply_item (self, &state, &item, chained, SPARKLE_APPLY_NORMAL, result, error))
    return NULL;
  return g_steal_pointer (&results);
}

/* Moves the reader into the array "scopes", at the top or in "data". */
static gboolean
find_scopes (SparkleJsonReader  *reader,
             GError            **error)
{
  const char *key;
  gsize length;

  for (unsigned depth = 0; depth < 2; depth++)
    {
      gboolean inner = FALSE;

      if (!sparkle_json_reader_enter_object (reader))
        break;
      while (!inner && sparkle_json_reader_next_member (reader, &key, &length) && key != NULL)
        {
          if (SPARKLE_JSON_KEY (key, length, "scopes"))
            return sparkle_json_reader_enter_array (reader) || sparkle_writer_protocol_error (error, _("scopes are no array"));
          if (SPARKLE_JSON_KEY (key, length, "data") && sparkle_json_reader_peek (reader) == SPARKLE_JSON_OBJECT)
            inner = TRUE;
          else if (!sparkle_json_reader_skip (reader))
            return sparkle_writer_protocol_error (error, _("it is no JSON"));
        }
      if (!inner)
        break;
    }
  return sparkle_writer_protocol_error (error, _("it has no scopes"));
}

static int
find_asked (GPtrArray  *asked,
            const char *scope)
{
  for (unsigned i = 0; i < asked->len; i++)
    if (g_str_equal (((SparkleScopeRow *) g_ptr_array_index (asked, i))->scope, scope))
      return i;
  return -1;
}

static gboolean
is_chained (const SparkleScopeRow   *asked,
            const SparkleScopeState *state,
            SparkleApplyFlags        flags)
{
  if ((flags & SPARKLE_APPLY_OLDER) != 0)
    return state->row.phase == SPARKLE_SCOPE_FOLLOWING && asked->older != NULL && g_strcmp0 (asked->older, state->row.older) == 0;
  return g_strcmp0 (asked->cursor, state->row.cursor) == 0 && asked->phase == state->row.phase;
}

static gboolean
apply_asked (SparkleWriter         *self,
             const SparkleScopeRow *asked,
             const ChangeItem      *item,
             SparkleApplyFlags      flags,
             SparkleApplyResult    *result,
             GError               **error)
{
  g_auto (SparkleScopeState) state = { { NULL } };

  return sparkle_writer_load_scope (self, item->scope, &state, error) &&
         apply_item (self, &state, item, is_chained (asked, &state, flags), flags, result, error);
}

/**
 * sparkle_writer_apply_pull:
 * @asked: the scope rows whose cursors were sent
 *
 * Applies one answer to a pull. A scope that was asked for but is not in the answer is a protocol error.
 */
GPtrArray *
sparkle_writer_apply_pull (SparkleWriter      *self,
                           GPtrArray          *asked,
                           GBytes             *answer,
                           SparkleApplyFlags   flags,
                           GError            **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_apply_result_free);
  SparkleJsonReader reader;
  gsize length;
  const char *text = g_bytes_get_data (answer, &length);
  gboolean more = TRUE;
  unsigned n_answered = 0;

  if (!sparkle_json_reader_check (text, length, error))
    return NULL;
  sparkle_json_reader_init (&reader, text, length);
  if (!find_scopes (&reader, error))
    return NULL;
  for (unsigned i = 0; i < asked->len; i++)
    g_ptr_array_add (results, g_new0 (SparkleApplyResult, 1));
  while (sparkle_json_reader_next_element (&reader, &more) && more)
    {
      g_auto (ChangeItem) item = { NULL };
      SparkleApplyResult *result;
      int at;

      if (!read_item (&reader, &item, error))
        return NULL;
      at = find_asked (asked, item.scope);
      result = at >= 0 ? g_ptr_array_index (results, at) : NULL;
      if (result == NULL || result->row != NULL)
        {
          sparkle_writer_protocol_error (error, _("a scope that was not asked for"));
          return NULL;
        }
      if (!apply_asked (self, g_ptr_array_index (asked, at), &item, flags, result, error))
        return NULL;
      n_answered++;
    }
  if (more || n_answered != asked->len)
    {
      sparkle_writer_protocol_error (error, _("a scope is missing"));
      return NULL;
    }
  return g_steal_pointer (&results);
}
