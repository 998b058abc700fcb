/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_NOTIFICATIONS_PAGE (sparkle_notifications_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleNotificationsPage, sparkle_notifications_page, SPARKLE, NOTIFICATIONS_PAGE, AdwBin)

GtkWidget *sparkle_notifications_page_new (SparkleSession *session);

G_END_DECLS
