/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_xp_statements[];

/* Points for a cause; one award a person and cause. */
typedef struct
{
  const char *account_id;
  const char *cause;
  int         points;
} SparkledXpAward;

/* second may be NULL. */
gboolean sparkled_xp_table_award  (SparkledTransaction *tx, const SparkledXpAward *first, const SparkledXpAward *second, GError **error);
gboolean sparkled_xp_table_revoke (SparkledTransaction *tx, const SparkledXpAward *first, const SparkledXpAward *second, GError **error);

G_END_DECLS
