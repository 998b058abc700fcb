/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-search-api.h"

#include "sparkle-limits.h"
#include "sparkled-routes.h"
#include "sparkled-search.h"

static gboolean
search (SparkledCall  *call,
        GError       **error)
{
  g_autoptr(SparkledSearchPage) page = NULL;
  GString *list;
  int limit;

  if (!sparkled_call_query_int (call, "limit", SPARKLE_PAGE_DEFAULT, 1, SPARKLE_PAGE_MAX, &limit, error))
    return FALSE;
  page = sparkled_search (call->services, sparkled_call_query (call, "q"), sparkled_call_query (call, "type"), (unsigned) limit,
                          sparkled_call_query (call, "cursor"), error);
  if (page == NULL)
    return FALSE;

  list = g_string_new ("[");
  for (guint i = 0; i < page->hits->len; i++)
    {
      if (i > 0)
        g_string_append_c (list, ',');
      g_string_append (list, g_ptr_array_index (page->hits, i));
    }
  g_string_append_c (list, ']');
  sparkled_call_take_list (call, g_string_free_and_steal (list), page->next);
  return TRUE;
}

/* method, path, who, limit, body cap, handler,
 * operation, summary, request, response, query, cache scope */
const SparkledRoute sparkled_search_routes[] = {
  { "GET", "/search", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_SEARCH, SPARKLED_BODY_NONE, search,
    "search", "Searches posts, comments, people and tags by words, \"phrases\", -exclusions and filters (author: tag: category: before: after: has:video); matches stand between U+E000 and U+E001", NULL, "[]SearchHit", "q type limit cursor", NULL },
  { NULL }
};
