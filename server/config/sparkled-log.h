/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Logs as one JSON object a line on stderr. Fields of g_log_structured() become members, so a
 * message with a REQUEST_ID can be found by it. Tokens and bodies are never given to it. */
void     sparkled_log_start      (const char *level);
gboolean sparkled_log_is_enabled (GLogLevelFlags level);

G_END_DECLS
