/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* One post with its comments, and the place to write one; or a branch of them that goes on too deep for that page. */
#define SPARKLE_TYPE_THREAD_PAGE (sparkle_thread_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThreadPage, sparkle_thread_page, SPARKLE, THREAD_PAGE, AdwNavigationPage)

AdwNavigationPage *sparkle_thread_page_new         (SparkleSession *session, const char *post_id);
AdwNavigationPage *sparkle_thread_page_new_branch  (SparkleSession *session, const char *post_id, const char *root_id);
const char        *sparkle_thread_page_get_post_id (SparkleThreadPage *self);
SparkleVideo      *sparkle_thread_page_get_video    (SparkleThreadPage *self); /* (nullable) transfer none */
const char        *sparkle_thread_page_get_root_id (SparkleThreadPage *self); /* (nullable): of a branch */
void               sparkle_thread_page_next_unread (SparkleThreadPage *self);
/* Scrolls to a comment and lets it glow once. */
void               sparkle_thread_page_show_comment (SparkleThreadPage *self, const char *comment_id);
/* The same, and fetches it when it is not here yet; says so when there is none. */
void               sparkle_thread_page_find_comment (SparkleThreadPage *self, const char *comment_id);

G_END_DECLS
