/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_follow_statements[];

SparkledRows *sparkled_follow_table_insert (SparkledTransaction *tx, const char *follower_id, const char *followed_id, GError **error);
SparkledRows *sparkled_follow_table_record (SparkledTransaction *tx, const char *follower_id, const char *followed_id, GError **error);
SparkledRows *sparkled_follow_table_remove (SparkledTransaction *tx, const char *follower_id, const char *followed_id, GError **error);

G_END_DECLS
