/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Inside media/: gives GstPlay a sink that paints into a GdkPaintable. Main thread. */
#define SPARKLE_TYPE_PAINTABLE_RENDERER (sparkle_paintable_renderer_get_type ())
G_DECLARE_FINAL_TYPE (SparklePaintableRenderer, sparkle_paintable_renderer, SPARKLE, PAINTABLE_RENDERER, GObject)

SparklePaintableRenderer *sparkle_paintable_renderer_new           (void); /* (nullable): GStreamer has no such sink */
GdkPaintable             *sparkle_paintable_renderer_get_paintable (SparklePaintableRenderer *self); /* transfer none */
gboolean                  sparkle_paintable_renderer_has_picture   (SparklePaintableRenderer *self);
/* Whatever was painted belongs to something else. */
void                      sparkle_paintable_renderer_forget        (SparklePaintableRenderer *self);

G_END_DECLS
