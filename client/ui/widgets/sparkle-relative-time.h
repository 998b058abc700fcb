/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sparkle_relative_time (gint64 unix_us, gint64 now_us);
char *sparkle_exact_time    (gint64 unix_us);
char *sparkle_coming_time   (gint64 unix_us, gint64 now_us);
char *sparkle_short_number  (gint64 number);

G_END_DECLS
