/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words of a text, as search sees them: runs of letters and digits, without case and accents. In scripts that do not part words
 * by spaces (Chinese, Japanese, Thai …) every character is a word, and so is every symbol such as an emoji. */
typedef struct
{
  const char *next;     /* where reading goes on */
  const char *start;    /* of the word in the text */
  const char *end;
  GString    *word;     /* folded; never longer than SPARKLE_WORD_MAX_BYTES */
  gboolean    whole;    /* FALSE: one character of a script without spaces, or a symbol */
} SparkleWords;

#define SPARKLE_WORD_MAX_BYTES 96 /* the rest of a longer one is not looked at */

/* text must be UTF-8 and stay where it is. */
void     sparkle_words_init     (SparkleWords *self, const char *text);
void     sparkle_words_clear    (SparkleWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkleWords, sparkle_words_clear)
gboolean sparkle_words_next     (SparkleWords *self);

/* (transfer full): the words, folded, with a blank between them */
char    *sparkle_words_fold     (const char *text);

/* Both folded. How many letters have to be typed otherwise, neighbours swapped counting once; max + 1 when there are more. */
unsigned sparkle_words_distance (const char *a, const char *b, unsigned max);
/* How many slips are forgiven in a word: one from 3 letters, two from 6. */
unsigned sparkle_words_edits    (const char *word);
gboolean sparkle_words_alike    (const char *typed, const char *word);

G_END_DECLS
