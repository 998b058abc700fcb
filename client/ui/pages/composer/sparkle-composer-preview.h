/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How a post will look, while it is written. Follows at some distance: a pause in typing is enough to draw. */
#define SPARKLE_TYPE_COMPOSER_PREVIEW (sparkle_composer_preview_get_type ())
G_DECLARE_FINAL_TYPE (SparkleComposerPreview, sparkle_composer_preview, SPARKLE, COMPOSER_PREVIEW, GtkWidget)

/* Whose text it shows. */
void sparkle_composer_preview_set_source (SparkleComposerPreview *self, GtkEditable *title, GtkTextView *text);

G_END_DECLS
