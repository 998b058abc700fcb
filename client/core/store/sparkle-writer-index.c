/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <string.h>

#include "sparkle-search-facet.h"
#include "sparkle-words.h"

#define SLICE_US     (10 * 1000)          /* of work at once: a live change waits no longer */
#define QUIET_US     (150 * 1000)         /* without other work before the first slice: a first sync is not slowed down */
#define STARVING_US  (3 * G_USEC_PER_SEC) /* after which a slice is done between other work */
#define ROWS_AT_ONCE 32

/* Words that are compared with what somebody typed. */
#define VOCABULARY_MIN 3
#define VOCABULARY_MAX 40

typedef enum { KIND_POST = 1, KIND_COMMENT, KIND_USER, KIND_TAG } Kind;

typedef struct
{
  Kind   kind;
  gint64 row;
} Entry;

typedef struct
{
  const char *read;   /* row -> texts */
  const char *put;    /* row, folded texts */
  const char *drop;   /* row */
} Statements;

static const Statements statements[] = {
  [KIND_POST] = { "SELECT title, excerpt, tags, content, author_id, category, youtube_video_id FROM post WHERE row = ?",
                  "INSERT OR REPLACE INTO search_post (rowid, title, excerpt, tags, content, facets) VALUES (?, ?, ?, ?, ?, ?)",
                  "DELETE FROM search_post WHERE rowid = ?" },
  [KIND_COMMENT] = { "SELECT content, author_id FROM comment WHERE row = ?",
                     "INSERT OR REPLACE INTO search_comment (rowid, content, facets) VALUES (?, ?, ?)",
                     "DELETE FROM search_comment WHERE rowid = ?" },
  [KIND_USER] = { "SELECT username, display_name FROM user WHERE row = ?",
                  "INSERT OR REPLACE INTO search_user (rowid, username, display_name) VALUES (?, ?, ?)",
                  "DELETE FROM search_user WHERE rowid = ?" },
  [KIND_TAG] = { "SELECT id FROM tag WHERE row = ?",
                 "INSERT OR REPLACE INTO search_tag (rowid, name) VALUES (?, ?)",
                 "DELETE FROM search_tag WHERE rowid = ?" },
};

/**
 * sparkle_search_facet:
 *
 * A letter for the kind and 64 bits of FNV-1a: what is typed may hold anything.
 */
void
sparkle_search_facet (char        kind,
                      const char *value,
                      char        facet[SPARKLE_FACET_LENGTH])
{
  g_autofree char *lower = g_utf8_strdown (value, -1);
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (const char *p = lower; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (1099511628211);
  g_snprintf (facet, SPARKLE_FACET_LENGTH, "%c%016" G_GINT64_MODIFIER "x", kind, hash);
}

static const char *
text_at (sqlite3_stmt *stmt,
         int           column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? text : "";
}

static void
append_facet (GString    *facets,
              char        kind,
              const char *value)
{
  char facet[SPARKLE_FACET_LENGTH];

  if (*value == '\0')
    return;
  sparkle_search_facet (kind, value, facet);
  g_string_append_printf (facets, " %s", facet);
}

/* The texts of a row as the columns of its index. */
static GPtrArray *
fold_row (Kind          kind,
          sqlite3_stmt *stmt)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) facets = g_string_new (SPARKLE_FACET_ALL);

  switch (kind)
    {
    case KIND_POST:
      {
        g_auto (GStrv) tags = sparkle_strv_from_json ((const char *) sqlite3_column_text (stmt, 2));
        g_autofree char *joined = g_strjoinv (" ", tags);

        for (unsigned i = 0; tags[i] != NULL; i++)
          append_facet (facets, SPARKLE_FACET_TAG, tags[i]);
        append_facet (facets, SPARKLE_FACET_AUTHOR, text_at (stmt, 4));
        append_facet (facets, SPARKLE_FACET_CATEGORY, text_at (stmt, 5));
        if (*text_at (stmt, 6) != '\0')
          g_string_append (facets, " " SPARKLE_FACET_VIDEO);
        g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 0)));
        g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 1)));
        g_ptr_array_add (texts, sparkle_words_fold (joined));
        g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 3)));
        g_ptr_array_add (texts, g_strdup (facets->str));
        break;
      }
    case KIND_COMMENT:
      append_facet (facets, SPARKLE_FACET_AUTHOR, text_at (stmt, 1));
      g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 0)));
      g_ptr_array_add (texts, g_strdup (facets->str));
      break;
    case KIND_USER:
      g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 0)));
      g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 1)));
      break;
    case KIND_TAG:
      g_ptr_array_add (texts, sparkle_words_fold (text_at (stmt, 0)));
      break;
    }
  return texts;
}

static gboolean
learn_words (SparkleWriter  *self,
             const char     *folded,
             GError        **error)
{
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  for (unsigned i = 0; words[i] != NULL; i++)
    {
      glong letters = g_utf8_strlen (words[i], -1);

      if (letters >= VOCABULARY_MIN && letters <= VOCABULARY_MAX &&
          !sparkle_database_run (self->db, error, "INSERT OR IGNORE INTO search_word (word) VALUES (?)", "s", words[i]))
        return FALSE;
    }
  return TRUE;
}

