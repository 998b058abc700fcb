/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-notification.h"

G_BEGIN_DECLS

/* One notification: what it is by its icon, who did what, about which post and when; a dot while it is unread. */
#define SPARKLE_TYPE_NOTIFICATION_ROW (sparkle_notification_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleNotificationRow, sparkle_notification_row, SPARKLE, NOTIFICATION_ROW, GtkBox)

GtkWidget *sparkle_notification_row_new              (void);
void       sparkle_notification_row_set_notification (SparkleNotificationRow *self, SparkleNotification *notification); /* (nullable) */

G_END_DECLS
