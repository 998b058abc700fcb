/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* When a post is to be published: a day and a time of the local zone.
 *
 * Signal ::chosen (gint64): a time to come, µs since 1970; the dialog closes. */
#define SPARKLE_TYPE_SCHEDULE_DIALOG (sparkle_schedule_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SparkleScheduleDialog, sparkle_schedule_dialog, SPARKLE, SCHEDULE_DIALOG, AdwDialog)

AdwDialog *sparkle_schedule_dialog_new (gint64 publish_at);

G_END_DECLS
