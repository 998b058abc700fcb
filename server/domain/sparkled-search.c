/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-search.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-query.h"
#include "sparkled-search-table.h"

/* Where the next page begins: "s1<score> <key>" as base64url. The score is PostgreSQL's own text of a real,
 * which reads back as the same number. */
#define CURSOR_PREFIX "s1"

static char *
encode_cursor (const char *score,
               const char *key)
{
  g_autofree char *text = g_strconcat (CURSOR_PREFIX, score, " ", key, NULL);
  char *cursor = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (cursor, "+", '-');
  g_strdelimit (cursor, "/", '_');
  cursor[strcspn (cursor, "=")] = '\0';
  return cursor;
}

/* A key is "<type>:<id or name>": whatever it says, it is only compared with. */
static gboolean
decode_cursor (const char  *cursor,
               char       **ret_score,
               char       **ret_key)
{
  g_autofree char *base64 = NULL;
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;
  gsize length = strlen (cursor);
  char *space;
  char *end = NULL;
  double score;

  if (length > SPARKLE_CURSOR_MAX_BYTES
      || strspn (cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != length
      || length % 4 == 1)
    return FALSE;
  base64 = g_strconcat (cursor, &"==="[3 - (4 - length % 4) % 4], NULL);
  g_strdelimit (base64, "-", '+');
  g_strdelimit (base64, "_", '/');
  bytes = g_base64_decode (base64, &length);
  if (!g_utf8_validate_len ((const char *) bytes, length, NULL))
    return FALSE;
  text = g_strndup ((const char *) bytes, length);
  space = strchr (text, ' ');
  if (!g_str_has_prefix (text, CURSOR_PREFIX) || space == NULL)
    return FALSE;
  *space = '\0';
  if (!g_ascii_isdigit (text[2]))
    return FALSE;
  errno = 0;
  score = g_ascii_strtod (text + 2, &end);
  if (errno != 0 || *end != '\0' || !(score >= 0 && score < 1000))
    return FALSE;
  *ret_score = g_strdup (text + 2);
  *ret_key = g_strdup (space + 1);
  return TRUE;
}

static SparkleQuery *
parse (const char  *q,
       GError     **problems)
{
  if (q != NULL && *q != '\0' && g_utf8_validate (q, -1, NULL))
    return sparkle_query_parse (q, problems);
  sparkle_error_add_detail (problems, "q", "must be 1 to %d characters", SPARKLE_QUERY_MAX);
  return NULL;
}

static SparkleQuery *
validate (const char  *q,
          const char  *type,
          const char  *cursor,
          char       **ret_score,
          char       **ret_key,
          GError     **error)
{
  static const char * const types[] = { "post", "comment", "user", "tag", NULL };
  GError *problems = NULL;
  g_autoptr(SparkleQuery) query = parse (q, &problems);

  if (type != NULL && !g_strv_contains (types, type))
    sparkle_error_add_detail (&problems, "type", N_("must be post, comment, user or tag"));
  if (cursor != NULL && !decode_cursor (cursor, ret_score, ret_key))
    sparkle_error_add_detail (&problems, "cursor", N_("is no cursor of a search"));
  if (problems == NULL)
    return g_steal_pointer (&query);
  g_propagate_error (error, problems);
  return NULL;
}

/**
 * sparkled_search:
 * @services: the services
 * @q: (nullable): what was typed
 * @type: (nullable): only post, comment, user or tag
 * @limit: how many, 1 to SPARKLE_PAGE_MAX
 * @cursor: (nullable): of the page before
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Searches everything that is public, best first: title x3, excerpt and tags x2, content x1;
 * titles, names and tags forgive typing errors. Odd words, quotes and operators find nothing; a filter that makes no sense is
 * a problem of "q" that says which part is wrong.
 *
 * Returns: (transfer full): a page of hits, or %NULL with @error set
 */
SparkledSearchPage *
sparkled_search (SparkledServices *services,
                 const char       *q,
                 const char       *type,
                 unsigned          limit,
                 const char       *cursor,
                 GError          **error)
{
  g_autofree char *score = NULL;
  g_autofree char *key = NULL;
  g_autoptr(SparkleQuery) query = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  g_autoptr(SparkledSearchPage) page = NULL;
  unsigned n;

  limit = CLAMP (limit, 1, SPARKLE_PAGE_MAX);
  query = validate (q, type, cursor, &score, &key, error);
  if (query == NULL)
    return NULL;
  page = g_new0 (SparkledSearchPage, 1);
  page->hits = g_ptr_array_new_with_free_func (g_free);
  if (sparkle_query_is_empty (query)) /* nothing but quotes and operators */
    return g_steal_pointer (&page);
  rows = sparkled_search_table_find (services->db, query, type, limit, score, key, error);
  if (rows == NULL)
    return NULL;

  n = MIN (sparkled_rows_get_n (rows), limit);
  for (unsigned i = 0; i < n; i++)
    g_ptr_array_add (page->hits, g_strdup (sparkled_rows_get (rows, i, SPARKLED_SEARCH_HIT)));
  if (sparkled_rows_get_n (rows) > limit)
    page->next = encode_cursor (sparkled_rows_get (rows, n - 1, SPARKLED_SEARCH_SCORE),
                                sparkled_rows_get (rows, n - 1, SPARKLED_SEARCH_KEY));
  return g_steal_pointer (&page);
}

void
sparkled_search_page_free (SparkledSearchPage *self)
{
  g_ptr_array_unref (self->hits);
  g_free (self->next);
  g_free (self);
}
