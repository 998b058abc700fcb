/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-burst.h"

#include <math.h>

#include "sparkle-motion.h"

#define N_SPARKS 7
#define DURATION_MS 450
#define REACH 20.0f      /* pixels from the middle at the end */
#define SPARK_COLOR "#ff6b6b" /* --sparkle-400 of the stylesheet: a shape, never text */
#define FIRST_SIZE 4.5f  /* half the height of a spark */

struct _SparkleBurst
{
  GtkWidget    *host;      /* (weak): owns this */
  AdwAnimation *animation; /* (owned) */
  graphene_point_t centre; /* in the host */
  double        at;        /* 0..1 */
};

/* A spark of four points around the origin, as in the icon. */
static GskPath *
spark_path (float size)
{
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new ();
  float waist = size * 0.22f;

  gsk_path_builder_move_to (builder, 0, -size);
  gsk_path_builder_quad_to (builder, waist, -waist, size, 0);
  gsk_path_builder_quad_to (builder, waist, waist, 0, size);
  gsk_path_builder_quad_to (builder, -waist, waist, -size, 0);
  gsk_path_builder_quad_to (builder, -waist, -waist, 0, -size);
  gsk_path_builder_close (builder);
  return gsk_path_builder_to_path (builder);
}

static void
step_cb (double   value,
         gpointer user_data)
{
  SparkleBurst *self = user_data;

  self->at = value;
  gtk_widget_queue_draw (self->host);
}

/**
 * sparkle_burst_play:
 * @burst: (inout): the host's burst; made at the first use, freed by the host with sparkle_burst_free()
 * @host: draws it in its snapshot
 * @around: a widget below @host from whose middle the sparkles fly
 *
 * Plays once, from the beginning. Does nothing when motion is not wanted or @host is not on screen.
 */
void
sparkle_burst_play (SparkleBurst **burst,
                    GtkWidget     *host,
                    GtkWidget     *around)
{
  SparkleBurst *self = *burst;
  graphene_rect_t bounds;

  if (!sparkle_motion_is_wanted (host) || !gtk_widget_compute_bounds (around, host, &bounds))
    return;
  if (self == NULL)
    {
      self = *burst = g_new0 (SparkleBurst, 1);
      self->host = host;
      self->animation = adw_timed_animation_new (host, 0, 1, DURATION_MS, adw_callback_animation_target_new (step_cb, self, NULL));
      adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_EASE_OUT_CUBIC);
    }
  graphene_rect_get_center (&bounds, &self->centre);
  adw_animation_reset (self->animation);
  adw_animation_play (self->animation);
}

/**
 * sparkle_burst_is_playing:
 * @self: (nullable): a burst
 *
 * Returns: whether there is something to draw
 */
gboolean
sparkle_burst_is_playing (SparkleBurst *self)
{
  return self != NULL && adw_animation_get_state (self->animation) == ADW_ANIMATION_PLAYING;
}

/**
 * sparkle_burst_snapshot:
 * @self: (nullable): a burst
 * @snapshot: of the host, after its children
 *
 * Draws what flies.
 */
void
sparkle_burst_snapshot (SparkleBurst *self,
                        GtkSnapshot  *snapshot)
{
  g_autoptr(GskPath) spark = NULL;
  GdkRGBA color;

  if (!sparkle_burst_is_playing (self))
    return;
  gdk_rgba_parse (&color, SPARK_COLOR);
  color.alpha = (float) MIN (1.0, 2.0 * (1.0 - self->at));
  spark = spark_path (FIRST_SIZE * (float) (1.0 - 0.6 * self->at));
  for (unsigned i = 0; i < N_SPARKS; i++)
    {
      /* The golden angle spreads them without a pattern; every other one stays nearer. */
      double angle = i * 2.399963 - G_PI / 2;
      float reach = REACH * (float) self->at * (i % 2 ? 0.68f : 1.0f);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (self->centre.x + reach * (float) cos (angle),
                                                              self->centre.y + reach * (float) sin (angle)));
      gtk_snapshot_append_fill (snapshot, spark, GSK_FILL_RULE_WINDING, &color);
      gtk_snapshot_restore (snapshot);
    }
}

/**
 * sparkle_burst_free:
 * @self: (nullable) (transfer full): the host's burst
 */
void
sparkle_burst_free (SparkleBurst *self)
{
  if (self == NULL)
    return;
  adw_animation_reset (self->animation);
  g_object_unref (self->animation);
  g_free (self);
}
