/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-cursor.h"
#include "sparkled-db.h"

G_BEGIN_DECLS

/* The change feed. Scopes are named here as the database names them: `me` is "me/<account id>". */
extern const SparkledStatement sparkled_change_statements[];

/* What happened in one scope. JSON is text that PostgreSQL made: {"post":[…],"user":[…]} */
typedef struct
{
  char            *scope;
  char            *cursor;    /* where the reader stands after this */
  char            *follow;    /* (nullable) first pull: follow from here on and leave the older pages for later */
  SparkledPosition position;  /* of cursor, when it is one that follows */
  char            *upserts;
  char            *deletes;
  unsigned         n_upserts;
  unsigned         n_deletes;
  gboolean         more;
  gboolean         reset;     /* the cursor was of another life of the database, or too old: this starts anew */
  gboolean         too_many;  /* sparkled_changes_since(): more than a tick should carry; pull instead */
  GError          *error;     /* (nullable) then only scope counts */
} SparkledScopeChanges;

void sparkled_scope_changes_free (SparkledScopeChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledScopeChanges, sparkled_scope_changes_free)

/* One scope to read. */
typedef struct
{
  const char *scope;
  const char *cursor; /* (nullable): from the newest on */
} SparkledChangeRequest;

/* (fiber) Reads several scopes in one snapshot: an array of SparkledScopeChanges in the order of
 * the requests, or NULL with an error. A scope of a post or person that nobody knows has
 * SPARKLE_ERROR_NOT_FOUND, a text that is no cursor SPARKLE_ERROR_BAD_REQUEST. limit: records per scope. */
GPtrArray *sparkled_change_pull (SparkledDb *db, const SparkledChangeRequest *requests, unsigned n_requests, unsigned limit, GError **error);

/* What committed since a position in any of some scopes: for the live hub. */
typedef struct
{
  SparkledPosition horizon;  /* the newest row that is told; ask from here next time */
  gint64           epoch;
  gboolean         pending;  /* committed rows wait above the horizon for an older transaction */
  gint64           lag_us;   /* for how long the oldest of them has been waiting */
  GPtrArray       *scopes;   /* of SparkledScopeChanges, only those with changes */
} SparkledChanges;

/* (fiber) since: NULL only tells the present horizon. scopes: NULL-terminated. */
SparkledChanges *sparkled_changes_since (SparkledDb *db, const SparkledPosition *since, const char * const *scopes, GError **error);
void             sparkled_changes_free  (SparkledChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledChanges, sparkled_changes_free)

/* (fiber) Remembers in the transaction the scopes that it changed, for sparkled_bus_changed(). To be
 * called after the last write and before the commit. */
gboolean sparkled_change_collect_scopes (SparkledTransaction *transaction, GError **error);

/* (fiber) Housekeeping, by whichever process gets there first. They return how many rows they took, -1 on error. */
int      sparkled_feed_flush    (SparkledDb *db, GError **error); /* each second: counts reach the feed */
int      sparkled_change_prune  (SparkledDb *db, GError **error); /* tombstones older than 30 days; a batch */
/* (fiber) For the metrics: how long the oldest writing transaction holds the horizon back, 0 for none. */
gboolean sparkled_change_get_lag (SparkledDb *db, gint64 *ret_lag_us, GError **error);

G_END_DECLS
