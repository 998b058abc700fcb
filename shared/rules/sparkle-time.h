/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SPARKLE_TIME_LENGTH 24 /* "2026-11-23T04:20:00.123Z" */

char    *sparkle_time_format (gint64 unix_us);
gboolean sparkle_time_parse  (const char *text, gint64 *ret_us);

G_END_DECLS
