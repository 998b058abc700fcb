/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

unsigned sparkle_backoff (GRand *rand, unsigned attempt, unsigned min_ms, unsigned max_ms);

G_END_DECLS
