/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-card.h"

#include <glib/gi18n.h>

#include "sparkle-media-source.h"
#include "sparkle-video-time.h"

/* What only flies by while somebody scrolls is not fetched. */
#define PATIENCE_MS 120

struct _SparkleVideoCard
{
  GtkWidget parent_instance;

  SparkleVideo *video;    /* (owned) (nullable) */
  gulong        handler;
  GdkTexture   *picture;  /* (owned) (nullable) */
  PangoLayout  *duration; /* (owned) (nullable) */
  unsigned      load_id;  /* timeout before the picture is asked for; 0: none */
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

/* The whole of the card, cut where the picture has another shape. */
static void
snapshot_picture (SparkleVideoCard *self,
                  GtkSnapshot      *snapshot,
                  float             width,
                  float             height)
{
  float scale = MAX (width / (float) gdk_texture_get_width (self->picture), height / (float) gdk_texture_get_height (self->picture));
  float w = (float) gdk_texture_get_width (self->picture) * scale, h = (float) gdk_texture_get_height (self->picture) * scale;

  gtk_snapshot_append_scaled_texture (snapshot, self->picture, GSK_SCALING_FILTER_TRILINEAR,
                                      &GRAPHENE_RECT_INIT ((width - w) / 2, (height - h) / 2, w, h));
}

static void
snapshot_duration (SparkleVideoCard *self,
                   GtkSnapshot      *snapshot,
                   float             width,
                   float             height)
{
  GskRoundedRect pill;
  int w, h;

  pango_layout_get_pixel_size (self->duration, &w, &h);
  if (w + 20 > width || h + 12 > height)
    return;
  gsk_rounded_rect_init_from_rect (&pill, &GRAPHENE_RECT_INIT (width - (float) w - 16, height - (float) h - 8, (float) w + 10, (float) h + 2), 5);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0, 0, 0, 0.78f }, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (pill.bounds.origin.x + 5, pill.bounds.origin.y + 1));
  gtk_snapshot_append_layout (snapshot, self->duration, &(GdkRGBA) { 1, 1, 1, 1 });
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_play_mark (GtkSnapshot *snapshot,
                    gboolean     over_picture,
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
  gtk_snapshot_append_fill (snapshot, circle, GSK_FILL_RULE_WINDING, over_picture ? &(GdkRGBA) { 0, 0, 0, 0.6f } : &(GdkRGBA) { 1, 1, 1, 0.18f });
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
  float hue = (float) (g_str_hash (self->video != NULL ? sparkle_video_get_id (self->video) : "") % 360) / 360;
  GskColorStop stops[2] = { { 0, hsl (hue, 0.42f, 0.36f) }, { 1, hsl (fmodf (hue + 0.12f, 1), 0.46f, 0.17f) } };
  GskRoundedRect shape;

  if (width < 1 || height < 1)
    return;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), 10);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  if (self->picture != NULL)
    snapshot_picture (self, snapshot, width, height);
  else
    gtk_snapshot_append_linear_gradient (snapshot, &shape.bounds, &GRAPHENE_POINT_INIT (0, 0), &GRAPHENE_POINT_INIT (width, height),
                                         stops, G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);
  snapshot_play_mark (snapshot, self->picture != NULL, width, height);
  if (self->duration != NULL)
    snapshot_duration (self, snapshot, width, height);
}

/* ---- the picture -------------------------------------------------------------- */

