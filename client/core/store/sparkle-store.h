/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

#include "sparkle-store-changes.h"
#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* The cache and the journal of one person's machine.
 *
 * One thread owns the only writing connection. Functions that return a DexFuture may be called from the thread that made the
 * store; they are done in the order of the calls. When such a future resolves, its changes are durable and
 * SparkleStore::changed has been emitted for them. The sparkle_store_read_ functions (sparkle-store-reader.h) answer at once
 * on the thread that made the store.
 *
 * Signals, on the main context of the thread that made the store:
 *   ::changed (SparkleStoreChanges*)   one per turn of the loop, after the commit
 * Properties: notice (string, nullable): what to tell the person once about the state of the files. */
#define SPARKLE_TYPE_STORE (sparkle_store_get_type ())
G_DECLARE_FINAL_TYPE (SparkleStore, sparkle_store, SPARKLE, STORE, GObject)

SparkleStore *sparkle_store_new           (const char   *folder);
/* Resolves to TRUE. Opens, repairs, migrates; starts a fresh cache when the old one is damaged or of the future. */
DexFuture    *sparkle_store_open          (SparkleStore *self);
DexFuture    *sparkle_store_close         (SparkleStore *self);
/* Resolves when all that was asked for before is durable. */
DexFuture    *sparkle_store_flush         (SparkleStore *self);
const char   *sparkle_store_get_notice    (SparkleStore *self);
/* What to open for the next start without harm: drops the whole cache (never the journal). Resolves to TRUE. */
DexFuture    *sparkle_store_drop_cache    (SparkleStore *self);

/* Whose private data is seen and whose outbox is sent; NULL: nobody's. Another account than before drops the private part
 * of the cache (scope me); drafts and outbox of the other account stay in the journal and come back with it. Remembered. */
DexFuture    *sparkle_store_set_account   (SparkleStore *self,
                                           const char   *account_id);
const char   *sparkle_store_get_account   (SparkleStore *self);

/* ---- catch-up -------------------------------------------------------------------------------------------------- */

/* Resolves to a SparkleScopeRow (boxed); phase UNKNOWN and no cursor for a scope never seen. */
DexFuture    *sparkle_store_get_scope     (SparkleStore *self,
                                           const char   *scope);
/* Resolves to a GPtrArray (boxed G_TYPE_PTR_ARRAY) of SparkleScopeRow: the kept ones, for the sync to follow. */
DexFuture    *sparkle_store_get_kept_scopes (SparkleStore *self);

typedef enum
{
  SPARKLE_APPLY_NORMAL = 0,
  SPARKLE_APPLY_WINDOW_END = 1 << 0, /* this page of a first pull is the last one wanted: follow from its `follow` on */
  SPARKLE_APPLY_OLDER = 1 << 1,      /* answer to a pull with SparkleScopeRow.older */
} SparkleApplyFlags;

typedef enum
{
  SPARKLE_APPLY_APPLIED,
  SPARKLE_APPLY_IGNORED, /* `from` is not where this scope stands: pull or subscribe with the row's cursor */
  SPARKLE_APPLY_RESET,   /* the server asked to begin anew: pull with the row's cursor (NULL); readers keep the old rows till the end */
  SPARKLE_APPLY_REFUSED, /* the item carried an error; see error */
} SparkleApplyStatus;

/* What became of one scope of an answer. */
typedef struct
{
  SparkleApplyStatus  status;
  SparkleScopeRow    *row;       /* as it stands now */
  gboolean            more;      /* pull again at once */
  unsigned            n_upserts;
  unsigned            n_deletes;
  GError             *error;     /* REFUSED */
} SparkleApplyResult;

void          sparkle_apply_result_free   (SparkleApplyResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleApplyResult, sparkle_apply_result_free)

/* One answer of POST /sync/pull, as the bytes that came (with or without the {"success","data"} around it). asked: the scope
 * rows (SparkleScopeRow) whose cursors were sent; for OLDER their older. flags: of all scopes of this pull.
 * All in one transaction. Resolves to a GPtrArray of SparkleApplyResult in the order of asked.
 * Rejects with SPARKLE_ERROR_PROTOCOL and nothing changed when the text is not what was agreed. */
DexFuture    *sparkle_store_apply_pull    (SparkleStore      *self,
                                           GPtrArray         *asked,
                                           GBytes            *answer,
                                           SparkleApplyFlags  flags);
/* One live frame {"type":"changes", scope, from, cursor, …}. Resolves to a GPtrArray with one SparkleApplyResult. */
DexFuture    *sparkle_store_apply_frame   (SparkleStore      *self,
                                           GBytes            *frame);
/* A REST answer's records outside any scope's cursor, e.g. of sign-in: {"user":[…]}: only fresher ones are taken. They become members
 * of scope. Resolves to TRUE. */
DexFuture    *sparkle_store_apply_records (SparkleStore      *self,
                                           const char        *scope,
                                           GBytes            *records);
