/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Resolves to the id of the post (string) of a comment, once the comment is in the cache. Rejects with NOT_FOUND, OFFLINE, … */
DexFuture *sparkle_session_find_comment (SparkleSession *self, const char *comment_id);

G_END_DECLS
