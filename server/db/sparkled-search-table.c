/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-search-table.h"

#include "sparkle-time.h"
#include "sparkled-array.h"

/* Ranking reads each matching document: of a word that is everywhere, only the newest are ranked. */
#define CANDIDATES "2000"

/* {D, C, B, A}: content 1, excerpt and tags 2, title 3. */
#define WEIGHTS "'{0, 0.3333, 0.6667, 1}'"

/* Matches stand between U+E000 and U+E001, private characters that are taken out of the text
 * before: no text of a person can look like a mark. U+E002 is what search_text() parts words with. */
#define HEADLINE(text, options) \
  "translate (replace (replace (ts_headline ('simple', search_text (translate (" text ", E'\\uE000\\uE001\\uE002', '')), q.query," \
  " 'StartSel=\"\uE000\", StopSel=\"\uE001\", " options "'), E' \\uE002', ''), E'\\uE002 ', ''), E'\\uE002', '')"
#define TITLE(text) HEADLINE (text, "HighlightAll=true")
/* about 150 characters, without Markdown and with spoilers covered */
#define FRAGMENT(text) "left (" HEADLINE ("search_plain (left (" text ", 20000))", "MinWords=12, MaxWords=24, ShortWord=0, MaxFragments=1") ", 300)"

/* The filters that posts and comments share, and those of posts. */
#define PASSES(row, at) \
  " (f.authors IS NULL OR " row ".author_id = ANY (f.authors)) AND NOT " row ".author_id = ANY (f.not_authors)" \
  " AND ($13::timestamptz IS NULL OR " at " >= $13::timestamptz) AND ($14::timestamptz IS NULL OR " at " < $14::timestamptz)"
#define PASSES_POST(p) \
  PASSES (p, p ".published_at") \
  " AND ($9::text[] = '{}' OR lower (" p ".tags::text)::text[] @> $9::text[]) AND NOT lower (" p ".tags::text)::text[] && $10::text[]" \
  " AND ($11::text[] = '{}' OR " p ".category = ANY ($11::text[])) AND NOT coalesce (" p ".category = ANY ($12::text[]), false)" \
  " AND (NOT $15::boolean OR " p ".youtube_video_id IS NOT NULL)"

/* $1 words, "phrases" and -exclusions, each in quotes; the last one may be unfinished ($16). Titles, names and tags also match when
 * they are alike what was typed as a whole ($6): trigrams (with a low threshold) find candidates, is_alike() decides. Without any words
 * ($17) the newest of what passes the filters. Records are only made for the hits that are answered. */
