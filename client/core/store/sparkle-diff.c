/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-diff.h"

#include <string.h>

/* Beyond this many edits two texts have so little in common that comparing them makes no sense. */
#define MAX_EDITS 2000

void
sparkle_pieces_clear (SparklePieces *pieces)
{
  g_free (pieces->pieces);
  g_free (pieces->ids);
}

static guint
piece_hash (gconstpointer data)
{
  const SparklePiece *piece = data;
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < piece->length; i++)
    hash = (hash ^ (guchar) piece->text[i]) * 16777619u;
  return hash;
}

static gboolean
piece_equal (gconstpointer a,
             gconstpointer b)
{
  const SparklePiece *one = a, *other = b;

  return one->length == other->length && memcmp (one->text, other->text, one->length) == 0;
}

/**
 * sparkle_pieces_new_numbers:
 *
 * Returns: (transfer full): what numbers the pieces of all texts that shall be compared with each other; it must not outlive them
 */
GHashTable *
sparkle_pieces_new_numbers (void)
{
  return g_hash_table_new (piece_hash, piece_equal);
}

static const char *
end_of_line (const char *text)
{
  const char *newline = strchr (text, '\n');

  return newline != NULL ? newline + 1 : text + strlen (text);
}

/* A word; one sign that is none; or as many spaces as there are, up to the end of the line. */
static const char *
end_of_word (const char *text)
{
  gunichar first = g_utf8_get_char (text);
  const char *p = g_utf8_next_char (text);

  if (g_unichar_isalnum (first) || g_unichar_ismark (first))
    while (g_unichar_isalnum (g_utf8_get_char (p)) || g_unichar_ismark (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);
  else if (g_unichar_isspace (first) && first != '\n')
    while (g_unichar_isspace (g_utf8_get_char (p)) && *p != '\n')
      p = g_utf8_next_char (p);
  return p;
}

/**
 * sparkle_pieces_init:
 * @text: UTF-8; kept by reference
 * @words: into words rather than lines
 * @numbers: of [func@pieces_new_numbers]
 *
 * Cuts a text into lines, each with its newline, or into words; all pieces in a row are the text.
 */
void
sparkle_pieces_init (SparklePieces *pieces,
                     const char    *text,
                     gboolean       words,
                     GHashTable    *numbers)
{
  unsigned n = 0;
  const char *p;

  for (p = text; *p != '\0'; n++)
    p = words ? end_of_word (p) : end_of_line (p);
  pieces->n = n;
  pieces->pieces = g_new (SparklePiece, n + 1);
  pieces->ids = g_new (unsigned, n + 1);
  p = text;
  for (unsigned i = 0; i < n; i++)
    {
      const char *end = words ? end_of_word (p) : end_of_line (p);
      SparklePiece *piece = &pieces->pieces[i];
      gpointer id;

      piece->text = p;
      piece->length = end - p;
      p = end;
      id = g_hash_table_lookup (numbers, piece);
      if (id == NULL)
        {
          id = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
          g_hash_table_insert (numbers, piece, id);
        }
      pieces->ids[i] = GPOINTER_TO_UINT (id);
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

/**
 * sparkle_pieces_match:
 * @match: (out): as long as @a: for each piece of @a the place of the same one in @b, or -1; growing
 *
 * Finds what two texts have in common: Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
 *
 * Returns: %FALSE when they are too different to tell in bounded time and memory
 */
gboolean
sparkle_pieces_match (const SparklePieces *a,
                      const SparklePieces *b,
                      int                 *match)
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
