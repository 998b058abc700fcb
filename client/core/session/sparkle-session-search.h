/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-search.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

SparkleSearch *sparkle_session_open_search         (SparkleSession *self); /* transfer full */

/* For programs that run once: resolves when all that is cached can be found. The app need not wait: it is done when nothing else is to do. */
DexFuture     *sparkle_session_prepare_search         (SparkleSession *self);

/* Resolves to a GPtrArray (boxed) of SparkleSearchHit, best first: of this machine alone, without a word to the server. */
DexFuture     *sparkle_session_search_cached          (SparkleSession *self, const char *text, unsigned limit);

/* What the account searched for on this machine, newest first, at most 8 (transfer full). */
char         **sparkle_session_get_recent_searches    (SparkleSession *self);
void           sparkle_session_remember_search        (SparkleSession *self, const char *text);
void           sparkle_session_forget_recent_searches (SparkleSession *self);

G_END_DECLS
