/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* What is offered while "@name", "#tag" or ":emoji:" is typed. */
typedef enum
{
  SPARKLE_COMPLETE_NAME = '@',
  SPARKLE_COMPLETE_TAG = '#',
  SPARKLE_COMPLETE_EMOJI = ':',
} SparkleCompletionKind;

#define SPARKLE_COMPLETIONS_MAX 12

/* Fills texts (of char*) with names or tags that begin so, and details (of char*, "" for none) with what tells them apart, from
 * what is on this machine: it is asked with each key. */
typedef void (*SparkleCompletionFunc) (SparkleCompletionKind  kind,
                                       const char            *prefix,
                                       GPtrArray             *texts,
                                       GPtrArray             *details,
                                       gpointer               user_data);

#define SPARKLE_TYPE_COMPLETER (sparkle_completer_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCompleter, sparkle_completer, SPARKLE, COMPLETER, GObject)

SparkleCompleter *sparkle_completer_new    (void);
void              sparkle_completer_set_func (SparkleCompleter *self, SparkleCompletionFunc func, gpointer user_data);
/* Where the word that the cursor stands behind begins, and what it is; FALSE: nothing to complete. */
gboolean          sparkle_completer_find_word (const GtkTextIter *cursor, GtkTextIter *ret_start, SparkleCompletionKind *ret_kind);

G_END_DECLS
