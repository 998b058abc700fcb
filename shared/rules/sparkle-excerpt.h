/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *sparkle_excerpt         (const char *markdown);
char    *sparkle_plain_text      (const char *markdown);
unsigned sparkle_reading_minutes (const char *markdown);

G_END_DECLS
