/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-backoff.h"

/**
 * sparkle_backoff:
 * @rand: where jitter comes from
 * @attempt: how many attempts failed before, from 0
 * @min_ms: the least wait
 * @max_ms: the longest wait
 *
 * Full jitter between @min_ms and twice that for every attempt, so that clients that lost the same server do not come back
 * together.
 *
 * Returns: how many milliseconds to wait
 */
unsigned
sparkle_backoff (GRand *rand, unsigned attempt, unsigned min_ms, unsigned max_ms)
{
  guint64 ceiling = (guint64) MAX (min_ms, 1) << MIN (attempt + 1, 20);

  g_return_val_if_fail (rand != NULL, max_ms);

  ceiling = MIN (ceiling, max_ms);
  if (ceiling <= min_ms)
    return min_ms;
  return min_ms + (unsigned) g_rand_double_range (rand, 0, ceiling - min_ms);
}
