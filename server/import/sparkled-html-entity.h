/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The character of the entity that begins with "&" at p; 0 when it is none. ret_end: (out): behind it. */
gunichar sparkled_html_entity (const char *p, const char **ret_end);

G_END_DECLS
