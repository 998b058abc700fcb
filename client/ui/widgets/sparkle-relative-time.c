/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-relative-time.h"

#include <glib/gi18n.h>

/**
 * sparkle_relative_time:
 * @unix_us: the moment, µs since 1970 UTC
 * @now_us: the present
 *
 * Returns: (transfer full): "now", "3 min", "5 h", "2 d", then a date; a moment in the
 *   future (a clock that runs ahead) counts as now
 */
char *
sparkle_relative_time (gint64 unix_us,
                       gint64 now_us)
{
  gint64 seconds = (now_us - unix_us) / G_USEC_PER_SEC;
  g_autoptr(GDateTime) then = NULL;
  g_autoptr(GDateTime) now = NULL;

  if (seconds < 60)
    return g_strdup (_("now"));
  if (seconds < 3600)
    /* Translators: minutes ago, as short as can be */
    return g_strdup_printf (ngettext ("%d min", "%d min", seconds / 60), (int) (seconds / 60));
  if (seconds < 86400)
    /* Translators: hours ago, as short as can be */
    return g_strdup_printf (ngettext ("%d h", "%d h", seconds / 3600), (int) (seconds / 3600));
  if (seconds < 7 * 86400)
    /* Translators: days ago, as short as can be */
    return g_strdup_printf (ngettext ("%d d", "%d d", seconds / 86400), (int) (seconds / 86400));

  then = g_date_time_new_from_unix_local_usec (unix_us);
  now = g_date_time_new_from_unix_local_usec (now_us);
  if (then == NULL || now == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (then) == g_date_time_get_year (now))
    /* Translators: a date in this year, g_date_time_format(). xgettext:no-c-format */
    return g_date_time_format (then, _("%-e %b"));
  /* Translators: a date in another year, g_date_time_format(). xgettext:no-c-format */
  return g_date_time_format (then, _("%-e %b %Y"));
}

/**
 * sparkle_exact_time:
 * @unix_us: the moment, µs since 1970 UTC
 *
 * Returns: (transfer full): date and time in full, in the local time zone
 */
char *
sparkle_exact_time (gint64 unix_us)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local_usec (unix_us);

  if (then == NULL)
    return g_strdup ("");
  /* Translators: a date and time in full, g_date_time_format(). xgettext:no-c-format */
  return g_date_time_format (then, _("%A, %-e %B %Y, %H:%M"));
}

/**
 * sparkle_coming_time:
 * @unix_us: a moment to come, µs since 1970 UTC
 * @now_us: the present
 *
 * Returns: (transfer full): within six days "Fri 14:00", else "3 Jan, 14:00", with the year when it is another one; in the local time zone
 */
char *
sparkle_coming_time (gint64 unix_us,
                     gint64 now_us)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local_usec (unix_us);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local_usec (now_us);

  if (then == NULL || now == NULL)
    return g_strdup ("");
  if (unix_us - now_us < 6 * G_TIME_SPAN_DAY)
    /* Translators: a day of the coming week and the time, g_date_time_format(). xgettext:no-c-format */
    return g_date_time_format (then, _("%a %H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (now))
    /* Translators: a date in this year and the time, g_date_time_format(). xgettext:no-c-format */
    return g_date_time_format (then, _("%-e %b, %H:%M"));
  /* Translators: a date in another year and the time, g_date_time_format(). xgettext:no-c-format */
  return g_date_time_format (then, _("%-e %b %Y, %H:%M"));
}

/**
 * sparkle_short_number:
 * @number: a count
 *
 * Returns: (transfer full): up to 9999 as it is, then "12 k", "3 M"
 */
char *
sparkle_short_number (gint64 number)
{
  if (number < 10000)
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (number < 1000000)
    /* Translators: thousands, as short as can be */
    return g_strdup_printf (_("%d k"), (int) (number / 1000));
  /* Translators: millions, as short as can be */
  return g_strdup_printf (_("%d M"), (int) (number / 1000000));
}
