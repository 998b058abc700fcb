/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-change-table.h"

#include "sparkled-array.h"
#include "sparkled-scope-changes.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"

/* One answer carries about this much; what does not fit comes with the next pull. */
#define PULL_BYTES "4194304"
/* More rows than this in one tick of the hub are for pulls. */
#define SINCE_ROWS "2000"

/* change_record() of the schema, written out: as a function it costs five times as much. */
#define RECORD_OF(scope, collection, id)                                                                                \
  "CASE " collection                                                                                                    \
  " WHEN 'post' THEN (SELECT post_record (x) FROM post x WHERE x.id = " id "::uuid)"                                    \
  " WHEN 'user' THEN (SELECT user_record (x) FROM account x WHERE x.id = " id "::uuid)"                                 \
  " WHEN 'comment' THEN (SELECT comment_record (x) FROM comment x WHERE x.id = " id "::uuid)"                           \
  " ELSE change_record (" scope ", " collection ", " id ") END"

/* The newest row under the horizon, which is what cursors hold. The horizon itself will not do: it may be an xid
 * that nothing durable has used, and after a crash PostgreSQL gives such xids out again, below cursors
 * that had passed them. A committed row's xid is on disk. */
#define NEWEST                                                                                             \
  "newest AS MATERIALIZED (SELECT c.xid, c.seq FROM change c WHERE c.xid < pg_snapshot_xmin (pg_current_snapshot ())" \
  " ORDER BY c.xid DESC, c.seq DESC LIMIT 1)"

/* All scopes of a pull in one statement, which is one snapshot by itself. Following and first
 * pulls are two index scans of which one is switched off per scope. Every scope answers with at
 * least one row, so that what is known of it comes along. */
