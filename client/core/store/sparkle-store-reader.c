/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-private.h"
#include "sparkle-video-time.h"

#include <string.h>

#define MAX_PAGE 200

/* The columns that are worked out while reading, after those of the table. */
#define POST_EXTRAS \
  ", (SELECT total(1 << type) FROM reaction WHERE target_id = p.id AND present)" \
  ", EXISTS (SELECT 1 FROM bookmark WHERE id = p.id AND present)" \
  ", EXISTS (SELECT 1 FROM kept WHERE account_id = ?2 AND scope = 'post/' || p.id)"
#define USER_EXTRAS ", EXISTS (SELECT 1 FROM follow WHERE id = ?2 || ':' || p.id AND present)"
#define COMMENT_EXTRAS ", (SELECT total(1 << type) FROM reaction WHERE target_id = p.id AND present)"

static const char *
account (SparkleStore *self)
{
  const char *id = sparkle_store_get_account (self);

  return id != NULL ? id : "";
}

/* "SELECT columns … extras FROM table p WHERE …": made once a table and place, kept by the connection's statement cache. */
static sqlite3_stmt *
prepare_read (SparkleStore       *self,
              const SparkleTable *table,
              const char         *extras,
              const char         *where)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  g_autofree char *columns = NULL;
  g_autofree char *sql = NULL;

  if (db == NULL)
    return NULL;
  columns = sparkle_table_column_list (table, "p.", table->n_columns);
  sql = g_strconcat ("SELECT ", columns, extras, " FROM ", table->name, " p WHERE ", where, NULL); /* constants */
  return sparkle_database_prepare (db, sql, NULL);
}

static gboolean
step (SparkleStore *self,
      sqlite3_stmt *stmt)
{
  gboolean row;

  return stmt != NULL && sparkle_database_step (sparkle_store_get_reader (self), stmt, &row, NULL) && row;
}

static sqlite3_stmt *
query (SparkleStore *self,
       const char   *sql,
       const char   *a,
       const char   *b)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);

  if (db == NULL)
    return NULL;
  return sparkle_database_query (db, NULL, sql, b != NULL ? "ss" : a != NULL ? "s" : "", a, b);
}

static void
read_post_extras (SparkleStorePost *post,
                  sqlite3_stmt     *stmt,
                  int               at)
{
  post->my_reactions = sqlite3_column_int64 (stmt, at);
  post->bookmarked = sqlite3_column_int (stmt, at + 1);
  post->kept = sqlite3_column_int (stmt, at + 2);
}

static gpointer
read_one (SparkleStore       *self,
          const SparkleTable *table,
          const char         *extras,
          const char         *where,
          const char         *id)
{
  sqlite3_stmt *stmt = prepare_read (self, table, extras, where);
  SparkleAnyRow *row;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  if (*extras != '\0' && strstr (extras, "?2") != NULL)
    sqlite3_bind_text (stmt, 2, account (self), -1, SQLITE_TRANSIENT);
  if (!step (self, stmt))
    return NULL;
  row = g_malloc0 (table->size);
  sparkle_table_read (table, row, table->n_columns, stmt, 0);
  if (table->collection == SPARKLE_COLLECTION_POST)
    read_post_extras (&row->post, stmt, table->n_columns);
  else if (table->collection == SPARKLE_COLLECTION_USER)
    row->user.followed = sqlite3_column_int (stmt, table->n_columns);
  else if (table->collection == SPARKLE_COLLECTION_COMMENT)
    row->comment.my_reactions = sqlite3_column_int64 (stmt, table->n_columns);
  sqlite3_reset (stmt);
  return row;
}

SparkleStorePost *
sparkle_store_read_post (SparkleStore *self,
                         const char   *id)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_POST), POST_EXTRAS, "p.id = ?1 AND p.present", id);
}

SparkleStoreUser *
sparkle_store_read_user (SparkleStore *self,
                         const char   *id)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_USER), USER_EXTRAS, "p.id = ?1 AND p.present", id);
}

SparkleStoreUser *
sparkle_store_read_user_by_name (SparkleStore *self,
                                 const char   *username)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_USER), USER_EXTRAS, "p.username = ?1 COLLATE NOCASE AND p.present", username);
}

SparkleStoreComment *
sparkle_store_read_comment (SparkleStore *self,
                            const char   *id)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_COMMENT), COMMENT_EXTRAS, "p.id = ?1 AND p.present", id);
}

SparkleStoreDraft *
sparkle_store_read_draft (SparkleStore *self,
                          const char   *id)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_DRAFT), "", "p.id = ?1 AND p.present", id);
}

SparkleStoreNotification *
sparkle_store_read_notification (SparkleStore *self,
                                 const char   *id)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_NOTIFICATION), "", "p.id = ?1 AND p.present", id);
}

SparkleStoreVideo *
sparkle_store_read_video (SparkleStore *self,
                          const char   *id)
{
  return read_one (self, sparkle_table_get (SPARKLE_COLLECTION_VIDEO), "", "p.id = ?1", id);
}

