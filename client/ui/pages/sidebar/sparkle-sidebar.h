/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Who is here, the places, the categories. Choosing one activates win.show-list. */
#define SPARKLE_TYPE_SIDEBAR (sparkle_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSidebar, sparkle_sidebar, SPARKLE, SIDEBAR, AdwNavigationPage)

void        sparkle_sidebar_set_session    (SparkleSidebar *self, SparkleSession *session);
void        sparkle_sidebar_set_mode       (SparkleSidebar *self, AdwSidebarMode mode);
/* Marks the place as the chosen one without activating anything. */
void        sparkle_sidebar_select         (SparkleSidebar *self, const char *place, const char *arg);
GListModel *sparkle_sidebar_get_categories (SparkleSidebar *self); /* (nullable) transfer none */

G_END_DECLS
