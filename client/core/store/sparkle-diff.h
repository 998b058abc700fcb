/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two texts cut into lines or words and compared. Pieces are compared by number: equal ones get the same, so that the inner loops
 * compare integers. Pure; any thread. */
typedef struct
{
  const char *text;
  gsize       length;
} SparklePiece;

typedef struct
{
  SparklePiece *pieces;
  unsigned     *ids;
  unsigned      n;
} SparklePieces;

GHashTable *sparkle_pieces_new_numbers (void);
void        sparkle_pieces_init        (SparklePieces       *pieces,
                                        const char          *text,
                                        gboolean             words,
                                        GHashTable          *numbers);
void        sparkle_pieces_clear       (SparklePieces       *pieces);
gboolean    sparkle_pieces_match       (const SparklePieces *a,
                                        const SparklePieces *b,
                                        int                 *match);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparklePieces, sparkle_pieces_clear)

G_END_DECLS
