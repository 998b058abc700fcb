/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-table.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-time.h"

#define MAX_ID_LENGTH 200

/* Compared by address. */
static const char COUNTS[] = "counts";
static const char REACTIONS_GROUP[] = "reactions";

#define COLUMN(Row, field, group, key, type)  { #field, group, key, SPARKLE_COLUMN_##type, G_STRUCT_OFFSET (Row, field) }
#define WIRE(Row, field, type)                COLUMN (Row, field, NULL, #field, type)
#define LOCAL(Row, field)                     COLUMN (Row, field, NULL, NULL, INT)
#define REACTION(Row, i, key)                 { "r_" key, REACTIONS_GROUP, key, SPARKLE_COLUMN_INT, G_STRUCT_OFFSET (Row, reactions) + (i) * sizeof (gint64) }
#define REACTIONS(Row) \
  REACTION (Row, 0, "like"), REACTION (Row, 1, "love"), REACTION (Row, 2, "fire"), REACTION (Row, 3, "sparkle"), REACTION (Row, 4, "mind_blown")

static const SparkleColumn post_columns[] = {
#define P SparkleStorePost
  WIRE (P, id, TEXT), WIRE (P, rev, INT), WIRE (P, version, INT), WIRE (P, author_id, TEXT), WIRE (P, kind, TEXT),
  WIRE (P, title, TEXT), WIRE (P, slug, TEXT), WIRE (P, excerpt, TEXT), WIRE (P, tags, STRV), WIRE (P, category, TEXT),
  WIRE (P, youtube_video_id, TEXT), WIRE (P, featured, BOOL), WIRE (P, state, TEXT), WIRE (P, reading_minutes, INT),
  WIRE (P, created_at, TIME), WIRE (P, published_at, TIME), WIRE (P, edited_at, TIME), WIRE (P, publish_at, TIME),
  COLUMN (P, n_comments, COUNTS, "comments", INT), REACTIONS (P), COLUMN (P, n_views, COUNTS, "views", INT), WIRE (P, content, TEXT),
  LOCAL (P, pending), LOCAL (P, local), LOCAL (P, read_at),
#undef P
};

static const SparkleColumn user_columns[] = {
#define U SparkleStoreUser
  WIRE (U, id, TEXT), WIRE (U, rev, INT), WIRE (U, version, INT), WIRE (U, username, TEXT), WIRE (U, display_name, TEXT),
  WIRE (U, bio, TEXT), WIRE (U, role, TEXT), WIRE (U, level, INT), WIRE (U, xp, INT), WIRE (U, created_at, TIME),
  WIRE (U, deleted, BOOL), COLUMN (U, n_posts, COUNTS, "posts", INT), COLUMN (U, n_followers, COUNTS, "followers", INT),
  COLUMN (U, n_following, COUNTS, "following", INT), WIRE (U, status, TEXT), LOCAL (U, pending),
#undef U
};

static const SparkleColumn comment_columns[] = {
#define C SparkleStoreComment
  WIRE (C, id, TEXT), WIRE (C, rev, INT), WIRE (C, version, INT), WIRE (C, post_id, TEXT), WIRE (C, author_id, TEXT),
  WIRE (C, parent_id, TEXT), WIRE (C, video_seconds, OPTIONAL), WIRE (C, created_at, TIME), WIRE (C, edited_at, TIME),
  WIRE (C, deleted, BOOL), REACTIONS (C), WIRE (C, content, TEXT), LOCAL (C, pending), LOCAL (C, local),
#undef C
};

static const SparkleColumn draft_columns[] = {
#define D SparkleStoreDraft
  WIRE (D, id, TEXT), WIRE (D, rev, INT), WIRE (D, version, INT), WIRE (D, title, TEXT), WIRE (D, tags, STRV),
  WIRE (D, category, TEXT), WIRE (D, youtube_video_id, TEXT), WIRE (D, post_id, TEXT), WIRE (D, updated_at, TIME),
  WIRE (D, content, TEXT), LOCAL (D, pending), LOCAL (D, local),
#undef D
};

static const SparkleColumn notification_columns[] = {
#define N SparkleStoreNotification
  WIRE (N, id, TEXT), WIRE (N, rev, INT), WIRE (N, kind, TEXT), WIRE (N, post_id, TEXT), WIRE (N, comment_id, TEXT),
  WIRE (N, title, TEXT), WIRE (N, actors, STRV), WIRE (N, usernames, STRV), WIRE (N, names, STRV), WIRE (N, count, INT),
  WIRE (N, level, OPTIONAL), WIRE (N, message, TEXT), WIRE (N, created_at, TIME), WIRE (N, updated_at, TIME), WIRE (N, read_at, TIME),
#undef N
};

