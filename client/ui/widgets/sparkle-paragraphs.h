/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Text for reading: one label a paragraph, line height 1.5. */
#define SPARKLE_TYPE_PARAGRAPHS (sparkle_paragraphs_get_type ())
G_DECLARE_FINAL_TYPE (SparkleParagraphs, sparkle_paragraphs, SPARKLE, PARAGRAPHS, GtkWidget)

GtkWidget  *sparkle_paragraphs_new      (void);
void        sparkle_paragraphs_set_text (SparkleParagraphs *self, const char *text);

G_END_DECLS
