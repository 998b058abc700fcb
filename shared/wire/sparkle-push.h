/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-mutation.h"
#include "sparkle-mutation-result.h"

G_BEGIN_DECLS

/* One entry of a push: a valid mutation, or what is wrong with it. */
typedef struct
{
  char            *id;       /* as sent; (nullable) when it was no UUID */
  SparkleMutation *mutation; /* (nullable) */
  GError          *error;    /* (nullable) */
} SparklePushItem;

void sparkle_push_item_free (SparklePushItem *self);

GPtrArray *sparkle_push_request_decode (JsonNode *body, GError **error);  /* of SparklePushItem */
char      *sparkle_push_request_format (GPtrArray *mutations);             /* of SparkleMutation */
GPtrArray *sparkle_push_answer_decode  (JsonNode *data, GError **error);  /* of SparkleMutationResult */

G_END_DECLS
