/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_comment_statements[];

/* What is written; borrowed texts. */
typedef struct
{
  const char *id;
  const char *post_id;
  const char *author_id;
  const char *parent_id;     /* (nullable) */
  const char *content;
  gint64      video_seconds; /* -1: none */
} SparkledCommentRow;

/* Columns of place: where a comment would go. */
enum
{
  SPARKLED_COMMENT_PLACE_STATE,  /* of the post */
  SPARKLED_COMMENT_PLACE_PARENT, /* whether the parent is a comment of this post */
};

/* Columns of lock. */
enum
{
  SPARKLED_COMMENT_AUTHOR_ID,
  SPARKLED_COMMENT_POST_ID,
  SPARKLED_COMMENT_POST_STATE,
  SPARKLED_COMMENT_DELETED,
  SPARKLED_COMMENT_VERSION,
  SPARKLED_COMMENT_RECORD,
};

/* Columns of match. */
enum
{
  SPARKLED_COMMENT_MATCH_RECORD,
  SPARKLED_COMMENT_MATCH_OWN,
  SPARKLED_COMMENT_MATCH_SAME,
};

/* Columns of the reading functions. */
enum
{
  SPARKLED_COMMENT_VIEW,    /* JSON text with the author */
  SPARKLED_COMMENT_VIEW_ID,
  SPARKLED_COMMENT_VIEW_AT, /* when it was made, µs; of the best: the score */
  SPARKLED_COMMENT_VIEW_VERSION,
};

SparkledRows *sparkled_comment_table_place  (SparkledTransaction *tx, const char *post_id, const char *parent_id, GError **error);
SparkledRows *sparkled_comment_table_insert (SparkledTransaction *tx, const SparkledCommentRow *row, GError **error);
SparkledRows *sparkled_comment_table_match  (SparkledTransaction *tx, const SparkledCommentRow *row, GError **error);
SparkledRows *sparkled_comment_table_lock   (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_comment_table_update (SparkledTransaction *tx, const char *id, const char *content, GError **error);
SparkledRows *sparkled_comment_table_remove (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_comment_table_record (SparkledTransaction *tx, const char *id, GError **error);

/* Of posts that may be seen. */
SparkledRows *sparkled_comment_table_view   (SparkledDb *db, const char *id, GError **error);
SparkledRows *sparkled_comment_table_list   (SparkledDb *db, const char *post_id, gboolean best, const char *after_at,
                                             const char *after_id, unsigned limit, GError **error);

G_END_DECLS
