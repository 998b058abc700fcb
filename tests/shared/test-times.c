/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-level.h"
#include "sparkle-time.h"
#include "sparkle-video-time.h"

#include <math.h>

static void
test_format (void)
{
  static const struct { gint64 us; const char *text; } cases[] = {
    { 0, "1970-01-01T00:00:00.000Z" }, { -1, "1969-12-31T23:59:59.999Z" }, { 1795407600123999, "2026-11-23T04:20:00.123Z" },
    { 951782400000000, "2000-02-29T00:00:00.000Z" }, { G_MAXINT64, "9999-12-31T23:59:59.999Z" }, { G_MININT64, "0000-01-01T00:00:00.000Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sparkle_time_format (cases[i].us);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Against GDateTime, over 400 years. */
static void
test_round_trip (void)
{
  for (gint64 day = -100000; day < 100000; day += 37)
    {
      gint64 us = day * 86400 * G_USEC_PER_SEC + (day & 1023) * 84375 * 1000;
      g_autofree char *text = sparkle_time_format (us);
      g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);
      gint64 back = 0;

      g_assert_true (sparkle_time_parse (text, &back));
      g_assert_cmpint (back, ==, us - (us % 1000 + 1000) % 1000);
      g_assert_cmpint (g_date_time_to_unix_usec (time), ==, back);
    }
}

static void
test_parse (void)
{
  static const struct { const char *text; gint64 us; } good[] = {
    { "1970-01-01T00:00:00Z", 0 }, { "1970-01-01T01:00:00+01:00", 0 }, { "1969-12-31T19:00:00.5-05:00", 500000 },
    { "1970-01-01 00:00:00.123456789Z", 123456 }, { "1970-01-01t00:00:00z", 0 }, { "1969-12-31T23:59:60Z", 0 },
  };
  static const char * const bad[] = {
    "", "x", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-02-29T00:00:00Z", "1970-01-32T00:00:00Z",
    "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.1234567890Z",
    "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00+24:00", "197-01-01T00:00:00Z", "+970-01-01T00:00:00Z",
  };
  gint64 us;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (sparkle_time_parse (good[i].text, &us));
      g_assert_cmpint (us, ==, good[i].us);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sparkle_time_parse (bad[i], &us));
  g_assert_false (sparkle_time_parse (NULL, NULL));
}

static void
test_video_moment (void)
{
  g_assert_cmpint (sparkle_video_time_of (7, "at 0:03"), ==, 7);
  g_assert_cmpint (sparkle_video_time_of (-1, "first 0:03, then 0:05"), ==, 3);
  g_assert_cmpint (sparkle_video_time_of (-1, "v1:20 and 12:30:99"), ==, -1);
  g_assert_cmpint (sparkle_video_time_of (-1, NULL), ==, -1);
}

static void
test_video_time (void)
{
  static const struct { const char *text; unsigned seconds; } good[] = {
    { "2:31", 151 }, { "1:02:31", 3751 }, { "0:00", 0 }, { "90:00", 5400 }, { "100:59", 6059 }, { "12:00:00", 43200 },
  };
  static const char * const bad[] = { "", "2", "2:3", "2:60", "1:2:30", "1:60:00", "2:31 ", " 2:31", "a2:31", "1:02:31:00", "1234:00", "49:00:00", ":30", "2:311" };
  g_autofree char *a = sparkle_video_time_format (151);
  g_autofree char *b = sparkle_video_time_format (3751);
  unsigned seconds;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (sparkle_video_time_parse (good[i].text, &seconds));
      g_assert_cmpuint (seconds, ==, good[i].seconds);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sparkle_video_time_parse (bad[i], NULL));
  g_assert_false (sparkle_video_time_parse (NULL, NULL));
  g_assert_cmpstr (a, ==, "2:31");
  g_assert_cmpstr (b, ==, "1:02:31");
}

static void
test_video_time_find (void)
{
  gsize start, length;
  unsigned seconds;

  g_assert_true (sparkle_video_time_find ("best at 2:19, and 3:00", &start, &length, &seconds));
  g_assert_cmpuint (start, ==, 8);
  g_assert_cmpuint (length, ==, 4);
  g_assert_cmpuint (seconds, ==, 139);
  g_assert_true (sparkle_video_time_find ("(0:05)", NULL, NULL, &seconds));
  g_assert_cmpuint (seconds, ==, 5);
  g_assert_false (sparkle_video_time_find ("John 3:16a, 1:2, v1:20, 12:30:99, 1.2:30, 2:345", NULL, NULL, NULL));
  g_assert_false (sparkle_video_time_find ("", NULL, NULL, NULL));
}

static void
test_levels (void)
{
  g_assert_cmpuint (sparkle_level_for_xp (-5), ==, 1);
  g_assert_cmpuint (sparkle_level_for_xp (0), ==, 1);
  g_assert_cmpuint (sparkle_level_for_xp (99), ==, 1);
  g_assert_cmpuint (sparkle_level_for_xp (100), ==, 2);
  g_assert_cmpuint (sparkle_level_for_xp (399), ==, 2);
  g_assert_cmpuint (sparkle_level_for_xp (400), ==, 3);
  g_assert_cmpint (sparkle_level_get_xp (3), ==, 400);
  g_assert_cmpint (sparkle_level_get_xp (0), ==, 0);
  g_assert_cmpuint (sparkle_level_for_xp (G_MAXINT64), >, 300000000u);
  for (unsigned level = 1; level < 100000; level += 7)
    {
      g_assert_cmpuint (sparkle_level_for_xp (sparkle_level_get_xp (level)), ==, level);
      if (level > 1)
        g_assert_cmpuint (sparkle_level_for_xp (sparkle_level_get_xp (level) - 1), ==, level - 1);
      g_assert_cmpuint (floor (sqrt (sparkle_level_get_xp (level) / 100)) + 1, ==, level);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/times/video-moment", test_video_moment);
  g_test_add_func ("/shared/times/format", test_format);
  g_test_add_func ("/shared/times/round-trip", test_round_trip);
  g_test_add_func ("/shared/times/parse", test_parse);
  g_test_add_func ("/shared/times/video-time", test_video_time);
  g_test_add_func ("/shared/times/video-time-find", test_video_time_find);
  g_test_add_func ("/shared/times/levels", test_levels);
  return g_test_run ();
}
