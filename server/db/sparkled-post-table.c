/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-post-table.h"

#include "sparkle-limits.h"

enum
{
  INSERT, WAITING, MATCH, LOCK_SLUG, FREE_SLUG, LOCK, UPDATE, REMOVE, RECORD, CATEGORY, VIEW, VIEW_BY_SLUG, RESOLVE, RESOLVE_SLUG,
  LIST, LIST_AUTHOR, LIST_CATEGORY, LIST_TAG, LIST_TAG_MORE, LIST_FEATURED, PUBLISH_DUE,
};

/* One statement for each filter that an index can lead with; the others are checked on the rows it
 * finds. The inner limit is the greatest page and the row behind it: a plan that is made once for
 * all limits takes a parameter for a tenth of the table, and would sort it. */
G_STATIC_ASSERT (SPARKLE_PAGE_MAX == 100);
#define PAGE "SELECT * FROM ("
/* post_view(), written out: as a function of its own it costs a fifth more. */
#define VIEW_AT(at) \
  "left (post_record (p), -1) || ',\"author\":' || (SELECT author_record (u) FROM account u WHERE u.id = p.author_id) || '}'," \
  " p.id, micros (" at "), p.version"
#define VIEW_COLUMNS VIEW_AT ("p.published_at")
#define BEHIND(at, id) \
  " AND (" at ", " id ") < (coalesce (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', 'infinity')," \
  " coalesce ($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))" \
  " ORDER BY " at " DESC, " id " DESC"
#define AFTER(at, id) BEHIND (at, id) " LIMIT 101) page LIMIT $7::integer"
#define AUTHOR_OF "p.author_id = (SELECT a.id FROM account a WHERE lower (a.username) = lower ($1::text))"
#define TAG_OF "EXISTS (SELECT FROM post_tag t WHERE t.post_id = p.id AND t.tag = $3)"
#define MAYBE_AUTHOR " AND ($1::text IS NULL OR " AUTHOR_OF ")"
#define MAYBE_CATEGORY " AND ($2::text IS NULL OR p.category = $2)"
#define MAYBE_TAG " AND ($3::text IS NULL OR " TAG_OF ")"
#define MAYBE_FEATURED " AND ($4::boolean IS NULL OR p.featured = $4)"
#define NUMBERED(slug, n) "rtrim (left (" slug ", 199 - length (" n "::text)), '-') || '-' || " n
#define TAGGED(limit) \
  "SELECT " VIEW_AT ("t.published_at") " FROM (SELECT t.post_id, t.published_at FROM post_tag t WHERE t.tag = $3::text" \
  BEHIND ("t.published_at", "t.post_id") limit ") t" \
  " JOIN post p ON p.id = t.post_id WHERE p.state = 'published'" MAYBE_AUTHOR MAYBE_CATEGORY MAYBE_FEATURED \
  " ORDER BY t.published_at DESC, t.post_id DESC LIMIT $7::integer"
/* What waits for its time is there for its author alone. */
#define SEEN_BY(account) "(p.state IN ('published', 'archived') OR (p.state = 'scheduled' AND p.author_id = " account "))"
#define PUBLISHED PAGE "SELECT " VIEW_COLUMNS " FROM post p WHERE p.state = 'published'"

