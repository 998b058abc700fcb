/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

#include "sparkled-change-table.h"
#include "test-postgres.h"

G_BEGIN_DECLS

/* The change feed over a real database, written to with plain statements: no domain. */
enum
{
  PERSON, POST, EDIT, STATE, COMMENT, REACT, UNREACT, FOLLOW, UNFOLLOW, BOOKMARK, UNBOOKMARK, RENAME
};

extern const SparkledStatement feed_statements[];

#define N_PEOPLE 4
#define N_POSTS 6
#define N_SCOPES (1 + 2 * N_PEOPLE + N_POSTS)

typedef struct
{
  TestDatabase *database;
  SparkledDb   *db;
  char         *people[N_PEOPLE];
  char         *posts[N_POSTS];
} FeedWorld;

void feed_await     (DexFuture *future);
void feed_run_fiber (DexFiberFunc func, gpointer data);
void feed_set_up    (FeedWorld *f, gconstpointer data);
void feed_tear_down (FeedWorld *f, gconstpointer data);

/* (fiber) */
#define DO(f, which, n, ...)                                                                              \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autoptr(GError) error_ = NULL;                                                                      \
    g_autoptr(SparkledRows) rows_ = sparkled_db_queryv ((f)->db, &feed_statements[which], &error_, n, __VA_ARGS__); \
    g_assert_no_error (error_);                                                                           \
  }                                                                                                       \
  G_STMT_END

/* What a client holds of one scope. */
typedef struct
{
  char       *scope;
  char       *cursor;  /* (nullable) */
  GHashTable *records; /* "collection/id" -> JSON */
} FeedReader;

FeedReader *feed_reader_new         (const char *scope);
void        feed_reader_free        (FeedReader *self);
void        feed_reader_apply       (FeedReader *self, SparkledScopeChanges *changes);
/* (fiber) One page; TRUE while there is more. */
gboolean    feed_reader_pull        (FeedReader *self, SparkledDb *db, unsigned limit);
void        feed_reader_assert_same (FeedReader *a, FeedReader *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedReader, feed_reader_free)

G_END_DECLS
