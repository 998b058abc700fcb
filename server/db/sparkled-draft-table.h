/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_draft_statements[];

/* What is written; borrowed texts. */
typedef struct
{
  const char *id;
  const char *account_id;
  const char *title;
  const char *content;
  const char *tags;             /* an array literal */
  const char *category;         /* (nullable) */
  const char *youtube_video_id; /* (nullable) */
  const char *post_id;          /* (nullable) */
} SparkledDraftRow;

/* Columns of lock. */
enum
{
  SPARKLED_DRAFT_ACCOUNT_ID,
  SPARKLED_DRAFT_VERSION,
  SPARKLED_DRAFT_RECORD,
};

SparkledRows *sparkled_draft_table_lock   (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_draft_table_insert (SparkledTransaction *tx, const SparkledDraftRow *row, GError **error);
SparkledRows *sparkled_draft_table_update (SparkledTransaction *tx, const SparkledDraftRow *row, GError **error);
gboolean      sparkled_draft_table_remove (SparkledTransaction *tx, const char *id, GError **error);
/* How many drafts the account has; its row is locked, so that the bound holds. */
SparkledRows *sparkled_draft_table_count  (SparkledTransaction *tx, const char *account_id, GError **error);

G_END_DECLS