/* Forgets a scope and what only it holds (lost right, closed account). Resolves to TRUE. */
DexFuture    *sparkle_store_drop_scope    (SparkleStore      *self,
                                           const char        *scope);

/* ---- outbox ---------------------------------------------------------------------------------------------------- */

/* What a person did; everything is copied. */
typedef struct
{
  const char *id;           /* UUIDv7 of the mutation; NULL: made here */
  const char *op;
  JsonObject *data;         /* validated before */
  gint64      base_version; /* edits: version that was on screen; 0: the one in the store */
  JsonObject *base;         /* edits: the values that were on screen (nullable: the ones in the store) */
  gint64      delay;        /* µs for which it waits in the outbox before it is sent; 0: none */
} SparkleStoreMutation;

/* Puts mutations in the outbox together with their echo: all or none, in one transaction, synchronous=FULL.
 * Unsent edits, drafts and set/unset pairs of one record are joined. Resolves to TRUE; rejects with UNAUTHORIZED without an account. */
DexFuture    *sparkle_store_enqueue       (SparkleStore               *self,
                                           const SparkleStoreMutation *mutations,
                                           unsigned                    n_mutations);
/* Marks the mutations that may be sent now (order per record kept; at most max) as sending.
 * Resolves to a GPtrArray of SparkleOutboxRow; empty: nothing ready. */
DexFuture    *sparkle_store_take_outbox   (SparkleStore *self,
                                           unsigned      max);
/* When the next mutation of this account becomes ready: resolves to a gint64 (µs, wall clock), 0: now, G_MAXINT64: nothing waits. */
DexFuture    *sparkle_store_next_outbox   (SparkleStore *self);
/* The {"mutations":[…]} body for rows of sparkle_store_take_outbox(). Any thread. */
char         *sparkle_outbox_rows_to_json (GPtrArray    *rows);

typedef struct
{
  unsigned  n_applied;
  unsigned  n_merged;      /* conflicts solved here, to be sent again */
  unsigned  n_conflicts;
  unsigned  n_rejected;
  unsigned  n_retry;       /* waiting again */
  gint64    next_at;       /* as sparkle_store_next_outbox() */
} SparklePushSummary;
GType         sparkle_push_summary_get_type (void) G_GNUC_CONST;

/* The answer of POST /sync/push to what sparkle_store_take_outbox() gave. retry_delay: µs that a "retry" result without its own
 * retry_after waits. Missing results count as retry. Resolves to a SparklePushSummary (boxed). */
DexFuture    *sparkle_store_apply_push    (SparkleStore *self,
                                           GPtrArray    *sent,
                                           GBytes       *answer,
                                           gint64        retry_delay);
/* The push did not come through: back to waiting until next_at (wall clock µs). Resolves to TRUE. */
DexFuture    *sparkle_store_return_outbox (SparkleStore *self,
                                           GPtrArray    *sent,
                                           gint64        next_at,
                                           const GError *error);
/* Failed: sent again as a new mutation (conflict: mine wins). Resolves to TRUE; NOT_FOUND. */
DexFuture    *sparkle_store_retry_outbox  (SparkleStore *self,
                                           const char   *mutation_id);
/* With other data (members given replace those of the mutation). */
DexFuture    *sparkle_store_edit_outbox   (SparkleStore *self,
                                           const char   *mutation_id,
                                           JsonObject   *data);
/* Takes a mutation and its echo away; of a creation also what builds on it. Refused (CONFLICT) while it is being sent. */
DexFuture    *sparkle_store_discard_outbox (SparkleStore *self,
                                           const char   *mutation_id);

/* ---- only on this machine -------------------------------------------------------------------------------------- */

DexFuture    *sparkle_store_set_kept      (SparkleStore *self, const char *scope, gboolean kept);
DexFuture    *sparkle_store_mark_read     (SparkleStore *self, const char *post_id);
/* Small settings of this machine, in the journal; value NULL removes. key <= 200 bytes, value <= 64 KiB. */
DexFuture    *sparkle_store_set_setting   (SparkleStore *self, const char *key, const char *value);
/* What of a thread was there (up to, µs) and was not read. */
DexFuture    *sparkle_store_set_visit     (SparkleStore *self, const char *post_id, gint64 upto, const char * const *unread);
DexFuture    *sparkle_store_set_reading_position (SparkleStore *self, const char *list, const char *id, double offset);
/* Removes the oldest of the cache until it fits: closed threads and profiles by last use, then the end of the feed; never what is
 * kept, bookmarked, one's own, written about in a draft or in the outbox, or on screen. Resolves to a gint64: bytes used now. */
DexFuture    *sparkle_store_evict         (SparkleStore *self, guint64 budget);
/* A scope was opened by a person: counts for the order of eviction. */
DexFuture    *sparkle_store_touch_scope   (SparkleStore *self, const char *scope);

G_END_DECLS
