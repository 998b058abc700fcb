/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-comment-table.h"
#include "sparkled-services.h"
#include "sparkled-write.h"

G_BEGIN_DECLS

/* (fiber) The operations; see sparkled-mutation.h for how they are run. */
gboolean sparkled_comment_create (SparkledWrite *write, GError **error);
gboolean sparkled_comment_edit   (SparkledWrite *write, GError **error);
gboolean sparkled_comment_delete (SparkledWrite *write, GError **error);

/* (fiber) Reading. The rows have the columns SPARKLED_COMMENT_VIEW…. */
SparkledRows *sparkled_comment_find (SparkledServices *services, const char *id, GError **error);
SparkledRows *sparkled_comment_list (SparkledServices *services, const char *post_id, gboolean best, const char *after_at, const char *after_id,
                                     unsigned limit, GError **error);

G_END_DECLS
