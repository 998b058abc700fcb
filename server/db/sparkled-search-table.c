/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-search-table.h"

/* Ranking reads each matching document: of a word that is everywhere, only the newest are ranked. */
#define CANDIDATES "2000"

/* {D, C, B, A}: content 1, excerpt and tags 2, title 3. */
#define WEIGHTS "'{0, 0.3333, 0.6667, 1}'"

/* Matches stand between U+E000 and U+E001, private characters that are taken out of the text
 * before: no text of a person can look like a mark. */
#define HEADLINE(text, options) \
  "ts_headline ('simple', translate (left (" text ", 20000), E'\\uE000\\uE001', ''), q.query, 'StartSel=\"\uE000\", StopSel=\"\uE001\", " options "')"
#define TITLE(text) HEADLINE (text, "HighlightAll=true")
/* about 150 characters */
#define FRAGMENT(text) "left (" HEADLINE (text, "MinWords=12, MaxWords=24, ShortWord=0, MaxFragments=1") ", 300)"

/* What was typed is taken as words that must all be there, "phrases" and -exclusions; the last word
 * may be unfinished. Titles, names and tags also match when they are alike: trigrams (with a low
 * threshold) find candidates, is_alike() decides. Records are only made for the hits that are answered. */
const SparkledStatement sparkled_search_statements[] = {
  { "search",
    "WITH typed AS (SELECT lower ($1) AS word, websearch_to_tsquery ('simple', $1)::text AS query),"
    " q AS MATERIALIZED ("
    "  SELECT word, replace (replace (replace (word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' AS prefix,"
    "         CASE WHEN querytree (query::tsquery) IN ('', 'T') THEN ''::tsquery" /* only exclusions: no index can help */
    "              WHEN query LIKE '%''' THEN (query || ':*')::tsquery ELSE query::tsquery END AS query"
    "    FROM typed),"
    " hit AS ("
    "  SELECT h.* FROM ("
    "    (SELECT 'post' AS type, m.id::text AS key,"
    "            (coalesce (ts_rank (" WEIGHTS ", s.document, m.query), 0) + word_similarity (m.word, lower (m.title)) / 2)::real AS score"
    "       FROM (SELECT p.id, p.title, q.query, q.word"
    "               FROM q CROSS JOIN LATERAL ("
    "                      (SELECT d.post_id FROM post_search d WHERE d.document @@ q.query ORDER BY d.post_id DESC LIMIT " CANDIDATES ")"
    "                      UNION"
    "                      (SELECT t.id FROM post t WHERE t.state = 'published' AND lower (t.title) %> q.word AND is_alike (q.word, lower (t.title)) LIMIT " CANDIDATES ")) i"
    "                    JOIN post p ON p.id = i.post_id AND p.state = 'published'"
    "               WHERE $2::text IS NULL OR $2 = 'post') m"
    "            LEFT JOIN post_search s ON s.post_id = m.id AND s.document @@ m.query)"
    "    UNION ALL"
    "    (SELECT 'comment', c.id::text, (ts_rank (" WEIGHTS ", setweight (to_tsvector ('simple', c.content), 'C'), c.query))::real"
    "       FROM (SELECT c.id, c.content, q.query FROM q, comment c JOIN post p ON p.id = c.post_id AND p.state = 'published'"
    "               WHERE ($2::text IS NULL OR $2 = 'comment') AND NOT c.deleted AND to_tsvector ('simple', c.content) @@ q.query"
    "               ORDER BY c.id DESC LIMIT " CANDIDATES ") c)"
    "    UNION ALL"
    "    (SELECT 'user', u.id::text,"
    "            (greatest (word_similarity (q.word, lower (u.username)), word_similarity (q.word, lower (u.display_name)) * 0.9)"
    "             + (lower (u.username) = q.word)::integer)::real"
    "       FROM q, account u WHERE ($2::text IS NULL OR $2 = 'user') AND u.status <> 'deleted'"
    "        AND (lower (u.username) %> q.word AND is_alike (q.word, lower (u.username))"
    "             OR lower (u.display_name) %> q.word AND is_alike (q.word, lower (u.display_name))"
    "             OR lower (u.username) LIKE q.prefix)"
    "       LIMIT " CANDIDATES ")"
    "    UNION ALL"
    "    (SELECT 'tag', t.name, (word_similarity (q.word, lower (t.name)) + (lower (t.name) = q.word)::integer)::real"
    "       FROM q, tag t WHERE ($2::text IS NULL OR $2 = 'tag') AND t.n_posts > 0"
    "        AND (lower (t.name) %> q.word AND is_alike (q.word, lower (t.name)) OR lower (t.name) LIKE q.prefix)"
    "       LIMIT " CANDIDATES ")) h"
    "   WHERE $4::real IS NULL OR (h.score, h.type || ':' || h.key) < ($4::real, $5::text)"
    "   ORDER BY h.score DESC, h.type || ':' || h.key DESC LIMIT $3::integer + 1)"
    " SELECT '{\"type\":\"' || h.type || '\",\"record\":' || CASE h.type"
    "          WHEN 'post' THEN (SELECT post_view (p) || ',\"title_highlight\":' || to_json (" TITLE ("p.title") ")::text"
    "                                   || ',\"fragment\":' || to_json (" FRAGMENT ("p.content") ")::text FROM q, post p WHERE p.id = h.key::uuid)"
    "          WHEN 'comment' THEN (SELECT comment_view (c) || ',\"title_highlight\":null,\"fragment\":' || to_json (" FRAGMENT ("c.content") ")::text"
    "                                 FROM q, comment c WHERE c.id = h.key::uuid)"
    "          WHEN 'user' THEN (SELECT user_record (u) || ',\"title_highlight\":null,\"fragment\":null' FROM account u WHERE u.id = h.key::uuid)"
    "          ELSE (SELECT tag_record (t) || ',\"title_highlight\":null,\"fragment\":null' FROM tag t WHERE t.name = h.key) END || '}',"
    "        h.score, h.type || ':' || h.key"
    "   FROM hit h ORDER BY h.score DESC, h.type || ':' || h.key DESC" },
  { NULL },
};

/**
 * sparkled_search_table_find:
 * @db: the pool
 * @q: what was typed
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
sparkled_search_table_find (SparkledDb  *db,
                            const char  *q,
                            const char  *type,
                            unsigned     limit,
                            const char  *score,
                            const char  *key,
                            GError     **error)
{
  g_autofree char *number = g_strdup_printf ("%u", limit);

  return sparkled_db_queryv (db, &sparkled_search_statements[0], error, 5, q, type, number, score, key);
}
