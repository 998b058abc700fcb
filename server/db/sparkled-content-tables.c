/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-content-tables.h"

#include "sparkled-bookmark-table.h"
#include "sparkled-change-table.h"
#include "sparkled-comment-table.h"
#include "sparkled-draft-table.h"
#include "sparkled-follow-table.h"
#include "sparkled-mention-table.h"
#include "sparkled-mutation-table.h"
#include "sparkled-notification-table.h"
#include "sparkled-post-table.h"
#include "sparkled-profile-table.h"
#include "sparkled-reaction-table.h"
#include "sparkled-search-table.h"
#include "sparkled-user-table.h"
#include "sparkled-video-table.h"
#include "sparkled-view-table.h"
#include "sparkled-xp-table.h"

/**
 * sparkled_content_tables_register:
 * @db: a pool that has not been started
 *
 * Has the statements of everything that people write prepared on each connection.
 */
void
sparkled_content_tables_register (SparkledDb *db)
{
  sparkled_db_register (db, sparkled_change_statements);
  sparkled_db_register (db, sparkled_mutation_statements);
  sparkled_db_register (db, sparkled_post_statements);
  sparkled_db_register (db, sparkled_comment_statements);
  sparkled_db_register (db, sparkled_reaction_statements);
  sparkled_db_register (db, sparkled_search_statements);
  sparkled_db_register (db, sparkled_follow_statements);
  sparkled_db_register (db, sparkled_bookmark_statements);
  sparkled_db_register (db, sparkled_draft_statements);
  sparkled_db_register (db, sparkled_mention_statements);
  sparkled_db_register (db, sparkled_notification_statements);
  sparkled_db_register (db, sparkled_user_statements);
  sparkled_db_register (db, sparkled_profile_statements);
  sparkled_db_register (db, sparkled_video_statements);
  sparkled_db_register (db, sparkled_view_statements);
  sparkled_db_register (db, sparkled_xp_statements);
}
