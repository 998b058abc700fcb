/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-connection.h"

G_BEGIN_DECLS

/* Private to the pool: a transaction on a connection that was marked as owned. */
SparkledTransaction *sparkled_transaction_new (SparkledDb *db, SparkledConnection *connection, unsigned session, SparkledDbMode mode);
/* The pool's side: a connection that was owned in this session is free again. */
void                 sparkled_db_release      (SparkledDb *self, SparkledConnection *connection, unsigned session);

G_END_DECLS
