/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-history.h"

#include "sparkle-store-private.h"
#include "sparkle-writer.h"

#define SAME "v.title IS d.title AND v.content IS d.content AND v.tags IS d.tags AND v.category IS d.category AND v.youtube_video_id IS d.youtube_video_id"

void
sparkle_draft_version_free (SparkleDraftVersion *self)
{
  g_free (self->title);
  g_free (self->content);
  g_strfreev (self->tags);
  g_free (self->category);
  g_free (self->youtube_video_id);
  g_free (self);
}

static char *
text_of (sqlite3_stmt *stmt,
         int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}

/* (transfer full): a list as it is stored, an array of JSON. */
static char **
tags_of (sqlite3_stmt *stmt,
         int           column)
{
  g_autoptr (JsonNode) node = json_from_string ((const char *) sqlite3_column_text (stmt, column), NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    for (unsigned i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      g_strv_builder_add (builder, json_array_get_string_element (json_node_get_array (node), i));
  return g_strv_builder_end (builder);
}

/* id: 0 for all of them */
static GPtrArray *
read_versions (SparkleStore *self,
               const char   *draft_id,
               gint64        id)
{
  GPtrArray *versions = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_draft_version_free);
  SparkleDatabase *db = sparkle_store_get_reader (self);
  const char *account = sparkle_store_get_account (self);
  sqlite3_stmt *stmt = NULL;
  gboolean row;

  if (db != NULL)
    stmt = sparkle_database_query (db, NULL, "SELECT id, at, why, title, content, tags, category, youtube_video_id FROM draft_version"
                                             " WHERE account_id = ?1 AND draft_id = ?2 AND (?3 = 0 OR id = ?3) ORDER BY id DESC",
                                   "ssi", account != NULL ? account : "", draft_id, id);
  while (stmt != NULL && sparkle_database_step (db, stmt, &row, NULL) && row)
    {
      SparkleDraftVersion *version = g_new0 (SparkleDraftVersion, 1);

      version->id = sqlite3_column_int64 (stmt, 0);
      version->at = sqlite3_column_int64 (stmt, 1);
      version->why = (SparkleDraftWhy) sqlite3_column_int (stmt, 2);
      version->title = text_of (stmt, 3);
      version->content = text_of (stmt, 4);
      version->tags = tags_of (stmt, 5);
      version->category = text_of (stmt, 6);
      version->youtube_video_id = text_of (stmt, 7);
      g_ptr_array_add (versions, version);
    }
  if (stmt != NULL)
    sqlite3_reset (stmt);
  return versions;
}

/**
 * sparkle_store_read_draft_versions:
 * @draft_id: a draft, which need not be there any more
 *
 * Returns: (transfer full) (element-type SparkleDraftVersion): what it said before, the newest first
 */
GPtrArray *
sparkle_store_read_draft_versions (SparkleStore *self,
                                   const char   *draft_id)
{
  g_return_val_if_fail (draft_id != NULL, NULL);

  return read_versions (self, draft_id, 0);
}

/**
 * sparkle_store_read_draft_version:
 * @draft_id: a draft
 * @id: of a version
 *
 * Returns: (transfer full) (nullable): the version
 */
SparkleDraftVersion *
sparkle_store_read_draft_version (SparkleStore *self,
                                  const char   *draft_id,
                                  gint64        id)
{
  g_autoptr (GPtrArray) versions = NULL;

  g_return_val_if_fail (draft_id != NULL && id > 0, NULL);

  versions = read_versions (self, draft_id, id);
  return versions->len > 0 ? g_ptr_array_steal_index (versions, 0) : NULL;
}

static gboolean
keep_job (SparkleWriter  *writer,
          gpointer        data,
          GValue         *result,
          GError        **error)
{
  const char *draft_id = data;
  gint64 id = 0;

  if (!sparkle_database_run (writer->db, error,
                             "INSERT INTO draft_version (account_id, draft_id, at, why, title, content, tags, category, youtube_video_id, size)"
                             " SELECT d.account_id, d.id, d.updated_at, ?1, d.title, d.content, d.tags, d.category, d.youtube_video_id,"
                             "        length (CAST (ifnull (d.content, '') AS BLOB)) + 200"
                             "   FROM draft d WHERE d.account_id = ?2 AND d.id = ?3 AND d.present"
                             "    AND (ifnull (d.title, '') <> '' OR ifnull (d.content, '') <> '')"
                             "    AND NOT EXISTS (SELECT 1 FROM draft_version v WHERE v.id = (SELECT max (id) FROM draft_version"
                             "                      WHERE account_id = d.account_id AND draft_id = d.id) AND " SAME ")",
                             "iss", (gint64) SPARKLE_DRAFT_WHY_RESTORED, writer->account, draft_id) ||
      !sparkle_database_get_int (writer->db, &id, 0, error,
                                 "SELECT v.id FROM draft d JOIN draft_version v ON v.account_id = d.account_id AND v.draft_id = d.id AND " SAME
                                 " WHERE d.account_id = ?1 AND d.id = ?2 AND d.present ORDER BY v.id DESC LIMIT 1",
                                 "ss", writer->account, draft_id))
    return FALSE;
  g_value_init (result, G_TYPE_INT64);
  g_value_set_int64 (result, id);
  return TRUE;
}

/**
 * sparkle_store_keep_draft:
 * @draft_id: a draft
 *
 * Keeps what it says as a version, unless the newest one says just that. For what is about to be replaced at one blow.
 *
 * Returns: (transfer full): resolves to the id of that version, 0 when there is no text to keep
 */
DexFuture *
sparkle_store_keep_draft (SparkleStore *self,
                          const char   *draft_id)
{
  g_return_val_if_fail (draft_id != NULL, NULL);

  return sparkle_store_do (self, TRUE, keep_job, g_strdup (draft_id), g_free);
}
