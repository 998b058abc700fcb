/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-lists.h"

#include <string.h>

#include "sparkle-store-private.h"
#include "sparkle-table.h"

/* A person whose record is not here yet has no row to show: the list grows when it comes. */
static const char * const id_queries[] = {
  [SPARKLE_IDS_COMMENTS_OF] = "SELECT id FROM comment WHERE author_id = ?1 AND present AND NOT deleted ORDER BY created_at DESC, id DESC",
  [SPARKLE_IDS_FOLLOWERS_OF] = "SELECT u.id FROM follow f JOIN user u ON u.id = f.follower_id AND u.present"
                               " WHERE f.followed_id = ?1 AND f.present ORDER BY f.created_at DESC, f.id DESC",
  [SPARKLE_IDS_FOLLOWED_BY] = "SELECT u.id FROM follow f JOIN user u ON u.id = f.followed_id AND u.present"
                              " WHERE f.follower_id = ?1 AND f.present ORDER BY f.created_at DESC, f.id DESC",
  [SPARKLE_IDS_BOOKMARKS] = "SELECT b.id, p.title, b.note, b.folder, u.display_name, u.username"
                            " FROM bookmark b JOIN post p ON p.id = b.id AND p.present LEFT JOIN user u ON u.id = p.author_id"
                            " WHERE b.present AND (?1 IS NULL OR ifnull (b.folder, '') = ?1) ORDER BY b.created_at DESC, b.id DESC",
  [SPARKLE_IDS_WAITING] = "SELECT id FROM post WHERE state = 'scheduled' AND author_id = ?1 AND present ORDER BY publish_at, id",
};

