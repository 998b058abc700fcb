/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* Many rows at once, with dates of their own; what is there already is left as it is. The rows come as
 * JSON: a list of objects with the members that each function names. */
extern const SparkledStatement sparkled_import_statements[];

typedef struct
{
  const char *id;
  const char *author_id;
  const char *kind;
  const char *title;
  const char *slug;
  const char *excerpt;
  const char *content;
  const char *tags;             /* an array literal */
  const char *category;         /* (nullable) */
  const char *youtube_video_id; /* (nullable) */
  unsigned    reading_minutes;
  const char *at;               /* RFC 3339 */
} SparkledImportedPost;

/* (fiber) All of them answer with how many rows are new, or -1. */
int sparkled_import_table_people   (SparkledTransaction *tx, const char *json, GError **error); /* id, username, fallback, display_name, at */
int sparkled_import_table_comments (SparkledTransaction *tx, const char *json, GError **error); /* id, post_id, author_id, content, video_seconds, at */
int sparkled_import_table_post     (SparkledTransaction *tx, const SparkledImportedPost *post, GError **error);
/* (fiber) Dates a post or comment so many minutes back. Answers with how many there were, or -1. */
int sparkled_import_table_date     (SparkledTransaction *tx, const char *collection, const char *id, unsigned minutes, GError **error);
/* (fiber) Column 0: the state of the post; no row when there is none. */
SparkledRows *sparkled_import_table_find_post (SparkledTransaction *tx, const char *id, GError **error);

G_END_DECLS
