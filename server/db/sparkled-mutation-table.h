/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* The ledger of mutations: what was applied, and what was answered. */
extern const SparkledStatement sparkled_mutation_statements[];

/* Columns of claim: who writes, as the database has it now, and whether the id was free. */
enum
{
  SPARKLED_CLAIM_USERNAME,
  SPARKLED_CLAIM_ROLE,
  SPARKLED_CLAIM_STATUS,
  SPARKLED_CLAIM_CLAIMED,
};

/* Columns of find. */
enum
{
  SPARKLED_RECORDED_SAME, /* the digest is the same */
  SPARKLED_RECORDED_RESPONSE,
};

SparkledRows *sparkled_mutation_table_claim  (SparkledTransaction *tx, const char *account_id, const char *id, const char *digest, GError **error);
SparkledRows *sparkled_mutation_table_find   (SparkledTransaction *tx, const char *account_id, const char *id, const char *digest, GError **error);
gboolean      sparkled_mutation_table_finish (SparkledTransaction *tx, const char *account_id, const char *id, const char *response, GError **error);

G_END_DECLS
