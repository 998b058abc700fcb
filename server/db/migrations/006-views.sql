-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Views: how many people opened a post, each once a day. A view is one narrow row and nothing else; what
-- is counted goes to the post in a batch (views_flush), so that a post that everybody opens changes once
-- per batch and not once per reader.

ALTER TABLE post ADD COLUMN n_views bigint NOT NULL DEFAULT 0 CHECK (n_views >= 0);

CREATE TABLE post_view (
  post_id    uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  day        date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
  counted    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (post_id, account_id, day)
);
CREATE INDEX post_view_uncounted ON post_view (post_id) WHERE NOT counted;
CREATE INDEX post_view_day ON post_view (day);

-- Called by whichever process gets the lock. Returns how many posts have a new count.
CREATE FUNCTION views_flush (batch integer DEFAULT 5000) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  n integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock (hashtext ('sparkle views_flush')) THEN
    RETURN 0;
  END IF;
  WITH taken AS (
    UPDATE post_view SET counted = true
      WHERE ctid = ANY (ARRAY (SELECT v.ctid FROM post_view v WHERE NOT v.counted ORDER BY v.post_id LIMIT batch))
      RETURNING post_id),
  grouped AS MATERIALIZED (SELECT t.post_id, count(*) AS more FROM taken t GROUP BY t.post_id),
  -- in order of id, as everybody who changes several posts
  held AS MATERIALIZED (SELECT p.id FROM post p JOIN grouped g ON g.post_id = p.id ORDER BY p.id FOR NO KEY UPDATE OF p),
  counted AS (
    UPDATE post p SET n_views = p.n_views + g.more FROM grouped g, held h
      WHERE p.id = h.id AND g.post_id = h.id RETURNING 1)
  SELECT count(*) INTO n FROM counted;
  RETURN n;
END $$;

CREATE OR REPLACE FUNCTION post_record (p post) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    p.id, p.rev, p.version, p.author_id, p.kind,
    CASE p.state WHEN 'deleted' THEN '' ELSE p.title END AS title,
    CASE p.state WHEN 'deleted' THEN '' ELSE p.slug END AS slug,
    CASE p.state WHEN 'deleted' THEN '' ELSE p.excerpt END AS excerpt,
    CASE p.state WHEN 'deleted' THEN '' ELSE p.content END AS content,
    CASE p.state WHEN 'deleted' THEN '{}' ELSE p.tags END AS tags,
    CASE p.state WHEN 'deleted' THEN NULL ELSE p.category END AS category,
    CASE p.state WHEN 'deleted' THEN NULL ELSE p.youtube_video_id END AS youtube_video_id,
    p.featured, p.state, p.reading_minutes,
    utc_text (p.created_at) AS created_at, utc_text (p.published_at) AS published_at, utc_text (p.edited_at) AS edited_at,
    (SELECT row_to_json (c) FROM (SELECT p.n_comments AS comments, p.n_views AS views,
      (SELECT row_to_json (n) FROM (SELECT p.n_like AS like, p.n_love AS love, p.n_fire AS fire, p.n_sparkle AS sparkle, p.n_mind_blown AS mind_blown) n) AS reactions) c) AS counts) r;
END;
