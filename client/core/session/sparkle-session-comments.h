/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Resolves to the id of the post (string) of a comment, once the comment is in the cache. Rejects with NOT_FOUND, OFFLINE, … */
DexFuture     *sparkle_session_find_comment (SparkleSession *self, const char *comment_id);

/* A thread from one of its comments on; root_id NULL: from the post on. */
SparkleThread *sparkle_session_open_branch  (SparkleSession *self, const char *post_id, const char *root_id); /* transfer full */
/* Remembers what was seen of it, on this machine. */
void           sparkle_session_save_visit   (SparkleSession *self, SparkleThread *thread);

G_END_DECLS
