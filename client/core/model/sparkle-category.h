/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* One category. Properties (read only, notify on change only): id (slug), name, colour ("#rrggbb"). */
#define SPARKLE_TYPE_CATEGORY (sparkle_category_get_type ())
G_DECLARE_FINAL_TYPE (SparkleCategory, sparkle_category, SPARKLE, CATEGORY, GObject)

SparkleCategory *sparkle_category_new        (const SparkleStoreCategory *row);
void             sparkle_category_update     (SparkleCategory *self, const SparkleStoreCategory *row);
const char      *sparkle_category_get_id     (SparkleCategory *self); /* never NULL */
const char      *sparkle_category_get_name   (SparkleCategory *self); /* never NULL */
const char      *sparkle_category_get_colour (SparkleCategory *self); /* (nullable) */

G_END_DECLS
