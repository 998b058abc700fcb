/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-card.h"

#include <glib/gi18n.h>

struct _SparkleVideoCard
{
  GtkWidget parent_instance;

  char *video_id; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SparkleVideoCard, sparkle_video_card, GTK_TYPE_WIDGET)

/* Hue, saturation and lightness (0..1) to red, green and blue. */
static GdkRGBA
hsl (float hue,
     float saturation,
     float lightness)
{
  float chroma = saturation * MIN (lightness, 1 - lightness);
  float channel[3];

  for (int i = 0; i < 3; i++)
    {
      static const float offsets[] = { 0, 8, 4 };
      float k = fmodf (offsets[i] + hue * 12, 12);

      channel[i] = lightness - chroma * MAX (-1, MIN (MIN (k - 3, 9 - k), 1));
    }
  return (GdkRGBA) { channel[0], channel[1], channel[2], 1 };
}

static void
sparkle_video_card_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      *natural = for_size > 0 ? for_size * 16 / 9 : 320;
    }
  else
    {
      /* A list gives its rows their minimum. */
      *minimum = *natural = for_size > 0 ? for_size * 9 / 16 : 180;
    }
}

static GtkSizeRequestMode
sparkle_video_card_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
snapshot_play_mark (GtkSnapshot *snapshot,
                    float        width,
                    float        height)
{
  float radius = CLAMP (height * 0.2f, 11, 30);
  float side = radius * 0.9f;
  float x = width / 2, y = height / 2;
  g_autoptr(GskPathBuilder) circle_builder = gsk_path_builder_new ();
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr(GskPath) circle = NULL;
  g_autoptr(GskPath) triangle = NULL;

  gsk_path_builder_add_circle (circle_builder, &GRAPHENE_POINT_INIT (x, y), radius);
  circle = gsk_path_builder_to_path (circle_builder);
  gtk_snapshot_append_fill (snapshot, circle, GSK_FILL_RULE_WINDING, &(GdkRGBA) { 1, 1, 1, 0.18f });
  gsk_path_builder_move_to (builder, x - side * 0.36f, y - side * 0.5f);
  gsk_path_builder_line_to (builder, x + side * 0.54f, y);
  gsk_path_builder_line_to (builder, x - side * 0.36f, y + side * 0.5f);
  gsk_path_builder_close (builder);
  triangle = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_fill (snapshot, triangle, GSK_FILL_RULE_WINDING, &(GdkRGBA) { 1, 1, 1, 0.95f });
}

static void
sparkle_video_card_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  SparkleVideoCard *self = SPARKLE_VIDEO_CARD (widget);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float hue = (float) (g_str_hash (self->video_id != NULL ? self->video_id : "") % 360) / 360;
  GskColorStop stops[2] = { { 0, hsl (hue, 0.42f, 0.36f) }, { 1, hsl (fmodf (hue + 0.12f, 1), 0.46f, 0.17f) } };
  GskRoundedRect shape;

  if (width < 1 || height < 1)
    return;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), 10);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_linear_gradient (snapshot, &shape.bounds, &GRAPHENE_POINT_INIT (0, 0), &GRAPHENE_POINT_INIT (width, height),
                                       stops, G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);
  snapshot_play_mark (snapshot, width, height);
}

static void
sparkle_video_card_finalize (GObject *object)
{
  g_free (SPARKLE_VIDEO_CARD (object)->video_id);

  G_OBJECT_CLASS (sparkle_video_card_parent_class)->finalize (object);
}

static void
sparkle_video_card_class_init (SparkleVideoCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sparkle_video_card_finalize;
  widget_class->measure = sparkle_video_card_measure;
  widget_class->get_request_mode = sparkle_video_card_get_request_mode;
  widget_class->snapshot = sparkle_video_card_snapshot;
  gtk_widget_class_set_css_name (widget_class, "video-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sparkle_video_card_init (SparkleVideoCard *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Video"), -1);
}

/**
 * sparkle_video_card_new:
 *
 * Returns: (transfer floating): a card without a video
 */
GtkWidget *
sparkle_video_card_new (void)
{
  return g_object_new (SPARKLE_TYPE_VIDEO_CARD, NULL);
}

/**
 * sparkle_video_card_set_id:
 * @video_id: (nullable): the 11 characters of a YouTube video
 */
void
sparkle_video_card_set_id (SparkleVideoCard *self,
                           const char       *video_id)
{
  g_return_if_fail (SPARKLE_IS_VIDEO_CARD (self));

  if (g_set_str (&self->video_id, video_id))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sparkle_video_card_get_id:
 *
 * Returns: (nullable): the video it stands for
 */
const char *
sparkle_video_card_get_id (SparkleVideoCard *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO_CARD (self), NULL);

  return self->video_id;
}
