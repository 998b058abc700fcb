/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-colour-dot.h"

#define SIZE 16
#define RADIUS 5.0f

struct _SparkleColourDot
{
  GObject parent_instance;

  GdkRGBA color;
};

static void sparkle_colour_dot_paintable_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleColourDot, sparkle_colour_dot, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, sparkle_colour_dot_paintable_init))

static void
sparkle_colour_dot_snapshot (GdkPaintable *paintable,
                             GdkSnapshot  *snapshot,
                             double        width,
                             double        height)
{
  SparkleColourDot *self = SPARKLE_COLOUR_DOT (paintable);
  float scale = (float) MIN (width, height) / SIZE;
  float radius = RADIUS * scale;
  graphene_rect_t square = GRAPHENE_RECT_INIT ((float) width / 2 - radius, (float) height / 2 - radius, 2 * radius, 2 * radius);
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &square, radius);
  gtk_snapshot_push_rounded_clip (GTK_SNAPSHOT (snapshot), &round);
  gtk_snapshot_append_color (GTK_SNAPSHOT (snapshot), &self->color, &square);
  gtk_snapshot_pop (GTK_SNAPSHOT (snapshot));
}

static int
sparkle_colour_dot_get_size (GdkPaintable *paintable)
{
  return SIZE;
}

static GdkPaintableFlags
sparkle_colour_dot_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static void
sparkle_colour_dot_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = sparkle_colour_dot_snapshot;
  iface->get_flags = sparkle_colour_dot_get_flags;
  iface->get_intrinsic_width = sparkle_colour_dot_get_size;
  iface->get_intrinsic_height = sparkle_colour_dot_get_size;
}

static void
sparkle_colour_dot_class_init (SparkleColourDotClass *klass)
{
}

static void
sparkle_colour_dot_init (SparkleColourDot *self)
{
}

/**
 * sparkle_colour_dot_new:
 * @colour: (nullable): "#rrggbb"; a quiet grey when it cannot be read
 *
 * Returns: (transfer full): the spot
 */
GdkPaintable *
sparkle_colour_dot_new (const char *colour)
{
  SparkleColourDot *self = g_object_new (SPARKLE_TYPE_COLOUR_DOT, NULL);

  if (colour == NULL || !gdk_rgba_parse (&self->color, colour))
    self->color = (GdkRGBA) { 0.55f, 0.55f, 0.58f, 1.0f };
  return GDK_PAINTABLE (self);
}
