/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-database.h"
#include "sparkle-store.h"
#include "sparkle-table.h"

G_BEGIN_DECLS

/* What the store's thread works with: the writing connection and what it knows about the outbox. Nothing here is thread-safe;
 * every function that changes something is called inside sparkle_writer_begin() … commit(). */

#define SPARKLE_SCOPE_KEY_FEED 1
#define SPARKLE_SCOPE_KEY_ME   2

typedef struct
{
  sqlite3_stmt *insert;      /* wire columns + extra; does nothing when the id exists */
  sqlite3_stmt *find;        /* id -> row, rev, overlay, extra */
  sqlite3_stmt *update;      /* wire columns, row */
  sqlite3_stmt *drop;        /* row */
  sqlite3_stmt *read;        /* row -> all columns */
  sqlite3_stmt *truth_find;  /* row -> rev */
  sqlite3_stmt *truth_put;   /* row, wire columns */
  sqlite3_stmt *truth_read;  /* row -> wire columns */
  sqlite3_stmt *truth_drop;  /* row */
  sqlite3_stmt *fold;        /* pending, overlay, present, row, local */
} SparkleTableStatements;

/* Each file commits for itself: after a sudden end, or a commit that failed half-way, one may know what the other does not. */
typedef enum
{
  SPARKLE_MEND_ECHO = 1 << 0,    /* fold all that the outbox touches; fetch `me` again when its drafts did not arrive */
  SPARKLE_MEND_SENDING = 1 << 1, /* nobody waits for an answer any more */
  SPARKLE_MEND_DRAFTS = 1 << 2,  /* drafts may be missing: fetch `me` again */
} SparkleMend;

typedef struct
{
  char                   *folder;
  char                   *journal_path;
  SparkleDatabase        *db;
  char                   *account;   /* "" : nobody */
  char                   *notice;    /* (nullable): not yet told */
  SparkleStoreChanges    *changes;   /* of the transaction */
  GHashTable             *overlay[SPARKLE_N_COLLECTIONS]; /* ids with pending mutations of this account (owned) */
  GHashTable             *dirty[SPARKLE_N_COLLECTIONS];   /* ids to fold before the commit (owned) */
  SparkleTableStatements  statements[SPARKLE_N_COLLECTIONS];
  sqlite3_stmt           *member_put;
  int                     lock_fd;
  SparkleMend             mend;      /* what the next transaction begins with */
  gboolean                drafts_named; /* the server's word about drafts is part of this transaction */
  gboolean                index_wanted; /* something may have to be indexed … */
  gint64                  index_since;  /* … since then (monotonic) */
  gboolean                index_going;  /* a slice has been done and there is more */
} SparkleWriter;

