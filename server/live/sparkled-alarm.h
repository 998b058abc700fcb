/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*SparkledAlarmFunc) (gpointer user_data);

/* A source on the thread's default main context that sleeps until it is set, rings once, and sleeps
 * again. In microseconds; cheaper to move than a timeout is to make. */
GSource *sparkled_alarm_new   (SparkledAlarmFunc func, gpointer user_data, const char *name);
/* Rings at this monotonic time, or when it was to ring already if that is earlier. */
void     sparkled_alarm_set   (GSource *self, gint64 at);
void     sparkled_alarm_stop  (GSource *self);
void     sparkled_alarm_clear (GSource **self);

G_END_DECLS
