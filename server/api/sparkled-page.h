/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

/* A page of a list: how many, and behind which record it begins. */
typedef struct
{
  const char *kind;     /* one letter for each list, so that a cursor of another one is told */
  unsigned    limit;
  char        at[24];   /* µs, "" for the first page */
  char        id[40];
} SparkledPage;

gboolean    sparkled_page_read   (SparkledPage *self, const char *kind, SparkledCall *call, GError **error);
const char *sparkled_page_get_at (SparkledPage *self);
const char *sparkled_page_get_id (SparkledPage *self);
/* One row more than the limit was asked for: whether it came says whether there is a next page. */
void        sparkled_page_answer (SparkledPage *self, SparkledCall *call, SparkledRows *rows,
                                  unsigned json_column, unsigned at_column, unsigned id_column);

G_END_DECLS
