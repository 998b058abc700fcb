/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-notification.h"

G_BEGIN_DECLS

char       *sparkle_notification_text (SparkleNotification *notification);
const char *sparkle_notification_icon (SparkleNotification *notification);
char       *sparkle_notification_day  (gint64 unix_us, gint64 now_us);

G_END_DECLS
