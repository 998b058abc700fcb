/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

/* Tells the desktop what others did while the person looks elsewhere: one GNotification a thread, changed as more happens
 * and withdrawn as soon as it is read, on whatever device. The application owns one for each session. */
#define SPARKLE_TYPE_NOTIFIER (sparkle_notifier_get_type ())
G_DECLARE_FINAL_TYPE (SparkleNotifier, sparkle_notifier, SPARKLE, NOTIFIER, GObject)

SparkleNotifier *sparkle_notifier_new      (GtkApplication *application, SparkleSession *session, SparkleSettings *settings);
gboolean         sparkle_notifier_is_quiet (SparkleSettings *settings, int minute);

G_END_DECLS