const SparkledStatement sparkled_change_statements[] = {
  { "change_pull",
    "WITH " NEWEST ", request AS MATERIALIZED ("
    "  SELECT r.n, r.scope, r.xid, r.seq, r.collection, r.id, s.stale, e.epoch,"
    "         CASE WHEN r.kind = 'page' AND NOT s.stale THEN r.rank ELSE 9223372036854775807 END AS rank,"
    "         r.kind = 'follow' AND NOT s.stale AS follows,"
    "         pg_snapshot_xmin (pg_current_snapshot ()) AS horizon, coalesce (w.xid, '0') AS newest_xid, coalesce (w.seq, 0) AS newest_seq,"
    "         CASE WHEN r.scope LIKE 'post/%' OR r.scope LIKE 'user/%' THEN EXISTS (SELECT FROM change c WHERE c.scope = r.scope ORDER BY c.scope, c.xid, c.seq LIMIT 1) ELSE true END AS known"
    "    FROM unnest ($1::text[], $2::bigint[], $3::text[], $4::xid8[], $5::bigint[], $6::bigint[], $7::text[], $8::text[])"
    "           WITH ORDINALITY AS r (scope, epoch, kind, xid, seq, rank, collection, id, n)"
    "         CROSS JOIN epoch e LEFT JOIN newest w ON true"
    "         CROSS JOIN LATERAL (SELECT r.kind <> 'new' AND (r.epoch <> e.epoch OR (r.kind = 'follow' AND (r.xid, r.seq) < (e.pruned_xid, e.pruned_seq))) AS stale) s),"
    " found AS MATERIALIZED ("
    "  SELECT r.n, r.epoch, r.newest_xid, r.newest_seq, r.stale, r.known, c.o, c.collection, c.id, c.xid, c.seq, c.rank,"
    "         CASE WHEN NOT c.deleted THEN " RECORD_OF ("r.scope", "c.collection", "c.id") " END AS record"
    "    FROM request r LEFT JOIN LATERAL ("
    "      (SELECT c.*, row_number () OVER (ORDER BY c.xid, c.seq) AS o FROM change c"
    "         WHERE r.follows AND c.scope = r.scope AND (c.xid, c.seq) > (r.xid, r.seq) AND c.xid < r.horizon"
    "         ORDER BY c.xid, c.seq LIMIT $9::integer + 1)"
    "      UNION ALL"
    "      (SELECT c.*, row_number () OVER (ORDER BY c.rank DESC, c.collection DESC, c.id DESC) AS o FROM change c"
    "         WHERE NOT r.follows AND c.scope = r.scope AND NOT c.deleted AND (c.rank, c.collection, c.id) < (r.rank, r.collection, r.id)"
    "         ORDER BY c.rank DESC, c.collection DESC, c.id DESC LIMIT $9::integer + 1)) c ON true),"
    " measured AS ("
    "  SELECT f.*, count (f.id) OVER (PARTITION BY f.n) AS available,"
    "         sum (coalesce (octet_length (f.record), 50)) OVER (ORDER BY f.n, f.o ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS bytes"
    "    FROM found f)"
    " SELECT m.n, m.epoch, m.newest_xid, m.newest_seq, m.stale, m.known, m.available, m.collection, m.id, m.xid, m.seq, m.rank,"
    "        m.record IS NULL, coalesce (m.record, to_json (m.id)::text)"
    "   FROM measured m WHERE m.o IS NULL OR m.o = 1 OR m.bytes <= " PULL_BYTES " ORDER BY m.n, m.o" },
  { "changes_since",
    "WITH " NEWEST ", present AS MATERIALIZED ("
    "  SELECT e.epoch, pg_snapshot_xmin (pg_current_snapshot ()) AS horizon, coalesce (w.xid, '0') AS newest_xid, coalesce (w.seq, 0) AS newest_seq"
    "    FROM epoch e LEFT JOIN newest w ON true)"
    " SELECT p.epoch, p.newest_xid, p.newest_seq,"
    "        (SELECT (extract (epoch FROM clock_timestamp () - min (w.at)) * 1000000)::bigint"
    "           FROM (SELECT a.at FROM change a WHERE a.xid >= p.horizon ORDER BY a.xid, a.seq LIMIT 100) w),"
    "        c.scope, c.collection, c.xid, c.seq, c.record IS NULL, coalesce (c.record, to_json (c.id)::text)"
    "   FROM present p LEFT JOIN LATERAL ("
    "     SELECT c.*, CASE WHEN NOT c.deleted THEN " RECORD_OF ("c.scope", "c.collection", "c.id") " END AS record"
    /* by order and not by scope (OFFSET 0 keeps the planner to it): the scopes are thousands, new rows few */
    "       FROM (SELECT * FROM (SELECT * FROM change n WHERE (n.xid, n.seq) > ($1::xid8, $2::bigint) AND n.xid < p.horizon"
    "                              ORDER BY n.xid, n.seq OFFSET 0) n"
    "               WHERE n.scope = ANY ($3::text[]) LIMIT " SINCE_ROWS " + 1) c) c ON true"
    "   ORDER BY c.xid, c.seq" },
  { "changes_since_scopes",
    "SELECT DISTINCT scope FROM change WHERE (xid, seq) > ($1::xid8, $2::bigint) AND (xid, seq) <= ($3::xid8, $4::bigint) AND scope = ANY ($5::text[])" },
  { "change_scopes", "SELECT DISTINCT scope FROM change WHERE xid = pg_current_xact_id ()" },
  { "feed_flush", "SELECT feed_flush ()" },
  { "change_prune", "SELECT change_prune ()" },
  { "change_lag",
    "SELECT coalesce ((extract (epoch FROM clock_timestamp () - min (xact_start)) * 1000000)::bigint, 0)"
    "  FROM pg_stat_activity WHERE backend_xid IS NOT NULL" },
  { NULL },
};
#define PULL 0 /* the row of the table */

/* ---- Pull ---- */

/* Columns of change_pull. */
enum { N, EPOCH, NEWEST_XID, NEWEST_SEQ, STALE, KNOWN, AVAILABLE, COLLECTION, ID, XID, SEQ, RANK, GONE, RECORD };

/* The eight arrays of change_pull, one element per scope. */
typedef struct
{
  GPtrArray *columns[8];
} Arrays;

