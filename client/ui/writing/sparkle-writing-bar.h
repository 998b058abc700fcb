/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-editor.h"

G_BEGIN_DECLS

/* The row of formats below a text, with what the text counts and in which language it is spelt.
 *
 * Signals: ::language-chosen (const char *language): "" is none. */
#define SPARKLE_TYPE_WRITING_BAR (sparkle_writing_bar_get_type ())
G_DECLARE_FINAL_TYPE (SparkleWritingBar, sparkle_writing_bar, SPARKLE, WRITING_BAR, GtkBox)

void sparkle_writing_bar_set_editor   (SparkleWritingBar *self, SparkleEditor *editor);
/* A button of the page, at the end of the row of formats. */
void sparkle_writing_bar_add_button   (SparkleWritingBar *self, GtkWidget *button);
/* What is to be known about the text, "Saved". */
void sparkle_writing_bar_set_state    (SparkleWritingBar *self, const char *state);
/* The one of the menu that is marked; NULL: none. Nothing is told. */
void sparkle_writing_bar_set_language (SparkleWritingBar *self, const char *language);

G_END_DECLS
