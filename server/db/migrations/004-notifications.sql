-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Notifications: what others did that somebody wants to hear of.
--
-- As all derived data they are kept by triggers. A cause (a reaction, a comment, a follow, a
-- mention, a level) makes one in its own transaction and takes it back when it goes; only what
-- would touch very many accounts (the followers of an author, everybody) is put down as work
-- and done by the job `notification-work` in small transactions.
--
--   notification        one row per account, kind and subject while it is unread: a group
--   notification_cause  why it is there, once per identity of the cause ("Ada likes this post")
--   mention             who is named in a text; written by the domain, which can read Markdown
--   notification_work   what is still to be told to many
--
-- Order of locks: as everywhere (post, comment, accounts), and then the notification's row.

CREATE TABLE mention (
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  post_id    uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  comment_id uuid REFERENCES comment ON DELETE CASCADE,      -- NULL: in the post itself
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (post_id, comment_id, account_id)
);
CREATE INDEX mention_comment ON mention (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX mention_account ON mention (account_id);

CREATE TABLE notification (
  id         uuid PRIMARY KEY DEFAULT uuidv7 (),
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('post_liked', 'post_commented', 'comment_liked', 'replied', 'followed', 'followed_posted',
                                           'mentioned', 'achievement', 'level_up', 'moderation', 'system')),
  subject    uuid NOT NULL,                                  -- what it is grouped by: the post, the account itself, the message
  post_id    uuid REFERENCES post ON DELETE CASCADE,
  comment_id uuid,                                           -- the first one that it is about
  actors     uuid[] NOT NULL DEFAULT '{}',                   -- the last three, newest first
  n_actors   integer NOT NULL DEFAULT 0 CHECK (n_actors >= 0),
  n_causes   integer NOT NULL DEFAULT 0 CHECK (n_causes >= 0), -- 0: all taken back, nobody sees it
  level      integer,
  message    text CHECK (char_length (message) BETWEEN 1 AND 500),
  rev        bigint NOT NULL DEFAULT nextval ('rev_seq'),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  read_at    timestamptz
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX notification_open ON notification (account_id, kind, subject) WHERE read_at IS NULL;
CREATE INDEX notification_account ON notification (account_id, updated_at DESC, id DESC);
CREATE INDEX notification_post ON notification (post_id, id) WHERE post_id IS NOT NULL;
CREATE INDEX notification_hidden ON notification (updated_at) WHERE n_causes = 0;

CREATE TABLE notification_cause (
  account_id      uuid NOT NULL,
  kind            text NOT NULL,
  subject         uuid NOT NULL,
  cause           text COLLATE "C" NOT NULL CHECK (char_length (cause) <= 100),
  notification_id uuid NOT NULL REFERENCES notification ON DELETE CASCADE,
  actor_id        uuid REFERENCES account ON DELETE CASCADE,
  comment_id      uuid,
  level           integer,
  at              timestamptz NOT NULL,
  gone            boolean NOT NULL DEFAULT false,            -- taken back; remembered for the five minutes
  PRIMARY KEY (account_id, kind, subject, cause)
);
CREATE INDEX notification_cause_of ON notification_cause (notification_id, at);
CREATE INDEX notification_cause_comment ON notification_cause (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX notification_cause_actor ON notification_cause (actor_id) WHERE actor_id IS NOT NULL;

CREATE TABLE notification_work (
  id      bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  what    text NOT NULL CHECK (what IN ('posted', 'refresh', 'announce')),
  post_id uuid REFERENCES post ON DELETE CASCADE,
  message text CHECK (char_length (message) BETWEEN 1 AND 500),
  subject uuid NOT NULL DEFAULT uuidv7 (),
  after   uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000', -- how far it is
  at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notification_work_post ON notification_work (post_id) WHERE post_id IS NOT NULL;

---------------------------------------------------------------------------------------
-- Records and the change feed

-- What is hidden in a title stays hidden where it could be read by chance.
CREATE FUNCTION title_without_spoilers (title text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace (title, '\|\|.+?\|\|', '[spoiler]', 'g');

-- Whoever may see the post may hear of it.
CREATE FUNCTION notification_is_visible (n notification) RETURNS boolean
  LANGUAGE sql STABLE
  RETURN n.n_causes > 0
     AND (n.post_id IS NULL OR EXISTS (SELECT FROM post p WHERE p.id = n.post_id AND p.state IN ('published', 'archived')));

-- NULL when there is nothing to see, which a pull tells as a deletion.
CREATE FUNCTION notification_record (n notification) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    n.id, n.rev, n.kind, n.post_id, n.comment_id,
    (SELECT title_without_spoilers (p.title) FROM post p WHERE p.id = n.post_id) AS title,
    n.actors, w.usernames, w.names, n.n_actors AS count, n.level, n.message,
    utc_text (n.created_at) AS created_at, utc_text (n.updated_at) AS updated_at, utc_text (n.read_at) AS read_at
    FROM (SELECT coalesce (array_agg (a.username ORDER BY t.o), '{}') AS usernames,
                 coalesce (array_agg (CASE WHEN a.status = 'deleted' OR a.display_name = '' THEN a.username ELSE a.display_name END ORDER BY t.o), '{}') AS names
            FROM unnest (n.actors) WITH ORDINALITY AS t (id, o) JOIN account a ON a.id = t.id) w
    WHERE notification_is_visible (n)) r;
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
  END;

CREATE TRIGGER rev BEFORE UPDATE ON notification FOR EACH ROW EXECUTE FUNCTION bump_rev_seq ();

CREATE FUNCTION notification_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' AND notification_is_visible (NEW) THEN
    PERFORM change_join ('me/' || NEW.account_id, 'notification', NEW.id::text, micros (NEW.updated_at));
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM change_leave ('me/' || NEW.account_id, 'notification', NEW.id::text);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM change_leave ('me/' || OLD.account_id, 'notification', OLD.id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON notification FOR EACH ROW EXECUTE FUNCTION notification_changed ();

---------------------------------------------------------------------------------------
-- Making and taking back

-- Somebody reads it (imported people never sign in), and has not switched it off.
CREATE FUNCTION notification_is_wanted (a account, kind text) RETURNS boolean
  LANGUAGE sql IMMUTABLE
  RETURN a.email IS NOT NULL AND a.status IN ('active', 'suspended')
     AND coalesce (a.settings -> 'notifications' ->> kind, 'true') <> 'false';

-- Counts a group anew, after a cause went or came back. The row is locked first and counted by the
-- statement after, which sees what others did meanwhile.
CREATE FUNCTION notification_count (which uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM notification n WHERE n.id = which FOR NO KEY UPDATE;
  UPDATE notification n
     SET n_causes = s.n_causes, n_actors = s.n_actors, level = s.level,
         created_at = coalesce (s.first_at, n.created_at), updated_at = coalesce (s.last_at, n.updated_at),
         actors = ARRAY (SELECT c.actor_id FROM notification_cause c
                          WHERE c.notification_id = which AND NOT c.gone AND c.actor_id IS NOT NULL
                          GROUP BY c.actor_id ORDER BY max (c.at) DESC, c.actor_id LIMIT 3),
         comment_id = (SELECT c.comment_id FROM notification_cause c WHERE c.notification_id = which AND NOT c.gone ORDER BY c.at, c.cause LIMIT 1)
    FROM (SELECT count(*)::integer AS n_causes, count(DISTINCT c.actor_id)::integer AS n_actors, max (c.level) AS level,
                 min (c.at) AS first_at, max (c.at) AS last_at
            FROM notification_cause c WHERE c.notification_id = which AND NOT c.gone) s
    WHERE n.id = which;
END $$;

-- Tells somebody of something, once per identity of the cause. What was taken back and is done again
-- within five minutes is no news: it comes back as it was, read or not. Returns whether the account
-- wants to hear of such things (and so needs not be told of the same in another way).
CREATE FUNCTION notification_add (whom uuid, what text, about uuid, why text, actor uuid, post uuid, comment uuid, happened timestamptz,
                                  reached integer DEFAULT NULL, says text DEFAULT NULL) RETURNS boolean
  LANGUAGE plpgsql AS $$
DECLARE
  had notification_cause;
  joined uuid;
BEGIN
  IF whom = actor OR NOT EXISTS (SELECT FROM account a WHERE a.id = whom AND notification_is_wanted (a, what)) THEN
    RETURN false;
  END IF;
  SELECT * INTO had FROM notification_cause c WHERE c.account_id = whom AND c.kind = what AND c.subject = about AND c.cause = why;
  IF FOUND AND NOT had.gone THEN
    RETURN true;
  ELSIF FOUND AND happened - had.at < interval '5 minutes' THEN
    UPDATE notification_cause c SET gone = false WHERE c.account_id = whom AND c.kind = what AND c.subject = about AND c.cause = why;
    PERFORM notification_count (had.notification_id);
    RETURN true;
  END IF;

  INSERT INTO notification AS n (account_id, kind, subject, post_id, comment_id, actors, n_actors, n_causes, level, message, created_at, updated_at)
    VALUES (whom, what, about, post, comment, array_remove (ARRAY[actor], NULL), (actor IS NOT NULL)::integer, 1, reached, says, happened, happened)
    ON CONFLICT (account_id, kind, subject) WHERE read_at IS NULL DO UPDATE
      SET n_causes = n.n_causes + 1,
          actors = (excluded.actors || array_remove (n.actors, actor))[1:3],
          n_actors = n.n_actors + (actor IS NOT NULL AND NOT EXISTS (SELECT FROM notification_cause c
                                                                       WHERE c.notification_id = n.id AND c.actor_id = actor AND NOT c.gone))::integer,
          comment_id = CASE n.n_causes WHEN 0 THEN excluded.comment_id ELSE n.comment_id END,
          created_at = CASE n.n_causes WHEN 0 THEN excluded.created_at ELSE n.created_at END,
          updated_at = CASE n.n_causes WHEN 0 THEN excluded.updated_at ELSE greatest (n.updated_at, excluded.updated_at) END,
          level = greatest (n.level, excluded.level)
    RETURNING n.id INTO joined;
  INSERT INTO notification_cause AS c (account_id, kind, subject, cause, notification_id, actor_id, comment_id, level, at)
    VALUES (whom, what, about, why, joined, actor, comment, reached, happened)
    ON CONFLICT (account_id, kind, subject, cause) DO UPDATE
      SET notification_id = excluded.notification_id, comment_id = excluded.comment_id, level = excluded.level, at = excluded.at, gone = false;
  RETURN true;
END $$;

CREATE FUNCTION notification_take_back (whom uuid, what text, about uuid, why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  which uuid;
BEGIN
  UPDATE notification_cause c SET gone = true
    WHERE c.account_id = whom AND c.kind = what AND c.subject = about AND c.cause = why AND NOT c.gone
    RETURNING c.notification_id INTO which;
  IF FOUND THEN
    PERFORM notification_count (which);
  END IF;
END $$;

-- Everything that a comment was a cause of: it went.
CREATE FUNCTION notification_take_back_comment (gone_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  which uuid;
BEGIN
  FOR which IN
    WITH gone AS (
      UPDATE notification_cause c SET gone = true WHERE c.comment_id = gone_id AND NOT c.gone RETURNING c.notification_id)
    SELECT DISTINCT g.notification_id FROM gone g ORDER BY 1
  LOOP
    PERFORM notification_count (which);
  END LOOP;
END $$;

---------------------------------------------------------------------------------------
-- Causes. Named so that they run after the triggers "added" and "changed" of the same table.

CREATE FUNCTION reaction_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r reaction := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
  kind text := CASE r.target WHEN 'post' THEN 'post_liked' ELSE 'comment_liked' END;
  cause text := CASE r.target WHEN 'post' THEN r.account_id::text ELSE r.comment_id || '/' || r.account_id END;
  owner uuid;
BEGIN
  IF r.target = 'post' THEN
    SELECT p.author_id INTO owner FROM post p WHERE p.id = r.post_id;
  ELSE
    SELECT c.author_id INTO owner FROM comment c WHERE c.id = r.comment_id AND NOT c.deleted;
  END IF;
  IF owner IS NULL OR owner = r.account_id THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM notification_add (owner, kind, r.post_id, cause, r.account_id, r.post_id, r.comment_id, r.created_at);
  ELSIF NOT EXISTS (SELECT FROM reaction o WHERE o.account_id = r.account_id AND o.target_id = r.target_id) THEN
    PERFORM notification_take_back (owner, kind, r.post_id, cause);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notifies AFTER INSERT OR DELETE ON reaction FOR EACH ROW EXECUTE FUNCTION reaction_notifies ();

-- One comment tells one person once: as an answer to them, else as a comment on their post.
CREATE FUNCTION comments_notify () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c record;
  told boolean;
BEGIN
  FOR c IN
    SELECT a.id, a.post_id, a.author_id, a.created_at, p.author_id AS post_author, parent.author_id AS parent_author
      FROM added a JOIN post p ON p.id = a.post_id AND p.state = 'published'
      LEFT JOIN comment parent ON parent.id = a.parent_id AND NOT parent.deleted
      WHERE NOT a.deleted AND EXISTS (SELECT FROM account o WHERE o.id IN (p.author_id, parent.author_id) AND o.email IS NOT NULL)
      ORDER BY a.created_at, a.id
  LOOP
    told := c.parent_author IS NOT NULL
        AND notification_add (c.parent_author, 'replied', c.post_id, c.id::text, c.author_id, c.post_id, c.id, c.created_at);
    IF NOT told OR c.parent_author <> c.post_author THEN
      PERFORM notification_add (c.post_author, 'post_commented', c.post_id, c.id::text, c.author_id, c.post_id, c.id, c.created_at);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER notifies AFTER INSERT ON comment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION comments_notify ();

CREATE FUNCTION comment_goes () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notification_take_back_comment (OLD.id);
  RETURN NULL;
END $$;
CREATE TRIGGER notifies_deleted AFTER UPDATE OF deleted ON comment FOR EACH ROW WHEN (NEW.deleted AND NOT OLD.deleted) EXECUTE FUNCTION comment_goes ();
CREATE TRIGGER notifies_removed AFTER DELETE ON comment FOR EACH ROW EXECUTE FUNCTION comment_goes ();

CREATE FUNCTION follow_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM notification_add (NEW.followed_id, 'followed', NEW.followed_id, NEW.follower_id::text, NEW.follower_id, NULL, NULL, NEW.created_at);
  ELSE
    PERFORM notification_take_back (OLD.followed_id, 'followed', OLD.followed_id, OLD.follower_id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notifies AFTER INSERT OR DELETE ON follow FOR EACH ROW EXECUTE FUNCTION follow_notifies ();

-- Not who hears of the same comment already.
CREATE FUNCTION mention_tells (m mention, author uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF m.comment_id IS NULL
     OR NOT EXISTS (SELECT FROM notification_cause c
                      WHERE c.account_id = m.account_id AND c.subject = m.post_id AND c.kind IN ('replied', 'post_commented')
                        AND c.cause = m.comment_id::text AND NOT c.gone) THEN
    PERFORM notification_add (m.account_id, 'mentioned', m.post_id, coalesce (m.comment_id, m.post_id)::text, author, m.post_id, m.comment_id, m.created_at);
  END IF;
END $$;

CREATE FUNCTION mention_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  m mention := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
  author uuid;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM notification_take_back (m.account_id, 'mentioned', m.post_id, coalesce (m.comment_id, m.post_id)::text);
    RETURN NULL;
  END IF;
  SELECT coalesce (c.author_id, p.author_id) INTO author
    FROM post p LEFT JOIN comment c ON c.id = m.comment_id WHERE p.id = m.post_id AND p.state = 'published';
  IF FOUND THEN
    PERFORM mention_tells (m, author);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notifies AFTER INSERT OR DELETE ON mention FOR EACH ROW EXECUTE FUNCTION mention_notifies ();

-- A post that appears names people and is news to its author's followers; one that goes, comes back or has
-- another title changes the notifications about it. What concerns many is left to the job.
CREATE FUNCTION post_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF TG_OP = 'UPDATE' AND (NEW.state <> OLD.state OR NEW.title <> OLD.title)
     AND EXISTS (SELECT FROM notification n WHERE n.post_id = NEW.id) THEN
    -- work that waits and that nobody is at will see this change: its lock keeps it waiting for the commit
    PERFORM FROM notification_work w
      WHERE w.post_id = NEW.id AND w.what = 'refresh' AND w.after = '00000000-0000-0000-0000-000000000000' FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      INSERT INTO notification_work (what, post_id) VALUES ('refresh', NEW.id);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notifies AFTER INSERT OR UPDATE OF state, title ON post FOR EACH ROW EXECUTE FUNCTION post_notifies ();

CREATE FUNCTION level_notifies () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  cause text;
BEGIN
  IF NEW.level > OLD.level THEN
    PERFORM notification_add (NEW.id, 'level_up', NEW.id, NEW.level::text, NULL, NULL, NULL, now(), NEW.level);
    RETURN NULL;
  END IF;
  FOR cause IN SELECT c.cause FROM notification_cause c
                 WHERE c.account_id = NEW.id AND c.kind = 'level_up' AND c.subject = NEW.id AND c.level > NEW.level AND NOT c.gone
  LOOP
    PERFORM notification_take_back (NEW.id, 'level_up', NEW.id, cause);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER notifies AFTER UPDATE OF level ON account FOR EACH ROW WHEN (NEW.level <> OLD.level) EXECUTE FUNCTION level_notifies ();

---------------------------------------------------------------------------------------
-- What concerns many, and tidying up

-- Does a part of the oldest work that nobody else is at, in one short transaction. Returns the scopes that
-- changed, and NULL as the last row when there is more to do.
CREATE FUNCTION notification_work_on (batch integer DEFAULT 500) RETURNS SETOF text
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

  IF w.what = 'refresh' THEN
    SELECT array_agg (s.id ORDER BY s.id) INTO reached
      FROM (SELECT n.id FROM notification n WHERE n.post_id = w.post_id AND n.id > w.after ORDER BY n.id LIMIT batch) s;
    -- its trigger looks whether it may be seen
    RETURN QUERY
      WITH touched AS (
        UPDATE notification n SET rev = n.rev
          FROM (SELECT o.id FROM notification o WHERE o.id = ANY (reached) ORDER BY o.id FOR NO KEY UPDATE) l
          WHERE n.id = l.id RETURNING n.account_id)
      SELECT 'me/' || t.account_id FROM touched t;
  ELSIF w.what = 'posted' THEN
    SELECT * INTO p FROM post o WHERE o.id = w.post_id FOR KEY SHARE;
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

-- Keeps the newest ones of each account and forgets those whose causes are gone for a day. Returns how many went.
CREATE FUNCTION notification_prune (keep integer DEFAULT 500, batch integer DEFAULT 2000) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  n integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock (hashtext ('sparkle notification_prune')) THEN
    RETURN 0;
  END IF;
  WITH crowded AS MATERIALIZED (
    SELECT c.account_id FROM notification c GROUP BY c.account_id HAVING count(*) > keep LIMIT 50),
  old AS (
    (SELECT o.id FROM crowded c CROSS JOIN LATERAL (
       SELECT x.id FROM notification x WHERE x.account_id = c.account_id ORDER BY x.updated_at DESC, x.id DESC OFFSET keep) o LIMIT batch)
    UNION
    (SELECT h.id FROM notification h WHERE h.n_causes = 0 AND h.updated_at < now() - interval '1 day' LIMIT batch)),
  gone AS (
    DELETE FROM notification d WHERE d.id IN (SELECT l.id FROM notification l WHERE l.id IN (SELECT o.id FROM old o) ORDER BY l.id FOR UPDATE SKIP LOCKED)
      RETURNING d.id)
  SELECT count(*) INTO n FROM gone;
  RETURN n;
END $$;
