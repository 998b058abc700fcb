/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-schedule-dialog.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-relative-time.h"
#include "sparkle-validate.h"

struct _SparkleScheduleDialog
{
  AdwDialog parent_instance;

  gboolean setting;

  GtkCalendar *calendar;
  AdwSpinRow  *hour_row;
  AdwSpinRow  *minute_row;
  GtkLabel    *summary_label;
  GtkLabel    *zone_label;
  GtkWidget   *choose_button;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleScheduleDialog, sparkle_schedule_dialog, ADW_TYPE_DIALOG)

/* µs since 1970; 0: there is no such time, for instance where summer time begins. */
static gint64
get_time (SparkleScheduleDialog *self)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autoptr(GDateTime) time = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day),
                                                     (int) adw_spin_row_get_value (self->hour_row), (int) adw_spin_row_get_value (self->minute_row), 0);

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

static void
changed_cb (SparkleScheduleDialog *self)
{
  gint64 at = get_time (self);
  gint64 now = g_get_real_time ();
  g_autoptr(GError) error = NULL;
  gboolean good = at > now && sparkle_validate_publish_at ("publish_at", at, now, &error);
  g_autofree char *when = sparkle_coming_time (at, now);
  /* Translators: %s is a time such as "Fri 14:00" */
  g_autofree char *summary = g_strdup_printf (_("Publishes %s"), when);

  if (self->setting)
    return;
  gtk_label_set_label (self->summary_label, good ? summary : at <= now ? _("This time has passed") : _("At most a year ahead"));
  gtk_widget_set_sensitive (self->choose_button, good);
}

static void
choose_cb (SparkleScheduleDialog *self)
{
  gint64 at = get_time (self);

  if (at <= g_get_real_time ())
    {
      changed_cb (self);
      return;
    }
  g_signal_emit (self, signals[CHOSEN], 0, at);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
sparkle_schedule_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_SCHEDULE_DIALOG);

  G_OBJECT_CLASS (sparkle_schedule_dialog_parent_class)->dispose (object);
}

static void
sparkle_schedule_dialog_class_init (SparkleScheduleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_schedule_dialog_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", SPARKLE_TYPE_SCHEDULE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/sparkle-schedule-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleScheduleDialog, calendar);
  gtk_widget_class_bind_template_child (widget_class, SparkleScheduleDialog, hour_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleScheduleDialog, minute_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleScheduleDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleScheduleDialog, zone_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleScheduleDialog, choose_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
sparkle_schedule_dialog_init (SparkleScheduleDialog *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_schedule_dialog_new:
 * @publish_at: the time so far, µs since 1970; 0: none, tomorrow at this hour is offered
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_schedule_dialog_new (gint64 publish_at)
{
  SparkleScheduleDialog *self = g_object_new (SPARKLE_TYPE_SCHEDULE_DIALOG, NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) time = publish_at > 0 ? g_date_time_new_from_unix_local_usec (publish_at) : g_date_time_add_days (now, 1);
  g_autofree char *zone = g_strdup_printf (_("Time zone of this computer: %s"), g_date_time_get_timezone_abbreviation (time));

  gtk_calendar_set_date (self->calendar, time);
  adw_spin_row_set_value (self->hour_row, g_date_time_get_hour (time));
  adw_spin_row_set_value (self->minute_row, publish_at > 0 ? g_date_time_get_minute (time) : 0);
  gtk_label_set_label (self->zone_label, zone);
  self->setting = FALSE;
  changed_cb (self);
  return ADW_DIALOG (self);
}
