-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Profiles: what a person says elsewhere belongs to user/<id> too, and everybody may know that an
-- account is banned. A comment is a member of its author's scope while it is one of its thread's:
-- the thread is visible and the comment is not deleted.

---------------------------------------------------------------------------------------
-- Records

CREATE OR REPLACE FUNCTION user_record (u account) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    u.id, u.rev, u.version, u.username,
    CASE u.status WHEN 'deleted' THEN '' ELSE u.display_name END AS display_name,
    CASE u.status WHEN 'deleted' THEN '' ELSE u.bio END AS bio,
    u.role, u.level, u.xp, utc_text (u.created_at) AS created_at, u.status = 'deleted' AS deleted, u.status,
    (SELECT row_to_json (c) FROM (SELECT u.n_posts AS posts, u.n_followers AS followers, u.n_following AS following) c) AS counts) r;
END;

---------------------------------------------------------------------------------------
-- The person is the first record of the own scope, however old the account

CREATE FUNCTION profile_account_added () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM change_join ('user/' || NEW.id, 'user', NEW.id::text, 9000000000000000000);
  RETURN NULL;
END $$;
CREATE TRIGGER profiled AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION profile_account_added ();

CREATE FUNCTION profile_status_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM change_touch ('user', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER profiled_status AFTER UPDATE OF status ON account FOR EACH ROW WHEN (OLD.status <> NEW.status)
  EXECUTE FUNCTION profile_status_changed ();

UPDATE change SET rank = 9000000000000000000
  WHERE collection = 'user' AND scope = 'user/' || id AND NOT deleted;

---------------------------------------------------------------------------------------
-- Comments

-- After "added", which locked the threads: what they are now, they stay.
CREATE FUNCTION profile_comments_added () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM change_join ('user/' || a.author_id, 'comment', a.id::text, micros (a.created_at))
    FROM added a JOIN post p ON p.id = a.post_id
    WHERE p.state = 'published' AND NOT a.deleted;
  RETURN NULL;
END $$;
CREATE TRIGGER profiled AFTER INSERT ON comment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION profile_comments_added ();

CREATE FUNCTION profile_comment_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.deleted THEN
    PERFORM change_leave ('user/' || NEW.author_id, 'comment', NEW.id::text);
  ELSIF EXISTS (SELECT FROM post p WHERE p.id = NEW.post_id AND p.state = 'published') THEN
    PERFORM change_join ('user/' || NEW.author_id, 'comment', NEW.id::text, micros (NEW.created_at));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER profiled_deleted AFTER UPDATE OF deleted ON comment FOR EACH ROW WHEN (OLD.deleted <> NEW.deleted)
  EXECUTE FUNCTION profile_comment_changed ();

CREATE FUNCTION profile_post_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'published' THEN
    PERFORM change_join ('user/' || c.author_id, 'comment', c.id::text, micros (c.created_at))
      FROM comment c WHERE c.post_id = NEW.id AND NOT c.deleted;
  ELSE
    UPDATE change SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), deleted = true, at = now()
      FROM comment c
      WHERE c.post_id = NEW.id AND change.collection = 'comment' AND change.id = c.id::text
        AND change.scope = 'user/' || c.author_id AND NOT change.deleted;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER profiled_state AFTER UPDATE OF state ON post FOR EACH ROW WHEN ((OLD.state = 'published') <> (NEW.state = 'published'))
  EXECUTE FUNCTION profile_post_changed ();

INSERT INTO change (scope, collection, id, xid, seq, rank)
  SELECT 'user/' || c.author_id, 'comment', c.id::text, pg_current_xact_id (), nextval ('change_seq'), micros (c.created_at)
    FROM comment c JOIN post p ON p.id = c.post_id
    WHERE p.state = 'published' AND NOT c.deleted
  ON CONFLICT DO NOTHING;

---------------------------------------------------------------------------------------
-- Lists of people, newest first, page by page

CREATE INDEX follow_follower ON follow (follower_id, created_at DESC, followed_id DESC);
CREATE INDEX follow_followed_newest ON follow (followed_id, created_at DESC, follower_id DESC);
DROP INDEX follow_followed;
