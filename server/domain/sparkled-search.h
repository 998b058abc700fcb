/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *hits; /* of strings: {"type","record","title_highlight","fragment"} as PostgreSQL made them, best first */
  char      *next; /* (nullable) the cursor of the next page */
} SparkledSearchPage;

/* (fiber) q: 1 to SPARKLE_QUERY_MAX characters in the language of sparkle-query.h. type: post, comment, user, tag, or NULL for all. cursor: (nullable).
 * What is wrong comes as VALIDATION_FAILED with details. Everybody may search; hidden things are not found. */
SparkledSearchPage *sparkled_search           (SparkledServices *services, const char *q, const char *type, unsigned limit, const char *cursor, GError **error);
void                sparkled_search_page_free (SparkledSearchPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledSearchPage, sparkled_search_page_free)

G_END_DECLS
