/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_reaction_statements[];

/* What somebody reacts to; borrowed texts. */
typedef struct
{
  const char *account_id;
  gboolean    on_comment;
  const char *target_id;
  const char *type;
} SparkledReactionRow;

/* Columns of target. */
enum
{
  SPARKLED_REACTION_OWNER_ID,
  SPARKLED_REACTION_VISIBLE, /* published or archived, and no deleted comment */
};

SparkledRows *sparkled_reaction_table_target (SparkledTransaction *tx, const SparkledReactionRow *row, GError **error);
SparkledRows *sparkled_reaction_table_insert (SparkledTransaction *tx, const SparkledReactionRow *row, GError **error);
SparkledRows *sparkled_reaction_table_record (SparkledTransaction *tx, const SparkledReactionRow *row, GError **error);
SparkledRows *sparkled_reaction_table_remove (SparkledTransaction *tx, const SparkledReactionRow *row, GError **error);

G_END_DECLS
