/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SPARKLE_UUID_LENGTH 36

char    *sparkle_uuid_new      (void);
char    *sparkle_uuid_for_name (gint64 unix_us, const char *name);
gboolean sparkle_uuid_is_valid (const char *uuid);

G_END_DECLS
