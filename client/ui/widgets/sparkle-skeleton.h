/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Grey shapes of the rows that are on their way. Still: nothing moves, so nothing has to be switched off. */
#define SPARKLE_TYPE_SKELETON (sparkle_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSkeleton, sparkle_skeleton, SPARKLE, SKELETON, GtkWidget)

GtkWidget *sparkle_skeleton_new (void);

G_END_DECLS
