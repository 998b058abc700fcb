/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-level.h"

#include "sparkle-limits.h"

/**
 * sparkle_level_for_xp:
 * @xp: points; less than none counts as none
 *
 * The level floor(sqrt(xp / 100)) + 1, in whole numbers: a floating point root is wrong by one at some squares.
 *
 * Returns: 1 or more
 */
unsigned
sparkle_level_for_xp (gint64 xp)
{
  guint64 hundreds = MAX (xp, 0) / SPARKLE_XP_LEVEL_BASE;
  guint64 root = 0;

  for (guint64 bit = G_GUINT64_CONSTANT (1) << 28; bit > 0; bit >>= 1)
    if ((root + bit) * (root + bit) <= hundreds)
      root += bit;

  return root + 1;
}

/**
 * sparkle_level_get_xp:
 * @level: 1 or more
 *
 * Returns: the points at which the level begins, (level - 1)^2 * 100
 */
gint64
sparkle_level_get_xp (unsigned level)
{
  gint64 steps = MIN (MAX (level, 1), 1u << 28) - 1;

  return steps * steps * SPARKLE_XP_LEVEL_BASE;
}
