/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-operation.h"

G_BEGIN_DECLS

/* One write. Immutable once made and reference counted (not atomically: hand over a copy of the
 * text to another thread, not the object). */
typedef struct
{
  char       *id;           /* UUID */
  SparkleOp   op;
  JsonObject *data;
  gint64      base_version; /* 0: none */
} SparkleMutation;

#define SPARKLE_TYPE_MUTATION (sparkle_mutation_get_type ())
GType            sparkle_mutation_get_type      (void);
SparkleMutation *sparkle_mutation_new           (const char *id, SparkleOp op, JsonObject *data, gint64 base_version);
SparkleMutation *sparkle_mutation_ref           (SparkleMutation *self);
void             sparkle_mutation_unref         (SparkleMutation *self);
gboolean         sparkle_mutation_validate      (SparkleMutation *self, GError **error);
JsonNode        *sparkle_mutation_get_data_node (SparkleMutation *self); /* (transfer full) of data, for the decoders */
const char      *sparkle_mutation_get_record_id (SparkleMutation *self);
char            *sparkle_mutation_digest        (SparkleMutation *self);
JsonNode        *sparkle_mutation_to_node       (SparkleMutation *self);
SparkleMutation *sparkle_mutation_from_node     (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleMutation, sparkle_mutation_unref)

G_END_DECLS
