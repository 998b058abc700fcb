/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_live_statements[];

/* (fiber) Which of these sessions have ended: expired, signed out, or of an account that may not be signed
 * in. One row each: the session's UUID. session_ids: NULL-terminated. */
SparkledRows *sparkled_live_table_ended_sessions (SparkledDb *db, const char * const *session_ids, GError **error);

G_END_DECLS
