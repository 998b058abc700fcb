-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Sparkle Universe, schema version 1.
--
-- Nouns are plain tables. Everything derived from them is kept by triggers, so that the
-- domain, the importer and a person with psql cannot disagree:
--   * rev                      +1 at each change of a row (or from rev_seq for small rows)
--   * counters                 posts, followers, comments, reactions
--   * tag, post_tag            from post.tags
--   * post_search              the weighted full text document
--   * post_revision            the text before an edit (when version goes up)
--   * account.xp, .level       the sum of xp_award
--   * change                   the change feed: which record changed last when, per scope
-- So a write is one INSERT, UPDATE or DELETE on the noun, and nothing else.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

---------------------------------------------------------------------------------------
-- Small helpers

-- Fixed width and always UTC, so that texts sort as times.
CREATE FUNCTION utc_text (t timestamptz) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN to_char (t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Microseconds since 1970, the unit of ranks.
CREATE FUNCTION micros (t timestamptz) RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (extract (epoch FROM t) * 1000000)::bigint;

CREATE FUNCTION level_of (xp bigint) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN floor (sqrt (greatest (xp, 0) / 100.0))::integer + 1;

-- Revisions of rows that come and go under the same id: a later row has a higher one.
CREATE SEQUENCE rev_seq;

---------------------------------------------------------------------------------------
-- Accounts

CREATE TABLE account (
  id             uuid PRIMARY KEY,
  username       text NOT NULL CHECK (username ~ '^[A-Za-z0-9_]{3,30}$'),
  email          text CHECK (char_length (email) BETWEEN 3 AND 254),
  email_verified boolean NOT NULL DEFAULT false,
  password_hash  text,                                   -- NULL: cannot sign in (imported people)
  display_name   text NOT NULL DEFAULT '' CHECK (char_length (display_name) <= 50),
  bio            text NOT NULL DEFAULT '' CHECK (char_length (bio) <= 500),
  role           text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'creator', 'moderator', 'admin')),
  status         text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'banned', 'deleted')),
  status_until   timestamptz,
  status_reason  text,
  settings       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof (settings) = 'object'),
  xp             bigint NOT NULL DEFAULT 0,
  level          integer NOT NULL DEFAULT 1 CHECK (level >= 1),
  n_posts        integer NOT NULL DEFAULT 0 CHECK (n_posts >= 0),
  n_followers    integer NOT NULL DEFAULT 0 CHECK (n_followers >= 0),
  n_following    integer NOT NULL DEFAULT 0 CHECK (n_following >= 0),
  version        integer NOT NULL DEFAULT 1,
  rev            bigint NOT NULL DEFAULT 1,
  private_rev    bigint NOT NULL DEFAULT 1,              -- of the account record: email, settings
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX account_username ON account (lower (username));
CREATE UNIQUE INDEX account_email ON account (lower (email)) WHERE email IS NOT NULL;
CREATE INDEX account_username_trgm ON account USING gin (lower (username) gin_trgm_ops, lower (display_name) gin_trgm_ops) WITH (fastupdate = off);

CREATE TABLE session (
  id           uuid PRIMARY KEY,
  account_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  token_hash   bytea NOT NULL UNIQUE,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  user_agent   text CHECK (char_length (user_agent) <= 500),
  address      text CHECK (char_length (address) <= 100)
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

-- Failed sign-ins, by what was typed (lower case), known account or not.
CREATE TABLE login_failure (
  login        text PRIMARY KEY CHECK (char_length (login) <= 254),
  failures     integer NOT NULL DEFAULT 1,
  first_at     timestamptz NOT NULL DEFAULT now(),
  locked_until timestamptz
);

-- One award per cause ("post:<id>", "reaction-given:<target>:<type>"); deleting it takes it back.
CREATE TABLE xp_award (
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  cause      text NOT NULL CHECK (char_length (cause) <= 200),
  points     integer NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, cause)
);

---------------------------------------------------------------------------------------
-- Content

CREATE TABLE category (
  slug     text PRIMARY KEY CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length (slug) <= 50),
  name     text NOT NULL CHECK (char_length (name) BETWEEN 1 AND 50),
  colour   text NOT NULL CHECK (colour ~ '^#[0-9a-f]{6}$'),
  position integer NOT NULL,
  rev      bigint NOT NULL DEFAULT 1
);

