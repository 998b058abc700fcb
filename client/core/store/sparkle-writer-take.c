/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and deletions out of the text of an answer, one by one into the tables. */
#include "sparkle-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"

gboolean
sparkle_writer_protocol_error (GError     **error,
                               const char  *what)
{
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server's answer is not what was agreed: %s"), what);
  return FALSE;
}

/* Where a record belongs that came outside a scope's own answer (the result of a push). */
static char *
home_scope (const SparkleTable  *table,
            const SparkleAnyRow *row)
{
  switch (table->collection)
    {
    case SPARKLE_COLLECTION_POST:
    case SPARKLE_COLLECTION_CATEGORY:
    case SPARKLE_COLLECTION_TAG:
    case SPARKLE_COLLECTION_VIDEO:
      return g_strdup ("feed");
    case SPARKLE_COLLECTION_COMMENT:
      return row->comment.post_id != NULL ? g_strconcat ("post/", row->comment.post_id, NULL) : g_strdup ("me");
    case SPARKLE_COLLECTION_USER:
    case SPARKLE_COLLECTION_REACTION:
    case SPARKLE_COLLECTION_FOLLOW:
    case SPARKLE_COLLECTION_BOOKMARK:
    case SPARKLE_COLLECTION_ACCOUNT:
    case SPARKLE_COLLECTION_DRAFT:
    case SPARKLE_COLLECTION_NOTIFICATION:
    case SPARKLE_COLLECTION_OUTBOX:
    case SPARKLE_N_COLLECTIONS:
      break;
    }
  return g_strdup ("me");
}

static gboolean
is_gone (const SparkleTable  *table,
         const SparkleAnyRow *row)
{
  return table->collection == SPARKLE_COLLECTION_POST && g_strcmp0 (row->post.state, "deleted") == 0;
}

static gboolean
apply_homeless (SparkleWriter        *self,
                const SparkleTable   *table,
                const SparkleAnyRow  *row,
                GError              **error)
{
  g_autofree char *scope = home_scope (table, row);
  gint64 key, gen;

  return sparkle_writer_scope_key (self, scope, &key, &gen, error) &&
         sparkle_writer_upsert (self, table, row, key, gen, error) &&
         (!is_gone (table, row) || sparkle_writer_leave (self, table, row->id, key, error));
}

gboolean
sparkle_writer_apply_record (SparkleWriter      *self,
                             SparkleCollection   collection,
                             SparkleJsonReader  *reader,
                             GError            **error)
{
  const SparkleTable *table = sparkle_table_get (collection);
  SparkleAnyRow row = { 0 };
  gboolean ok;

  if (table == NULL)
    return sparkle_json_reader_skip (reader) || sparkle_writer_protocol_error (error, _("it is no JSON"));
  ok = sparkle_table_decode (table, &row, reader, error) && apply_homeless (self, table, &row, error);
  sparkle_table_clear (table, &row);
  return ok;
}

static gboolean
apply_array (SparkleWriter       *self,
             const SparkleTable  *table,
             SparkleJsonReader   *reader,
             SparkleSink                *sink,
             GError             **error)
{
  gboolean more;

  if (!sparkle_json_reader_enter_array (reader))
    return sparkle_writer_protocol_error (error, _("records are no array"));
  while (sparkle_json_reader_next_element (reader, &more))
    {
      SparkleAnyRow row = { 0 };
      gboolean ok;

      if (!more)
        return TRUE;
      ok = sparkle_table_decode (table, &row, reader, error) &&
           (sink->scope != NULL ? sparkle_writer_upsert (self, table, &row, sink->key, sink->gen, error)
                                : apply_homeless (self, table, &row, error));
      if (ok && table->collection == SPARKLE_COLLECTION_POST)
        {
          sink->n_posts++;
          if (row.post.published_at > 0 && (sink->low == 0 || row.post.published_at < sink->low))
            sink->low = row.post.published_at;
        }
      sink->n_records++;
      sparkle_table_clear (table, &row);
      if (!ok)
        return FALSE;
    }
  return sparkle_writer_protocol_error (error, _("it is no JSON"));
}

static const SparkleTable *
table_of_key (const char *key,
              gsize       length)
{
  char name[16];

  if (length >= sizeof name)
    return NULL;
  memcpy (name, key, length);
  name[length] = '\0';
  return sparkle_table_get (sparkle_collection_from_name (name));
}

gboolean
sparkle_writer_take_upserts (SparkleWriter      *self,
                             SparkleJsonReader  *reader,
                             SparkleSink               *sink,
                             GError            **error)
{
  const char *key;
  gsize length;

  if (!sparkle_json_reader_enter_object (reader))
    return sparkle_writer_protocol_error (error, _("upserts are no object"));
  while (sparkle_json_reader_next_member (reader, &key, &length))
    {
      const SparkleTable *table;

      if (key == NULL)
        return TRUE;
      table = table_of_key (key, length);
      if (table == NULL) /* a collection of a newer server */
        {
          if (!sparkle_json_reader_skip (reader))
            break;
        }
      else if (!apply_array (self, table, reader, sink, error))
        return FALSE;
    }
  return sparkle_writer_protocol_error (error, _("it is no JSON"));
}

gboolean
sparkle_writer_apply_upserts (SparkleWriter      *self,
                              SparkleJsonReader  *reader,
                              const char         *scope_name,
                              gint64             *low,
                              unsigned           *n_posts,
                              unsigned           *n_records,
                              GError            **error)
{
  SparkleSink sink = { .scope = scope_name };

  if (scope_name != NULL && !sparkle_writer_scope_key (self, scope_name, &sink.key, &sink.gen, error))
    return FALSE;
  if (!sparkle_writer_take_upserts (self, reader, &sink, error))
    return FALSE;
  *low = sink.low;
  *n_posts = sink.n_posts;
  *n_records = sink.n_records;
  return TRUE;
}

static gboolean
delete_array (SparkleWriter       *self,
              const SparkleTable  *table,
              SparkleJsonReader   *reader,
              gint64               scope_key,
              unsigned            *count,
              GError             **error)
{
  gboolean more;

  if (!sparkle_json_reader_enter_array (reader))
    return sparkle_writer_protocol_error (error, _("deletes are no array"));
  while (sparkle_json_reader_next_element (reader, &more))
    {
      g_autofree char *id = NULL;

      if (!more)
        return TRUE;
      if (!sparkle_json_reader_string (reader, &id) || id == NULL)
        break;
      if (!sparkle_writer_leave (self, table, id, scope_key, error))
        return FALSE;
      (*count)++;
    }
  return sparkle_writer_protocol_error (error, _("an id is no text"));
}

gboolean
sparkle_writer_take_deletes (SparkleWriter      *self,
                             SparkleJsonReader  *reader,
                             gint64              scope_key,
                             unsigned           *count,
                             GError            **error)
{
  const char *key;
  gsize length;

  if (!sparkle_json_reader_enter_object (reader))
    return sparkle_writer_protocol_error (error, _("deletes are no object"));
  while (sparkle_json_reader_next_member (reader, &key, &length))
    {
      const SparkleTable *table;

      if (key == NULL)
        return TRUE;
      table = table_of_key (key, length);
      if (table == NULL)
        {
          if (!sparkle_json_reader_skip (reader))
            break;
        }
      else if (!delete_array (self, table, reader, scope_key, count, error))
        return FALSE;
    }
  return sparkle_writer_protocol_error (error, _("it is no JSON"));
}
