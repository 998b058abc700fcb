/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-database.h"

/* The tables. A shipped migration is never changed, only followed by another one; tests/client/schemas holds a dump of each
 * version. The order of the columns of a table and its _truth is the one of sparkle-table.c.
 *
 * Effective rows: what is read. While mutations are pending for a record (overlay = 1) its _truth row (same row number) is what the server last
 * said, if it said anything; otherwise the effective row is the truth itself. */

#define POST_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, version INTEGER NOT NULL, author_id TEXT, kind TEXT, title TEXT, slug TEXT, excerpt TEXT," \
  "tags TEXT NOT NULL, category TEXT, youtube_video_id TEXT, featured INTEGER NOT NULL, state TEXT, reading_minutes INTEGER NOT NULL," \
  "created_at INTEGER NOT NULL, published_at INTEGER NOT NULL, edited_at INTEGER NOT NULL, n_comments INTEGER NOT NULL," \
  "r_like INTEGER NOT NULL, r_love INTEGER NOT NULL, r_fire INTEGER NOT NULL, r_sparkle INTEGER NOT NULL, r_mind_blown INTEGER NOT NULL," \
  "content TEXT"
#define USER_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, version INTEGER NOT NULL, username TEXT, display_name TEXT, bio TEXT, role TEXT," \
  "level INTEGER NOT NULL, xp INTEGER NOT NULL, created_at INTEGER NOT NULL, deleted INTEGER NOT NULL, n_posts INTEGER NOT NULL," \
  "n_followers INTEGER NOT NULL, n_following INTEGER NOT NULL"
#define COMMENT_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, version INTEGER NOT NULL, post_id TEXT, author_id TEXT, parent_id TEXT, video_seconds INTEGER," \
  "created_at INTEGER NOT NULL, edited_at INTEGER NOT NULL, deleted INTEGER NOT NULL," \
  "r_like INTEGER NOT NULL, r_love INTEGER NOT NULL, r_fire INTEGER NOT NULL, r_sparkle INTEGER NOT NULL, r_mind_blown INTEGER NOT NULL," \
  "content TEXT"
#define REACTION_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, target_id TEXT, post_id TEXT, type INTEGER NOT NULL, created_at INTEGER NOT NULL"
#define FOLLOW_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, follower_id TEXT, followed_id TEXT, created_at INTEGER NOT NULL"
#define BOOKMARK_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, folder TEXT, note TEXT, created_at INTEGER NOT NULL"
#define DRAFT_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, version INTEGER NOT NULL, title TEXT, tags TEXT NOT NULL, category TEXT, youtube_video_id TEXT," \
  "post_id TEXT, updated_at INTEGER NOT NULL, content TEXT"
#define NOTIFICATION_COLUMNS \
  "id TEXT NOT NULL, rev INTEGER NOT NULL, kind TEXT, post_id TEXT, comment_id TEXT, title TEXT, actors TEXT NOT NULL, usernames TEXT NOT NULL," \
  "names TEXT NOT NULL, count INTEGER NOT NULL, level INTEGER, message TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL," \
  "read_at INTEGER NOT NULL"
#define FOLD_COLUMNS \
  "pending INTEGER NOT NULL DEFAULT 0, overlay INTEGER NOT NULL DEFAULT 0, present INTEGER NOT NULL DEFAULT 1"

/* What has to be looked at again before it can be found: filled by triggers, so that no way of writing can miss it, and emptied by
 * sparkle-writer-index.c when there is time. Counters do not change what is found. */
#define QUEUED(name, kind, changed) \
  "CREATE TRIGGER " name "_search_new AFTER INSERT ON " name " BEGIN INSERT OR IGNORE INTO search_queue VALUES (" kind ", new.row); END;" \
  "CREATE TRIGGER " name "_search_gone AFTER DELETE ON " name " BEGIN INSERT OR IGNORE INTO search_queue VALUES (" kind ", old.row); END;" \
  "CREATE TRIGGER " name "_search_changed AFTER UPDATE ON " name " WHEN " changed \
  " BEGIN INSERT OR IGNORE INTO search_queue VALUES (" kind ", new.row); END;" \
  "INSERT INTO search_queue SELECT " kind ", row FROM " name ";"
