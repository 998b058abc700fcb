/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-key-list.h"

GArray *
sparkle_key_list_new (unsigned size)
{
  return g_array_sized_new (FALSE, FALSE, sizeof (SparkleKey), size);
}

/* As in the list: negative when a comes first. */
int
sparkle_key_compare (const SparkleKey *a,
                     const SparkleKey *b)
{
  if (a->sort != b->sort)
    return a->sort > b->sort ? -1 : 1;
  return a->row == b->row ? 0 : a->row > b->row ? -1 : 1;
}

/* Where the key is, or where it would be. */
gboolean
sparkle_key_list_search (GArray           *keys,
                         const SparkleKey *key,
                         unsigned         *ret_position)
{
  unsigned low = 0, high = keys->len;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;
      int order = sparkle_key_compare (SPARKLE_KEY (keys, middle), key);

      if (order == 0)
        {
          *ret_position = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *ret_position = low;
  return FALSE;
}

/* A post whose date changed is not where its key says. */
gboolean
sparkle_key_list_search_row (GArray   *keys,
                             gint64    row,
                             unsigned *ret_position)
{
  for (unsigned i = 0; i < keys->len; i++)
    if (SPARKLE_KEY (keys, i)->row == row)
      {
        *ret_position = i;
        return TRUE;
      }
  return FALSE;
}

/* Where two sorted lists differ; positions are those while the runs are applied first to last. */
GArray *
sparkle_key_list_find_runs (GArray *old,
                            GArray *target)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (SparkleKeyRun));
  unsigned i = 0, j = 0;

  while (i < old->len || j < target->len)
    {
      SparkleKeyRun run = { .position = j, .old_from = i, .new_from = j };
      int order;

      while (i < old->len || j < target->len)
        {
          order = i == old->len ? 1 : j == target->len ? -1 : sparkle_key_compare (SPARKLE_KEY (old, i), SPARKLE_KEY (target, j));
          if (order == 0)
            break;
          if (order < 0)
            i++, run.removed++;
          else
            j++, run.added++;
        }
      if (run.removed + run.added > 0)
        g_array_append_val (runs, run);
      if (i < old->len && j < target->len)
        i++, j++;
    }
  return runs;
}

/* Two sorted lists as one, sorted. */
GArray *
sparkle_key_list_merge (GArray *a,
                        GArray *b)
{
  GArray *all = sparkle_key_list_new (a->len + b->len);
  unsigned i = 0, j = 0;

  while (i < a->len || j < b->len)
    {
      gboolean from_a = j == b->len || (i < a->len && sparkle_key_compare (SPARKLE_KEY (a, i), SPARKLE_KEY (b, j)) < 0);

      g_array_append_val (all, *SPARKLE_KEY (from_a ? a : b, from_a ? i++ : j++));
    }
  return all;
}

/* A copy with a stretch replaced. */
GArray *
sparkle_key_list_splice (GArray           *keys,
                         unsigned          position,
                         unsigned          removed,
                         const SparkleKey *added,
                         unsigned          n_added)
{
  GArray *next = sparkle_key_list_new (keys->len - removed + n_added);

  if (position > 0)
    g_array_append_vals (next, keys->data, position);
  if (n_added > 0)
    g_array_append_vals (next, added, n_added);
  if (keys->len > position + removed)
    g_array_append_vals (next, SPARKLE_KEY (keys, position + removed), keys->len - position - removed);
  return next;
}
