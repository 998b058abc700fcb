/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-about.h"

#include <glib/gi18n.h>

/**
 * sparkle_about_new:
 *
 * Returns: (transfer floating): the About dialog
 */
AdwDialog *
sparkle_about_new (void)
{
  AdwDialog *dialog = adw_about_dialog_new ();

  g_object_set (dialog,
                "application-icon", SPARKLE_APP_ID,
                "application-name", _("Sparkle Universe"),
                "version", SPARKLE_VERSION,
                "developer-name", _("Sparkle Universe contributors"),
                "comments", _("Talk about videos with other fans, with or without a connection."),
                "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: your names, one on each line */
                "translator-credits", _("translator-credits"),
                NULL);
  return dialog;
}
