/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every fixed number that both sides must agree on. Lengths are in Unicode characters unless
 * the name says bytes. */

/* Accounts */
#define SPARKLE_USERNAME_MIN 3
#define SPARKLE_USERNAME_MAX 30
#define SPARKLE_EMAIL_MAX 254
#define SPARKLE_PASSWORD_MIN 8
#define SPARKLE_PASSWORD_MAX 128
#define SPARKLE_DISPLAY_NAME_MAX 50
#define SPARKLE_BIO_MAX 500
#define SPARKLE_SESSION_DAYS 30
#define SPARKLE_LOCK_FAILURES 5
#define SPARKLE_LOCK_MINUTES 15
#define SPARKLE_ARGON2_MEMORY_BYTES (19 * 1024 * 1024)
#define SPARKLE_ARGON2_PASSES 2
#define SPARKLE_BCRYPT_COST 12

/* Content */
#define SPARKLE_TITLE_MIN 1
#define SPARKLE_TITLE_MAX 200
#define SPARKLE_CONTENT_MIN 1
#define SPARKLE_CONTENT_MAX 50000
#define SPARKLE_COMMENT_MIN 1
#define SPARKLE_COMMENT_MAX 5000
#define SPARKLE_TAGS_MAX 5
#define SPARKLE_TAG_MIN 1
#define SPARKLE_TAG_MAX 30
#define SPARKLE_CATEGORY_MAX 50
#define SPARKLE_SLUG_MAX 200
#define SPARKLE_EXCERPT_MAX 200   /* longer ones: the first EXCERPT_CUT characters and "..." */
#define SPARKLE_EXCERPT_CUT 197
#define SPARKLE_WORDS_PER_MINUTE 225
#define SPARKLE_COMMENT_DEPTH_MAX 8 /* deeper ones continue on their own page */
#define SPARKLE_FOLDER_MAX 50
#define SPARKLE_NOTE_MAX 500
#define SPARKLE_YOUTUBE_ID_LENGTH 11
#define SPARKLE_MENTIONS_MAX 20        /* of one text; who is named behind them is not told */
#define SPARKLE_VIDEO_SECONDS_MAX (48 * 3600)
#define SPARKLE_SCHEDULE_DAYS_MAX 366   /* how far ahead a post may be timed */
#define SPARKLE_SCHEDULED_MAX 100       /* posts of one account that wait */

/* Experience */
#define SPARKLE_XP_POST 10
#define SPARKLE_XP_FIRST_POST_OF_DAY 15
#define SPARKLE_XP_FEATURED 100
#define SPARKLE_XP_COMMENT 5
#define SPARKLE_XP_COMMENT_LIKED 5
#define SPARKLE_XP_REACTION_GIVEN 1
#define SPARKLE_XP_REACTION_RECEIVED 2
#define SPARKLE_XP_FOLLOW 3
#define SPARKLE_XP_FOLLOWED 5
#define SPARKLE_XP_DAILY_VISIT 10
#define SPARKLE_XP_STREAK_DAY 5
#define SPARKLE_XP_STREAK_MAX 100
#define SPARKLE_XP_LEVEL_BASE 100  /* level L begins at (L - 1)^2 times this */

/* Notifications */
#define SPARKLE_NOTIFICATIONS_MAX 500     /* of one account; the oldest go */
#define SPARKLE_NOTIFICATION_ACTORS_MAX 3 /* named; the rest is a number */
#define SPARKLE_ANNOUNCEMENT_MAX 500
#define SPARKLE_NOTIFICATION_IDS_MAX 100  /* of one notification.read */

/* Lists, sync and live */
#define SPARKLE_PAGE_DEFAULT 10
#define SPARKLE_PAGE_MAX 100
#define SPARKLE_PULL_LIMIT_DEFAULT 500
#define SPARKLE_PULL_LIMIT_MAX 1000
#define SPARKLE_PULL_SCOPES_MAX 100
#define SPARKLE_PULL_RECORDS_MAX 5000   /* of all scopes of one pull together */
#define SPARKLE_PUSH_MUTATIONS_MAX 100
#define SPARKLE_CURSOR_MAX_BYTES 256
#define SPARKLE_SCOPE_MAX_BYTES 64
#define SPARKLE_TOMBSTONE_DAYS 30
#define SPARKLE_FIRST_SYNC_POSTS 1000
#define SPARKLE_LIVE_PROTOCOL "sparkle.live.v1"
#define SPARKLE_LIVE_SCOPES_MAX 64      /* subscriptions of one socket */
#define SPARKLE_LIVE_WINDOW_BYTES 65536 /* unacked bytes of one socket */
#define SPARKLE_LIVE_FRAME_MAX_BYTES 65536 /* of a frame sent to the server */
#define SPARKLE_PRESENCE_USERS_MAX 50

/* JSON */
#define SPARKLE_JSON_DEPTH_MAX 32
#define SPARKLE_JSON_BODY_MAX_BYTES (1024 * 1024)
#define SPARKLE_JSON_PUSH_MAX_BYTES (8 * 1024 * 1024)
#define SPARKLE_JSON_ANSWER_MAX_BYTES (64 * 1024 * 1024) /* what a client takes */

/* Rate limits: how many in how many seconds */
#define SPARKLE_RATE_GENERAL 100
#define SPARKLE_RATE_GENERAL_SECONDS 60
#define SPARKLE_RATE_SIGN_IN 5
#define SPARKLE_RATE_SIGN_IN_SECONDS 900
#define SPARKLE_RATE_REGISTER 3
#define SPARKLE_RATE_REGISTER_SECONDS 3600
#define SPARKLE_RATE_POST 10
#define SPARKLE_RATE_POST_SECONDS 3600
#define SPARKLE_RATE_COMMENT 5
#define SPARKLE_RATE_COMMENT_SECONDS 60
#define SPARKLE_RATE_COMMENT_LONG 60
#define SPARKLE_RATE_COMMENT_LONG_SECONDS 3600
#define SPARKLE_RATE_REACTION 100
#define SPARKLE_RATE_REACTION_SECONDS 3600
#define SPARKLE_RATE_FOLLOW 30
#define SPARKLE_RATE_FOLLOW_SECONDS 3600
#define SPARKLE_RATE_SEARCH 60
#define SPARKLE_RATE_SEARCH_SECONDS 60
#define SPARKLE_RATE_LIVE_FRAMES 60
#define SPARKLE_RATE_LIVE_FRAMES_SECONDS 60
