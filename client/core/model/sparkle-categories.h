/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-category.h"
#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The cached categories by position: a GListModel of SparkleCategory. */
#define SPARKLE_TYPE_CATEGORIES (sparkle_categories_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCategories, sparkle_categories, SPARKLE, CATEGORIES, GObject)

SparkleCategories *sparkle_categories_new    (SparkleEntities *entities);
SparkleCategory   *sparkle_categories_lookup (SparkleCategories *self, const char *id); /* transfer none, nullable */

G_END_DECLS
