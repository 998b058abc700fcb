/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-fatal.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * sparkle_fatal_new:
 * @error: why the files of the app cannot be used
 *
 * Returns: (transfer floating): what stands in the window instead of everything else
 */
GtkWidget *
sparkle_fatal_new (const GError *error)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_status_page_new ();
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Sparkle Universe cannot use its files"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  return view;
}
