/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  sparkle_mention_joins (gunichar c);
gsize     sparkle_mention_at    (const char *start, const char *p);
char    **sparkle_mentions      (const char *markdown);

G_END_DECLS
