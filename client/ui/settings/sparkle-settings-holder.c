/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-settings-holder.h"

/* The default of 68 characters gives the 640 sp at which the interface's font fills a comfortable line. */
#define SP_PER_CHARACTER 9
#define MARGINS          28

G_DEFINE_INTERFACE (SparkleSettingsHolder, sparkle_settings_holder, GTK_TYPE_WIDGET)

static void
sparkle_settings_holder_default_init (SparkleSettingsHolderInterface *iface)
{
}

/**
 * sparkle_settings_of:
 * @widget: anything in a window
 *
 * Returns: (transfer none) (nullable): the settings of the app whose window it is in
 */
SparkleSettings *
sparkle_settings_of (GtkWidget *widget)
{
  GtkRoot *root;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  root = gtk_widget_get_root (widget);
  return SPARKLE_IS_SETTINGS_HOLDER (root) ? SPARKLE_SETTINGS_HOLDER_GET_IFACE (root)->get_settings (SPARKLE_SETTINGS_HOLDER (root)) : NULL;
}

static void
apply_reading_width (GtkWidget  *clamp,
                     GParamSpec *pspec,
                     GObject    *settings)
{
  int width = sparkle_settings_get_int (SPARKLE_SETTINGS (settings), SPARKLE_SETTING_READING_WIDTH) * SP_PER_CHARACTER + MARGINS;

  g_object_set (clamp, "maximum-size", width, "tightening-threshold", width, NULL);
}

static void
rooted_cb (GtkWidget *clamp)
{
  SparkleSettings *settings = sparkle_settings_of (clamp);

  if (settings == NULL)
    return;
  g_signal_handlers_disconnect_by_func (settings, apply_reading_width, clamp);
  g_signal_connect_object (settings, "notify::reading-width", G_CALLBACK (apply_reading_width), clamp, G_CONNECT_SWAPPED);
  apply_reading_width (clamp, NULL, G_OBJECT (settings));
}

/**
 * sparkle_reading_width_follow:
 * @clamp: an AdwClamp or AdwClampScrollable whose unit is sp
 *
 * Makes it as wide as a person wants lines to be, now and when that changes.
 */
void
sparkle_reading_width_follow (GtkWidget *clamp)
{
  g_return_if_fail (GTK_IS_WIDGET (clamp));

  g_signal_connect (clamp, "notify::root", G_CALLBACK (rooted_cb), NULL);
  rooted_cb (clamp);
}