/* ---- life (sparkle-writer.c) ---- */
SparkleWriter *sparkle_writer_open       (const char *folder, GError **error);
void           sparkle_writer_close      (SparkleWriter *self); /* (nullable); cleanly */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleWriter, sparkle_writer_close)
gboolean       sparkle_writer_begin      (SparkleWriter *self, GError **error);
gboolean       sparkle_writer_commit     (SparkleWriter *self, GError **error); /* folds what is dirty first */
void           sparkle_writer_rollback   (SparkleWriter *self);
/* After an error: when the cache is damaged, a new one is made in its place. TRUE when it was. */
gboolean       sparkle_writer_recover    (SparkleWriter *self);
gboolean       sparkle_writer_drop_cache (SparkleWriter *self, GError **error);
void           sparkle_writer_say        (SparkleWriter *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* ---- records (sparkle-writer-record.c) ---- */
gboolean       sparkle_writer_prepare_statements (SparkleWriter *self, GError **error);
/* The server's word about a record, in a scope. listed_by_feed: it is in the feed. */
gboolean       sparkle_writer_upsert     (SparkleWriter *self, const SparkleTable *table, const SparkleAnyRow *row, gint64 scope_key, gint64 gen, GError **error);
gboolean       sparkle_writer_leave      (SparkleWriter *self, const SparkleTable *table, const char *id, gint64 scope_key, GError **error);
gboolean       sparkle_writer_sweep      (SparkleWriter *self, gint64 scope_key, gint64 gen, GError **error); /* members of other generations leave */
/* Where a record is; *ret_row 0: nowhere. */
gboolean       sparkle_writer_find       (SparkleWriter *self, const SparkleTable *table, const char *id, gint64 *ret_row, gint64 *ret_rev, gboolean *ret_overlay, GError **error);
/* The server's truth of a record: FALSE in *ret_known when it has said nothing. row: zeroed. */
gboolean       sparkle_writer_read_truth (SparkleWriter *self, const SparkleTable *table, const char *id, SparkleAnyRow *row, gboolean *ret_known, GError **error);
gboolean       sparkle_writer_read_effective (SparkleWriter *self, const SparkleTable *table, const char *id, SparkleAnyRow *row, gboolean *ret_known, GError **error);
void           sparkle_writer_changed    (SparkleWriter *self, const SparkleTable *table, const SparkleAnyRow *row);
void           sparkle_writer_touch      (SparkleWriter *self, SparkleCollection collection, const char *id); /* fold before commit */

/* ---- scopes (sparkle-writer-scope.c) ---- */
typedef struct
{
  SparkleScopeRow  row;
  gint64           key;
  gint64           gen;
  gint64           complete;
  gint64           new_low;
  char            *follow;
} SparkleScopeState;
void           sparkle_scope_state_clear (SparkleScopeState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkleScopeState, sparkle_scope_state_clear)
gboolean       sparkle_writer_load_scope (SparkleWriter *self, const char *scope, SparkleScopeState *state, GError **error);
gboolean       sparkle_writer_save_scope (SparkleWriter *self, const SparkleScopeState *state, GError **error);
gboolean       sparkle_writer_scope_key  (SparkleWriter *self, const char *scope, gint64 *ret_key, gint64 *ret_gen, GError **error);
gboolean       sparkle_writer_drop_scope (SparkleWriter *self, const char *scope, GError **error);
/* Fetched from its beginning; what is here stays till the end of that. */
gboolean       sparkle_writer_refetch_scope (SparkleWriter *self, gint64 key, GError **error);
gboolean       sparkle_writer_set_account (SparkleWriter *self, const char *account, GError **error);

/* ---- answers (sparkle-writer-apply.c) ---- */
GPtrArray     *sparkle_writer_apply_pull  (SparkleWriter *self, GPtrArray *asked, GBytes *answer, SparkleApplyFlags flags, GError **error);
GPtrArray     *sparkle_writer_apply_frame (SparkleWriter *self, GBytes *frame, GError **error);

/* ---- records of an answer (sparkle-writer-take.c) ---- */
typedef struct
{
  const char *scope;     /* NULL: each its own */
  gint64      key, gen;
  gint64      low;       /* smallest published_at seen; 0: none */
  unsigned    n_posts, n_records;
} SparkleSink;
gboolean       sparkle_writer_take_upserts (SparkleWriter *self, SparkleJsonReader *reader, SparkleSink *sink, GError **error);
gboolean       sparkle_writer_take_deletes (SparkleWriter *self, SparkleJsonReader *reader, gint64 scope_key, unsigned *count, GError **error);
gboolean       sparkle_writer_protocol_error (GError **error, const char *what); /* always FALSE */
/* {"post":[…]} at the reader; the scope of each record is scope_name, or (NULL) the one its collection belongs to. */
gboolean       sparkle_writer_apply_upserts (SparkleWriter *self, SparkleJsonReader *reader, const char *scope_name, gint64 *low, unsigned *n_posts, unsigned *n_records, GError **error);
gboolean       sparkle_writer_apply_record (SparkleWriter *self, SparkleCollection collection, SparkleJsonReader *reader, GError **error);

/* ---- echo (sparkle-writer-fold.c) ---- */
gboolean       sparkle_writer_fold_dirty  (SparkleWriter *self, GError **error);
gboolean       sparkle_writer_load_overlay (SparkleWriter *self, GError **error); /* the sets, from the outbox */
gboolean       sparkle_writer_reconcile   (SparkleWriter *self, GError **error);  /* marks all that must be folded after opening */

/* ---- outbox (sparkle-writer-outbox.c, -push.c) ---- */
gboolean       sparkle_writer_enqueue     (SparkleWriter *self, const char *id, const char *op, JsonObject *data, gint64 base_version, JsonObject *base, gint64 delay,
                                           GError **error);
GPtrArray     *sparkle_writer_take        (SparkleWriter *self, unsigned max, gint64 now, GError **error);
gboolean       sparkle_writer_next_outbox (SparkleWriter *self, gint64 *ret_at, GError **error);
gboolean       sparkle_writer_apply_push  (SparkleWriter *self, GPtrArray *sent, GBytes *answer, gint64 retry_delay, SparklePushSummary *summary, GError **error);
gboolean       sparkle_writer_return      (SparkleWriter *self, GPtrArray *sent, gint64 next_at, const GError *why, GError **error);
gboolean       sparkle_writer_retry       (SparkleWriter *self, const char *id, JsonObject *data, GError **error);
gboolean       sparkle_writer_discard     (SparkleWriter *self, const char *id, GError **error);
GPtrArray     *sparkle_writer_outbox_of   (SparkleWriter *self, SparkleCollection collection, const char *record_id, GError **error); /* rows that touch it, in order */
SparkleOutboxRow *sparkle_writer_outbox_row (SparkleWriter *self, const char *id, GError **error); /* NULL without error: none */
gboolean       sparkle_writer_outbox_remove (SparkleWriter *self, const SparkleOutboxRow *row, GError **error);
gboolean       sparkle_writer_outbox_insert (SparkleWriter *self, const SparkleOutboxRow *row, JsonObject *data, GError **error);
/* With what builds on it, when it creates something. */
gboolean       sparkle_writer_outbox_cascade (SparkleWriter *self, const SparkleOutboxRow *row, GError **error);
char          *sparkle_outbox_merge_data   (const char *into, JsonObject *from);
gboolean       sparkle_outbox_is_on_top    (const SparkleOutboxRow *below, JsonObject *data, const char *base);
gboolean       sparkle_writer_outbox_touch (SparkleWriter *self, const SparkleOutboxRow *row, GError **error); /* its records will be folded */
gboolean       sparkle_writer_outbox_save  (SparkleWriter *self, const SparkleOutboxRow *row, const char *old_id, GError **error);

/* ---- bookmarks in the outbox (sparkle-writer-bookmark.c) ---- */
JsonObject    *sparkle_writer_join_bookmark   (SparkleWriter *self, const char *record_id, JsonObject *data, GError **error);
void           sparkle_outbox_write_note_over (SparkleOutboxRow *row, JsonObject *theirs);

/* ---- operations (sparkle-operation-echo.c): what an op means here ---- */
typedef enum { SPARKLE_VERB_CREATE, SPARKLE_VERB_EDIT, SPARKLE_VERB_DELETE, SPARKLE_VERB_SET, SPARKLE_VERB_UNSET, SPARKLE_VERB_SAVE } SparkleVerb;
typedef struct
{
  const char        *op;
  SparkleCollection  collection;
  SparkleVerb        verb;
} SparkleEchoOp;
const SparkleEchoOp *sparkle_echo_op      (const char *op); /* NULL: unknown */
const char     *sparkle_data_string       (JsonObject *data, const char *member); /* NULL when absent or no string */
char           *sparkle_echo_record_id    (const SparkleEchoOp *op, const char *mutation_id, const char *account, JsonObject *data); /* NULL: data lacks it */
/* row: the record so far; *present: whether there is one. */
void            sparkle_echo_apply        (const SparkleEchoOp *op, const SparkleOutboxRow *mutation, JsonObject *data, SparkleAnyRow *row, gboolean *present);
char           *sparkle_echo_summary      (JsonObject *data);
/* The members of data as they stand in the row: what an edit starts from. */
char           *sparkle_echo_base         (const SparkleTable *table, const SparkleAnyRow *row, JsonObject *data);

/* ---- search (sparkle-writer-index.c) ---- */
/* How long to wait for other work before the next slice, in µs: 0: do it now, whatever waits; < 0: there is nothing to index. */
gint64         sparkle_writer_index_wait  (SparkleWriter *self);
/* Indexes for a few ms, in a transaction of its own. */
gboolean       sparkle_writer_index_slice (SparkleWriter *self, GError **error);
void           sparkle_writer_index_soon  (SparkleWriter *self);
/* How many bytes of the file are the index. */
gboolean       sparkle_writer_index_size  (SparkleWriter *self, gint64 *ret_bytes, GError **error);
/* ---- what was read (sparkle-writer-notification.c) ---- */
GPtrArray     *sparkle_writer_unread_of   (SparkleWriter *self, JsonObject *data, GError **error); /* ids (char*) that a notification.read is about */
gboolean       sparkle_writer_settle_read (SparkleWriter *self, const SparkleOutboxRow *row, GError **error);

/* ---- eviction (sparkle-writer-evict.c) ---- */
typedef struct
{
  guint64  budget;       /* bytes that the rows may take */
  gint64   used;         /* that they take now */
  gboolean some;         /* something went in this round */
  gint64   index_bytes;  /* of the index before the first round … */
  double   index_scale;  /* … and all bytes a byte of rows; 0: not measured yet */
  gint64   unused_pages; /* that the file has to give back */
} SparkleEviction;
/* One round. */
gboolean       sparkle_writer_evict       (SparkleWriter *self, SparkleEviction *round, GError **error);

G_END_DECLS
