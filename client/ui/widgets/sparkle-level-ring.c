/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-level-ring.h"

#include <glib/gi18n.h>

#include "sparkle-level.h"
#include "sparkle-motion.h"

#define RING_WIDTH 3.0f
#define RING_GAP 3
#define MOVE_MS 250
#define LEVEL_MS 700 /* around and into the next level: it may be seen */

struct _SparkleLevelRing
{
  GtkWidget parent_instance;

  GtkWidget *avatar;   /* (owned by the widget tree) */
  int        size;
  gint64     xp;       /* -1: none is shown */
  double     fraction; /* 0..1 of the way to the next level */

  /* Levels are counted on, so that the ring fills and begins anew: 3.25 is a quarter of the way from level 3 to 4. */
  double        shown;
  AdwAnimation *animation; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SparkleLevelRing, sparkle_level_ring, GTK_TYPE_WIDGET)

static void
sparkle_level_ring_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  SparkleLevelRing *self = SPARKLE_LEVEL_RING (widget);

  gtk_widget_measure (self->avatar, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = *natural = self->size + 2 * (RING_GAP + (int) RING_WIDTH);
}

static void
sparkle_level_ring_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  SparkleLevelRing *self = SPARKLE_LEVEL_RING (widget);
  GtkAllocation place = { (width - self->size) / 2, (height - self->size) / 2, self->size, self->size };

  gtk_widget_size_allocate (self->avatar, &place, -1);
}

/* The colour of the ring is the widget's `color`, so that the stylesheet decides. */
static void
sparkle_level_ring_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  SparkleLevelRing *self = SPARKLE_LEVEL_RING (widget);
  float centre_x = gtk_widget_get_width (widget) / 2.0f;
  float centre_y = gtk_widget_get_height (widget) / 2.0f;
  float radius = self->size / 2.0f + RING_GAP + RING_WIDTH / 2.0f - 1.0f;

  if (self->xp >= 0)
    {
      g_autoptr(GskStroke) stroke = gsk_stroke_new (RING_WIDTH);
      g_autoptr(GskPathBuilder) track_builder = gsk_path_builder_new ();
      g_autoptr(GskPath) track = NULL;
      GdkRGBA color, faint;

      gtk_widget_get_color (widget, &color);
      faint = color;
      faint.alpha *= 0.22f;
      gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
      gsk_path_builder_add_circle (track_builder, &GRAPHENE_POINT_INIT (centre_x, centre_y), radius);
      track = gsk_path_builder_to_path (track_builder);
      gtk_snapshot_append_stroke (snapshot, track, stroke, &faint);

      double fraction = self->shown - floor (self->shown);

      if (fraction > 0.004)
        {
          g_autoptr(GskPathBuilder) builder = gsk_path_builder_new ();
          g_autoptr(GskPath) arc = NULL;
          double angle = MIN (fraction, 0.9999) * 2 * G_PI;

          gsk_path_builder_move_to (builder, centre_x, centre_y - radius);
          gsk_path_builder_svg_arc_to (builder, radius, radius, 0, angle > G_PI, TRUE,
                                       centre_x + radius * (float) sin (angle),
                                       centre_y - radius * (float) cos (angle));
          arc = gsk_path_builder_to_path (builder);
          gtk_snapshot_append_stroke (snapshot, arc, stroke, &color);
        }
    }

  gtk_widget_snapshot_child (widget, self->avatar, snapshot);
}

static void
sparkle_level_ring_dispose (GObject *object)
{
  SparkleLevelRing *self = SPARKLE_LEVEL_RING (object);

  if (self->animation != NULL)
    adw_animation_reset (self->animation);
  g_clear_object (&self->animation);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_level_ring_parent_class)->dispose (object);
}

