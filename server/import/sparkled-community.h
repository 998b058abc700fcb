/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-demo.h"

G_BEGIN_DECLS

/* Inside import/: (fiber) the people of community.json and what they write. */
gboolean sparkled_community_run (SparkledServices *services, const char *file, SparkledImportProgress progress, gpointer user_data,
                                 SparkledDemo *demo, GError **error);

G_END_DECLS
