-- SPDX-License-Identifier: GPL-3.0-or-later

-- The parser takes a run of Han, Kana or Thai characters for one word, but they are written without spaces: each character becomes a
-- word of its own, and what is looked for is a row of them. U+E002, a private character, shows where spaces were put in.
CREATE FUNCTION search_text (t text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace (t, E'([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f])',
                         E' \uE002\\1\uE002 ', 'g');

-- Running text for a fragment: spoilers are covered, marks of Markdown and the targets of links go.
CREATE FUNCTION search_plain (t text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace (regexp_replace (regexp_replace (t, '\|\|.*?\|\|', '(spoiler)', 'g'),
                                         '\]\([^)]*\)', '', 'g'),
                         '[*_`~#>|]+|\[|\]|\\', '', 'g');

CREATE OR REPLACE FUNCTION post_document (title text, excerpt text, tags text[], content text) RETURNS tsvector
  LANGUAGE sql STABLE
  RETURN setweight (to_tsvector ('simple', search_text (title)), 'A')
      || setweight (to_tsvector ('simple', search_text (excerpt || ' ' || array_to_string (tags, ' '))), 'B')
      || setweight (to_tsvector ('simple', search_text (content)), 'C');

UPDATE post_search s SET document = post_document (p.title, p.excerpt, p.tags, p.content)
  FROM post p WHERE p.id = s.post_id AND p.title || p.excerpt || p.content || array_to_string (p.tags, ' ')
    <> search_text (p.title || p.excerpt || p.content || array_to_string (p.tags, ' '));

DROP INDEX comment_document;
CREATE INDEX comment_document ON comment USING gin (to_tsvector ('simple', search_text (content))) WITH (fastupdate = off) WHERE NOT deleted;