static void
sparkle_level_ring_class_init (SparkleLevelRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_level_ring_dispose;

  widget_class->measure = sparkle_level_ring_measure;
  widget_class->size_allocate = sparkle_level_ring_size_allocate;
  widget_class->snapshot = sparkle_level_ring_snapshot;
  gtk_widget_class_set_css_name (widget_class, "level-ring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sparkle_level_ring_init (SparkleLevelRing *self)
{
  self->xp = -1;
  self->size = 36;
  self->avatar = adw_avatar_new (self->size, NULL, TRUE);
  gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
}

/**
 * sparkle_level_ring_new:
 * @size: diameter of the avatar in pixels
 *
 * Returns: (transfer floating): a ring without a person
 */
GtkWidget *
sparkle_level_ring_new (int size)
{
  SparkleLevelRing *self = g_object_new (SPARKLE_TYPE_LEVEL_RING, NULL);

  self->size = size;
  adw_avatar_set_size (ADW_AVATAR (self->avatar), size);
  return GTK_WIDGET (self);
}

/**
 * sparkle_level_ring_set_name:
 * @name: (nullable): whose avatar; %NULL shows a silhouette
 *
 * Another name is another person: the ring is hidden until it is told of their experience.
 */
void
sparkle_level_ring_set_name (SparkleLevelRing *self,
                             const char       *name)
{
  g_return_if_fail (SPARKLE_IS_LEVEL_RING (self));

  if (g_strcmp0 (adw_avatar_get_text (ADW_AVATAR (self->avatar)), name) != 0)
    sparkle_level_ring_set_xp (self, -1);
  adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
  adw_avatar_set_show_initials (ADW_AVATAR (self->avatar), name != NULL);
}

static void
move_cb (double   value,
         gpointer user_data)
{
  SparkleLevelRing *self = user_data;

  self->shown = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
move_to (SparkleLevelRing *self,
         double            from,
         double            to)
{
  AdwTimedAnimation *animation;

  if (self->animation == NULL)
    {
      self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, MOVE_MS, adw_callback_animation_target_new (move_cb, self, NULL));
      adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_EASE_OUT_CUBIC);
    }
  animation = ADW_TIMED_ANIMATION (self->animation);
  adw_timed_animation_set_value_from (animation, from);
  adw_timed_animation_set_value_to (animation, to);
  adw_timed_animation_set_duration (animation, floor (from) < floor (to) ? LEVEL_MS : MOVE_MS);
  adw_animation_play (self->animation);
}

/* Of several levels at once only the last turn is shown; downwards the ring does not run. */
static void
show (SparkleLevelRing *self,
      gboolean          same_person,
      double            at)
{
  if (same_person && at > self->shown && sparkle_motion_is_wanted (GTK_WIDGET (self)))
    {
      move_to (self, MAX (self->shown, at - 1), at);
      return;
    }
  if (self->animation != NULL)
    adw_animation_reset (self->animation);
  self->shown = at;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sparkle_level_ring_set_xp:
 * @xp: experience of the person; negative hides the ring
 *
 * The ring turns to it when it showed less of the same person before.
 */
void
sparkle_level_ring_set_xp (SparkleLevelRing *self,
                           gint64            xp)
{
  gboolean same_person;

  g_return_if_fail (SPARKLE_IS_LEVEL_RING (self));

  if (self->xp == xp)
    return;

  same_person = self->xp >= 0;
  self->xp = xp;
  self->fraction = 0;
  if (xp >= 0)
    {
      unsigned level = sparkle_level_for_xp (xp);
      gint64 floor_xp = sparkle_level_get_xp (level);
      gint64 next_xp = sparkle_level_get_xp (level + 1);
      g_autofree char *label = g_strdup_printf (_("Level %u, %d %% of the way to the next"), level,
                                                (int) (100 * (xp - floor_xp) / MAX (next_xp - floor_xp, 1)));

      self->fraction = (double) (xp - floor_xp) / (double) MAX (next_xp - floor_xp, 1);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      show (self, same_person, level + self->fraction);
      return;
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
  show (self, FALSE, 0);
}

/**
 * sparkle_level_ring_get_fraction:
 *
 * Returns: how much of the ring is filled once it has turned, 0 to 1
 */
double
sparkle_level_ring_get_fraction (SparkleLevelRing *self)
{
  g_return_val_if_fail (SPARKLE_IS_LEVEL_RING (self), 0);

  return self->fraction;
}
