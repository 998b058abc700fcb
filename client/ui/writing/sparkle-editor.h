/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-completer.h"
#include "sparkle-format.h"

G_BEGIN_DECLS

/* Where Markdown is written: colours, keys and steps for formats, completion, spelling. Every change is one step of Undo. */
#define SPARKLE_TYPE_EDITOR (sparkle_editor_get_type ())
G_DECLARE_FINAL_TYPE (SparkleEditor, sparkle_editor, SPARKLE, EDITOR, GtkSourceView)

GtkWidget  *sparkle_editor_new              (void);
char       *sparkle_editor_get_text         (SparkleEditor *self); /* transfer full */
/* Another text from elsewhere: nothing to undo. */
void        sparkle_editor_set_text         (SparkleEditor *self, const char *text);
void        sparkle_editor_format           (SparkleEditor *self, SparkleFormat format);
void        sparkle_editor_insert           (SparkleEditor *self, const char *text);
void        sparkle_editor_set_completion   (SparkleEditor *self, SparkleCompletionFunc func, gpointer user_data);
/* "de_DE"; "": that of the system; NULL: none. FALSE: there is no dictionary for it, nothing is checked. */
gboolean    sparkle_editor_set_spelling     (SparkleEditor *self, const char *language);
const char *sparkle_editor_get_spelling     (SparkleEditor *self); /* nullable */

G_END_DECLS
