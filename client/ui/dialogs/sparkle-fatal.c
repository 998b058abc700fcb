/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-fatal.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-server-group.h"

/* No community was chosen yet, or what was chosen is no address. */
static gboolean
is_about_server (const GError *error)
{
  return error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0 &&
         g_strcmp0 (sparkle_error_get_detail (error, 0)->field, "server") == 0;
}

static void
ask_for_server (AdwStatusPage *page)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *group = sparkle_server_group_new ();

  adw_status_page_set_icon_name (page, SPARKLE_APP_ID "-symbolic");
  adw_status_page_set_title (page, _("Which community?"));
  adw_status_page_set_description (page, NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 420);
  adw_clamp_set_child (ADW_CLAMP (clamp), group);
  adw_status_page_set_child (page, clamp);
}

/**
 * sparkle_fatal_new:
 * @error: why the session could not be opened
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
  if (is_about_server (error))
    ask_for_server (ADW_STATUS_PAGE (page));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  return view;
}