static const SparkleColumn category_columns[] = {
  WIRE (SparkleStoreCategory, id, TEXT), WIRE (SparkleStoreCategory, rev, INT), WIRE (SparkleStoreCategory, name, TEXT),
  WIRE (SparkleStoreCategory, colour, TEXT), WIRE (SparkleStoreCategory, position, INT),
};

static const SparkleColumn tag_columns[] = {
  WIRE (SparkleStoreTag, id, TEXT), WIRE (SparkleStoreTag, rev, INT), WIRE (SparkleStoreTag, posts, INT),
};

static const SparkleColumn video_columns[] = {
#define V SparkleStoreVideo
  WIRE (V, id, TEXT), WIRE (V, rev, INT), WIRE (V, state, TEXT), WIRE (V, title, TEXT), WIRE (V, channel, TEXT), WIRE (V, channel_url, TEXT),
  WIRE (V, duration_seconds, OPTIONAL), WIRE (V, thumbnail, BOOL), WIRE (V, fetched_at, TIME),
#undef V
};

static const SparkleColumn reaction_columns[] = {
#define R SparkleReactionRow
  WIRE (R, id, TEXT), WIRE (R, rev, INT), WIRE (R, target_id, TEXT), WIRE (R, post_id, TEXT), WIRE (R, type, REACTION),
  WIRE (R, created_at, TIME),
#undef R
};

static const SparkleColumn follow_columns[] = {
#define F SparkleFollowRow
  WIRE (F, id, TEXT), WIRE (F, rev, INT), WIRE (F, follower_id, TEXT), WIRE (F, followed_id, TEXT), WIRE (F, created_at, TIME),
#undef F
};

static const SparkleColumn bookmark_columns[] = {
#define B SparkleStoreBookmark
  WIRE (B, id, TEXT), WIRE (B, rev, INT), WIRE (B, folder, TEXT), WIRE (B, note, TEXT), WIRE (B, created_at, TIME), LOCAL (B, pending),
#undef B
};

static const SparkleColumn account_columns[] = {
  WIRE (SparkleAccountRow, id, TEXT), WIRE (SparkleAccountRow, rev, INT), COLUMN (SparkleAccountRow, json, NULL, NULL, WHOLE),
};

static const SparkleColumn outbox_columns[] = {
#define O SparkleOutboxRow
  WIRE (O, id, TEXT), LOCAL (O, seq), WIRE (O, account_id, TEXT), WIRE (O, op, TEXT), LOCAL (O, collection), WIRE (O, record_id, TEXT),
  WIRE (O, data, TEXT), LOCAL (O, base_version), WIRE (O, base, TEXT), WIRE (O, theirs, TEXT), LOCAL (O, state), LOCAL (O, attempts),
  LOCAL (O, next_at), LOCAL (O, created_at), LOCAL (O, error_code), WIRE (O, error_message, TEXT), WIRE (O, summary, TEXT),
#undef O
};

static const SparkleColumn scope_columns[] = {
#define S SparkleScopeRow
  WIRE (S, scope, TEXT), WIRE (S, cursor, TEXT), WIRE (S, older, TEXT), LOCAL (S, phase), LOCAL (S, fetched), LOCAL (S, low_mark),
  LOCAL (S, synced_at),
#undef S
};

