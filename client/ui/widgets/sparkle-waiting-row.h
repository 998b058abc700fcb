/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-post.h"

G_BEGIN_DECLS

/* A post that waits for its time: what, when, and what can be done with it. */
#define SPARKLE_TYPE_WAITING_ROW (sparkle_waiting_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleWaitingRow, sparkle_waiting_row, SPARKLE, WAITING_ROW, GtkBox)

GtkWidget *sparkle_waiting_row_new      (void);
void       sparkle_waiting_row_set_post (SparkleWaitingRow *self, SparklePost *post); /* (nullable) */

G_END_DECLS
