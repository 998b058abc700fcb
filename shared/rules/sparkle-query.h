/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody searches for: words that must all be there, "phrases", -exclusions, and filters:
 * author:nova tag:theory category:reviews has:video after:2026-01 before:2026-03-15, and -author:, -tag:, -category:.
 * A date may be a year, a month or a day; both are meant as "from its beginning on" and "until its beginning".
 * What is no filter is words, and what cannot be searched for (quotes, operators, control characters) is passed over. */

#define SPARKLE_QUERY_MAX   200 /* characters */
#define SPARKLE_QUERY_TERMS 16  /* more are passed over */

typedef struct
{
  char    **words;   /* folded (sparkle-words.h), at least one; several must follow one another */
  char     *text;    /* as it was typed, without quotes and control characters */
  gboolean  exclude;
  gboolean  prefix;  /* the last word may be unfinished: it is what is being typed */
} SparkleQueryTerm;

typedef enum { SPARKLE_FILTER_AUTHOR, SPARKLE_FILTER_TAG, SPARKLE_FILTER_CATEGORY, SPARKLE_N_FILTERS } SparkleFilter;

typedef struct
{
  GPtrArray *terms;                           /* of SparkleQueryTerm */
  GPtrArray *wanted[SPARKLE_N_FILTERS];       /* of strings; several authors or categories: one of them, several tags: all of them */
  GPtrArray *unwanted[SPARKLE_N_FILTERS];
  gint64     after;                           /* µs since 1970 UTC; 0: none */
  gint64     before;
  gboolean   has_video;
  gatomicrefcount refs;
} SparkleQuery;

/* (transfer full) (nullable): NULL with VALIDATION_FAILED, whose detail is a sentence about the part that is wrong */
SparkleQuery *sparkle_query_parse      (const char *text, GError **error);
SparkleQuery *sparkle_query_ref        (SparkleQuery *self);
void          sparkle_query_unref      (SparkleQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleQuery, sparkle_query_unref)

/* Nothing to look for at all. */
gboolean      sparkle_query_is_empty   (const SparkleQuery *self);
gboolean      sparkle_query_has_words  (const SparkleQuery *self); /* any that must be there */
gboolean      sparkle_query_has_filters (const SparkleQuery *self);
/* Filters that only posts can pass: tag, category, has:video. */
gboolean      sparkle_query_is_of_posts (const SparkleQuery *self);
/* (transfer full): the words that must be there, as typed and joined by blanks: what a name is compared with */
char         *sparkle_query_plain      (const SparkleQuery *self);
/* (transfer full): words and phrases again, each in quotes, exclusions with a minus: what websearch_to_tsquery() takes without surprises */
char         *sparkle_query_to_websearch (const SparkleQuery *self);

G_END_DECLS
