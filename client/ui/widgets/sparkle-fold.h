/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the beginning of a tall child and a button that shows all of it.
 *
 * Signals: ::opened. */
#define SPARKLE_TYPE_FOLD (sparkle_fold_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFold, sparkle_fold, SPARKLE, FOLD, GtkWidget)

GtkWidget *sparkle_fold_new       (GtkWidget *child);
/* To be called before a child may be taller than a screen or so. */
void       sparkle_fold_expect_tall (SparkleFold *self);
void       sparkle_fold_set_open  (SparkleFold *self, gboolean open);
gboolean   sparkle_fold_is_folded (SparkleFold *self);

G_END_DECLS
