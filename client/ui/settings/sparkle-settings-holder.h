/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-settings.h"

G_BEGIN_DECLS

/* The window, as far as a widget deep inside needs to know it: who has the settings. */
#define SPARKLE_TYPE_SETTINGS_HOLDER (sparkle_settings_holder_get_type ())
G_DECLARE_INTERFACE (SparkleSettingsHolder, sparkle_settings_holder, SPARKLE, SETTINGS_HOLDER, GtkWidget)

struct _SparkleSettingsHolderInterface
{
  GTypeInterface parent_iface;

  SparkleSettings *(*get_settings) (SparkleSettingsHolder *self); /* (nullable) transfer none */
};

/* NULL while the widget is in no window; the getters of SparkleSettings then give what is built in. */
SparkleSettings *sparkle_settings_of           (GtkWidget *widget); /* (nullable) transfer none */

/* Keeps the widths of a clamp at what a person chose for reading. */
void             sparkle_reading_width_follow  (GtkWidget *clamp);

G_END_DECLS