#define DIFFERS(column) "old." column " IS NOT new." column
/* The words come folded (sparkle-words.h): the tokenizer has only blanks to look for. The texts stay in their tables. */
#define WORDS ", content = '', contentless_delete = 1, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* So'\""

#define FOLDED(name, columns, extra) \
  "CREATE TABLE " name " (row INTEGER PRIMARY KEY, " columns extra ", " FOLD_COLUMNS ", UNIQUE (id)) STRICT;" \
  "CREATE INDEX " name "_overlay ON " name " (id) WHERE overlay;" \
  "CREATE TABLE " name "_truth (row INTEGER PRIMARY KEY, " columns ") STRICT;"

/* Every list of posts is read in its order from an index, as far as it is looked at: of a category, of the people one follows, of a
 * tag. The tags of a post are rows of a table that follows the post by itself. */
#define TAGS_OF(post) "INSERT OR IGNORE INTO post_tag SELECT value, " post ".published_at, " post ".row FROM json_each (" post ".tags);"
#define FORGET_TAGS "DELETE FROM post_tag WHERE tag IN (SELECT value FROM json_each (old.tags)) AND published_at = old.published_at AND row = old.row;"
#define FEEDS_BY_INDEX \
  "ALTER TABLE post ADD COLUMN n_views INTEGER NOT NULL DEFAULT 0;" \
  "ALTER TABLE post_truth ADD COLUMN n_views INTEGER NOT NULL DEFAULT 0;" \
  "CREATE INDEX post_category ON post (category, published_at) WHERE listed;" \
  "CREATE INDEX post_followed ON post (author_id, published_at) WHERE listed;" \
  "CREATE INDEX follow_pair ON follow (follower_id, followed_id);" \
  "CREATE TABLE post_tag (tag TEXT NOT NULL COLLATE NOCASE, published_at INTEGER NOT NULL, row INTEGER NOT NULL," \
  " PRIMARY KEY (tag, published_at, row)) STRICT, WITHOUT ROWID;" \
  "INSERT OR IGNORE INTO post_tag SELECT t.value, p.published_at, p.row FROM post p, json_each (p.tags) t;" \
  "CREATE TRIGGER post_tags_come AFTER INSERT ON post WHEN new.tags <> '[]' BEGIN " TAGS_OF ("new") " END;" \
  "CREATE TRIGGER post_tags_change AFTER UPDATE OF tags, published_at ON post" \
  " WHEN old.tags <> new.tags OR old.published_at <> new.published_at BEGIN " FORGET_TAGS TAGS_OF ("new") " END;" \
  "CREATE TRIGGER post_tags_go AFTER DELETE ON post WHEN old.tags <> '[]' BEGIN " FORGET_TAGS " END;"

/* Posts of one's own that wait for their time are in `me`: what was passed over so far is fetched again. */
#define WAITING_POSTS \
  "ALTER TABLE post ADD COLUMN publish_at INTEGER NOT NULL DEFAULT 0;" \
  "ALTER TABLE post_truth ADD COLUMN publish_at INTEGER NOT NULL DEFAULT 0;" \
  "CREATE INDEX post_waiting ON post (publish_at) WHERE state = 'scheduled';" \
  "UPDATE scope SET cursor = NULL, older = NULL, follow = NULL, phase = 0, fetched = 0, new_low = 0, gen = gen + 1 WHERE key = 2;"

/* The videos of the posts. A video may belong to many posts and threads; what was passed over so far is fetched again. */
#define VIDEOS \
  "CREATE TABLE video (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rev INTEGER NOT NULL, state TEXT, title TEXT, channel TEXT, channel_url TEXT," \
  " duration_seconds INTEGER, thumbnail INTEGER NOT NULL, fetched_at INTEGER NOT NULL) STRICT;" \
  "UPDATE scope SET cursor = NULL, older = NULL, follow = NULL, phase = 0, fetched = 0, new_low = 0, gen = gen + 1 WHERE key <> 2;"

