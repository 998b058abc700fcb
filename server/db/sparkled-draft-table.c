/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-draft-table.h"

enum { LOCK, INSERT, UPDATE, REMOVE, COUNT };

const SparkledStatement sparkled_draft_statements[] = {
  [LOCK] = { "draft_lock",
    "SELECT d.account_id, d.version, draft_record (d) FROM draft d WHERE d.id = $1::uuid FOR UPDATE" },
  /* A post that never reached the server, or is gone, is no reason to lose the text. */
  [INSERT] = { "draft_insert",
    "INSERT INTO draft AS d (id, account_id, title, content, tags, category, youtube_video_id, post_id)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5::text[], $6, $7, (SELECT p.id FROM post p WHERE p.id = $8::uuid))"
    " ON CONFLICT DO NOTHING RETURNING draft_record (d)" },
  [UPDATE] = { "draft_update",
    "UPDATE draft d SET title = $3, content = $4, tags = $5::text[], category = $6, youtube_video_id = $7,"
    "                   post_id = (SELECT p.id FROM post p WHERE p.id = $8::uuid),"
    "                   version = d.version + 1, updated_at = now()"
    " WHERE d.id = $1::uuid AND d.account_id = $2::uuid"
    "   AND (d.title, d.content, d.tags, d.category, d.youtube_video_id, d.post_id)"
    "         IS DISTINCT FROM ($3::text, $4::text, $5::text[], $6::text, $7::text, $8::uuid)"
    " RETURNING draft_record (d)" },
  [REMOVE] = { "draft_remove",
    "DELETE FROM draft d WHERE d.id = $1::uuid" },
  [COUNT] = { "draft_count",
    "WITH owner AS (SELECT a.id FROM account a WHERE a.id = $1::uuid FOR NO KEY UPDATE)"
    " SELECT (SELECT count(*) FROM draft d WHERE d.account_id = owner.id) FROM owner" },
  { NULL }
};

/**
 * sparkled_draft_table_lock:
 * @tx: a write transaction
 * @id: the draft
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the draft, whoever's it is, or no row
 */
SparkledRows *
sparkled_draft_table_lock (SparkledTransaction  *tx,
                           const char           *id,
                           GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_draft_statements[LOCK], error, 1, id);
}

/**
 * sparkled_draft_table_insert:
 * @tx: a write transaction
 * @row: the draft
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when the id is taken
 */
SparkledRows *
sparkled_draft_table_insert (SparkledTransaction     *tx,
                             const SparkledDraftRow  *row,
                             GError                 **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_draft_statements[INSERT], error, 8,
                                      row->id, row->account_id, row->title, row->content, row->tags,
                                      row->category, row->youtube_video_id, row->post_id);
}

/**
 * sparkled_draft_table_update:
 * @tx: the transaction that locked the draft
 * @row: the whole of what it is to be
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record in its next version, or no row when it is all as it was
 */
SparkledRows *
sparkled_draft_table_update (SparkledTransaction     *tx,
                             const SparkledDraftRow  *row,
                             GError                 **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_draft_statements[UPDATE], error, 8,
                                      row->id, row->account_id, row->title, row->content, row->tags,
                                      row->category, row->youtube_video_id, row->post_id);
}

/**
 * sparkled_draft_table_remove:
 * @tx: the transaction that locked the draft
 * @id: the draft
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether it is gone now
 */
gboolean
sparkled_draft_table_remove (SparkledTransaction  *tx,
                             const char           *id,
                             GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_queryv (tx, &sparkled_draft_statements[REMOVE], error, 1, id);

  return rows != NULL;
}

/**
 * sparkled_draft_table_count:
 * @tx: a write transaction
 * @account_id: whose drafts
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): one row with the number
 */
SparkledRows *
sparkled_draft_table_count (SparkledTransaction  *tx,
                            const char           *account_id,
                            GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_draft_statements[COUNT], error, 1, account_id);
}
