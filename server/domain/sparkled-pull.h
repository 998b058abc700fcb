/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-pull.h"
#include "sparkled-change-table.h"
#include "sparkled-services.h"

G_BEGIN_DECLS

/* Who may read which scope, decided here and nowhere else. Returns the name of the scope in the database and on
 * the bus ("me" is "me/<account id>"), or NULL with UNAUTHORIZED or FORBIDDEN. account: (nullable) */
char      *sparkled_scope_resolve (const SparkledAccount *account, SparkleScopeKind kind, const char *id, GError **error);

/* (fiber) Pulls scopes for an account (nullable) in one snapshot: SparkledScopeChanges in the order of the
 * requests (element-type SparkleScopeRequest), named as they were asked for. What is wrong with one
 * scope is in its error; NULL with an error when nothing could be read. */
GPtrArray *sparkled_pull (SparkledServices *services, const SparkledAccount *account, GPtrArray *requests, unsigned limit, GError **error);

G_END_DECLS
