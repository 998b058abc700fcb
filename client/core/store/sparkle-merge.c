/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-merge.h"

#include <string.h>

/* Lines are compared by number: equal lines get the same one, so that the inner loops compare integers. */
typedef struct
{
  const char *text;
  gsize       length; /* with the newline */
} Line;

typedef struct
{
  Line     *lines;
  unsigned *ids;
  unsigned  n;
} Side;

/* Beyond this many edits two texts have so little in common that merging them by line makes no sense. */
#define MAX_EDITS 2000

static void
side_clear (Side *side)
{
  g_free (side->lines);
  g_free (side->ids);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

static guint
line_hash (gconstpointer data)
{
  const Line *line = data;
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < line->length; i++)
    hash = (hash ^ (guchar) line->text[i]) * 16777619u;
  return hash;
}

static gboolean
line_equal (gconstpointer a,
            gconstpointer b)
{
  const Line *one = a, *other = b;

  return one->length == other->length && memcmp (one->text, other->text, one->length) == 0;
}

static void
side_init (Side       *side,
           const char *text,
           GHashTable *numbers)
{
  unsigned n = 0;
  const char *p;

  for (p = text; *p != '\0'; n++)
    {
      const char *newline = strchr (p, '\n');
      p = newline != NULL ? newline + 1 : p + strlen (p);
    }
  side->n = n;
  side->lines = g_new (Line, n + 1);
  side->ids = g_new (unsigned, n + 1);
  p = text;
  for (unsigned i = 0; i < n; i++)
    {
      const char *newline = strchr (p, '\n');
      Line *line = &side->lines[i];
      gpointer id;

      line->text = p;
      line->length = newline != NULL ? (gsize) (newline + 1 - p) : strlen (p);
      p += line->length;
      id = g_hash_table_lookup (numbers, line);
      if (id == NULL)
        {
          id = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
          g_hash_table_insert (numbers, line, id);
        }
      side->ids[i] = GPOINTER_TO_UINT (id);
    }
}

/* Walks the recorded frontiers back from the end; match[i] becomes the line of b that line i of a is. */
static void
trace_back (GPtrArray *frontiers,
            int        n,
            int        m,
            int       *match)
{
  int x = n, y = m;

  for (int d = (int) frontiers->len - 1; d >= 0; d--)
    {
      const int *v = g_ptr_array_index (frontiers, d); /* v[k + d + 1], k from -d-1 to d+1: as it was before step d */
      int k = x - y;
      int prev_k, prev_x, prev_y;

      if (d == 0)
        {
          while (x > 0 && y > 0)
            match[--x] = --y;
          break;
        }
      prev_k = k == -d || (k != d && v[k - 1 + d + 1] < v[k + 1 + d + 1]) ? k + 1 : k - 1;
      prev_x = v[prev_k + d + 1];
      prev_y = prev_x - prev_k;
      while (x > prev_x && y > prev_y)
        match[--x] = --y;
      x = prev_x;
      y = prev_y;
    }
}

/* Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). FALSE: too different. */
static gboolean
match_lines (const Side *a,
             const Side *b,
             int        *match)
{
  g_autoptr (GPtrArray) frontiers = g_ptr_array_new_with_free_func (g_free);
  int n = a->n, m = b->n;
  int max = MIN (n + m, MAX_EDITS);
  g_autofree int *v = g_new0 (int, 2 * max + 3);
  int *mid = v + max + 1;

  for (int i = 0; i < n; i++)
    match[i] = -1;
  for (int d = 0; d <= max; d++)
    {
      g_ptr_array_add (frontiers, g_memdup2 (mid - d - 1, (2 * d + 3) * sizeof (int)));
      for (int k = -d; k <= d; k += 2)
        {
          int x = k == -d || (k != d && mid[k - 1] < mid[k + 1]) ? mid[k + 1] : mid[k - 1] + 1;
          int y = x - k;

          while (x < n && y < m && x >= 0 && y >= 0 && a->ids[x] == b->ids[y])
            x++, y++;
          mid[k] = x;
          if (x >= n && y >= m)
            {
              trace_back (frontiers, n, m, match);
              return TRUE;
            }
        }
    }
  return FALSE;
}

