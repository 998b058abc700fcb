/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mention.h"

#include <string.h>

#include "sparkle-limits.h"
#include "sparkle-notification-kind.h"

static void
test_mentions (void)
{
  static const struct { const char *markdown, *names; } cases[] = {
    { "", "" },
    { "@ada", "ada" },
    { "@ad", "" },
    { "@", "" },
    { "Hello @ada, hello (@Grace_H) and @kai.", "ada Grace_H kai" },
    { "@ada @ADA @Ada", "ada" },
    { "**@ada** _@kai_ [@nova](https://example.org) \"@mira\"", "ada kai nova mira" },
    { "\xe2\x80\x9c@ada\xe2\x80\x9d \xe2\x80\x94@kai", "ada kai" },
    /* no blanks between words */
    { "\xe8\xb0\xa2\xe8\xb0\xa2@ada\xe4\xbd\xa0\xe5\xa5\xbd", "ada" },
    { "@ada\xeb\x8b\x98 @kai\xe3\x81\x95\xe3\x82\x93", "ada kai" },
    /* no mentions */
    { "ada@example.org mailto:ada@example.org <ada@example.org>", "" },
    { "@ada@example.org and @example.org", "" },
    { "https://example.org/@ada", "" },
    { "\\@ada", "" },
    { "\xc3\xa9@ada", "" },
    { "@ada\xc3\xa9 @kai", "kai" },             /* é */
    { "@ada\xcc\x81 @kai", "kai" },             /* a combining accent */
    { "@ada\xd0\xb1 @kai", "kai" },             /* a Cyrillic letter */
    { "x.@ada .@kai", "" },
    { "@@ada", "" },
    { "@abcdefghijklmnopqrstuvwxyz01234", "" },
    { "@abcdefghijklmnopqrstuvwxyz0123", "abcdefghijklmnopqrstuvwxyz0123" },
    /* code */
    { "`@ada` @kai", "kai" },
    { "``@ada ` @nova`` @kai", "kai" },
    { "`@ada @kai", "ada kai" },
    { "`@ada\n@nova` @kai", "kai" },
    { "`@ada\n\n@nova` @kai", "ada nova kai" },
    { "\\`@ada` @kai", "ada kai" },
    { "```\n@ada\n```\n@kai", "kai" },
    { "```c\n@ada", "" },
    { "~~~\n@ada\n```\n@nova\n~~~\n@kai", "kai" },
    { "````\n@ada\n```\n@nova\n````\n@kai", "kai" },
    { "text\n```\n@ada\n```  \n@kai", "kai" },
    { "```a` @kai", "kai" },
    { "    @ada", "" },
    { "\t@ada\n@kai", "kai" },
    { "text\n    @kai", "kai" },
    { "text\n\n    @ada\n\n    @nova\nend @kai", "kai" },
    { "- item\n\n    @kai\n", "kai" },
    { "1. item\n\n   @kai\n", "kai" },
    { "> @kai\n> `@ada`", "kai" },
    { ">     @ada\n> @kai", "kai" },
    { "> ```\n> @ada\n> ```\n> @kai", "kai" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) names = sparkle_mentions (cases[i].markdown);
      g_autofree char *joined = g_strjoinv (" ", names);

      if (strcmp (joined, cases[i].names) != 0)
        g_error ("“%s”: “%s” instead of “%s”", cases[i].markdown, joined, cases[i].names);
    }
}

static void
test_bounds (void)
{
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GString) ticks = g_string_new (NULL);
  g_auto(GStrv) names = NULL;
  g_auto(GStrv) none = NULL;
  gint64 start;

  for (unsigned i = 0; i < 100; i++)
    g_string_append_printf (many, "@person%u ", i);
  names = sparkle_mentions (many->str);
  g_assert_cmpuint (g_strv_length (names), ==, SPARKLE_MENTIONS_MAX);
  g_assert_cmpstr (names[SPARKLE_MENTIONS_MAX - 1], ==, "person19");

  /* runs of ever other length that nothing closes: linear all the same */
  for (unsigned i = 0; ticks->len < 1000000; i++)
    {
      for (unsigned n = 0; n <= i % 200; n++)
        g_string_append_c (ticks, '`');
      g_string_append (ticks, "@");
    }
  start = g_get_monotonic_time ();
  none = sparkle_mentions (ticks->str);
  g_assert_nonnull (none);
  g_test_message ("a megabyte of backticks: %.1f ms", (double) (g_get_monotonic_time () - start) / 1000.0);
}

static void
test_kinds (void)
{
  for (unsigned kind = 0; kind < SPARKLE_N_NOTIFICATION_KINDS; kind++)
    g_assert_cmpint (sparkle_notification_kind_from_string (sparkle_notification_kind_to_string (kind)), ==, kind);
  g_assert_null (sparkle_notification_kind_to_string (SPARKLE_N_NOTIFICATION_KINDS));
  g_assert_cmpint (sparkle_notification_kind_from_string (NULL), ==, SPARKLE_N_NOTIFICATION_KINDS);
  g_assert_cmpint (sparkle_notification_kind_from_string ("poked"), ==, SPARKLE_N_NOTIFICATION_KINDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/mention/names", test_mentions);
  g_test_add_func ("/shared/mention/bounds", test_bounds);
  g_test_add_func ("/shared/mention/kinds", test_kinds);
  return g_test_run ();
}
