/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-write.h"

G_BEGIN_DECLS

/* (fiber) Sets who is named in the text of a post or a comment. was_there: it may have named people before. */
gboolean sparkled_mention_in_post    (SparkledWrite *write, const char *post_id, const char *content, gboolean was_there, GError **error);
gboolean sparkled_mention_in_comment (SparkledWrite *write, const char *comment_id, const char *content, gboolean was_there, GError **error);

G_END_DECLS
