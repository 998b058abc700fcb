/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-settings.h"

G_BEGIN_DECLS

void sparkle_window_size_load (GtkWindow *window, SparkleSettings *settings);
void sparkle_window_size_save (GtkWindow *window, SparkleSettings *settings);

G_END_DECLS
