/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_housekeeping_statements[];

/* (fiber) Each takes a batch away and returns how many rows it took, -1 on error. Several processes may run
 * them at one time: rows that another one is at are left to it. */
int sparkled_housekeeping_table_prune_sessions  (SparkledDb *db, GError **error); /* expired for a day */
int sparkled_housekeeping_table_prune_mutations (SparkledDb *db, GError **error); /* recorded 90 days ago: no outbox is that old */

G_END_DECLS
