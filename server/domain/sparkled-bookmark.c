/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-bookmark.h"

#include "sparkle-bookmark-wire.h"
#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkled-bookmark-table.h"

/**
 * sparkled_bookmark_set:
 * @write: a write of bookmark.set
 * @error: VALIDATION_FAILED, NOT_FOUND
 *
 * Keeps a post, in a folder and with a note if there are any; once more changes these. A
 * bookmark that is there already may be changed even when its post was deleted.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_bookmark_set (SparkledWrite  *write,
                       GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  g_autoptr(SparkleBookmarkDraft) draft = sparkle_bookmark_draft_decode (data, error);
  g_autoptr(SparkledRows) had = NULL;
  g_autoptr(SparkledRows) post = NULL;
  g_autoptr(SparkledRows) rows = NULL;

  if (draft == NULL)
    return FALSE;
  had = sparkled_bookmark_table_record (write->tx, write->account->id, draft->post_id, error);
  if (had == NULL)
    return FALSE;
  post = sparkled_bookmark_table_post (write->tx, draft->post_id, error);
  if (post == NULL)
    return FALSE;
  if (sparkled_rows_get_n (post) == 0 ||
      (sparkled_rows_get_n (had) == 0 && !sparkled_rows_get_bool (post, 0, SPARKLED_BOOKMARK_POST_VISIBLE)))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is no such post");
      return FALSE;
    }

  rows = sparkled_bookmark_table_set (write->tx, write->account->id, draft->post_id,
                                      draft->folder != NULL ? draft->folder : "",
                                      draft->note != NULL ? draft->note : "", error);
  if (rows == NULL)
    return FALSE;
  sparkled_write_set_record (write, draft->post_id,
                             sparkled_rows_get_n (rows) > 0 ? sparkled_rows_get (rows, 0, 0)
                             : sparkled_rows_get_n (had) > 0 ? sparkled_rows_get (had, 0, 0) : NULL);
  sparkled_write_relate (write, "post", sparkled_rows_get (post, 0, SPARKLED_BOOKMARK_POST_RECORD));
  sparkled_write_relate (write, "user", sparkled_rows_get (post, 0, SPARKLED_BOOKMARK_POST_AUTHOR));

  return TRUE;
}

/**
 * sparkled_bookmark_unset:
 * @write: a write of bookmark.unset
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether there is no bookmark of the post now
 */
gboolean
sparkled_bookmark_unset (SparkledWrite  *write,
                         GError        **error)
{
  const char *post_id = sparkle_json_get_string (write->mutation->data, "post_id");

  sparkled_write_set_record (write, post_id, NULL);

  return sparkled_bookmark_table_remove (write->tx, write->account->id, post_id, error);
}
