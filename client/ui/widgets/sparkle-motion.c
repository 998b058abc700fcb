/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-motion.h"

#include <adwaita.h>

/**
 * sparkle_motion_is_wanted:
 * @widget: what would move
 *
 * Returns: whether @widget is on screen and neither animations are off nor reduced motion is asked for
 */
gboolean
sparkle_motion_is_wanted (GtkWidget *widget)
{
  GtkReducedMotion reduced = GTK_REDUCED_MOTION_NO_PREFERENCE;

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  g_object_get (gtk_widget_get_settings (widget), "gtk-interface-reduced-motion", &reduced, NULL);
  return adw_get_enable_animations (widget) && reduced != GTK_REDUCED_MOTION_REDUCE;
}
