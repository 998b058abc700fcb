/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-reaction.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-reaction-wire.h"
#include "sparkled-comment-table.h"
#include "sparkled-post-table.h"
#include "sparkled-reaction-table.h"
#include "sparkled-xp.h"

static SparkleReactionDraft *
decode (SparkledWrite        *write,
        SparkledReactionRow  *ret_row,
        GError              **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  SparkleReactionDraft *draft = sparkle_reaction_draft_decode (data, error);

  if (draft != NULL)
    *ret_row = (SparkledReactionRow) {
      .account_id = write->account->id,
      .on_comment = draft->comment_id != NULL,
      .target_id = draft->comment_id != NULL ? draft->comment_id : draft->post_id,
      .type = draft->type,
    };

  return draft;
}

/* The owner of what is reacted to, when it may be seen. */
static char *
find_owner (SparkledWrite              *write,
            const SparkledReactionRow  *row,
            gboolean                    must_be_visible,
            GError                    **error)
{
  g_autoptr(SparkledRows) rows = sparkled_reaction_table_target (write->tx, row, error);

  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0 ||
      (must_be_visible && !sparkled_rows_get_bool (rows, 0, SPARKLED_REACTION_VISIBLE)))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND,
                           row->on_comment ? N_("There is no such comment") : N_("There is no such post"));
      return NULL;
    }

  return g_strdup (sparkled_rows_get (rows, 0, SPARKLED_REACTION_OWNER_ID));
}

/* The target's new counts belong to the same answer. */
static gboolean
relate_target (SparkledWrite              *write,
               const SparkledReactionRow  *row,
               GError                    **error)
{
  g_autoptr(SparkledRows) rows = row->on_comment ? sparkled_comment_table_record (write->tx, row->target_id, error)
                                                 : sparkled_post_table_record (write->tx, row->target_id, error);

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0)
    sparkled_write_relate (write, row->on_comment ? "comment" : "post", sparkled_rows_get (rows, 0, 0));

  return TRUE;
}

/**
 * sparkled_reaction_set:
 * @write: a write of reaction.set
 * @error: VALIDATION_FAILED, NOT_FOUND
 *
 * Idempotent by shape: what is set stays set.
 *
 * (fiber)
 *
 * Returns: whether it is set now
 */
gboolean
sparkled_reaction_set (SparkledWrite  *write,
                       GError        **error)
{
  SparkledReactionRow row;
  g_autoptr(SparkleReactionDraft) draft = decode (write, &row, error);
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *owner_id = NULL;
  g_autofree char *id = NULL;

  if (draft == NULL)
    return FALSE;
  owner_id = find_owner (write, &row, TRUE, error);
  if (owner_id == NULL)
    return FALSE;

  id = g_strconcat (row.target_id, ":", row.type, NULL);
  rows = sparkled_reaction_table_insert (write->tx, &row, error);
  if (rows == NULL)
    return FALSE;

  if (sparkled_rows_get_n (rows) > 0)
    {
      if (!sparkled_xp_bond (write, SPARKLED_XP_REACTION, owner_id, id, error))
        return FALSE;
    }
  else
    {
      g_clear_pointer (&rows, sparkled_rows_unref);
      rows = sparkled_reaction_table_record (write->tx, &row, error);
      if (rows == NULL)
        return FALSE;
    }
  sparkled_write_set_record (write, id, sparkled_rows_get_n (rows) > 0 ? sparkled_rows_get (rows, 0, 0) : NULL);

  return relate_target (write, &row, error);
}

/**
 * sparkled_reaction_unset:
 * @write: a write of reaction.unset
 * @error: VALIDATION_FAILED, NOT_FOUND
 *
 * What is not set stays unset. One can take a reaction back even from what was deleted since.
 *
 * (fiber)
 *
 * Returns: whether it is not set now
 */
gboolean
sparkled_reaction_unset (SparkledWrite  *write,
                         GError        **error)
{
  SparkledReactionRow row;
  g_autoptr(SparkleReactionDraft) draft = decode (write, &row, error);
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *owner_id = NULL;
  g_autofree char *id = NULL;

  if (draft == NULL)
    return FALSE;
  owner_id = find_owner (write, &row, FALSE, error);
  if (owner_id == NULL)
    return FALSE;

  id = g_strconcat (row.target_id, ":", row.type, NULL);
  rows = sparkled_reaction_table_remove (write->tx, &row, error);
  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0 && !sparkled_xp_unbond (write, SPARKLED_XP_REACTION, owner_id, id, error))
    return FALSE;
  sparkled_write_set_record (write, id, NULL);

  return relate_target (write, &row, error);
}
