/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-settings.h"

G_BEGIN_DECLS

/* A row of the preferences shows a setting and changes it; a locked one is shown and cannot be changed. property is that of the row:
 * "active", "selected", "value" or "text". */
void sparkle_preference_row_bind (gpointer row, const char *property, SparkleSettings *settings, SparkleSetting setting);

G_END_DECLS
