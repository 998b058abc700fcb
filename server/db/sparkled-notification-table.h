/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_notification_statements[];

/* Columns of list. */
enum
{
  SPARKLED_NOTIFICATION_RECORD,
  SPARKLED_NOTIFICATION_AT,
  SPARKLED_NOTIFICATION_ID,
};

/* Making them is the business of triggers. */
gboolean      sparkled_notification_table_read     (SparkledTransaction *tx, const char *account_id, const char *until, const char *ids,
                                                    const char *post_id, GError **error);
SparkledRows *sparkled_notification_table_switch   (SparkledTransaction *tx, const char *account_id, const char *switches, GError **error);
SparkledRows *sparkled_notification_table_settings (SparkledDb *db, const char *account_id, GError **error);
SparkledRows *sparkled_notification_table_list     (SparkledDb *db, const char *account_id, gboolean unread, const char *before_at,
                                                    const char *before_id, unsigned limit, GError **error);
gboolean      sparkled_notification_table_announce (SparkledDb *db, const char *message, GError **error);
/* The clock's part. */
SparkledRows *sparkled_notification_table_work     (SparkledDb *db, GError **error);
int           sparkled_notification_table_prune    (SparkledDb *db, GError **error);

G_END_DECLS
