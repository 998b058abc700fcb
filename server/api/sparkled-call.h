/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <json-glib/json-glib.h>
#include "sparkled-services.h"

G_BEGIN_DECLS

/* One request as the API sees it: http/ fills it in and sends what it holds afterwards. No
 * libsoup type here, so that a handler can be run by a test as it is. */
typedef struct _SparkledCall SparkledCall;

typedef enum
{
  SPARKLED_WHO_ANYONE,   /* account may be NULL */
  SPARKLED_WHO_ACCOUNT,
  SPARKLED_WHO_MODERATOR,
  SPARKLED_WHO_ADMIN,
} SparkledWho;

typedef enum /* the numbers are in sparkle-limits.h */
{
  SPARKLED_LIMIT_GENERAL,
  SPARKLED_LIMIT_SIGN_IN,
  SPARKLED_LIMIT_REGISTER,
  SPARKLED_LIMIT_POST,
  SPARKLED_LIMIT_COMMENT,
  SPARKLED_LIMIT_REACTION,
  SPARKLED_LIMIT_FOLLOW,
  SPARKLED_LIMIT_SEARCH,
  SPARKLED_LIMIT_SYNC,
  SPARKLED_LIMIT_PICTURE,
  SPARKLED_N_LIMITS
} SparkledLimit;

/* (fiber) Returns FALSE with an error of SPARKLE_ERROR, which http/ sends in the error form. */
typedef gboolean (*SparkledHandler) (SparkledCall *call, GError **error);

typedef struct
{
  const char     *method;
  const char     *path;       /* "/posts/{post}/comments", below /api/v1 */
  SparkledWho     who;
  SparkledLimit   limit;
  gsize           body_cap;   /* bytes; 0: no body is taken */
  SparkledHandler handler;
  const char     *operation;  /* OpenAPI operationId, "listPosts" */
  const char     *summary;    /* one sentence, for OpenAPI */
  const char     *request;    /* (nullable) OpenAPI schema name of the body */
  const char     *response;   /* (nullable) OpenAPI schema name of data */
  const char     *query;      /* (nullable) "limit cursor author": the query parameters it knows; others are an error */
  const char     *cache_scope; /* (nullable) answers may be shared between equal GETs until this scope changes:
                                * "feed", or "post/{post}" with a path parameter by UUID */
} SparkledRoute;

/* All routes, a {NULL} row at the end. */
const SparkledRoute *sparkled_routes (void);

struct _SparkledCall
{
  SparkledServices      *services;
  const SparkledRoute   *route;
  const SparkledAccount *account;     /* (nullable) */
  const char            *request_id;
  const char            *address;     /* of the client, for limits and sessions */
  const char            *user_agent;  /* (nullable) */
  const char            *if_match;    /* (nullable) header */
  GHashTable            *params;      /* path parameters, unescaped */
  GHashTable            *query;       /* query parameters, unescaped */
  JsonNode              *body;        /* (nullable) parsed within the limits of sparkle-json.h */
  /* (nullable) Takes one token of another limit than the route's, for the mutations of a push.
   * FALSE with RATE_LIMITED and its retry_after. Set by http/; NULL means unlimited. */
  gboolean             (*charge) (SparkledCall *call, SparkledLimit limit, GError **error);
  gpointer               charge_data; /* of whoever set charge */

  /* The answer. Set exactly one of data/raw by the functions below. */
  unsigned    status;
  GBytes     *answer;       /* the whole body */
  char       *content_type; /* application/json unless set */
  char       *etag;         /* (nullable) */
  char       *location;     /* (nullable) */
};

/* The answer {"success":true,"data":<json>}; json is spliced as text. */
void sparkled_call_take_data (SparkledCall *call, unsigned status, char *json);
/* The same for a list: "next" is a cursor or NULL. */
void sparkled_call_take_list (SparkledCall *call, char *json, const char *next);
/* An answer of another form; the content type NULL is application/json. */
void sparkled_call_take_raw  (SparkledCall *call, unsigned status, const char *content_type, GBytes *body);
/* An entity tag of the version and the body; after the answer. */
void sparkled_call_set_version (SparkledCall *call, gint64 version);
/* If-Match as a version: 0 when absent or "*"; a wrong one is a BAD_REQUEST. */
gboolean sparkled_call_if_match (SparkledCall *call, gint64 *ret_version, GError **error);
/* Takes one token of a limit other than the route's; without a charge function there is no limit. */
gboolean sparkled_call_charge (SparkledCall *call, SparkledLimit limit, GError **error);
const char *sparkled_call_param (SparkledCall *call, const char *name);
const char *sparkled_call_query (SparkledCall *call, const char *name);
/* An integer of the query within bounds; a wrong one is a validation error that names it. */
gboolean    sparkled_call_query_int (SparkledCall *call, const char *name, int fallback, int least, int most, int *ret_value, GError **error);

/* Made and freed by http/ and by tests; the strings of the request stay the caller's. */
SparkledCall *sparkled_call_new  (SparkledServices *services, const SparkledRoute *route);
void          sparkled_call_free (SparkledCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledCall, sparkled_call_free)

G_END_DECLS
