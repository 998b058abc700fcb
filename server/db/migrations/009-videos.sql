-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The videos that published posts are about. A video is in the feed while such a post names it, and in the thread of each, so
-- that whoever holds a post holds its video. Only what describes it is kept, never a stream, and no longer than 30 days without
-- asking again. Who asks, and when, is state of its own that no client sees.

CREATE TABLE video (
  id               text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{11}$'),
  rev              bigint NOT NULL DEFAULT 1,
  n_posts          integer NOT NULL DEFAULT 0 CHECK (n_posts >= 0),       -- published ones that name it
  state            text NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'ok', 'not_embeddable', 'private', 'gone')),
  title            text CHECK (char_length (title) <= 300),
  channel          text CHECK (char_length (channel) <= 200),
  channel_url      text CHECK (char_length (channel_url) <= 400),
  duration_seconds integer CHECK (duration_seconds >= 0),
  fetched_at       timestamptz,                                           -- when it was last described
  due_at           timestamptz NOT NULL DEFAULT now(),                    -- when to ask (again)
  leased_until     timestamptz,                                           -- somebody is asking
  attempts         integer NOT NULL DEFAULT 0                             -- failures in a row
);
CREATE INDEX video_due ON video (due_at, id) WHERE n_posts > 0;
CREATE INDEX video_stale ON video (fetched_at) WHERE fetched_at IS NOT NULL;

-- The picture as it came, once for all processes and machines. Without bytes: there is none, or not now.
CREATE TABLE video_thumbnail (
  video_id     text PRIMARY KEY REFERENCES video ON DELETE CASCADE,
  media_type   text CHECK (media_type IN ('image/jpeg', 'image/webp', 'image/png')),
  bytes        bytea CHECK (octet_length (bytes) <= 1048576),
  etag         text,
  fetched_at   timestamptz,
  due_at       timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz,
  attempts     integer NOT NULL DEFAULT 0,
  CHECK ((bytes IS NULL) = (media_type IS NULL) AND (bytes IS NULL) = (etag IS NULL))
);
ALTER TABLE video_thumbnail ALTER COLUMN bytes SET STORAGE EXTERNAL;      -- pictures do not get smaller

CREATE INDEX video_thumbnail_due ON video_thumbnail (due_at);

-- Units of the Data API that were spent, of all processes together. The service counts days of the Pacific coast.
CREATE TABLE video_quota (
  day   date PRIMARY KEY,
  units integer NOT NULL CHECK (units >= 0)
);

CREATE FUNCTION video_record (v video) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    v.id, v.rev, v.state, v.title, v.channel, v.channel_url, v.duration_seconds,
    EXISTS (SELECT FROM video_thumbnail t WHERE t.video_id = v.id AND t.bytes IS NOT NULL) AS thumbnail,
    utc_text (v.fetched_at) AS fetched_at) r;
END;

CREATE OR REPLACE FUNCTION change_record (scope text, collection text, id text) RETURNS text
  LANGUAGE sql STABLE
  RETURN CASE collection
    WHEN 'post'     THEN (SELECT post_record (p) FROM post p WHERE p.id = change_record.id::uuid)
    WHEN 'user'     THEN (SELECT user_record (u) FROM account u WHERE u.id = change_record.id::uuid)
    WHEN 'comment'  THEN (SELECT comment_record (c) FROM comment c WHERE c.id = change_record.id::uuid)
    WHEN 'reaction' THEN (SELECT reaction_record (r) FROM reaction r
                            WHERE r.account_id = substr (scope, 4)::uuid
                              AND r.target_id = left (change_record.id, 36)::uuid AND r.type = substr (change_record.id, 38))
    WHEN 'follow'   THEN (SELECT follow_record (f) FROM follow f
                            WHERE f.follower_id = left (change_record.id, 36)::uuid AND f.followed_id = substr (change_record.id, 38)::uuid)
    WHEN 'bookmark' THEN (SELECT bookmark_record (b) FROM bookmark b
                            WHERE b.account_id = substr (scope, 4)::uuid AND b.post_id = change_record.id::uuid)
    WHEN 'draft'    THEN (SELECT draft_record (d) FROM draft d WHERE d.id = change_record.id::uuid)
    WHEN 'account'  THEN (SELECT account_record (u) FROM account u WHERE u.id = change_record.id::uuid)
    WHEN 'category' THEN (SELECT category_record (c) FROM category c WHERE c.slug = change_record.id)
    WHEN 'tag'      THEN (SELECT tag_record (t) FROM tag t WHERE t.name = change_record.id)
    WHEN 'notification' THEN (SELECT notification_record (n) FROM notification n WHERE n.id = change_record.id::uuid)
    WHEN 'video'    THEN (SELECT video_record (v) FROM video v WHERE v.id = change_record.id)
  END;

