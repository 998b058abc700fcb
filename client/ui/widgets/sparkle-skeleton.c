/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-skeleton.h"

#include <glib/gi18n.h>

#define ROW_HEIGHT 150

/* One bone: where it lies in a row. A negative width counts from the right edge. */
typedef struct
{
  int x, y, width, height, radius;
} Bone;

static const Bone bones[] = {
  { 12, 14, 36, 36, 18 },
  { 58, 25, 140, 12, 6 },
  { 12, 62, -60, 16, 6 },
  { 12, 90, -12, 11, 5 },
  { 12, 108, -110, 11, 5 },
};

struct _SparkleSkeleton
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SparkleSkeleton, sparkle_skeleton, GTK_TYPE_WIDGET)

static void
sparkle_skeleton_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = 0;
  *natural = ROW_HEIGHT;
}

static void
sparkle_skeleton_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  for (int y = 0, row = 0; y + ROW_HEIGHT <= height + ROW_HEIGHT / 2; y += ROW_HEIGHT, row++)
    {
      /* Fades out downwards: there is no telling how many will come. */
      GdkRGBA faint = color;

      faint.alpha *= 0.10f * MAX (0.0f, 1.0f - row * 0.16f);
      if (faint.alpha <= 0.01f)
        break;

      for (unsigned i = 0; i < G_N_ELEMENTS (bones); i++)
        {
          const Bone *bone = &bones[i];
          float bone_width = bone->width > 0 ? bone->width : MAX (0, width - bone->x + bone->width);
          float x = mirrored ? width - bone->x - bone_width : bone->x;
          GskRoundedRect shape;

          gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (x, y + bone->y, bone_width, bone->height), bone->radius);
          gtk_snapshot_push_rounded_clip (snapshot, &shape);
          gtk_snapshot_append_color (snapshot, &faint, &shape.bounds);
          gtk_snapshot_pop (snapshot);
        }
    }
}

static void
sparkle_skeleton_class_init (SparkleSkeletonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = sparkle_skeleton_measure;
  widget_class->snapshot = sparkle_skeleton_snapshot;
  gtk_widget_class_set_css_name (widget_class, "skeleton");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sparkle_skeleton_init (SparkleSkeleton *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading"), -1);
}

/**
 * sparkle_skeleton_new:
 *
 * Returns: (transfer floating): as many grey rows as there is room for
 */
GtkWidget *
sparkle_skeleton_new (void)
{
  return g_object_new (SPARKLE_TYPE_SKELETON, NULL);
}
