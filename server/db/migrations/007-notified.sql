-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A notification tells what its people and its post are called. Whoever takes another name, or goes, is told of anew in
-- all of them; and a post that is hidden or renamed reaches also those that others were just making, unseen by it.

ALTER TABLE notification_work ADD COLUMN account_id uuid REFERENCES account ON DELETE CASCADE;
ALTER TABLE notification_work DROP CONSTRAINT notification_work_what_check;
ALTER TABLE notification_work ADD CONSTRAINT notification_work_what_check CHECK (what IN ('posted', 'refresh', 'renamed', 'announce'));
CREATE INDEX notification_work_account ON notification_work (account_id) WHERE account_id IS NOT NULL;

CREATE INDEX notification_cause_by ON notification_cause (actor_id, notification_id) WHERE actor_id IS NOT NULL;
DROP INDEX notification_cause_actor;

-- Puts work down, unless the same waits and nobody is at it: that will see this change too, and the lock keeps it
-- waiting for the commit.
CREATE FUNCTION notification_work_later (kind text, post uuid, account uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM notification_work w
    WHERE w.what = kind AND w.post_id IS NOT DISTINCT FROM post AND w.account_id IS NOT DISTINCT FROM account
      AND w.after = '00000000-0000-0000-0000-000000000000' FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    INSERT INTO notification_work (what, post_id, account_id) VALUES (kind, post, account);
  END IF;
END $$;

-- Whether there are notifications about it is not asked: one that somebody is making, by liking a comment for instance, is
-- not to be seen yet, and may reach its reader before this is committed.
CREATE OR REPLACE FUNCTION post_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  appears boolean := NEW.state = 'published' AND (TG_OP = 'INSERT' OR OLD.state <> 'published');
BEGIN
  IF appears THEN
    PERFORM mention_tells (m, NEW.author_id) FROM mention m WHERE m.post_id = NEW.id AND m.comment_id IS NULL ORDER BY m.account_id;
    -- what is brought from elsewhere with its old date is no news
    IF NEW.published_at > now() - interval '1 day' AND EXISTS (SELECT FROM follow f WHERE f.followed_id = NEW.author_id) THEN
      INSERT INTO notification_work (what, post_id) VALUES ('posted', NEW.id);
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.state <> OLD.state OR NEW.title <> OLD.title) THEN
    PERFORM notification_work_later ('refresh', NEW.id, NULL);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION account_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notification_work_later ('renamed', NULL, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER notifies_renamed AFTER UPDATE OF username, display_name, status ON account FOR EACH ROW
  WHEN ((NEW.username, NEW.display_name, NEW.status = 'deleted') IS DISTINCT FROM (OLD.username, OLD.display_name, OLD.status = 'deleted'))
  EXECUTE FUNCTION account_notifies ();

-- As it was, with "renamed"; and a post that is told of cannot be hidden meanwhile.
CREATE OR REPLACE FUNCTION notification_work_on (batch integer DEFAULT 500) RETURNS SETOF text
  LANGUAGE plpgsql AS $$
DECLARE
  w notification_work;
  p post;
  reached uuid[];
  n integer;
BEGIN
  SELECT * INTO w FROM notification_work o ORDER BY o.id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;

  IF w.what IN ('refresh', 'renamed') THEN
    IF w.what = 'refresh' THEN
      SELECT array_agg (s.id ORDER BY s.id) INTO reached
        FROM (SELECT o.id FROM notification o WHERE o.post_id = w.post_id AND o.id > w.after ORDER BY o.id LIMIT batch) s;
    ELSE
      SELECT array_agg (s.id ORDER BY s.id) INTO reached
        FROM (SELECT DISTINCT c.notification_id AS id FROM notification_cause c
                WHERE c.actor_id = w.account_id AND c.notification_id > w.after ORDER BY c.notification_id LIMIT batch) s;
    END IF;
    -- its trigger looks whether it may be seen
    RETURN QUERY
      WITH touched AS (
        UPDATE notification t SET rev = t.rev
          FROM (SELECT o.id FROM notification o
                  WHERE o.id = ANY (reached) AND (w.what = 'refresh' OR w.account_id = ANY (o.actors)) ORDER BY o.id FOR NO KEY UPDATE) l
          WHERE t.id = l.id RETURNING t.account_id)
      SELECT 'me/' || t.account_id FROM touched t;
  ELSIF w.what = 'posted' THEN
    SELECT * INTO p FROM post o WHERE o.id = w.post_id FOR SHARE;
    SELECT array_agg (s.id ORDER BY s.id) INTO reached
      FROM (SELECT f.follower_id AS id FROM follow f WHERE f.followed_id = p.author_id AND f.follower_id > w.after ORDER BY f.follower_id LIMIT batch) s;
    IF p.state <> 'published' THEN
      reached := NULL;
    END IF;
    RETURN QUERY
      WITH wanting AS MATERIALIZED (
        SELECT a.id FROM account a
          WHERE a.id = ANY (reached) AND notification_is_wanted (a, 'followed_posted')
            AND NOT EXISTS (SELECT FROM notification_cause c WHERE c.account_id = a.id AND c.subject = p.id
                              AND (c.kind, c.cause) IN (('followed_posted', p.id::text), ('mentioned', p.id::text)))),
      made AS (
        INSERT INTO notification (account_id, kind, subject, post_id, actors, n_actors, n_causes, created_at, updated_at)
          SELECT x.id, 'followed_posted', p.id, p.id, ARRAY[p.author_id], 1, 1, p.published_at, p.published_at FROM wanting x
          ON CONFLICT (account_id, kind, subject) WHERE read_at IS NULL DO NOTHING
          RETURNING id, account_id),
      caused AS (
        INSERT INTO notification_cause (account_id, kind, subject, cause, notification_id, actor_id, at)
          SELECT m.account_id, 'followed_posted', p.id, p.id::text, m.id, p.author_id, p.published_at FROM made m
          ON CONFLICT DO NOTHING)
      SELECT 'me/' || m.account_id FROM made m;
  ELSE
    SELECT array_agg (s.id ORDER BY s.id) INTO reached
      FROM (SELECT a.id FROM account a WHERE a.id > w.after AND a.email IS NOT NULL ORDER BY a.id LIMIT batch) s;
    RETURN QUERY
      SELECT 'me/' || x.id FROM unnest (reached) x (id)
        WHERE notification_add (x.id, 'system', w.subject, w.subject::text, NULL, NULL, NULL, w.at, NULL, w.message);
  END IF;

  n := coalesce (cardinality (reached), 0);
  IF n < batch THEN
    DELETE FROM notification_work o WHERE o.id = w.id;
    IF EXISTS (SELECT FROM notification_work) THEN
      RETURN NEXT NULL;
    END IF;
  ELSE
    UPDATE notification_work o SET after = reached[n] WHERE o.id = w.id;
    RETURN NEXT NULL;
  END IF;
END $$;
