/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is said to a person, in the language of the process. The server's is English. */
const char *sparkle_error_translate  (const char *message);
const char *sparkle_error_name_field (const char *field);
char       *sparkle_error_in_words   (const GError *error);

G_END_DECLS
