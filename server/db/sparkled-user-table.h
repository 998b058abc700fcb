/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* The public side of an account. Signing in is sparkled-account-table's. */
extern const SparkledStatement sparkled_user_statements[];

/* Columns of lock, record and view. */
enum
{
  SPARKLED_USER_RECORD,
  SPARKLED_USER_ID,
  SPARKLED_USER_VERSION,
  SPARKLED_USER_DISPLAY_NAME,
  SPARKLED_USER_BIO,
};

SparkledRows *sparkled_user_table_lock   (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_user_table_update (SparkledTransaction *tx, const char *id, const char *display_name, const char *bio, GError **error);
SparkledRows *sparkled_user_table_record (SparkledTransaction *tx, const char *id, GError **error);
SparkledRows *sparkled_user_table_view   (SparkledDb *db, const char *username, GError **error);

G_END_DECLS
