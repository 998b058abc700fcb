/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-picture-frame.h"

#define HEIGHT_MAX 480

struct _SparklePictureFrame
{
  GtkWidget parent_instance;

  GdkTexture *texture; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SparklePictureFrame, sparkle_picture_frame, GTK_TYPE_WIDGET)

/* The largest size that fits. */
static void
fit (SparklePictureFrame *self,
     int                  room,
     int                 *ret_width,
     int                 *ret_height)
{
  double width = self->texture != NULL ? gdk_texture_get_width (self->texture) : 1;
  double height = self->texture != NULL ? gdk_texture_get_height (self->texture) : 1;
  double scale = MIN (1, HEIGHT_MAX / height);

  if (room >= 0)
    scale = MIN (scale, room / width);
  *ret_width = MAX ((int) (width * scale), 1);
  *ret_height = MAX ((int) (height * scale), 1);
}

static void
sparkle_picture_frame_measure (GtkWidget      *widget,
                               GtkOrientation  orientation,
                               int             for_size,
                               int            *minimum,
                               int            *natural,
                               int            *minimum_baseline,
                               int            *natural_baseline)
{
  int width, height;

  fit (SPARKLE_PICTURE_FRAME (widget), orientation == GTK_ORIENTATION_VERTICAL ? for_size : -1, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 1;
      *natural = width;
    }
  else
    {
      /* A list gives its rows their minimum. */
      *minimum = *natural = height;
    }
}

static GtkSizeRequestMode
sparkle_picture_frame_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sparkle_picture_frame_snapshot (GtkWidget   *widget,
                                GtkSnapshot *snapshot)
{
  SparklePictureFrame *self = SPARKLE_PICTURE_FRAME (widget);
  GskRoundedRect shape;
  int width, height;

  if (self->texture == NULL)
    return;
  fit (self, gtk_widget_get_width (widget), &width, &height);
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), 8);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_TRILINEAR, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
sparkle_picture_frame_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_PICTURE_FRAME (object)->texture);

  G_OBJECT_CLASS (sparkle_picture_frame_parent_class)->dispose (object);
}

static void
sparkle_picture_frame_class_init (SparklePictureFrameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_picture_frame_dispose;
  widget_class->measure = sparkle_picture_frame_measure;
  widget_class->get_request_mode = sparkle_picture_frame_get_request_mode;
  widget_class->snapshot = sparkle_picture_frame_snapshot;
  /* The button around it says what it shows. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sparkle_picture_frame_init (SparklePictureFrame *self)
{
}

/**
 * sparkle_picture_frame_new:
 *
 * Returns: (transfer floating): an empty frame
 */
GtkWidget *
sparkle_picture_frame_new (void)
{
  return g_object_new (SPARKLE_TYPE_PICTURE_FRAME, NULL);
}

/**
 * sparkle_picture_frame_set_texture:
 * @texture: (nullable): what is shown
 */
void
sparkle_picture_frame_set_texture (SparklePictureFrame *self,
                                   GdkTexture          *texture)
{
  g_return_if_fail (SPARKLE_IS_PICTURE_FRAME (self));

  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_resize (GTK_WIDGET (self));
}
