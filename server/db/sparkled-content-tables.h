/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

void sparkled_content_tables_register (SparkledDb *db);

G_END_DECLS
