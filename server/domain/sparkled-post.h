/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-post-table.h"
#include "sparkled-services.h"
#include "sparkled-write.h"

G_BEGIN_DECLS

/* (fiber) The operations; see sparkled-mutation.h for how they are run. */
gboolean sparkled_post_create (SparkledWrite *write, GError **error);
gboolean sparkled_post_edit   (SparkledWrite *write, GError **error);
gboolean sparkled_post_delete (SparkledWrite *write, GError **error);

/* (fiber) Reading. The rows have the columns SPARKLED_POST_VIEW…. */
SparkledRows *sparkled_post_find    (SparkledServices *services, const SparkledAccount *account, const char *id_or_slug, GError **error);
char         *sparkled_post_resolve (SparkledServices *services, const SparkledAccount *account, const char *id_or_slug,
                                     gint64 *ret_version, GError **error);
SparkledRows *sparkled_post_list    (SparkledServices *services, const SparkledPostFilter *filter, GError **error);

/* (fiber) Somebody opened a post, by its id or slug: counted once per account and day, and not the author. */
gboolean sparkled_post_view (SparkledServices *services, const SparkledAccount *account, const char *id_or_slug, GError **error);

G_END_DECLS
