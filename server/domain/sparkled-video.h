/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* (fiber) Of a video that a published post is about; everybody may see it. Columns: record, rev. NOT_FOUND. */
SparkledRows *sparkled_video_find    (SparkledServices *services, const char *id, GError **error);
/* (fiber) Its picture; NOT_FOUND when there is none. */
GBytes       *sparkled_video_picture (SparkledServices *services, const char *id, char **ret_media_type, char **ret_etag, GError **error);

G_END_DECLS
