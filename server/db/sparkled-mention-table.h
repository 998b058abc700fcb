/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_mention_statements[];

gboolean sparkled_mention_table_set (SparkledTransaction *tx, const char *post_id, const char *comment_id, const char *names, GError **error);

G_END_DECLS