CREATE TABLE tag (
  name       text PRIMARY KEY CHECK (char_length (name) BETWEEN 1 AND 30),
  n_posts    integer NOT NULL DEFAULT 0 CHECK (n_posts >= 0),
  rev        bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tag_trgm ON tag USING gin (lower (name) gin_trgm_ops) WITH (fastupdate = off);

CREATE TABLE post (
  id               uuid PRIMARY KEY,
  author_id        uuid NOT NULL REFERENCES account,
  kind             text NOT NULL DEFAULT 'blog' CHECK (kind IN ('blog', 'theory', 'video_review', 'fan_art', 'tutorial', 'news', 'poll')),
  title            text NOT NULL CHECK (char_length (title) BETWEEN 1 AND 200),
  slug             text NOT NULL CHECK (char_length (slug) BETWEEN 1 AND 240),
  excerpt          text NOT NULL DEFAULT '' CHECK (char_length (excerpt) <= 200),
  content          text NOT NULL CHECK (char_length (content) BETWEEN 1 AND 50000),
  tags             text[] NOT NULL DEFAULT '{}' CHECK (cardinality (tags) <= 5 AND array_position (tags, NULL) IS NULL),
  category         text REFERENCES category (slug) ON UPDATE CASCADE,
  youtube_video_id text CHECK (youtube_video_id ~ '^[A-Za-z0-9_-]{11}$'),
  featured         boolean NOT NULL DEFAULT false,
  state            text NOT NULL DEFAULT 'published' CHECK (state IN ('draft', 'scheduled', 'published', 'archived', 'deleted')),
  reading_minutes  integer NOT NULL DEFAULT 1 CHECK (reading_minutes >= 0),
  n_comments       integer NOT NULL DEFAULT 0 CHECK (n_comments >= 0),
  n_like           integer NOT NULL DEFAULT 0 CHECK (n_like >= 0),
  n_love           integer NOT NULL DEFAULT 0 CHECK (n_love >= 0),
  n_fire           integer NOT NULL DEFAULT 0 CHECK (n_fire >= 0),
  n_sparkle        integer NOT NULL DEFAULT 0 CHECK (n_sparkle >= 0),
  n_mind_blown     integer NOT NULL DEFAULT 0 CHECK (n_mind_blown >= 0),
  version          integer NOT NULL DEFAULT 1,
  rev              bigint NOT NULL DEFAULT 1,
  created_at       timestamptz NOT NULL DEFAULT now(),
  published_at     timestamptz DEFAULT now() CHECK (state <> 'published' OR published_at IS NOT NULL),
  edited_at        timestamptz
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX post_slug ON post (slug text_pattern_ops);
CREATE INDEX post_published ON post (published_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX post_author ON post (author_id, published_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX post_category ON post (category, published_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX post_featured ON post (published_at DESC, id DESC) WHERE state = 'published' AND featured;
-- GIN without its pending list: no writer pays for emptying the list of all others.
CREATE INDEX post_title_trgm ON post USING gin (lower (title) gin_trgm_ops) WITH (fastupdate = off) WHERE state = 'published';

CREATE TABLE post_revision (
  post_id          uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  version          integer NOT NULL,
  title            text NOT NULL,
  content          text NOT NULL,
  tags             text[] NOT NULL,
  category         text,
  youtube_video_id text,
  replaced_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (post_id, version)
);

-- Published posts only.
CREATE TABLE post_tag (
  tag          text NOT NULL REFERENCES tag (name),
  post_id      uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (post_id, tag)
);
CREATE INDEX post_tag_published ON post_tag (tag, published_at DESC, post_id DESC);

-- Published posts only; beside the post, so that a counter does not rewrite the document.
CREATE TABLE post_search (
  post_id  uuid PRIMARY KEY REFERENCES post ON DELETE CASCADE,
  document tsvector NOT NULL
);
CREATE INDEX post_search_document ON post_search USING gin (document) WITH (fastupdate = off);

CREATE TABLE comment (
  id            uuid PRIMARY KEY,
  post_id       uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  author_id     uuid NOT NULL REFERENCES account,
  parent_id     uuid,
  content       text NOT NULL CHECK (char_length (content) <= 5000 AND (deleted OR content <> '')),
  video_seconds integer CHECK (video_seconds >= 0),
  deleted       boolean NOT NULL DEFAULT false,
  n_like        integer NOT NULL DEFAULT 0 CHECK (n_like >= 0),
  n_love        integer NOT NULL DEFAULT 0 CHECK (n_love >= 0),
  n_fire        integer NOT NULL DEFAULT 0 CHECK (n_fire >= 0),
  n_sparkle     integer NOT NULL DEFAULT 0 CHECK (n_sparkle >= 0),
  n_mind_blown  integer NOT NULL DEFAULT 0 CHECK (n_mind_blown >= 0),
  version       integer NOT NULL DEFAULT 1,
  rev           bigint NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  edited_at     timestamptz,
  UNIQUE (id, post_id),
  -- a reply stays in the thread of what it answers
  FOREIGN KEY (parent_id, post_id) REFERENCES comment (id, post_id)
) WITH (fillfactor = 80);
CREATE INDEX comment_post ON comment (post_id, created_at, id);
CREATE INDEX comment_author ON comment (author_id, created_at DESC, id DESC);
CREATE INDEX comment_parent ON comment (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX comment_document ON comment USING gin (to_tsvector ('simple', content)) WITH (fastupdate = off) WHERE NOT deleted;

CREATE TABLE reaction (
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  target     text NOT NULL CHECK (target IN ('post', 'comment')),
  target_id  uuid NOT NULL,
  post_id    uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  comment_id uuid REFERENCES comment ON DELETE CASCADE,
  type       text NOT NULL CHECK (type IN ('like', 'love', 'fire', 'sparkle', 'mind_blown')),
  rev        bigint NOT NULL DEFAULT nextval ('rev_seq'),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, target_id, type),
  CHECK (CASE target WHEN 'post' THEN comment_id IS NULL AND target_id = post_id
                     ELSE comment_id IS NOT NULL AND target_id = comment_id END)
);
CREATE INDEX reaction_target ON reaction (target_id);

CREATE TABLE follow (
  follower_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  followed_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  rev         bigint NOT NULL DEFAULT nextval ('rev_seq'),
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (follower_id, followed_id),
  CHECK (follower_id <> followed_id)
);
CREATE INDEX follow_followed ON follow (followed_id, created_at);

CREATE TABLE bookmark (
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  post_id    uuid NOT NULL REFERENCES post ON DELETE CASCADE,
  folder     text NOT NULL DEFAULT '' CHECK (char_length (folder) <= 50),
  note       text NOT NULL DEFAULT '' CHECK (char_length (note) <= 500),
  rev        bigint NOT NULL DEFAULT nextval ('rev_seq'),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, post_id)
);
CREATE INDEX bookmark_post ON bookmark (post_id);

-- Texts being written: any rule of a post may still be broken except the sizes.
CREATE TABLE draft (
  id               uuid PRIMARY KEY,
  account_id       uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  title            text NOT NULL DEFAULT '' CHECK (char_length (title) <= 200),
  content          text NOT NULL DEFAULT '' CHECK (char_length (content) <= 50000),
  tags             text[] NOT NULL DEFAULT '{}' CHECK (cardinality (tags) <= 5 AND array_position (tags, NULL) IS NULL),
  category         text,
  youtube_video_id text CHECK (char_length (youtube_video_id) <= 11),
  post_id          uuid REFERENCES post ON DELETE SET NULL,
  version          integer NOT NULL DEFAULT 1,
  rev              bigint NOT NULL DEFAULT nextval ('rev_seq'),
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX draft_account ON draft (account_id, updated_at DESC);

---------------------------------------------------------------------------------------
-- Exactly once: a mutation's recorded answer

CREATE TABLE mutation (
  account_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  id           uuid NOT NULL,
  payload_hash bytea NOT NULL,
  response     text NOT NULL,                            -- JSON, as it was sent
  at           timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
CREATE INDEX mutation_at ON mutation (at);

---------------------------------------------------------------------------------------
-- The change feed

-- The one row that says which life of the database this is. xids do not survive a dump and
-- restore, and a fail-over may lose commits: then cursors from before must not be believed.
CREATE TABLE epoch (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch      bigint NOT NULL,
  identity   text NOT NULL,
  pruned_xid xid8 NOT NULL DEFAULT '0',                  -- tombstones up to here are forgotten
  pruned_seq bigint NOT NULL DEFAULT 0,
  since      timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION database_identity () RETURNS text
  LANGUAGE sql STABLE
  RETURN (SELECT system_identifier::text FROM pg_control_system ())
    || '/' || left (pg_walfile_name (pg_current_wal_insert_lsn ()), 8)
    || '/' || (SELECT oid::text FROM pg_database WHERE datname = current_database ());

CREATE FUNCTION random_epoch () RETURNS bigint
  LANGUAGE sql VOLATILE
  RETURN ('x' || substr (md5 (gen_random_uuid ()::text), 1, 12))::bit (48)::bigint;

INSERT INTO epoch (epoch, identity) VALUES (random_epoch (), database_identity ());

-- The latest change of each record in each scope; where deleted is false it is also the list of
-- the scope's members. Readers take (xid, seq) in order and only below the snapshot's xmin, so a
-- late committer is never skipped. rank orders a first pull, newest first.
CREATE SEQUENCE change_seq CACHE 32;
CREATE TABLE change (
  collection text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  scope      text COLLATE "C" NOT NULL,
  xid        xid8 NOT NULL,
  seq        bigint NOT NULL,
  rank       bigint NOT NULL,
  deleted    boolean NOT NULL DEFAULT false,
  at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (collection, id, scope)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
CREATE INDEX change_order ON change (scope, xid, seq);
CREATE INDEX change_rank ON change (scope, rank DESC, collection DESC, id DESC) WHERE NOT deleted;
CREATE INDEX change_xid ON change (xid, seq);
CREATE INDEX change_tombstone ON change (at) WHERE deleted;

-- Records whose counts changed and that crowded scopes have still to hear of: feed_flush().
-- Append only: two reactions on one post must not wait for each other here.
CREATE TABLE feed_pending (
  collection text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  wide       boolean NOT NULL DEFAULT false,
  due        timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX feed_pending_due ON feed_pending (due);

-- Joins a scope, or stays in it with a new change. The greatest rank wins while it is a member.
CREATE FUNCTION change_join (scope text, collection text, id text, rank bigint) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO change AS c (scope, collection, id, xid, seq, rank)
    VALUES (change_join.scope, change_join.collection, change_join.id, pg_current_xact_id (), nextval ('change_seq'), change_join.rank)
    ON CONFLICT (collection, id, scope) DO UPDATE
      SET xid = excluded.xid, seq = excluded.seq, deleted = false, at = now(),
          rank = CASE WHEN c.deleted THEN excluded.rank ELSE greatest (c.rank, excluded.rank) END;
END;

-- The same, but a record that is a member already is left as it is.
CREATE FUNCTION change_ensure (scope text, collection text, id text, rank bigint) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO change AS c (scope, collection, id, xid, seq, rank)
    VALUES (change_ensure.scope, change_ensure.collection, change_ensure.id, pg_current_xact_id (), nextval ('change_seq'), change_ensure.rank)
    ON CONFLICT (collection, id, scope) DO UPDATE
      SET xid = excluded.xid, seq = excluded.seq, deleted = false, at = now(), rank = excluded.rank
      WHERE c.deleted;
END;

CREATE FUNCTION change_leave (scope text, collection text, id text) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  UPDATE change c SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), deleted = true, at = now()
    WHERE c.collection = change_leave.collection AND c.id = change_leave.id AND c.scope = change_leave.scope AND NOT c.deleted;
END;

-- A record changed: every scope that holds it hears of it.
CREATE FUNCTION change_touch (collection text, id text) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  UPDATE change c SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), at = now()
    WHERE c.collection = change_touch.collection AND c.id = change_touch.id AND NOT c.deleted;
END;

CREATE FUNCTION change_touch_in (scopes text[], collection text, id text) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  UPDATE change c SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), at = now()
    WHERE c.collection = change_touch_in.collection AND c.id = change_touch_in.id AND c.scope = ANY (change_touch_in.scopes) AND NOT c.deleted;
END;

-- Only counts changed: the record's own scopes hear of it now, all others within a second or so.
CREATE FUNCTION change_count (scopes text[], collection text, id text) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  UPDATE change c SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), at = now()
    WHERE c.collection = change_count.collection AND c.id = change_count.id AND c.scope = ANY (change_count.scopes) AND NOT c.deleted;
  INSERT INTO feed_pending (collection, id) VALUES (change_count.collection, change_count.id);
END;

-- Called each second by whichever process gets the lock. A record in very many scopes reaches the
-- feed at once and the others once a minute. Returns how many records it took.
CREATE FUNCTION feed_flush (batch integer DEFAULT 2000) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  n integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock (hashtext ('sparkle feed_flush')) THEN
    RETURN 0;
  END IF;

  WITH taken AS (
    DELETE FROM feed_pending
      WHERE ctid = ANY (ARRAY (SELECT p.ctid FROM feed_pending p WHERE p.due <= now() ORDER BY p.due LIMIT batch))
      RETURNING feed_pending.collection, feed_pending.id, feed_pending.wide),
  grouped AS MATERIALIZED (
    SELECT t.collection, t.id, bool_or (t.wide) AS wide,
           (SELECT count(*) FROM (SELECT FROM change c WHERE c.collection = t.collection AND c.id = t.id AND NOT c.deleted LIMIT 257) s) > 256 AS crowded
      FROM taken t GROUP BY t.collection, t.id),
  wanted AS MATERIALIZED (
    SELECT c.collection, c.id, c.scope, g.wide
      FROM grouped g JOIN change c ON c.collection = g.collection AND c.id = g.id
      WHERE NOT c.deleted AND (g.wide OR NOT g.crowded OR c.scope = 'feed')
        -- these heard of it at once
        AND c.scope <> c.collection || '/' || c.id
        AND NOT (c.collection = 'post' AND c.scope LIKE 'user/%')
        AND NOT (c.collection = 'user' AND c.scope = 'me/' || c.id)),
  -- never waits for a writer: they hold several records and so would lock each other up
  held AS MATERIALIZED (
    SELECT c.collection, c.id, c.scope FROM wanted w JOIN change c USING (collection, id, scope) FOR UPDATE OF c SKIP LOCKED),
  touched AS (
    UPDATE change c SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), at = now()
      FROM held h
      WHERE c.collection = h.collection AND c.id = h.id AND c.scope = h.scope AND NOT c.deleted),
  missed AS (
    INSERT INTO feed_pending (collection, id, wide)
      SELECT DISTINCT w.collection, w.id, w.wide FROM wanted w
        WHERE NOT EXISTS (SELECT FROM held h WHERE h.collection = w.collection AND h.id = w.id AND h.scope = w.scope)),
  later AS (
    INSERT INTO feed_pending (collection, id, wide, due)
      SELECT g.collection, g.id, true, now() + interval '1 minute'
        FROM grouped g
        WHERE g.crowded AND NOT g.wide
          AND NOT EXISTS (SELECT FROM feed_pending p WHERE p.wide AND p.collection = g.collection AND p.id = g.id))
  SELECT count(*) INTO n FROM grouped;
  RETURN n;
END $$;

-- Forgets old tombstones; cursors older than the youngest of them get a reset. Returns how many. Those
-- of the newest write stay until there is a newer one: cursors stand on that, and would all be reset for ever.
CREATE FUNCTION change_prune (older_than interval DEFAULT interval '30 days', batch integer DEFAULT 5000) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  n integer;
  newest_xid xid8;
  newest_seq bigint;
  standing xid8 := (SELECT c.xid FROM change c WHERE c.xid < pg_snapshot_xmin (pg_current_snapshot ()) ORDER BY c.xid DESC LIMIT 1);
BEGIN
  IF NOT pg_try_advisory_xact_lock (hashtext ('sparkle change_prune')) THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM change
      WHERE ctid = ANY (ARRAY (SELECT c.ctid FROM change c WHERE c.deleted AND c.at < now() - older_than AND c.xid < standing ORDER BY c.at LIMIT batch FOR UPDATE SKIP LOCKED))
      RETURNING xid, seq)
  SELECT count(*), (array_agg (xid ORDER BY xid DESC, seq DESC))[1], (array_agg (seq ORDER BY xid DESC, seq DESC))[1]
    INTO n, newest_xid, newest_seq FROM gone;
  IF n > 0 THEN
    UPDATE epoch SET pruned_xid = newest_xid, pruned_seq = newest_seq WHERE (pruned_xid, pruned_seq) < (newest_xid, newest_seq);
  END IF;
  RETURN n;
END $$;

-- Starts a new epoch when this is not the database it was (restored, failed over, copied), or
-- always when forced. Rows from the other life get an xid below every horizon. Returns the epoch.
CREATE FUNCTION epoch_check (force boolean DEFAULT false) RETURNS bigint
  LANGUAGE plpgsql AS $$
DECLARE
  current epoch;
BEGIN
  SELECT * INTO current FROM epoch;
  IF current.identity = database_identity () AND NOT force THEN
    RETURN current.epoch;
  END IF;
  SELECT * INTO current FROM epoch FOR UPDATE;
  IF current.identity <> database_identity () OR force THEN
    -- writers first finish: every row is about to change, in an order that is nobody else's
    LOCK TABLE change IN SHARE ROW EXCLUSIVE MODE;
    UPDATE epoch SET epoch = random_epoch (), identity = database_identity (), pruned_xid = '0', pruned_seq = 0, since = now()
      RETURNING * INTO current;
    UPDATE change SET xid = '3';
  END IF;
  RETURN current.epoch;
END $$;

---------------------------------------------------------------------------------------
-- Records: the JSON that a pull, a REST answer and a push result carry

CREATE FUNCTION user_record (u account) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    u.id, u.rev, u.version, u.username,
    CASE u.status WHEN 'deleted' THEN '' ELSE u.display_name END AS display_name,
    CASE u.status WHEN 'deleted' THEN '' ELSE u.bio END AS bio,
    u.role, u.level, u.xp, utc_text (u.created_at) AS created_at, u.status = 'deleted' AS deleted,
    (SELECT row_to_json (c) FROM (SELECT u.n_posts AS posts, u.n_followers AS followers, u.n_following AS following) c) AS counts) r;
END;

-- The short form that REST puts into posts and comments as "author".
CREATE FUNCTION author_record (u account) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    u.id, u.username, CASE u.status WHEN 'deleted' THEN '' ELSE u.display_name END AS display_name, u.role, u.level) r;
END;

-- Private to the account.
CREATE FUNCTION account_record (u account) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT u.id, u.private_rev AS rev, u.email, u.email_verified, u.settings) r;
END;

