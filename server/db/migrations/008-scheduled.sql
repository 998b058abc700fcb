-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Posts that wait for their time. One is a post in the state 'scheduled' and stands in no scope but `me` of its author: no
-- counter, tag, search document or notification knows it. When its time has come it is published as any other: the triggers
-- of the nouns do the rest, in the same transaction.

ALTER TABLE post ADD COLUMN publish_at timestamptz CHECK (state <> 'scheduled' OR publish_at IS NOT NULL);
CREATE INDEX post_waiting ON post (publish_at, id) WHERE state = 'scheduled';
CREATE INDEX post_waiting_of ON post (author_id) WHERE state = 'scheduled';

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
    CASE p.state WHEN 'scheduled' THEN utc_text (p.publish_at) END AS publish_at,
    (SELECT row_to_json (c) FROM (SELECT p.n_comments AS comments, p.n_views AS views,
      (SELECT row_to_json (n) FROM (SELECT p.n_like AS like, p.n_love AS love, p.n_fire AS fire, p.n_sparkle AS sparkle, p.n_mind_blown AS mind_blown) n) AS reactions) c) AS counts) r;
END;

-- After "changed", which touches the scopes that hold it: here it comes to its author and goes from them.
CREATE FUNCTION post_waits () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'scheduled' THEN
    PERFORM change_join ('me/' || NEW.author_id, 'post', NEW.id::text, micros (NEW.created_at));
  ELSE
    PERFORM change_leave ('me/' || NEW.author_id, 'post', NEW.id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER waits AFTER INSERT ON post FOR EACH ROW WHEN (NEW.state = 'scheduled') EXECUTE FUNCTION post_waits ();
CREATE TRIGGER waits_state AFTER UPDATE OF state ON post FOR EACH ROW WHEN ((OLD.state = 'scheduled') <> (NEW.state = 'scheduled'))
  EXECUTE FUNCTION post_waits ();

-- Publishes the post that waited longest beyond its time and that nobody else is at, in one short transaction. Who may not
-- write now does not publish either; their posts wait on. Returns the scopes that changed, and NULL as the last row when there
-- may be more to do.
CREATE FUNCTION post_publish_due (points integer) RETURNS SETOF text
  LANGUAGE plpgsql AS $$
DECLARE
  p post;
BEGIN
  SELECT o.* INTO p FROM post o JOIN account a ON a.id = o.author_id
    WHERE o.state = 'scheduled' AND o.publish_at <= now() AND a.status = 'active'
    ORDER BY o.publish_at, o.id LIMIT 1 FOR NO KEY UPDATE OF o SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE post SET state = 'published', published_at = now(), publish_at = NULL WHERE id = p.id;
  INSERT INTO xp_award (account_id, cause, points) VALUES (p.author_id, 'post:' || p.id, post_publish_due.points) ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT DISTINCT c.scope FROM change c WHERE c.xid = pg_current_xact_id ();
  RETURN NEXT NULL;
END $$;
