/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

/* The route table compiled into a tree of path segments. Immutable once made. */
typedef struct _SparkledRouter SparkledRouter;

SparkledRouter      *sparkled_router_new   (const SparkledRoute *routes);
void                 sparkled_router_free  (SparkledRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledRouter, sparkled_router_free)

/* path: as sent, below /api/v1. HEAD finds GET. NULL with NOT_FOUND, METHOD_NOT_ALLOWED or BAD_REQUEST;
 * ret_allow is the Allow header of the path when there is one. */
const SparkledRoute *sparkled_router_match (SparkledRouter *self, const char *method, const char *path,
                                            GHashTable **ret_params, char **ret_allow, GError **error);
/* The parameters of a query that the route knows; others, doubled ones and bad escapes are errors. */
gboolean             sparkled_router_parse_query (const SparkledRoute *route, const char *query, GHashTable **ret_query, GError **error);

G_END_DECLS
