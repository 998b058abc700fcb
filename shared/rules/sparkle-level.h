/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

unsigned sparkle_level_for_xp (gint64 xp);
gint64   sparkle_level_get_xp (unsigned level);

G_END_DECLS
