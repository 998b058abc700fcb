/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

/* Rate limits in memory that the worker processes of one server share: made before they are
 * forked, of a fixed size, without locks. */
typedef struct _SparkledRate SparkledRate;

SparkledRate *sparkled_rate_new  (void);
void          sparkled_rate_free (SparkledRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledRate, sparkled_rate_free)

/* Takes one of the subject's share; FALSE with RATE_LIMITED and the seconds to wait. */
gboolean      sparkled_rate_take (SparkledRate *self, const char *subject, SparkledLimit limit, GError **error);
gboolean      sparkled_rate_take_at (SparkledRate *self, const char *subject, SparkledLimit limit, gint64 now, GError **error);
/* Whom an address stands for: itself, or its /64 network for IPv6. */
char         *sparkled_rate_subject_of_address (const char *address);

G_END_DECLS
