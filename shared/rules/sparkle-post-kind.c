/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-kind.h"

#include <string.h>

static const char * const names[] = { "blog", "theory", "video_review", "fan_art", "tutorial", "news", "poll" };

G_STATIC_ASSERT (G_N_ELEMENTS (names) == SPARKLE_N_POST_KINDS);

/**
 * sparkle_post_kind_to_name:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): its name on the wire
 */
const char *
sparkle_post_kind_to_name (SparklePostKind kind)
{
  g_return_val_if_fail ((unsigned) kind < SPARKLE_N_POST_KINDS, NULL);

  return names[kind];
}

/**
 * sparkle_post_kind_from_name:
 * @name: (nullable): a name on the wire
 * @ret_kind: (out) (optional): the kind
 *
 * Returns: whether there is such a kind
 */
gboolean
sparkle_post_kind_from_name (const char      *name,
                             SparklePostKind *ret_kind)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        if (ret_kind != NULL)
          *ret_kind = i;
        return TRUE;
      }

  return FALSE;
}
