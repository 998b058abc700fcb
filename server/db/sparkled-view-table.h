/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_view_statements[];

gboolean sparkled_view_table_add   (SparkledDb *db, const char *post_id, const char *account_id, GError **error);
int      sparkled_view_table_flush (SparkledDb *db, GError **error);
int      sparkled_view_table_prune (SparkledDb *db, GError **error);

G_END_DECLS
