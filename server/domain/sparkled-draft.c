/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-draft.h"

#include <glib/gi18n-lib.h>

#include "sparkle-draft-wire.h"
#include "sparkle-error.h"
#include "sparkled-array.h"
#include "sparkled-draft-table.h"

/* Whether there is room for one more; two devices at once wait for each other here. */
static gboolean
check_room (SparkledWrite  *write,
            GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_draft_table_count (write->tx, write->account->id, error);

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0 && sparkled_rows_get_int (rows, 0, 0) >= SPARKLED_DRAFTS_MAX)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                   "There are %d drafts already: publish or delete some first", SPARKLED_DRAFTS_MAX);
      return FALSE;
    }

  return TRUE;
}

/* Somebody else's draft is told apart from none only by its id being taken. */
static gboolean
check_owner (SparkledWrite  *write,
             SparkledRows   *now,
             GError        **error)
{
  if (sparkled_write_owns (write, sparkled_rows_get (now, 0, SPARKLED_DRAFT_ACCOUNT_ID)))
    return TRUE;

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT, N_("This id is taken"));
  return FALSE;
}

static SparkledRows *
write_row (SparkledWrite           *write,
           const SparkledDraftRow  *row,
           SparkledRows            *now,
           GError                 **error)
{
  if (sparkled_rows_get_n (now) == 0)
    return check_room (write, error) ? sparkled_draft_table_insert (write->tx, row, error) : NULL;

  if (!check_owner (write, now, error))
    return NULL;
  sparkled_write_set_record (write, row->id, sparkled_rows_get (now, 0, SPARKLED_DRAFT_RECORD));
  if (!sparkled_write_check_version (write, sparkled_rows_get (now, 0, SPARKLED_DRAFT_VERSION), error))
    return NULL;

  return sparkled_draft_table_update (write->tx, row, error);
}

/**
 * sparkled_draft_save:
 * @write: a write of draft.save
 * @error: VALIDATION_FAILED, CONFLICT; STALE_VERSION when another device saved it meanwhile
 *
 * Makes or replaces a draft. One that was deleted elsewhere is made again, whatever its base
 * version: text that was typed is worth more.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_draft_save (SparkledWrite  *write,
                     GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  g_autoptr(SparkleDraftDraft) draft = sparkle_draft_draft_decode (data, error);
  g_autoptr(SparkledRows) now = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *tags = NULL;
  SparkledDraftRow row;

  if (draft == NULL)
    return FALSE;
  now = sparkled_draft_table_lock (write->tx, draft->id, error);
  if (now == NULL)
    return FALSE;

  tags = sparkled_array_literal ((const char * const *) draft->tags);
  row = (SparkledDraftRow) {
    .id = draft->id,
    .account_id = write->account->id,
    .title = draft->title != NULL ? draft->title : "",
    .content = draft->content != NULL ? draft->content : "",
    .tags = tags,
    .category = draft->category,
    .youtube_video_id = draft->youtube_video_id,
    .post_id = draft->post_id,
  };
  rows = write_row (write, &row, now, error);
  if (rows == NULL)
    return FALSE;

  if (sparkled_rows_get_n (rows) > 0)
    sparkled_write_set_record (write, row.id, sparkled_rows_get (rows, 0, 0));
  else if (write->record == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, N_("Another device is saving this draft just now"));
      return FALSE;
    }

  return TRUE;
}

/**
 * sparkled_draft_delete:
 * @write: a write of draft.delete
 * @error: why it failed
 *
 * A draft that is not there, or not one's own, is as good as deleted.
 *
 * (fiber)
 *
 * Returns: whether the writer has no such draft now
 */
gboolean
sparkled_draft_delete (SparkledWrite  *write,
                       GError        **error)
{
  const char *id = sparkle_mutation_get_record_id (write->mutation);
  g_autoptr(SparkledRows) now = sparkled_draft_table_lock (write->tx, id, error);

  if (now == NULL)
    return FALSE;

  sparkled_write_set_record (write, id, NULL);
  if (sparkled_rows_get_n (now) == 0 || !sparkled_write_owns (write, sparkled_rows_get (now, 0, SPARKLED_DRAFT_ACCOUNT_ID)))
    return TRUE;

  return sparkled_draft_table_remove (write->tx, id, error);
}
