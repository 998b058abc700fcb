/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-paintable-renderer.h"

#include <gst/play/play.h>

struct _SparklePaintableRenderer
{
  GObject parent_instance;

  GstElement   *sink;      /* (owned): made here, as GTK wants the main thread */
  GdkPaintable *paintable; /* (owned) */
  gboolean      painted;   /* since the last forget */
};

static GstElement *
sparkle_paintable_renderer_create_video_sink (GstPlayVideoRenderer *renderer,
                                              GstPlay              *play)
{
  return gst_object_ref (SPARKLE_PAINTABLE_RENDERER (renderer)->sink);
}

static void
video_renderer_iface_init (GstPlayVideoRendererInterface *iface)
{
  iface->create_video_sink = sparkle_paintable_renderer_create_video_sink;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SparklePaintableRenderer, sparkle_paintable_renderer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GST_TYPE_PLAY_VIDEO_RENDERER, video_renderer_iface_init))

static void
painted_cb (SparklePaintableRenderer *self)
{
  self->painted = TRUE;
}

static void
sparkle_paintable_renderer_dispose (GObject *object)
{
  SparklePaintableRenderer *self = SPARKLE_PAINTABLE_RENDERER (object);

  g_clear_object (&self->paintable);
  gst_clear_object (&self->sink);

  G_OBJECT_CLASS (sparkle_paintable_renderer_parent_class)->dispose (object);
}

static void
sparkle_paintable_renderer_class_init (SparklePaintableRendererClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_paintable_renderer_dispose;
}

static void
sparkle_paintable_renderer_init (SparklePaintableRenderer *self)
{
}

/**
 * sparkle_paintable_renderer_new:
 *
 * Returns: (transfer full) (nullable): a renderer; %NULL when GStreamer has no sink for GTK 4
 */
SparklePaintableRenderer *
sparkle_paintable_renderer_new (void)
{
  GstElement *sink = gst_element_factory_make ("gtk4paintablesink", NULL);
  SparklePaintableRenderer *self;

  if (sink == NULL)
    return NULL;
  self = g_object_new (SPARKLE_TYPE_PAINTABLE_RENDERER, NULL);
  self->sink = gst_object_ref_sink (sink);
  g_object_get (sink, "paintable", &self->paintable, NULL);
  g_signal_connect_object (self->paintable, "invalidate-contents", G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED);
  return self;
}

GdkPaintable *
sparkle_paintable_renderer_get_paintable (SparklePaintableRenderer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PAINTABLE_RENDERER (self), NULL);

  return self->paintable;
}

gboolean
sparkle_paintable_renderer_has_picture (SparklePaintableRenderer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PAINTABLE_RENDERER (self), FALSE);

  return self->painted;
}

void
sparkle_paintable_renderer_forget (SparklePaintableRenderer *self)
{
  g_return_if_fail (SPARKLE_IS_PAINTABLE_RENDERER (self));

  self->painted = FALSE;
}
