/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <locale.h>

#include "sparkle-error-words.h"
#include "sparkle-error.h"
#include "sparkle-validate.h"

/* What a rule and a server say, in the language of the person, from the catalogues of this build. */
static void
check (const char *locale,
       const char *empty_title,
       const char *gone)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  if (setlocale (LC_ALL, locale) == NULL)
    {
      g_autofree char *reason = g_strdup_printf ("there is no locale %s here", locale);

      g_test_skip (reason);
      return;
    }
  g_assert_false (sparkle_validate_title ("title", "", &error));
  words = sparkle_error_in_words (error);
  g_assert_cmpstr (words, ==, empty_title);
  g_assert_cmpstr (sparkle_error_translate ("There is no such post"), ==, gone);
  g_assert_cmpstr (sparkle_error_translate ("What no catalogue knows"), ==, "What no catalogue knows");
}

static void
test_german (void)
{
  check ("de_DE.UTF-8", "Titel: darf nicht leer sein", "Diesen Beitrag gibt es nicht");
}

static void
test_chinese (void)
{
  check ("zh_CN.UTF-8", "标题：不能为空", "没有此帖子");
}

static void
test_english (void)
{
  check ("C.UTF-8", "Title: must not be empty", "There is no such post");
}

int
main (int   argc,
      char *argv[])
{
  g_unsetenv ("LANGUAGE");
  g_test_init (&argc, &argv, NULL);
  bindtextdomain (GETTEXT_PACKAGE, SPARKLE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_test_add_func ("/shared/words/german", test_german);
  g_test_add_func ("/shared/words/chinese", test_chinese);
  g_test_add_func ("/shared/words/english", test_english);
  return g_test_run ();
}
