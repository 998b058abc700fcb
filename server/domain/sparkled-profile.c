/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-profile.h"

/**
 * sparkled_profile_list:
 * @services: the services
 * @list: which list
 * @account_id: somebody who may be seen
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
sparkled_profile_list (SparkledServices     *services,
                       SparkledProfileList   list,
                       const char           *account_id,
                       const char           *before_at,
                       const char           *before_id,
                       unsigned              limit,
                       GError              **error)
{
  return sparkled_profile_table_list (services->db, list, account_id, before_at, before_id, limit, error);
}
