/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-merge.h"

#include <string.h>

#include "sparkle-diff.h"

typedef struct
{
  SparklePieces  base, mine, theirs;
  int           *to_mine;   /* for each line of the base where mine has it, or -1 */
  int           *to_theirs;
} Sides;

/* A stretch of lines [from, to) of each side. */
typedef struct
{
  SparkleHunkKind kind;
  int             o, o1, m, m1, t, t1;
} Region;

static void
sides_clear (Sides *sides)
{
  sparkle_pieces_clear (&sides->base);
  sparkle_pieces_clear (&sides->mine);
  sparkle_pieces_clear (&sides->theirs);
  g_free (sides->to_mine);
  g_free (sides->to_theirs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sides, sides_clear)

/* FALSE: too long, or too different. */
static gboolean
sides_init (Sides      *sides,
            const char *base,
            const char *mine,
            const char *theirs)
{
  g_autoptr (GHashTable) numbers = NULL;

  if (strlen (base) > SPARKLE_MERGE_MAX || strlen (mine) > SPARKLE_MERGE_MAX || strlen (theirs) > SPARKLE_MERGE_MAX)
    return FALSE;
  numbers = sparkle_pieces_new_numbers ();
  sparkle_pieces_init (&sides->base, base, FALSE, numbers);
  sparkle_pieces_init (&sides->mine, mine, FALSE, numbers);
  sparkle_pieces_init (&sides->theirs, theirs, FALSE, numbers);
  sides->to_mine = g_new (int, sides->base.n + 1);
  sides->to_theirs = g_new (int, sides->base.n + 1);
  return sparkle_pieces_match (&sides->base, &sides->mine, sides->to_mine) &&
         sparkle_pieces_match (&sides->base, &sides->theirs, sides->to_theirs);
}

static gboolean
same_lines (const SparklePieces *a, int a0, int a1,
            const SparklePieces *b, int b0, int b1)
{
  return a1 - a0 == b1 - b0 && memcmp (a->ids + a0, b->ids + b0, (a1 - a0) * sizeof (unsigned)) == 0;
}

/* The stretch after the one in region, which begins as zeroes. FALSE: that was the last. */
static gboolean
next_region (const Sides *sides,
             Region      *region)
{
  int n = sides->base.n;
  int o = region->o1, m = region->m1, t = region->t1, o1 = o;

  if (o >= n && m >= (int) sides->mine.n && t >= (int) sides->theirs.n)
    return FALSE;
  *region = (Region) { SPARKLE_HUNK_SAME, o, o, m, m, t, t };
  /* what all three have in common */
  while (o1 < n && sides->to_mine[o1] == m + (o1 - o) && sides->to_theirs[o1] == t + (o1 - o))
    o1++;
  if (o1 > o)
    {
      region->o1 = o1;
      region->m1 = m + (o1 - o);
      region->t1 = t + (o1 - o);
      return TRUE;
    }
  /* up to the next line that all three have */
  while (o1 < n && !(sides->to_mine[o1] >= m && sides->to_theirs[o1] >= t))
    o1++;
  region->o1 = o1;
  region->m1 = o1 < n ? sides->to_mine[o1] : (int) sides->mine.n;
  region->t1 = o1 < n ? sides->to_theirs[o1] : (int) sides->theirs.n;
  region->kind = same_lines (&sides->base, o, o1, &sides->mine, m, region->m1) ? SPARKLE_HUNK_THEIRS
               : same_lines (&sides->base, o, o1, &sides->theirs, t, region->t1) ? SPARKLE_HUNK_MINE
               : same_lines (&sides->mine, m, region->m1, &sides->theirs, t, region->t1) ? SPARKLE_HUNK_AGREED : SPARKLE_HUNK_CONFLICT;
  return TRUE;
}

static void
append_newline (GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
}

static void
append_lines (GString             *out,
              const SparklePieces *side,
              int                  from,
              int                  to)
{
  for (int i = from; i < to; i++)
    {
      append_newline (out);
      g_string_append_len (out, side->pieces[i].text, side->pieces[i].length);
    }
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
  g_auto (Sides) sides = { { NULL } };
  g_autoptr (GString) out = NULL;
  Region region = { 0 };

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
  if (!sides_init (&sides, base, mine, theirs))
    return FALSE;
  out = g_string_sized_new (strlen (mine) + 64);
  while (next_region (&sides, &region))
    {
      if (region.kind == SPARKLE_HUNK_CONFLICT)
        return FALSE;
      if (region.kind == SPARKLE_HUNK_THEIRS)
        append_lines (out, &sides.theirs, region.t, region.t1);
      else
        append_lines (out, &sides.mine, region.m, region.m1);
    }
  *ret_merged = g_string_free_and_steal (g_steal_pointer (&out));
  return TRUE;
}

/* ---- stretch by stretch ------------------------------------------------------------------------------------------- */

void
sparkle_merge_hunk_free (SparkleMergeHunk *hunk)
{
  g_free (hunk->base);
  g_free (hunk->mine);
  g_free (hunk->theirs);
  g_free (hunk);
}

static char *
copy_lines (const SparklePieces *side,
            int                  from,
            int                  to)
{
  const char *start, *end;

  if (from >= to)
    return g_strdup ("");
  start = side->pieces[from].text;
  end = side->pieces[to - 1].text + side->pieces[to - 1].length;
  return g_strndup (start, end - start);
}

static SparkleMergeHunk *
hunk_new (SparkleHunkKind  kind,
          char            *base,
          char            *mine,
          char            *theirs)
{
  SparkleMergeHunk *hunk = g_new (SparkleMergeHunk, 1);

  *hunk = (SparkleMergeHunk) { kind, base, mine, theirs };
  return hunk;
}

/**
 * sparkle_merge_hunks:
 * @base: what both sides started from
 * @mine: one side
 * @theirs: the other side
 *
 * The same merge as [func@merge_text], with what cannot be merged beside what can. Texts that are too long or too different to be
 * compared by line give one stretch that holds all of them. Needs no main context; any thread.
 *
 * Returns: (transfer full) (element-type SparkleMergeHunk): from the beginning to the end; empty when all texts are
 */
GPtrArray *
sparkle_merge_hunks (const char *base,
                     const char *mine,
                     const char *theirs)
{
  g_autoptr (GPtrArray) hunks = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_merge_hunk_free);
  g_auto (Sides) sides = { { NULL } };
  Region region = { 0 };

  g_return_val_if_fail (base != NULL && mine != NULL && theirs != NULL, NULL);

  if (!sides_init (&sides, base, mine, theirs))
    {
      SparkleHunkKind kind = strcmp (mine, theirs) == 0 ? SPARKLE_HUNK_AGREED : strcmp (base, mine) == 0 ? SPARKLE_HUNK_THEIRS
                           : strcmp (base, theirs) == 0 ? SPARKLE_HUNK_MINE : SPARKLE_HUNK_CONFLICT;

      g_ptr_array_add (hunks, hunk_new (kind, g_strdup (base), g_strdup (mine), g_strdup (theirs)));
      return g_steal_pointer (&hunks);
    }
  while (next_region (&sides, &region))
    g_ptr_array_add (hunks, hunk_new (region.kind, copy_lines (&sides.base, region.o, region.o1), copy_lines (&sides.mine, region.m, region.m1),
                                      copy_lines (&sides.theirs, region.t, region.t1)));
  return g_steal_pointer (&hunks);
}

