/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-best.h"

#include <math.h>

#define DAYS_MAX 7

/**
 * sparkle_best_score:
 * @reactions: how many a comment has, of all types
 * @answers: how many comments answer it directly
 * @us_after_post: how long after the post it was written, in µs
 *
 * By how much a comment goes before others when the best come first.
 *
 * It is the score of trending posts, (2 reactions + 3 answers) · e^(−0.1 · age in days), with 1 for having been written, as its
 * logarithm. Exponential decay takes the same from all while time goes by, so the order does not depend on when one looks: it
 * holds still for a reader, is the same offline and on the server, and can be paged through. Counted from the post and for 7 days
 * only, as trending is: what is said years later does not go to the top for being new.
 *
 * The lower bound of Wilson (1927), which many sites use for "best", needs votes against: with reactions alone it gives the order
 * of the counts.
 *
 * Returns: the score; higher is better
 */
double
sparkle_best_score (gint64 reactions,
                    gint64 answers,
                    gint64 us_after_post)
{
  double days = CLAMP ((double) us_after_post / (24.0 * G_TIME_SPAN_HOUR), 0.0, DAYS_MAX);

  return log (1.0 + 2.0 * MAX (reactions, 0) + 3.0 * MAX (answers, 0)) + 0.1 * days;
}