-- A deleted post keeps its id and dates, so that bookmarks and links can say what happened.
CREATE FUNCTION post_record (p post) RETURNS text
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
    (SELECT row_to_json (c) FROM (SELECT p.n_comments AS comments,
      (SELECT row_to_json (n) FROM (SELECT p.n_like AS like, p.n_love AS love, p.n_fire AS fire, p.n_sparkle AS sparkle, p.n_mind_blown AS mind_blown) n) AS reactions) c) AS counts) r;
END;

CREATE FUNCTION comment_record (c comment) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (r)::text FROM (SELECT
    c.id, c.rev, c.version, c.post_id, c.author_id, c.parent_id,
    CASE WHEN c.deleted THEN '' ELSE c.content END AS content,
    c.video_seconds, utc_text (c.created_at) AS created_at, utc_text (c.edited_at) AS edited_at, c.deleted,
    (SELECT row_to_json (o) FROM (SELECT
      (SELECT row_to_json (n) FROM (SELECT c.n_like AS like, c.n_love AS love, c.n_fire AS fire, c.n_sparkle AS sparkle, c.n_mind_blown AS mind_blown) n) AS reactions) o) AS counts) r;
END;

-- The same with "author", as REST gives them.
CREATE FUNCTION post_view (p post) RETURNS text
  LANGUAGE sql STABLE
  RETURN left (post_record (p), -1) || ',"author":' || (SELECT author_record (u) FROM account u WHERE u.id = p.author_id) || '}';

