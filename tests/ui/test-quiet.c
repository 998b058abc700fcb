/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the desktop is left alone. */
#include "sparkle-notifier.h"

#define AT(hour, minute) ((hour) * 60 + (minute))

static const struct
{
  gboolean wanted;
  gboolean hours;
  int      from, until, at;
  gboolean quiet;
} cases[] = {
  { FALSE, FALSE, AT (22, 0), AT (7, 0), AT (12, 0), TRUE },  /* switched off for good */
  { TRUE, FALSE, AT (22, 0), AT (7, 0), AT (23, 0), FALSE },  /* hours set, but not switched on */
  { TRUE, TRUE, AT (22, 0), AT (7, 0), AT (21, 59), FALSE },  /* over midnight */
  { TRUE, TRUE, AT (22, 0), AT (7, 0), AT (22, 0), TRUE },
  { TRUE, TRUE, AT (22, 0), AT (7, 0), AT (23, 59), TRUE },
  { TRUE, TRUE, AT (22, 0), AT (7, 0), AT (0, 0), TRUE },
  { TRUE, TRUE, AT (22, 0), AT (7, 0), AT (6, 59), TRUE },
  { TRUE, TRUE, AT (22, 0), AT (7, 0), AT (7, 0), FALSE },
  { TRUE, TRUE, AT (9, 30), AT (17, 15), AT (9, 29), FALSE }, /* within a day */
  { TRUE, TRUE, AT (9, 30), AT (17, 15), AT (9, 30), TRUE },
  { TRUE, TRUE, AT (9, 30), AT (17, 15), AT (17, 14), TRUE },
  { TRUE, TRUE, AT (9, 30), AT (17, 15), AT (17, 15), FALSE },
  { TRUE, TRUE, AT (8, 0), AT (8, 0), AT (8, 0), FALSE },     /* no time at all */
};

static void
test_quiet (void)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SparkleSettings) settings = sparkle_settings_new (NULL, NULL);

      sparkle_settings_set_boolean (settings, SPARKLE_SETTING_DESKTOP_NOTIFICATIONS, cases[i].wanted);
      sparkle_settings_set_boolean (settings, SPARKLE_SETTING_QUIET_HOURS, cases[i].hours);
      sparkle_settings_set_int (settings, SPARKLE_SETTING_QUIET_FROM, cases[i].from);
      sparkle_settings_set_int (settings, SPARKLE_SETTING_QUIET_UNTIL, cases[i].until);
      g_test_message ("row %u", i);
      g_assert_cmpint (sparkle_notifier_is_quiet (settings, cases[i].at), ==, cases[i].quiet);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/notifier/quiet", test_quiet);
  return g_test_run ();
}