const SparkledStatement sparkled_post_statements[] = {
  [INSERT] = { "post_insert",
    "INSERT INTO post AS p (id, author_id, kind, title, slug, excerpt, content, tags, category, youtube_video_id, reading_minutes, publish_at, state, published_at)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::text[], $9, $10, $11::integer, $12::timestamptz,"
    "         CASE WHEN $12 IS NULL THEN 'published' ELSE 'scheduled' END, CASE WHEN $12 IS NULL THEN now() END)"
    " ON CONFLICT DO NOTHING RETURNING post_record (p)" },
  /* The account's row is the lock: two devices at once wait for each other. */
  [WAITING] = { "post_waiting",
    "WITH me AS MATERIALIZED (SELECT a.id FROM account a WHERE a.id = $1::uuid FOR NO KEY UPDATE)"
    " SELECT count(*) FROM post p, me WHERE p.author_id = me.id AND p.state = 'scheduled' AND p.id <> $2::uuid" },
  [MATCH] = { "post_match",
    "SELECT p.state, post_record (p), p.author_id = $2::uuid,"
    "       (p.kind, p.title, p.content, p.tags, p.category, p.youtube_video_id)"
    "         IS NOT DISTINCT FROM ($3::text, $4::text, $5::text, $6::text[], $7::text, $8::text)"
    "  FROM post p WHERE p.id = $1::uuid" },
  [LOCK_SLUG] = { "post_lock_slug",
    "SELECT pg_advisory_xact_lock (hashtextextended ('sparkle post slug ' || $1::text, 0))" },
  /* The number behind the slug: doubled until one is free, then halved back to the first free one
   * behind a taken one. A title that came ten thousand times costs thirty look-ups. */
  [FREE_SLUG] = { "post_free_slug",
    "WITH RECURSIVE probe (low, high, n) AS ("
    "  SELECT 0::bigint, NULL::bigint, 1::bigint"
    "  UNION ALL"
    "  SELECT next.low, next.high, CASE WHEN next.high IS NULL THEN probe.n * 2 ELSE (next.low + next.high) / 2 END"
    "    FROM probe,"
    "         LATERAL (SELECT EXISTS (SELECT FROM post p WHERE p.slug = " NUMBERED ("$1::text", "probe.n") ") AS taken) look,"
    "         LATERAL (SELECT CASE WHEN look.taken THEN probe.n ELSE probe.low END AS low,"
    "                         CASE WHEN look.taken THEN probe.high ELSE probe.n END AS high) next"
    "   WHERE probe.high IS NULL OR probe.high - probe.low > 1)"
    " SELECT CASE WHEN EXISTS (SELECT FROM post p WHERE p.slug = $1::text)"
    "             THEN (SELECT " NUMBERED ("$1::text", "probe.high") " FROM probe WHERE probe.high - probe.low = 1 LIMIT 1)"
    "             ELSE $1::text END" },
  [LOCK] = { "post_lock",
    "SELECT p.author_id, p.state, p.version, post_record (p), p.kind, p.title, p.content, p.tags, p.category, p.youtube_video_id,"
    "       utc_text (p.publish_at)"
    "  FROM post p WHERE p.id = $1::uuid FOR NO KEY UPDATE" },
  [UPDATE] = { "post_update",
    "UPDATE post p SET kind = $2, title = $3, excerpt = $4, content = $5, tags = $6::text[], category = $7,"
    "                  youtube_video_id = $8, reading_minutes = $9::integer, version = p.version + 1,"
    /* what nobody has seen yet is not edited */
    "                  edited_at = CASE p.state WHEN 'scheduled' THEN NULL ELSE now() END, publish_at = $10::timestamptz,"
    "                  state = CASE WHEN $10 IS NULL AND p.state = 'scheduled' THEN 'published' ELSE p.state END,"
    "                  published_at = CASE WHEN $10 IS NULL AND p.state = 'scheduled' THEN now() ELSE p.published_at END"
    " WHERE p.id = $1::uuid"
    "   AND (p.kind, p.title, p.content, p.tags, p.category, p.youtube_video_id, utc_text (p.publish_at))"
    "         IS DISTINCT FROM ($2::text, $3::text, $5::text, $6::text[], $7::text, $8::text, utc_text ($10))"
    " RETURNING post_record (p)" },
  [REMOVE] = { "post_remove",
    "UPDATE post p SET state = 'deleted', version = p.version + 1"
    " WHERE p.id = $1::uuid AND p.state <> 'deleted' RETURNING post_record (p)" },
  [RECORD] = { "post_record",
    "SELECT post_record (p) FROM post p WHERE p.id = $1::uuid" },
  [CATEGORY] = { "post_category",
    "SELECT EXISTS (SELECT FROM category WHERE slug = $1)" },
  [VIEW] = { "post_view",
    "SELECT " VIEW_COLUMNS " FROM post p WHERE p.id = $1::uuid AND " SEEN_BY ("$2::uuid") },
  [VIEW_BY_SLUG] = { "post_view_by_slug",
    "SELECT " VIEW_COLUMNS " FROM post p WHERE p.slug = $1 AND p.state IN ('published', 'archived')" },
  [RESOLVE] = { "post_resolve",
    "SELECT p.id, p.version FROM post p WHERE p.id = $1::uuid AND " SEEN_BY ("$2::uuid") },
  [RESOLVE_SLUG] = { "post_resolve_slug",
    "SELECT p.id, p.version FROM post p WHERE p.slug = $1 AND " SEEN_BY ("$2::uuid") },
  [LIST] = { "post_list",
    PUBLISHED MAYBE_AUTHOR MAYBE_CATEGORY MAYBE_TAG MAYBE_FEATURED AFTER ("p.published_at", "p.id") },
  [LIST_AUTHOR] = { "post_list_author",
    PUBLISHED " AND " AUTHOR_OF MAYBE_CATEGORY MAYBE_TAG MAYBE_FEATURED AFTER ("p.published_at", "p.id") },
  [LIST_CATEGORY] = { "post_list_category",
    PUBLISHED " AND p.category = $2::text" MAYBE_AUTHOR MAYBE_TAG MAYBE_FEATURED AFTER ("p.published_at", "p.id") },
  /* The tag's posts in order first: were the filters beside them, the planner would think that so
   * few are left that it could just as well sort them. Without filters a page is all there is to read. */
  [LIST_TAG] = { "post_list_tag", TAGGED (" LIMIT 101") },
  [LIST_TAG_MORE] = { "post_list_tag_more", TAGGED ("") },
  [LIST_FEATURED] = { "post_list_featured",
    PUBLISHED " AND p.featured AND $4::boolean" MAYBE_AUTHOR MAYBE_CATEGORY MAYBE_TAG AFTER ("p.published_at", "p.id") },
  [PUBLISH_DUE] = { "post_publish_due", "SELECT post_publish_due (" G_STRINGIFY (SPARKLE_XP_POST) ")" },
  { NULL }
};

