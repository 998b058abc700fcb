/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-bookmark.h"

G_BEGIN_DECLS

/* One bookmark: the post, its folder and note, and what can be done with it (win.edit-bookmark, win.keep-offline,
 * win.remove-bookmark). */
#define SPARKLE_TYPE_BOOKMARK_ROW (sparkle_bookmark_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleBookmarkRow, sparkle_bookmark_row, SPARKLE, BOOKMARK_ROW, GtkBox)

GtkWidget *sparkle_bookmark_row_new          (void);
void       sparkle_bookmark_row_set_bookmark (SparkleBookmarkRow *self, SparkleBookmark *bookmark); /* (nullable) */
SparkleBookmark *sparkle_bookmark_row_get_bookmark (SparkleBookmarkRow *self); /* (nullable) transfer none */
/* Within one folder its name is not told again at each row. */
void       sparkle_bookmark_row_show_folder  (SparkleBookmarkRow *self, gboolean show);

G_END_DECLS