-- What a client sees of a video has changed.
CREATE FUNCTION video_rev () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.rev := OLD.rev + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER rev BEFORE UPDATE OF state, title, channel, channel_url, duration_seconds, fetched_at ON video FOR EACH ROW
  WHEN ((NEW.state, NEW.title, NEW.channel, NEW.channel_url, NEW.duration_seconds, NEW.fetched_at)
        IS DISTINCT FROM (OLD.state, OLD.title, OLD.channel, OLD.channel_url, OLD.duration_seconds, OLD.fetched_at))
  EXECUTE FUNCTION video_rev ();

CREATE FUNCTION video_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.n_posts = 0 AND OLD.n_posts > 0 THEN
    PERFORM change_leave ('feed', 'video', NEW.id);
  ELSIF NEW.rev <> OLD.rev THEN
    PERFORM change_touch ('video', NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER UPDATE ON video FOR EACH ROW EXECUTE FUNCTION video_changed ();

-- A picture came or went: its video says so.
CREATE FUNCTION video_thumbnail_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE video v SET rev = v.rev + 1 WHERE v.id = NEW.video_id;
  RETURN NULL;
END $$;
CREATE TRIGGER came AFTER INSERT ON video_thumbnail FOR EACH ROW WHEN (NEW.bytes IS NOT NULL) EXECUTE FUNCTION video_thumbnail_changed ();
CREATE TRIGGER changed AFTER UPDATE OF bytes ON video_thumbnail FOR EACH ROW WHEN (NEW.etag IS DISTINCT FROM OLD.etag)
  EXECUTE FUNCTION video_thumbnail_changed ();

-- A post names a video while it is published. Two posts that swap videos take the rows in the same order.
CREATE FUNCTION post_names_video () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text;
  after text;
  which text;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN
    before := OLD.youtube_video_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'published' THEN
    after := NEW.youtube_video_id;
  END IF;
  IF before IS NOT DISTINCT FROM after THEN
    RETURN NULL;
  END IF;
  FOR which IN SELECT t FROM unnest (ARRAY[before, after]) t WHERE t IS NOT NULL ORDER BY t LOOP
    IF which = after THEN
      -- one that nobody named for a while is asked for at once, unless somebody did so within the day
      INSERT INTO video AS v (id, n_posts) VALUES (which, 1)
        ON CONFLICT (id) DO UPDATE SET n_posts = v.n_posts + 1;
      PERFORM change_join ('feed', 'video', which, micros (NEW.published_at)),
              change_join ('post/' || NEW.id, 'video', which, 9000000000000000000);
    ELSE
      UPDATE video v SET n_posts = v.n_posts - 1 WHERE v.id = which;
      PERFORM change_leave ('post/' || OLD.id, 'video', which);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER names_video AFTER INSERT OR DELETE OR UPDATE OF state, youtube_video_id ON post FOR EACH ROW EXECUTE FUNCTION post_names_video ();

-- Writes down what was learned of a video, which is asked for again in a while. Returns the scopes that changed.
CREATE FUNCTION video_learn (id text, state text, title text, channel text, channel_url text, duration integer, again interval) RETURNS SETOF text
  LANGUAGE plpgsql AS $$
BEGIN
  UPDATE video v
    SET state = video_learn.state, title = video_learn.title, channel = video_learn.channel, channel_url = video_learn.channel_url,
        -- who asks without a key is not told how long it is: what is known of that still holds
        duration_seconds = coalesce (video_learn.duration, CASE WHEN video_learn.state IN ('ok', 'not_embeddable') THEN v.duration_seconds END),
        fetched_at = now(), due_at = now() + again, leased_until = NULL, attempts = 0
    WHERE v.id = video_learn.id;
  IF video_learn.state IN ('ok', 'not_embeddable') THEN
    INSERT INTO video_thumbnail (video_id) VALUES (video_learn.id) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE video_thumbnail t SET bytes = NULL, media_type = NULL, etag = NULL, fetched_at = NULL, due_at = now() + again
      WHERE t.video_id = video_learn.id;
  END IF;
  RETURN QUERY SELECT DISTINCT c.scope FROM change c WHERE c.xid = pg_current_xact_id ();
END $$;

CREATE FUNCTION video_thumbnail_learn (id text, media_type text, bytes bytea, etag text, again interval) RETURNS SETOF text
  LANGUAGE plpgsql AS $$
BEGIN
  UPDATE video_thumbnail t
    SET media_type = video_thumbnail_learn.media_type, bytes = video_thumbnail_learn.bytes, etag = video_thumbnail_learn.etag,
        fetched_at = now(), due_at = now() + again, leased_until = NULL, attempts = 0
    WHERE t.video_id = video_thumbnail_learn.id;
  RETURN QUERY SELECT DISTINCT c.scope FROM change c WHERE c.xid = pg_current_xact_id ();
END $$;

-- What nobody could ask again for 30 days is forgotten: so the terms of YouTube want it. A few hundred at a time.
CREATE FUNCTION video_expire (batch integer DEFAULT 200) RETURNS SETOF text
  LANGUAGE plpgsql AS $$
BEGIN
  UPDATE video v SET state = 'unknown', title = NULL, channel = NULL, channel_url = NULL, duration_seconds = NULL, fetched_at = NULL
    WHERE v.id = ANY (ARRAY (SELECT o.id FROM video o WHERE o.fetched_at < now() - interval '30 days' ORDER BY o.id LIMIT batch FOR UPDATE SKIP LOCKED));
  UPDATE video_thumbnail t SET bytes = NULL, media_type = NULL, etag = NULL, fetched_at = NULL
    WHERE t.video_id = ANY (ARRAY (SELECT o.video_id FROM video_thumbnail o WHERE o.fetched_at < now() - interval '30 days' AND o.bytes IS NOT NULL
                                     ORDER BY o.video_id LIMIT batch FOR UPDATE SKIP LOCKED));
  DELETE FROM video_quota WHERE day < (now() - interval '60 days')::date;
  RETURN QUERY SELECT DISTINCT c.scope FROM change c WHERE c.xid = pg_current_xact_id ();
END $$;

INSERT INTO video (id, n_posts)
  SELECT p.youtube_video_id, count(*) FROM post p WHERE p.state = 'published' AND p.youtube_video_id IS NOT NULL GROUP BY 1;
SELECT count(*) FROM (
  SELECT change_join ('feed', 'video', p.youtube_video_id, micros (max (p.published_at)))
    FROM post p WHERE p.state = 'published' AND p.youtube_video_id IS NOT NULL GROUP BY p.youtube_video_id) s;
SELECT count(*) FROM (
  SELECT change_join ('post/' || p.id, 'video', p.youtube_video_id, 9000000000000000000)
    FROM post p WHERE p.state = 'published' AND p.youtube_video_id IS NOT NULL) s;
