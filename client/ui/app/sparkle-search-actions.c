/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-actions.h"

#include "sparkle-search-page.h"
#include "sparkle-window.h"

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  GtkWidget *page;

  sparkle_window_show_list (self, "search", "");
  page = sparkle_window_get_list (self);
  if (SPARKLE_IS_SEARCH_PAGE (page)) /* not while the session opens */
    sparkle_search_page_begin (SPARKLE_SEARCH_PAGE (page));
}

static void
search_for_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  GtkWidget *page;

  sparkle_window_show_list (self, "search", "");
  page = sparkle_window_get_list (self);
  if (SPARKLE_IS_SEARCH_PAGE (page))
    sparkle_search_page_look_for (SPARKLE_SEARCH_PAGE (page), g_variant_get_string (parameter, NULL));
}

/**
 * sparkle_search_actions_install: (skip)
 * @widget_class: of the window
 *
 * `win.search`, and `win.search-for` with what to look for.
 */
void
sparkle_search_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.search-for", "s", search_for_action);
}
