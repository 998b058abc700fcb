/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-reaction.h"

#include <string.h>

static const char * const names[] = { "like", "love", "fire", "sparkle", "mind_blown" };

G_STATIC_ASSERT (G_N_ELEMENTS (names) == SPARKLE_N_REACTIONS);

/**
 * sparkle_reaction_to_name:
 * @type: a reaction
 *
 * Returns: (transfer none) (nullable): its name on the wire
 */
const char *
sparkle_reaction_to_name (SparkleReactionType type)
{
  g_return_val_if_fail ((unsigned) type < SPARKLE_N_REACTIONS, NULL);

  return names[type];
}

/**
 * sparkle_reaction_from_name:
 * @name: (nullable): a name on the wire
 * @ret_type: (out) (optional): the reaction
 *
 * Returns: whether there is such a reaction
 */
gboolean
sparkle_reaction_from_name (const char          *name,
                            SparkleReactionType *ret_type)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        if (ret_type != NULL)
          *ret_type = i;
        return TRUE;
      }

  return FALSE;
}
