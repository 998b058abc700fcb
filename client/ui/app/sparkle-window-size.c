/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-window-size.h"

/**
 * sparkle_window_size_load:
 * @window: not shown yet
 * @settings: what the person chose for this machine
 *
 * Gives the window the size that it was left with.
 */
void
sparkle_window_size_load (GtkWindow       *window,
                          SparkleSettings *settings)
{
  gtk_window_set_default_size (window, sparkle_settings_get_int (settings, SPARKLE_SETTING_WINDOW_WIDTH),
                               sparkle_settings_get_int (settings, SPARKLE_SETTING_WINDOW_HEIGHT));
  if (sparkle_settings_get_boolean (settings, SPARKLE_SETTING_WINDOW_MAXIMIZED))
    gtk_window_maximize (window);
}

/**
 * sparkle_window_size_save:
 * @window: about to be closed
 * @settings: what the person chose for this machine
 *
 * Remembers the size of the window, and apart from it whether it fills the screen.
 */
void
sparkle_window_size_save (GtkWindow       *window,
                          SparkleSettings *settings)
{
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  sparkle_settings_set_int (settings, SPARKLE_SETTING_WINDOW_WIDTH, width);
  sparkle_settings_set_int (settings, SPARKLE_SETTING_WINDOW_HEIGHT, height);
  sparkle_settings_set_boolean (settings, SPARKLE_SETTING_WINDOW_MAXIMIZED, gtk_window_is_maximized (window));
}