CREATE FUNCTION comment_view (c comment) RETURNS text
  LANGUAGE sql STABLE
  RETURN left (comment_record (c), -1) || ',"author":' || (SELECT author_record (u) FROM account u WHERE u.id = c.author_id) || '}';

CREATE FUNCTION reaction_record (r reaction) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (o)::text FROM (SELECT
    r.target_id || ':' || r.type AS id, r.rev, r.target, r.target_id, r.post_id, r.type, utc_text (r.created_at) AS created_at) o;
END;

CREATE FUNCTION follow_record (f follow) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (o)::text FROM (SELECT
    f.follower_id || ':' || f.followed_id AS id, f.rev, f.follower_id, f.followed_id, utc_text (f.created_at) AS created_at) o;
END;

CREATE FUNCTION bookmark_record (b bookmark) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (o)::text FROM (SELECT b.post_id AS id, b.rev, b.post_id, b.folder, b.note, utc_text (b.created_at) AS created_at) o;
END;

CREATE FUNCTION draft_record (d draft) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (o)::text FROM (SELECT
    d.id, d.rev, d.version, d.title, d.content, d.tags, d.category, d.youtube_video_id, d.post_id, utc_text (d.updated_at) AS updated_at) o;
END;

CREATE FUNCTION category_record (c category) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (o)::text FROM (SELECT c.slug AS id, c.rev, c.name, c.colour, c.position) o;
END;

