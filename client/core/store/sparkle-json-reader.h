/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads JSON text front to back without building a tree: what a page of records needs, several times faster than a DOM.
 * Never reads past the end, never recurses over input; every function is FALSE on text that is not JSON. */
typedef struct
{
  const char *p;     /* next byte */
  const char *start;
  const char *end;
  char        bracket_stack[32];
  unsigned    depth;
} SparkleJsonReader;

typedef enum
{
  SPARKLE_JSON_NULL,
  SPARKLE_JSON_FALSE,
  SPARKLE_JSON_TRUE,
  SPARKLE_JSON_NUMBER,
  SPARKLE_JSON_STRING,
  SPARKLE_JSON_ARRAY,
  SPARKLE_JSON_OBJECT,
  SPARKLE_JSON_INVALID,
} SparkleJsonKind;

/* text must be valid UTF-8 without NUL; see sparkle_json_reader_check(). */
void            sparkle_json_reader_init   (SparkleJsonReader *self, const char *text, gsize length);
gboolean        sparkle_json_reader_check  (const char *text, gsize length, GError **error);
SparkleJsonKind sparkle_json_reader_peek   (SparkleJsonReader *self);
gboolean        sparkle_json_reader_skip   (SparkleJsonReader *self);
/* A value as it stands in the text. */
gboolean        sparkle_json_reader_span   (SparkleJsonReader *self, const char **ret_text, gsize *ret_length);
/* (transfer full); null gives NULL and TRUE */
gboolean        sparkle_json_reader_string (SparkleJsonReader *self, char **ret_string);
gboolean        sparkle_json_reader_int    (SparkleJsonReader *self, gint64 *ret_value); /* null gives 0 */
gboolean        sparkle_json_reader_bool   (SparkleJsonReader *self, gboolean *ret_value); /* null gives FALSE */

/* Iterating: enter, then next until it says no more (*ret_key NULL / *ret_more FALSE). Each value must be consumed. */
gboolean        sparkle_json_reader_enter_object (SparkleJsonReader *self);
gboolean        sparkle_json_reader_next_member  (SparkleJsonReader *self, const char **ret_key, gsize *ret_length);
gboolean        sparkle_json_reader_enter_array  (SparkleJsonReader *self);
gboolean        sparkle_json_reader_next_element (SparkleJsonReader *self, gboolean *ret_more);
gsize           sparkle_json_reader_offset       (SparkleJsonReader *self);

/* key (of next_member) equals a literal; keys with escapes equal nothing. */
#define SPARKLE_JSON_KEY(key, length, literal) ((length) == sizeof (literal) - 1 && memcmp ((key), literal, sizeof (literal) - 1) == 0)

G_END_DECLS