SparkleOutboxRow *
sparkle_store_read_outbox_item (SparkleStore *self,
                                const char   *id)
{
  return read_one (self, sparkle_table_outbox (), "", "p.id = ?1", id);
}

SparkleScopeRow *
sparkle_store_read_scope (SparkleStore *self,
                          const char   *scope)
{
  SparkleScopeRow *row = read_one (self, sparkle_table_scope (), "", "p.scope = ?1", scope);
  sqlite3_stmt *stmt = row != NULL ? query (self, "SELECT 1 FROM kept WHERE account_id = ? AND scope = ?", account (self), scope) : NULL;

  if (stmt != NULL && step (self, stmt))
    {
      row->kept = TRUE;
      sqlite3_reset (stmt);
    }
  return row;
}

/* ---- pages and threads ------------------------------------------------------------------------------------------- */

/**
 * sparkle_store_read_page:
 * @ret_rows: (nullable): filled with the row number (gint64) of each post that is returned
 */
GPtrArray *
sparkle_store_read_page (SparkleStore     *self,
                         const SparkleKey *keys,
                         unsigned          n_keys,
                         GArray           *ret_rows)
{
  const SparkleTable *table = sparkle_table_get (SPARKLE_COLLECTION_POST);
  GPtrArray *posts = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_store_post_free);
  sqlite3_stmt *stmt = prepare_read (self, table, POST_EXTRAS, "p.row = ?1 AND p.present");

  for (unsigned i = 0; stmt != NULL && i < MIN (n_keys, MAX_PAGE); i++)
    {
      SparkleStorePost *post;

      sqlite3_bind_int64 (stmt, 1, keys[i].row);
      sqlite3_bind_text (stmt, 2, account (self), -1, SQLITE_TRANSIENT);
      if (!step (self, stmt))
        continue;
      post = g_new0 (SparkleStorePost, 1);
      sparkle_table_read (table, post, table->n_columns, stmt, 0);
      read_post_extras (post, stmt, table->n_columns);
      sqlite3_reset (stmt);
      g_ptr_array_add (posts, post);
      if (ret_rows != NULL)
        g_array_append_val (ret_rows, keys[i].row);
    }
  return posts;
}

static void
thread_key_free (SparkleThreadKey *key)
{
  g_free (key->id);
  g_free (key->parent_id);
  g_free (key);
}

GPtrArray *
sparkle_store_read_thread (SparkleStore *self,
                           const char   *post_id,
                           unsigned      limit)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) thread_key_free);
  sqlite3_stmt *stmt = query (self,
                              "SELECT id, parent_id, created_at, r_like + r_love + r_fire + r_sparkle + r_mind_blown, deleted, local OR author_id IS ?2,"
                              "       video_seconds, CASE WHEN video_seconds IS NULL AND content GLOB '*[0-9]:[0-5][0-9]*' THEN content END"
                              "  FROM comment WHERE post_id = ?1 AND present ORDER BY created_at, id", post_id, account (self));

  while (keys->len < limit && step (self, stmt))
    {
      SparkleThreadKey *key = g_new0 (SparkleThreadKey, 1);

      key->id = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      key->parent_id = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      key->created_at = sqlite3_column_int64 (stmt, 2);
      key->reactions = sqlite3_column_int64 (stmt, 3);
      key->deleted = sqlite3_column_int64 (stmt, 4);
      key->own = sqlite3_column_int64 (stmt, 5);
      key->moment = sparkle_video_time_of (sqlite3_column_type (stmt, 6) != SQLITE_NULL ? sqlite3_column_int64 (stmt, 6) : -1,
                                           (const char *) sqlite3_column_text (stmt, 7));
      g_ptr_array_add (keys, key);
    }
  if (stmt != NULL)
    sqlite3_reset (stmt);
  return keys;
}

GPtrArray *
sparkle_store_read_drafts (SparkleStore *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = query (self, "SELECT id FROM draft WHERE account_id = ? AND present ORDER BY updated_at DESC, id DESC", account (self), NULL);

  while (step (self, stmt))
    g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  return ids;
}

GPtrArray *
sparkle_store_read_notifications (SparkleStore *self,
                                  unsigned     *ret_unread)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = query (self, "SELECT id, read_at FROM notification WHERE present ORDER BY updated_at DESC, id DESC", NULL, NULL);
  unsigned unread = 0;

  while (step (self, stmt))
    {
      g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
      unread += sqlite3_column_int64 (stmt, 1) == 0;
    }
  if (ret_unread != NULL)
    *ret_unread = unread;
  return ids;
}