CREATE FUNCTION tag_record (t tag) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT row_to_json (o)::text FROM (SELECT t.name AS id, t.rev, t.n_posts AS posts) o;
END;

-- The record behind a row of the change feed; NULL when it is gone. Some ids mean something only
-- within their scope (a bookmark is the account's).
CREATE FUNCTION change_record (scope text, collection text, id text) RETURNS text
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
  END;

---------------------------------------------------------------------------------------
-- Triggers: revisions

CREATE FUNCTION bump_rev () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.rev := OLD.rev + 1;
  RETURN NEW;
END $$;

CREATE FUNCTION bump_rev_seq () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.rev := nextval ('rev_seq');
  RETURN NEW;
END $$;

CREATE FUNCTION bump_account_rev () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.rev := OLD.rev + 1;
  IF (NEW.email, NEW.email_verified, NEW.settings) IS DISTINCT FROM (OLD.email, OLD.email_verified, OLD.settings) THEN
    NEW.private_rev := OLD.private_rev + 1;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER rev BEFORE UPDATE ON account  FOR EACH ROW EXECUTE FUNCTION bump_account_rev ();
CREATE TRIGGER rev BEFORE UPDATE ON post     FOR EACH ROW EXECUTE FUNCTION bump_rev ();
CREATE TRIGGER rev BEFORE UPDATE ON comment  FOR EACH ROW EXECUTE FUNCTION bump_rev ();
CREATE TRIGGER rev BEFORE UPDATE ON category FOR EACH ROW EXECUTE FUNCTION bump_rev ();
CREATE TRIGGER rev BEFORE UPDATE ON tag      FOR EACH ROW EXECUTE FUNCTION bump_rev ();
CREATE TRIGGER rev BEFORE UPDATE ON bookmark FOR EACH ROW EXECUTE FUNCTION bump_rev_seq ();
CREATE TRIGGER rev BEFORE UPDATE ON draft    FOR EACH ROW EXECUTE FUNCTION bump_rev_seq ();

---------------------------------------------------------------------------------------
-- Triggers: accounts

CREATE FUNCTION account_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM change_join ('user/' || NEW.id, 'user', NEW.id::text, micros (NEW.created_at)),
            change_join ('me/' || NEW.id, 'user', NEW.id::text, micros (NEW.created_at)),
            change_join ('me/' || NEW.id, 'account', NEW.id::text, micros (NEW.created_at));
    RETURN NULL;
  END IF;
  IF (NEW.username, NEW.display_name, NEW.bio, NEW.role, NEW.version, NEW.status = 'deleted')
     IS DISTINCT FROM (OLD.username, OLD.display_name, OLD.bio, OLD.role, OLD.version, OLD.status = 'deleted') THEN
    PERFORM change_touch ('user', NEW.id::text);
  ELSIF (NEW.n_posts, NEW.n_followers, NEW.n_following, NEW.xp, NEW.level)
     IS DISTINCT FROM (OLD.n_posts, OLD.n_followers, OLD.n_following, OLD.xp, OLD.level) THEN
    PERFORM change_count (ARRAY['user/' || NEW.id, 'me/' || NEW.id], 'user', NEW.id::text);
  END IF;
  IF (NEW.email, NEW.email_verified, NEW.settings) IS DISTINCT FROM (OLD.email, OLD.email_verified, OLD.settings) THEN
    PERFORM change_touch ('account', NEW.id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE ON account FOR EACH ROW EXECUTE FUNCTION account_changed ();

CREATE FUNCTION xp_award_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('DELETE', 'UPDATE') THEN
    UPDATE account SET xp = xp - OLD.points, level = level_of (xp - OLD.points) WHERE id = OLD.account_id;
  END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') THEN
    UPDATE account SET xp = xp + NEW.points, level = level_of (xp + NEW.points) WHERE id = NEW.account_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON xp_award FOR EACH ROW EXECUTE FUNCTION xp_award_changed ();

---------------------------------------------------------------------------------------
-- Triggers: categories and tags are in the feed, before everything else in a first pull

CREATE FUNCTION category_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM change_leave ('feed', 'category', OLD.slug);
  ELSE
    IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
      PERFORM change_leave ('feed', 'category', OLD.slug);
    END IF;
    PERFORM change_join ('feed', 'category', NEW.slug, 9000000000000000000 - NEW.position);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON category FOR EACH ROW EXECUTE FUNCTION category_changed ();

CREATE FUNCTION tag_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.n_posts = 0 THEN
    PERFORM change_leave ('feed', 'tag', NEW.name);
  ELSIF TG_OP = 'UPDATE' AND OLD.n_posts > 0 THEN
    PERFORM change_count ('{}', 'tag', NEW.name);
  ELSE
    PERFORM change_join ('feed', 'tag', NEW.name, 8000000000000000000);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE ON tag FOR EACH ROW EXECUTE FUNCTION tag_changed ();

INSERT INTO category (slug, name, colour, position) VALUES
  ('discussion',  'Discussion',       '#ff6b6b', 1),
  ('theories',    'Theories',         '#9b5de5', 2),
  ('reviews',     'Reviews',          '#f4a261', 3),
  ('fan-art',     'Fan Art',          '#f15bb5', 4),
  ('tutorials',   'Tutorials',        '#00bbf9', 5),
  ('music',       'Music',            '#06d6a0', 6),
  ('news',        'News',             '#ffb703', 7),
  ('advertising', 'Adverts and Clips','#577590', 8);

---------------------------------------------------------------------------------------
-- Triggers: posts

CREATE FUNCTION post_document (title text, excerpt text, tags text[], content text) RETURNS tsvector
  LANGUAGE sql STABLE
  RETURN setweight (to_tsvector ('simple', title), 'A')
      || setweight (to_tsvector ('simple', excerpt || ' ' || array_to_string (tags, ' ')), 'B')
      || setweight (to_tsvector ('simple', content), 'C');

-- Whether what was typed is meant by a title or name, both in lower case: alike as a whole, or one word
-- of it within one edit (from 3 letters) or two (from 6). Trigrams alone miss swapped letters.
CREATE FUNCTION is_alike (typed text, name text) RETURNS boolean
  LANGUAGE sql STABLE
  RETURN word_similarity (typed, name) >= 0.5
      OR (char_length (typed) BETWEEN 3 AND 40
          AND EXISTS (SELECT FROM regexp_split_to_table (name, '[^[:alnum:]]+') w
                        WHERE abs (char_length (w) - char_length (typed)) <= 2 AND char_length (w) <= 60
                          AND levenshtein_less_equal (w, typed, 2) <= CASE WHEN char_length (typed) >= 6 THEN 2 ELSE 1 END));

-- Makes what hangs on a post's tags right: rows of post_tag and counts of tag, in order of name
-- so that two posts do not wait for each other crosswise.
CREATE FUNCTION post_set_tags (p post, visible boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  wanted text[] := CASE WHEN visible THEN p.tags ELSE '{}' END;
  held text[] := ARRAY (SELECT tag FROM post_tag WHERE post_id = p.id);
  which text;
BEGIN
  FOR which IN SELECT DISTINCT t FROM unnest (wanted || held) t ORDER BY t LOOP
    IF which = ANY (wanted) AND NOT which = ANY (held) THEN
      INSERT INTO tag AS t (name, n_posts) VALUES (which, 1)
        ON CONFLICT ON CONSTRAINT tag_pkey DO UPDATE SET n_posts = t.n_posts + 1;
      INSERT INTO post_tag (tag, post_id, published_at) VALUES (which, p.id, p.published_at);
    ELSIF NOT which = ANY (wanted) THEN
      DELETE FROM post_tag WHERE post_id = p.id AND tag = which;
      UPDATE tag t SET n_posts = n_posts - 1 WHERE t.name = which;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION post_show (p post) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  rank bigint := micros (p.published_at);
BEGIN
  UPDATE account SET n_posts = n_posts + 1 WHERE id = p.author_id;
  PERFORM change_join ('feed', 'post', p.id::text, rank),
          change_join ('user/' || p.author_id, 'post', p.id::text, rank),
          change_join ('post/' || p.id, 'post', p.id::text, 9000000000000000000),
          change_join ('feed', 'user', p.author_id::text, rank),
          change_join ('post/' || p.id, 'user', p.author_id::text, 9000000000000000000);
  PERFORM change_join ('post/' || p.id, 'comment', c.id::text, micros (c.created_at)),
          change_ensure ('post/' || p.id, 'user', c.author_id::text, micros (c.created_at))
    FROM comment c WHERE c.post_id = p.id;
  INSERT INTO post_search VALUES (p.id, post_document (p.title, p.excerpt, p.tags, p.content));
  PERFORM post_set_tags (p, true);
END $$;

CREATE FUNCTION post_hide (p post) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE account SET n_posts = n_posts - 1 WHERE id = p.author_id;
  PERFORM change_leave ('feed', 'post', p.id::text),
          change_leave ('user/' || p.author_id, 'post', p.id::text);
  UPDATE change SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), deleted = true, at = now()
    WHERE scope = 'post/' || p.id AND NOT deleted;
  IF NOT EXISTS (SELECT FROM post WHERE author_id = p.author_id AND state = 'published') THEN
    PERFORM change_leave ('feed', 'user', p.author_id::text);
  END IF;
  -- what is left are bookmarks: they see that it is gone
  PERFORM change_touch ('post', p.id::text);
  DELETE FROM post_search WHERE post_id = p.id;
  PERFORM post_set_tags (p, false);
END $$;

CREATE FUNCTION post_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'published' THEN
      PERFORM post_show (NEW);
    END IF;
    RETURN NULL;
  END IF;

  IF NEW.version > OLD.version AND (NEW.title, NEW.content, NEW.tags, NEW.category, NEW.youtube_video_id)
                IS DISTINCT FROM (OLD.title, OLD.content, OLD.tags, OLD.category, OLD.youtube_video_id) THEN
    INSERT INTO post_revision (post_id, version, title, content, tags, category, youtube_video_id)
      VALUES (OLD.id, OLD.version, OLD.title, OLD.content, OLD.tags, OLD.category, OLD.youtube_video_id);
  END IF;

  IF NEW.state = 'published' AND OLD.state <> 'published' THEN
    PERFORM post_show (NEW);
    PERFORM change_touch ('post', NEW.id::text);
  ELSIF NEW.state <> 'published' AND OLD.state = 'published' THEN
    PERFORM post_hide (NEW);
  ELSIF (NEW.version, NEW.kind, NEW.title, NEW.slug, NEW.excerpt, NEW.content, NEW.tags, NEW.category, NEW.youtube_video_id,
         NEW.featured, NEW.state, NEW.reading_minutes, NEW.published_at, NEW.edited_at)
     IS DISTINCT FROM
        (OLD.version, OLD.kind, OLD.title, OLD.slug, OLD.excerpt, OLD.content, OLD.tags, OLD.category, OLD.youtube_video_id,
         OLD.featured, OLD.state, OLD.reading_minutes, OLD.published_at, OLD.edited_at) THEN
    PERFORM change_touch ('post', NEW.id::text);
    IF NEW.state = 'published' THEN
      UPDATE post_search SET document = post_document (NEW.title, NEW.excerpt, NEW.tags, NEW.content) WHERE post_id = NEW.id;
      IF NEW.tags <> OLD.tags THEN
        PERFORM post_set_tags (NEW, true);
      END IF;
    END IF;
  ELSE
    PERFORM change_count (ARRAY['post/' || NEW.id, 'user/' || NEW.author_id], 'post', NEW.id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE ON post FOR EACH ROW EXECUTE FUNCTION post_changed ();

---------------------------------------------------------------------------------------
-- Triggers: comments and reactions

-- For each statement and not each row: a thread that is imported would update its post ten thousand times.
CREATE FUNCTION comments_added () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shown uuid[];
BEGIN
  -- the post's row is the lock of its thread: a deletion that came first is seen here
  WITH thread AS (
    UPDATE post p SET n_comments = p.n_comments + n.n
      FROM (SELECT post_id, count(*) FILTER (WHERE NOT deleted)::integer AS n FROM added GROUP BY post_id) n
      WHERE p.id = n.post_id RETURNING p.id, p.state)
  SELECT array_agg (id) INTO shown FROM thread WHERE state = 'published';
  PERFORM change_join ('post/' || a.post_id, 'comment', a.id::text, micros (a.created_at)),
          change_ensure ('post/' || a.post_id, 'user', a.author_id::text, micros (a.created_at))
    FROM added a WHERE a.post_id = ANY (shown);
  RETURN NULL;
END $$;
CREATE TRIGGER added AFTER INSERT ON comment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION comments_added ();

CREATE FUNCTION comment_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.deleted <> OLD.deleted THEN
    UPDATE post SET n_comments = n_comments + CASE WHEN NEW.deleted THEN -1 ELSE 1 END WHERE id = NEW.post_id;
  END IF;
  PERFORM change_touch ('comment', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER UPDATE ON comment FOR EACH ROW EXECUTE FUNCTION comment_changed ();

CREATE FUNCTION reaction_count (r reaction, change integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  likes integer := CASE r.type WHEN 'like' THEN change ELSE 0 END;
  loves integer := CASE r.type WHEN 'love' THEN change ELSE 0 END;
  fires integer := CASE r.type WHEN 'fire' THEN change ELSE 0 END;
  sparkles integer := CASE r.type WHEN 'sparkle' THEN change ELSE 0 END;
  minds integer := CASE r.type WHEN 'mind_blown' THEN change ELSE 0 END;
BEGIN
  IF r.target = 'post' THEN
    UPDATE post SET n_like = n_like + likes, n_love = n_love + loves, n_fire = n_fire + fires,
                    n_sparkle = n_sparkle + sparkles, n_mind_blown = n_mind_blown + minds WHERE id = r.post_id;
  ELSE
    UPDATE comment SET n_like = n_like + likes, n_love = n_love + loves, n_fire = n_fire + fires,
                       n_sparkle = n_sparkle + sparkles, n_mind_blown = n_mind_blown + minds WHERE id = r.comment_id;
  END IF;
END $$;

CREATE FUNCTION reaction_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM reaction_count (NEW, 1);
    PERFORM change_join ('me/' || NEW.account_id, 'reaction', NEW.target_id || ':' || NEW.type, micros (NEW.created_at));
  ELSE
    PERFORM reaction_count (OLD, -1);
    PERFORM change_leave ('me/' || OLD.account_id, 'reaction', OLD.target_id || ':' || OLD.type);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR DELETE ON reaction FOR EACH ROW EXECUTE FUNCTION reaction_changed ();

---------------------------------------------------------------------------------------
-- Triggers: what is private to an account

-- A person stays in `me` while it is oneself, someone followed, or the author of a bookmarked post.
CREATE FUNCTION me_release_user (owner uuid, person uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF person <> owner
     AND NOT EXISTS (SELECT FROM follow f WHERE f.follower_id = owner AND f.followed_id = person)
     AND NOT EXISTS (SELECT FROM bookmark b JOIN post p ON p.id = b.post_id WHERE b.account_id = owner AND p.author_id = person) THEN
    PERFORM change_leave ('me/' || owner, 'user', person::text);
  END IF;
END $$;

CREATE FUNCTION follow_changed () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  f follow := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
  id text := f.follower_id || ':' || f.followed_id;
  rank bigint := micros (f.created_at);
  step integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
  followers integer;
  following integer;
BEGIN
  -- both rows in one order, whoever follows whom
  PERFORM FROM account a WHERE a.id IN (f.follower_id, f.followed_id) ORDER BY a.id FOR NO KEY UPDATE;
  UPDATE account a SET n_following = n_following + step WHERE a.id = f.follower_id RETURNING a.n_following INTO following;
  UPDATE account a SET n_followers = n_followers + step WHERE a.id = f.followed_id RETURNING a.n_followers INTO followers;
  IF TG_OP = 'INSERT' THEN
    PERFORM change_join ('me/' || f.follower_id, 'follow', id, rank),
            change_ensure ('me/' || f.follower_id, 'user', f.followed_id::text, rank);
    -- profiles list the first thousand; the counts tell the rest
    IF following <= 1000 THEN
      PERFORM change_join ('user/' || f.follower_id, 'follow', id, rank),
              change_ensure ('user/' || f.follower_id, 'user', f.followed_id::text, rank);
    END IF;
    IF followers <= 1000 THEN
      PERFORM change_join ('user/' || f.followed_id, 'follow', id, rank),
              change_ensure ('user/' || f.followed_id, 'user', f.follower_id::text, rank);
    END IF;
  ELSE
    PERFORM change_leave (s, 'follow', id)
      FROM unnest (ARRAY['me/' || f.follower_id, 'user/' || f.follower_id, 'user/' || f.followed_id]) s;
    PERFORM me_release_user (f.follower_id, f.followed_id);
    IF NOT EXISTS (SELECT FROM follow o WHERE o.follower_id = f.followed_id AND o.followed_id = f.follower_id) THEN
      PERFORM change_leave ('user/' || f.follower_id, 'user', f.followed_id::text),
              change_leave ('user/' || f.followed_id, 'user', f.follower_id::text);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR DELETE ON follow FOR EACH ROW EXECUTE FUNCTION follow_changed ();

CREATE FUNCTION bookmark_changed () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  b bookmark := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  scope text := 'me/' || b.account_id;
  p post;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM change_touch_in (ARRAY[scope], 'bookmark', b.post_id::text);
    RETURN NULL;
  END IF;
  -- against a follow or bookmark of the same person on another device: see me_release_user()
  PERFORM FROM account a WHERE a.id = b.account_id FOR NO KEY UPDATE;
  SELECT * INTO p FROM post WHERE post.id = b.post_id;
  IF TG_OP = 'INSERT' THEN
    PERFORM change_join (scope, 'bookmark', b.post_id::text, micros (b.created_at)),
            change_ensure (scope, 'post', b.post_id::text, micros (b.created_at)),
            change_ensure (scope, 'user', p.author_id::text, micros (b.created_at));
  ELSE
    PERFORM change_leave (scope, 'bookmark', b.post_id::text),
            change_leave (scope, 'post', b.post_id::text),
            me_release_user (b.account_id, p.author_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON bookmark FOR EACH ROW EXECUTE FUNCTION bookmark_changed ();

CREATE FUNCTION draft_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM change_leave ('me/' || OLD.account_id, 'draft', OLD.id::text);
  ELSE
    PERFORM change_join ('me/' || NEW.account_id, 'draft', NEW.id::text, micros (NEW.updated_at));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON draft FOR EACH ROW EXECUTE FUNCTION draft_changed ();

---------------------------------------------------------------------------------------
-- Triggers: rows that are really removed (by an operator; the domain marks instead) leave every scope

CREATE FUNCTION record_removed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE change SET xid = pg_current_xact_id (), seq = nextval ('change_seq'), deleted = true, at = now()
    WHERE collection = ANY (TG_ARGV) AND id = OLD.id::text AND NOT deleted;
  RETURN NULL;
END $$;
CREATE TRIGGER removed AFTER DELETE ON account FOR EACH ROW EXECUTE FUNCTION record_removed ('user', 'account');
CREATE TRIGGER removed AFTER DELETE ON post FOR EACH ROW EXECUTE FUNCTION record_removed ('post');
CREATE TRIGGER removed AFTER DELETE ON comment FOR EACH ROW EXECUTE FUNCTION record_removed ('comment');
