/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_bookmark_statements[];

/* Columns of post: the bookmarked post. */
enum
{
  SPARKLED_BOOKMARK_POST_VISIBLE,
  SPARKLED_BOOKMARK_POST_RECORD,
  SPARKLED_BOOKMARK_POST_AUTHOR, /* the author's record */
};

/* Columns of record: the bookmark as it is. */
enum
{
  SPARKLED_BOOKMARK_RECORD,
  SPARKLED_BOOKMARK_FOLDER,
  SPARKLED_BOOKMARK_NOTE,
};

SparkledRows *sparkled_bookmark_table_post   (SparkledTransaction *tx, const char *post_id, GError **error);
SparkledRows *sparkled_bookmark_table_set    (SparkledTransaction *tx, const char *account_id, const char *post_id,
                                              const char *folder, const char *note, gboolean had, GError **error);
SparkledRows *sparkled_bookmark_table_record (SparkledTransaction *tx, const char *account_id, const char *post_id, GError **error);
gboolean      sparkled_bookmark_table_remove (SparkledTransaction *tx, const char *account_id, const char *post_id, GError **error);

G_END_DECLS
