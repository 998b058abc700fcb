/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean sparkle_youtube_id_is_valid    (const char *id);
char    *sparkle_youtube_id_from_url    (const char *url);
gboolean sparkle_youtube_start_from_url (const char *url,
                                         unsigned   *ret_seconds);

G_END_DECLS