static gboolean
same_lines (const Side *a, int a0, int a1,
            const Side *b, int b0, int b1)
{
  return a1 - a0 == b1 - b0 && memcmp (a->ids + a0, b->ids + b0, (a1 - a0) * sizeof (unsigned)) == 0;
}

/* A text that does not end in a newline may be followed by another line in the merge: give it its newline. */
static void
append_lines (GString    *out,
              const Side *side,
              int         from,
              int         to)
{
  for (int i = from; i < to; i++)
    {
      if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c (out, '\n');
      g_string_append_len (out, side->lines[i].text, side->lines[i].length);
    }
}

static gboolean
merge_sides (const Side *base,
             const Side *mine,
             const Side *theirs,
             const int  *to_mine,
             const int  *to_theirs,
             GString    *out)
{
  int o = 0, m = 0, t = 0;

  while (o < (int) base->n || m < (int) mine->n || t < (int) theirs->n)
    {
      int o1 = o, m1, t1;

      /* a stretch that all three have in common */
      while (o1 < (int) base->n && to_mine[o1] == m + (o1 - o) && to_theirs[o1] == t + (o1 - o))
        o1++;
      if (o1 > o)
        {
          append_lines (out, base, o, o1);
          m += o1 - o;
          t += o1 - o;
          o = o1;
          continue;
        }
      /* up to the next line that all three have */
      while (o1 < (int) base->n && !(to_mine[o1] >= m && to_theirs[o1] >= t))
        o1++;
      m1 = o1 < (int) base->n ? to_mine[o1] : (int) mine->n;
      t1 = o1 < (int) base->n ? to_theirs[o1] : (int) theirs->n;
      if (same_lines (base, o, o1, mine, m, m1))
        append_lines (out, theirs, t, t1);
      else if (same_lines (base, o, o1, theirs, t, t1) || same_lines (mine, m, m1, theirs, t, t1))
        append_lines (out, mine, m, m1);
      else
        return FALSE;
      o = o1;
      m = m1;
      t = t1;
    }
  return TRUE;
}

/**
 * sparkle_merge_text:
 * @base: what both sides started from
 * @mine: one side
 * @theirs: the other side
 * @ret_merged: (out) (transfer full): both changes; set only when %TRUE is returned
 *
 * Merges three ways by line as diff3 does: a region changed on one side takes that change, the same change on both sides is
 * taken once, and different changes of one region make the merge fail. Needs no main context; any thread.
 *
 * Returns: whether the texts merge without a conflict
 */
gboolean
sparkle_merge_text (const char  *base,
                    const char  *mine,
                    const char  *theirs,
                    char       **ret_merged)
{
  g_autoptr (GHashTable) numbers = NULL;
  g_auto (Side) base_side = { NULL };
  g_auto (Side) mine_side = { NULL };
  g_auto (Side) theirs_side = { NULL };
  g_autofree int *to_mine = NULL;
  g_autofree int *to_theirs = NULL;
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (base != NULL && mine != NULL && theirs != NULL && ret_merged != NULL, FALSE);

  if (strcmp (mine, theirs) == 0 || strcmp (base, theirs) == 0)
    {
      *ret_merged = g_strdup (mine);
      return TRUE;
    }
  if (strcmp (base, mine) == 0)
    {
      *ret_merged = g_strdup (theirs);
      return TRUE;
    }
  if (strlen (base) > SPARKLE_MERGE_MAX || strlen (mine) > SPARKLE_MERGE_MAX || strlen (theirs) > SPARKLE_MERGE_MAX)
    return FALSE;

  numbers = g_hash_table_new (line_hash, line_equal);
  side_init (&base_side, base, numbers);
  side_init (&mine_side, mine, numbers);
  side_init (&theirs_side, theirs, numbers);
  to_mine = g_new (int, base_side.n + 1);
  to_theirs = g_new (int, base_side.n + 1);
  if (!match_lines (&base_side, &mine_side, to_mine) || !match_lines (&base_side, &theirs_side, to_theirs))
    return FALSE;
  out = g_string_sized_new (strlen (mine) + 64);
  if (!merge_sides (&base_side, &mine_side, &theirs_side, to_mine, to_theirs, out))
    return FALSE;
  *ret_merged = g_string_free_and_steal (g_steal_pointer (&out));
  return TRUE;
}
