/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-row-runs.h"

#include <string.h>

/* More runs than this are told as one: each costs whoever listens as much as a large one. */
#define MAX_RUNS 128

/* Which rows stay: those of a longest sequence whose marks rise (Fredman 1975, "patience sorting"), n log n. */
static gboolean *
find_staying (const unsigned *marks,
              unsigned        n)
{
  gboolean *staying = g_new0 (gboolean, n + 1);
  g_autofree unsigned *tails = g_new (unsigned, n + 1);  /* of the sequences of each length: the row they end with */
  g_autofree unsigned *before = g_new (unsigned, n + 1); /* the row before a row in its sequence */
  unsigned length = 0;

  for (unsigned i = 0; i < n; i++)
    {
      unsigned low = 0, high = length;

      if (marks[i] == 0)
        continue;
      while (low < high)
        {
          unsigned middle = low + (high - low) / 2;

          if (marks[tails[middle]] < marks[i])
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? tails[low - 1] : n;
      tails[low] = i;
      length = MAX (length, low + 1);
    }
  for (unsigned i = length > 0 ? tails[length - 1] : n; i != n; i = before[i])
    staying[i] = TRUE;
  return staying;
}

static void
join_runs (GArray *runs)
{
  SparkleRowRun *first = &g_array_index (runs, SparkleRowRun, 0);
  const SparkleRowRun *last = &g_array_index (runs, SparkleRowRun, runs->len - 1);
  int shift = 0;

  for (unsigned i = 0; i + 1 < runs->len; i++)
    shift += (int) g_array_index (runs, SparkleRowRun, i).added - (int) g_array_index (runs, SparkleRowRun, i).removed;
  first->added = last->position + last->added - first->position;
  first->removed = (unsigned) ((int) (last->position + last->removed) - shift) - first->position;
  g_array_set_size (runs, 1);
}

/**
 * sparkle_row_runs_find: (skip)
 * @marks: of each old row the place in the new list, counted from 1; 0: it goes
 * @n_old: how many old ones
 * @n_new: how many new ones
 *
 * How to get from one list to another in place, keeping as many rows as can stay.
 *
 * Returns: (transfer full): SparkleRowRun in the order of the list, to be done one after the other
 */
GArray *
sparkle_row_runs_find (const unsigned *marks,
                       unsigned        n_old,
                       unsigned        n_new)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (SparkleRowRun));
  g_autofree gboolean *staying = find_staying (marks, n_old);
  unsigned i = 0, j = 0;

  while (i < n_old || j < n_new)
    {
      SparkleRowRun run = { j, 0, 0 };

      for (; i < n_old && !staying[i]; i++)
        run.removed++;
      for (; j < (i < n_old ? marks[i] - 1 : n_new); j++)
        run.added++;
      if (run.removed + run.added > 0)
        g_array_append_val (runs, run);
      i++, j++;
    }
  if (runs->len > MAX_RUNS)
    join_runs (runs);
  return runs;
}

void
sparkle_row_runs_splice (GPtrArray *rows,
                         unsigned   position,
                         unsigned   removed,
                         gpointer  *added,
                         unsigned   n_added)
{
  unsigned old = rows->len, tail = old - position - removed;

  if (n_added > removed)
    g_ptr_array_set_size (rows, (int) (old - removed + n_added));
  memmove (rows->pdata + position + n_added, rows->pdata + position + removed, tail * sizeof (gpointer));
  if (n_added > 0)
    memcpy (rows->pdata + position, added, n_added * sizeof (gpointer));
  if (n_added < removed)
    g_ptr_array_set_size (rows, (int) (old - removed + n_added));
}