static const char * const store_migrations[] = {
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID;"
  /* 1 is the feed, 2 is me; see SPARKLE_SCOPE_KEY_ */
  "CREATE TABLE scope (key INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE, cursor TEXT, older TEXT, follow TEXT,"
  " phase INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0, low_mark INTEGER NOT NULL DEFAULT 0,"
  " new_low INTEGER NOT NULL DEFAULT 0, gen INTEGER NOT NULL DEFAULT 1, complete INTEGER NOT NULL DEFAULT 0,"
  " synced_at INTEGER NOT NULL DEFAULT 0, used_at INTEGER NOT NULL DEFAULT 0) STRICT;"
  "INSERT INTO scope (key, scope) VALUES (1, 'feed'), (2, 'me');"
  /* where the pages of a first pull ended: an eviction can go back to any of them */
  "CREATE TABLE page (scope INTEGER NOT NULL REFERENCES scope (key) ON DELETE CASCADE, low INTEGER NOT NULL, cursor TEXT NOT NULL,"
  " PRIMARY KEY (scope, low)) STRICT, WITHOUT ROWID;"
  /* row: of the table of the collection (not of drafts, which are journal rows) */
  "CREATE TABLE member (collection INTEGER NOT NULL, row INTEGER NOT NULL, scope INTEGER NOT NULL, gen INTEGER NOT NULL,"
  " PRIMARY KEY (collection, row, scope)) STRICT, WITHOUT ROWID;"
  /* the feed is too large to index and is only swept whole */
  "CREATE INDEX member_scope ON member (scope) WHERE scope > 1;"
  FOLDED ("post", POST_COLUMNS, ", local INTEGER NOT NULL DEFAULT 0, read_at INTEGER NOT NULL DEFAULT 0, listed INTEGER NOT NULL DEFAULT 0")
  "CREATE INDEX post_feed ON post (published_at) WHERE listed;"
  "CREATE INDEX post_author ON post (author_id, published_at);"
  FOLDED ("user", USER_COLUMNS, "")
  "CREATE INDEX user_name ON user (username COLLATE NOCASE);"
  FOLDED ("comment", COMMENT_COLUMNS, ", local INTEGER NOT NULL DEFAULT 0")
  "CREATE INDEX comment_post ON comment (post_id, created_at);"
  FOLDED ("reaction", REACTION_COLUMNS, "")
  "CREATE INDEX reaction_target ON reaction (target_id);"
  FOLDED ("follow", FOLLOW_COLUMNS, "")
  FOLDED ("bookmark", BOOKMARK_COLUMNS, "")
  "CREATE TABLE category (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rev INTEGER NOT NULL, name TEXT, colour TEXT, position INTEGER NOT NULL) STRICT;"
  "CREATE TABLE tag (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rev INTEGER NOT NULL, posts INTEGER NOT NULL) STRICT;"
  "CREATE TABLE account (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rev INTEGER NOT NULL, json TEXT) STRICT;",

  /* search: sparkle-writer-index.c fills it, sparkle-search-run.c asks it; the row numbers are those of the tables */
  "CREATE TABLE search_queue (kind INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (kind, row)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE search_word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE VIRTUAL TABLE search_post USING fts5 (title, excerpt, tags, content, facets" WORDS ", prefix = '2 3');"
  "CREATE VIRTUAL TABLE search_comment USING fts5 (content, facets" WORDS ", prefix = '2 3');"
  "CREATE VIRTUAL TABLE search_user USING fts5 (username, display_name" WORDS ");"
  "CREATE VIRTUAL TABLE search_tag USING fts5 (name" WORDS ");"
  QUEUED ("post", "1", DIFFERS ("title") " OR " DIFFERS ("excerpt") " OR " DIFFERS ("tags") " OR " DIFFERS ("content") " OR "
                       DIFFERS ("author_id") " OR " DIFFERS ("category") " OR " DIFFERS ("youtube_video_id"))
  QUEUED ("comment", "2", DIFFERS ("content") " OR " DIFFERS ("author_id"))
  QUEUED ("user", "3", DIFFERS ("username") " OR " DIFFERS ("display_name"))
  QUEUED ("tag", "4", DIFFERS ("id")),
  /* Notifications; the account's settings can be changed here. `me` is fetched again, for what was passed over so far. */
  FOLDED ("notification", NOTIFICATION_COLUMNS, "")
  "CREATE INDEX notification_updated ON notification (updated_at);"
  "CREATE INDEX notification_unread ON notification (post_id) WHERE read_at = 0;"
  "ALTER TABLE account ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE account ADD COLUMN overlay INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE account ADD COLUMN present INTEGER NOT NULL DEFAULT 1;"
  "CREATE INDEX account_overlay ON account (id) WHERE overlay;"
  "CREATE TABLE account_truth (row INTEGER PRIMARY KEY, id TEXT NOT NULL, rev INTEGER NOT NULL, json TEXT) STRICT;"
  "UPDATE scope SET cursor = NULL, older = NULL, follow = NULL, phase = 0, fetched = 0, new_low = 0, gen = gen + 1 WHERE key = 2;",

  /* profiles: what an account is ("banned"), whom somebody follows and what they commented */
  "ALTER TABLE user ADD COLUMN status TEXT;"
  "ALTER TABLE user_truth ADD COLUMN status TEXT;"
  "CREATE INDEX follow_follower ON follow (follower_id, created_at);"
  "CREATE INDEX follow_followed ON follow (followed_id, created_at);"
  "CREATE INDEX comment_author ON comment (author_id, created_at);",
  FEEDS_BY_INDEX,
  WAITING_POSTS,
  VIDEOS,
  NULL
};

