/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include <glib/gi18n.h>
#include <libdex.h>

#include "sparkle-application.h"
#include "sparkle-heap.h"

#ifndef SPARKLE_LOCALE_DIR
# error "meson defines where the translations are"
#endif

int
main (int    argc,
      char **argv)
{
  g_autoptr(SparkleApplication) application = NULL;
  const char *locale_dir = g_getenv ("SPARKLE_LOCALE_DIR"); /* set when run from the folder it was built in */

  sparkle_heap_init ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : SPARKLE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  dex_init ();
  application = sparkle_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
