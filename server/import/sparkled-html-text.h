/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of a comment as YouTube gives it: HTML with entities, <br />, links and byte-order marks.
 * video_id: (nullable): a link to a time of this video gives ret_video_seconds, else -1. */
char *sparkled_html_text (const char *html, const char *video_id, gint64 *ret_video_seconds);

G_END_DECLS