/**
 * sparkle_merge_hunk_merged:
 *
 * Returns: (transfer none) (nullable): what the merge has there; %NULL when a person must decide
 */
const char *
sparkle_merge_hunk_merged (const SparkleMergeHunk *hunk)
{
  g_return_val_if_fail (hunk != NULL, NULL);

  return hunk->kind == SPARKLE_HUNK_CONFLICT ? NULL : hunk->kind == SPARKLE_HUNK_THEIRS ? hunk->theirs : hunk->mine;
}

/**
 * sparkle_merge_append:
 * @text: what is there already
 * @stretch: (nullable): what follows
 *
 * A last line without its newline gets it when another one follows.
 */
void
sparkle_merge_append (GString    *text,
                      const char *stretch)
{
  g_return_if_fail (text != NULL);

  if (stretch == NULL || *stretch == '\0')
    return;
  append_newline (text);
  g_string_append (text, stretch);
}

/* ---- within a line ------------------------------------------------------------------------------------------------ */

/**
 * sparkle_merge_changed_words:
 * @from: what it was
 * @to: what it is
 *
 * Which words of @to are not in @from: what an eye looks for in two versions of a line.
 *
 * Returns: (transfer full) (element-type SparkleSpan): in order, not touching each other; all of @to when there is nothing in common
 */
GArray *
sparkle_merge_changed_words (const char *from,
                             const char *to)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SparkleSpan));
  g_autoptr (GHashTable) numbers = sparkle_pieces_new_numbers ();
  g_auto (SparklePieces) old = { NULL };
  g_auto (SparklePieces) new = { NULL };
  g_autofree int *match = NULL;
  SparkleSpan span = { 0 };

  g_return_val_if_fail (from != NULL && to != NULL, spans);

  sparkle_pieces_init (&old, from, TRUE, numbers);
  sparkle_pieces_init (&new, to, TRUE, numbers);
  match = g_new (int, new.n + 1);
  if (strlen (to) > SPARKLE_MERGE_MAX || !sparkle_pieces_match (&new, &old, match))
    for (unsigned i = 0; i < new.n; i++)
      match[i] = -1;
  for (unsigned i = 0; i < new.n; i++)
    {
      unsigned start = new.pieces[i].text - to;

      if (match[i] >= 0)
        continue;
      if (span.length > 0 && span.start + span.length == start)
        {
          span.length += new.pieces[i].length;
          continue;
        }
      if (span.length > 0)
        g_array_append_val (spans, span);
      span = (SparkleSpan) { start, new.pieces[i].length };
    }
  if (span.length > 0)
    g_array_append_val (spans, span);
  return spans;
}
