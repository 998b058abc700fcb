/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_post_statements[];

/* What is written; borrowed texts. */
typedef struct
{
  const char *id;
  const char *author_id;
  const char *kind;
  const char *title;
  const char *slug;
  const char *excerpt;
  const char *content;
  const char *tags;             /* an array literal, see sparkled_array_literal() */
  const char *category;         /* (nullable) */
  const char *youtube_video_id; /* (nullable) */
  unsigned    reading_minutes;
  const char *publish_at;       /* (nullable) a time that is still to come; NULL: published */
} SparkledPostRow;

/* Columns of lock. */
enum
{
  SPARKLED_POST_AUTHOR_ID,
  SPARKLED_POST_STATE,
  SPARKLED_POST_VERSION,
  SPARKLED_POST_RECORD,
  SPARKLED_POST_KIND,
  SPARKLED_POST_TITLE,
  SPARKLED_POST_CONTENT,
  SPARKLED_POST_TAGS, /* an array literal */
  SPARKLED_POST_CATEGORY,
  SPARKLED_POST_YOUTUBE_VIDEO_ID,
  SPARKLED_POST_PUBLISH_AT,
};

/* Columns of match: the state and record of a post that has the id, and whether it is what would be written. */
enum
{
  SPARKLED_POST_MATCH_STATE,
  SPARKLED_POST_MATCH_RECORD,
  SPARKLED_POST_MATCH_OWN,
  SPARKLED_POST_MATCH_SAME,
};

/* Columns of the reading functions. */
enum
{
  SPARKLED_POST_VIEW,      /* JSON text with the author */
  SPARKLED_POST_VIEW_ID,
  SPARKLED_POST_VIEW_AT,   /* when it was published, µs */
  SPARKLED_POST_VIEW_VERSION,
};

typedef struct
{
  const char *author;   /* (nullable) username */
  const char *category; /* (nullable) slug */
  const char *tag;      /* (nullable) */
  const char *featured; /* (nullable) "true" or "false" */
  const char *after_at; /* (nullable) µs, with after_id: the last one seen */
  const char *after_id;
  unsigned    limit;
} SparkledPostFilter;

/* In a transaction. insert, update and remove answer with the record. */
SparkledRows *sparkled_post_table_insert    (SparkledTransaction *tx, const SparkledPostRow *row, GError **error);
gboolean      sparkled_post_table_count_waiting (SparkledTransaction *tx, const char *author_id, const char *id, gint64 *ret_n, GError **error);
SparkledRows *sparkled_post_table_match     (SparkledTransaction *tx, const SparkledPostRow *row, GError **error);
gboolean      sparkled_post_table_lock_slug (SparkledTransaction *tx, const char *slug, GError **error);
char         *sparkled_post_table_free_slug (SparkledTransaction *tx, const char *slug, GError **error);
SparkledRows *sparkled_post_table_lock      (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_post_table_update    (SparkledTransaction *tx, const SparkledPostRow *row, GError **error);
SparkledRows *sparkled_post_table_remove    (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_post_table_record    (SparkledTransaction *tx, const char *id, GError **error);
gboolean      sparkled_post_table_has_category (SparkledTransaction *tx, const char *slug, gboolean *ret_has, GError **error);

/* Outside one: published and archived posts only, and what waits of account_id. */
SparkledRows *sparkled_post_table_view         (SparkledDb *db, const char *id, const char *account_id, GError **error);
SparkledRows *sparkled_post_table_view_by_slug (SparkledDb *db, const char *slug, GError **error);
SparkledRows *sparkled_post_table_resolve      (SparkledDb *db, const char *id, const char *slug, const char *account_id, GError **error);
SparkledRows *sparkled_post_table_list         (SparkledDb *db, const SparkledPostFilter *filter, GError **error);

/* What time does. */
SparkledRows *sparkled_post_table_publish_due  (SparkledDb *db, GError **error);

G_END_DECLS
