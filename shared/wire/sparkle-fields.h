/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "sparkle-validate.h"

G_BEGIN_DECLS

/* A JSON object described as a table: what it may hold and where that goes in a C struct. */
typedef enum
{
  SPARKLE_FIELD_STRING, /* char *      */
  SPARKLE_FIELD_INT,    /* gint64      */
  SPARKLE_FIELD_BOOL,   /* gboolean    */
  SPARKLE_FIELD_STRV,   /* char **     */
  SPARKLE_FIELD_TIME,   /* gint64, µs since 1970; 0 for null */
  SPARKLE_FIELD_NODE,   /* JsonNode *, anything */
  SPARKLE_FIELD_OBJECT, /* the rows of `sub`, into the same struct */
} SparkleFieldType;

typedef enum
{
  SPARKLE_FIELD_REQUIRED = 1 << 0,
  SPARKLE_FIELD_NULLABLE = 1 << 1, /* null is taken and leaves the member as it is */
  SPARKLE_FIELD_LINES    = 1 << 2, /* text of many lines: "\r\n" becomes "\n" before the rule */
  SPARKLE_FIELD_UNIQUE   = 1 << 3, /* no string of a strv twice, whatever the case */
} SparkleFieldFlags;

typedef struct _SparkleField SparkleField;
struct _SparkleField
{
  const char         *name;
  SparkleFieldType    type;
  SparkleFieldFlags   flags;
  gsize               offset; /* G_STRUCT_OFFSET */
  SparkleRule         rule;   /* (nullable) for strings and each string of a strv */
  gint64              least, most; /* of an integer, or of the number of strings, when most > 0 */
  const SparkleField *sub;    /* for OBJECT */
};

typedef enum
{
  SPARKLE_DECODE_STRICT   = 0,      /* a request: unknown fields are errors, rules are checked */
  SPARKLE_DECODE_TOLERANT = 1 << 0, /* an answer: unknown fields are ignored, no rules; errors are PROTOCOL */
} SparkleDecodeFlags;

/* Tables end in a {NULL} row and have at most 64 rows. out may be NULL to check only; it begins as
 * zeroes (or defaults for numbers) and is left as it was on failure. */
gboolean sparkle_fields_decode      (JsonNode *object, const SparkleField *table, gpointer out, GError **error);
/* ret_present: (out) (optional): bit i is set when row i was in the object, null included. */
gboolean sparkle_fields_decode_full (JsonNode *object, const SparkleField *table, SparkleDecodeFlags flags, gpointer out,
                                     guint64 *ret_present, GError **error);
/* The same into a new struct of this size; NULL on failure. */
gpointer sparkle_fields_decode_new  (JsonNode *object, const SparkleField *table, SparkleDecodeFlags flags, gsize size,
                                     guint64 *ret_present, GError **error);
/* Frees what decode put into out and zeroes it. */
void     sparkle_fields_clear       (const SparkleField *table, gpointer out);

G_END_DECLS