/* Titles, names and tags are searched in spite of typing errors. */
static gboolean
learn_row (SparkleWriter    *self,
           Kind              kind,
           const GPtrArray  *texts,
           GError          **error)
{
  switch (kind)
    {
    case KIND_POST:
      return learn_words (self, texts->pdata[0], error) && learn_words (self, texts->pdata[2], error);
    case KIND_USER:
      return learn_words (self, texts->pdata[0], error) && learn_words (self, texts->pdata[1], error);
    case KIND_TAG:
      return learn_words (self, texts->pdata[0], error);
    case KIND_COMMENT:
      break;
    }
  return TRUE;
}

static gboolean
index_row (SparkleWriter  *self,
           const Entry    *entry,
           GError        **error)
{
  const Statements *sql = &statements[entry->kind];
  g_autoptr (GPtrArray) texts = NULL;
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error, sql->read, "i", entry->row);
  gboolean found;

  if (!sparkle_database_step (self->db, stmt, &found, error))
    return FALSE;
  if (!found)
    return sparkle_database_run (self->db, error, sql->drop, "i", entry->row);
  texts = fold_row (entry->kind, stmt);
  sqlite3_reset (stmt);
  stmt = sparkle_database_query (self->db, error, sql->put, "i", entry->row);
  for (unsigned i = 0; stmt != NULL && i < texts->len; i++)
    sqlite3_bind_text (stmt, i + 2, texts->pdata[i], -1, SQLITE_STATIC);
  return sparkle_database_step (self->db, stmt, NULL, error) && learn_row (self, entry->kind, texts, error);
}

static gboolean
next_entries (SparkleWriter  *self,
              GArray         *entries,
              GError        **error)
{
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error, "SELECT kind, row FROM search_queue LIMIT ?", "i", (gint64) ROWS_AT_ONCE);
  gboolean row;

  g_array_set_size (entries, 0);
  do
    {
      if (!sparkle_database_step (self->db, stmt, &row, error))
        return FALSE;
      if (row)
        {
          Entry entry = { sqlite3_column_int (stmt, 0), sqlite3_column_int64 (stmt, 1) };

          g_array_append_val (entries, entry);
        }
    }
  while (row);
  return TRUE;
}

static gboolean
index_entries (SparkleWriter  *self,
               GArray         *entries,
               GError        **error)
{
  for (unsigned i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->kind >= KIND_POST && entry->kind <= KIND_TAG && !index_row (self, entry, error))
        return FALSE;
      if (!sparkle_database_run (self->db, error, "DELETE FROM search_queue WHERE kind = ? AND row = ?", "ii", (gint64) entry->kind, entry->row))
        return FALSE;
    }
  return TRUE;
}

static gboolean
index_for_a_while (SparkleWriter  *self,
                   GArray         *entries,
                   GError        **error)
{
  gint64 end = g_get_monotonic_time () + SLICE_US;

  if (!sparkle_writer_begin (self, error))
    return FALSE;
  do
    if (!index_entries (self, entries, error) || !next_entries (self, entries, error))
      {
        sparkle_writer_rollback (self);
        return FALSE;
      }
  while (entries->len > 0 && g_get_monotonic_time () < end);
  if (sparkle_writer_commit (self, error))
    return TRUE;
  sparkle_writer_rollback (self);
  return FALSE;
}

/**
 * sparkle_writer_index_slice:
 *
 * Takes what waits longest into the index and out of the queue, both in one transaction. After a failure nothing is tried before the next
 * transaction of somebody else went through.
 */
gboolean
sparkle_writer_index_slice (SparkleWriter  *self,
                            GError        **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  gboolean ok = next_entries (self, entries, error) && (entries->len == 0 || index_for_a_while (self, entries, error));

  self->index_going = ok && entries->len > 0;
  self->index_wanted = self->index_going;
  self->index_since = g_get_monotonic_time ();
  return ok;
}

void
sparkle_writer_index_soon (SparkleWriter *self)
{
  if (!self->index_wanted)
    self->index_since = g_get_monotonic_time ();
  self->index_wanted = TRUE;
}

gint64
sparkle_writer_index_wait (SparkleWriter *self)
{
  if (self->db == NULL || !self->index_wanted)
    return -1;
  if (g_get_monotonic_time () - self->index_since > STARVING_US)
    return 0;
  return self->index_going ? 1 : QUIET_US;
}

gboolean
sparkle_writer_index_size (SparkleWriter  *self,
                           gint64         *ret_bytes,
                           GError        **error)
{
  return sparkle_database_get_int (self->db, ret_bytes, 0, error,
                                   "SELECT (SELECT total(length(block)) FROM search_post_data) + (SELECT total(length(block)) FROM search_comment_data)", "");
}
