/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-change-table.h"

G_BEGIN_DECLS

/* Splices the records of one scope into JSON, collection by collection, without looking into them. */
typedef struct _SparkledScopeBuilder SparkledScopeBuilder;

SparkledScopeBuilder *sparkled_scope_builder_new    (void);
void                  sparkled_scope_builder_add    (SparkledScopeBuilder *self, const char *collection, gboolean deleted, const char *json);
/* Sets upserts, deletes and their numbers, and is empty again. */
void                  sparkled_scope_builder_finish (SparkledScopeBuilder *self, SparkledScopeChanges *changes);
void                  sparkled_scope_builder_free   (SparkledScopeBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledScopeBuilder, sparkled_scope_builder_free)

char *sparkled_scope_cursor_follow (const char *scope, gint64 epoch, const SparkledPosition *position);

G_END_DECLS