const SparkledStatement sparkled_search_statements[] = {
  { "search",
    "WITH typed AS (SELECT lower ($6) AS word, websearch_to_tsquery ('simple', search_text ($1))::text AS query),"
    " q AS MATERIALIZED ("
    "  SELECT word, replace (replace (replace (word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' AS prefix,"
    "         query::tsquery AS whole,"
    "         CASE WHEN querytree (query::tsquery) IN ('', 'T') THEN ''::tsquery" /* only exclusions: no index can help */
    "              WHEN $16::boolean AND query LIKE '%''' THEN (query || ':*')::tsquery ELSE query::tsquery END AS query"
    "    FROM typed),"
    " f AS MATERIALIZED ("
    "  SELECT CASE WHEN $7::text[] <> '{}' THEN ARRAY (SELECT id FROM account WHERE lower (username) = ANY ($7::text[])) END AS authors,"
    "         ARRAY (SELECT id FROM account WHERE lower (username) = ANY ($8::text[])) AS not_authors),"
    " hit AS ("
    "  SELECT h.* FROM ("
    "    (SELECT 'post' AS type, m.id::text AS key,"
    "            (coalesce (ts_rank (" WEIGHTS ", s.document, m.query), 0) + word_similarity (m.word, lower (m.title)) / 2)::real AS score"
    "       FROM (SELECT p.id, p.title, q.query, q.word"
    "               FROM q CROSS JOIN f CROSS JOIN LATERAL ("
    "                      (SELECT d.post_id FROM post_search d JOIN post p ON p.id = d.post_id"
    "                         WHERE d.document @@ q.query AND" PASSES_POST ("p") " ORDER BY d.post_id DESC LIMIT " CANDIDATES ")"
    "                      UNION"
    "                      (SELECT t.id FROM post t WHERE t.state = 'published' AND lower (t.title) %> q.word AND is_alike (q.word, lower (t.title))"
    "                         AND" PASSES_POST ("t") " LIMIT " CANDIDATES ")"
    "                      UNION"
    "                      (SELECT t.id FROM post t JOIN post_search d ON d.post_id = t.id WHERE $17::boolean AND t.state = 'published'"
    "                         AND (numnode (q.whole) = 0 OR d.document @@ q.whole) AND" PASSES_POST ("t")
    "                         ORDER BY t.published_at DESC, t.id DESC LIMIT " CANDIDATES ")) i"
    "                    JOIN post p ON p.id = i.post_id AND p.state = 'published'"
    "               WHERE 'post' = ANY ($2::text[])) m"
    "            LEFT JOIN post_search s ON s.post_id = m.id AND s.document @@ m.query)"
    "    UNION ALL"
    "    (SELECT 'comment', c.id::text, (ts_rank (" WEIGHTS ", setweight (to_tsvector ('simple', search_text (c.content)), 'C'), c.query))::real"
    "       FROM (SELECT c.id, c.content, q.query FROM q CROSS JOIN f CROSS JOIN comment c JOIN post p ON p.id = c.post_id AND p.state = 'published'"
    "               WHERE 'comment' = ANY ($2::text[]) AND NOT c.deleted AND to_tsvector ('simple', search_text (c.content)) @@ q.query"
    "                 AND" PASSES ("c", "c.created_at")
    "               ORDER BY c.id DESC LIMIT " CANDIDATES ") c)"
    "    UNION ALL"
    "    (SELECT 'user', u.id::text,"
    "            (greatest (word_similarity (q.word, lower (u.username)), word_similarity (q.word, lower (u.display_name)) * 0.9)"
    "             + (lower (u.username) = q.word)::integer)::real"
    "       FROM q, account u WHERE 'user' = ANY ($2::text[]) AND q.word <> '' AND u.status <> 'deleted'"
    "        AND (lower (u.username) %> q.word AND is_alike (q.word, lower (u.username))"
    "             OR lower (u.display_name) %> q.word AND is_alike (q.word, lower (u.display_name))"
    "             OR lower (u.username) LIKE q.prefix)"
    "       LIMIT " CANDIDATES ")"
    "    UNION ALL"
    "    (SELECT 'tag', t.name, (word_similarity (q.word, lower (t.name)) + (lower (t.name) = q.word)::integer)::real"
    "       FROM q, tag t WHERE 'tag' = ANY ($2::text[]) AND q.word <> '' AND t.n_posts > 0"
    "        AND (lower (t.name) %> q.word AND is_alike (q.word, lower (t.name)) OR lower (t.name) LIKE q.prefix)"
    "       LIMIT " CANDIDATES ")) h"
    "   WHERE $4::real IS NULL OR (h.score, h.type || ':' || h.key) < ($4::real, $5::text)"
    "   ORDER BY h.score DESC, h.type || ':' || h.key DESC LIMIT $3::integer + 1)"
    " SELECT '{\"type\":\"' || h.type || '\",\"record\":' || CASE h.type"
    "          WHEN 'post' THEN (SELECT post_view (p) || ',\"title_highlight\":' || to_json (" TITLE ("p.title") ")::text"
    "                                   || ',\"fragment\":' || to_json (" FRAGMENT ("p.content") ")::text FROM q, post p WHERE p.id = h.key::uuid)"
    "          WHEN 'comment' THEN (SELECT comment_view (c) || ',\"title_highlight\":null,\"fragment\":' || to_json (" FRAGMENT ("c.content") ")::text"
    "                                      || ',\"post_title\":' || to_json (p.title)::text"
    "                                 FROM q, comment c JOIN post p ON p.id = c.post_id WHERE c.id = h.key::uuid)"
    "          WHEN 'user' THEN (SELECT user_record (u) || ',\"title_highlight\":null,\"fragment\":null' FROM account u WHERE u.id = h.key::uuid)"
    "          ELSE (SELECT tag_record (t) || ',\"title_highlight\":null,\"fragment\":null' FROM tag t WHERE t.name = h.key) END || '}',"
    "        h.score, h.type || ':' || h.key"
    "   FROM hit h ORDER BY h.score DESC, h.type || ':' || h.key DESC" },
  { NULL },
};

