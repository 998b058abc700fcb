/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* The bookmarks, by folder. */
#define SPARKLE_TYPE_BOOKMARKS_PAGE (sparkle_bookmarks_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleBookmarksPage, sparkle_bookmarks_page, SPARKLE, BOOKMARKS_PAGE, AdwBin)

GtkWidget *sparkle_bookmarks_page_new  (SparkleSession *session);
/* Opens the next or the previous post. */
void       sparkle_bookmarks_page_move (SparkleBookmarksPage *self, int step);

G_END_DECLS