static void
arrays_init (Arrays *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (self->columns); i++)
    self->columns[i] = g_ptr_array_new_null_terminated (8, g_free, TRUE);
}

static void
arrays_clear (Arrays *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (self->columns); i++)
    g_ptr_array_unref (self->columns[i]);
}

static void
arrays_add (Arrays               *self,
            const char           *scope,
            const char           *kind,
            const SparkledCursor *cursor)
{
  g_ptr_array_add (self->columns[0], g_strdup (scope));
  g_ptr_array_add (self->columns[1], g_strdup_printf ("%" G_GINT64_FORMAT, cursor->epoch));
  g_ptr_array_add (self->columns[2], g_strdup (kind));
  g_ptr_array_add (self->columns[3], g_strdup_printf ("%" G_GUINT64_FORMAT, cursor->position.xid));
  g_ptr_array_add (self->columns[4], g_strdup_printf ("%" G_GINT64_FORMAT, cursor->position.seq));
  g_ptr_array_add (self->columns[5], g_strdup_printf ("%" G_GINT64_FORMAT, cursor->rank));
  g_ptr_array_add (self->columns[6], g_strdup (cursor->collection));
  g_ptr_array_add (self->columns[7], g_strdup (cursor->id));
}

static SparkledRows *
arrays_query (Arrays      *self,
              SparkledDb  *db,
              unsigned     limit,
              GError     **error)
{
  char *params[9];
  SparkledRows *rows;

  for (unsigned i = 0; i < 8; i++)
    params[i] = sparkled_array_literal ((const char * const *) self->columns[i]->pdata);
  params[8] = g_strdup_printf ("%u", limit);
  rows = sparkled_db_query (db, &sparkled_change_statements[PULL], (const char * const *) params, 9, error);
  for (unsigned i = 0; i < 9; i++)
    g_free (params[i]);
  return rows;
}

static guint64
get_xid (SparkledRows *rows,
         unsigned      row,
         unsigned      column)
{
  return g_ascii_strtoull (sparkled_rows_get (rows, row, column), NULL, 10);
}

/* Where the reader stands after the rows [first, first + n) of its scope were taken. */
static void
set_cursors (SparkledScopeChanges *changes,
             const SparkledCursor *asked, /* (nullable): first pull */
             SparkledRows         *rows,
             unsigned              first,
             unsigned              n)
{
  gint64 epoch = sparkled_rows_get_int (rows, first, EPOCH);
  SparkledPosition newest = { get_xid (rows, first, NEWEST_XID), sparkled_rows_get_int (rows, first, NEWEST_SEQ) };

  if (asked != NULL && asked->kind == SPARKLED_CURSOR_FOLLOW)
    {
      changes->position = asked->position;
      if (changes->more)
        changes->position = (SparkledPosition) { get_xid (rows, first + n - 1, XID), sparkled_rows_get_int (rows, first + n - 1, SEQ) };
      else if (sparkled_position_compare (&newest, &asked->position) > 0)
        changes->position = newest;
      changes->cursor = sparkled_scope_cursor_follow (changes->scope, epoch, &changes->position);
      return;
    }

  changes->position = asked != NULL ? asked->position : newest;
  if (asked == NULL)
    changes->follow = sparkled_scope_cursor_follow (changes->scope, epoch, &newest);
  if (changes->more)
    {
      SparkledCursor page = {
        .kind = SPARKLED_CURSOR_PAGE,
        .scope_hash = sparkled_cursor_hash_scope (changes->scope),
        .epoch = epoch,
        .position = changes->position,
        .rank = sparkled_rows_get_int (rows, first + n - 1, RANK),
      };

      g_strlcpy (page.collection, sparkled_rows_get (rows, first + n - 1, COLLECTION), sizeof page.collection);
      g_strlcpy (page.id, sparkled_rows_get (rows, first + n - 1, ID), sizeof page.id);
      changes->cursor = sparkled_cursor_encode (&page);
    }
  else
    changes->cursor = sparkled_scope_cursor_follow (changes->scope, epoch, &changes->position);
}

