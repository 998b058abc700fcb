/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-settings.h"

G_BEGIN_DECLS

/* Keeps colours and the size of the text of the whole display as a person wants them. */
#define SPARKLE_TYPE_APPEARANCE (sparkle_appearance_get_type ())
G_DECLARE_FINAL_TYPE (SparkleAppearance, sparkle_appearance, SPARKLE, APPEARANCE, GObject)

SparkleAppearance *sparkle_appearance_new (SparkleSettings *settings,
                                           GdkDisplay      *display);

G_END_DECLS