/* What may be found at all: only posts have tags, a category and a video; people and tags pass no filter, and without words only
 * posts are listed. */
static char *
types_of (const SparkleQuery *query,
          const char         *type)
{
  const char *all[5] = { NULL };
  gboolean words = sparkle_query_has_words (query);
  unsigned n = 0;

  if (type == NULL || g_str_equal (type, "post"))
    all[n++] = "post";
  if ((type == NULL || g_str_equal (type, "comment")) && words && !sparkle_query_is_of_posts (query))
    all[n++] = "comment";
  if ((type == NULL || g_str_equal (type, "user")) && words && !sparkle_query_has_filters (query))
    all[n++] = "user";
  if ((type == NULL || g_str_equal (type, "tag")) && words && !sparkle_query_has_filters (query))
    all[n++] = "tag";
  return sparkled_array_literal (all);
}

static char *
values_of (GPtrArray *values)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (unsigned i = 0; i < values->len; i++)
    g_ptr_array_add (list, values->pdata[i]);
  g_ptr_array_add (list, NULL);
  return sparkled_array_literal ((const char * const *) list->pdata);
}

static gboolean
is_unfinished (const SparkleQuery *query)
{
  return query->terms->len > 0 && ((SparkleQueryTerm *) query->terms->pdata[query->terms->len - 1])->prefix;
}

/**
 * sparkled_search_table_find:
 * @db: the pool
 * @query: what is looked for; not empty
 * @type: (nullable): only hits of this type
 * @limit: how many
 * @score: (nullable): of the last hit of the page before
 * @key: (nullable): of the same hit
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Searches posts, comments, people and tags.
 *
 * Returns: (transfer full): hits, best first; one more than @limit when there is a next page
 */
SparkledRows *
sparkled_search_table_find (SparkledDb          *db,
                            const SparkleQuery  *query,
                            const char          *type,
                            unsigned             limit,
                            const char          *score,
                            const char          *key,
                            GError             **error)
{
  g_autofree char *words = sparkle_query_to_websearch (query);
  g_autofree char *plain = sparkle_query_plain (query);
  g_autofree char *types = types_of (query, type);
  g_autofree char *number = g_strdup_printf ("%u", limit);
  g_autofree char *after = query->after > 0 ? sparkle_time_format (query->after) : NULL;
  g_autofree char *before = query->before > 0 ? sparkle_time_format (query->before) : NULL;
  g_autofree char *authors = values_of (query->wanted[SPARKLE_FILTER_AUTHOR]);
  g_autofree char *not_authors = values_of (query->unwanted[SPARKLE_FILTER_AUTHOR]);
  g_autofree char *tags = values_of (query->wanted[SPARKLE_FILTER_TAG]);
  g_autofree char *not_tags = values_of (query->unwanted[SPARKLE_FILTER_TAG]);
  g_autofree char *categories = values_of (query->wanted[SPARKLE_FILTER_CATEGORY]);
  g_autofree char *not_categories = values_of (query->unwanted[SPARKLE_FILTER_CATEGORY]);

  return sparkled_db_queryv (db, &sparkled_search_statements[0], error, 17, words, types, number, score, key, plain,
                             authors, not_authors, tags, not_tags, categories, not_categories, after, before,
                             query->has_video ? "true" : "false", is_unfinished (query) ? "true" : "false",
                             sparkle_query_has_words (query) ? "false" : "true");
}
