/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-database.h"
#include "sparkle-store-search.h"

G_BEGIN_DECLS

/* What searching works with, on the thread of SparkleSearcher. */

/* ---- ranking (sparkle-search-rank.c) ---- */
/* Gives the connection the function sparkle_rank(table): PostgreSQL's ts_rank with title 3, excerpt and tags 2, content 1. */
gboolean           sparkle_search_rank_install (SparkleDatabase *db, GError **error);

/* ---- words that are known (sparkle-search-vocabulary.c) ---- */
typedef struct _SparkleVocabulary SparkleVocabulary;
SparkleVocabulary *sparkle_vocabulary_new   (void);
void               sparkle_vocabulary_free  (SparkleVocabulary *self);
gboolean           sparkle_vocabulary_load  (SparkleVocabulary *self, SparkleDatabase *db, GError **error); /* what is new */
/* The words that may be meant by a typed one, best first; prefix: it may be unfinished. */
GPtrArray         *sparkle_vocabulary_guess (SparkleVocabulary *self, const char *typed, gboolean prefix);

/* ---- what FTS5 is asked (sparkle-search-terms.c) ---- */
/* (transfer full): a MATCH expression of quoted words only. columns: where words are looked for, "a : " or "{a b} : ".
 * guesses: (nullable) for each term the words (GPtrArray, nullable) that may be meant, looked for in guess_columns.
 * The authors are ids. */
char              *sparkle_search_match     (const SparkleQuery *query, GPtrArray *guesses, const char *columns, const char *guess_columns,
                                             GPtrArray *wanted_authors, GPtrArray *unwanted_authors);
/* The same for the names of people and tags, which have no filters: exclusions are left out. */
char              *sparkle_search_match_name (const SparkleQuery *query, GPtrArray *guesses);

/* ---- a search (sparkle-search-run.c) ---- */
GPtrArray         *sparkle_search_run       (SparkleDatabase *db, SparkleVocabulary *vocabulary, const SparkleSearchWish *wish, gint *cancelled, GError **error);

G_END_DECLS
