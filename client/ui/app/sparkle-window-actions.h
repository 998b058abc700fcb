/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-window.h"

G_BEGIN_DECLS

void sparkle_window_install_actions (GtkWidgetClass *widget_class);
void sparkle_window_update_actions  (SparkleWindow *self);

G_END_DECLS
