/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* The private side of an account: signing in. */
extern const SparkledStatement sparkled_account_statements[];

typedef struct
{
  const char *id;
  const char *username;
  const char *email;         /* (nullable) */
  const char *password_hash; /* (nullable) */
  const char *role;          /* (nullable): user */
} SparkledAccountRow;

/* Columns of find: no row when nobody is called that. */
enum
{
  SPARKLED_ACCOUNT_ID,
  SPARKLED_ACCOUNT_PASSWORD_HASH, /* NULL: cannot sign in */
  SPARKLED_ACCOUNT_BARRED,        /* banned for now, or deleted */
  SPARKLED_ACCOUNT_ME,            /* JSON text */
};

SparkledRows *sparkled_account_table_insert       (SparkledTransaction *tx, const SparkledAccountRow *row, GError **error);
SparkledRows *sparkled_account_table_find         (SparkledDb *db, const char *login, GError **error);
/* Columns: whether the user name and whether the address is taken. */
SparkledRows *sparkled_account_table_taken        (SparkledDb *db, const char *username, const char *email, GError **error);
SparkledRows *sparkled_account_table_me           (SparkledDb *db, const char *id, GError **error);
SparkledRows *sparkled_account_table_set_password (SparkledDb *db, const char *id, const char *password_hash, GError **error);
SparkledRows *sparkled_account_table_set_role     (SparkledDb *db, const char *username, const char *role, GError **error);

/* Failed sign-ins of one name. Column 0 of lock: seconds it is locked for, no row when it is not. */
SparkledRows *sparkled_login_failure_table_lock   (SparkledDb *db, const char *login, GError **error);
SparkledRows *sparkled_login_failure_table_add    (SparkledDb *db, const char *login, GError **error);
SparkledRows *sparkled_login_failure_table_clear  (SparkledDb *db, const char *login, GError **error);

G_END_DECLS