gint64
sparkle_store_read_unread_until (SparkleStore *self,
                                 const char   *post_id)
{
  sqlite3_stmt *stmt = post_id != NULL ? query (self, "SELECT max (updated_at) FROM notification WHERE read_at = 0 AND present AND post_id = ?", post_id, NULL)
                                       : query (self, "SELECT max (updated_at) FROM notification WHERE read_at = 0 AND present", NULL, NULL);
  gint64 until = 0;

  if (step (self, stmt))
    {
      until = sqlite3_column_int64 (stmt, 0);
      sqlite3_reset (stmt);
    }
  return until;
}

GPtrArray *
sparkle_store_read_outbox (SparkleStore *self)
{
  const SparkleTable *table = sparkle_table_outbox ();
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);
  sqlite3_stmt *stmt = prepare_read (self, table, "", "p.account_id = ?1 ORDER BY p.seq");

  if (stmt != NULL)
    sqlite3_bind_text (stmt, 1, account (self), -1, SQLITE_TRANSIENT);
  while (step (self, stmt))
    {
      SparkleOutboxRow *row = g_new0 (SparkleOutboxRow, 1);

      sparkle_table_read (table, row, table->n_columns, stmt, 0);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

unsigned
sparkle_store_read_outbox_count (SparkleStore *self,
                                 unsigned     *ret_failed)
{
  sqlite3_stmt *stmt = query (self, "SELECT count(*), total(state >= 2) FROM outbox WHERE account_id = ?", account (self), NULL);
  unsigned count = 0, failed = 0;

  if (step (self, stmt))
    {
      count = sqlite3_column_int (stmt, 0);
      failed = sqlite3_column_int (stmt, 1);
      sqlite3_reset (stmt);
    }
  if (ret_failed != NULL)
    *ret_failed = failed;
  return count;
}

GPtrArray *
sparkle_store_read_categories (SparkleStore *self)
{
  const SparkleTable *table = sparkle_table_get (SPARKLE_COLLECTION_CATEGORY);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_store_category_free);
  sqlite3_stmt *stmt = query (self, "SELECT id, rev, name, colour, position FROM category ORDER BY position, id", NULL, NULL);

  while (step (self, stmt))
    {
      SparkleStoreCategory *row = g_new0 (SparkleStoreCategory, 1);

      sparkle_table_read (table, row, table->n_columns, stmt, 0);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

GPtrArray *
sparkle_store_read_tags (SparkleStore *self,
                         unsigned      limit)
{
  const SparkleTable *table = sparkle_table_get (SPARKLE_COLLECTION_TAG);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_store_tag_free);
  sqlite3_stmt *stmt = query (self, "SELECT id, rev, posts FROM tag ORDER BY posts DESC, id", NULL, NULL);

  while (rows->len < limit && step (self, stmt))
    {
      SparkleStoreTag *row = g_new0 (SparkleStoreTag, 1);

      sparkle_table_read (table, row, table->n_columns, stmt, 0);
      g_ptr_array_add (rows, row);
    }
  if (stmt != NULL)
    sqlite3_reset (stmt);
  return rows;
}

/* ---- single values ------------------------------------------------------------------------------------------------ */

static char *
read_text (SparkleStore *self,
           sqlite3_stmt *stmt)
{
  char *text;

  if (!step (self, stmt))
    return NULL;
  text = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_reset (stmt);
  return text;
}

char *
sparkle_store_read_account (SparkleStore *self)
{
  return read_text (self, query (self, "SELECT json FROM account WHERE id = ?", account (self), NULL));
}

char *
sparkle_store_read_setting (SparkleStore *self,
                            const char   *key)
{
  return read_text (self, query (self, "SELECT value FROM setting WHERE key = 'x-' || ?", key, NULL));
}

gint64
sparkle_store_read_unread_since (SparkleStore *self)
{
  g_autofree char *text = read_text (self, query (self, "SELECT value FROM setting WHERE key = 'unread-since'", NULL, NULL));

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
sparkle_store_read_reading_position (SparkleStore  *self,
                                     const char    *list,
                                     char         **ret_id,
                                     double        *ret_offset)
{
  sqlite3_stmt *stmt = query (self, "SELECT id, offset FROM reading WHERE account_id = ? AND list = ?", account (self), list);

  if (!step (self, stmt))
    return FALSE;
  *ret_id = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  *ret_offset = sqlite3_column_double (stmt, 1);
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
sparkle_store_read_following (SparkleStore *self,
                              const char   *user_id)
{
  g_autofree char *id = g_strconcat (account (self), ":", user_id, NULL);
  sqlite3_stmt *stmt = query (self, "SELECT 1 FROM follow WHERE id = ? AND present", id, NULL);

  if (!step (self, stmt))
    return FALSE;
  sqlite3_reset (stmt);
  return TRUE;
}

guint64
sparkle_store_read_size (SparkleStore *self)
{
  sqlite3_stmt *stmt = query (self, "SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s", NULL, NULL);
  guint64 size = 0;

  if (step (self, stmt))
    {
      size = sqlite3_column_int64 (stmt, 0);
      sqlite3_reset (stmt);
    }
  return size;
}
