/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is older does not trend, whatever its score. */
#define SPARKLE_TRENDING_WINDOW (7 * G_TIME_SPAN_DAY)

double sparkle_trending_score (gint64 views, gint64 reactions, gint64 comments, gint64 age);

G_END_DECLS
