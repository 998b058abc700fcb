/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-query.h"
#include "sparkle-store.h"

G_BEGIN_DECLS

/* Searching what is cached, on a thread and a connection of its own: typing never waits for it, and it never for writing. */

typedef struct
{
  SparkleQuery      *query;
  SparkleCollection  only;    /* POST, COMMENT, USER or TAG; SPARKLE_N_COLLECTIONS: all four */
  unsigned           limit;   /* of each kind, at most 100 */
} SparkleSearchWish;

/* Something that was found. Texts with marks: see sparkle-highlight.h. */
typedef struct
{
  SparkleCollection  collection;
  char              *id;
  char              *post_id;    /* of a comment (nullable) */
  char              *title;      /* with marks: of a post, of the post of a comment, the person's name, the tag */
  char              *fragment;   /* with marks (nullable): about 150 characters of a post or comment; a person's bio */
  char              *author;     /* name of who wrote it (nullable) */
  char              *username;   /* of the author, or the person (nullable) */
  gint64             at;         /* µs; 0: none */
  gint64             count;      /* of a tag: posts; of a post: comments */
  double             score;      /* best first within its kind */
} SparkleFoundRow;

SPARKLE_DECLARE_ROW (SparkleFoundRow, sparkle_found_row)

/* Resolves to a GPtrArray (boxed) of SparkleFoundRow: posts, comments, people, tags, each best first.
 * A newer search takes the place of one that is not done, which is rejected with G_IO_ERROR_CANCELLED. */
DexFuture *sparkle_store_search        (SparkleStore *self, const SparkleSearchWish *wish);
/* Gives up a search that is not done. */
void       sparkle_store_cancel_search (SparkleStore *self);
/* Indexes now what would be indexed when nothing else is to do. Resolves to TRUE. */
DexFuture *sparkle_store_finish_index  (SparkleStore *self);

G_END_DECLS
