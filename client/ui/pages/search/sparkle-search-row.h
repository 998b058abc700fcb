/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-search-hit.h"

G_BEGIN_DECLS

/* One thing that was found; what matches is marked with attributes, never with markup. */
#define SPARKLE_TYPE_SEARCH_ROW (sparkle_search_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearchRow, sparkle_search_row, SPARKLE, SEARCH_ROW, GtkBox)

GtkWidget        *sparkle_search_row_new      (void);
void              sparkle_search_row_set_hit  (SparkleSearchRow *self, SparkleSearchHit *hit); /* (nullable) */
SparkleSearchHit *sparkle_search_row_get_hit  (SparkleSearchRow *self); /* (nullable) transfer none */
/* (transfer full): the row in words, for those who hear it. */
char             *sparkle_search_row_describe (SparkleSearchHit *hit);

G_END_DECLS
