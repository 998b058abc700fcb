/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-error.h"
#include "sparkle-mutation.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_MUTATION_APPLIED,
  SPARKLE_MUTATION_CONFLICT,
  SPARKLE_MUTATION_REJECTED,
  SPARKLE_MUTATION_RETRY,
} SparkleMutationStatus;

const char *sparkle_mutation_status_to_name   (SparkleMutationStatus status);
gboolean    sparkle_mutation_status_from_name (const char *name, SparkleMutationStatus *ret_status);

/* The answer to one mutation, as a client reads it. */
typedef struct
{
  char                 *id;
  SparkleMutationStatus status;
  JsonNode             *record;      /* (nullable) */
  char                 *collection;  /* (nullable) of record */
  JsonObject           *related;     /* (nullable) collection -> array of records */
  GError               *error;       /* (nullable) unless status is applied */
} SparkleMutationResult;

SparkleMutationResult *sparkle_mutation_result_from_node (JsonNode *node, GError **error);
void                   sparkle_mutation_result_free      (SparkleMutationResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleMutationResult, sparkle_mutation_result_free)

/* The answer of the server as text; record and related are JSON text and spliced, each (nullable). */
char *sparkle_mutation_result_format (const char *id, SparkleMutationStatus status, const char *collection,
                                      const char *record, const char *related, const GError *reason);

G_END_DECLS
