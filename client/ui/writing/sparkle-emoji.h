/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *text; /* the emoji itself */
  char *name; /* as it is typed between colons: lower case, words joined by _ */
} SparkleEmoji;

void       sparkle_emoji_free (SparkleEmoji *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleEmoji, sparkle_emoji_free)

/* (transfer full): array of SparkleEmoji, best first */
GPtrArray *sparkle_emoji_find (const char *prefix, unsigned limit);

G_END_DECLS
