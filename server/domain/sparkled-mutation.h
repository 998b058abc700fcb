/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-mutation-result.h"
#include "sparkled-services.h"

G_BEGIN_DECLS

/* The only write path: a push and every REST write run through sparkled_mutation_apply(). */

typedef struct
{
  SparkleMutationStatus status; /* conflict: record is the current one, when the account may see it;
                                 * retry: error has a retry_after when one is known */
  char       *id;         /* of the mutation (nullable) */
  const char *collection; /* (nullable) of the record, "post" */
  char       *record_id;  /* (nullable) */
  char       *record;     /* (nullable) JSON text */
  char       *related;    /* (nullable) JSON text, {"collection":[records]} */
  char       *recorded;   /* (nullable) the answer as it was given the first time; then only id and status are set beside it */
  GError     *error;      /* (nullable) of SPARKLE_ERROR, unless applied */
} SparkledMutationResult;

/* (fiber) Never NULL. */
SparkledMutationResult *sparkled_mutation_apply          (SparkledServices       *services,
                                                          const SparkledAccount  *account,
                                                          SparkleMutation        *mutation);
SparkledMutationResult *sparkled_mutation_result_new_error (const char           *id,
                                                          GError                 *error);
char                   *sparkled_mutation_result_to_json (SparkledMutationResult *self);
void                    sparkled_mutation_result_free    (SparkledMutationResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledMutationResult, sparkled_mutation_result_free)

G_END_DECLS