/* What drafts said before. Triggers keep it, so that no way of writing can miss it: whatever replaces a text, its author or another
 * device, does so in one transaction with this. Not each key: a text is kept when it stood for two minutes, when much of it is
 * taken away or was added since the last one kept, when that is ten minutes ago, and always when another device overwrites it or
 * the draft goes. Why: SparkleDraftWhy. */
#define MINUTES(n) #n " * 60000000"
#define HOURS(n) #n " * 3600000000"
#define NEWEST(value) "(SELECT " value " FROM draft_version v WHERE v.account_id = old.account_id AND v.draft_id = old.id ORDER BY v.id DESC LIMIT 1)"
#define DRAFT_TEXT(row) "(" row ".title, " row ".content, " row ".tags, " row ".category, " row ".youtube_video_id)"
#define KEPT_DRAFT(why) \
  "INSERT INTO draft_version (account_id, draft_id, at, why, title, content, tags, category, youtube_video_id, size)" \
  " SELECT old.account_id, old.id, old.updated_at, " why ", old.title, old.content, old.tags, old.category, old.youtube_video_id," \
  "        length (CAST (ifnull (old.content, '') AS BLOB)) + 200" \
  "  WHERE (ifnull (old.title, '') <> '' OR ifnull (old.content, '') <> '')" \
  "    AND NOT EXISTS (SELECT 1 FROM draft_version v WHERE v.id = " NEWEST ("v.id") " AND " DRAFT_TEXT ("old") " IS " DRAFT_TEXT ("v") ");"
/* Fewer the older they are: all of a day, one an hour of a week, one a day; at most fifty of a draft, 20 MB in all, and those of a draft
 * that is gone for 30 days. */
#define THIN_OUT \
  "DELETE FROM draft_version WHERE id <> new.id AND (id IN (SELECT t.id FROM (" \
  "  SELECT v.id, row_number () OVER (PARTITION BY CASE WHEN v.at > new.at - " HOURS (24) " THEN -v.id" \
  "                                                     WHEN v.at > new.at - " HOURS (168) " THEN v.at / (" HOURS (1) ") ELSE v.at / (" HOURS (24) ") END" \
  "                                   ORDER BY v.id DESC) AS place, row_number () OVER (ORDER BY v.id DESC) AS nth" \
  "    FROM draft_version v WHERE v.account_id = new.account_id AND v.draft_id = new.draft_id) t WHERE t.place > 1 OR t.nth > 50)" \
  " OR id IN (SELECT s.id FROM (SELECT v.id, sum (v.size) OVER (ORDER BY v.id DESC) AS all_bytes FROM draft_version v) s WHERE s.all_bytes > 20000000)" \
  " OR (at < new.at - " HOURS (720) " AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_version.draft_id AND d.present)));"
