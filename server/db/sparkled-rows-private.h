/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>
#include "sparkled-db.h"

G_BEGIN_DECLS

SparkledRows *sparkled_rows_new         (PGresult *result);
const char   *sparkled_rows_get_command (SparkledRows *self);

G_END_DECLS
