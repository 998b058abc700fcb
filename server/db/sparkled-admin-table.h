/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* What only the person who runs the server asks. */
extern const SparkledStatement sparkled_admin_statements[];

/* (fiber) Two columns, a name and a text, for each thing worth knowing. */
SparkledRows *sparkled_admin_table_status  (SparkledDb *db, GError **error);
/* (fiber) Column 0: the id of the account; no row when there is none. */
SparkledRows *sparkled_admin_table_find    (SparkledDb *db, const char *username, GError **error);
/* (fiber) Changes how a person is shown; each (nullable): left as it is. */
SparkledRows *sparkled_admin_table_present (SparkledDb *db, const char *id, const char *display_name, const char *bio, GError **error);
/* (fiber) Column 0: the epoch. force: a new one whatever the database is. */
SparkledRows *sparkled_admin_table_epoch   (SparkledDb *db, gboolean force, GError **error);
/* (fiber) Tells the running servers: "*" for any scope, or "<account> -" for an account. */
gboolean      sparkled_admin_table_notify_changed (SparkledDb *db, GError **error);
gboolean      sparkled_admin_table_notify_account (SparkledDb *db, const char *account_id, const char *session_id, GError **error);

G_END_DECLS
