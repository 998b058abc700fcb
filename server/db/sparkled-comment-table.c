/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-comment-table.h"

enum { PLACE, INSERT, MATCH, LOCK, UPDATE, REMOVE, RECORD, VIEW, LIST, BEST };

/* comment_view(), written out: as a function of its own it costs a fifth more. */
#define VIEW_COLUMNS_AT(at) \
  "left (comment_record (c), -1) || ',\"author\":' || (SELECT author_record (u) FROM account u WHERE u.id = c.author_id) || '}'," \
  " c.id, " at ", c.version"
#define VIEW_COLUMNS VIEW_COLUMNS_AT ("micros (c.created_at)")

const SparkledStatement sparkled_comment_statements[] = {
  /* The post's row is the lock of its thread: it is counted up there in any case, so to lock it
   * now costs nothing, and no deletion can come between. */
  [PLACE] = { "comment_place",
    "SELECT p.state, EXISTS (SELECT FROM comment c WHERE c.id = $2::uuid AND c.post_id = p.id)"
    "  FROM post p WHERE p.id = $1::uuid FOR NO KEY UPDATE" },
  [INSERT] = { "comment_insert",
    "INSERT INTO comment AS c (id, post_id, author_id, parent_id, content, video_seconds, created_at)"
    " VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6::integer, clock_timestamp ())"
    " ON CONFLICT DO NOTHING RETURNING comment_record (c)" },
  [MATCH] = { "comment_match",
    "SELECT comment_record (c), c.author_id = $2::uuid,"
    "       (c.post_id, c.parent_id, c.content, c.video_seconds)"
    "         IS NOT DISTINCT FROM ($3::uuid, $4::uuid, $5::text, $6::integer)"
    "  FROM comment c WHERE c.id = $1::uuid" },
  [LOCK] = { "comment_lock",
    "SELECT c.author_id, c.post_id, p.state, c.deleted, c.version, comment_record (c)"
    "  FROM comment c JOIN post p ON p.id = c.post_id WHERE c.id = $1::uuid FOR NO KEY UPDATE OF p, c" },
  [UPDATE] = { "comment_update",
    "UPDATE comment c SET content = $2, version = c.version + 1, edited_at = now()"
    " WHERE c.id = $1::uuid AND c.content <> $2 RETURNING comment_record (c)" },
  [REMOVE] = { "comment_remove",
    "UPDATE comment c SET content = '', deleted = true, version = c.version + 1"
    " WHERE c.id = $1::uuid AND NOT c.deleted RETURNING comment_record (c)" },
  [RECORD] = { "comment_record",
    "SELECT comment_record (c) FROM comment c WHERE c.id = $1::uuid" },
  [VIEW] = { "comment_view",
    "SELECT " VIEW_COLUMNS " FROM comment c JOIN post p ON p.id = c.post_id"
    " WHERE c.id = $1::uuid AND p.state IN ('published', 'archived')" },
  /* The inner limit is for the planner: see sparkled-post-table.c. */
  [LIST] = { "comment_list",
    "SELECT * FROM (SELECT " VIEW_COLUMNS " FROM comment c"
    " WHERE c.post_id = $1::uuid"
    "   AND (c.created_at, c.id) > (coalesce (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', '-infinity'),"
    "                               coalesce ($3::uuid, '00000000-0000-0000-0000-000000000000'))"
    " ORDER BY c.created_at, c.id LIMIT 101) page LIMIT $4::integer" },
  /* sparkle_best_score(), in millionths, which is what stands in the place of the time. */
  [BEST] = { "comment_best",
    "WITH answered AS (SELECT parent_id AS id, count(*) AS n FROM comment WHERE post_id = $1::uuid AND NOT deleted GROUP BY parent_id),"
    " scored AS (SELECT c.id, round (1000000 * (ln ((1 + 2 * (c.n_like + c.n_love + c.n_fire + c.n_sparkle + c.n_mind_blown)"
    "     + 3 * coalesce (a.n, 0))::double precision)"
    "     + 0.1 * least (greatest (extract (epoch FROM c.created_at - p.published_at)::double precision / 86400, 0), 7)))::bigint AS score"
    "   FROM comment c JOIN post p ON p.id = c.post_id LEFT JOIN answered a ON a.id = c.id WHERE c.post_id = $1::uuid),"
    " page AS (SELECT * FROM scored WHERE $2::bigint IS NULL OR (-score, id) > (-$2::bigint, $3::uuid) ORDER BY score DESC, id LIMIT $4::integer)"
    "SELECT " VIEW_COLUMNS_AT ("page.score") " FROM page JOIN comment c ON c.id = page.id ORDER BY page.score DESC, c.id" },
  { NULL }
};

