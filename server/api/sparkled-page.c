/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-page.h"

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-uuid.h"

/* Inside, a cursor is "1<kind><µs>:<uuid>"; outside it is opaque. */
#define FORMAT_VERSION '1'

static gboolean
decode_cursor (SparkledPage *self,
               const char   *cursor)
{
  g_autofree char *base64 = NULL;
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;
  gsize length = strlen (cursor);
  gint64 at;

  if (length == 0 || length > SPARKLE_CURSOR_MAX_BYTES ||
      strspn (cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != length)
    return FALSE;

  base64 = g_strconcat (cursor, &"==="[3 - (4 - length % 4) % 4], NULL);
  g_strdelimit (base64, "-", '+');
  g_strdelimit (base64, "_", '/');
  bytes = g_base64_decode (base64, &length);
  if (memchr (bytes, '\0', length) != NULL)
    return FALSE;

  text = g_strndup ((const char *) bytes, length);
  if (text[0] != FORMAT_VERSION || text[1] != self->kind[0])
    return FALSE;

  parts = g_strsplit (text + 2, ":", 3);
  if (g_strv_length (parts) != 2 ||
      !g_ascii_string_to_signed (parts[0], 10, -G_MAXINT64 / 1000, G_MAXINT64 / 1000, &at, NULL) ||
      !sparkle_uuid_is_valid (parts[1]))
    return FALSE;

  g_snprintf (self->at, sizeof self->at, "%" G_GINT64_FORMAT, at);
  g_strlcpy (self->id, parts[1], sizeof self->id);
  return TRUE;
}

static char *
encode_cursor (SparkledPage *self,
               const char   *at,
               const char   *id)
{
  g_autofree char *text = g_strdup_printf ("%c%s%s:%s", FORMAT_VERSION, self->kind, at, id);
  char *cursor = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (cursor, "+", '-');
  g_strdelimit (cursor, "/", '_');
  cursor[strcspn (cursor, "=")] = '\0';
  return cursor;
}

/**
 * sparkled_page_read:
 * @self: (out caller-allocates): the page
 * @kind: one letter that names the list
 * @call: a call with `limit` and `cursor` in its query
 * @error: VALIDATION_FAILED with a detail that names the wrong one
 *
 * Returns: whether both are absent or right
 */
gboolean
sparkled_page_read (SparkledPage  *self,
                    const char    *kind,
                    SparkledCall  *call,
                    GError       **error)
{
  const char *cursor = sparkled_call_query (call, "cursor");
  g_autoptr(GError) local = NULL;
  int limit;

  *self = (SparkledPage) { .kind = kind };
  if (!sparkled_call_query_int (call, "limit", SPARKLE_PAGE_DEFAULT, 1, SPARKLE_PAGE_MAX, &limit, error))
    return FALSE;

  self->limit = (unsigned) limit;
  if (cursor == NULL || decode_cursor (self, cursor))
    return TRUE;

  sparkle_error_add_detail (&local, "cursor", "is no cursor of this list");
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * sparkled_page_get_at:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the time of the last record of the page before, µs
 */
const char *
sparkled_page_get_at (SparkledPage *self)
{
  return self->at[0] != '\0' ? self->at : NULL;
}

/**
 * sparkled_page_get_id:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the id of the last record of the page before
 */
const char *
sparkled_page_get_id (SparkledPage *self)
{
  return self->id[0] != '\0' ? self->id : NULL;
}

/**
 * sparkled_page_answer:
 * @self: a page
 * @call: the call
 * @rows: its records and, when there is a next page, at least one more
 * @json_column: the column with the record as JSON text
 * @at_column: the column with its time, µs
 * @id_column: the column with its id
 *
 * Answers with the list and the cursor of the next page.
 */
void
sparkled_page_answer (SparkledPage *self,
                      SparkledCall *call,
                      SparkledRows *rows,
                      unsigned      json_column,
                      unsigned      at_column,
                      unsigned      id_column)
{
  unsigned n = MIN (sparkled_rows_get_n (rows), self->limit);
  g_autofree char *next = NULL;
  GString *list;
  gsize size = 2;

  for (unsigned i = 0; i < n; i++)
    size += sparkled_rows_get_size (rows, i, json_column) + 1;
  list = g_string_sized_new (size);
  g_string_append_c (list, '[');
  for (unsigned i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (list, ',');
      g_string_append_len (list, sparkled_rows_get (rows, i, json_column), sparkled_rows_get_size (rows, i, json_column));
    }
  g_string_append_c (list, ']');

  if (sparkled_rows_get_n (rows) > self->limit)
    next = encode_cursor (self, sparkled_rows_get (rows, n - 1, at_column), sparkled_rows_get (rows, n - 1, id_column));
  sparkled_call_take_list (call, g_string_free (list, FALSE), next);
}
