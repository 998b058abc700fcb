/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-comment.h"

#include <glib/gi18n-lib.h>

#include "sparkle-comment-wire.h"
#include "sparkle-error.h"
#include "sparkled-mention.h"
#include "sparkled-post-table.h"
#include "sparkled-xp.h"

static SparkleCommentDraft *
decode (SparkledWrite  *write,
        gboolean        edit,
        GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);

  return sparkle_comment_draft_decode (data, edit, error);
}

/* The post's new count of comments belongs to the same answer. */
static gboolean
relate_post (SparkledWrite  *write,
             const char     *post_id,
             GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_post_table_record (write->tx, post_id, error);

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0)
    sparkled_write_relate (write, "post", sparkled_rows_get (rows, 0, 0));

  return TRUE;
}

/* Locks the thread and sees whether the comment may go there. */
static gboolean
check_place (SparkledWrite        *write,
             SparkleCommentDraft  *draft,
             GError              **error)
{
  g_autoptr(SparkledRows) place = sparkled_comment_table_place (write->tx, draft->post_id, draft->parent_id, error);
  g_autoptr(GError) local = NULL;
  const char *state;

  if (place == NULL)
    return FALSE;

  state = sparkled_rows_get_n (place) > 0 ? sparkled_rows_get (place, 0, SPARKLED_COMMENT_PLACE_STATE) : "";
  if (g_str_equal (state, "archived"))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, N_("This post is archived: it takes no more comments"));
      return FALSE;
    }
  if (!g_str_equal (state, "published"))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND,
                           g_str_equal (state, "deleted") ? N_("The post was deleted") : N_("There is no such post"));
      return FALSE;
    }
  if (draft->parent_id == NULL || sparkled_rows_get_bool (place, 0, SPARKLED_COMMENT_PLACE_PARENT))
    return TRUE;

  sparkle_error_add_detail (&local, "parent_id", N_("is no comment on this post"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The id was taken. The same comment again is no error: its maker did not hear the answer. */
static gboolean
take_existing (SparkledWrite             *write,
               const SparkledCommentRow  *row,
               GError                   **error)
{
  g_autoptr(SparkledRows) rows = sparkled_comment_table_match (write->tx, row, error);
  gboolean own;

  if (rows == NULL)
    return FALSE;

  own = sparkled_rows_get_n (rows) > 0 && sparkled_rows_get_bool (rows, 0, SPARKLED_COMMENT_MATCH_OWN);
  if (own)
    sparkled_write_set_record (write, row->id, sparkled_rows_get (rows, 0, SPARKLED_COMMENT_MATCH_RECORD));
  if (own && sparkled_rows_get_bool (rows, 0, SPARKLED_COMMENT_MATCH_SAME))
    return TRUE;

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT,
                       own ? N_("You have made another comment with this id already") : N_("This id is taken"));
  return FALSE;
}

/**
 * sparkled_comment_create:
 * @write: a write of comment.create
 * @error: VALIDATION_FAILED, NOT_FOUND when there is no such post any more, CONFLICT when the id is taken
 *
 * (fiber)
 *
 * Returns: whether it is there now
 */
gboolean
sparkled_comment_create (SparkledWrite  *write,
                         GError        **error)
{
  g_autoptr(SparkleCommentDraft) draft = decode (write, FALSE, error);
  g_autoptr(SparkledRows) rows = NULL;
  SparkledCommentRow row;

  if (draft == NULL || !check_place (write, draft, error))
    return FALSE;

  row = (SparkledCommentRow) {
    .id = sparkled_write_get_id (write, draft->id),
    .post_id = draft->post_id,
    .author_id = write->account->id,
    .parent_id = draft->parent_id,
    .content = draft->content,
    .video_seconds = draft->video_seconds,
  };
  rows = sparkled_comment_table_insert (write->tx, &row, error);
  if (rows == NULL)
    return FALSE;

  if (sparkled_rows_get_n (rows) == 0)
    {
      if (!take_existing (write, &row, error))
        return FALSE;
    }
  else
    {
      sparkled_write_set_record (write, row.id, sparkled_rows_get (rows, 0, 0));
      if (!sparkled_mention_in_comment (write, row.id, row.content, FALSE, error) ||
          !sparkled_xp_give (write, SPARKLED_XP_COMMENT, row.id, error))
        return FALSE;
    }

  return relate_post (write, row.post_id, error);
}

/* The comment of an edit or a deletion: locked, in a post that is there, and the writer's to change. */
static SparkledRows *
lock_own (SparkledWrite  *write,
          const char     *id,
          GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_comment_table_lock (write->tx, id, error);

  if (rows == NULL)
    return NULL;

  if (sparkled_rows_get_n (rows) == 0)
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such comment"));
  else if (g_str_equal (sparkled_rows_get (rows, 0, SPARKLED_COMMENT_POST_STATE), "deleted"))
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("The post was deleted"));
  else if (!sparkled_write_may_moderate (write, sparkled_rows_get (rows, 0, SPARKLED_COMMENT_AUTHOR_ID)))
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, N_("Only its author or a moderator may change this comment"));
  else
    return g_steal_pointer (&rows);

  return NULL;
}

