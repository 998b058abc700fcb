/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>
#include "sparkled-db.h"

G_BEGIN_DECLS

GError  *sparkled_db_error_new         (const char *sqlstate, const char *constraint, const char *message, const char *statement);
GError  *sparkled_db_error_from_result (const PGresult *result, const char *statement);
GError  *sparkled_db_error_lost        (const char *why);
GError  *sparkled_db_error_busy        (void);
/* TRUE when a session with this error should be thrown away and made anew. */
gboolean sparkled_db_error_ends_session (const char *sqlstate);

G_END_DECLS