#define TABLE(COLLECTION, noun, schema, foldable, Row, n_local) \
  [SPARKLE_COLLECTION_##COLLECTION] = { SPARKLE_COLLECTION_##COLLECTION, #noun, schema, foldable, sizeof (Row), \
                                        noun##_columns, G_N_ELEMENTS (noun##_columns), G_N_ELEMENTS (noun##_columns) - (n_local) }

static const SparkleTable tables[] = {
  TABLE (POST, post, "main", TRUE, SparkleStorePost, 3),
  TABLE (USER, user, "main", TRUE, SparkleStoreUser, 1),
  TABLE (COMMENT, comment, "main", TRUE, SparkleStoreComment, 2),
  TABLE (REACTION, reaction, "main", TRUE, SparkleReactionRow, 0),
  TABLE (FOLLOW, follow, "main", TRUE, SparkleFollowRow, 0),
  TABLE (BOOKMARK, bookmark, "main", TRUE, SparkleStoreBookmark, 1),
  TABLE (CATEGORY, category, "main", FALSE, SparkleStoreCategory, 0),
  TABLE (TAG, tag, "main", FALSE, SparkleStoreTag, 0),
  TABLE (ACCOUNT, account, "main", TRUE, SparkleAccountRow, 0),
  TABLE (DRAFT, draft, "journal", TRUE, SparkleStoreDraft, 2),
  TABLE (NOTIFICATION, notification, "main", TRUE, SparkleStoreNotification, 0),
  TABLE (VIDEO, video, "main", FALSE, SparkleStoreVideo, 0),
};

static const SparkleTable outbox_table = {
  SPARKLE_COLLECTION_OUTBOX, "outbox", "journal", FALSE, sizeof (SparkleOutboxRow),
  outbox_columns, G_N_ELEMENTS (outbox_columns), G_N_ELEMENTS (outbox_columns),
};

static const SparkleTable scope_table = {
  SPARKLE_N_COLLECTIONS, "scope", "main", FALSE, sizeof (SparkleScopeRow),
  scope_columns, G_N_ELEMENTS (scope_columns), G_N_ELEMENTS (scope_columns),
};

const SparkleTable *
sparkle_table_get (SparkleCollection collection)
{
  return (unsigned) collection < G_N_ELEMENTS (tables) ? &tables[collection] : NULL;
}

const SparkleTable *
sparkle_table_outbox (void)
{
  return &outbox_table;
}

const SparkleTable *
sparkle_table_scope (void)
{
  return &scope_table;
}

#define TEXT_AT(row, column)  G_STRUCT_MEMBER (char *, row, (column)->offset)
#define STRV_AT(row, column)  G_STRUCT_MEMBER (char **, row, (column)->offset)
#define INT_AT(row, column)   G_STRUCT_MEMBER (gint64, row, (column)->offset)

static gboolean
is_text (const SparkleColumn *column)
{
  return column->type == SPARKLE_COLUMN_TEXT || column->type == SPARKLE_COLUMN_WHOLE;
}

static gboolean
decode_strv (SparkleJsonReader   *reader,
             char              ***ret_strv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean more;

  if (sparkle_json_reader_peek (reader) == SPARKLE_JSON_NULL)
    {
      *ret_strv = g_new0 (char *, 1);
      return sparkle_json_reader_skip (reader);
    }
  if (!sparkle_json_reader_enter_array (reader))
    return FALSE;
  while (sparkle_json_reader_next_element (reader, &more))
    {
      char *string;

      if (!more)
        {
          *ret_strv = g_strv_builder_end (builder);
          return TRUE;
        }
      if (!sparkle_json_reader_string (reader, &string) || string == NULL)
        return FALSE;
      g_strv_builder_take (builder, string);
    }
  return FALSE;
}

static gboolean
decode_column (const SparkleColumn *column,
               gpointer             row,
               SparkleJsonReader   *reader)
{
  g_autofree char *text = NULL;
  gboolean flag;

  switch (column->type)
    {
    case SPARKLE_COLUMN_TEXT:
      g_clear_pointer (&TEXT_AT (row, column), g_free);
      return sparkle_json_reader_string (reader, &TEXT_AT (row, column));
    case SPARKLE_COLUMN_OPTIONAL:
      if (sparkle_json_reader_peek (reader) != SPARKLE_JSON_NULL)
        return sparkle_json_reader_int (reader, &INT_AT (row, column));
      INT_AT (row, column) = -1;
      return sparkle_json_reader_skip (reader);
    case SPARKLE_COLUMN_INT:
      return sparkle_json_reader_int (reader, &INT_AT (row, column));
    case SPARKLE_COLUMN_BOOL:
      if (!sparkle_json_reader_bool (reader, &flag))
        return FALSE;
      INT_AT (row, column) = flag;
      return TRUE;
    case SPARKLE_COLUMN_TIME:
      INT_AT (row, column) = 0;
      return sparkle_json_reader_string (reader, &text) &&
             (text == NULL || sparkle_time_parse (text, &INT_AT (row, column)));
    case SPARKLE_COLUMN_STRV:
      g_clear_pointer (&STRV_AT (row, column), g_strfreev);
      return decode_strv (reader, &STRV_AT (row, column));
    case SPARKLE_COLUMN_REACTION:
      if (!sparkle_json_reader_string (reader, &text) || text == NULL)
        return FALSE;
      INT_AT (row, column) = sparkle_store_reaction_index (text);
      return INT_AT (row, column) >= 0;
    case SPARKLE_COLUMN_WHOLE:
      break;
    }
  return FALSE;
}

/* Keys come in the order of the table nearly always: start where the last one was found. */
static const SparkleColumn *
find_column (const SparkleTable *table,
             const char         *group,
             const char         *key,
             gsize               length,
             unsigned           *hint)
{
  for (unsigned i = 0; i < table->n_columns; i++)
    {
      unsigned at = (*hint + i) % table->n_columns;
      const SparkleColumn *column = &table->columns[at];

      if (column->key != NULL && column->group == group && strncmp (column->key, key, length) == 0 && column->key[length] == '\0')
        {
          *hint = at + 1;
          return column;
        }
    }
  return NULL;
}

static const char *
inner_group (const SparkleTable *table,
             const char         *group,
             const char         *key,
             gsize               length)
{
  for (unsigned i = 0; i < table->n_columns; i++)
    {
      const char *name = table->columns[i].group;

      if (name != NULL && name != group && strncmp (name, key, length) == 0 && name[length] == '\0')
        return name;
    }
  /* counts that hold nothing but reactions (comments) */
  if (group == NULL && SPARKLE_JSON_KEY (key, length, "counts"))
    return COUNTS;
  return NULL;
}

/* depth is at most 3: record, counts, reactions. */
static gboolean
decode_object (const SparkleTable *table,
               gpointer            row,
               const char         *group,
               unsigned            depth,
               SparkleJsonReader  *reader)
{
  const char *key, *inner;
  gsize length;
  unsigned hint = 0;

  if (!sparkle_json_reader_enter_object (reader))
    return FALSE;
  while (sparkle_json_reader_next_member (reader, &key, &length))
    {
      const SparkleColumn *column;

      if (key == NULL)
        return TRUE;
      column = find_column (table, group, key, length, &hint);
      if (column != NULL)
        {
          if (!decode_column (column, row, reader))
            return FALSE;
        }
      else if (depth < 3 && sparkle_json_reader_peek (reader) == SPARKLE_JSON_OBJECT &&
               (inner = inner_group (table, group, key, length)) != NULL)
        {
          if (!decode_object (table, row, inner, depth + 1, reader))
            return FALSE;
        }
      else if (!sparkle_json_reader_skip (reader))
        return FALSE;
    }
  return FALSE;
}

/* NULL strv and an absent optional read the same however the record was made. */
static void
fill_defaults (const SparkleTable *table,
               gpointer            row)
{
  for (unsigned i = 0; i < table->n_columns; i++)
    {
      const SparkleColumn *column = &table->columns[i];

      if (column->type == SPARKLE_COLUMN_STRV && STRV_AT (row, column) == NULL)
        STRV_AT (row, column) = g_new0 (char *, 1);
    }
}

/**
 * sparkle_table_decode:
 * @row: zeroed; on failure it may be partly filled and must be cleared all the same
 *
 * Reads one record of the wire. Unknown members are passed over, so that an older client reads a newer server.
 */
gboolean
sparkle_table_decode (const SparkleTable  *table,
                      gpointer             row,
                      SparkleJsonReader   *reader,
                      GError             **error)
{
  const char *begin = reader->p;
  SparkleAnyRow *any = row;

  if (table->collection == SPARKLE_COLLECTION_COMMENT)
    any->comment.video_seconds = -1;
  if (!decode_object (table, row, NULL, 1, reader) || any->id == NULL || *any->id == '\0' || strlen (any->id) > MAX_ID_LENGTH)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                   "A %s in the server's answer cannot be read at byte %" G_GSIZE_FORMAT,
                   table->name, sparkle_json_reader_offset (reader));
      return FALSE;
    }
  fill_defaults (table, row);
  if (table->collection == SPARKLE_COLLECTION_ACCOUNT)
    any->account.json = g_strndup (begin, reader->p - begin);
  return TRUE;
}

