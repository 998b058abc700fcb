/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *sparkle_slug             (const char *title);
char    *sparkle_slug_numbered    (const char *slug, unsigned number);
gboolean sparkle_slug_is_valid    (const char *slug);

G_END_DECLS