static void
format_count (char     text[16],
              unsigned value)
{
  g_snprintf (text, 16, "%u", value);
}

/**
 * sparkled_post_table_insert:
 * @tx: a write transaction
 * @row: the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record, or no row when the id or the slug is taken
 */
SparkledRows *
sparkled_post_table_insert (SparkledTransaction   *tx,
                            const SparkledPostRow *row,
                            GError               **error)
{
  char minutes[16];

  format_count (minutes, row->reading_minutes);

  return sparkled_transaction_queryv (tx, &sparkled_post_statements[INSERT], error, 12,
                                      row->id, row->author_id, row->kind, row->title, row->slug, row->excerpt,
                                      row->content, row->tags, row->category, row->youtube_video_id, minutes, row->publish_at);
}

/**
 * sparkled_post_table_count_waiting:
 * @tx: a write transaction
 * @author_id: whose
 * @id: but this one
 * @ret_n: (out): how many posts wait for their time
 * @error: why it failed
 *
 * Lets others who count for the same person wait until this transaction has ended.
 *
 * (fiber)
 *
 * Returns: whether they could be counted
 */
gboolean
sparkled_post_table_count_waiting (SparkledTransaction  *tx,
                                   const char           *author_id,
                                   const char           *id,
                                   gint64               *ret_n,
                                   GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_queryv (tx, &sparkled_post_statements[WAITING], error, 2, author_id, id);

  if (rows == NULL)
    return FALSE;

  *ret_n = sparkled_rows_get_int (rows, 0, 0);
  return TRUE;
}

/**
 * sparkled_post_table_match:
 * @tx: a write transaction
 * @row: the post that could not be inserted
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the post that has its id already, compared with it, or no row
 */
SparkledRows *
sparkled_post_table_match (SparkledTransaction   *tx,
                           const SparkledPostRow *row,
                           GError               **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_post_statements[MATCH], error, 8,
                                      row->id, row->author_id, row->kind, row->title, row->content, row->tags,
                                      row->category, row->youtube_video_id);
}

/**
 * sparkled_post_table_lock_slug:
 * @tx: a write transaction
 * @slug: without a number
 * @error: why it failed
 *
 * Lets others who look for a number behind the same slug wait until this transaction has ended.
 *
 * (fiber)
 *
 * Returns: whether it is locked
 */
gboolean
sparkled_post_table_lock_slug (SparkledTransaction  *tx,
                               const char           *slug,
                               GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_queryv (tx, &sparkled_post_statements[LOCK_SLUG], error, 1, slug);

  return rows != NULL;
}

/**
 * sparkled_post_table_free_slug:
 * @tx: the transaction that locked the slug
 * @slug: without a number
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the slug, with a number behind it when it is taken
 */
char *
sparkled_post_table_free_slug (SparkledTransaction  *tx,
                               const char           *slug,
                               GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_queryv (tx, &sparkled_post_statements[FREE_SLUG], error, 1, slug);

  return rows != NULL ? g_strdup (sparkled_rows_get (rows, 0, 0)) : NULL;
}

/**
 * sparkled_post_table_lock:
 * @tx: a write transaction
 * @id: the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the post whatever its state, locked until the transaction ends, or no row
 */
SparkledRows *
sparkled_post_table_lock (SparkledTransaction  *tx,
                          const char           *id,
                          GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_post_statements[LOCK], error, 1, id);
}

/**
 * sparkled_post_table_update:
 * @tx: the transaction that locked the post
 * @row: the whole of what it is to be; author and slug stay as they are
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record in its next version, or no row when it is all as it was
 */