/* Takes the rows of one scope, from *row on. */
static void
take_scope (SparkledScopeChanges *changes,
            const SparkledCursor *asked, /* (nullable) */
            SparkledScopeBuilder *builder,
            SparkledRows         *rows,
            unsigned             *row,
            unsigned              limit)
{
  unsigned first = *row;
  unsigned available = (unsigned) sparkled_rows_get_int (rows, first, AVAILABLE);
  gint64 number = sparkled_rows_get_int (rows, first, N);
  unsigned n = 0;

  changes->reset = sparkled_rows_get_bool (rows, first, STALE);
  if (changes->reset)
    asked = NULL;
  for (; *row < sparkled_rows_get_n (rows) && sparkled_rows_get_int (rows, *row, N) == number; (*row)++)
    {
      if (available == 0 || n >= limit)
        continue;
      sparkled_scope_builder_add (builder, sparkled_rows_get (rows, *row, COLLECTION),
                                  sparkled_rows_get_bool (rows, *row, GONE), sparkled_rows_get (rows, *row, RECORD));
      n++;
    }
  changes->more = available > n;
  sparkled_scope_builder_finish (builder, changes);
  if (!sparkled_rows_get_bool (rows, first, KNOWN))
    g_set_error_literal (&changes->error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is no such scope");
  else
    set_cursors (changes, asked, rows, first, n);
}

/**
 * sparkled_change_pull:
 * @db: the pool
 * @requests: (array length=n_requests): scopes and cursors
 * @n_requests: how many
 * @limit: the most records per scope
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Reads scopes from their cursors on, all in one snapshot, with one statement.
 *
 * Returns: (transfer full) (element-type SparkledScopeChanges): one for each request, in order
 */
GPtrArray *
sparkled_change_pull (SparkledDb                  *db,
                      const SparkledChangeRequest *requests,
                      unsigned                     n_requests,
                      unsigned                     limit,
                      GError                     **error)
{
  g_autoptr(GPtrArray) answer = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkled_scope_changes_free);
  g_autofree SparkledCursor *cursors = g_new0 (SparkledCursor, n_requests + 1);
  g_autoptr(SparkledScopeBuilder) builder = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  Arrays arrays;
  unsigned n_valid;
  unsigned row = 0;

  arrays_init (&arrays);
  for (unsigned i = 0; i < n_requests; i++)
    {
      SparkledScopeChanges *changes = g_new0 (SparkledScopeChanges, 1);
      const char *kind = "new";

      g_ptr_array_add (answer, changes);
      changes->scope = g_strdup (requests[i].scope);
      if (requests[i].cursor != NULL)
        {
          if (!sparkled_cursor_decode (requests[i].cursor, &cursors[i]))
            {
              g_set_error_literal (&changes->error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The cursor is not one of this server");
              continue;
            }
          kind = cursors[i].kind == SPARKLED_CURSOR_FOLLOW ? "follow" : "page";
          /* Of another scope: as foreign as one of another epoch. */
          if (cursors[i].scope_hash != sparkled_cursor_hash_scope (requests[i].scope))
            cursors[i].epoch = -1;
        }
      arrays_add (&arrays, requests[i].scope, kind, &cursors[i]);
    }

  n_valid = arrays.columns[0]->len;
  if (n_valid > 0)
    rows = arrays_query (&arrays, db, limit, error);
  arrays_clear (&arrays);
  if (n_valid > 0 && rows == NULL)
    return NULL;

  builder = sparkled_scope_builder_new ();
  for (unsigned i = 0; i < n_requests; i++)
    {
      SparkledScopeChanges *changes = g_ptr_array_index (answer, i);

      if (changes->error != NULL)
        continue;
      if (row >= sparkled_rows_get_n (rows)) /* only without the epoch's row */
        {
          g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "The change feed is damaged");
          return NULL;
        }
      take_scope (changes, requests[i].cursor != NULL ? &cursors[i] : NULL, builder, rows, &row, limit);
    }
  return g_steal_pointer (&answer);
}
