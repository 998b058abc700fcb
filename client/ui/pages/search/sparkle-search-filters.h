/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The filters of a search, each with an example. Signal: ::insert (const char *text), a piece to go on typing behind. */
#define SPARKLE_TYPE_SEARCH_FILTERS (sparkle_search_filters_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearchFilters, sparkle_search_filters, SPARKLE, SEARCH_FILTERS, AdwBin)

G_END_DECLS
