/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-time.h"

#define DAY_SECONDS 86400

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, after Howard Hinnant's days_from_civil. */
static gint64
days_from_date (int year,
                int month,
                int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static void
date_from_days (gint64  days,
                int    *ret_year,
                int    *ret_month,
                int    *ret_day)
{
  gint64 z = days + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 mp = (5 * day_of_year + 2) / 153;

  *ret_day = day_of_year - (153 * mp + 2) / 5 + 1;
  *ret_month = mp < 10 ? mp + 3 : mp - 9;
  *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

static int
days_in_month (int year,
               int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  if (month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)))
    return 29;
  return days[month - 1];
}

/* Exactly n digits. */
static gboolean
take_number (const char **text,
             int          n,
             int         *ret_number)
{
  int number = 0;

  for (int i = 0; i < n; i++)
    {
      char c = (*text)[i];

      if (!g_ascii_isdigit (c))
        return FALSE;
      number = number * 10 + (c - '0');
    }
  *text += n;
  *ret_number = number;
  return TRUE;
}

static gboolean
take_char (const char **text,
           char         c)
{
  if (g_ascii_toupper (**text) != c)
    return FALSE;
  (*text)++;
  return TRUE;
}

static gboolean
take_fraction (const char **text,
               gint64      *ret_us)
{
  gint64 us = 0;
  int n = 0;

  *ret_us = 0;
  if (**text != '.')
    return TRUE;
  (*text)++;
  for (; g_ascii_isdigit (**text); (*text)++, n++)
    if (n < 6)
      us = us * 10 + (**text - '0');
  if (n == 0 || n > 9)
    return FALSE;
  for (; n < 6; n++)
    us *= 10;
  *ret_us = us;
  return TRUE;
}

static gboolean
take_offset (const char **text,
             gint64      *ret_seconds)
{
  int hours, minutes;
  char sign = **text;

  *ret_seconds = 0;
  if (take_char (text, 'Z'))
    return TRUE;
  if (sign != '+' && sign != '-')
    return FALSE;
  (*text)++;
  if (!take_number (text, 2, &hours) || !take_char (text, ':') || !take_number (text, 2, &minutes) ||
      hours > 23 || minutes > 59)
    return FALSE;
  *ret_seconds = (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
  return TRUE;
}

/**
 * sparkle_time_format:
 * @unix_us: microseconds since 1970; years before 0 or after 9999 are clamped
 *
 * Writes a time as all of the API does: RFC 3339, UTC, milliseconds, always as wide, so that it sorts as text.
 *
 * Returns: (transfer full): "2026-11-23T04:20:00.123Z"
 */
char *
sparkle_time_format (gint64 unix_us)
{
  gint64 least = days_from_date (0, 1, 1) * DAY_SECONDS * G_USEC_PER_SEC;
  gint64 most = days_from_date (10000, 1, 1) * DAY_SECONDS * G_USEC_PER_SEC - 1;
  gint64 day_us = (gint64) DAY_SECONDS * G_USEC_PER_SEC;
  gint64 us = CLAMP (unix_us, least, most);
  gint64 days = us / day_us;
  gint64 rest = us % day_us;
  int year, month, day, ms;

  if (rest < 0)
    {
      rest += day_us;
      days--;
    }
  date_from_days (days, &year, &month, &day);
  ms = rest / 1000;

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day,
                          ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}

/**
 * sparkle_time_parse:
 * @text: (nullable): a time of RFC 3339, with any offset and up to 9 digits of a second
 * @ret_us: (out) (optional): microseconds since 1970; set on success only
 *
 * Reads a time. A leap second counts as the first moment of the next minute, as in POSIX time.
 *
 * Returns: whether it is one
 */
gboolean
sparkle_time_parse (const char *text,
                    gint64     *ret_us)
{
  int year, month, day, hour, minute, second;
  gint64 us, offset, seconds;

  if (text == NULL ||
      !take_number (&text, 4, &year) || !take_char (&text, '-') ||
      !take_number (&text, 2, &month) || !take_char (&text, '-') ||
      !take_number (&text, 2, &day) ||
      !(take_char (&text, 'T') || take_char (&text, ' ')) ||
      !take_number (&text, 2, &hour) || !take_char (&text, ':') ||
      !take_number (&text, 2, &minute) || !take_char (&text, ':') ||
      !take_number (&text, 2, &second) ||
      !take_fraction (&text, &us) || !take_offset (&text, &offset) || *text != '\0')
    return FALSE;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month (year, month) ||
      hour > 23 || minute > 59 || second > 60)
    return FALSE;

  seconds = days_from_date (year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
  if (ret_us != NULL)
    *ret_us = seconds * G_USEC_PER_SEC + us;
  return TRUE;
}
