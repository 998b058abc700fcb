/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-query.h"
#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_search_statements[];

/* Columns of the answer: the hit as JSON, its score (real) and its key, best first. */
enum { SPARKLED_SEARCH_HIT, SPARKLED_SEARCH_SCORE, SPARKLED_SEARCH_KEY };

/* (fiber) type: post, comment, user, tag, or NULL for all. score and key: of
 * the last hit of the page before, or NULL. Gives up to limit + 1 rows. */
SparkledRows *sparkled_search_table_find (SparkledDb *db, const SparkleQuery *query, const char *type, unsigned limit, const char *score, const char *key, GError **error);

G_END_DECLS
