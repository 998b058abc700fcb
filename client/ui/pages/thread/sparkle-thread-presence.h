/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* One dim line: who reads a thread too, and who writes in it. It has its place whether it says something or not. */
#define SPARKLE_TYPE_THREAD_PRESENCE (sparkle_thread_presence_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThreadPresence, sparkle_thread_presence, SPARKLE, THREAD_PRESENCE, AdwBin)

void  sparkle_thread_presence_set_session (SparkleThreadPresence *self, SparkleSession *session, const char *post_id);
/* What is said of people (names, NULL-terminated) and of some more that have no name here; (nullable): nothing. */
char *sparkle_thread_presence_describe    (const char * const *names, unsigned n_more, gboolean typing);

G_END_DECLS
