/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-trending.h"

#include <math.h>

/**
 * sparkle_trending_score:
 * @views: people who opened the post, each once a day
 * @reactions: all kinds together
 * @comments: all of the thread
 * @age: µs since it was published; a clock that is behind counts as none
 *
 * How much a post is talked about: (0.1 views + 2 reactions + 3 comments) · e^(-0.1 days).
 *
 * Returns: 0 or more; the larger the higher in the list
 */
double
sparkle_trending_score (gint64 views,
                        gint64 reactions,
                        gint64 comments,
                        gint64 age)
{
  double days = (double) MAX (age, 0) / G_TIME_SPAN_DAY;

  return (0.1 * (double) MAX (views, 0) + 2.0 * (double) MAX (reactions, 0) + 3.0 * (double) MAX (comments, 0)) * exp (-0.1 * days);
}
