/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-id-list.h"

#include <string.h>

/* A table of so many cells at most; beyond that one replacement is told. */
#define MAX_CELLS (512 * 512)

GPtrArray *
sparkle_id_list_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static const char *
id_at (GPtrArray *ids,
       unsigned   i)
{
  return g_ptr_array_index (ids, i);
}

/* Puts target[from, from + added) in the place of ids[position, position + removed). */
static void
splice (GListModel  *model,
        GPtrArray  **ids,
        unsigned     position,
        unsigned     removed,
        GPtrArray   *target,
        unsigned     from,
        unsigned     added)
{
  GPtrArray *old = *ids;
  GPtrArray *next = sparkle_id_list_new ();

  if (removed + added == 0)
    {
      g_ptr_array_unref (next);
      return;
    }
  for (unsigned i = 0; i < position; i++)
    g_ptr_array_add (next, g_strdup (id_at (old, i)));
  for (unsigned i = 0; i < added; i++)
    g_ptr_array_add (next, g_strdup (id_at (target, from + i)));
  for (unsigned i = position + removed; i < old->len; i++)
    g_ptr_array_add (next, g_strdup (id_at (old, i)));
  *ids = next;
  g_ptr_array_unref (old);
  g_list_model_items_changed (model, position, removed, added);
}

/* lengths[i][j]: of the longest common subsequence of old[first + i …) and target[first + j …). */
static guint16 *
common_lengths (GPtrArray *old,
                GPtrArray *target,
                unsigned   first,
                unsigned   n,
                unsigned   m)
{
  guint16 *lengths = g_new0 (guint16, (n + 1) * (m + 1));

  for (unsigned i = n; i-- > 0;)
    for (unsigned j = m; j-- > 0;)
      lengths[i * (m + 1) + j] = strcmp (id_at (old, first + i), id_at (target, first + j)) == 0
                                 ? lengths[(i + 1) * (m + 1) + j + 1] + 1
                                 : MAX (lengths[(i + 1) * (m + 1) + j], lengths[i * (m + 1) + j + 1]);
  return lengths;
}

static void
splice_by_subsequence (GListModel  *model,
                       GPtrArray  **ids,
                       GPtrArray   *target,
                       unsigned     first,
                       unsigned     n,
                       unsigned     m)
{
  g_autoptr (GPtrArray) old = g_ptr_array_ref (*ids);
  g_autofree guint16 *lengths = common_lengths (old, target, first, n, m);
  unsigned i = 0, j = 0;

  while (i < n || j < m)
    {
      unsigned start_i = i, start_j = j;

      while (i < n || j < m)
        {
          if (i < n && j < m && strcmp (id_at (old, first + i), id_at (target, first + j)) == 0)
            break;
          if (j == m || (i < n && lengths[(i + 1) * (m + 1) + j] >= lengths[i * (m + 1) + j + 1]))
            i++;
          else
            j++;
        }
      splice (model, ids, first + start_j, i - start_i, target, first + start_j, j - start_j);
      if (i < n && j < m)
        i++, j++;
    }
}

void
sparkle_id_list_become (GListModel  *model,
                        GPtrArray  **ids,
                        GPtrArray   *target)
{
  unsigned old_n = (*ids)->len, new_n = target->len, first = 0, last = 0, n, m;

  while (first < MIN (old_n, new_n) && strcmp (id_at (*ids, first), id_at (target, first)) == 0)
    first++;
  while (last < MIN (old_n, new_n) - first && strcmp (id_at (*ids, old_n - 1 - last), id_at (target, new_n - 1 - last)) == 0)
    last++;
  n = old_n - first - last;
  m = new_n - first - last;
  if (n > 0 && m > 0 && (gsize) n * m <= MAX_CELLS)
    splice_by_subsequence (model, ids, target, first, n, m);
  else
    splice (model, ids, first, n, target, first, m);
}
