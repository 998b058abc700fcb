/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Three-way merge by line (diff3). Pure functions; texts are UTF-8 of at most SPARKLE_MERGE_MAX bytes. */
#define SPARKLE_MERGE_MAX (1024 * 1024)

typedef enum
{
  SPARKLE_HUNK_SAME,     /* nobody changed it */
  SPARKLE_HUNK_MINE,     /* changed on my side only */
  SPARKLE_HUNK_THEIRS,   /* changed on their side only */
  SPARKLE_HUNK_AGREED,   /* changed in the same way on both */
  SPARKLE_HUNK_CONFLICT, /* changed in different ways: a person decides */
} SparkleHunkKind;

/* A stretch of whole lines as each side has it. All stretches of a side in a row are its text, byte by byte. */
typedef struct
{
  SparkleHunkKind  kind;
  char            *base;
  char            *mine;
  char            *theirs;
} SparkleMergeHunk;

typedef struct
{
  unsigned start;  /* bytes */
  unsigned length;
} SparkleSpan;

/* TRUE and the merged text when no region was changed differently on both sides; FALSE leaves ret_merged alone. */
gboolean    sparkle_merge_text         (const char *base, const char *mine, const char *theirs, char **ret_merged);

GPtrArray  *sparkle_merge_hunks        (const char *base, const char *mine, const char *theirs); /* (element-type SparkleMergeHunk) */
void        sparkle_merge_hunk_free    (SparkleMergeHunk *hunk);
const char *sparkle_merge_hunk_merged  (const SparkleMergeHunk *hunk); /* (nullable): NULL: a conflict */
/* Puts stretch after stretch; one whose last line lacks its newline gets it when something follows. */
void        sparkle_merge_append       (GString *text, const char *stretch);
GArray     *sparkle_merge_changed_words (const char *from, const char *to); /* (element-type SparkleSpan) */

G_END_DECLS
