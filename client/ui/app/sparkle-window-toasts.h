/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-undo.h"
#include "sparkle-window.h"

G_BEGIN_DECLS

/* Between the files of the window. */
AdwToastOverlay *sparkle_window_get_toasts (SparkleWindow *self); /* transfer none */
SparkleUndo     *sparkle_window_get_undo   (SparkleWindow *self); /* transfer none */

G_END_DECLS
