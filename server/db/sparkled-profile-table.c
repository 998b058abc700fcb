/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-profile-table.h"

/* Newest first. The inner limit is for the planner: see sparkled-post-table.c. */
#define BEFORE(at, id) \
  "   AND (" at ", " id ") < (coalesce (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', 'infinity')," \
  "                          coalesce ($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))" \
  " ORDER BY " at " DESC, " id " DESC LIMIT 101) page LIMIT $4::integer"

const SparkledStatement sparkled_profile_statements[] = {
  [SPARKLED_PROFILE_COMMENTS] = { "profile_comments",
    "SELECT * FROM (SELECT comment_view (c), micros (c.created_at), c.id"
    "  FROM comment c JOIN post p ON p.id = c.post_id"
    " WHERE c.author_id = $1::uuid AND NOT c.deleted AND p.state IN ('published', 'archived')"
    BEFORE ("c.created_at", "c.id") },
  [SPARKLED_PROFILE_FOLLOWERS] = { "profile_followers",
    "SELECT * FROM (SELECT user_record (a), micros (f.created_at), a.id"
    "  FROM follow f JOIN account a ON a.id = f.follower_id"
    " WHERE f.followed_id = $1::uuid AND a.status <> 'deleted'"
    BEFORE ("f.created_at", "f.follower_id") },
  [SPARKLED_PROFILE_FOLLOWING] = { "profile_following",
    "SELECT * FROM (SELECT user_record (a), micros (f.created_at), a.id"
    "  FROM follow f JOIN account a ON a.id = f.followed_id"
    " WHERE f.follower_id = $1::uuid AND a.status <> 'deleted'"
    BEFORE ("f.created_at", "f.followed_id") },
  { NULL }
};

/**
 * sparkled_profile_table_list:
 * @db: the pool
 * @list: which list
 * @account_id: whose
 * @before_at: (nullable): µs, with @before_id: the last one that was listed
 * @before_id: (nullable): its id
 * @limit: how many
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the records, newest first
 */
SparkledRows *
sparkled_profile_table_list (SparkledDb           *db,
                             SparkledProfileList   list,
                             const char           *account_id,
                             const char           *before_at,
                             const char           *before_id,
                             unsigned              limit,
                             GError              **error)
{
  char count[16];

  g_snprintf (count, sizeof count, "%u", limit);

  return sparkled_db_queryv (db, &sparkled_profile_statements[list], error, 4, account_id, before_at, before_id, count);
}
