/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What stands around the text of a post. */

/* (transfer full): "a, b,, #c" becomes a, b, c; each once. */
GStrv       sparkle_composer_parse_tags      (const char *text);

/* A row that offers "None" and the names of a list (nullable) of SparkleCategory. */
void        sparkle_composer_category_fill   (AdwComboRow *row, GListModel *categories);
void        sparkle_composer_category_select (AdwComboRow *row, GListModel *categories, const char *slug);
const char *sparkle_composer_category_get    (AdwComboRow *row, GListModel *categories); /* (nullable): its slug */

G_END_DECLS
