/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "sparkle-scope.h"

G_BEGIN_DECLS

/* A scope that somebody asks for, from a cursor on. */
typedef struct
{
  char            *scope;  /* as sent */
  SparkleScopeKind kind;   /* meaningless with error */
  char            *id;     /* (nullable) the UUID of post/ and user/ */
  char            *cursor; /* (nullable): from the start */
  GError          *error;  /* (nullable): no such scope; answer the others */
} SparkleScopeRequest;

SparkleScopeRequest *sparkle_scope_request_new  (const char *scope, const char *cursor);
void                 sparkle_scope_request_free (SparkleScopeRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleScopeRequest, sparkle_scope_request_free)

typedef struct
{
  GPtrArray *scopes; /* of SparkleScopeRequest */
  unsigned   limit;
} SparklePullRequest;

SparklePullRequest *sparkle_pull_request_new    (unsigned limit); /* 0: the default */
SparklePullRequest *sparkle_pull_request_decode (JsonNode *body, GError **error);
char               *sparkle_pull_request_format (SparklePullRequest *self);
void                sparkle_pull_request_free   (SparklePullRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparklePullRequest, sparkle_pull_request_free)

G_END_DECLS
