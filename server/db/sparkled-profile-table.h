/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

extern const SparkledStatement sparkled_profile_statements[];

/* What the lists of a profile hold. */
typedef enum
{
  SPARKLED_PROFILE_COMMENTS,  /* comments as REST gives them, of posts that may be seen */
  SPARKLED_PROFILE_FOLLOWERS, /* people */
  SPARKLED_PROFILE_FOLLOWING, /* people */
} SparkledProfileList;

/* Columns of all of them. */
enum
{
  SPARKLED_PROFILE_JSON,
  SPARKLED_PROFILE_AT, /* µs */
  SPARKLED_PROFILE_ID,
};

SparkledRows *sparkled_profile_table_list (SparkledDb *db, SparkledProfileList list, const char *account_id,
                                           const char *before_at, const char *before_id, unsigned limit, GError **error);

G_END_DECLS