#define DRAFT_HISTORY \
  "CREATE TABLE draft_version (id INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL, draft_id TEXT NOT NULL, at INTEGER NOT NULL," \
  " why INTEGER NOT NULL, title TEXT, content TEXT, tags TEXT NOT NULL, category TEXT, youtube_video_id TEXT, size INTEGER NOT NULL) STRICT;" \
  "CREATE INDEX draft_version_of ON draft_version (account_id, draft_id, id);" \
  "CREATE INDEX draft_version_size ON draft_version (id, size);" \
  "CREATE TRIGGER draft_replaced BEFORE UPDATE OF title, content, tags, category, youtube_video_id ON draft" \
  " WHEN old.present AND " DRAFT_TEXT ("old") " IS NOT " DRAFT_TEXT ("new") " AND (new.rev <> old.rev" \
  "   OR new.updated_at - old.updated_at >= " MINUTES (2) \
  "   OR length (ifnull (old.content, '')) - length (ifnull (new.content, '')) >= 200" \
  "   OR abs (length (ifnull (new.content, '')) - ifnull (" NEWEST ("length (v.content)") ", 0)) >= 1000" \
  "   OR new.updated_at - " NEWEST ("v.at") " >= " MINUTES (10) ")" \
  " BEGIN " KEPT_DRAFT ("CASE WHEN new.rev <> old.rev THEN 1 ELSE 0 END") " END;" \
  "CREATE TRIGGER draft_left AFTER UPDATE OF present ON draft WHEN old.present AND NOT new.present BEGIN " KEPT_DRAFT ("3") " END;" \
  "CREATE TRIGGER draft_gone BEFORE DELETE ON draft WHEN old.present BEGIN " KEPT_DRAFT ("3") " END;" \
  "CREATE TRIGGER draft_version_thin AFTER INSERT ON draft_version BEGIN " THIN_OUT " END;"

static const char * const journal_migrations[] = {
  "CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL, op TEXT NOT NULL,"
  " collection INTEGER NOT NULL, record_id TEXT NOT NULL, data TEXT NOT NULL, base_version INTEGER NOT NULL, base TEXT, theirs TEXT,"
  " state INTEGER NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, created_at INTEGER NOT NULL, error_code INTEGER NOT NULL,"
  " error_message TEXT, summary TEXT, merges INTEGER NOT NULL DEFAULT 0) STRICT;"
  /* the records whose effective rows a mutation changes, or that it needs */
  "CREATE TABLE touch (mutation TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE ON UPDATE CASCADE, collection INTEGER NOT NULL,"
  " id TEXT NOT NULL, PRIMARY KEY (mutation, collection, id)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX touch_record ON touch (collection, id);"
  FOLDED ("draft", DRAFT_COLUMNS, ", local INTEGER NOT NULL DEFAULT 0, account_id TEXT NOT NULL DEFAULT ''")
  "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE kept (account_id TEXT NOT NULL, scope TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (account_id, scope)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE reading (account_id TEXT NOT NULL, list TEXT NOT NULL, id TEXT NOT NULL, offset REAL NOT NULL, at INTEGER NOT NULL,"
  " PRIMARY KEY (account_id, list)) STRICT, WITHOUT ROWID;",
  /* what of a thread was there at the last visit, and which of it was not read: ids, one a line */
  "CREATE TABLE visit (account_id TEXT NOT NULL, post_id TEXT NOT NULL, upto INTEGER NOT NULL, unread TEXT NOT NULL, at INTEGER NOT NULL,"
  " PRIMARY KEY (account_id, post_id)) STRICT, WITHOUT ROWID;",
  DRAFT_HISTORY,
  NULL
};

const SparkleSchema sparkle_store_schema = { "store", 0x53706b53 /* "SpkS" */, store_migrations };
const SparkleSchema sparkle_journal_schema = { "journal", 0x53706b4a /* "SpkJ" */, journal_migrations };