void
sparkle_table_bind (const SparkleTable *table,
                    gconstpointer       row,
                    unsigned            n_columns,
                    sqlite3_stmt       *stmt,
                    int                 first)
{
  for (unsigned i = 0; i < n_columns; i++)
    {
      const SparkleColumn *column = &table->columns[i];
      int at = first + i;

      if (column->type == SPARKLE_COLUMN_STRV)
        {
          char **strv = STRV_AT (row, column);

          if (strv == NULL || *strv == NULL)
            sqlite3_bind_text (stmt, at, "[]", 2, SQLITE_STATIC);
          else
            sqlite3_bind_text (stmt, at, sparkle_strv_to_json (strv), -1, g_free);
        }
      else if (is_text (column))
        sqlite3_bind_text (stmt, at, TEXT_AT (row, column), -1, SQLITE_STATIC);
      else if (column->type == SPARKLE_COLUMN_OPTIONAL && INT_AT (row, column) < 0)
        sqlite3_bind_null (stmt, at);
      else
        sqlite3_bind_int64 (stmt, at, INT_AT (row, column));
    }
}

void
sparkle_table_read (const SparkleTable *table,
                    gpointer            row,
                    unsigned            n_columns,
                    sqlite3_stmt       *stmt,
                    int                 first)
{
  for (unsigned i = 0; i < n_columns; i++)
    {
      const SparkleColumn *column = &table->columns[i];
      int at = first + i;

      if (column->type == SPARKLE_COLUMN_STRV)
        STRV_AT (row, column) = sparkle_strv_from_json ((const char *) sqlite3_column_text (stmt, at));
      else if (is_text (column))
        TEXT_AT (row, column) = g_strdup ((const char *) sqlite3_column_text (stmt, at));
      else if (column->type == SPARKLE_COLUMN_OPTIONAL && sqlite3_column_type (stmt, at) == SQLITE_NULL)
        INT_AT (row, column) = -1;
      else
        INT_AT (row, column) = sqlite3_column_int64 (stmt, at);
    }
}