static void
set_picture (SparkleVideoCard *self,
             GdkTexture       *picture)
{
  if (g_set_object (&self->picture, picture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

typedef struct
{
  GWeakRef  card;
  char     *video_id;
} Load;

static void
load_free (Load *load)
{
  g_weak_ref_clear (&load->card);
  g_free (load->video_id);
  g_free (load);
}

static DexFuture *
loaded_cb (DexFuture *future,
           gpointer   user_data)
{
  Load *load = user_data;
  g_autoptr(SparkleVideoCard) self = g_weak_ref_get (&load->card);
  const GValue *value = dex_future_get_value (future, NULL);

  /* the card may show another video by now */
  if (self != NULL && self->video != NULL && value != NULL && g_str_equal (sparkle_video_get_id (self->video), load->video_id))
    set_picture (self, g_value_get_object (value));
  return NULL;
}

static gboolean
load_cb (gpointer user_data)
{
  SparkleVideoCard *self = user_data;
  SparkleThumbnails *thumbnails = sparkle_thumbnails_of (GTK_WIDGET (self));
  Load *load;

  self->load_id = 0;
  if (thumbnails == NULL || self->video == NULL)
    return G_SOURCE_REMOVE;
  load = g_new0 (Load, 1);
  g_weak_ref_init (&load->card, self);
  load->video_id = g_strdup (sparkle_video_get_id (self->video));
  dex_future_disown (dex_future_then (sparkle_thumbnails_load (thumbnails, load->video_id), loaded_cb, load, (GDestroyNotify) load_free));
  return G_SOURCE_REMOVE;
}

/* One that was shown a moment ago is there at once, so that nothing flickers when a list is scrolled back. */
static void
want_picture (SparkleVideoCard *self)
{
  gboolean wanted = self->video != NULL && sparkle_video_has_thumbnail (self->video) && gtk_widget_get_mapped (GTK_WIDGET (self));
  SparkleThumbnails *thumbnails = wanted ? sparkle_thumbnails_of (GTK_WIDGET (self)) : NULL;
  GdkTexture *picture = thumbnails != NULL ? sparkle_thumbnails_peek (thumbnails, sparkle_video_get_id (self->video)) : NULL;

  g_clear_handle_id (&self->load_id, g_source_remove);
  if (picture != NULL)
    set_picture (self, picture);
  else if (thumbnails != NULL && self->picture == NULL)
    self->load_id = g_timeout_add (PATIENCE_MS, load_cb, self);
}

/* ---- content ------------------------------------------------------------------ */

static void
update_duration (SparkleVideoCard *self)
{
  int seconds = self->video != NULL ? sparkle_video_get_duration (self->video) : -1;
  g_autoptr(PangoAttrList) attributes = NULL;
  g_autofree char *text = NULL;

  g_clear_object (&self->duration);
  if (seconds < 0)
    return;
  text = sparkle_video_time_format ((unsigned) seconds);
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  self->duration = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  pango_layout_set_attributes (self->duration, attributes);
}

static void
update (SparkleVideoCard *self)
{
  const char *title = self->video != NULL ? sparkle_video_get_title (self->video) : NULL;
  /* Translators: the title of a video */
  g_autofree char *label = title != NULL ? g_strdup_printf (_("Video: %s"), title) : g_strdup (_("Video"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (self->video == NULL || !sparkle_video_has_thumbnail (self->video))
    set_picture (self, NULL);
  update_duration (self);
  want_picture (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sparkle_video_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sparkle_video_card_parent_class)->map (widget);

  want_picture (SPARKLE_VIDEO_CARD (widget));
}

static void
sparkle_video_card_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SPARKLE_VIDEO_CARD (widget)->load_id, g_source_remove);

  GTK_WIDGET_CLASS (sparkle_video_card_parent_class)->unmap (widget);
}

static void
sparkle_video_card_system_setting_changed (GtkWidget        *widget,
                                           GtkSystemSetting  setting)
{
  GTK_WIDGET_CLASS (sparkle_video_card_parent_class)->system_setting_changed (widget, setting);

  update_duration (SPARKLE_VIDEO_CARD (widget));
}

static void
sparkle_video_card_dispose (GObject *object)
{
  SparkleVideoCard *self = SPARKLE_VIDEO_CARD (object);

  g_clear_handle_id (&self->load_id, g_source_remove);
  if (self->video != NULL)
    g_clear_signal_handler (&self->handler, self->video);
  g_clear_object (&self->video);
  g_clear_object (&self->picture);
  g_clear_object (&self->duration);

  G_OBJECT_CLASS (sparkle_video_card_parent_class)->dispose (object);
}

static void
sparkle_video_card_class_init (SparkleVideoCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_video_card_dispose;
  widget_class->map = sparkle_video_card_map;
  widget_class->unmap = sparkle_video_card_unmap;
  widget_class->system_setting_changed = sparkle_video_card_system_setting_changed;
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
 * sparkle_video_card_set_video:
 * @video: (nullable): what it stands for
 *
 * Shows the video's picture and length as soon as they are known. The picture comes from the source of the window it is in.
 */
void
sparkle_video_card_set_video (SparkleVideoCard *self,
                              SparkleVideo     *video)
{
  g_return_if_fail (SPARKLE_IS_VIDEO_CARD (self));

  if (self->video == video)
    return;
  if (self->video != NULL)
    g_clear_signal_handler (&self->handler, self->video);
  g_set_object (&self->video, video);
  if (video != NULL)
    self->handler = g_signal_connect_swapped (video, "notify::state", G_CALLBACK (update), self);
  set_picture (self, NULL);
  update (self);
}

/**
 * sparkle_video_card_get_video:
 *
 * Returns: (transfer none) (nullable): the video it stands for
 */
SparkleVideo *
sparkle_video_card_get_video (SparkleVideoCard *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO_CARD (self), NULL);

  return self->video;
}