SparkledRows *
sparkled_post_table_update (SparkledTransaction   *tx,
                            const SparkledPostRow *row,
                            GError               **error)
{
  char minutes[16];

  format_count (minutes, row->reading_minutes);

  return sparkled_transaction_queryv (tx, &sparkled_post_statements[UPDATE], error, 10,
                                      row->id, row->kind, row->title, row->excerpt, row->content, row->tags,
                                      row->category, row->youtube_video_id, minutes, row->publish_at);
}

/**
 * sparkled_post_table_remove:
 * @tx: the transaction that locked the post
 * @id: the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record without its content, or no row when it was deleted already
 */
SparkledRows *
sparkled_post_table_remove (SparkledTransaction  *tx,
                            const char           *id,
                            GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_post_statements[REMOVE], error, 1, id);
}

/**
 * sparkled_post_table_record:
 * @tx: a transaction
 * @id: the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the record as this transaction sees it
 */
SparkledRows *
sparkled_post_table_record (SparkledTransaction  *tx,
                            const char           *id,
                            GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_post_statements[RECORD], error, 1, id);
}

/**
 * sparkled_post_table_has_category:
 * @tx: a transaction
 * @slug: of a category
 * @ret_has: (out): whether there is one
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether it could be looked up
 */
gboolean
sparkled_post_table_has_category (SparkledTransaction  *tx,
                                  const char           *slug,
                                  gboolean             *ret_has,
                                  GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_transaction_queryv (tx, &sparkled_post_statements[CATEGORY], error, 1, slug);

  if (rows == NULL)
    return FALSE;

  *ret_has = sparkled_rows_get_bool (rows, 0, 0);
  return TRUE;
}

/**
 * sparkled_post_table_view:
 * @db: the pool
 * @id: the post
 * @account_id: (nullable): who looks; one's own is seen before its time
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the post with its author, or no row when they may not see it
 */
SparkledRows *
sparkled_post_table_view (SparkledDb  *db,
                          const char  *id,
                          const char  *account_id,
                          GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_post_statements[VIEW], error, 2, id, account_id);
}

/**
 * sparkled_post_table_view_by_slug:
 * @db: the pool
 * @slug: of the post
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the post with its author, or no row when nobody may see it
 */
SparkledRows *
sparkled_post_table_view_by_slug (SparkledDb  *db,
                                  const char  *slug,
                                  GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_post_statements[VIEW_BY_SLUG], error, 1, slug);
}

/**
 * sparkled_post_table_resolve:
 * @db: the pool
 * @id: (nullable): the post, or NULL when its slug is known
 * @slug: (nullable): its slug
 * @account_id: (nullable): who looks; one's own is seen before its time
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the id and the version of a post that may be seen, or no row
 */
SparkledRows *
sparkled_post_table_resolve (SparkledDb  *db,
                             const char  *id,
                             const char  *slug,
                             const char  *account_id,
                             GError     **error)
{
  return sparkled_db_queryv (db, &sparkled_post_statements[id != NULL ? RESOLVE : RESOLVE_SLUG], error, 2,
                             id != NULL ? id : slug, account_id);
}

/**
 * sparkled_post_table_list:
 * @db: the pool
 * @filter: which posts, from where, how many
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): published posts with their authors, newest first
 */
SparkledRows *
sparkled_post_table_list (SparkledDb                *db,
                          const SparkledPostFilter  *filter,
                          GError                   **error)
{
  unsigned which = LIST;
  char limit[16];

  if (filter->author != NULL)
    which = LIST_AUTHOR;
  else if (filter->tag != NULL)
    which = filter->category == NULL && filter->featured == NULL ? LIST_TAG : LIST_TAG_MORE;
  else if (g_strcmp0 (filter->featured, "true") == 0)
    which = LIST_FEATURED;
  else if (filter->category != NULL)
    which = LIST_CATEGORY;

  format_count (limit, filter->limit);

  return sparkled_db_queryv (db, &sparkled_post_statements[which], error, 7,
                             filter->author, filter->category, filter->tag, filter->featured,
                             filter->after_at, filter->after_id, limit);
}

/**
 * sparkled_post_table_publish_due:
 * @db: the pool
 * @error: why it failed
 *
 * Publishes one post whose time has come and that no other process is at, in one short transaction of its own: what hangs on a
 * post, and the points, are there with it or not yet.
 *
 * (fiber)
 *
 * Returns: (transfer full): a row for each scope that changed, and one of %NULL when there may be more to do
 */
SparkledRows *
sparkled_post_table_publish_due (SparkledDb  *db,
                                 GError     **error)
{
  return sparkled_db_query (db, &sparkled_post_statements[PUBLISH_DUE], NULL, 0, error);
}