void
sparkle_table_clear (const SparkleTable *table,
                     gpointer            row)
{
  for (unsigned i = 0; i < table->n_columns; i++)
    {
      const SparkleColumn *column = &table->columns[i];

      if (column->type == SPARKLE_COLUMN_STRV)
        g_clear_pointer (&STRV_AT (row, column), g_strfreev);
      else if (is_text (column))
        g_clear_pointer (&TEXT_AT (row, column), g_free);
    }
  memset (row, 0, table->size);
}

void
sparkle_table_copy (const SparkleTable *table,
                    gconstpointer       row,
                    gpointer            ret_row)
{
  memcpy (ret_row, row, table->size);
  for (unsigned i = 0; i < table->n_columns; i++)
    {
      const SparkleColumn *column = &table->columns[i];

      if (column->type == SPARKLE_COLUMN_STRV)
        STRV_AT (ret_row, column) = g_strdupv (STRV_AT (row, column));
      else if (is_text (column))
        TEXT_AT (ret_row, column) = g_strdup (TEXT_AT (row, column));
    }
}

gboolean
sparkle_table_equal (const SparkleTable *table,
                     gconstpointer       a,
                     gconstpointer       b)
{
  for (unsigned i = 0; i < table->n_columns; i++)
    {
      const SparkleColumn *column = &table->columns[i];

      if (column->type == SPARKLE_COLUMN_STRV)
        {
          if (!g_strv_equal ((const char * const *) STRV_AT (a, column), (const char * const *) STRV_AT (b, column)))
            return FALSE;
        }
      else if (is_text (column))
        {
          if (g_strcmp0 (TEXT_AT (a, column), TEXT_AT (b, column)) != 0)
            return FALSE;
        }
      else if (INT_AT (a, column) != INT_AT (b, column))
        return FALSE;
    }
  return TRUE;
}

char *
sparkle_table_column_list (const SparkleTable *table,
                           const char         *prefix,
                           unsigned            n_columns)
{
  GString *list = g_string_new (NULL);

  for (unsigned i = 0; i < n_columns; i++)
    {
      if (i > 0)
        g_string_append (list, ", ");
      g_string_append (list, prefix);
      g_string_append (list, table->columns[i].name);
    }
  return g_string_free_and_steal (list);
}

static void
append_json_string (GString    *out,
                    const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if ((guchar) *p < 0x20)
        g_string_append_printf (out, "\\u%04x", *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

char *
sparkle_strv_to_json (char **strv)
{
  GString *out = g_string_new ("[");

  for (unsigned i = 0; strv[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_json_string (out, strv[i]);
    }
  g_string_append_c (out, ']');
  return g_string_free_and_steal (out);
}

char **
sparkle_strv_from_json (const char *json)
{
  SparkleJsonReader reader;
  char **strv = NULL;

  if (json != NULL && strcmp (json, "[]") != 0)
    {
      sparkle_json_reader_init (&reader, json, strlen (json));
      if (decode_strv (&reader, &strv))
        return strv;
    }
  return g_new0 (char *, 1);
}