/**
 * sparkled_comment_edit:
 * @write: a write of comment.edit
 * @error: VALIDATION_FAILED, NOT_FOUND, FORBIDDEN; STALE_VERSION when it was changed elsewhere
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_comment_edit (SparkledWrite  *write,
                       GError        **error)
{
  g_autoptr(SparkleCommentDraft) draft = decode (write, TRUE, error);
  g_autoptr(SparkledRows) now = NULL;
  g_autoptr(SparkledRows) rows = NULL;

  if (draft == NULL)
    return FALSE;
  now = lock_own (write, draft->id, error);
  if (now == NULL)
    return FALSE;
  if (sparkled_rows_get_bool (now, 0, SPARKLED_COMMENT_DELETED))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("This comment was deleted"));
      return FALSE;
    }

  sparkled_write_set_record (write, draft->id, sparkled_rows_get (now, 0, SPARKLED_COMMENT_RECORD));
  if (!sparkled_write_check_version (write, sparkled_rows_get (now, 0, SPARKLED_COMMENT_VERSION), error))
    return FALSE;

  rows = sparkled_comment_table_update (write->tx, draft->id, draft->content, error);
  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) == 0)
    return TRUE;

  sparkled_write_set_record (write, draft->id, sparkled_rows_get (rows, 0, 0));
  return sparkled_mention_in_comment (write, draft->id, draft->content, TRUE, error);
}

/**
 * sparkled_comment_delete:
 * @write: a write of comment.delete
 * @error: NOT_FOUND, FORBIDDEN
 *
 * Takes the text away and leaves its place, so that replies stay readable. Deleting it
 * twice is once.
 *
 * (fiber)
 *
 * Returns: whether it is gone now
 */
gboolean
sparkled_comment_delete (SparkledWrite  *write,
                         GError        **error)
{
  const char *id = sparkle_mutation_get_record_id (write->mutation);
  g_autoptr(SparkledRows) now = lock_own (write, id, error);
  g_autoptr(SparkledRows) rows = NULL;

  if (now == NULL)
    return FALSE;

  sparkled_write_set_record (write, id, sparkled_rows_get (now, 0, SPARKLED_COMMENT_RECORD));
  if (!sparkled_rows_get_bool (now, 0, SPARKLED_COMMENT_DELETED) &&
      !sparkled_write_check_version (write, sparkled_rows_get (now, 0, SPARKLED_COMMENT_VERSION), error))
    return FALSE;

  rows = sparkled_comment_table_remove (write->tx, id, error);
  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0)
    {
      sparkled_write_set_record (write, id, sparkled_rows_get (rows, 0, 0));
      if (!sparkled_xp_take (write, SPARKLED_XP_COMMENT, sparkled_rows_get (now, 0, SPARKLED_COMMENT_AUTHOR_ID), id, error))
        return FALSE;
    }

  return relate_post (write, sparkled_rows_get (now, 0, SPARKLED_COMMENT_POST_ID), error);
}

/**
 * sparkled_comment_find:
 * @services: the services
 * @id: the comment
 * @error: NOT_FOUND
 *
 * (fiber)
 *
 * Returns: (transfer full): one row with the comment and its author
 */
SparkledRows *
sparkled_comment_find (SparkledServices  *services,
                       const char        *id,
                       GError           **error)
{
  g_autoptr(SparkledRows) rows = sparkled_comment_table_view (services->db, id, error);

  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such comment"));
      return NULL;
    }

  return g_steal_pointer (&rows);
}

/**
 * sparkled_comment_list:
 * @services: the services
 * @post_id: a post that may be seen
 * @best: the best first; else in the order in which they were made
 * @after_at: (nullable): µs or score, with @after_id: the last one that was listed
 * @after_id: (nullable): its id
 * @limit: how many
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): comments with their authors
 */
SparkledRows *
sparkled_comment_list (SparkledServices  *services,
                       const char        *post_id,
                       gboolean           best,
                       const char        *after_at,
                       const char        *after_id,
                       unsigned           limit,
                       GError           **error)
{
  return sparkled_comment_table_list (services->db, post_id, best, after_at, after_id, limit, error);
}
