/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-alarm.h"

typedef struct
{
  GSource           source;
  SparkledAlarmFunc func;
  gpointer          user_data;
} Alarm;

static gboolean
dispatch (GSource    *source,
          GSourceFunc callback,
          gpointer    user_data)
{
  Alarm *alarm = (Alarm *) source;

  g_source_set_ready_time (source, -1);
  alarm->func (alarm->user_data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs alarm_funcs = { .dispatch = dispatch };

GSource *
sparkled_alarm_new (SparkledAlarmFunc func,
                    gpointer          user_data,
                    const char       *name)
{
  GSource *source = g_source_new (&alarm_funcs, sizeof (Alarm));
  Alarm *alarm = (Alarm *) source;

  alarm->func = func;
  alarm->user_data = user_data;
  g_source_set_static_name (source, name);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

void
sparkled_alarm_set (GSource *self,
                    gint64   at)
{
  gint64 set = g_source_get_ready_time (self);

  if (set == -1 || at < set)
    g_source_set_ready_time (self, at);
}

void
sparkled_alarm_stop (GSource *self)
{
  g_source_set_ready_time (self, -1);
}

void
sparkled_alarm_clear (GSource **self)
{
  if (*self == NULL)
    return;
  g_source_destroy (*self);
  g_clear_pointer (self, g_source_unref);
}
