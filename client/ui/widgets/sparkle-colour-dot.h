/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A round spot of one colour, 16 px. */
#define SPARKLE_TYPE_COLOUR_DOT (sparkle_colour_dot_get_type ())
G_DECLARE_FINAL_TYPE (SparkleColourDot, sparkle_colour_dot, SPARKLE, COLOUR_DOT, GObject)

GdkPaintable *sparkle_colour_dot_new (const char *colour);

G_END_DECLS
