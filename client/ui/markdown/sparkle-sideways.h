/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows a widget that may be wider than there is room: it scrolls sideways, by pointer and by the arrow keys, and is as high
 * as the widget is at that width. (A GtkScrolledWindow is as high as its child is at its narrowest.) */
#define SPARKLE_TYPE_SIDEWAYS (sparkle_sideways_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSideways, sparkle_sideways, SPARKLE, SIDEWAYS, GtkWidget)

GtkWidget *sparkle_sideways_new (GtkWidget  *child,
                                 const char *label,
                                 gboolean    passive);

G_END_DECLS
