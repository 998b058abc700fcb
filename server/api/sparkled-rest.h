/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"
#include "sparkled-mutation.h"

G_BEGIN_DECLS

/* How a REST write becomes a mutation, and what became of it an answer. */
JsonObject *sparkled_rest_get_body (SparkledCall *call, GError **error);
gboolean    sparkled_rest_check_id (SparkledCall *call, const char *param, const char *what, GError **error);
SparkledMutationResult *
            sparkled_rest_apply    (SparkledCall *call, SparkleOp op, JsonObject *data, gint64 base_version, GError **error);
gboolean    sparkled_rest_answer_conflict (SparkledCall *call, SparkledMutationResult *result);

G_END_DECLS
