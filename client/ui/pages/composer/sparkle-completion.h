/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-completer.h"

G_BEGIN_DECLS

/* Names and tags for whoever writes, a post or a comment. A SparkleCompletionFunc; user_data is the SparkleSession. */
void sparkle_completion_from_session (SparkleCompletionKind kind, const char *prefix, GPtrArray *texts, GPtrArray *details, gpointer session);

G_END_DECLS
