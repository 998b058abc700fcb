/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The one error domain of both sides. The table in sparkle-error.c gives each
 * code its HTTP status, its name on the wire and whether trying again helps. */
#define SPARKLE_ERROR (sparkle_error_quark ())

typedef enum
{
  SPARKLE_ERROR_VALIDATION_FAILED,   /* 400 validation_failed */
  SPARKLE_ERROR_BAD_REQUEST,         /* 400 bad_request: not JSON, wrong shape */
  SPARKLE_ERROR_UNAUTHORIZED,        /* 401 unauthorized */
  SPARKLE_ERROR_INVALID_CREDENTIALS, /* 401 invalid_credentials */
  SPARKLE_ERROR_FORBIDDEN,           /* 403 forbidden */
  SPARKLE_ERROR_NOT_FOUND,           /* 404 not_found */
  SPARKLE_ERROR_METHOD_NOT_ALLOWED,  /* 405 method_not_allowed */
  SPARKLE_ERROR_CONFLICT,            /* 409 conflict: a name or id is taken */
  SPARKLE_ERROR_GONE,                /* 410 gone */
  SPARKLE_ERROR_STALE_VERSION,       /* 412 stale_version */
  SPARKLE_ERROR_TOO_LARGE,           /* 413 too_large */
  SPARKLE_ERROR_UNSUPPORTED_MEDIA,   /* 415 unsupported_media */
  SPARKLE_ERROR_IDEMPOTENCY_MISMATCH,/* 422 idempotency_mismatch: same id, another content */
  SPARKLE_ERROR_RATE_LIMITED,        /* 429 rate_limited, retryable */
  SPARKLE_ERROR_LOCKED,              /* 429 locked: too many failed sign-ins, retryable */
  SPARKLE_ERROR_INTERNAL,            /* 500 internal, retryable */
  SPARKLE_ERROR_UNAVAILABLE,         /* 503 unavailable, retryable */
  SPARKLE_ERROR_TIMED_OUT,           /* 504 timed_out, retryable */
  SPARKLE_ERROR_OFFLINE,             /* client only: no connection, retryable */
  SPARKLE_ERROR_PROTOCOL,            /* client only: the answer is not what was agreed */
  SPARKLE_ERROR_STORAGE,             /* client only: the local database failed */
  SPARKLE_ERROR_STORAGE_FUTURE,      /* client only: the local database is of a newer version */
  SPARKLE_ERROR_NO_KEYRING,          /* client only */
  SPARKLE_ERROR_LAST_
} SparkleErrorCode;

typedef struct
{
  SparkleErrorCode code;
  unsigned         http_status; /* 0: never on the wire */
  const char      *name;        /* on the wire */
  const char      *message;     /* English default, a sentence without a full stop */
  gboolean         retryable;
} SparkleErrorInfo;

GQuark                  sparkle_error_quark     (void);
const SparkleErrorInfo *sparkle_error_info      (SparkleErrorCode code);
/* Unknown names give the code that fits the HTTP status. */
SparkleErrorCode        sparkle_error_from_wire (const char *name, unsigned http_status);
gboolean                sparkle_error_is_retryable (const GError *error);

/* Details: which fields are wrong and why (the extended part of the GError). */
typedef struct
{
  char *field;
  char *message;
} SparkleErrorDetail;

/* Adds to *error, making it a VALIDATION_FAILED "Validation failed" when it is NULL. error must not be NULL. */
void       sparkle_error_add_detail  (GError **error, const char *field, const char *format, ...) G_GNUC_PRINTF (3, 4);
unsigned   sparkle_error_n_details   (const GError *error);
const SparkleErrorDetail *sparkle_error_get_detail (const GError *error, unsigned index);
void       sparkle_error_set_retry_after (GError *error, unsigned seconds);
unsigned   sparkle_error_get_retry_after (const GError *error); /* 0: none known */
/* What a lower room called it (an SQLSTATE): for programs, never on the wire. */
void        sparkle_error_set_origin (GError *error, const char *origin);
const char *sparkle_error_get_origin (const GError *error); /* (nullable) */

/* {"success":false,"error","code","details"} and back. */
char      *sparkle_error_to_json   (const GError *error);
JsonNode  *sparkle_error_to_node   (const GError *error); /* {"error","code","details"} only */
GError    *sparkle_error_from_node (JsonNode *node, unsigned http_status); /* never NULL */

G_END_DECLS
