/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How text that people type is judged; the same for every field. */
char    *sparkle_text_normalise (const char *text);              /* "\r\n" and "\r" become "\n" */
gboolean sparkle_text_is_clean  (const char *text, gssize length, gboolean many_lines, const char **ret_reason);
gboolean sparkle_text_is_blank  (const char *text);              /* only white space and invisible characters */
gsize    sparkle_text_length    (const char *text);              /* in Unicode characters */
gboolean sparkle_text_char_is_invisible (gunichar c);

G_END_DECLS
