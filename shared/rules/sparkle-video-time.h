/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean sparkle_video_time_parse  (const char *text, unsigned *ret_seconds);
char    *sparkle_video_time_format (unsigned seconds);
/* The first time of day-less form ("2:31") in running text, as a whole word. */
gboolean sparkle_video_time_find   (const char *text, gsize *ret_start, gsize *ret_length, unsigned *ret_seconds);

/* The moment of its video that a comment is about: the second it is pinned to, else the first time in its text; -1: none. */
gint64   sparkle_video_time_of     (gint64 pinned, const char *text);

G_END_DECLS
