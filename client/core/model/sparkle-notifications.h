/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The account's notifications, last changed first: a GListModel of SparkleNotification. Properties: n-items, n-unread. */
#define SPARKLE_TYPE_NOTIFICATIONS (sparkle_notifications_get_type ())
G_DECLARE_FINAL_TYPE (SparkleNotifications, sparkle_notifications, SPARKLE, NOTIFICATIONS, GObject)

SparkleNotifications *sparkle_notifications_new          (SparkleEntities *entities);
unsigned              sparkle_notifications_get_n_unread (SparkleNotifications *self);

G_END_DECLS