/* NULL for none; the text lives in the buffer. */
static const char *
format_seconds (char   text[24],
                gint64 seconds)
{
  if (seconds < 0)
    return NULL;

  g_snprintf (text, 24, "%" G_GINT64_FORMAT, seconds);
  return text;
}

/**
 * sparkled_comment_table_place:
 * @tx: a write transaction
 * @post_id: the post to be commented on
 * @parent_id: (nullable): the comment to be replied to
 * @error: why it failed
 *
 * Locks the thread until the transaction ends.
 *
 * (fiber)
 *
 * Returns: (transfer full): one row, or none when there is no such post
 */
SparkledRows *
sparkled_comment_table_place (SparkledTransaction  *tx,
                              const char           *post_id,
                              const char           *parent_id,
                              GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[PLACE], error, 2, post_id, parent_id);
}

/**
 * sparkled_comment_table_insert:
 * @tx: the transaction that locked the thread
 * @row: the comment
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when the id is taken
 */
SparkledRows *
sparkled_comment_table_insert (SparkledTransaction       *tx,
                               const SparkledCommentRow  *row,
                               GError                   **error)
{
  char seconds[24];

  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[INSERT], error, 6,
                                      row->id, row->post_id, row->author_id, row->parent_id, row->content,
                                      format_seconds (seconds, row->video_seconds));
}

/**
 * sparkled_comment_table_match:
 * @tx: a write transaction
 * @row: the comment that could not be inserted
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the comment that has its id already, compared with it
 */
SparkledRows *
sparkled_comment_table_match (SparkledTransaction       *tx,
                              const SparkledCommentRow  *row,
                              GError                   **error)
{
  char seconds[24];

  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[MATCH], error, 6,
                                      row->id, row->author_id, row->post_id, row->parent_id, row->content,
                                      format_seconds (seconds, row->video_seconds));
}

/**
 * sparkled_comment_table_lock:
 * @tx: a write transaction
 * @id: the comment
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the comment, locked with its thread, or no row
 */
SparkledRows *
sparkled_comment_table_lock (SparkledTransaction  *tx,
                             const char           *id,
                             GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[LOCK], error, 1, id);
}

/**
 * sparkled_comment_table_update:
 * @tx: the transaction that locked the comment
 * @id: the comment
 * @content: the new text
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record in its next version, or no row when the text is the same
 */
SparkledRows *
sparkled_comment_table_update (SparkledTransaction  *tx,
                               const char           *id,
                               const char           *content,
                               GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[UPDATE], error, 2, id, content);
}

/**
 * sparkled_comment_table_remove:
 * @tx: the transaction that locked the comment
 * @id: the comment
 * @error: why it failed
 *
 * The row stays without its text, so that the replies to it keep their place.
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when it was deleted already
 */
SparkledRows *
sparkled_comment_table_remove (SparkledTransaction  *tx,
                               const char           *id,
                               GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[REMOVE], error, 1, id);
}

/**
 * sparkled_comment_table_record:
 * @tx: a transaction
 * @id: the comment
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record as this transaction sees it
 */
SparkledRows *
sparkled_comment_table_record (SparkledTransaction  *tx,
                               const char           *id,
                               GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_comment_statements[RECORD], error, 1, id);
}

/**
 * sparkled_comment_table_view:
 * @db: the pool
 * @id: the comment
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the comment with its author, or no row when nobody may see it
 */
SparkledRows *
sparkled_comment_table_view (SparkledDb  *db,
                             const char  *id,
                             GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_comment_statements[VIEW], error, 1, id);
}

/**
 * sparkled_comment_table_list:
 * @db: the pool
 * @post_id: a post that may be seen
 * @best: the best first, with their scores in the place of the times; else in the order in which they were made
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
sparkled_comment_table_list (SparkledDb  *db,
                             const char  *post_id,
                             gboolean     best,
                             const char  *after_at,
                             const char  *after_id,
                             unsigned     limit,
                             GError     **error)
{
  char count[16];

  g_snprintf (count, sizeof count, "%u", limit);

  return sparkled_db_queryv (db, &sparkled_comment_statements[best ? BEST : LIST], error, 4, post_id, after_at, after_id, count);
}
