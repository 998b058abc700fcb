/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_REACTION_LIKE,
  SPARKLE_REACTION_LOVE,
  SPARKLE_REACTION_FIRE,
  SPARKLE_REACTION_SPARKLE,
  SPARKLE_REACTION_MIND_BLOWN,
  SPARKLE_N_REACTIONS
} SparkleReactionType;

const char *sparkle_reaction_to_name   (SparkleReactionType type); /* "mind_blown" */
gboolean    sparkle_reaction_from_name (const char *name, SparkleReactionType *ret_type);

G_END_DECLS
