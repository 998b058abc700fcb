/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the search page shows before anything is looked for: recent searches and how to narrow one down.
 * Signals: ::chosen (const char *text) a whole search, ::insert (const char *text) a piece to go on typing behind, ::clear. */
#define SPARKLE_TYPE_SEARCH_TIPS (sparkle_search_tips_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearchTips, sparkle_search_tips, SPARKLE, SEARCH_TIPS, AdwBin)

void sparkle_search_tips_set_recent (SparkleSearchTips *self, const char * const *searches);

G_END_DECLS