static gboolean
step (SparkleStore *self,
      sqlite3_stmt *stmt)
{
  gboolean row;

  return stmt != NULL && sparkle_database_step (sparkle_store_get_reader (self), stmt, &row, NULL) && row;
}

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static gboolean
matches (sqlite3_stmt *stmt,
         const char   *folded)
{
  for (int i = 1; i < sqlite3_column_count (stmt); i++)
    {
      const char *text = (const char *) sqlite3_column_text (stmt, i);
      g_autofree char *here = text != NULL ? fold (text) : NULL;

      if (here != NULL && strstr (here, folded) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * sparkle_store_read_ids:
 * @kind: what is listed
 * @arg: (nullable): of whom, or of which folder
 * @filter: (nullable): bookmarks must have this text
 * @limit: how many at most
 *
 * Returns: (transfer full): the ids, newest first
 */
GPtrArray *
sparkle_store_read_ids (SparkleStore      *self,
                        SparkleIdListKind  kind,
                        const char        *arg,
                        const char        *filter,
                        unsigned           limit)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  SparkleDatabase *db = sparkle_store_get_reader (self);
  sqlite3_stmt *stmt = db != NULL ? sparkle_database_query (db, NULL, id_queries[kind], "s", kind == SPARKLE_IDS_WAITING ? sparkle_store_get_account (self) : arg) : NULL;
  g_autofree char *folded = filter != NULL && *filter != '\0' ? fold (filter) : NULL;

  while (ids->len < limit && step (self, stmt))
    if (folded == NULL || matches (stmt, folded))
      g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  if (stmt != NULL)
    sqlite3_reset (stmt);
  return ids;
}

/**
 * sparkle_store_read_bookmark:
 * @post_id: a post
 *
 * Returns: (transfer full) (nullable): the bookmark of it
 */
SparkleStoreBookmark *
sparkle_store_read_bookmark (SparkleStore *self,
                             const char   *post_id)
{
  const SparkleTable *table = sparkle_table_get (SPARKLE_COLLECTION_BOOKMARK);
  SparkleDatabase *db = sparkle_store_get_reader (self);
  sqlite3_stmt *stmt = db != NULL ? sparkle_database_query (db, NULL, "SELECT id, rev, folder, note, created_at, pending"
                                                            " FROM bookmark WHERE id = ? AND present", "s", post_id) : NULL;
  SparkleStoreBookmark *row;

  if (!step (self, stmt))
    return NULL;
  row = g_new0 (SparkleStoreBookmark, 1);
  sparkle_table_read (table, row, table->n_columns, stmt, 0);
  sqlite3_reset (stmt);
  return row;
}

void
sparkle_store_folder_free (SparkleStoreFolder *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * sparkle_store_read_folders:
 *
 * Returns: (transfer full): the folders of the bookmarks
 */
GPtrArray *
sparkle_store_read_folders (SparkleStore *self)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_store_folder_free);
  SparkleDatabase *db = sparkle_store_get_reader (self);
  sqlite3_stmt *stmt = db != NULL ? sparkle_database_query (db, NULL, "SELECT ifnull (b.folder, ''), count(*) FROM bookmark b"
                                                            " JOIN post p ON p.id = b.id AND p.present WHERE b.present"
                                                            " GROUP BY 1 ORDER BY 1 COLLATE NOCASE, 1", "") : NULL;

  while (step (self, stmt))
    {
      SparkleStoreFolder *folder = g_new0 (SparkleStoreFolder, 1);

      folder->name = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      folder->count = sqlite3_column_int (stmt, 1);
      g_ptr_array_add (folders, folder);
    }
  return folders;
}

/* The first text that no text with this beginning comes behind. */
static char *
end_of (const char *prefix)
{
  return g_strconcat (prefix, "\xf4\x8f\xbf\xbf", NULL);
}

/**
 * sparkle_store_read_names_like:
 * @prefix: how a username begins, in any case
 * @limit: how many at most
 * @names: (element-type utf8): gets the usernames
 * @details: (element-type utf8): gets the display names, in the same order
 *
 * Reads an index: a key press may wait for it. People whom the account follows come first.
 */
void
sparkle_store_read_names_like (SparkleStore *self,
                               const char   *prefix,
                               unsigned      limit,
                               GPtrArray    *names,
                               GPtrArray    *details)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  g_autofree char *end = end_of (prefix);
  const char *account = sparkle_store_get_account (self);
  sqlite3_stmt *stmt = db != NULL ? sparkle_database_query (db, NULL, "SELECT u.username, ifnull (u.display_name, '') FROM user u"
                                                            " WHERE u.username COLLATE NOCASE >= ?1 AND u.username COLLATE NOCASE < ?2 AND u.present"
                                                            " ORDER BY EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = ?3 AND f.followed_id = u.id"
                                                            " AND f.present) DESC, u.username COLLATE NOCASE", "sss",
                                                            prefix, end, account != NULL ? account : "") : NULL;

  while (names->len < limit && step (self, stmt))
    {
      g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
      g_ptr_array_add (details, g_strdup ((const char *) sqlite3_column_text (stmt, 1)));
    }
  if (stmt != NULL)
    sqlite3_reset (stmt);
}

/**
 * sparkle_store_read_tags_like:
 * @prefix: how a tag begins, in any case
 * @limit: how many at most
 * @tags: (element-type utf8): gets them, most used first
 *
 * Reads an index: a key press may wait for it.
 */
void
sparkle_store_read_tags_like (SparkleStore *self,
                              const char   *prefix,
                              unsigned      limit,
                              GPtrArray    *tags)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  g_autofree char *lower = g_utf8_strdown (prefix, -1);
  g_autofree char *end = end_of (lower);
  sqlite3_stmt *stmt = db != NULL ? sparkle_database_query (db, NULL, "SELECT id FROM tag WHERE id >= ?1 AND id < ?2 AND posts > 0 ORDER BY posts DESC, id",
                                                            "ss", lower, end) : NULL;

  while (tags->len < limit && step (self, stmt))
    g_ptr_array_add (tags, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  if (stmt != NULL)
    sqlite3_reset (stmt);
}
