/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double sparkle_best_score (gint64 reactions, gint64 answers, gint64 us_after_post);

G_END_DECLS
