/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-application.h"

G_BEGIN_DECLS

#define SPARKLE_SEARCH_PROVIDER_PATH "/com/sparkle_universe/Sparkle/SearchProvider"

/* What the desktop's own search asks (org.gnome.Shell.SearchProvider2): posts and comments that are cached on this machine. */
#define SPARKLE_TYPE_SEARCH_PROVIDER (sparkle_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearchProvider, sparkle_search_provider, SPARKLE, SEARCH_PROVIDER, GObject)

SparkleSearchProvider *sparkle_search_provider_new        (SparkleApplication     *application);
gboolean               sparkle_search_provider_register   (SparkleSearchProvider  *self,
                                                           GDBusConnection        *bus,
                                                           GError                **error);
void                   sparkle_search_provider_unregister (SparkleSearchProvider  *self,
                                                           GDBusConnection        *bus);

G_END_DECLS
