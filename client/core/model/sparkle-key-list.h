/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-reader.h"

G_BEGIN_DECLS

/* Sorted arrays of SparkleKey: what a list of posts is made of. */
#define SPARKLE_KEY(array, i) (&g_array_index (array, SparkleKey, i))

/* One stretch in which two lists differ; position is the one while the runs are applied first to last. */
typedef struct
{
  unsigned position;
  unsigned old_from, removed;
  unsigned new_from, added;
} SparkleKeyRun;

GArray  *sparkle_key_list_new        (unsigned size);
int      sparkle_key_compare         (const SparkleKey *a, const SparkleKey *b);
gboolean sparkle_key_list_search     (GArray *keys, const SparkleKey *key, unsigned *ret_position);
gboolean sparkle_key_list_search_row (GArray *keys, gint64 row, unsigned *ret_position);
GArray  *sparkle_key_list_find_runs  (GArray *old, GArray *target); /* of SparkleKeyRun */
/* Both (transfer full): lists are never changed, only replaced. */
GArray  *sparkle_key_list_merge      (GArray *a, GArray *b);
GArray  *sparkle_key_list_splice     (GArray *keys, unsigned position, unsigned removed, const SparkleKey *added, unsigned n_added);

G_END_DECLS
