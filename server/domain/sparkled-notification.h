/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-write.h"

G_BEGIN_DECLS

/* Operations (fiber). Nothing here makes a notification: that follows from what people do. */
gboolean      sparkled_notification_read     (SparkledWrite *write, GError **error);
gboolean      sparkled_notification_switch   (SparkledWrite *write, GError **error);

SparkledRows *sparkled_notification_list     (SparkledServices *services, const SparkledAccount *account, gboolean unread,
                                              const char *before_at, const char *before_id, unsigned limit, GError **error);
SparkledRows *sparkled_notification_settings (SparkledServices *services, const SparkledAccount *account, GError **error);
gboolean      sparkled_notification_announce (SparkledServices *services, const char *message, GError **error);

G_END_DECLS
